"""Which pairs of stories share enough to be compared: hashes sorted, with those who have them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dateline.copies.signatures import Hashes, Signature, links, rarer

Pairs = npt.NDArray[np.int64]
"""Rows of two story numbers, the smaller first."""
Keys = npt.NDArray[np.uint64]

CROWD = 40
"""Stories that share a hash from which on only neighbours among them are paired."""
NEIGHBOURS = 3
AT_ONCE = 1 << 21
"""Hashes that are sorted at once: a million stories must not need all memory."""


def pairs_by_shingles(signatures: Sequence[Signature], share: float) -> Pairs:
    """Pairs that may have the part `share` of the smaller one's shingles in common."""
    pairs, counts = _shared([s.shingles for s in signatures])
    kept = np.array([s.kept for s in signatures], dtype=np.int64)
    levels = np.array([s.level for s in signatures], dtype=np.int64)
    one, other = pairs[:, 0], pairs[:, 1]
    level = np.maximum(levels[one], levels[other])
    sizes = np.minimum(kept[one] >> (level - levels[one]), kept[other] >> (level - levels[other]))
    # How many a coarser story would have kept is a guess: half of what is asked for is looked at.
    enough: Pairs = pairs[counts >= np.maximum(2, 0.5 * share * sizes)]
    return enough


def pairs_by_links(signatures: Sequence[Signature], share: float, at_least: int) -> Pairs:
    """Pairs that share at least so many neighbourhoods of rarer names, and this part of the fewer ones."""
    entries = [links(rarer(s.names)) for s in signatures]
    pairs, counts = _shared(entries)
    sizes = np.array([len(hashes) for hashes in entries], dtype=np.int64)
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


def _shared(entries: Sequence[Hashes]) -> tuple[Pairs, npt.NDArray[np.int64]]:
    """All pairs of entries with a hash in common, and how many they share."""
    keys: list[Pairs] = []
    counts: list[Pairs] = []
    total = sum(map(len, entries))
    parts = total // AT_ONCE + 1
    for part in range(parts):
        found, times = np.unique(_neighbours(_column(entries, part, parts)), return_counts=True)
        keys.append(found)
        counts.append(times)
    found, back = np.unique(np.concatenate(keys), return_inverse=True)
    times = np.bincount(back, np.concatenate(counts), len(found)).astype(np.int64)
    return np.stack((found >> 32, found & 0xFFFFFFFF), axis=1), times


def _column(entries: Sequence[Hashes], part: int, parts: int) -> Keys:
    """The hashes of this part, each with the number of its entry below it, sorted."""
    low, high = (part << 32) // parts, ((part + 1) << 32) // parts
    bounds = np.array([low, min(high, 0xFFFFFFFF)], dtype=np.uint32)
    spans = [(0, len(hashes)) for hashes in entries]
    if parts > 1:
        spans = [(int(a), int(b)) for a, b in (np.searchsorted(hashes, bounds) for hashes in entries)]
        if part == parts - 1:
            spans = [(a, len(hashes)) for (a, _), hashes in zip(spans, entries, strict=True)]
    column = np.empty(sum(b - a for a, b in spans), dtype="<u8")
    halves = column.view("<u4")
    at = 0
    for number, (hashes, (a, b)) in enumerate(zip(entries, spans, strict=True)):
        halves[2 * at : 2 * (at + b - a) : 2] = number
        halves[2 * at + 1 : 2 * (at + b - a) : 2] = hashes[a:b]
        at += b - a
    column.sort()
    return column


def _neighbours(column: Keys) -> Pairs:
    """Pairs of entries (smaller number above, larger below) for each hash that both have."""
    halves = column.view("<u4")
    numbers, hashes = halves[::2], halves[1::2]
    # Most hashes are those of one story: only runs of two and more are looked at.
    again = np.concatenate(([False], hashes[1:] == hashes[:-1], [False]))
    starts = np.flatnonzero(again[1:] & ~again[:-1])
    lengths = np.flatnonzero(again[:-1] & ~again[1:]) - starts + 1
    found = [np.empty(0, dtype=np.int64)]
    # Entries of one hash lie side by side: pair each with the one k places on.
    for k in range(1, CROWD):
        if k > NEIGHBOURS:
            few = lengths <= CROWD
            starts, lengths = starts[few], lengths[few]
        longer = lengths > k
        starts, lengths = starts[longer], lengths[longer]
        if not len(starts):
            break
        steps = lengths - k
        first = np.repeat(starts, steps) + np.arange(steps.sum()) - np.repeat(np.cumsum(steps) - steps, steps)
        found.append((numbers[first].astype(np.int64) << 32) | numbers[first + k])
    return np.concatenate(found)
