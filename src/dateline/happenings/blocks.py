"""Which events are compared at all: those that share a key. So work grows with what happens on a day."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from dateline.happenings.evidence import Pairs
from dateline.happenings.features import NEVER, NONE, Features, Flags, Ints

Keys = npt.NDArray[np.uint64]

AT_ONCE = 1 << 19
"""Pairs that are compared at once, more or less."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_PLACE, _PARTY, _DYAD, _FIGURE = range(1, 5)


def blocking_keys(f: Features) -> tuple[Ints, Keys]:
    """Numbers of events and a key of each, sorted by key; an event has none, one or many.

    A key joins the type and one possible day with a town, a named party, both countries and the rule,
    or a telling figure. What is told of a war as a whole has no key: see `wars`.
    """
    rows: list[Ints] = []
    keys: list[Keys] = []
    every = np.flatnonzero(~f.war & ~f.recurring & (f.first != NEVER))
    for events, values in _marks(f, every):
        spans = (f.last[events] - f.first[events] + 1).astype(np.int64)
        again = np.repeat(np.arange(len(events)), spans)
        offset = np.arange(spans.sum()) - np.repeat(np.cumsum(spans) - spans, spans)
        day = f.first[events][again] + offset
        rows.append(events[again])
        keys.append(mixed(values[again], f.type[events][again], day))
    row, key = np.concatenate(rows), np.concatenate(keys)
    order = np.lexsort((row, key))
    row, key = row[order], key[order]
    # Two parties of one event may give one key.
    new = np.ones(len(row), dtype=np.bool_)
    new[1:] = (row[1:] != row[:-1]) | (key[1:] != key[:-1])
    return row[new], key[new]


def candidates(row: Ints, key: Keys, story: Ints, fresh: Flags | None = None) -> Iterator[Pairs]:
    """Pairs of events of different stories that share a key, in portions; some come more than once.

    With `fresh` only pairs of which one is.
    """
    starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))) if len(key) else np.empty(0, int)
    sizes = np.diff(np.concatenate((starts, [len(key)])))
    many = sizes > 1
    starts, sizes = starts[many], sizes[many]
    # The pairs of each event with the later ones of its block.
    first = np.repeat(starts, sizes) + np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    later = np.repeat(starts + sizes, sizes) - first - 1
    done = 0
    ends = np.cumsum(later)
    while done < len(first):
        upto = max(done + 1, int(np.searchsorted(ends, (ends[done - 1] if done else 0) + AT_ONCE)))
        steps = later[done:upto]
        one = np.repeat(first[done:upto], steps)
        other = one + 1 + np.arange(steps.sum()) - np.repeat(np.cumsum(steps) - steps, steps)
        i, j = row[one], row[other]
        kept = story[i] != story[j]
        if fresh is not None:
            kept &= fresh[i] | fresh[j]
        pairs = np.stack((np.minimum(i, j), np.maximum(i, j)), axis=1)[kept]
        done = upto
        if len(pairs):
            packed = np.unique((pairs[:, 0] << 32) | pairs[:, 1])
            yield np.stack((packed >> 32, packed & 0xFFFFFFFF), axis=1)


def _marks(f: Features, every: Ints) -> Iterator[tuple[Ints, Keys]]:
    """Events with what marks them, before type and day are joined to it."""
    placed = every[f.place[every] != NONE]
    yield placed, mixed(_PLACE, f.place[placed])
    for side in (f.actors, f.recipients):
        for k in range(side.named.shape[1]):
            events = every[side.named[every, k] != NONE]
            yield events, mixed(_PARTY, side.named[events, k])
    # Of mutual acts all parties stand on one side, in the order of their codes.
    pooled = every[f.mutual[every]]
    for a in range(f.actors.keys.shape[1]):
        for b in range(a + 1, f.actors.keys.shape[1]):
            events = pooled[f.actors.keys[pooled, b] != NONE]
            yield events, mixed(_DYAD, f.actors.keys[events, a], f.actors.keys[events, b])
    single = every[~f.mutual[every]]
    for a in range(f.actors.keys.shape[1]):
        for b in range(f.recipients.keys.shape[1]):
            actor, recipient = f.actors.keys[single, a], f.recipients.keys[single, b]
            known = (actor != NONE) & (recipient != NONE)
            events = single[known]
            yield events, mixed(_DYAD, actor[known], recipient[known], f.rule[events])
    for k in range(f.units.shape[1]):
        events = every[(f.units[every, k] != NONE) & f.telling[every, k]]
        yield events, mixed(_FIGURE, f.units[events, k], f.values[events, k].view(np.int64))


def mixed(*parts: Ints | Keys | int) -> Keys:
    """A hash of numbers, row by row. Unsigned products wrap around, which is what a hash wants."""
    total: Keys = np.zeros(1, dtype=np.uint64)
    for part in parts:
        column = np.asarray(part)
        total = (
            (total ^ column.astype(np.int64).view(np.uint64)) if column.dtype != np.uint64 else total ^ column
        )
        total = (total + _MIX) * _MIX
        total = total ^ (total >> _SHIFT)
    return total
