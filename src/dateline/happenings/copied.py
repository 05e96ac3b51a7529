"""The events of copies: a copy of a story brings the same events, told in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np

from dateline.happenings.evidence import Pairs, share_words, weigh
from dateline.happenings.features import Features
from dateline.rulebook.happenings import HappeningRules

LEAST = 0.0
"""Weight that two events of one type need in a story and its copy: nothing speaks against it."""
AGAINST = 3.0
"""What a contradiction costs there: a copy may be read a little differently."""
SAME_WORDS = 3.0
"""What it weighs there that the act is told in a word that both have."""


def copied_pairs(
    f: Features, families: Sequence[str], stories: Sequence[str], rules: HappeningRules
) -> tuple[Pairs, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Events of stories of one family that are the same, and the weight of each pair.

    `families` and `stories` are those of each event. Each story is laid beside the original of its
    family (whose id is the family's) and beside the member with the most events, in the order of the
    text; of all ways to pair events of one type in that order, the one with the most weight is taken.
    """
    works = list(_side_by_side(f, families, stories))
    cells = [(a, b) for one, other in works for a in one for b in other if f.type[a] == f.type[b]]
    if not cells:
        return np.empty((0, 2), dtype=np.int64), np.empty(0)
    pairs = np.array(cells, dtype=np.int64)
    score, against = weigh(f, pairs, rules)
    weight = np.where(against, score - AGAINST, score)
    weight += SAME_WORDS * share_words(f, pairs)
    by_cell: dict[tuple[int, int], float] = {
        cell: w for cell, w in zip(cells, weight.tolist(), strict=True) if w >= LEAST
    }
    found: dict[tuple[int, int], float] = {}
    for one, other in works:
        for a, b in _in_order(one, other, by_cell):
            found[min(a, b), max(a, b)] = by_cell[a, b]
    kept = sorted(found)
    return np.array(kept, dtype=np.int64).reshape(-1, 2), np.array([found[pair] for pair in kept])


def _side_by_side(
    f: Features, families: Sequence[str], stories: Sequence[str]
) -> Iterator[tuple[list[int], list[int]]]:
    """Events of two stories of one family, each in the order of its text."""
    order = sorted(range(len(f)), key=lambda k: (families[k], stories[k], f.start[k], f.ids[k]))
    for family, events in groupby(order, key=lambda k: families[k]):
        members = {story: list(own) for story, own in groupby(events, key=lambda k: stories[k])}
        if len(members) < 2:
            continue
        fullest = min(members, key=lambda story: (-len(members[story]), story))
        first = family if family in members else fullest
        for story, own in members.items():
            if story != first:
                yield members[first], own
            if fullest not in (first, story):
                yield members[fullest], own


def _in_order(
    one: Sequence[int], other: Sequence[int], cells: Mapping[tuple[int, int], float]
) -> list[tuple[int, int]]:
    """The pairs of the heaviest pairing that crosses nowhere (as an alignment of two sequences)."""
    columns = len(other) + 1
    best = [[0.0] * columns for _ in range(len(one) + 1)]
    for r, a in enumerate(one, 1):
        above, row = best[r - 1], best[r]
        for c, b in enumerate(other, 1):
            value = max(above[c], row[c - 1])
            if (weight := cells.get((a, b))) is not None:
                value = max(value, above[c - 1] + weight + 1.0)
            row[c] = value
    pairs = []
    r, c = len(one), len(other)
    while r and c:
        if best[r][c] == best[r - 1][c]:
            r -= 1
        elif best[r][c] == best[r][c - 1]:
            c -= 1
        else:
            r, c = r - 1, c - 1
            pairs.append((one[r], other[c]))
    return pairs
