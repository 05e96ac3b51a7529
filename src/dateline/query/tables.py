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
    "year": "date_trunc('year', first)",
    "quarter": "date_trunc('quarter', first)",
    "month": "date_trunc('month', first)",
    "week": "date_trunc('week', first)",
    "day": "first",
    "place": "place_country",
    "outlet": "outlet",
    "source": "sources[1].country",
    "source-kind": "coalesce(sources[1].kind, 'the report')",
}
"""What a table can be made by, and how it is read of an event. Days are the first of an event's interval."""
_SAID = {
    "year": "strftime(year, '%Y')",
    "quarter": "strftime(quarter, '%Y') || '-Q' || quarter(quarter)",
    "month": "strftime(month, '%Y-%m')",
    "week": "strftime(week, '%G-W%V')",
    "day": "strftime(day, '%Y-%m-%d')",
}
"""How what a table is made by is written."""
_CLASSES = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
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
    sides = {
        side: [field for field in _FIELDS if _named(side, field) in by] for side in ("actor", "recipient")
    }
    of_sides = [_named(side, field) for side, fields in sides.items() for field in fields]
    keys = [f'{DIMENSIONS[name]} AS "{name}"' for name in by if name not in of_sides]
    keys += [f"{side}_codes" for side, fields in sides.items() if fields]
    written = {name: DIMENSIONS[name] for name in of_sides} | _SAID
    quoted = [f'"{name}"' for name in by]
    listed = ", ".join(quoted)
    said = ", ".join(f"{written.get(name, own)} AS {own}" for name, own in zip(by, quoted, strict=True))
    classes = ", ".join(
        f"coalesce(sum(happenings) FILTER (quad = {n}), 0)::BIGINT AS {name}"
        for n, name in enumerate(_CLASSES, 1)
    )

    def work(opened: Opened) -> pa.Table:
        parties = "".join(
            f" JOIN {_each_once(side, fields)} AS {side[0]} ON {side[0]}.codes = alike.{side}_codes"
            for side, fields in sides.items()
            if fields
        )
        # Nearly all happenings are told by one event. Those need not be told apart to be counted.
        sql = f"""
            WITH alike AS MATERIALIZED (
                SELECT {", ".join(keys)}, quad, shared, count(*)::INTEGER AS events,
                       sum(reports)::INTEGER AS reports, sum(intensity) AS strength,
                       count(intensity)::INTEGER AS strengths
                FROM ({opened.events(joined)}) WHERE {where} GROUP BY ALL
            ),
            each AS MATERIALIZED (
                SELECT {said}, quad, shared, events, reports, strength, strengths FROM alike{parties}
            ),
            told AS (
                SELECT {listed}, quad, events, events AS happenings, reports, strength, strengths
                FROM each WHERE shared IS NULL
                UNION ALL
                SELECT {listed}, min(quad), sum(events), 1, sum(reports) // sum(events),
                       sum(strength) / sum(strengths), (sum(strengths) > 0)::INTEGER
                FROM each WHERE shared IS NOT NULL GROUP BY shared, {listed}
            )
            SELECT {listed}, sum(events)::BIGINT AS events, sum(happenings)::BIGINT AS happenings,
                   sum(reports)::BIGINT AS reports, round(sum(strength), 3) AS intensity_sum,
                   round(sum(strength) / sum(strengths), 3) AS intensity_mean, {classes}
            FROM told GROUP BY {listed}
            ORDER BY {", ".join(f"{name} NULLS FIRST" for name in quoted)}
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
    sides = f"SELECT DISTINCT {side}_codes AS codes FROM alike"
    return f"(SELECT codes, {named} FROM (SELECT codes, unnest({different}) AS party FROM ({sides})))"
