"""What the finding stage reads out of a parse. Offsets are characters of the reading."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from dateline.model.slotted import record


@record(frozen=True, slots=True)
class Party:
    """Somebody who can act: a state, a person, an organisation, an armed group, a kind of people.

    `country`: ISO 3166 alpha-3, the short name of an international organisation (`UN`, `NATO`), or
    None. `sector`: a PLOVER sector, `IGO`, `NGO`, or None for a state as a whole.
    `office` is held on the day of the story. `kind`: country, person, organisation, group (armed),
    office, role (kind of people, `protesters`), unknown.
    """

    id: str
    name: str
    country: str | None
    sector: str | None
    kind: str
    office: str | None = None


@record(frozen=True, slots=True)
class ActorMention:
    """A noun phrase that names one or more parties ("the two leaders" names two).

    `head` is the token that carries the phrase's role in the sentence (the label `nsubj`, `dobj`, …
    hangs on it); `first`..`last` are its tokens without relative clauses. `why` says in words how it
    was resolved. `by_reference`: a pronoun, a bare surname, "the ministry".
    """

    first: int
    last: int
    head: int
    start: int
    end: int
    parties: tuple[Party, ...]
    why: str = field(default="", compare=False)
    by_reference: bool = False


@record(frozen=True, slots=True)
class DateMention:
    """A time expression. `value` and `type` (DATE, TIME, DURATION, SET) follow TIMEX3.

    `begin`..`finish` is the interval in days, both included, None where it has no place in the
    calendar (durations, PAST_REF). `granularity`: day, week, month, quarter, season, year, decade,
    century, part-of-day, vague. `since` marks an interval that runs from its first day to
    publication ("since Thursday"). `why` says in words how the direction and day were decided.
    """

    first: int
    last: int
    start: int
    end: int
    value: str
    type: str
    begin: date | None
    finish: date | None
    granularity: str
    since: bool = False
    why: str = field(default="", compare=False)


@record(frozen=True, slots=True)
class PlaceMention:
    """A place by name; `lat` and `lon` in degrees (WGS 84), None where we do not know them."""

    first: int
    last: int
    start: int
    end: int
    name: str
    country: str | None
    lat: float | None = None
    lon: float | None = None
    geonameid: int | None = None


@record(frozen=True, slots=True)
class FigureMention:
    """A count: `low` ≤ `value` ≤ `high`; `high` is None where there is no bound ("at least 20").

    `unit` is one that the annotation guide lists, `money USD` (any ISO 4217 code), or the lemma of
    the noun counted. `head` is the token of the noun counted (or of the number itself).
    """

    first: int
    last: int
    head: int
    start: int
    end: int
    value: float
    low: float
    high: float | None
    unit: str


@record(frozen=True, slots=True)
class Statement:
    """Something said by somebody: source, cue, content.

    `source` are the tokens `source_first..source_last` with syntactic head `source_head` (-1 where
    the text names none); `cue` is the verb or noun of saying. `contents` are character spans of the
    reading, in order. `kind` of the cue: say, believe, write, show, order, deny, ask.
    `quoted`: some of the content stands in quotation marks.
    """

    source_first: int
    source_last: int
    source_head: int
    cue_first: int
    cue_last: int
    contents: tuple[tuple[int, int], ...]
    quoted: bool
    kind: str = "say"
    denies: bool = False


@record(frozen=True, slots=True, kw_only=True)
class Found:
    """All that the finding stage reads out of one story, each kind in text order.

    Equal to another that tells the same, whatever the `why` of its mentions: that is for people.
    """

    actors: tuple[ActorMention, ...]
    dates: tuple[DateMention, ...]
    places: tuple[PlaceMention, ...]
    figures: tuple[FigureMention, ...]
    statements: tuple[Statement, ...]
