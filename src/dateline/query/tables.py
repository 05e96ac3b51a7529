"""Counts of events by what researchers model: dyads, months, types; with sums of intensity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from dateline.query.asking import Query
from dateline.query.filters import FilterError
from dateline.query.opened import Opened

DIMENSIONS: Mapping[str, str] = {
    "actor": "nullif(a.country, '')",
    "actor-sector": "nullif(a.sector, '')",
    "recipient": "nullif(r.country, '')",
    "recipient-sector": "nullif(r.sector, '')",
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
_FIELDS = ("country", "sector")
"""Of each party of a side as its codes have them."""


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
    asked = query.chosen(chosen)
    where, values = asked.where()
    joined = asked.joined() | {"members"} | ({"heads"} if "outlet" in by else set())
    columns = ", ".join(f'{DIMENSIONS[name]} AS "{name}"' for name in by)
    listed = ", ".join(f'"{name}"' for name in by)

    def work(opened: Opened) -> pa.Table:
        rows = f"(SELECT * FROM ({opened.events(joined)}) WHERE {where}) AS event"
        for side, name in (("actor", "a"), ("recipient", "r")):
            fields = [field for field in _FIELDS if _named(side, field) in by]
            if fields:
                rows += f" JOIN {_each_once(side, fields)} AS {name} ON {name}.codes = event.{side}_codes"
        sql = f"""
            WITH each AS (
                SELECT {columns}, hash(coalesce(happening, id)) AS told, count(*) AS events,
                       max(reports) AS independent, avg(intensity) AS strength, min(quad) AS class
                FROM {rows} GROUP BY ALL
            )
            SELECT {listed}, sum(events)::BIGINT AS events, count(*) AS happenings,
                   sum(independent)::BIGINT AS reports,
                   round(sum(strength), 3) AS intensity_sum, round(avg(strength), 3) AS intensity_mean,
                   count(*) FILTER (class = 1) AS verbal_cooperation,
                   count(*) FILTER (class = 2) AS material_cooperation,
                   count(*) FILTER (class = 3) AS verbal_conflict,
                   count(*) FILTER (class = 4) AS material_conflict
            FROM each GROUP BY {listed}
            ORDER BY {", ".join(f'"{name}" NULLS FIRST' for name in by)}
        """
        return opened.connection.sql(sql, params=values).to_arrow_table()

    return query.ask(work)


def _named(side: str, field: str) -> str:
    return side if field == "country" else f"{side}-{field}"


def _each_once(side: str, fields: Sequence[str]) -> str:
    """By the codes of a side a row for each party that differs in `fields`; one where the side is empty.

    There are far fewer sides than events, so it is worked out for each of them once.
    """
    said = [f"split_part(party, ':', {n})" if field in fields else "''" for n, field in enumerate(_FIELDS, 1)]
    both = " || ':' || ".join(said)
    different = f"list_distinct([{both} FOR party IN string_split(trim(codes, '|'), '|')])"
    named = ", ".join(
        f"nullif(split_part(party, ':', {n}), '') AS {field}" for n, field in enumerate(_FIELDS, 1)
    )
    sides = f"SELECT DISTINCT {side}_codes AS codes FROM event_files"
    return f"(SELECT codes, {named} FROM (SELECT codes, unnest({different}) AS party FROM ({sides})))"
