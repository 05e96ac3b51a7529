"""Which format an input is in, by its name or else by its first bytes; and the reader of each."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

from dateline.model import Rejected
from dateline.reading.file_names import SUFFIXES, stem_and_suffix
from dateline.reading.inputs import Input, RefusedError, bounded_lines
from dateline.reading.records import BOM, Record, json_records, line_records, parsed_json, text_record

_READERS = {
    "csv": ("csv_table", "csv_records"),
    "parquet": ("parquet_table", "parquet_records"),
    "html": ("html_pages", "html_records"),
    "feed": ("feeds", "feed_records"),
    "nitf": ("nitf", "nitf_records"),
    "newsml": ("newsml", "newsml_records"),
    "warc": ("warc", "warc_records"),
    "eml": ("mail", "eml_records"),
    "mbox": ("mail", "mbox_records"),
}
"""Module and function of the formats whose libraries are loaded only when they are needed."""
_BINARY = ((b"\x1f\x8b", "gzip"), (b"PK\x03\x04", "zip"), (b"PAR1", "parquet"), (b"WARC/", "warc"))
_ROOT = re.compile(r"<(?![?!])(?:[\w-]+:)?([A-Za-z]+)")
_ROOTS = {
    "rss": "feed",
    "feed": "feed",
    "rdf": "feed",
    "nitf": "nitf",
    "newsitem": "newsml",
    "newsmessage": "newsml",
    "packageitem": "newsml",
    "html": "html",
}
HEAD = 4096
_LOOKED_UP = ("parquet", "zip", "warc")
"""Formats that are read from a table at their end, or that unpack themselves."""


def kind_of(source: Input, suffix: str) -> str:
    """The format: by suffix, else by content; plain text where nothing else is seen."""
    kind = SUFFIXES.get(suffix, "")
    if kind not in ("", "xml"):
        return kind
    head = source.head(HEAD)
    for magic, found in _BINARY:
        if head.startswith(magic):
            return found
    start = head.removeprefix(BOM).lstrip()
    if start.startswith(b"{") and parsed_json(start.split(b"\n", 1)[0]) is not None:
        return "lines"
    if start.startswith(b"<") or kind == "xml":
        root = _ROOT.search(head.replace(b"\x00", b"").decode("latin-1"))
        found = _ROOTS.get(root[1].lower(), "") if root else ""
        if found or kind == "xml":
            return found or "unknown XML"
    return "text"


def records_of(source: Input) -> Iterator[Record | Rejected]:
    """The records of an input in whatever format, archives opened. Raises `RefusedError` and `OSError`."""
    kind = kind_of(source, stem_and_suffix(source.file)[1])
    if kind == "lines":
        with source.open() as stream:
            yield from line_records(
                source.name, bounded_lines(stream, source.limits.line_bytes), source.columns
            )
    elif kind in ("json", "text"):
        data = source.whole()
        if data.strip().removeprefix(BOM):
            if kind == "json":
                yield from json_records(source.name, data, source.columns)
            else:
                yield text_record(source.name, source.story_id, data)
    elif kind == "gzip":
        yield from _gzipped(source)
    elif kind == "zip":
        yield from _zipped(source)
    elif kind in _READERS:
        module, function = _READERS[kind]
        yield from getattr(import_module(f"dateline.reading.{module}"), function)(source)
    else:
        msg = "XML, but neither a feed nor NITF nor NewsML-G2"
        raise RefusedError(msg)


def _gzipped(source: Input) -> Iterator[Record | Rejected]:
    from dateline.reading.archives import BROKEN, gzip_input

    file, suffix = stem_and_suffix(source.file)
    file = file if suffix == ".gz" else ""
    if stem_and_suffix(file)[1] == ".warc":
        # Each record of a WARC is packed by itself, which its own reader knows.
        yield from import_module("dateline.reading.warc").warc_records(source)
        return
    try:
        inner = gzip_input(source, file)
        if kind_of(inner, stem_and_suffix(file)[1]) in _LOOKED_UP:
            data = inner.whole()
            inner = replace(inner, open=lambda: io.BytesIO(data))
        yield from records_of(inner)
    except BROKEN as error:
        msg = f"damaged: {error}"
        raise RefusedError(msg) from None


def _zipped(source: Input) -> Iterator[Record | Rejected]:
    from dateline.reading.archives import zip_inputs
    from dateline.reading.records import rejected

    stories = False
    for item in zip_inputs(source):
        if isinstance(item, Rejected):
            yield item
        elif stem_and_suffix(item.file)[1] in SUFFIXES:
            stories = True
            try:
                yield from records_of(item)
            except RefusedError as error:
                yield rejected(item.name, str(error), item.name)
    if not stories:
        yield rejected(source.name, "an archive without stories", source.name)
