"""The list of events: asked for by an address that can be shared, sorted, paged, and exported as shown."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator
from typing import IO

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from dateline.exporting import FORMATS, write
from dateline.query.asking import ORDERS
from dateline.query.exports import export_records
from dateline.query.filters import FilterError, Filters
from dateline.web.rendering import chips, filters_of, page
from dateline.web.site import Site

router = APIRouter()
ROWS = 50
IN_MEMORY = 8_000_000
"""Bytes of an export that are kept in memory; larger ones go through a file of the system's."""
BLOCK = 1 << 16


@router.get("/events")
def show(request: Request, order: str = "newest") -> HTMLResponse:
    filters = filters_of(request, but=("order", "page"))
    order = _known(order, ORDERS, "order")
    number = _page(request.query_params.get("page", "1"))
    site: Site = request.app.state.site
    asked = site.query.events(filters, order=order, limit=ROWS, offset=(number - 1) * ROWS)
    pages = max(1, -(-asked.total // ROWS))
    return page(
        request, "events.html",
        asked=asked, filters=filters, chips=chips(filters), order=order, number=number, pages=pages,
        first=(number - 1) * ROWS, formats=FORMATS.values(),
    )  # fmt: skip


@router.get("/export")
def export(request: Request, form: str) -> StreamingResponse:
    """A file of all events that the list shows on all its pages."""
    filters = filters_of(request, but=("form",))
    chosen = FORMATS[_known(form, FORMATS, "format")]
    Filters.of(filters)
    site: Site = request.app.state.site
    file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when sent
    records = export_records(site.query, filters, sentences=chosen.sentences)
    done = write(records, form, file, statuses=filters.get("status"))
    file.seek(0)
    left = "; ".join(f"{count} left out: {reason}" for reason, count in done.left_out.items())
    headers = {
        "content-disposition": f'attachment; filename="events{chosen.suffix}"',
        "x-rows": str(done.rows),
        "x-left-out": left.encode("ascii", "replace").decode(),
    }
    return StreamingResponse(_blocks(file), media_type="application/octet-stream", headers=headers)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while block := file.read(BLOCK):
            yield block


def _page(given: str) -> int:
    if not given.isdigit() or not 1 <= int(given) <= 10_000_000:
        msg = f"page: {given!r} is no number of a page"
        raise FilterError(msg)
    return int(given)


def _known(given: str, known: Collection[str], what: str) -> str:
    if given not in known:
        msg = f"there is no {what} {given!r}; there are {', '.join(known)}"
        raise FilterError(msg)
    return given
