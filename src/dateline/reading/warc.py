"""WARC: the HTML pages of a crawl, record by record."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from dateline.model import Rejected
from dateline.reading.inputs import Input, RefusedError
from dateline.reading.records import Record, content_id, rejected

PAGE = ("text/html", "application/xhtml+xml")
HEADER_BYTES = 64 << 10
BLOCK = 64 << 10


def warc_records(source: Input) -> Iterator[Record | Rejected]:
    """A record a page that was answered with 200; other answers are no stories and are passed over.

    Damage ends the file with a rejection that says where.
    """
    last = 0
    seen = False
    with source.open() as stream:
        try:
            for found in ArchiveIterator(
                stream, WarcRecordType.response, auto_decode="all", max_header_len=HEADER_BYTES
            ):
                seen = True
                last = found.stream_pos
                if found.http_headers is None or found.http_headers.status_code != 200:
                    continue
                if (found.http_content_type or "").lower() in PAGE:
                    yield _page(found, f"{source.name}@{last}", source)
        except RefusedError:
            raise
        except (OSError, ValueError, RuntimeError) as error:
            yield rejected(source.name, f"damaged after byte {last}: {error}", source.name)
            return
    if not _ends_whole(source, last):
        yield rejected(source.name, f"damaged: cut off after byte {last}", source.name)
    elif not seen:
        yield rejected(source.name, "a WARC without responses", source.name)


def _ends_whole(source: Input, last: int) -> bool:
    """Whether the gzip members from byte `last` on are whole, of which the library says nothing."""
    with source.open() as stream:
        if stream.read(2) != b"\x1f\x8b":
            return True
        stream.seek(last)
        member = None
        data = stream.read(BLOCK)
        while data:
            member = member or zlib.decompressobj(wbits=31)
            try:
                member.decompress(data)
            except zlib.error:
                return False
            data = member.unused_data
            if member.eof:
                member = None
            data = data or stream.read(BLOCK)
        return member is None


def _page(record: Any, origin: str, source: Input) -> Record | Rejected:
    url = record.headers.get("WARC-Target-URI") or ""
    length = record.content_length
    page = record.reader.read(source.limits.line_bytes + 1)
    if len(page) > source.limits.line_bytes:
        shown = page[:2000].decode("utf-8", "backslashreplace")
        return rejected(
            origin, f"a page of more than {source.limits.line_bytes:,} bytes (limit: story)", shown
        )
    packed = record.http_headers.get("Content-Encoding") or record.http_headers.get("Transfer-Encoding")
    if not packed and len(page) < length:
        shown = page.decode("utf-8", "backslashreplace")
        return rejected(origin, f"cut off: {len(page):,} of {length:,} bytes", shown)
    return Record(
        origin, url or content_id(page), "", url=url, page=page or b" ", declared=record.http_charset or ""
    )
