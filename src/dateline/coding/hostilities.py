"""Who invaded whom in a story, and what follows for those whom the words leave without a side.

"Chad's invasion of Niger" is said once; afterwards "the invasion of Niger" is Chad's, troops that shell a
town in Niger are Chad's, and what Niger's army shoots down is not its own. Nothing is put in the place of
a side that the words name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from dateline.coding.drafts import Draft
from dateline.coding.layers import Layers, Named
from dateline.coding.slots import VICTIMS
from dateline.model import Party

_FORCE = frozenset({"ASSAULT", "COERCE"})
_ARMED = frozenset({"MIL", "UAF"})
_OF_STATE = frozenset({None, "GOV", "MIL"})
_DOMINANT = 2
"""How many times more often an invasion must be told than the next to be the one of the story."""


def invasion_of(drafts: Sequence[Draft], layers: Layers) -> tuple[str, str] | None:
    """Countries of the invader and the invaded in the story, told or known; None where there is none."""
    told = _told(drafts, layers)
    day = layers.story.published
    if day is None:
        return told
    for known in layers.words.invasions:
        pair = (known.invader, known.invaded)
        of_story = told is None or not set(told).isdisjoint(pair)
        if of_story and known.told_on(day) and all(layers.state(country) for country in pair):
            return pair
    return told


def with_sides(drafts: Sequence[Draft], pair: tuple[str, str] | None, layers: Layers) -> list[Draft]:
    """The drafts, with sides given to invaders and armed men by the one invasion of the story."""
    if pair is None:
        return [_not_at_itself(_by_its_only_enemy(d, layers)) for d in drafts]
    named = frozenset(p.id for m in layers.actors if not m.by_reference for p in m.parties)
    drafts = [_not_at_itself(_sided(d, *pair, named, layers)) for d in drafts]
    return [_by_the_agent_beside(d, *pair, drafts, layers) for d in drafts]


def _by_its_only_enemy(draft: Draft, layers: Layers) -> Draft:
    """ "Since the invasion of Niger, Chad's army …": Chad invaded, if the sentence names no third state."""
    targets = {n.party.country for n in draft.recipients}
    if draft.actors or len(targets) != 1 or not _is_invasion(draft, layers):
        return draft
    others = [
        (m, p)
        for m in layers.mentions_in(layers.tree.sentence[draft.clause.head])
        for p in m.parties
        if p.country and p.country not in targets and p.kind != "person" and p.sector in _OF_STATE
    ]
    if len({p.country for _, p in others}) != 1:
        return draft
    mention, party = others[0]
    sector = party.sector or "GOV"
    return replace(draft, actors=(Named(replace(party, sector=sector), mention.start, mention.end),))


def _not_at_itself(draft: Draft) -> Draft:
    """ "missiles fired by Chad": what one's own side shoots with is not what is shot at.

    Nor does a state move its forces against itself: "put Chad's army on alert".
    """
    if draft.type not in ("ASSAULT", "MOBILIZE") or not draft.recipients:
        return draft
    ours = {n.party.country for n in draft.actors} - {None}
    if draft.type == "MOBILIZE":
        aimed = tuple(
            n
            for n in draft.recipients
            if n.party.country not in ours or (n.party.kind != "country" and n.party.sector != "MIL")
        )
        return draft if len(aimed) == len(draft.recipients) else replace(draft, recipients=aimed)
    kept = tuple(
        n
        for n in draft.recipients
        if n.party.sector != "MIL"
        or n.party.country not in ours
        or not n.party.id.startswith(("role:", f"{n.party.country}:MIL:"))
    )
    return draft if len(kept) == len(draft.recipients) else replace(draft, recipients=kept)


def _told(drafts: Sequence[Draft], layers: Layers) -> tuple[str, str] | None:
    """Countries of the invader and the invaded as told; None where there is none, or more than one."""
    told: Counter[tuple[str, str]] = Counter()
    for d in drafts:
        if not _is_invasion(d, layers):
            continue
        doers = {n.party.country for n in d.actors if n.party.sector in _OF_STATE}
        targets = {n.party.country for n in d.recipients if n.party.sector in _OF_STATE}
        if len(doers) == 1 and len(targets) == 1:
            doer, target = doers.pop(), targets.pop()
            if doer and target and doer != target:
                told[doer, target] += 1
    best = told.most_common(2)
    if not best or (len(best) > 1 and best[0][1] < _DOMINANT * best[1][1]):
        return None
    return best[0][0]


def _is_invasion(draft: Draft, layers: Layers) -> bool:
    words = layers.words.invading
    return draft.type == "ASSAULT" and (
        draft.clause.lemma in words or any(layers.parse.lemmas[t] in words for t in draft.match.literal)
    )


def _sided(draft: Draft, invader: str, invaded: str, named: frozenset[str], layers: Layers) -> Draft:
    if draft.type not in _FORCE:
        return draft
    targets = {n.party.country for n in draft.recipients}
    if targets == {invaded}:
        meant = _by_a_pronoun(draft, invader, layers) if draft.actors else _is_invasion(draft, layers)
        if meant and (government := _government(invader, layers)) is not None:
            return replace(draft, actors=(government,))
    if not draft.actors:
        return draft
    if {n.party.country for n in draft.actors} == {invader}:
        hit = tuple(_invaded(n, invader, invaded, named) for n in draft.recipients)
        if hit != draft.recipients:
            draft = replace(draft, recipients=hit)
        targets = {n.party.country for n in hit}
    enemy = {invader: invaded, invaded: invader}
    if len(targets) == 1:
        target = next(iter(targets))
        if target in enemy:
            other = enemy[target]
            actors = tuple(_on_side(n, other, target, named) for n in draft.actors)
            if actors != draft.actors:
                return replace(draft, actors=actors)
    doers = {n.party.country for n in draft.actors}
    if len(doers) == 1:
        doer = next(iter(doers))
        if doer in enemy:
            other = enemy[doer]
            recipients = tuple(_on_side(n, other, doer, named) for n in draft.recipients)
            if recipients != draft.recipients:
                return replace(draft, recipients=recipients)
    return draft


def _government(country: str, layers: Layers) -> Named | None:
    """The state as one that acts; None where the story does not name it."""
    state = layers.state(country)
    return replace(state, party=replace(state.party, sector="GOV")) if state is not None else None


def _by_a_pronoun(draft: Draft, invader: str, layers: Layers) -> bool:
    """Does a pronoun stand for who attacks the invaded: "warned Peru of war if it invades"?

    It was given to neither side, or to the side that is hit.
    """
    clause = draft.clause
    tokens = clause.subjects or clause.obliques.get("owner", ()) or clause.obliques.get("by", ())
    if draft.type != "ASSAULT" or not tokens or any(n.party.country == invader for n in draft.actors):
        return False
    return all(layers.parse.tags[t] in ("PRP", "PRP$") for t in tokens)


def _by_the_agent_beside(
    draft: Draft, invader: str, invaded: str, drafts: Sequence[Draft], layers: Layers
) -> Draft:
    """ "Russian shells hit the town. Nine people were killed": by those of the sentence beside it."""
    targets = {n.party.country for n in draft.recipients}
    told = draft.type == "ASSAULT" and draft.status == "actual" and draft.clause.kind == "verb"
    if draft.actors or not told or targets != {invaded}:
        return draft
    sentence = layers.tree.sentence
    here = sentence[draft.clause.head]
    for other in drafts:
        if other.type != "ASSAULT" or other.status != "actual" or abs(sentence[other.clause.head] - here) > 1:
            continue
        doers = {n.party.country for n in other.actors}
        if doers == {invader} and {n.party.country for n in other.recipients} <= {invaded}:
            return replace(draft, actors=other.actors)
    return draft


def _invaded(hit: Named, invader: str, invaded: str, by_name: frozenset[str]) -> Named:
    """Civilians whom the invader hits are not its own where only the story's places made them so."""
    party = hit.party
    if party.kind != "role" or party.sector not in VICTIMS or party.country != invader or party.id in by_name:
        return hit
    return replace(hit, party=replace(party, country=invaded))


def _on_side(named: Named, side: str, wrong: str, by_name: frozenset[str]) -> Named:
    """Armed men or weapons of `side`, where no words say whose they are and they cannot be of `wrong`."""
    party: Party = named.party
    if party.kind not in ("role", "organisation") or party.sector not in _ARMED:
        return named
    guessed = party.country == wrong and party.id not in by_name
    if party.country is not None and not guessed:
        return named
    return replace(named, party=replace(party, country=side, sector="MIL"))
