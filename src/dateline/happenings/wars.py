"""A war as a whole, told of in story after story: one happening for as long as it is reported on."""

from __future__ import annotations

import numpy as np

from dateline.happenings.evidence import Pairs
from dateline.happenings.features import Features, Ints
from dateline.rulebook.happenings import HappeningRules


def war_of(f: Features) -> Ints:
    """For each event that tells of a war as a whole: type, both sides, and whether it is history."""
    events = np.flatnonzero(f.war)
    sides = f.actors.keys[events, 0], f.recipients.keys[events, 0]
    return np.stack((f.type[events], *sides, f.historical[events].astype(np.int64)), axis=1)


def war_pairs(f: Features, rules: HappeningRules) -> Pairs:
    """Neighbours in time among the events that tell of one war; of each story only the first."""
    events = np.flatnonzero(f.war)
    if len(events) < 2:
        return np.empty((0, 2), dtype=np.int64)
    kinds = war_of(f)
    sides = tuple(kinds.T)
    ids = np.argsort(np.argsort(np.array([f.ids[k] for k in events.tolist()])))
    order = np.lexsort((ids, f.start[events], f.story[events], *sides))
    # Of one story the earliest mention.
    again = np.zeros(len(order), dtype=np.bool_)
    keys = np.stack((*(s[order] for s in sides), f.story[events][order]), axis=1)
    again[1:] = (keys[1:] == keys[:-1]).all(axis=1)
    order = order[~again]
    order = order[
        np.lexsort((f.story[events][order], f.published[events][order], *(s[order] for s in sides)))
    ]
    same = (kinds[order][1:] == kinds[order][:-1]).all(axis=1)
    day = f.published[events][order]
    same &= day[1:] - day[:-1] <= rules.war_silence
    pairs = np.stack((events[order][:-1][same], events[order][1:][same]), axis=1)
    return np.sort(pairs, axis=1)
