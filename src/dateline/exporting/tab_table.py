"""Tab-separated lines as the field publishes them: no quoting, one row a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from dateline.exporting.cells import tab_cell


def write_tabs(rows: Iterable[Sequence[Any]], out: TextIO, header: Sequence[str] | None) -> int:
    """The rows, under a header if there is one; returns their number (without the header)."""
    if header is not None:
        out.write("\t".join(header) + "\n")
    written = 0
    for row in rows:
        out.write("\t".join(map(tab_cell, row)) + "\n")
        written += 1
    return written
