"""How much of two sequences runs in the same order."""

from __future__ import annotations

from collections.abc import Sequence


def common_in_order(one: Sequence[int], other: Sequence[int]) -> int:
    """Length of the longest common subsequence, with the bit-parallel algorithm of Hyyrö (2004)."""
    if not one or not other:
        return 0
    places: dict[int, int] = {}
    for i, item in enumerate(one):
        places[item] = places.get(item, 0) | (1 << i)
    full = (1 << len(one)) - 1
    row = full
    for item in other:
        match = places.get(item)
        if match:
            hit = row & match
            row = ((row + hit) | (row - hit)) & full
    return len(one) - row.bit_count()
