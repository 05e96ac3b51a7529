"""What stands out among the events asked for: when, who with whom, where, and what deserves a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from dateline.query.asking import Query
from dateline.query.filters import Filters

Row = dict[str, Any]
FEW = 8
MOST_PAIRS = 120
_HAPPENINGS = (
    "id, type, mode, status, first, last, place, actors, recipients, figures, independent, events, stories"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Counts and lists of the events that were asked for.

    `periods`: rows of `period` (first day), `type`, `events`; `step` says how long a period is (day, week,
    month, year), `early` is the beginning of the period from which on nearly all lie.
    `pairs`: `actor`, `recipient`, `events` by country. `countries`: `country`, `events`
    by place. `newest`, `reported` and `disputed` are happenings.
    """

    events: int
    happenings: int
    stories: int
    first: Any
    last: Any
    early: Any
    step: str
    periods: tuple[Row, ...]
    types: tuple[Row, ...]
    pairs: tuple[Row, ...]
    countries: tuple[Row, ...]
    sources: tuple[Row, ...]
    newest: tuple[Row, ...]
    reported: tuple[Row, ...]
    disputed: tuple[Row, ...]


def overview(query: Query, filters: Mapping[str, Any] | None = None) -> Overview:
    """The overview of the events that fit all filters. Raises `FilterError`."""
    where, values = Filters.of(filters or {}).where()

    def work(connection: duckdb.DuckDBPyConnection) -> Overview:
        connection.execute(
            "CREATE TEMP TABLE chosen AS SELECT id, story, type, first, happening, place_country, "
            "list_distinct([a.country FOR a IN actors IF a.country IS NOT NULL]) AS doers, "
            "list_distinct([r.country FOR r IN recipients IF r.country IS NOT NULL]) AS targets, "
            "[coalesce(s.name, s.kind) FOR s IN sources] AS told_by "
            f"FROM events WHERE {where}",
            values,
        )
        (totals,) = _rows(
            connection,
            "SELECT count(*) AS events, count(DISTINCT happening) AS happenings, "
            "count(DISTINCT story) AS stories, min(first) AS first, max(first) AS last, "
            "quantile_disc(first, 0.02) AS early, quantile_disc(first, 0.98) AS late FROM chosen",
        )
        step = _step(totals["early"], totals.pop("late"))
        if totals["early"]:
            (begin,) = _rows(
                connection, f"SELECT date_trunc('{step}', DATE '{totals['early']}')::DATE AS early"
            )
            totals |= begin
        theirs = "id IN (SELECT DISTINCT happening FROM chosen)"
        disputed = "len([f FOR f IN figures IF NOT f.agree]) > 0"
        return Overview(
            **totals,
            step=step,
            periods=tuple(
                _rows(
                    connection,
                    f"SELECT date_trunc('{step}', first)::DATE AS period, type, count(*) AS events "
                    "FROM chosen WHERE first IS NOT NULL GROUP BY ALL ORDER BY period, type",
                )
            ),
            types=tuple(_counted(connection, "type")),
            pairs=tuple(
                _rows(
                    connection,
                    "SELECT actor, recipient, count(*) AS events FROM "
                    "(SELECT unnest(doers) AS actor, targets FROM chosen WHERE len(targets) > 0) AS one, "
                    "unnest(targets) AS other(recipient) "
                    f"GROUP BY ALL ORDER BY events DESC, actor, recipient LIMIT {MOST_PAIRS}",
                )
            ),
            countries=tuple(_counted(connection, "place_country", "country")),
            sources=tuple(
                _rows(
                    connection,
                    "SELECT source, count(*) AS events FROM (SELECT unnest(told_by) AS source FROM chosen) "
                    f"WHERE source IS NOT NULL GROUP BY source ORDER BY events DESC, source LIMIT {2 * FEW}",
                )
            ),
            newest=_happenings(connection, theirs, "first_report DESC NULLS LAST, independent DESC, id"),
            reported=_happenings(
                connection,
                f"{theirs} AND independent > 1",
                "independent DESC, first_report DESC NULLS LAST, id",
            ),
            disputed=_happenings(
                connection, f"{theirs} AND {disputed}", "independent DESC, first_report DESC NULLS LAST, id"
            ),
        )

    return query.ask(work)


def _step(first: Any, last: Any) -> str:
    """Periods so long that there are some dozens of them. The few days far off do not count."""
    days = (last - first).days if first and last else 0
    return "day" if days <= 92 else "week" if days <= 550 else "month" if days <= 4000 else "year"


def _counted(connection: duckdb.DuckDBPyConnection, column: str, name: str = "") -> list[Row]:
    name = name or column
    return _rows(
        connection,
        f"SELECT {column} AS {name}, count(*) AS events FROM chosen WHERE {column} IS NOT NULL "
        f"GROUP BY {column} ORDER BY events DESC, {name}",
    )


def _happenings(connection: duckdb.DuckDBPyConnection, condition: str, order: str) -> tuple[Row, ...]:
    sql = f"SELECT {_HAPPENINGS} FROM happenings WHERE {condition} ORDER BY {order} LIMIT {FEW}"
    return tuple(_rows(connection, sql))


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    rows: list[Row] = connection.sql(sql).to_arrow_table().to_pylist()
    return rows
