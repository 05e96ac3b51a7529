"""Events into happenings: all at once, or only what new stories touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from dateline.happenings.blocks import blocking_keys, candidates, mixed
from dateline.happenings.clusters import cluster
from dateline.happenings.consensus import Report, happening_of, reports_of, rows_of
from dateline.happenings.copied import copied_pairs
from dateline.happenings.evidence import Pairs, weigh
from dateline.happenings.features import Features, Flags, Floats, features_of
from dateline.happenings.wars import war_of, war_pairs
from dateline.model.happening import Happening
from dateline.rulebook.happenings import HappeningRules
from dateline.rulebook.tables import uncollected

LIKELY_COLUMNS = pa.schema([("one", pa.string()), ("other", pa.string()), ("score", pa.float64())])
"""Pairs of events that are likely one happening (the smaller id first), and the weight of the evidence."""
KEY_COLUMNS = pa.schema([("event", pa.string()), ("key", pa.uint64())])
"""Events and the keys under which they are compared: only events that share one can be a likely pair."""


def group(
    columns: pa.Table,
    reports: pa.Table,
    rules: HappeningRules,
    likely: pa.Table | None = None,
    features: Features | None = None,
) -> list[Happening]:
    """The happenings that the events in `columns` tell of, sorted by id; every event is in one.

    `columns` as `EVENT_COLUMNS`, `reports` as `REPORT_COLUMNS`. `likely` are the pairs that
    `likely_pairs` found among these events, where they are known; others in it are left out. `features`
    are those of `columns`, where they are at hand. The result depends on the set of events and reports
    alone, and may be made piece by piece: of any set of events to which no likely pair, family or war
    leads from outside.
    """
    f = features or features_of(columns, rules)
    told = reports_of(reports)
    stories: list[str] = columns.column("story").to_pylist()
    wars = war_pairs(f, rules)
    # A story may tell of a war twice, and its copy of the second time alone: the war comes first.
    sure = ((wars, np.zeros(len(wars))), copied_pairs(f, _families(stories, told), stories, rules))
    groups = cluster(f, sure, _likely(f, rules) if likely is None else _numbered(f, likely), rules)
    # Hundreds of thousands of small records, none of them garbage.
    with uncollected():
        rows = rows_of(columns)
        found = [happening_of([rows[k] for k in g], told) for g in groups]
    return sorted(found, key=lambda h: h.id)


def likely_pairs(f: Features, rules: HappeningRules, fresh: Flags | None = None) -> pa.Table:
    """The likely pairs among events, sorted; with `fresh`, those that have one of them.

    For new events it is enough to give them with all others that share a key with one of them
    (`keys_of`). What copies bring, and what is told of a war as a whole, is no likely pair: `group`
    finds it anew.
    """
    pairs, scores = _likely(f, rules, fresh)
    found = sorted(
        (*sorted((f.ids[i], f.ids[j])), score)
        for (i, j), score in zip(pairs.tolist(), scores.tolist(), strict=True)
    )
    ones, others, weights = (list(c) for c in zip(*found, strict=True)) if found else ([], [], [])
    return pa.table([ones, others, weights], schema=LIKELY_COLUMNS)


def keys_of(f: Features, fresh: Flags | None = None) -> pa.Table:
    """The keys of events as `KEY_COLUMNS`, sorted by key: what a store looks up for new events."""
    row, key = blocking_keys(f)
    if fresh is not None:
        row, key = row[fresh[row]], key[fresh[row]]
    return pa.table([[f.ids[k] for k in row.tolist()], key], schema=KEY_COLUMNS)


def wars_of(f: Features, fresh: Flags | None = None) -> pa.Table:
    """The events that tell of a war as a whole, with a key for each war, as `KEY_COLUMNS`."""
    rows = np.flatnonzero(f.war)
    keys = mixed(*war_of(f).T)[: len(rows)]
    if fresh is not None:
        rows, keys = rows[fresh[rows]], keys[fresh[rows]]
    return pa.table([[f.ids[k] for k in rows.tolist()], keys], schema=KEY_COLUMNS)


def aliases(old: Mapping[str, Sequence[str]], new: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Ids of `old` that `new` has not, and the id of the happening that took each one's place.

    Both give the events of each happening by its id, earliest first. The heir is the one that holds
    the earliest of the old events still there; where none is left, the id has no heir and is left out.
    """
    holder = {event: id_ for id_, events in new.items() for event in events}
    gone = [(id_, events) for id_, events in old.items() if id_ not in new]
    heirs = ((id_, next((holder[e] for e in events if e in holder), None)) for id_, events in gone)
    return {id_: heir for id_, heir in sorted(heirs) if heir is not None}


def _families(stories: Sequence[str], reports: Mapping[str, Report]) -> list[str]:
    return [reports[s].family if s in reports else s for s in stories]


def _likely(f: Features, rules: HappeningRules, fresh: Flags | None = None) -> tuple[Pairs, Floats]:
    """Pairs of numbers of events whose evidence reaches the threshold, each once."""
    row, key = blocking_keys(f)
    found = [np.empty(0, dtype=np.int64)]
    weights = [np.empty(0)]
    for pairs in candidates(row, key, f.story, fresh):
        score, against = weigh(f, pairs, rules)
        good = (score >= rules.threshold) & ~against
        found.append((pairs[good, 0] << 32) | pairs[good, 1])
        weights.append(score[good])
    packed, first = np.unique(np.concatenate(found), return_index=True)
    return np.stack((packed >> 32, packed & 0xFFFFFFFF), axis=1), np.concatenate(weights)[first]


def _numbered(f: Features, likely: pa.Table) -> tuple[Pairs, Floats]:
    """Likely pairs as numbers of events; those that are not all here are left out."""
    numbers = {event: k for k, event in enumerate(f.ids)}
    rows = zip(*(likely.column(name).to_pylist() for name in LIKELY_COLUMNS.names), strict=True)
    here = [
        (min(a, b), max(a, b), score)
        for one, other, score in rows
        if (a := numbers.get(one)) is not None and (b := numbers.get(other)) is not None
    ]
    pairs = np.array([(a, b) for a, b, _ in here], dtype=np.int64).reshape(-1, 2)
    return pairs, np.array([score for *_, score in here])
