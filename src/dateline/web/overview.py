"""The first page: what the ledger holds, by time, party and place, and what deserves a look."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dateline.query.filters import Filters
from dateline.query.overview import Overview
from dateline.web.charts import numbers
from dateline.web.rendering import chips, filters_of, page
from dateline.web.site import Site

router = APIRouter()
MATRIX = 10
"""Countries a side of the table of who with whom."""


@router.get("/")
def show(request: Request) -> HTMLResponse:
    filters = filters_of(request)
    site: Site = request.app.state.site
    seen = site.seen(filters)
    return page(
        request, "overview.html",
        seen=seen, filters=filters, chips=chips(filters), sentence=Filters.of(filters).sentence(),
        matrix=matrix(seen), numbers=numbers(seen, filters),
    )  # fmt: skip


def matrix(seen: Overview) -> dict[str, Any]:
    """Who with whom as a table: countries by their number of events, cells with a step of shade 1 to 5."""
    rows: dict[str, int] = {}
    columns: dict[str, int] = {}
    for pair in seen.pairs:
        rows[pair["actor"]] = rows.get(pair["actor"], 0) + pair["events"]
        columns[pair["recipient"]] = columns.get(pair["recipient"], 0) + pair["events"]
    most = max((pair["events"] for pair in seen.pairs), default=1)
    shown = (
        sorted(rows, key=lambda c: (-rows[c], c))[:MATRIX],
        sorted(columns, key=lambda c: (-columns[c], c))[:MATRIX],
    )
    cells = {
        (pair["actor"], pair["recipient"]): (pair["events"], 1 + round(4 * (pair["events"] / most) ** 0.5))
        for pair in seen.pairs
    }
    return {"rows": shown[0], "columns": shown[1], "cells": cells}
