"""CSV and TSV: a header line, then a story a row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from dateline.model import Rejected
from dateline.reading.decoding import GUESSED_FROM, NotTextError, decode
from dateline.reading.inputs import Input, RefusedError
from dateline.reading.records import FIELDS, Record, field_record, rejected

DELIMITERS = ",\t;|"
_ESCAPED, _REPLACED = re.compile("[\udc80-\udcff]"), re.compile("\ufffd")
"""What stands for bytes that the encoding does not have."""


def csv_records(source: Input) -> Iterator[Record | Rejected]:
    """A record a row; a row with more or fewer cells than the header, or bad bytes, is rejected.

    Lines of other encodings than UTF-8 are read as the first lines are guessed to be.
    """
    encoding, note = _encoding(source)
    longest = source.limits.line_bytes
    # The module has one limit for all; ours is never lower than what another reader may need.
    csv.field_size_limit(max(csv.field_size_limit(), longest))
    with source.open() as stream:
        # Half of a two-byte character may look like an ASCII sign, which cannot be escaped.
        errors, unread = ("replace", _REPLACED) if "utf-16" in encoding else ("surrogateescape", _ESCAPED)
        text = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")
        first = _first_line(text, longest)
        delimiter = max(DELIMITERS, key=first.count)
        header = [
            name.strip().lstrip("\ufeff") for name in next(csv.reader([first], delimiter=delimiter), [])
        ]
        _check(header, source)
        rows = csv.reader(text, delimiter=delimiter)
        columns = _columns(header, source)
        line = 2
        while True:
            at, error = line, ""
            try:
                row = next(rows, None)
            except csv.Error as found:
                row, error = [], str(found)
            if row is None:
                return
            line = rows.line_num + 2
            if row or error:
                yield _row(f"{source.name}:{at}", row, header, columns, error, note, unread)


def _row(
    origin: str,
    row: list[str],
    header: list[str],
    columns: dict[str, str],
    error: str,
    note: str,
    unread: re.Pattern[str],
) -> Record | Rejected:
    original = "\t".join(row)
    if error or len(row) != len(header):
        return rejected(origin, error or f"{len(row)} cells, not {len(header)}", _shown(original))
    if not original.isascii() and unread.search(original):
        return rejected(origin, "not in the encoding of its file", _shown(original))
    record = field_record(origin, dict(zip(header, row, strict=True)), original, columns)
    if note and isinstance(record, Record):
        from dataclasses import replace

        return replace(record, notes=(note,))
    return record


def _shown(original: str) -> str:
    return original.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _first_line(text: io.TextIOWrapper, longest: int) -> str:
    line = text.readline(longest)
    if len(line) == longest:
        msg = "no header line"
        raise RefusedError(msg)
    return line


def _check(header: list[str], source: Input) -> None:
    wanted = list(source.columns.values()) or ["text"]
    missing = [name for name in wanted if name not in header and name.lower() not in map(str.lower, header)]
    if missing:
        shown = ", ".join(header[:20])
        msg = f"no column {missing[0]!r} among {shown}; name columns with --map text=…"
        raise RefusedError(msg)


def _columns(header: list[str], source: Input) -> dict[str, str]:
    """Our names of fields with the header's, which may be in capitals."""
    lower = {name.lower(): name for name in reversed(header)}
    found = {}
    for field, names in FIELDS.items():
        wanted = (source.columns[field],) if field in source.columns else names
        for name in wanted:
            if actual := (name if name in header else lower.get(name.lower())):
                found[field] = actual
                break
    return found


def _encoding(source: Input) -> tuple[str, str]:
    """The encoding of the file by its first lines, and a note if that is a guess."""
    head = source.head(GUESSED_FROM)
    if len(head) == GUESSED_FROM:
        # A character may be cut in two at the end.
        head = head[: head.rfind(b"\n") + 1] or head
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", "read as utf-16"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError:
        try:
            _, note = decode(head)
        except NotTextError as error:
            raise RefusedError(str(error)) from None
        return _named(note), note
    return "utf-8", ""


def _named(note: str) -> str:
    return note.rpartition("read as ")[2].partition(",")[0]
