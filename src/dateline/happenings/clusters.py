"""Pairs that are one happening, joined so that no chain ties together what contradicts itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dateline.happenings.evidence import Pairs, contradict
from dateline.happenings.features import Features, Floats
from dateline.rulebook.happenings import HappeningRules


def cluster(
    f: Features, sure: Sequence[tuple[Pairs, Floats]], likely: tuple[Pairs, Floats], rules: HappeningRules
) -> list[list[int]]:
    """Events of one happening each, every event in one; in the order of the first event of each.

    First come the pairs of each list that is `sure`, then the `likely` ones; of a list the best first,
    and of equals those with the smaller ids. Two groups are joined unless a story has an event in both,
    or (but for what is sure) two of their events contradict each other. So neither the order of events
    nor what else there is matters, and a chain of likely pairs ends at the first contradiction.
    """
    rank = _ranks(f.ids)
    groups = {k: [k] for k in range(len(f))}
    leader = list(range(len(f)))
    stories = f.story.tolist()
    told: dict[int, set[int]] = {}
    known = {(i, j) for i, j in likely[0].tolist()}

    def find(k: int) -> int:
        while leader[k] != k:
            leader[k] = leader[leader[k]]
            k = leader[k]
        return k

    def join(i: int, j: int, certain: bool) -> None:
        a, b = find(i), find(j)
        if a == b:
            return
        ours = told.get(a) or {stories[a]}
        theirs = told.get(b) or {stories[b]}
        if not ours.isdisjoint(theirs):
            return
        if not certain and not _at_peace(f, groups[a], groups[b], known, rules):
            return
        if len(groups[a]) < len(groups[b]):
            a, b = b, a
        leader[b] = a
        groups[a] += groups.pop(b)
        told[a] = ours | theirs

    for pairs, scores in (*sure, likely):
        ranks = rank[pairs]
        order = np.lexsort((ranks.max(axis=1), ranks.min(axis=1), -np.round(scores, 6)))
        for i, j in pairs[order].tolist():
            join(i, j, pairs is not likely[0])
    members = [sorted(group, key=lambda k: int(rank[k])) for group in groups.values()]
    return sorted(members, key=lambda group: int(rank[group[0]]))


def _ranks(ids: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    rank = np.empty(len(ids), dtype=np.int64)
    rank[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    return rank


def _at_peace(
    f: Features, one: Sequence[int], other: Sequence[int], known: set[tuple[int, int]], rules: HappeningRules
) -> bool:
    """Whether no event of the one group contradicts one of the other; `known` pairs do not."""
    open_ = [(min(i, j), max(i, j)) for i in one for j in other if (min(i, j), max(i, j)) not in known]
    if not open_:
        return True
    return not contradict(f, np.array(open_, dtype=np.int64), rules).any()
