"""Whose the target is, where a deed names none: what the rest of the story plainly implies.

"A target with no name of its own belongs to whom the text says or plainly implies" (annotation
guide): a command post struck in a story of Russian strikes on Ukraine is Ukrainian. Agents are never
implied in this way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from dateline.coding.drafts import Draft
from dateline.coding.layers import Layers, Named
from dateline.coding.slots import VICTIMS
from dateline.model import Party, tokens_with
from dateline.rulebook.nouns import OTHERS

IMPLIED = frozenset({"ASSAULT", "MOBILIZE"})


def with_implied_targets(
    drafts: Sequence[Draft], pair: tuple[str, str] | None, layers: Layers
) -> list[Draft]:
    """The drafts, with targets filled in: the enemy in the invasion of the story (`pair` has its sides), else
    those of its other deeds, else of its theatre."""
    if not any(d.type in IMPLIED and d.actors and _nameless(d) for d in drafts):
        return list(drafts)
    theatre = _theatre(layers)
    return [_filled(d, drafts, pair or (), theatre, layers) for d in drafts]


def _theatre(layers: Layers) -> list[Named]:
    """The countries where the story says that there is war."""
    parse = layers.parse
    out: list[Named] = []
    for token in tokens_with(parse.lemmas, layers.words.war):
        if parse.tags[token][0] != "N":
            continue
        around = layers.prepositions(token)
        where = [t for prep in ("in", "of", "on", "over", "across") for t in around.get(prep, ())]
        for t in [*where, *layers.tree.kids(token, "compound")]:
            out += [n for n in layers.named_parties(t) if n.party.country]
            there = layers.place_as_country(t)
            if there is not None and not layers.named_parties(t):
                out.append(there)
    return out


def _filled(
    draft: Draft, drafts: Sequence[Draft], pair: Sequence[str], theatre: Sequence[Named], layers: Layers
) -> Draft:
    if draft.type not in IMPLIED or not draft.actors or not _nameless(draft):
        return draft
    if draft.mode == "weapons" or any(layers.parse.lemmas[t] == "alert" for t in draft.match.literal):
        return draft  # a test of missiles, an alert is aimed at nobody
    own = {n.party.country for n in draft.actors}
    others = _pools(draft, own, drafts, theatre, layers)
    for pool in chain([_enemy(draft, own, pair, layers)], others):
        chosen = _commonest([n for n in pool if n.party.country not in own])
        if chosen is not None:
            hit = tuple(_of_country(n, chosen.party) for n in draft.recipients)
            return replace(draft, recipients=hit or (chosen,))
    return draft


def _enemy(draft: Draft, own: set[str | None], pair: Sequence[str], layers: Layers) -> list[Named]:
    """The other side of the invasion, for what one of its sides does that fights."""
    fighting = draft.type == "ASSAULT" and not any(n.party.sector in VICTIMS for n in draft.actors)
    if not fighting or len(own) != 1 or own.isdisjoint(pair):
        return []
    return [state for c in pair if c not in own and (state := layers.state(c)) is not None]


def _pools(
    draft: Draft, own: set[str | None], drafts: Sequence[Draft], theatre: Sequence[Named], layers: Layers
) -> Iterator[Sequence[Named]]:
    """Among whom the target may be, likeliest first."""
    yield [
        n
        for d in drafts
        if d.type in IMPLIED and own & {a.party.country for a in d.actors}
        for n in d.recipients
        if n.party.country
    ]
    yield theatre
    yield _in_sentence(draft, own, layers)
    yield _of_story(draft, layers)


def _nameless(draft: Draft) -> bool:
    """Hits nobody, or only such as the text names without saying whose: "its neighbour", "homes"."""
    return all(
        n.party.country is None
        and n.party.kind in ("role", "organisation")
        and n.party.id[:2] in ("ro", "-:")
        for n in draft.recipients
    )


def _of_country(named: Named, state: Party) -> Named:
    """The same target as a part of the state; a state that is only pointed at is that state."""
    if named.party.sector == "REF" or (named.party.sector == "UAF" and named.party.kind == "role"):
        return named
    if named.party.sector == "UAF":  # weapons: "shot down a drone"
        return replace(named, party=replace(named.party, country=state.country, sector="MIL"))
    if named.party.id.rpartition(":")[2] in OTHERS:
        return Named(state, named.start, named.end)
    return replace(named, party=replace(named.party, country=state.country))


def _in_sentence(draft: Draft, own: set[str | None], layers: Layers) -> list[Named]:
    """The only other country that the sentence names as a place, or else at all.

    "Its army kept the airport despite Chad's invasion" in a story on Niger is left open.
    """
    parse = layers.parse
    if draft.type != "ASSAULT" or not all(n.party.sector in ("GOV", "MIL") for n in draft.actors):
        return []
    first, end = parse.sentences[layers.tree.sentence[draft.clause.head]]
    places: list[Named] = []
    states: list[Named] = []
    for token in range(first, end):
        if parse.tags[token][0] not in "NJ":
            continue
        there = layers.place_as_country(token)
        if there is not None and there.party.country not in own and parse.deps[token] in ("pobj", "poss"):
            places.append(there)
        for n in layers.named_parties(token):
            if n.party.country not in own and n.party.kind == "country":
                states.append(n)
    if draft.clause.lemma in layers.words.invading and draft.clause.kind == "noun":
        # "came to Chad since the invasion": where they came to is not what was invaded
        places, states = states, _people(layers, own) or places
    for found in (places, states):
        if len({n.party.country for n in found}) == 1:
            return found
    return []


def _people(layers: Layers, own: set[str | None]) -> list[Named]:
    """Civilians and refugees of the story: whose land is invaded, if the words name no other target."""
    return [
        Named(p, m.start, m.end)
        for m in layers.actors
        for p in m.parties
        if p.country and p.country not in own and p.sector in ("CVL", "REF")
    ]


def _of_story(draft: Draft, layers: Layers) -> list[Named]:
    """The places of the story, for what armed forces do: "bombed the area" in a story told from Niger."""
    if draft.type != "ASSAULT" or draft.clause.kind != "verb" or not all(_is_army(n) for n in draft.actors):
        return []
    places = (layers.place_as_country(place.first) for place in layers.places)
    return [named for named in places if named is not None]


def _is_army(named: Named) -> bool:
    """A state or its army; its people by name ("the Russians") stand for either."""
    party = named.party
    return party.sector == "MIL" or party.kind == "country" or ":citizen:" in party.id


def _commonest(pool: Sequence[Named]) -> Named | None:
    """The country hit most often in the story, by its first naming."""
    if not pool:
        return None
    counts = Counter(n.party.country for n in pool)
    best = min(counts, key=lambda c: (-counts[c], min(n.start for n in pool if n.party.country == c)))
    first = min((n for n in pool if n.party.country == best), key=lambda n: n.start)
    party = replace(first.party, id=f"country:{best}", sector=None, kind="country", office=None)
    return Named(party, first.start, first.end)
