"""What stands out among the events asked for: when, who with whom, where, and what deserves a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateline.query.asking import Query, happenings_whole
from dateline.query.opened import Opened

Row = dict[str, Any]
FEW = 8
MOST_PAIRS = 120
FAR_OFF = 4
"""So many times as long as nearly all of it must the whole time be for its ends to be left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Counts and lists of the events that were asked for.

    `periods`: rows of `period` (first day), `type`, `events`; `step` says how long a period is (day, week,
    month, year). From the period `early` to the day `late` lie nearly all, if the rest is far off.
    `pairs`: `actor`, `recipient`, `events` by country. `countries`: `country`, `events`
    by place. `newest`, `reported` and `disputed` are happenings.
    """

    events: int
    happenings: int
    stories: int
    first: Any
    last: Any
    early: Any
    late: Any
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
    asked = query.chosen(filters)
    where, values = asked.where()

    def work(opened: Opened) -> Overview:
        asked_for = f"({opened.events(asked.joined() | {'members'})}) WHERE {where}"
        # Numbers are compared and counted much faster than the ids that they stand for.
        opened.connection.execute(
            "CREATE TEMP TABLE chosen AS SELECT hash(story) AS story, hash(coalesce(happening, id)) AS told, "
            f"type, first, place_country FROM {asked_for}",
            values,
        )
        (totals,) = opened.rows(
            "SELECT count(*) AS events, count(DISTINCT told) AS happenings, "
            "count(DISTINCT story) AS stories, min(first) AS first, max(first) AS last, "
            "quantile_disc(first, 0.1) AS early, quantile_disc(first, 0.99) AS late FROM chosen",
        )
        if totals["events"] and totals["first"]:
            totals |= _stretch(**{name: totals[name] for name in ("first", "last", "early", "late")})
        step = _step(totals["early"], totals["late"])
        if totals["early"]:
            (begin,) = opened.rows(f"SELECT date_trunc('{step}', DATE '{totals['early']}')::DATE AS early")
            totals |= begin
        theirs = "hash(id) IN (SELECT told FROM chosen)"
        order = "independent DESC, first_report DESC NULLS LAST, id"
        return Overview(
            **totals,
            step=step,
            periods=tuple(
                opened.rows(
                    f"SELECT date_trunc('{step}', first)::DATE AS period, type, count(*) AS events "
                    "FROM chosen WHERE first IS NOT NULL GROUP BY ALL ORDER BY period, type",
                )
            ),
            types=_counted(opened, "type"),
            pairs=tuple(
                opened.rows(
                    "SELECT actor, recipient, sum(events)::BIGINT AS events FROM "
                    "(SELECT unnest(doers) AS actor, targets, events FROM "
                    f"(SELECT doers, targets, count(*) AS events FROM {asked_for} GROUP BY ALL)) AS one, "
                    "unnest(targets) AS other(recipient) "
                    f"GROUP BY actor, recipient ORDER BY events DESC, actor, recipient LIMIT {MOST_PAIRS}",
                    *values,
                )
            ),
            countries=_counted(opened, "place_country", "country"),
            sources=tuple(
                opened.rows(
                    "SELECT source, count(*) AS events FROM "
                    f"(SELECT unnest(told_by) AS source FROM {asked_for}) "
                    f"WHERE source IS NOT NULL GROUP BY source ORDER BY events DESC, source LIMIT {2 * FEW}",
                    *values,
                )
            ),
            newest=_first(opened, theirs, "first_report DESC NULLS LAST, independent DESC, id"),
            reported=_first(opened, f"{theirs} AND independent > 1", order),
            disputed=_first(opened, f"{theirs} AND disputed", order),
        )

    return query.ask(work)


def _stretch(first: date, last: date, early: date, late: date) -> dict[str, date]:
    """The days that are drawn: all, unless the few that lie far off would leave no room for the rest."""
    if (last - first).days <= FAR_OFF * (late - early).days + 30:
        early, late = first, last
    return {"early": early, "late": late}


def _step(first: Any, last: Any) -> str:
    """Periods so long that there are some dozens of them."""
    days = (last - first).days if first and last else 0
    return "day" if days <= 92 else "week" if days <= 550 else "month" if days <= 4000 else "year"


def _counted(opened: Opened, column: str, name: str = "") -> tuple[Row, ...]:
    name = name or column
    return tuple(
        opened.rows(
            f"SELECT {column} AS {name}, count(*) AS events FROM chosen WHERE {column} IS NOT NULL "
            f"GROUP BY {column} ORDER BY events DESC, {name}",
        )
    )


def _first(opened: Opened, condition: str, order: str) -> tuple[Row, ...]:
    return tuple(happenings_whole(opened, condition, order, FEW))
