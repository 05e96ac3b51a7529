"""Who fills the slots of a rule: from the words of a clause to parties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dateline.coding.indirect import (
    at_the_hands_of,
    from_where_they_fled,
    of_condition,
    of_content,
    of_main_clause,
    owners_before,
    those_who_flee,
    who_announced,
    who_comes,
    who_moved,
    who_said_so,
)
from dateline.coding.layers import Layers, Named
from dateline.coding.matching import Match
from dateline.coding.slots import VIOLENT, slot_tokens
from dateline.model import Clause, Party

PLACED_RECIPIENTS = VIOLENT | {"THREATEN", "SANCTION", "AID"}
"""Types whose recipient may be named by a place: "aid to Gaza"; so may that of a visit."""
LYING = ("in", "at", "near", "inside", "across", "over", "into", "on", "around", "outside", "of", "along")
"""Prepositions of where something lies."""
_ADDRESSING = frozenset({"thank", "urge", "ask", "beg", "implore", "exhort", "tell"})
"""Verbs whose object is always the one addressed."""
_LAUNCHING = frozenset({"fire", "launch", "lob", "hurl", "rain", "drop"})
"""Verbs whose object is a weapon where the target stands behind a preposition."""
_TARGETED = frozenset({"at", "on", "into", "against", "towards", "toward"})
INDIRECT = frozenset({"SUPPORT", "ACCUSE", "REJECT", "REQUEST", "AGREE", "CONCEDE", "THREATEN", "SANCTION"})
"""Types whose recipient may be told only by what is promised, backed, or threatened."""
GIVEN = frozenset({"AID", "AGREE", "SANCTION", "COOPERATE", "RETREAT", "MOBILIZE"})
"""Types that a government announces in the passive: "sanctions would be imposed"."""
DYING = frozenset({"die", "perish"})
MUTUAL = frozenset({"CONSULT", "COOPERATE"})
"""Types that all parties do together."""


def fill(match: Match, clause: Clause, layers: Layers) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """(actors, recipients) of the clause under the rule that fits it.

    Nobody is both; who could be either is an actor.
    """
    if clause.lemma in DYING and clause.kind == "verb":
        # Who dies in an attack did not attack.
        clause = replace(clause, subjects=(), objects=clause.subjects, passive=True)
    elif (
        clause.kind == "verb"
        and clause.lemma in layers.words.invading
        and _are_armies(clause.objects, layers)
    ):
        # "against invading Chadian forces", where the parser made them an object: no army is invaded.
        clause = replace(clause, subjects=clause.objects, objects=())
    rule = match.rule
    doers = rule.actor
    if clause.kind == "verb" and not clause.passive:
        # "seeking NATO membership": what the object belongs to does not seek.
        doers = tuple([s for s in doers if s != "owner"])
    actors = _from_slots(doers, match, clause, layers, join=rule.join, deed=False)
    if rule.type in MUTUAL and clause.kind == "noun":
        actors = actors + who_comes(clause, layers) if actors else of_main_clause(clause, layers)
    if not actors and rule.type == "REQUEST" and clause.kind == "noun" and clause.support < 0:
        # "at the request of the ministry"; "made a request of the ministry" is to it
        actors = _from_slots(("of",), match, clause, layers, join=False, deed=False)
    if not actors and rule.type in GIVEN and clause.passive and layers.status(clause).value == "future":
        actors = who_announced(clause, layers)
    if not actors and rule.type in INDIRECT and clause.kind == "verb":
        actors = who_said_so(clause, layers)
    if not actors and rule.type in VIOLENT:
        actors = at_the_hands_of(clause, layers)
    if rule.type == "MOVE":
        actors = those_who_flee(clause, layers) or actors
        actors = tuple(from_where_they_fled(n, clause, layers) for n in actors)
    taken = {n.party.id: n.party.country for n in actors}
    slots = rule.recipient
    if not slots:
        return tuple(_acting(n) for n in actors), ()
    if rule.type in MUTUAL and rule.mode != "visit" and len(actors) > 1:
        # "The two discussed the border between Chad and Sudan": all who take part are known.
        slots = tuple(s for s in slots if s in ("object", "with"))
    elif rule.content and "complement" not in slots:
        # Whom a promise or threat is meant for often stands only in what is promised.
        slots = (*slots, "complement")
    if rule.mode == "investigate":
        slots = (*slots, "topic")
    deed = rule.type in PLACED_RECIPIENTS or rule.mode == "visit"
    recipients = _from_slots(slots, match, clause, layers, join=rule.join, deed=deed, taken=taken)
    if not recipients:
        # "reimposed American sanctions", says America: they are not aimed at it.
        owners = _from_slots(("owner",), match, clause, layers, join=False, deed=False, taken=taken)
        recipients = tuple(
            n for n in owners if n.party.kind != "country" or n.party.country not in taken.values()
        )
    if not recipients and rule.type in INDIRECT:
        recipients = _indirect(match, clause, layers, taken)
    return tuple(_acting(n) for n in actors), recipients


def _are_armies(tokens: Sequence[int], layers: Layers) -> bool:
    named = [n.party.sector for t in tokens for n in layers.named_parties(t)]
    return bool(named) and all(sector in ("MIL", "UAF") for sector in named)


def _indirect(
    match: Match, clause: Clause, layers: Layers, taken: Mapping[str, str | None]
) -> tuple[Named, ...]:
    """Recipients that only what is done, its condition or an earlier sentence names; never one's own."""
    ours = set(taken.values())
    below = [n for t in of_content(clause, layers) for n in parties_of(t, layers)]
    condition = [n for t in of_condition(clause, layers) for n in parties_of(t, layers)]
    before = [n for t in clause.objects for n in owners_before(t, layers)]
    phrase = [n for t in sorted(match.literal) for n in parties_of(t, layers)]
    for t in clause.obliques.get("in", ()):  # "sought membership in the union"
        phrase += [n for n in layers.named_parties(t) if n.party.sector == "IGO"]
    moved = [n for t in clause.objects for n in who_moved(t, layers, ours)] if clause.kind == "verb" else []
    for found in (below, phrase, condition, before, moved):
        others = {n.party.id: n for n in found if n.party.id not in taken and n.party.country not in ours}
        if others:
            return tuple(others.values())
    return ()


def _from_slots(
    slots: Iterable[str],
    match: Match,
    clause: Clause,
    layers: Layers,
    *,
    join: bool,
    deed: bool,
    taken: Mapping[str, str | None] | None = None,
) -> tuple[Named, ...]:
    """`taken` are the ids and countries of the other side; "its embassy" is none of the recipients."""
    out: list[Named] = []
    taken = taken or {}
    ours = set(taken.values())
    for slot in slots:
        lying = deed or slot == "place"
        found: list[Named] = []
        for t in slot_tokens(slot, match, clause, layers):
            found += parties_of(t, layers, deed=lying)
        if not found:
            if slot != "object" or clause.lemma not in _ADDRESSING:
                continue
            if any(layers.parse.tags[t] in ("NN", "NNS", "PRP") for t in clause.objects):
                break  # "thanked his followers for their help to Chad": not Chad
            continue
        if taken:
            found = [_state_of_us(n, ours, layers) for n in found]
        if slot == "object" and match.rule.type == "ASSAULT" and clause.lemma in _LAUNCHING:
            # "missiles were fired at Chadian ships": not at missiles
            found = [n for n in found if n.party.sector != "UAF" or not clause.obliques.keys() & _TARGETED]
        if slot == "complement":
            # "ready to send a delegation to Chad": the delegation is one's own.
            others = [n for n in found if n.party.country not in ours]
            if match.rule.type == "THREATEN":  # "threatened to leave Chad's own treaty": not Chad
                found = [n for n in found if n.party.kind != "country"]
            found = others or found
        if slot != "object" and match.rule.mode == "visit":
            # "travelled to Ohio" on a tour at home: nobody is visited.
            found = [n for n in found if not (n.party.kind == "country" and n.party.country in ours)]
        out += [n for n in found if n.party.id not in taken and not (n.own and n.party.country in ours)]
        if out and not join:
            break
    if not out and deed and match.rule.type in VIOLENT:
        out = _whose_place(clause, layers)
    elif match.rule.mode == "visit" and deed and not any(n.party.country for n in out):
        # "visited villages in Chad", "arrived in Chad to meet officials"
        out += [n for n in _whose_place(clause, layers) if n.party.country not in ours]
    seen: dict[str, Named] = {}
    for n in out:
        seen.setdefault(n.party.id, n)
    return tuple(seen.values())


def _state_of_us(named: Named, ours: set[str | None], layers: Layers) -> Named:
    """ "fired at us", says a president: what another state does is done to his country."""
    party = named.party
    if not named.us or party.country in ours or party.sector not in ("GOV", "MIL", "SPY"):
        return named
    return layers.state(party.country or "") or named


def parties_of(token: int, layers: Layers, *, deed: bool = False) -> tuple[Named, ...]:
    """The parties of a noun phrase: named, or those that own it ("Russian shelling", "Kyiv's plan").

    With `deed`, a place stands for its country ("struck Kherson", "a school in Kherson").
    """
    named = layers.named_parties(token)
    if named:
        return named
    for t in layers.below_measure(token):
        for owner in layers.owners(t):
            named += layers.named_parties(owner)
        if named:
            return named
        prepositions = layers.prepositions(t)
        for prep in ("of", "by", "from", "among", "between", "to", "against", "with", "on", "for"):
            for below in prepositions.get(prep, ()):
                named += layers.named_parties(below)
            if named:
                return named
        for below in prepositions.get("in", ()):  # "membership in the alliance"; of a state it says where
            named += tuple(n for n in layers.named_parties(below) if n.party.sector == "IGO")
        for below in layers.tree.kids(t, "acl", "relcl"):
            # "a plan to join the alliance": whom the plan is about; "those fleeing Chad" are not Chad.
            if layers.parse.tags[below] in ("VB", "VBG") and layers.parse.tags[t][0] == "N":
                for obj in layers.clauses.clause(below).objects:
                    named += layers.named_parties(obj)
        if named:
            return named
    if deed:
        if here := layers.place_as_country(token):
            return (here,)
        prepositions = layers.prepositions(token)
        for prep in LYING:
            for below in prepositions.get(prep, ()):
                if there := layers.place_as_country(below):
                    return (there,)
                if found := layers.named_parties(below):
                    return tuple(Named(_bare(n.party), n.start, n.end) for n in found)
    return ()


def _whose_place(clause: Clause, layers: Layers) -> list[Named]:
    for prep in LYING:
        for token in clause.obliques.get(prep, ()):
            if there := layers.place_as_country(token):
                return [there]
    return []


def _bare(party: Party) -> Party:
    """A country as the place of a target: no organ of it was named."""
    if party.kind != "country":
        return party
    return replace(party, sector=None, office=None)


def _acting(named: Named) -> Named:
    """A bare country that acts is its government (annotation guide)."""
    p = named.party
    if p.kind == "country" and p.sector is None:
        return Named(replace(p, sector="GOV"), named.start, named.end)
    return named
