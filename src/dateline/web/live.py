"""What changed since a page was made: asked every few seconds by pages that are open."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from dateline.ledger.manifest import Manifest
from dateline.web.site import Site

router = APIRouter()


@router.get("/live")
def state(request: Request) -> dict[str, Any]:
    site: Site = request.app.state.site
    manifest: Manifest = site.ledger.manifest()
    # Whoever hears of a new state and asks for it finds it opened.
    site.query.ready()
    return {
        "commit": manifest.commit,
        "stories": manifest.rows("stories"),
        "events": manifest.rows("events"),
        "grouped": manifest.grouped == manifest.commit,
    }
