"""Accept, reject, correct or add an event; decisions are kept in the ledger, and the coder's rows stay."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from dateline.judging import STATUSES, DecisionError, Judged, spans_as_written, spans_written
from dateline.query.details import event_details
from dateline.reviewing import ADD, DECISIONS, add_event, annotate, decisions, standing, story_text, take_back
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
        spans = None
        if judged and given.get("words", "").strip():
            spans = spans_written(story_text(site.query, details.event["story"]), given["words"])
        annotate(
            site.query, site.ledger.folder, event_id,
            by=given.get("by", ""), decision=wanted, judged=judged, note=given.get("note", ""),
            spans=spans,
        )  # fmt: skip
    except DecisionError as error:
        # What was typed stays in the form.
        return event_page(request, details, review(site, details.event, given, str(error)), 400)
    return RedirectResponse(f"/events/{event_id}#review", 303)


@router.post("/missed/{story_id:path}")
def missed(request: Request, story_id: str, given: Annotated[dict[str, str], Depends(posted)]) -> Response:
    """Add an event that the coder missed; or take back one that was added."""
    from dateline.web.stories import story_page

    site: Site = request.app.state.site
    folder, by = site.ledger.folder, given.get("by", "")
    try:
        if given.get("decision") == "reject":
            take_back(site.query, folder, given.get("event", ""), by=by)
        else:
            judged = Judged.of_form(given)
            spans = spans_written(story_text(site.query, story_id), given.get("words", ""))
            add_event(
                site.query, folder, story_id,
                by=by, judged=judged, spans=spans, note=given.get("note", ""),
            )  # fmt: skip
    except DecisionError as error:
        return story_page(request, story_id, missing(site, story_id, given, str(error)), 400)
    return RedirectResponse(f"/stories/{quote(story_id, safe='')}#missed", 303)


def review(
    site: Site, event: dict[str, Any], given: dict[str, str] | None = None, fault: str = ""
) -> dict[str, Any]:
    """What the form of a review shows: the event as it was judged last, or as the coder has it."""
    made = decisions(site.query, event=event["id"])
    return {
        "decisions": made,
        "form": {**_form(site, event, made), **(given or {})},
        "fault": fault,
        "choices": {"decision": DECISIONS, **_choices()},
    }


def missing(site: Site, story: str, given: dict[str, str] | None = None, fault: str = "") -> dict[str, Any]:
    """What the form of a missed event shows, and the events that were added to this story."""
    added = [row for row in standing(decisions(site.query, story=story)) if row["decision"] == ADD]
    return {"added": added, "form": {**_EMPTY, **(given or {})}, "fault": fault, "choices": _choices()}


_EMPTY = {
    "type": "CONSULT", "mode": "", "status": "actual", "first": "", "last": "", "place": "", "words": "",
    "actors": "", "recipients": "", "sources": "", "by": "", "note": "",
}  # fmt: skip


def _choices() -> dict[str, Any]:
    ontology = load_ontology()
    return {
        "type": sorted(ontology.types),
        "mode": sorted({mode for _, mode in ontology.modes}),
        "status": STATUSES,
    }


def _form(site: Site, event: dict[str, Any], made: list[dict[str, Any]]) -> dict[str, str]:
    held = Judged.of_row(made[-1]) if made else Judged.of_event(event)
    mentions = made[-1]["mentions"] if made else event["mentions"]
    try:
        text = story_text(site.query, event["story"])
        words = spans_as_written(text, [(m["start"], m["end"]) for m in mentions])
    except DecisionError:
        words = ""
    return {
        "decision": made[-1]["decision"] if made else "accept", "words": words,
        "type": held.type, "mode": held.mode or "", "status": held.status, "place": held.place or "",
        "first": str(held.first or ""), "last": str(held.last or ""), "by": "", "note": "",
        **{
            name: "\n".join(party.line() for party in getattr(held, name))
            for name in ("actors", "recipients", "sources")
        },
    }  # fmt: skip
