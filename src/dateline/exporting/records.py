"""Reading a public record: its days, the report around it, its parties, one pair at a time.

A record is what `dateline.model.record.event_record` gives: days as ISO 8601 strings or `date`. A ledger
may add: `happening` (id), `reports` (number of independent reports), `articles` (number of stories),
`first_report` (day), `outlet`, `title`, `url` and `text` of the story, and `sentences` (first
character of each sentence of the story, ascending). Each may be absent or None; so may the story's
words (`text` in parties, places, mentions …), where a ledger was made without them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Record = Mapping[str, Any]
Party = Mapping[str, Any]

LEAD = 400
"""Characters of a story that are taken for its lead paragraph where no blank line ends it."""
SHORTEST_LEAD = 100
"""Characters before a blank line that make a lead; fewer are a title, a header or a dateline."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of a field format: who acted and on whom; `number` counts from 1, `of` is their number."""

    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    number: int = 1
    of: int = 1

    @property
    def actor(self) -> Party | None:
        return self.actors[0] if self.actors else None

    @property
    def recipient(self) -> Party | None:
        return self.recipients[0] if self.recipients else None


def pairs(record: Record) -> Iterator[Pair]:
    """Each actor with each recipient; where one side is empty, each of the other side alone."""
    actors: Sequence[Party | None] = record["actors"] or (None,)
    recipients: Sequence[Party | None] = record["recipients"] or (None,)
    of = len(actors) * len(recipients)
    number = 0
    for actor in actors:
        for recipient in recipients:
            number += 1
            yield Pair((actor,) if actor else (), (recipient,) if recipient else (), number, of)


def whole(record: Record) -> Iterator[Pair]:
    """All actors and all recipients together, for formats that have lists."""
    yield Pair(tuple(record["actors"]), tuple(record["recipients"]))


def day_of(value: date | str | None) -> date | None:
    """A day, whether given as such or as ISO 8601 text."""
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(value[:10])


def iso(value: Any) -> str:
    """A day as ISO 8601 text; nothing for anything else."""
    return value.isoformat()[:10] if isinstance(value, date) else ""


def first_day(record: Record) -> date | None:
    """The first day of the event."""
    return day_of(record["date"]["first"])


def report_day(record: Record) -> date | None:
    """The day the story was published, else the last day of the event."""
    return day_of(record["published"]) or day_of(record["date"]["last"])


def added_day(record: Record) -> date | None:
    """The day of the first report of the happening, as far as the ledger knows."""
    return day_of(record.get("first_report")) or report_day(record)


def citation(record: Record) -> str:
    """The story's address, else who reported it under which title when, else its id."""
    if url := record.get("url"):
        return str(url)
    known = [record.get("outlet"), record.get("title")]
    if not any(known):
        return str(record["story"])
    published = day_of(record["published"])
    return ", ".join(str(part) for part in (*known, published) if part)


def in_lead(record: Record) -> bool:
    """Whether the first words that name the act stand in the lead paragraph of the story."""
    text = record.get("text") or ""
    end = text.find("\n\n", len(text) - len(text.lstrip()) + SHORTEST_LEAD)
    return bool(record["mentions"][0]["start"] < (end if end > 0 else LEAD))


def sentence_number(record: Record, start: int) -> int | None:
    """Which sentence of the story character `start` lies in, from 1; None where the ledger has none."""
    sentences = record.get("sentences")
    return max(1, bisect_right(sentences, start)) if sentences else None


def sentence_text(record: Record) -> str | None:
    """The sentence around the first words that name the act, where the story's text may be shown."""
    text = record.get("text")
    if not text:
        return None
    start, end = record["mentions"][0]["sentence"]
    return str(text[start:end])
