"""With whom a party deals, and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dateline.query.asking import Query
from dateline.query.filters import Filters, code_or_name


def types(query: Query, filters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of `type` and `events` for the events that fit all filters, the commonest first."""
    asked = query.chosen(filters)
    where, values = asked.where()
    return query.ask(
        lambda opened: opened.rows(
            f"SELECT type, count(*) AS events FROM ({opened.events(asked.joined())}) WHERE {where} "
            "GROUP BY type ORDER BY events DESC, type",
            *values,
        )
    )


def partners(query: Query, party: str, limit: int) -> list[dict[str, Any]]:
    """Who stands beside or across from `party` (a code, or a part of a name) in its events.

    Rows of `name`, `country`, `sector`, `did` (events by the partner), `met` (events to it), `events`; the
    most frequent first. Raises `FilterError`.
    """
    where, values = Filters.of({"party": party}).where()
    code, name = code_or_name(party)
    country, _, sector = code.partition(":")
    sql = f"""
        WITH alike AS (
            SELECT row_number() OVER () AS n, * FROM (
                SELECT actors, recipients, count(*) AS events FROM ({{rows}}) WHERE {where} GROUP BY ALL
            )
        ),
        told AS (
            SELECT n, events, unnest(actors) AS p, events AS did, 0 AS met FROM alike
            UNION ALL SELECT n, events, unnest(recipients) AS p, 0 AS did, events AS met FROM alike
        ),
        once AS (
            SELECT p.name AS name, p.country AS country, min(p.sector) AS sector,
                   max(did) AS did, max(met) AS met, any_value(events) AS events
            FROM told
            WHERE NOT (coalesce(p.country, '') IN (?, ?) OR coalesce(p.sector, '') = ?
                       OR contains(lower(p.name), ?) OR contains(lower(p.id), ?))
            GROUP BY n, p.name, p.country
        )
        SELECT name, country, min(sector) AS sector, sum(did)::BIGINT AS did, sum(met)::BIGINT AS met,
               sum(events)::BIGINT AS events
        FROM once GROUP BY name, country ORDER BY events DESC, name, country LIMIT {int(limit)}
    """
    # A sector alone ("MIL") stands where a country would. What is not asked for is equal to nothing.
    given = [country or "\0", country or "\0", sector or country or "\0", name or "\0", name or "\0"]
    return query.ask(lambda opened: opened.rows(sql.format(rows=opened.events()), *values, *given))
