"""The public record: one story's account of one thing done. Offsets are into the story as received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Characters `start:end` of the story's text, and what they say."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventParty:
    """An actor or recipient: who it is, and the words that say so."""

    id: str
    name: str
    text: str
    country: str | None
    sector: str | None
    office: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDate:
    """When it happened, first and last day; `value` is TIMEX3.

    `basis`: text (an expression in its clause), context (from elsewhere in the story), publication
    (assumed), none.
    """

    first: date | None
    last: date | None
    value: str | None
    granularity: str | None
    basis: str
    text: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPlace:
    """Where it happened; latitude and longitude in degrees (WGS 84)."""

    text: str
    name: str
    country: str | None
    lat: float | None
    lon: float | None
    geonameid: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSource:
    """One link of the chain of those who say so.

    The first is whom the writer quotes, the next whom that one has it from. `text` is the source's
    fullest name in the story where the cue has "he" or a bare surname, else the words beside the cue.
    """

    text: str
    name: str | None
    country: str | None
    sector: str | None
    kind: str
    anonymous: bool
    cue: Span
    quoted: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFigure:
    """A count that belongs to the event."""

    value: float
    low: float
    high: float | None
    unit: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventContent:
    """What was asked, promised, threatened or refused: the words, and the type it would be."""

    type: str | None
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMention:
    """The words that name the act, and the rule that read them.

    `sentence` are the characters of the sentence around them.
    """

    start: int
    end: int
    text: str
    sentence: tuple[int, int]
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Who did what to whom, when, where, how certain, and according to whom.

    Field names follow PLOVER where it has one; `type` … `contexts` are PLOVER's, `cameo` is CAMEO's.
    `quad`, `intensity` and `cameo` are None for MOVE, which is ours. `historical`: more than a year
    before publication. `basis` are the words that made the status what it is.
    """

    id: str
    story: str
    published: date | None
    family: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str | None
    quad: int | None
    intensity: float | None
    aspect: str
    historical: bool
    actors: tuple[EventParty, ...]
    recipients: tuple[EventParty, ...]
    date: EventDate
    place: EventPlace | None
    status: str
    status_basis: tuple[str, ...]
    sources: tuple[EventSource, ...]
    content: EventContent | None
    figures: tuple[EventFigure, ...]
    mentions: tuple[EventMention, ...]
    rule: str
    confidence: float
