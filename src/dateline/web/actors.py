"""One actor: when it acts, with whom, how, and who reports on it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from dateline.query.filters import FilterError
from dateline.query.partners import partners, types
from dateline.web.charts import numbers
from dateline.web.rendering import filters_of, link, page
from dateline.web.site import Site

router = APIRouter()
PARTNERS = 15


@router.get("/actors")
def search(name: str = "") -> Response:
    """To the page of what was typed into the search box."""
    if not name.strip():
        msg = "Type a country's code (ISR), a sector (MIL), or a part of a name."
        raise FilterError(msg)
    return RedirectResponse(link("/actor", {"party": [name.strip()]}), 303)


@router.get("/actor")
def show(request: Request, party: str) -> HTMLResponse:
    site: Site = request.app.state.site
    filters = filters_of(request)
    seen = site.seen(filters)
    done = types(site.query, _turned(filters, "actor"))
    suffered = types(site.query, _turned(filters, "recipient"))
    met = site.remembered(("partners", party), lambda: partners(site.query, party, PARTNERS))
    return page(
        request, "actor.html",
        party=party, filters=filters, seen=seen, done=done, suffered=suffered, partners=met,
        numbers=numbers(seen, filters),
    )  # fmt: skip


def _turned(filters: dict[str, list[str]], side: str) -> dict[str, list[str]]:
    return {side if name == "party" else name: values for name, values in filters.items()}
