"""Events as CSV: one row an event, lists joined by `|`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import TextIO

from dateline.exporting.cells import safe
from dateline.exporting.choice import Exported, LeftOut, Options, with_status
from dateline.exporting.flat_columns import EVENT_COLUMNS, LEDGER_COLUMNS, Column
from dateline.exporting.records import Record

WHOLE = (*EVENT_COLUMNS, *LEDGER_COLUMNS)
"""Columns of an event that comes from a ledger."""


def write_csv(records: Iterable[Record], out: TextIO, options: Options) -> Exported:
    """The export: columns of the event and of the ledger, UTF-8, comma, quotes where needed."""
    left = LeftOut()
    chosen = with_status(records, options.statuses, left)
    return left.exported(write_rows(chosen, out, WHOLE))


def write_rows(records: Iterable[Record], out: TextIO, columns: Sequence[Column] = EVENT_COLUMNS) -> int:
    """A header and one row a record; returns the number of records."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([c.name for c in columns])
    rows = 0
    for record in records:
        writer.writerow([safe(c.value(record)) for c in columns])
        rows += 1
    return rows
