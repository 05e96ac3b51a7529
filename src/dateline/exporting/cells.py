"""Cells of text formats: no control characters, no formulas, nothing that ends a cell or a line early."""

from __future__ import annotations

import re
from typing import Any

from dateline.exporting.records import iso

_FORMULA = frozenset("=+-@＝＋－＠")
"""What a spreadsheet program reads as the beginning of a formula (OWASP, CSV injection)."""
_NO_TEXT = {c: None for c in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF) if chr(c) not in "\t\n\r"}
_ONE_LINE = str.maketrans(dict.fromkeys("\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " ") | {'"': "'"})

_PLAIN = re.compile(r"[A-Za-z0-9](?:[ !#-~]*[!#-~])?").fullmatch
"""Most cells: ASCII that begins with a letter or figure, without blank at its end or double quote."""


def clean(text: str) -> str:
    """Text without control characters; lone surrogates of broken input become question marks."""
    if text.isascii() and text.isprintable():
        return text
    return text.encode("utf-8", "replace").decode().translate(_NO_TEXT)


def safe(cell: Any) -> Any:
    """A cell that a spreadsheet would run as a formula is marked as text by an apostrophe."""
    if not isinstance(cell, str) or not cell or _PLAIN(cell):
        return cell
    cell = clean(cell)
    if cell[:1] in ("\t", "\r") or cell.lstrip()[:1] in _FORMULA:
        return "'" + cell
    return cell


def tab_cell(value: Any) -> str:
    """A cell of a tab-separated line without quoting: one line, no tab, no straight double quote.

    Field formats know no quoting, but readers take a double quote at the beginning of a cell for one:
    it becomes an apostrophe.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        if _PLAIN(value):
            return value
        cell: str = safe(value.translate(_ONE_LINE).strip())
        return cell
    return iso(value) or str(value)


def joined(values: Any, separator: str = "|") -> str:
    """Several values in one cell; None is an empty place among them."""
    return separator.join("" if v is None else str(v) for v in values)
