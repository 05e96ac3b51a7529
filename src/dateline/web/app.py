"""The application: pages, guard, and what is shown when something goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from dateline.ledger.errors import LedgerError
from dateline.parsing import ModelMissingError
from dateline.query.filters import FilterError
from dateline.rulebook.errors import RuleError
from dateline.web import actors, charts, event, events, live, overview, review, stories
from dateline.web.rendering import page
from dateline.web.security import Guard, Locks
from dateline.web.site import Site

STATIC = Path(__file__).parent / "static"


def create_app(folder: Path, locks: Locks | None = None) -> FastAPI:
    """The page of the ledger in `folder`. Raises `LedgerError` where there is none."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.site = Site(folder, locks or Locks())
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for group in (overview, events, event, review, stories, actors, charts, live):
        app.include_router(group.router)
    for error, status in _FAULTS.items():
        app.add_exception_handler(error, _telling(status))
    app.add_exception_handler(HTTPException, _not_found)
    app.add_middleware(Guard, locks=app.state.site.locks)
    return app


_FAULTS: dict[type[Exception], int] = {
    FilterError: 400,
    LedgerError: 503,
    OSError: 503,
    ModelMissingError: 500,
    RuleError: 500,
}


def _telling(status: int) -> Callable[[Request, Exception], HTMLResponse]:
    def tell(request: Request, error: Exception) -> HTMLResponse:
        return page(request, "fault.html", status, status=status, reason=str(error))

    return tell


def _not_found(request: Request, error: Exception) -> HTMLResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    reason = error.detail if isinstance(error, HTTPException) else ""
    return page(request, "fault.html", status, status=status, reason=reason)
