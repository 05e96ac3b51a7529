"""Whose the target is, where a deed names none: what the rest of the story plainly implies.

"A target with no name of its own belongs to whom the text says or plainly implies" (annotation
guide): a command post struck in a story of Russian strikes on Ukraine is Ukrainian. Agents are never
implied in this way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from dateline.coding.drafts import Draft
from dateline.coding.layers import Layers, Named

IMPLIED = frozenset({"ASSAULT", "MOBILIZE"})


def with_implied_targets(drafts: Sequence[Draft], layers: Layers) -> list[Draft]:
    """The drafts, with targets filled in from the other deeds of the story, else from its theatre."""
    if not any(d.type in IMPLIED and d.actors and not d.recipients for d in drafts):
        return list(drafts)
    theatre = _theatre(layers)
    return [_filled(d, drafts, theatre) for d in drafts]


def _theatre(layers: Layers) -> list[Named]:
    """The countries where the story says that there is war."""
    parse = layers.parse
    out: list[Named] = []
    for token, lemma in enumerate(parse.lemmas):
        if lemma not in layers.words.war or parse.tags[token][0] != "N":
            continue
        around = layers.prepositions(token)
        where = [t for prep in ("in", "of", "on", "over", "across") for t in around.get(prep, ())]
        for t in [*where, *layers.tree.kids(token, "compound")]:
            out += [n for n in layers.named_parties(t) if n.party.country]
            there = layers.place_as_country(t)
            if there is not None and not layers.named_parties(t):
                out.append(there)
    return out


def _filled(draft: Draft, drafts: Sequence[Draft], theatre: Sequence[Named]) -> Draft:
    if draft.type not in IMPLIED or draft.recipients or not draft.actors:
        return draft
    own = {n.party.country for n in draft.actors}
    same_side = [
        n
        for d in drafts
        if d.type in IMPLIED and own & {a.party.country for a in d.actors}
        for n in d.recipients
        if n.party.country
    ]
    for pool in (same_side, theatre):
        chosen = _commonest([n for n in pool if n.party.country not in own])
        if chosen is not None:
            return replace(draft, recipients=(chosen,))
    return draft


def _commonest(pool: Sequence[Named]) -> Named | None:
    """The country hit most often in the story, by its first naming."""
    if not pool:
        return None
    counts = Counter(n.party.country for n in pool)
    best = min(counts, key=lambda c: (-counts[c], min(n.start for n in pool if n.party.country == c)))
    first = min((n for n in pool if n.party.country == best), key=lambda n: n.start)
    party = replace(first.party, id=f"country:{best}", sector=None, kind="country", office=None)
    return Named(party, first.start, first.end)
