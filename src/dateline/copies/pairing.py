"""Which pairs of stories share enough to be compared: hashes sorted, with those who have them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
import numpy.typing as npt

from dateline.copies.signature_columns import Lists, SignatureColumns
from dateline.copies.signatures import Hashes

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Pairs = npt.NDArray[np.int64]
"""Rows of two places of stories in the order of ids, the smaller first."""
Keys = npt.NDArray[np.uint64]
Packed = npt.NDArray[np.int64]
"""Pairs with the one place above and the other below the 32nd bit."""
Times = npt.NDArray[np.uint16]
Find = Callable[[Keys, Flags | None], tuple[Packed, Times]]
"""Pairs that a column of hashes gives, sorted, and how often; the flags say which stories are fresh."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many stories with one hash that only each one's `neighbours` among them, by id, are its pairs."""

    size: int
    neighbours: int


WORDS_CROWD = Crowd(40, 3)
NAMES_CROWD = Crowd(12, 1)
"""What more stories share is a stock name: "Security Council". Copies of one text share all their names,
so that neighbours tie them together."""
AT_ONCE = 1 << 16
"""Hashes that are sorted at once, more or less: they take more memory than the signatures."""
FEWEST_WORDS = 2
CELLS = 32
"""Cells a story, in which pairs are counted together first."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
MOST_PARTS = 64
"""Each part costs a look at all hashes."""
BLOCK = 4096
"""Stories whose hashes are looked at together."""
_BITS = np.uint32(8)
"""Lower bits of a hash that the first look leaves out."""


@dataclass(frozen=True, slots=True)
class Order:
    """The stories of an index in the order of ids: `rows` are their numbers there, `places` lead back."""

    ids: list[str]
    rows: Ints
    places: Ints

    @classmethod
    def of(cls, columns: SignatureColumns) -> Order:
        ids = sorted(columns.rows)
        rows = np.fromiter(map(columns.rows.__getitem__, ids), np.int64, len(ids))
        places = np.empty_like(rows)
        places[rows] = np.arange(len(rows))
        return cls(ids, rows, places)


class Counting(Protocol):
    """Who counts pairs: this process (`counted_here`), or the workers of a cluster."""

    def __call__(
        self, lists: Lists, order: Order, fresh: Flags | None, find: Find, least: int
    ) -> tuple[Packed, Times]:
        """The pairs that `find` gives at least so often in all columns of `lists`, sorted, and how often.

        `fresh` flags stories by their place in the order: then only hashes that such stories have count.
        """


def pairs_by_shingles(
    columns: SignatureColumns, order: Order, share: float, fresh: Flags | None, count: Counting
) -> Pairs:
    """Pairs that may have the part `share` of the smaller one's shingles in common.

    `fresh` flags stories by their place in the order: then only pairs of which one is.
    """
    lists = columns.lists["shingles"].view()
    found, counts = count(lists, order, fresh, partial(shared_in, crowd=WORDS_CROWD), FEWEST_WORDS)
    pairs = _unpacked(found)
    kept = np.diff(lists.ends)[order.rows]
    levels = np.frombuffer(columns.level, np.int8).astype(np.int64)[order.rows]
    one, other = pairs[:, 0], pairs[:, 1]
    level = np.maximum(levels[one], levels[other])
    sizes = np.minimum(kept[one] >> (level - levels[one]), kept[other] >> (level - levels[other]))
    # How many a coarser story would have kept is a guess: half of what is asked for is looked at.
    enough: Pairs = pairs[counts >= np.maximum(FEWEST_WORDS, 0.5 * share * sizes)]
    return enough


def pairs_by_links(
    columns: SignatureColumns, order: Order, share: float, at_least: int, fresh: Flags | None, count: Counting
) -> Pairs:
    """Pairs that share at least so many neighbourhoods of rarer names, and this part of the fewer ones."""
    lists = columns.lists["links"].view()
    found, counts = count(lists, order, fresh, partial(shared_in, crowd=NAMES_CROWD), at_least)
    pairs = _unpacked(found)
    sizes = np.diff(lists.ends)[order.rows]
    smaller = np.minimum(sizes[pairs[:, 0]], sizes[pairs[:, 1]])
    enough: Pairs = pairs[counts >= np.maximum(at_least, share * smaller)]
    return enough


def parted_pairs(columns: SignatureColumns, order: Order, fresh: Flags, count: Counting) -> Pairs:
    """Pairs of stories that are not fresh and that the fresh ones push apart in a crowd.

    They share fewer hashes that count than they did without the fresh stories: what made them a pair
    may do so no longer.
    """
    found = [
        count(columns.lists[name].view(), order, fresh, partial(parted_in, crowd=crowd), 1)[0]
        for name, crowd in (("shingles", WORDS_CROWD), ("links", NAMES_CROWD))
    ]
    return _unpacked(np.unique(np.concatenate(found)))


def shared_in(column: Keys, fresh: Flags | None, crowd: Crowd) -> tuple[Packed, Times]:
    """Pairs of stories that have hashes of a column in common, or of which one is fresh besides."""
    found = _neighbours(column, crowd)
    if fresh is not None:
        found = found[fresh[found >> 32] | fresh[found & 0xFFFFFFFF]]
    pairs, times = np.unique(found, return_counts=True)
    return pairs, times.astype(np.uint16)


def parted_in(column: Keys, fresh: Flags | None, crowd: Crowd) -> tuple[Packed, Times]:
    """Pairs of stories that share fewer hashes of a column because of the fresh ones."""
    assert fresh is not None
    old = column[~fresh[_below(column)]]
    before, times = np.unique(_neighbours(old, crowd), return_counts=True)
    now, again = np.unique(_neighbours(column, crowd), return_counts=True)
    at = np.minimum(np.searchsorted(now, before), len(now) - 1)
    left = np.where(now[at] == before, again[at], 0) if len(now) else np.zeros(len(before), np.int64)
    parted = before[left < times]
    return parted, np.ones(len(parted), np.uint16)


def one_by_one(pairs: Pairs) -> Iterator[list[int]]:
    """The rows of `pairs`, a few at a time as Python's numbers, which take twenty times the memory."""
    for start in range(0, len(pairs), BLOCK):
        yield from pairs[start : start + BLOCK].tolist()


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


def counted_here(
    lists: Lists, order: Order, fresh: Flags | None, find: Find, least: int
) -> tuple[Packed, Times]:
    """As `Counting` has it, in this process.

    Most pairs share one hash by chance, and all of them together take more memory than the signatures:
    so first all are counted in few cells, several pairs in one, and then only those by themselves
    whose cell has enough.
    """
    only = None if fresh is None else _hashes_of(lists, order, fresh)

    def counted() -> Iterator[tuple[Packed, Times]]:
        return (find(column, fresh) for column in _columns(lists, order, only))

    stories = len(lists) if fresh is None else int(fresh.sum())
    bits = max(1, (CELLS * stories).bit_length())
    cells = np.zeros(1 << bits, dtype=np.uint16)
    if least > 1:
        for found, times in counted():
            np.add.at(cells, cell_of(found, bits), times)
    known: Packed = np.empty(0, dtype=np.int64)
    counts = np.empty(0, dtype=np.uint16)
    for found, times in counted():
        likely = cells[cell_of(found, bits)] >= least if least > 1 else slice(None)
        known, counts = _added(known, counts, found[likely], times[likely])
    enough = counts >= least
    return known[enough], counts[enough]


def _unpacked(pairs: Packed) -> Pairs:
    return np.stack((pairs >> 32, pairs & 0xFFFFFFFF), axis=1)


def cell_of(pairs: Packed, bits: int) -> Keys:
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


def _hashes_of(lists: Lists, order: Order, chosen: Flags) -> Hashes:
    """All hashes of the chosen stories, sorted, each once."""
    rows = np.sort(order.rows[chosen]).tolist()
    parts = [lists.flat[lists.ends[k] : lists.ends[k + 1]] for k in rows]
    return np.unique(np.concatenate([lists.flat[:0], *parts]))


def _columns(lists: Lists, order: Order, only: Hashes | None) -> Iterator[Keys]:
    """The hashes of all stories, or `only` these, each with the place of its story below it; sorted.

    They come in parts by ranges of the hash: all at once would take more memory than the signatures.
    """
    total = len(lists.flat) if only is None else len(only)
    parts = min(total // AT_ONCE + 1, MOST_PARTS)
    wanted = np.zeros(1 << 24 if only is not None else 0, dtype=np.bool_)
    if only is not None:
        wanted[only >> _BITS] = True
    for part in range(parts):
        first, last = (part << 32) // parts, ((part + 1 << 32) // parts) - 1
        pieces = [np.empty(0, dtype=np.uint64)]
        for start in range(0, len(lists), BLOCK):
            ends = lists.ends[start : start + BLOCK + 1]
            hashes = lists.flat[ends[0] : ends[-1]]
            chosen = (hashes >= np.uint32(first)) & (hashes <= np.uint32(last))
            if only is not None:
                chosen &= wanted[hashes >> _BITS]
            at = np.flatnonzero(chosen)
            hashes = hashes[at]
            if only is not None and len(only):
                exact = only[np.minimum(np.searchsorted(only, hashes), len(only) - 1)] == hashes
                at, hashes = at[exact], hashes[exact]
            places = order.places[start + np.searchsorted(ends, at + ends[0], side="right") - 1]
            pieces.append((hashes.astype(np.uint64) << np.uint64(32)) | places.astype(np.uint64))
        column = np.concatenate(pieces)
        del pieces
        column.sort()
        yield column


def _below(column: Keys) -> Ints:
    """The places of the stories in a column."""
    return (column & np.uint64(0xFFFFFFFF)).astype(np.int64)


def _neighbours(column: Keys, crowd: Crowd) -> Packed:
    """Pairs of entries (smaller number above, larger below) for each hash that both have."""
    numbers, hashes = _below(column), (column >> np.uint64(32)).astype(np.uint32)
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
        found.append((numbers[first] << 32) | numbers[first + k])
    return np.concatenate(found)
