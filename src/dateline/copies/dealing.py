"""Hashes dealt out by ranges, so that one range, and the pairs found in it, are looked at at a time or place.

Three steps, each of which needs only what the one before it has dealt to it: `dealt` cuts the hashes of some
stories into ranges, `found_in` looks for pairs in one range of all stories, `added_up` counts what the
ranges have found of some pairs. The result is that of `pairing.counted_here`.
"""

from __future__ import annotations

import numpy as np

from dateline.copies.pairing import Find, Flags, Ints, Keys, Packed, Times, cell_of
from dateline.copies.signatures import Hashes

_PLACE = np.uint64(0xFFFFFFFF)
_ABOVE = np.uint64(32)


def dealt(hashes: Hashes, sizes: Ints, places: Ints, ranges: int) -> list[Keys]:
    """For each range of the hash, those of some stories, each with the place of its story below it; sorted.

    `sizes` says how many of the `hashes` each story has, `places` are those of the stories.
    """
    column = (hashes.astype(np.uint64) << _ABOVE) | np.repeat(places, sizes).astype(np.uint64)
    column.sort()
    edges = np.array([((k << 32) // ranges) << 32 for k in range(1, ranges)], dtype=np.uint64)
    return np.split(column, np.searchsorted(column, edges))


def found_in(find: Find, fresh: Flags | None, shares: int, pieces: list[Keys]) -> list[tuple[Packed, Times]]:
    """What `find` gives in one range, of which each block of stories has dealt a piece, in so many shares."""
    column = np.concatenate(pieces)
    column.sort()
    if fresh is not None:
        hashes = column >> _ABOVE
        new = np.unique(hashes[fresh[(column & _PLACE).astype(np.int64)]])
        column = column[np.isin(hashes, new)]
    pairs, times = find(column, fresh)
    share = (cell_of(pairs, 32) * np.uint64(shares)) >> _ABOVE
    return [(pairs[share == k], times[share == k]) for k in range(shares)]


def added_up(found: list[tuple[Packed, Times]], least: int) -> tuple[Packed, Times]:
    """The pairs of one share that all ranges together have found at least so often, sorted."""
    pairs, back = np.unique(np.concatenate([pairs for pairs, _ in found]), return_inverse=True)
    counts = np.bincount(back, np.concatenate([times for _, times in found]), len(pairs))
    enough = counts >= least
    return pairs[enough], counts[enough].astype(np.uint16)
