"""Public records made by hand, for tests of what leaves the house; hostile ones among them."""

from __future__ import annotations

from datetime import date
from typing import Any

from dateline.model.event import (
    Event,
    EventDate,
    EventFigure,
    EventMention,
    EventParty,
    EventPlace,
    EventSource,
    Span,
)
from dateline.model.record import event_record

HOSTILE = (
    '=HYPERLINK("http://example.org","click")',
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r\n=1+1",
    " =1+1",
    "＝1+1",
    'a "quoted" word',
    '"begins with one',
    "two\nlines",
    "with\ttab",
    "comma, semicolon; pipe | and \\ backslash",
    "emoji 🕊️ and ä ö ü ß 中文 العربية",
    "nul\x00 and bell\x07",
    "half a character \ud83d here",
    "'already quoted",
)
"""Names that a story, or whoever forged one, could hand on to a spreadsheet."""


def party(name: str, country: str | None, sector: str | None, start: int = 0, **more: Any) -> EventParty:
    known = {"id": f"made:{name}", "text": name, "office": None}
    return EventParty(
        name=name, country=country, sector=sector, start=start, end=start + len(name), **known | more
    )


PREMIER = party("Mara Lindqvist", "SWE", "GOV", 0, text="Premier Lindqvist", office="prime minister")
ENVOY = party("Tomas Oy", "FIN", "GOV", 40)
UNION = party("United Nations", "UN", "IGO", 60)
CROWD = party("protesters", "KEN", "CVL", 80)


def place(name: str, country: str, lat: float, lon: float, geonameid: int | None = None) -> EventPlace:
    return EventPlace(
        text=name,
        name=name,
        country=country,
        lat=lat,
        lon=lon,
        geonameid=geonameid,
        start=20,
        end=20 + len(name),
    )


PLACES = {
    "city": place("Kampala", "UGA", 0.32, 32.58),
    "country": place("Uganda", "UGA", 1.0, 32.0),
    "province": place("Bihar", "IND", 25.6, 85.1),
    "american": place("Chicago", "USA", 41.88, -87.63, 4887398),
}


def event(**changes: Any) -> Event:
    """A visit by a Swedish premier to Finland's envoy; `changes` are fields of `Event`."""
    fields: dict[str, Any] = {
        "id": "0123456789abcdef0123",
        "story": "wire-7",
        "published": date(2023, 5, 4),
        "family": "wire-7",
        "type": "CONSULT",
        "mode": "visit",
        "contexts": ("diplomatic", "economic"),
        "cameo": "042",
        "quad": 1,
        "intensity": 4.0,
        "aspect": "once",
        "historical": False,
        "actors": (PREMIER,),
        "recipients": (ENVOY,),
        "date": EventDate(
            first=date(2023, 5, 3), last=date(2023, 5, 3), value="2023-05-03", granularity="day",
            basis="text", text="Wednesday", start=70, end=79,
        ),
        "place": PLACES["city"],
        "status": "actual",
        "status_basis": (),
        "sources": (
            EventSource(
                text="an aide", name=None, country="SWE", sector="GOV", kind="office", anonymous=True,
                cue=Span(start=90, end=94, text="said"), quoted=False, start=82, end=89,
            ),
        ),
        "content": None,
        "figures": (
            EventFigure(value=12.0, low=12.0, high=None, unit="killed", text="at least 12", start=1, end=12),
        ),
        "mentions": (
            EventMention(start=18, end=25, text="visited", sentence=(0, 95), rule="consult.visit"),
            EventMention(start=120, end=125, text="visit", sentence=(96, 160), rule="consult.visit"),
        ),
        "rule": "consult.visit",
        "confidence": 0.83,
    }  # fmt: skip
    return Event(**fields | changes)


def record(ledger: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """The event's public record, with what a ledger knows of it."""
    return event_record(event(**changes)) | (ledger or {})


LEDGER = {
    "happening": "h-1",
    "reports": 3,
    "articles": 9,
    "first_report": "2023-05-02",
    "outlet": "Northern Wire",
    "title": "Premier in Kampala",
    "url": "https://www.northern-wire.example/2023/05/04/premier",
    "text": "x" * 200,
    "sentences": [0, 96],
}


def hostile_records() -> list[dict[str, Any]]:
    """One record for each hostile name: as actor's name, outlet, title and words."""
    return [
        record(
            {"outlet": name, "title": name, "url": name},
            id=f"hostile-{i}",
            story=f"{name}",
            actors=(party(name, "SWE", "GOV"),),
            mentions=(EventMention(start=0, end=4, text=name, sentence=(0, 9), rule="r"),),
        )
        for i, name in enumerate(HOSTILE)
    ]
