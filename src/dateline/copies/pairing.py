"""Which pairs of stories share enough to be compared: inverted indexes over sorted arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dateline.copies.signatures import SHORT, Hashes, Signature

Pairs = npt.NDArray[np.int64]
"""Rows of two story numbers, the smaller first."""

CROWD = 40
"""Stories that share a hash from which on only neighbours among them are paired."""
NEIGHBOURS = 3


def pairs_by_shingles(signatures: Sequence[Signature], share: float) -> Pairs:
    """Pairs that may have the part `share` of the smaller one's shingles in common."""
    looked_up = [s.looked_up for s in signatures]
    entries = list(looked_up)
    small = [s.shingles for s in signatures if len(s.shingles) < SHORT]
    if small:
        # Short stories have all their shingles in the index: long ones are looked up with all of theirs.
        known = np.unique(np.concatenate(small))
        for n, signature in enumerate(signatures):
            if len(signature.shingles) >= SHORT:
                both = np.concatenate([entries[n], _among(signature.shingles, known)])
                entries[n] = np.unique(both)
    pairs, counts = _shared(entries)
    sizes = np.array([len(hashes) for hashes in looked_up], dtype=np.int64)
    # Sampling makes the count uncertain: half of what is asked for is enough to look closer.
    enough = counts >= np.maximum(2, 0.5 * share * np.minimum(sizes[pairs[:, 0]], sizes[pairs[:, 1]]))
    return pairs[enough]


def pairs_by_links(signatures: Sequence[Signature], share: float, at_least: int) -> Pairs:
    """Pairs that share at least so many neighbourhoods of rarer names, and this part of the fewer ones."""
    entries = [s.links for s in signatures]
    pairs, counts = _shared(entries)
    sizes = np.array([len(hashes) for hashes in entries], dtype=np.int64)
    smaller = np.minimum(sizes[pairs[:, 0]], sizes[pairs[:, 1]])
    return pairs[counts >= np.maximum(at_least, share * smaller)]


def shared(one: Hashes, other: Hashes) -> int:
    """How many hashes two sorted arrays without repetitions have in common."""
    return len(_among(one, other) if len(one) <= len(other) else _among(other, one))


def _among(hashes: Hashes, known: Hashes) -> Hashes:
    if not len(known):
        return hashes[:0]
    at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    present: Hashes = hashes[known[at] == hashes]
    return present


def _shared(entries: Sequence[Hashes]) -> tuple[Pairs, npt.NDArray[np.int64]]:
    """All pairs of entries with a hash in common, and how many they share."""
    sizes = [len(hashes) for hashes in entries]
    none = np.empty((0, 2), dtype=np.int64), np.empty(0, dtype=np.int64)
    if not sum(sizes):
        return none
    hashes = np.concatenate(list(entries))
    numbers = np.repeat(np.arange(len(entries), dtype=np.int64), sizes)
    order = np.lexsort((numbers, hashes))
    hashes, numbers = hashes[order], numbers[order]
    starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1])))
    lengths = np.diff(np.concatenate((starts, [len(hashes)])))
    width = len(entries)
    keys = []
    # Entries of one hash lie side by side: pair each with the one k places on.
    reach = int(lengths.max())
    run = np.repeat(lengths, lengths)
    place = np.arange(len(hashes)) - np.repeat(starts, lengths)
    for k in range(1, min(reach, CROWD + 1)):
        pairable = place + k < run
        if k > NEIGHBOURS:
            pairable &= run <= CROWD
        first = np.flatnonzero(pairable)
        if not len(first):
            break
        keys.append(numbers[first] * width + numbers[first + k])
    if not keys:
        return none
    found, counts = np.unique(np.concatenate(keys), return_counts=True)
    return np.stack((found // width, found % width), axis=1), counts
