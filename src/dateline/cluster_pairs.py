"""Pairs of stories that share hashes, counted by the workers of a Dask cluster.

Hashes are dealt out by ranges, a range to a worker, and the pairs found there again by pair. What a worker
holds that is lost is made anew by another, from what the scheduler keeps.
"""

from __future__ import annotations

import logging
from operator import getitem
from typing import Any

import numpy as np

from dateline.copies.dealing import added_up, dealt, found_in
from dateline.copies.pairing import Find, Flags, Order, Packed, Times, counted_here
from dateline.copies.signature_columns import Lists

BLOCK = 1 << 14
"""Stories whose hashes are dealt out together: 10 MB."""
RANGE = 1 << 24
"""Hashes of a range, more or less: 128 MB for the worker that looks through it."""


class ClusterCounting:
    """Counts pairs as `pairing.counted_here` does, with the same result."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __call__(
        self, lists: Lists, order: Order, fresh: Flags | None, find: Find, least: int
    ) -> tuple[Packed, Times]:
        """See `pairing.Counting`. What no worker survives is counted here."""
        from distributed import KilledWorker

        try:
            return self._counted(lists, order, fresh, find, least)
        except KilledWorker as error:
            logging.getLogger(__name__).warning("copies are sought by this process alone: %s", error)
            return counted_here(lists, order, fresh, find, least)

    def _counted(
        self, lists: Lists, order: Order, fresh: Flags | None, find: Find, least: int
    ) -> tuple[Packed, Times]:
        n = max(len(lists.flat) // RANGE + 1, sum(self._client.nthreads().values()))
        blocks = [self._asked(dealt, *_block(lists, order, k), n) for k in range(0, len(lists), BLOCK)]
        flags = self._asked(np.array, fresh) if fresh is not None else None
        ranges = [self._asked(found_in, find, flags, n, self._kth(blocks, k)) for k in range(n)]
        sums = [self._asked(added_up, self._kth(ranges, k), least) for k in range(n)]
        found = self._client.gather(sums)
        pairs = np.concatenate([pairs for pairs, _ in found])
        order_of_pairs = np.argsort(pairs)
        return pairs[order_of_pairs], np.concatenate([times for _, times in found])[order_of_pairs]

    def _kth(self, dealt_out: list[Any], k: int) -> list[Any]:
        """Number `k` of what each of these has dealt out; it stays where it is until it is asked for."""
        return [self._asked(getitem, one, k) for one in dealt_out]

    def _asked(self, work: Any, *given: Any) -> Any:
        return self._client.submit(work, *given, pure=False)


def _block(lists: Lists, order: Order, start: int) -> tuple[Any, Any, Any]:
    """The hashes of some stories, how many each has, and the places of the stories."""
    ends = lists.ends[start : start + BLOCK + 1]
    hashes = lists.flat[ends[0] : ends[-1]].copy()
    return hashes, np.diff(ends), order.places[start : start + BLOCK]
