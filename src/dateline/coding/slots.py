"""Which words of a clause stand in a slot of the rule that fits it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dateline.coding.indirect import of_content
from dateline.coding.layers import Layers
from dateline.coding.matching import Match
from dateline.model import Clause

VIOLENT = frozenset({"ASSAULT", "COERCE", "MOBILIZE"})
"""Types whose target may be known only by where it lies ("shelled a school in Kherson")."""
_AIMED = ("at", "along", "on", "against", "into", "toward", "towards", "near", "around")
"""Prepositions before what is hit or threatened by force."""
VICTIMS = frozenset({"CVL", "REF", "MED", "EDU", "REL"})
"""Sectors of those who are shot at rather than shoot."""


def slot_tokens(slot: str, match: Match, clause: Clause, layers: Layers) -> tuple[int, ...]:
    """The words of the clause that stand in a slot: one with a name of its own, else a preposition."""
    named = _SLOTS.get(slot)
    if named is not None:
        return named(match, clause, layers)
    tokens = clause.obliques.get(slot, ())
    if not match.literal:
        return tokens
    tokens = tuple([t for t in tokens if not _named_by_rule(t, match, layers)])
    for obj in sorted(match.literal):
        tokens += tuple([t for t in layers.prepositions(obj).get(slot, ()) if t not in tokens])
    return tokens


def _objects(match: Match, clause: Clause, layers: Layers) -> tuple[int, ...]:
    if not match.literal:
        return clause.objects
    return tuple([o for o in clause.objects if not _named_by_rule(o, match, layers)])


def _topic(_match: Match, clause: Clause, layers: Layers) -> tuple[int, ...]:
    return tuple(t for t in clause.obliques.get("owner", ()) if _names_a_place(t, layers))


def _owners(match: Match, clause: Clause, layers: Layers) -> tuple[int, ...]:
    owners = clause.obliques.get("owner", ())
    inquiry = match.rule.mode == "investigate"  # "the Chad inquiry": an inquiry into what Chad did
    if owners and (inquiry or clause.lemma in layers.words.war or match.rule.type in VIOLENT):
        # "the Ukraine war", "the Kabul attack" say where; "Russia's war", "the Hamas attack" who.
        owners = tuple(t for t in owners if not _names_a_place(t, layers))
    if match.literal:
        # "killed in Russian shelling": the shelling's owner, not the owner of what was killed.
        named = [o for o in sorted(match.literal) if not (clause.passive and o in clause.objects)]
        if named and match.rule.type in VIOLENT:
            # "fired at Chadian targets", "massed along its border"
            hit = {t for p in _AIMED for t in clause.obliques.get(p, ())}
            named = [o for o in named if o not in hit]
        for o in named:
            owners += layers.owners(o)
    if owners and match.rule.type in VIOLENT:
        owners = tuple(t for t in owners if not _is_the_victim(t, layers))
    return owners


_SLOTS: Mapping[str, Callable[[Match, Clause, Layers], tuple[int, ...]]] = {
    "subject": lambda _match, clause, _layers: clause.subjects,
    "object": _objects,
    "complement": lambda _match, clause, layers: of_content(clause, layers),
    "speaker": lambda _match, clause, layers: layers.speakers(clause.head),
    "topic": _topic,
    "owner": _owners,
    "place": lambda _match, clause, _layers: tuple(
        [t for p in ("in", "at", "near", "into") for t in clause.obliques.get(p, ())]
    ),
}
"""Slots that are no preposition."""


def _names_a_place(token: int, layers: Layers) -> bool:
    if layers.parse.deps[token] != "compound":
        return False
    return layers.place_at(token) is not None or any(
        n.party.kind == "country" for n in layers.named_parties(token)
    )


def _is_the_victim(token: int, layers: Layers) -> bool:
    """ "hostage taking", "a hospital attack": a common noun before the deed is whom it is done to."""
    return (
        layers.parse.deps[token] == "compound"
        and layers.parse.tags[token] in ("NN", "NNS")
        and any(n.party.sector in VICTIMS for n in layers.named_parties(token))
    )


def _named_by_rule(token: int, match: Match, layers: Layers) -> bool:
    """Part of the phrase, as "talks" in "held talks", and nobody who could act."""
    if token not in match.literal or layers.named_parties(token):
        return False
    at = layers.parse.lowers[layers.parse.heads[token]]
    return not (match.rule.type in VIOLENT and at in _AIMED and layers.owners(token))
