"""Readings of the calendar: days, months, years, decades and centuries by name or number."""

from __future__ import annotations

import re
from datetime import date

from dateline.finding.date_direction import FUTURE, PAST, Direction
from dateline.finding.date_found import DAY, Found, Resolved, resolved, with_tod
from dateline.finding.date_spans import (
    century_span,
    day_span,
    decade_span,
    half_span,
    month_span,
    moved,
    week_span,
    year_span,
)

NEAR_DAYS = 50
"""Without a verb, a day up to so many days ahead is that one, not last year's."""
NEAR_DAYS_OF_MONTH = 100
"""The same for months."""
FAR_DAYS = 330
"""A day or month further off than this is named with its year, whatever the tense."""


def day_in(year: int, month: int, day: int) -> date | None:
    """That day, None where the month has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year_of(found: Found, month: int, day: int | None) -> tuple[int, str] | None:
    """The year of a date that names none, and why; None without a day of publication."""
    anchor = found.published
    if anchor is None:
        return None
    named = found.shift()
    if named is None:
        named = found.year_after
    if named is not None:
        return anchor.year + named, "year by word"
    wanted = found.worth("w", "weekday")
    if wanted and day:
        # "Monday, Jan. 24": the nearest year in which that day is a Monday.
        days = [day_in(anchor.year + k, month, day) for k in (0, -1, 1)]
        for fit in days:
            if fit and fit.isoweekday() == wanted:
                return fit.year, "the weekday fits"
    way = found.direction()
    if found.before == "since":
        way = Direction(PAST, "since")
    return _nearest_year(anchor, month, day, way)


def _nearest_year(anchor: date, month: int, day: int | None, way: Direction) -> tuple[int, str]:
    """The year that the tense points to, unless another is so near that it needs no telling.

    Newspapers leave the year out only of dates that are near.
    """
    this = anchor.replace(month=month, day=min(day or 1, 28))
    if (this == anchor) if day else (month == anchor.month):
        return anchor.year, way.why
    # Of the two nearest such days, one lies ahead and one behind.
    year = anchor.year if this > anchor else anchor.year + 1
    ahead = (this.replace(year=year) - anchor).days
    behind = (anchor - this.replace(year=year - 1)).days
    if way.sign == FUTURE:
        over = behind <= 31 or (ahead > FAR_DAYS and year != anchor.year)
        return (year - 1, "near") if over else (year, way.why)
    if way.sign == PAST:
        return (year, "near") if behind > FAR_DAYS or ahead <= 3 else (year - 1, way.why)
    near = NEAR_DAYS if day else NEAR_DAYS_OF_MONTH
    return (year, "near") if ahead <= near else (year - 1, way.why)


def calendar_day(found: Found) -> Resolved | None:
    month, number, year = found.worth("m", "month"), found.day(), found.year()
    if not number or not 1 <= number <= 31:
        return None
    why = "written in full"
    if year is None:
        nearest = _year_of(found, month, number)
        if nearest is None:
            return Resolved(
                f"XXXX-{month:02}-{number:02}", "DATE", granularity="day", why="no publication day"
            )
        year, why = nearest
    day = day_in(year, month, number)
    if day is None:
        return None
    return with_tod(found, day_span(day), why)


def week_of(found: Found) -> Resolved | None:
    """As in "the week of March 4"."""
    day = calendar_day(found)
    return resolved(week_span(day.begin), day.why) if day and day.begin else None


def calendar_days(found: Found) -> Resolved | None:
    """Two days of one month: "March 15–20", "between 3 and 5 May"."""
    month, year = found.worth("m", "month"), found.year()
    if found.has("ds"):
        first, last = (int(n) for n in re.findall(r"\d+", found.slots["ds"][0]))
    else:
        first, last = found.day() or 0, found.day("d2") or 0
    if not 1 <= first < last <= 31:
        return None
    why = "written in full"
    if year is None:
        nearest = _year_of(found, month, first)
        if nearest is None:
            return Resolved(
                f"XXXX-{month:02}-{first:02}/XXXX-{month:02}-{last:02}", "DATE", granularity="day"
            )
        year, why = nearest
    begin, finish = day_in(year, month, first), day_in(year, month, last)
    if begin is None or finish is None:
        return None
    return Resolved(f"{begin}/{finish}", "DATE", begin, finish, "day", why)


def day_of_month(found: Found) -> Resolved | None:
    """As in "the 27th": of the month in which the story stands."""
    number = found.day()
    spoken = found.moment_for("M")
    anchor = spoken.begin if spoken else found.published
    if number is None or anchor is None:
        return None
    way = found.direction()
    day = day_in(anchor.year, anchor.month, number)
    if day is None:
        return None
    published = found.published
    if way.sign == PAST and published and day > published + 3 * DAY:
        day = moved(day, -1, "M")
    elif way.sign == FUTURE and published and day < published:
        day = moved(day, 1, "M")
    return resolved(day_span(day), way.why)


def month(found: Found) -> Resolved | None:
    number, year, why = found.worth("m", "month"), found.year(), "written in full"
    shift = found.shift()
    if year is None and found.published is None:
        return Resolved(f"XXXX-{number:02}", "DATE", granularity="month", why="no publication day")
    if year is None and found.published and shift is not None:
        year, why = found.published.year + shift, "year by word"
    if year is None and found.before in ("last", "past"):
        assert found.published is not None
        year, why = found.published.year - (number >= found.published.month - 1), "last"
    elif year is None and found.before in ("next", "coming"):
        assert found.published is not None
        year, why = found.published.year + (number <= found.published.month), "next"
    elif year is None and found.before == "this":
        assert found.published is not None
        year, why = found.published.year, "this"
    if year is None:
        nearest = _year_of(found, number, None)
        assert nearest is not None
        year, why = nearest
    return resolved(month_span(year, number), why, found.part(), found)


def shifted_month(found: Found) -> Resolved | None:
    """As in "last May", "next September", "late last July"."""
    shift, anchor = found.shift() or 0, found.published
    number = found.worth("m", "month")
    if found.after[:1].isdigit():
        # "this Nov. 2, 2020 photo"
        return None
    if anchor is None:
        return Resolved(f"XXXX-{number:02}", "DATE", granularity="month", why="no publication day")
    year = anchor.year
    if shift < 0:
        # Of the month just past nobody says "last February".
        year -= number >= anchor.month - 1
    elif shift > 0:
        year += number <= anchor.month
    return resolved(month_span(year, number), "by word", found.part(), found)


def year(found: Found) -> Resolved | None:
    if found.has("my"):
        part, _, written = found.slots["my"][0].partition("-")
        if written.endswith("s"):
            return resolved(decade_span(int(written[:-1])), "written in full", part)
        return resolved(year_span(int(written)), "written in full", part)
    number = found.year()
    if number is None or not 1 <= number <= 9998:
        return None
    return resolved(year_span(number), "written in full", found.part(), found)


def years(found: Found) -> Resolved | None:
    """Two years of which the second is cut short: "2014-15"."""
    first, last = found.year(), found.slots["d"][0]
    if first is None or not last.isdecimal() or int(last) != (first + 1) % 100:
        return None
    begin, finish = year_span(first), year_span(first + 1)
    value = f"{begin.value}/{finish.value}"
    return Resolved(value, "DATE", begin.begin, finish.finish, "year", "written in full")


def year_by_name(found: Found) -> Resolved | None:
    """As in "the year two thousand"."""
    number = found.number("n")
    return resolved(year_span(number), "written in full") if number and 1000 <= number < 3000 else None


def half_year(found: Found) -> Resolved | None:
    half, number = 2 if found.has("e") else found.worth("o", "ordinal"), found.year()
    if half not in (1, 2):
        return None
    if number is None:
        if found.published is None:
            return None
        number = found.published.year + (found.shift() or 0)
    return resolved(half_span(number, half), "half of a year")


def decade(found: Found) -> Resolved | None:
    word = found.slots["d"][0].strip("'’")
    digits = re.match(r"\d+", word)
    if digits:
        number = int(digits[0])
        if len(digits[0]) == 2:
            number += 1900 if number >= 20 else 2000
    else:
        if "the" not in found.words:
            return None
        number = 1900 + 10 * found.rules.worth["decadeword"][word]
    return resolved(decade_span(number), "written in full", found.part(), found)


def century(found: Found) -> Resolved | None:
    digits = re.match(r"\d+", found.slots["o"][0])
    number = int(digits[0]) if digits else found.worth("o", "ordinal")
    if any(w == "twenty" for w in found.words):
        number = 20 + number
    if not 1 <= number <= 30:
        return None
    return resolved(century_span(number), "written in full", found.part(), found)
