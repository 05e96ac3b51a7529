"""Accept, reject or correct an event; the decision is kept in the ledger, and the coder's row stays."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from dateline.query.details import event_details
from dateline.reviewing import DECISIONS, STATUSES, DecisionError, Judged, annotate, decisions
from dateline.rulebook.ontology import load_ontology
from dateline.web.forms import posted
from dateline.web.site import Site

router = APIRouter()


@router.post("/events/{event_id}/review")
def decide(request: Request, event_id: str, given: Annotated[dict[str, str], Depends(posted)]) -> Response:
    from dateline.web.event import event_page

    site: Site = request.app.state.site
    details = event_details(site.query, event_id)
    if details is None:
        raise HTTPException(404, f"The ledger has no event {event_id}; recoding can change ids.")
    try:
        wanted = given.get("decision", "")
        judged = Judged.of_form(given) if wanted == "correct" else None
        annotate(
            site.query, site.ledger.folder, event_id,
            by=given.get("by", ""), decision=wanted, judged=judged, note=given.get("note", ""),
        )  # fmt: skip
    except DecisionError as error:
        # What was typed stays in the form.
        return event_page(request, details, review(site, details.event, given, str(error)), 400)
    return RedirectResponse(f"/events/{event_id}#review", 303)


def review(
    site: Site, event: dict[str, Any], given: dict[str, str] | None = None, fault: str = ""
) -> dict[str, Any]:
    """What the form of a review shows: the event as it was judged last, or as the coder has it."""
    made = decisions(site.query, event=event["id"])
    ontology = load_ontology()
    return {
        "decisions": made,
        "form": given or _form(event, made),
        "fault": fault,
        "choices": {
            "decision": DECISIONS,
            "type": sorted(ontology.types),
            "mode": sorted({mode for _, mode in ontology.modes}),
            "status": STATUSES,
        },
    }


def _form(event: dict[str, Any], made: list[dict[str, Any]]) -> dict[str, str]:
    held = Judged.of_row(made[-1]) if made else Judged.of_event(event)
    return {
        "decision": made[-1]["decision"] if made else "accept",
        "type": held.type, "mode": held.mode or "", "status": held.status, "place": held.place or "",
        "first": str(held.first or ""), "last": str(held.last or ""), "by": "", "note": "",
        **{
            name: "\n".join(party.line() for party in getattr(held, name))
            for name in ("actors", "recipients", "sources")
        },
    }  # fmt: skip
