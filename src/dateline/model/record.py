"""The public record as plain values: what one line of JSON says of an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from dateline.model.event import (
    Event,
    EventContent,
    EventDate,
    EventFigure,
    EventMention,
    EventParty,
    EventPlace,
    EventSource,
    Span,
)

RENAMED = {"status_basis": "basis"}


def event_record(event: Event) -> dict[str, Any]:
    """An event as a dictionary, keys in the order of the public record, days as ISO 8601."""
    return {RENAMED.get(f.name, f.name): plain(getattr(event, f.name)) for f in fields(event)}


def plain(value: Any) -> Any:
    """Records to dictionaries, tuples to lists, days to ISO 8601, whole numbers to integers."""
    if is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def event_of(record: Mapping[str, Any]) -> Event:
    """The event that `event_record` made the record of; days may be dates or ISO 8601."""
    row = dict(record)
    row["status_basis"] = tuple(row.pop("basis"))
    row["published"] = _day(row["published"])
    row["contexts"] = tuple(row["contexts"])
    row["actors"] = tuple(EventParty(**party) for party in row["actors"])
    row["recipients"] = tuple(EventParty(**party) for party in row["recipients"])
    days = {"first": _day(row["date"]["first"]), "last": _day(row["date"]["last"])}
    row["date"] = EventDate(**(row["date"] | days))
    row["place"] = EventPlace(**row["place"]) if row["place"] else None
    row["sources"] = tuple(EventSource(**(s | {"cue": Span(**s["cue"])})) for s in row["sources"])
    row["content"] = EventContent(**row["content"]) if row["content"] else None
    row["figures"] = tuple(EventFigure(**figure) for figure in row["figures"])
    row["mentions"] = tuple(EventMention(**(m | {"sentence": tuple(m["sentence"])})) for m in row["mentions"])
    return Event(**row)


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
