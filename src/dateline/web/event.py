"""One event: its words in every story that tells it, its sources, figures and the rule that made it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from starlette.exceptions import HTTPException

from dateline.query.details import Details, Telling, event_details
from dateline.web.marking import LAYERS, Mark, differences, event_marks, joined, marked, passages
from dateline.web.rendering import page
from dateline.web.review import review
from dateline.web.site import Site

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Account:
    """One story's words for the event, marked; `changes`: how a copy differs from its original."""

    telling: Telling
    passages: tuple[Markup, ...]
    changes: Markup | None


@router.get("/events/{event_id}")
def show(request: Request, event_id: str) -> HTMLResponse:
    site: Site = request.app.state.site
    details = event_details(site.query, event_id)
    if details is None:
        raise HTTPException(
            404, f"The ledger has no event {event_id}. After a recoding, events have new ids."
        )
    return event_page(request, details, review(site, details.event))


def event_page(request: Request, details: Details, shown: dict[str, Any], code: int = 200) -> HTMLResponse:
    """The page of an event; `shown` is what the form of its review holds."""
    used = {mark.layer for told in _told(details) for mark in event_marks(told)}
    return page(
        request, "event.html", code, review=shown,
        details=details, event=details.event, families=accounts(details), figures=figures(details),
        layers=[layer for name, layer in LAYERS.items() if name in used],
    )  # fmt: skip


def accounts(details: Details) -> list[list[Account]]:
    """The tellings of each family, with their words marked."""
    return [[_account(telling, family[0]) for telling in family] for family in details.families]


def _account(telling: Telling, head: Telling) -> Account:
    text = telling.story["text"]
    if text is None:
        return Account(telling, (), None)
    marks, held = _words(telling)
    changes = None
    if telling is not head and head.story["text"] is not None:
        original = "\n".join(head.story["text"][start:end] for start, end in _words(head)[1])
        changes = differences(original, "\n".join(text[start:end] for start, end in held))
    return Account(telling, tuple(marked(text, marks, start, end) for start, end in held), changes)


def _words(telling: Telling) -> tuple[list[Mark], list[tuple[int, int]]]:
    marks = joined(mark for event in telling.events for mark in event_marks(event))
    return marks, passages(telling.story["text"], marks)


def _told(details: Details) -> list[dict[str, Any]]:
    return [event for family in details.families for telling in family for event in telling.events]


def figures(details: Details) -> list[dict[str, Any]]:
    """The counts of each unit: who gives which, and whether all may be true at once."""
    agree = {f["unit"]: f["agree"] for f in (details.happening or {}).get("figures") or ()}
    found: dict[str, list[dict[str, Any]]] = {}
    for family in details.families:
        for telling in family:
            for event in telling.events:
                for figure in event["figures"]:
                    found.setdefault(figure["unit"], []).append(
                        {"figure": figure, "story": telling.story, "sources": event["sources"]}
                    )
    return [{"unit": unit, "agree": agree.get(unit, True), "given": given} for unit, given in found.items()]
