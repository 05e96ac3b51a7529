"""Events as an Excel workbook: events, what the columns mean, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from dateline.exporting.cells import clean, safe
from dateline.exporting.choice import Exported, LeftOut, Options, with_status
from dateline.exporting.flat_columns import EVENT_COLUMNS, LEDGER_COLUMNS, Column
from dateline.exporting.records import Record

COLUMNS = (*EVENT_COLUMNS, *LEDGER_COLUMNS)
LAST_ROW = 1_048_575
"""The last row of a sheet, counted from 0; more events go on in a further sheet."""
LONGEST = 32_767
"""Characters that a cell can hold; longer text is cut and ends in an ellipsis."""
EARLIEST = date(1900, 3, 1)
"""Days before it stand as text: Excel counts a 29 February 1900 that never was."""
WIDTHS = {"text": 18, "day": 11, "number": 10, "truth": 10}
_CREATED = datetime(2000, 1, 1)
"""The workbook's own date: always the same, so that the same events make the same file."""


class _Sheet:
    """A sheet that is filled row by row under a frozen header with filters."""

    def __init__(self, book: _Book, name: str, header: Sequence[str], widths: Sequence[float]) -> None:
        self.sheet: Any = book.workbook.add_worksheet(name)
        self.row = 0
        self._book = book
        self._columns = len(header)
        for i, width in enumerate(widths):
            self.sheet.set_column(i, i, width)
        for i, title in enumerate(header):
            self.sheet.write_string(0, i, title, book.bold)
        self.sheet.freeze_panes(1, 0)

    def add(self, cells: Sequence[Any]) -> None:
        self.row += 1
        for i, cell in enumerate(cells):
            self._book.write(self.sheet, self.row, i, cell)

    def close(self) -> None:
        self.sheet.autofilter(0, 0, self.row, self._columns - 1)


class _Book:
    """The workbook with its formats."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self.bold: Any = workbook.add_format({"bold": True})
        self._day: Any = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._quoted: Any = workbook.add_format({"quote_prefix": True})

    def write(self, sheet: Any, row: int, column: int, cell: Any) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            sheet.write_boolean(row, column, cell)
        elif isinstance(cell, int | float):
            sheet.write_number(row, column, cell)
        elif isinstance(cell, date) and cell >= EARLIEST:
            sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), self._day)
        else:
            text = clean(str(cell))
            text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
            # Text stays text even when its reader edits the cell.
            sheet.write_string(row, column, text, self._quoted if safe(text) != text else None)


def write_workbook(records: Iterable[Record], out: BinaryIO, options: Options) -> Exported:
    """The export; rows go to disk as they come, so that memory does not grow with them."""
    import xlsxwriter  # type: ignore[import-untyped]

    workbook = xlsxwriter.Workbook(out, {"constant_memory": True})
    workbook.set_properties({"title": "Events", "created": _CREATED, "comments": options.version})
    book = _Book(workbook)
    names, widths = [c.name for c in COLUMNS], [WIDTHS[c.kind] for c in COLUMNS]
    sheets = [_Sheet(book, "events", names, widths)]
    _explain(book, COLUMNS)
    aside = _Sheet(book, "left out", ("id", "story", "type", "status", "why"), (22, 22, 14, 14, 60))
    left = LeftOut(listener=lambda r, why: _set_aside(aside, r, why))
    rows = 0
    for record in with_status(records, options.statuses, left):
        if sheets[-1].row == LAST_ROW:
            sheets.append(_Sheet(book, f"events {len(sheets) + 1}", names, widths))
        sheets[-1].add([c.value(record) for c in COLUMNS])
        rows += 1
    for sheet in (*sheets, aside):
        sheet.close()
    workbook.close()
    return left.exported(rows)


def _explain(book: _Book, columns: Sequence[Column]) -> None:
    sheet = _Sheet(book, "columns", ("column", "kind", "meaning"), (22, 10, 100))
    for column in columns:
        sheet.add((column.name, column.kind, column.says))
    sheet.close()


def _set_aside(sheet: _Sheet, record: Record, why: str) -> None:
    if sheet.row < LAST_ROW:
        sheet.add((record["id"], record["story"], record["type"], record["status"], why))
