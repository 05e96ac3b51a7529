"""One story with all its layers; a box to code a text at once."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from dateline.explaining import layers_record
from dateline.query.details import story_details
from dateline.web.forms import posted
from dateline.web.marking import LAYERS, Mark, joined, marked
from dateline.web.rendering import page
from dateline.web.review import missing
from dateline.web.site import Site

router = APIRouter()
MOST_CHARACTERS = 200_000
STORY_LAYERS = [layer for layer in LAYERS.values() if layer.name != "recipient"]
"""A story as such has actors; who is recipient is said by an event."""


@router.get("/stories/{story_id:path}")
def show(request: Request, story_id: str) -> HTMLResponse:
    return story_page(request, story_id, missing(request.app.state.site, story_id))


def story_page(request: Request, story_id: str, missed: dict[str, Any], code: int = 200) -> HTMLResponse:
    """The page of a story; `missed` is what the form for events that the coder missed holds."""
    site: Site = request.app.state.site
    details = story_details(site.query, story_id)
    if details is None:
        raise HTTPException(404, f"The ledger has no story {story_id}.")
    story = details.story
    text, layers = None, None
    if story["text"] is not None:
        about = {name: story[name] or "" for name in ("title", "outlet", "url")}
        about |= {"id": story_id, "published": story["published"]}
        layers = site.remembered(("layers", story_id), lambda: _layers(site, story["text"], **about))
        marks = story_marks(layers | {"events": list(details.events)})
        for row in missed["added"]:
            marks += [Mark(m["start"], m["end"], "act", f"added by {row['by']}") for m in row["mentions"]]
        text = marked(story["text"], joined(marks))
    return page(
        request, "story.html", code, missed=missed,
        details=details, story=story, text=text, layers=layers, events=details.events, names=STORY_LAYERS,
    )  # fmt: skip


@router.get("/paste")
def paste(request: Request) -> HTMLResponse:
    return page(
        request, "paste.html", given={}, layers=None, text=None, names=STORY_LAYERS, fault="", events=()
    )


@router.post("/paste")
def code(request: Request, given: Annotated[dict[str, str], Depends(posted)]) -> HTMLResponse:
    """A pasted text, coded; it is not kept."""
    text = given.get("text", "").replace("\r\n", "\n")
    fault = (
        ""
        if text.strip()
        else "There is no text yet: paste a news story, with its day if it does not say it."
    )
    if len(text) > MOST_CHARACTERS:
        fault = f"A text may have {MOST_CHARACTERS:,} characters; this one has {len(text):,}."
    layers, shown = None, None
    if not fault:
        site: Site = request.app.state.site
        layers = _layers(site, text, id="pasted", published=given.get("published") or None)
        shown = marked(text, story_marks(layers))
    return page(
        request, "paste.html", 400 if fault else 200,
        given={**given, "text": text}, layers=layers, text=shown, names=STORY_LAYERS, fault=fault,
        events=layers["events"] if layers else (),
    )  # fmt: skip


def _layers(site: Site, text: str, **about: Any) -> dict[str, Any]:
    done, run = site.coded(text, **about)
    return layers_record(done, run)


def story_marks(layers: dict[str, Any]) -> list[Mark]:
    """Every layer of `explain` as marks; a predicate that is coded is an act, not a mere predicate."""
    marks = [
        Mark(m["start"], m["end"], "act", f"{event['type']} · {event['status']} · {m['rule']}")
        for event in layers["events"]
        for m in event["mentions"]
    ]
    acts = [(m.start, m.end) for m in marks]
    for name, layer, said in (
        ("actors", "actor", ("name", "country", "sector", "office", "why")),
        ("dates", "date", ("value", "first", "last", "why")),
        ("places", "place", ("name", "country")),
        ("figures", "figure", ("value", "unit")),
        ("dropped", "dropped", ("reason", "rule")),
    ):
        for item in layers[name]:
            note = " · ".join(str(item[key]) for key in said if item[key] not in (None, ""))
            marks.append(Mark(item["start"], item["end"], layer, note))
    for said in layers["statements"]:
        if said["source"]:
            marks.append(Mark(said["source"]["start"], said["source"]["end"], "source", ""))
        marks.append(Mark(said["cue"]["start"], said["cue"]["end"], "cue", said["kind"]))
        marks += [Mark(c["start"], c["end"], "content", "") for c in said["content"]]
    for clause in layers["clauses"]:
        word = clause["trigger"]
        if not any(start < word["end"] and end > word["start"] for start, end in acts):
            marks.append(
                Mark(word["start"], word["end"], "clause", f"{clause['lemma']} · {clause['status']}")
            )
    return joined(marks)
