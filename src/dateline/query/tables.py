"""Counts of events by what researchers model: dyads, months, types; with sums of intensity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from dateline.query.asking import Query
from dateline.query.filters import FilterError, Filters

DIMENSIONS: Mapping[str, str] = {
    "actor": "a.country",
    "actor-sector": "a.sector",
    "recipient": "r.country",
    "recipient-sector": "r.sector",
    "type": "type",
    "mode": "mode",
    "quad": "quad",
    "status": "status",
    "year": "strftime(first, '%Y')",
    "quarter": "strftime(first, '%Y') || '-Q' || quarter(first)",
    "month": "strftime(first, '%Y-%m')",
    "week": "strftime(first, '%G-W%V')",
    "day": "strftime(first, '%Y-%m-%d')",
    "place": "place_country",
    "outlet": "outlet",
    "source": "sources[1].country",
    "source-kind": "coalesce(sources[1].kind, 'the report')",
}
"""What a table can be made by, and how it is read of an event. Days are the first of an event's interval."""


def count_table(query: Query, by: Sequence[str], filters: Mapping[str, Any] | None = None) -> pa.Table:
    """One row for each combination of `by` that there is, in their order.

    Columns besides: `events`; `happenings`, so that what many stories tell counts once; `reports`,
    independent ones, of those happenings; PLOVER's intensity (on Goldstein's scale) over happenings as
    `intensity_sum` and `intensity_mean`; and happenings of each quad class. An event of several countries
    on a side counts once for each of them, or each pair. Events are `actual` unless `filters` name a
    status. Raises `FilterError`.
    """
    unknown = [name for name in by if name not in DIMENSIONS]
    if unknown or not by:
        msg = f"no table by {', '.join(unknown) or 'nothing'}; there are {', '.join(DIMENSIONS)}"
        raise FilterError(msg)
    chosen = dict(filters or {})
    chosen.setdefault("status", "actual")
    where, values = Filters.of(chosen).where()
    columns = ", ".join(f'{DIMENSIONS[name]} AS "{name}"' for name in by)
    listed = ", ".join(f'"{name}"' for name in by)
    sides = ""
    if any(name.startswith("actor") for name in by):
        sides += " LEFT JOIN LATERAL unnest(chosen.actors) AS u(a) ON true"
    if any(name.startswith("recipient") for name in by):
        sides += " LEFT JOIN LATERAL unnest(chosen.recipients) AS v(r) ON true"
    same = " AND ".join(f'counted."{name}" IS NOT DISTINCT FROM told."{name}"' for name in by)
    sql = f"""
        WITH chosen AS (SELECT * FROM events WHERE {where}),
        rows AS (
            SELECT DISTINCT {columns}, id, coalesce(happening, id) AS happening, reports AS independent,
                   intensity AS strength, quad AS class
            FROM chosen{sides}
        ),
        counted AS (SELECT {listed}, count(*) AS events FROM rows GROUP BY ALL),
        each AS (
            SELECT {listed}, happening, max(independent) AS independent, avg(strength) AS strength,
                   min(class) AS class
            FROM rows GROUP BY ALL
        ),
        told AS (
            SELECT {listed}, count(*) AS happenings, sum(independent)::BIGINT AS reports,
                   round(sum(strength), 3) AS intensity_sum, round(avg(strength), 3) AS intensity_mean,
                   count(*) FILTER (class = 1) AS verbal_cooperation,
                   count(*) FILTER (class = 2) AS material_cooperation,
                   count(*) FILTER (class = 3) AS verbal_conflict,
                   count(*) FILTER (class = 4) AS material_conflict
            FROM each GROUP BY ALL
        )
        SELECT counted.*, told.* EXCLUDE ({listed}) FROM counted JOIN told ON {same}
        ORDER BY {", ".join(f'counted."{name}" NULLS FIRST' for name in by)}
    """
    return query.sql(sql, values)
