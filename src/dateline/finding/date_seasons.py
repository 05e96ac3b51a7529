"""Readings of quarters, seasons and holidays."""

from __future__ import annotations

from datetime import date

from dateline.finding.date_direction import FUTURE, UNSAID, Direction
from dateline.finding.date_found import DAY, Found, Resolved, resolved
from dateline.finding.date_spans import (
    SEASON_MONTHS,
    Span,
    day_span,
    easter,
    half_span,
    moved,
    nth_weekday,
    orthodox_easter,
    quarter_span,
    season_span,
    unit_span,
)

NEAR_DAYS = 60
"""A feast so few days ago is that one, even where the tense looks ahead."""


def quarter(found: Found) -> Resolved | None:
    number = found.worth("o", "ordinal")
    token = found.worth("q", "quartertoken")
    half = token is not None and token[0] == "H"
    if token:
        number = int(token[1])
    if number is None or number > 4:
        return None
    make = half_span if half else quarter_span
    written = found.year()
    if written is not None:
        return resolved(make(written, number), "written in full")
    if found.published is None:
        return Resolved(f"XXXX-{'H' if half else 'Q'}{number}", "DATE", granularity="quarter")
    shift = found.shift()
    if shift is not None:
        return resolved(make(found.published.year + shift, number), "year by word")
    span = make(found.published.year, number)
    way = found.direction()
    assert span.begin is not None
    if span.begin > found.published and way.sign != FUTURE:
        span = make(found.published.year - 1, number)
    return resolved(span, way.why)


def _last_quarter(day: date) -> Span:
    """The last quarter that was over by `day`."""
    return unit_span(moved(day.replace(day=1), -3, "M"), "Q")


def year_ago_quarter(found: Found) -> Resolved | None:
    if found.published is None:
        return None
    ordinal = found.worth("o", "ordinal")
    span = _last_quarter(found.published)
    if ordinal:
        span = quarter_span(found.published.year, min(4, ordinal))
    assert span.begin is not None
    return resolved(unit_span(moved(span.begin, -1, "Y"), "Q"), "a year before the quarter reported")


def quarter_of_year(found: Found) -> Resolved | None:
    """In "the 1988 quarter" or "the corresponding period last year" the quarter is the one reported."""
    if found.published is None:
        return None
    reported = _last_quarter(found.published)
    year = found.year() or found.published.year + (found.shift() or 0)
    return resolved(quarter_span(year, int(reported.value[-1])), "the quarter reported, of that year")


def latest_quarter(found: Found) -> Resolved | None:
    if found.published is None:
        return None
    spoken = next((m for m in found.moments if m.granularity == "quarter"), None)
    if spoken and "latest" not in found.words:
        return resolved(spoken, "the quarter spoken of")
    return resolved(_last_quarter(found.published), "the quarter reported")


def season(found: Found) -> Resolved | None:
    name, written, shift = found.worth("s", "season"), found.year(), found.shift()
    why, anchor = "by word", found.published
    if written is not None:
        year, why = written, "written in full"
    elif anchor is None:
        return Resolved(f"XXXX-{name}", "DATE", granularity="season", why="no publication day")
    elif "year" in found.words:
        year = anchor.year + (shift or 0)
    else:
        way = Direction(shift, "by word") if shift else found.direction()
        year, why = _season_year(anchor, name, way.sign, shift), way.why
    return resolved(season_span(year, name), why, found.part(), found)


def _season_year(anchor: date, name: str, sign: int, shift: int | None) -> int:
    """The year in which the season meant begins: the last one that is over, the next, or this one."""
    first, last = SEASON_MONTHS[name]
    year = anchor.year - (last < first and anchor.month <= last)
    begun = first <= anchor.month or year < anchor.year
    over = begun and year == anchor.year and last >= first and anchor.month > last
    if shift is not None and shift < 0:
        return year if over else year - 1
    if shift is not None and shift > 0:
        return year + 1 if begun else year
    if shift == 0:
        return year
    if sign == FUTURE:
        return year + 1 if over else year
    return year if begun else year - 1


def holiday(found: Found) -> Resolved | None:
    """A feast: of the year written, or of the one that the tense points to; else it has no day."""
    name = " ".join(found.slots["h"])
    rule = found.rules.holidays[name]
    written, shift, anchor = found.year(), found.shift(), found.published

    def on(year: int) -> date:
        if rule.on:
            return date(year, *rule.on)
        if rule.easter is not None:
            return easter(year) + rule.easter * DAY
        if rule.orthodox is not None:
            return orthodox_easter(year) + rule.orthodox * DAY
        assert rule.weekday is not None
        return nth_weekday(year, *rule.weekday)

    if written is not None:
        return resolved(day_span(on(written)), "written in full")
    unknown = f"XXXX-{rule.on[0]:02}-{rule.on[1]:02}" if rule.on else "XXXX-XX-XX"
    if anchor is None:
        return Resolved(unknown, "DATE", granularity="day", why="no publication day")
    if shift == 0 or (shift is not None and "year" in found.words):
        return resolved(day_span(on(anchor.year + shift)), "year by word")
    way = found.direction()
    sign = shift if shift else way.sign
    day = on(anchor.year)
    if sign == UNSAID and shift is None:
        if abs((day - anchor).days) > 14:
            return Resolved(unknown, "DATE", granularity="day", why="no verb says which year")
    elif sign < 0 and day > anchor + (DAY * 0 if shift else DAY * 3):
        day = on(anchor.year - 1)
    elif sign > 0 and day < anchor and (anchor - day).days > NEAR_DAYS:
        day = on(anchor.year + 1)
    return resolved(day_span(day), way.why)
