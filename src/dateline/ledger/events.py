"""The events of a ledger as records again, in the one order that does not depend on how they came in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dateline.ledger.rows import public_record
from dateline.ledger.store import Ledger
from dateline.model import Event
from dateline.model.record import event_of


def read_events(ledger: Ledger, stories: Collection[str] | None = None) -> list[Event]:
    """The events of all stories, or of these, by publication, story and place in the story."""
    rows = ledger.read("events")
    if rows is None:
        return []
    if stories is not None:
        rows = rows.filter(pc.is_in(rows["story"], pa.array(sorted(stories), pa.string())))
    family = families(ledger)
    found = [event_of(public_record(row, family.get(row["story"], row["story"]))) for row in rows.to_pylist()]
    return sorted(found, key=place_in_order)


def place_in_order(event: Event) -> tuple[Any, ...]:
    """What events are sorted by, in every output."""
    return event.published or date.min, event.story, event.mentions[0].start, event.id


def families(ledger: Ledger) -> dict[str, str]:
    """The family of each story that has been grouped."""
    table = ledger.read("families", ["story", "family"])
    if table is None:
        return {}
    return dict(zip(table["story"].to_pylist(), table["family"].to_pylist(), strict=True))
