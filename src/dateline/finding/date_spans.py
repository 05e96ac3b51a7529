"""Stretches of the calendar: first and last day, both included, and their TIMEX3 values."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from dateline.model.slotted import record

GRANULARITY = {
    "D": "day", "N": "day", "W": "week", "F": "week", "WE": "week", "M": "month", "Q": "quarter",
    "Y": "year", "E": "decade", "C": "century",
}  # fmt: skip
SEASON_MONTHS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}


@record(frozen=True, slots=True)
class Span:
    """A stretch of days with its TIMEX3 value."""

    value: str
    begin: date | None
    finish: date | None
    granularity: str


def day_span(day: date) -> Span:
    return Span(day.isoformat(), day, day, "day")


def month_span(year: int, month: int) -> Span:
    last = monthrange(year, month)[1]
    return Span(f"{year:04}-{month:02}", date(year, month, 1), date(year, month, last), "month")


def week_span(day: date) -> Span:
    """Monday to Sunday around `day` (ISO 8601)."""
    monday = day - timedelta(days=day.weekday())
    year, week, _ = monday.isocalendar()
    return Span(f"{year}-W{week:02}", monday, monday + timedelta(days=6), "week")


def weekend_span(day: date) -> Span:
    """Saturday and Sunday of the week around `day`."""
    week = week_span(day)
    assert week.finish is not None
    return Span(f"{week.value}-WE", week.finish - timedelta(days=1), week.finish, "week")


def quarter_span(year: int, quarter: int) -> Span:
    first, last = date(year, 3 * quarter - 2, 1), month_span(year, 3 * quarter).finish
    return Span(f"{year:04}-Q{quarter}", first, last, "quarter")


def half_span(year: int, half: int) -> Span:
    first, last = date(year, 6 * half - 5, 1), month_span(year, 6 * half).finish
    return Span(f"{year:04}-H{half}", first, last, "quarter")


def season_span(year: int, season: str) -> Span:
    """A season of the northern hemisphere; a winter is called by the year in which it begins."""
    first, last = SEASON_MONTHS[season]
    finish = month_span(year + (last < first), last).finish
    return Span(f"{year:04}-{season}", date(year, first, 1), finish, "season")


def year_span(year: int) -> Span:
    return Span(f"{year:04}", date(year, 1, 1), date(year, 12, 31), "year")


def decade_span(year: int) -> Span:
    first = year - year % 10
    return Span(str(first // 10), date(first, 1, 1), date(first + 9, 12, 31), "decade")


def century_span(century: int) -> Span:
    """The n-th century as it is commonly reckoned: the 20th is 1900 to 1999."""
    first = max(1, 100 * (century - 1))
    return Span(f"{century - 1:02}", date(first, 1, 1), date(100 * century - 1, 12, 31), "century")


def unit_span(day: date, unit: str) -> Span:
    """The unit (TIMEX3 letter) of the calendar that `day` stands in."""
    if unit in ("W", "F"):
        return week_span(day)
    if unit == "WE":
        return weekend_span(day)
    if unit == "M":
        return month_span(day.year, day.month)
    if unit == "Q":
        return quarter_span(day.year, (day.month + 2) // 3)
    if unit == "Y":
        return year_span(day.year)
    if unit == "E":
        return decade_span(day.year)
    if unit == "C":
        return century_span(day.year // 100 + 1)
    return day_span(day)


def moved(day: date, count: float, unit: str) -> date:
    """`day`, `count` units on (negative: back); stays within years 1 to 9999."""
    months = {"M": 1, "Q": 3, "Y": 12, "E": 120, "C": 1200}.get(unit)
    try:
        if months is None:
            hours = {"W": 168, "WE": 168, "F": 336, "TH": 1, "TM": 1 / 60, "TS": 1 / 3600}.get(unit, 24)
            return day + timedelta(days=round(count * hours / 24))
        total = day.year * 12 + day.month - 1 + round(count * months)
        year, month = divmod(total, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return date.min if count < 0 else date.max


def part_of(span: Span, part: str) -> Span:
    """The early, mid or late third of a stretch, or its first (`start`) or last (`end`) days.

    The value stays that of the whole: TIMEX3 has a separate attribute for the part.
    """
    begin, finish = span.begin, span.finish
    if begin is None or finish is None or begin == finish:
        return span
    days = (finish - begin).days + 1
    third = days // 3
    if part in ("early", "start"):
        finish = begin + timedelta(days=max(0, third - 1))
    elif part == "mid":
        begin, finish = begin + timedelta(days=third), finish - timedelta(days=third)
    elif part == "late":
        begin = finish - timedelta(days=max(0, third - 1))
    elif part == "end":
        begin = finish
    return Span(span.value, begin, finish, span.granularity)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (algorithm of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the eastern churches, in the Gregorian calendar (1900–2099)."""
    a, b, c = year % 4, year % 7, year % 19
    d = (19 * c + 15) % 30
    e = (2 * a + 4 * b - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The n-th Monday (1) … Sunday (7) of a month; −1 is the last."""
    if nth < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))


_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}:\d{2}(?::\d{2})?)(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)"
)
_SLASHED = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d/])")


def numeric_date(text: str, start: int, *, month_first: bool) -> tuple[int, date, str] | None:
    """A date in digits at `text[start:]`: where it ends, the day and the time of day ("" without).

    Day and month of a slashed date are told apart by size; `month_first` decides when both could be.
    """
    if iso := _ISO.match(text, start):
        try:
            return iso.end(), date(int(iso[1]), int(iso[2]), int(iso[3])), iso[4] or ""
        except ValueError:
            return None
    if slashed := _SLASHED.match(text, start):
        a, b, year = int(slashed[1]), int(slashed[3]), slashed[4]
        if slashed[2] == "." and len(year) == 2:
            return None
        if len(year) == 2:
            year = ("20" if int(year) < 50 else "19") + year
        day, month = (b, a) if (month_first and a <= 12) or b > 12 else (a, b)
        if slashed[2] == "." and a <= 31 and b <= 12:
            day, month = a, b
        try:
            return slashed.end(), date(int(year), month, day), ""
        except ValueError:
            return None
    return None
