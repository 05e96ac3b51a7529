"""The public record as plain values: what one line of JSON says of an event."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from dateline.model.event import Event

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
