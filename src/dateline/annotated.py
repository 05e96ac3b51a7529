"""Decisions about events as annotated stories, and as a measure of what the rules make of the same words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dateline.judging import Judged
from dateline.query.asking import Query
from dateline.query.exports import sentences_of
from dateline.reviewing import ADD, DECISIONS, decisions, standing

Row = dict[str, Any]


def gold(query: Query, by: str | None = None) -> list[Row]:
    """Accepted, corrected and added events as annotated stories, one object a story.

    `events` have the fields of the annotation guide; mentions have offsets beside the words. Of the
    coder's events in the story, `coded`, somebody has decided on `judged`: where they differ, the story is
    annotated in part only. `added` are those that the coder missed.
    """
    rows = standing(decisions(query, by=by))
    stories = sorted({row["story"] for row in rows})
    about = query.sql(
        "SELECT s.id, s.published, s.outlet, s.title, s.text, count(e.id) AS coded FROM stories s "
        "LEFT JOIN event_rows e ON e.story = s.id "
        "WHERE s.id IN (SELECT unnest(?)) GROUP BY ALL ORDER BY s.id",
        [stories],
    ).to_pylist()
    sentences = sentences_of(query, pa.array(stories, pa.string()))
    made = []
    for story in about:
        own = [row for row in rows if row["story"] == story["id"]]
        events = [
            _gold_event(row, sentences.get(row["story"], [])) for row in own if row["decision"] != "reject"
        ]
        made.append({
            "id": story["id"], "published": story["published"].isoformat() if story["published"] else None,
            "source": story["outlet"], "title": story["title"], "text": story["text"],
            "events": [{"id": f"{story['id']}#{n}", **event} for n, event in enumerate(events)],
            "judged": sum(row["coding"] is not None for row in own), "coded": story["coded"],
            "added": sum(row["decision"] == ADD for row in own),
        })  # fmt: skip
    return made


def _gold_event(row: Row, sentences: Sequence[int]) -> Row:
    dated = row["first"] is not None

    def numbered(mention: Row) -> Row:
        number = bisect_right(sentences, mention["start"]) - 1 if sentences else None
        return {"s": number, "trigger": mention["text"], **mention}

    return {
        "type": row["type"], "mode": row["mode"], "status": row["status"],
        "mentions": [numbered(m) for m in row["mentions"]],
        "actors": row["actors"], "recipients": row["recipients"],
        "date": [row["first"].isoformat(), row["last"].isoformat()] if dated else None,
        "place": row["place"], "sources": row["sources"], "figures": row["figures"],
    }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the ledger's events of today are worth by the decisions.

    Of the `judged` ones and those that somebody `added`, `wanted` should be; `found` are there now, `right`
    of these have the type.
    `fields`: how many of the right ones have the field as the decision says.
    """

    judged: int
    accepted: int
    corrected: int
    rejected: int
    added: int
    found: int
    right: int
    wanted: int
    fields: Mapping[str, int]


FIELDS = ("mode", "status", "actors", "recipients", "date", "place", "sources")


def measure(query: Query, by: str | None = None) -> Measured:
    """The events that the ledger has now, against the decisions about them or their forerunners.

    An event answers to a decision if it has its id, or else (after a recoding) words in common with it.
    """
    rows = standing(decisions(query, by=by))
    there = _by_story(query, {row["story"] for row in rows})
    count = {name: sum(row["decision"] == name for row in rows) for name in (*DECISIONS, ADD)}
    found = right = wanted = 0
    fields = dict.fromkeys(FIELDS, 0)
    for row in rows:
        event = _counterpart(row, there.get(row["story"], []))
        wanted += row["decision"] != "reject"
        same_type = event is not None and event["type"] == row["type"]
        if event is None or (row["decision"] in ("reject", ADD) and not same_type):
            # What else the rules make of the words of a rejected or added event, nobody has judged.
            continue
        found += 1
        if row["decision"] == "reject" or not same_type:
            continue
        right += 1
        for name in FIELDS:
            fields[name] += _same(name, Judged.of_event(event), row)
    return Measured(
        judged=len(rows) - count[ADD], added=count[ADD],
        accepted=count["accept"], corrected=count["correct"], rejected=count["reject"],
        found=found, right=right, wanted=wanted, fields=fields,
    )  # fmt: skip


def _by_story(query: Query, stories: Iterable[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    chosen = sorted(stories)
    for event in query.stream({"story": chosen, "min_confidence": 0}) if chosen else ():
        found.setdefault(event["story"], []).append(event)
    return found


def _counterpart(row: Row, events: Sequence[Row]) -> Row | None:
    def shared(event: Row) -> bool:
        return any(
            m["start"] < n["end"] and n["start"] < m["end"]
            for m in event["mentions"]
            for n in row["mentions"]
        )

    same = [event for event in events if event["id"] == row["event"]]
    near = [event for event in events if shared(event)]
    return next(iter(same or sorted(near, key=lambda event: event["type"] != row["type"])), None)


def _same(name: str, event: Judged, row: Row) -> bool:
    if name == "date":
        return (event.first, event.last) == (row["first"], row["last"])
    if name in ("actors", "recipients", "sources"):
        mine = {(party.country, party.sector) for party in getattr(event, name)}
        return mine == {(party["country"], party["sector"]) for party in row[name]}
    return bool(getattr(event, name) == row[name])
