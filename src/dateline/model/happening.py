"""What several stories tell of one thing done, as one record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningParty:
    """A party on one side, and how many independent reports name it there."""

    id: str
    name: str
    country: str | None
    sector: str | None
    reports: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningFigure:
    """The counts of one unit, of all reports.

    `values` are the different ones, lowest first; `low`…`high` the range that they span with their
    bounds (`high` is None without one). `agree`: all may be true at once ("at least 20", "25").
    """

    unit: str
    values: tuple[float, ...]
    low: float
    high: float | None
    agree: bool
    reports: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Events of different stories that tell of one thing done.

    `id` is made of the earliest event alone (by publication, story, id). `events` are in that order.
    `independent` counts reports, those of one family of copies or of one agency once; in all that is
    a consensus each such source has one vote. `first_report`…`last_report` are days of publication.
    `statuses` and `sources` come with the number of independent reports that have them, the commonest
    first; a report in the writer's own voice has the source "". `basis` of the date is that of
    the report whose days were taken.
    """

    id: str
    type: str
    mode: str | None
    status: str
    statuses: tuple[tuple[str, int], ...]
    first: date | None
    last: date | None
    basis: str
    place: str | None
    place_country: str | None
    actors: tuple[HappeningParty, ...]
    recipients: tuple[HappeningParty, ...]
    figures: tuple[HappeningFigure, ...]
    sources: tuple[tuple[str, int], ...]
    events: tuple[str, ...]
    stories: tuple[str, ...]
    independent: int
    outlets: tuple[str, ...]
    first_report: date | None
    last_report: date | None
    confidence: float
