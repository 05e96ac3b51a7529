"""Which pairs of stories share enough to be compared: hashes sorted, with those who have them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dateline.copies.signatures import Hashes, Signature, links, rarer

Pairs = npt.NDArray[np.int64]
"""Rows of two story numbers, the smaller first."""
Keys = npt.NDArray[np.uint64]
Packed = npt.NDArray[np.int64]
"""Pairs with the one number above and the other below the 32nd bit."""
Times = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many stories with one hash that only each one's `neighbours` among them, by id, are its pairs."""

    size: int
    neighbours: int


WORDS_CROWD = Crowd(40, 3)
NAMES_CROWD = Crowd(12, 1)
"""What more stories share is a stock name: "Security Council". Copies of one text share all their names,
so that neighbours tie them together."""
AT_ONCE = 1 << 18
"""Hashes that are sorted at once, more or less: they take more memory than the signatures."""
FEWEST_WORDS = 2
CELLS = 32
"""Cells a story, in which pairs are counted together first."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
MOST_PARTS = 8
"""Each part costs a look at every story: of a hundred thousand stories, an eighth of the hashes is sorted
at once, which takes a quarter of the memory that the signatures have."""


def pairs_by_shingles(signatures: Sequence[Signature], share: float) -> Pairs:
    """Pairs that may have the part `share` of the smaller one's shingles in common."""
    pairs, counts = _shared(len(signatures), lambda k: signatures[k].shingles, WORDS_CROWD, FEWEST_WORDS)
    kept = np.array([s.kept for s in signatures], dtype=np.int64)
    levels = np.array([s.level for s in signatures], dtype=np.int64)
    one, other = pairs[:, 0], pairs[:, 1]
    level = np.maximum(levels[one], levels[other])
    sizes = np.minimum(kept[one] >> (level - levels[one]), kept[other] >> (level - levels[other]))
    # How many a coarser story would have kept is a guess: half of what is asked for is looked at.
    enough: Pairs = pairs[counts >= np.maximum(FEWEST_WORDS, 0.5 * share * sizes)]
    return enough


def pairs_by_links(signatures: Sequence[Signature], share: float, at_least: int) -> Pairs:
    """Pairs that share at least so many neighbourhoods of rarer names, and this part of the fewer ones."""
    flat, ends = array("I"), array("q", [0])
    for signature in signatures:
        flat.frombytes(links(rarer(signature.names)).tobytes())
        ends.append(len(flat))
    every: Hashes = np.frombuffer(flat, np.uint32) if flat else np.empty(0, dtype=np.uint32)
    pairs, counts = _shared(len(signatures), lambda k: every[ends[k] : ends[k + 1]], NAMES_CROWD, at_least)
    sizes = np.diff(np.frombuffer(ends, np.int64))
    smaller = np.minimum(sizes[pairs[:, 0]], sizes[pairs[:, 1]])
    enough: Pairs = pairs[counts >= np.maximum(at_least, share * smaller)]
    return enough


def among(hashes: Hashes, known: Hashes) -> Hashes:
    """Those of `hashes` that are among `known`; both are sorted, without repetitions."""
    if len(hashes) > len(known):
        hashes, known = known, hashes
    if not len(known):
        return hashes[:0]
    at = np.searchsorted(known, hashes)
    at[at == len(known)] = 0
    present: Hashes = hashes[known[at] == hashes]
    return present


def _shared(
    n: int, entry: Callable[[int], Hashes], crowd: Crowd, least: int
) -> tuple[Pairs, npt.NDArray[np.int64]]:
    """Pairs of `n` entries with at least so many hashes in common, and how many (at most 65,535).

    Most pairs share one hash by chance, and all of them together take more memory than the signatures:
    so first all are counted in few cells, several pairs in one, and then only those by themselves
    whose cell has enough.
    """
    total = sum(len(entry(k)) for k in range(n))
    parts = min(total // AT_ONCE + 1, MOST_PARTS)

    def counted(part: int) -> tuple[Packed, Times]:
        found = _neighbours(_column(n, entry, part, parts), crowd)
        pairs, times = np.unique(found, return_counts=True)
        return pairs, times.astype(np.uint16)

    bits = max(1, (CELLS * n).bit_length())
    cells = np.zeros(1 << bits, dtype=np.uint16)
    for part in range(parts):
        found, times = counted(part)
        np.add.at(cells, _cell(found, bits), times)
    known: Packed = np.empty(0, dtype=np.int64)
    counts = np.empty(0, dtype=np.uint16)
    for part in range(parts):
        found, times = counted(part)
        likely = cells[_cell(found, bits)] >= least
        known, counts = _added(known, counts, found[likely], times[likely])
    enough = counts >= least
    known, counts = known[enough], counts[enough]
    return np.stack((known >> 32, known & 0xFFFFFFFF), axis=1), counts.astype(np.int64)


def _cell(pairs: Packed, bits: int) -> npt.NDArray[np.uint64]:
    """Which cell a pair is counted in: the upper bits of a product (Knuth's multiplicative hashing)."""
    return (pairs.astype(np.uint64) * _MIX) >> np.uint64(64 - bits)


def _added(known: Packed, counts: Times, found: Packed, times: Times) -> tuple[Packed, Times]:
    """Sorted pairs and their counts with those of another part added to them.

    There are many more pairs than copies: so they are merged in place as far as that goes.
    """
    at = np.searchsorted(known, found)
    old = at < len(known)
    old[old] = known[at[old]] == found[old]
    counts[at[old]] += times[old]
    new = ~old
    return np.insert(known, at[new], found[new]), np.insert(counts, at[new], times[new])


def _column(n: int, entry: Callable[[int], Hashes], part: int, parts: int) -> Keys:
    """The hashes of this part, each with the number of its entry below it, sorted."""
    edges = np.array([(k << 32) // parts for k in (part, part + 1)], dtype=np.uint64)

    def span(hashes: Hashes) -> tuple[int, int]:
        # Hashes are below 2³²; the last edge is not.
        first = hashes.searchsorted(np.uint32(edges[0])) if part else 0
        return int(first), int(len(hashes) if part == parts - 1 else hashes.searchsorted(np.uint32(edges[1])))

    firsts, ends = array("q"), array("q", [0])
    for k in range(n):
        first, after = span(entry(k))
        firsts.append(first)
        ends.append(ends[-1] + after - first)
    column = np.empty(ends[-1], dtype="<u8")
    halves = column.view("<u4")
    for k, first in enumerate(firsts):
        start, end = ends[k], ends[k + 1]
        if start < end:
            halves[2 * start : 2 * end : 2] = k
            halves[2 * start + 1 : 2 * end : 2] = entry(k)[first : first + end - start]
    column.sort()
    return column


def _neighbours(column: Keys, crowd: Crowd) -> Pairs:
    """Pairs of entries (smaller number above, larger below) for each hash that both have."""
    halves = column.view("<u4")
    numbers, hashes = halves[::2], halves[1::2]
    # Most hashes are those of one story: only runs of two and more are looked at.
    again = np.concatenate(([False], hashes[1:] == hashes[:-1], [False]))
    starts = np.flatnonzero(again[1:] & ~again[:-1])
    lengths = np.flatnonzero(again[:-1] & ~again[1:]) - starts + 1
    found = [np.empty(0, dtype=np.int64)]
    # Entries of one hash lie side by side: pair each with the one k places on.
    for k in range(1, crowd.size):
        if k > crowd.neighbours:
            few = lengths <= crowd.size
            starts, lengths = starts[few], lengths[few]
        longer = lengths > k
        starts, lengths = starts[longer], lengths[longer]
        if not len(starts):
            break
        steps = lengths - k
        first = np.repeat(starts, steps) + np.arange(steps.sum()) - np.repeat(np.cumsum(steps) - steps, steps)
        found.append((numbers[first].astype(np.int64) << 32) | numbers[first + k])
    return np.concatenate(found)
