"""One event with all that stands around it: its happening, who else tells it, copies, the rule; one story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from dateline.query.asking import Query, events_whole
from dateline.query.opened import Opened, Place
from dateline.query.views import parquet

Row = dict[str, Any]
MOST_TOLD = 30
"""Events of one happening that are laid side by side; the earliest come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One story's account of a happening: its events (public records), the story, its place among copies.

    `story` is a row of `stories`, with text where the ledger keeps it; `copy` a row of `families`, or None.
    """

    events: tuple[Row, ...]
    story: Row
    copy: Row | None

    @property
    def family(self) -> str:
        return str(self.copy["family"]) if self.copy else str(self.story["id"])

    @property
    def original(self) -> bool:
        return self.copy is None or self.copy["kind"] == "original"


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """An event. `families`: tellings by family of copies, the family of the event first, originals first.

    `rules`: definitions of the rules that made it, as they were then. `total`: events of the happening.
    """

    event: Row
    happening: Row | None
    families: tuple[tuple[Telling, ...], ...]
    rules: Mapping[str, Mapping[str, Any]]
    total: int

    @property
    def shown(self) -> int:
        """How many of them are in `families`."""
        return sum(len(telling.events) for family in self.families for telling in family)


def event_details(query: Query, event: str) -> Details | None:
    """The event of this id; None where there is none."""

    def work(opened: Opened) -> Details | None:
        place = opened.places("event_files WHERE id = ?", event)
        if not place:
            return None
        (row,) = events_whole(opened, place)
        happenings = opened.places("happening_files WHERE id = ?", row["happening"])
        happening = next(iter(opened.whole(happenings)), None)
        ids = list(happening["events"]) if happening else [event]
        shown = ids[:MOST_TOLD] if event in ids[:MOST_TOLD] else [*ids[: MOST_TOLD - 1], event]
        told = events_whole(
            opened,
            opened.places(
                "event_files WHERE id IN (SELECT unnest(?)) ORDER BY published NULLS LAST, story, start, id",
                shown,
            ),
        )
        return Details(
            event=row,
            happening=happening,
            families=_families(opened, told, row),
            rules=_rules(opened, row, place),
            total=len(ids),
        )

    return query.ask(work)


def _families(opened: Opened, told: list[Row], event: Row) -> tuple[tuple[Telling, ...], ...]:
    stories = list(dict.fromkeys(row["story"] for row in told))
    places = opened.places("heads WHERE id IN (SELECT unnest(?))", stories)
    texts = {row["id"]: row for row in opened.whole(places)}
    copies = {
        row["story"]: row
        for row in opened.rows("SELECT * FROM families WHERE story IN (SELECT unnest(?))", stories)
    }
    tellings = [
        Telling(
            events=tuple(row for row in told if row["story"] == story),
            story=texts[story],
            copy=copies.get(story),
        )
        for story in stories
    ]
    families: dict[str, list[Telling]] = {}
    for telling in tellings:
        families.setdefault(telling.family, []).append(telling)
    first = event["family"]
    return tuple(
        tuple(
            sorted(families[name], key=lambda t: (not t.original, str(t.story["published"]), t.story["id"]))
        )
        for name in sorted(families, key=lambda name: name != first)
    )


def _rules(opened: Opened, event: Row, place: Sequence[Place]) -> dict[str, Mapping[str, Any]]:
    wanted = list(dict.fromkeys([event["rule"], *(m["rule"] for m in event["mentions"])]))
    (made,) = opened.whole(place, ["coding"])
    rows = opened.rows(
        "SELECT r.rule, r.definition FROM (SELECT unnest(rules) AS r FROM codings WHERE coding = ?) "
        "WHERE r.rule IN (SELECT unnest(?))",
        made["coding"],
        wanted,
    )
    known = {row["rule"]: orjson.loads(row["definition"]) for row in rows}
    return {rule: known[rule] for rule in wanted if rule in known}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDetails:
    """A story: its row, its events (public records), statements, and the other stories of its family."""

    story: Row
    events: tuple[Row, ...]
    statements: tuple[Row, ...]
    copies: tuple[Row, ...]


def story_details(query: Query, story: str) -> StoryDetails | None:
    """The story of this id; None where there is none."""

    def work(opened: Opened) -> StoryDetails | None:
        places = opened.places("heads WHERE id = ?", story)
        if not places:
            return None
        ((part, _),) = places
        copies = opened.rows(
            "SELECT f.*, s.title, s.outlet, s.published FROM families f JOIN heads s ON s.id = f.story "
            "WHERE f.family = (SELECT family FROM families WHERE story = ?) "
            "ORDER BY f.kind <> 'original', s.published, f.story",
            story,
        )
        statements = f"SELECT * FROM {parquet([opened.beside('statements', part)])} WHERE story = ?"
        return StoryDetails(
            story=opened.whole(places)[0],
            events=tuple(
                events_whole(opened, opened.places("event_files WHERE story = ? ORDER BY start, id", story))
            ),
            statements=tuple(opened.rows(statements, story)),
            copies=tuple(copies) if len(copies) > 1 else (),
        )

    return query.ask(work)
