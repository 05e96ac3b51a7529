"""Two expressions that belong together: ranges, and lengths of time counted from a date."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from dateline.finding.date_parts import NUMBERED
from dateline.finding.date_spans import day_span, moved, unit_span
from dateline.model import DateMention, Parse

_COUNTED = re.compile(r"P(\d+)([YMWD])")
_COUNTING = {("before",): -1, ("prior", "to"): -1, ("after",): 1, ("from",): 1, ("following",): 1}
_CLOCK = re.compile(r"T\d\d:\d\d$")
JOINING = frozenset({"to", "through", "thru", "until", "till", "-", "–", "—"})
DASHES = frozenset({"-", "–", "—"})
OPENING = frozenset({"from", "between"})


def joined(parse: Parse, a: DateMention, b: DateMention) -> tuple[DateMention, ...]:
    """What two expressions that follow each other in a sentence make.

    "Thursday through Tuesday" and "a week before March 10" are one expression. "from Monday to
    Wednesday" stays two, as in TimeML, but the days of its end are set right by its beginning.
    """
    gap = parse.lowers[a.last + 1 : b.first]
    if a.type == "DURATION" and gap in _COUNTING:
        counted = _counted_from(parse, a, b, _COUNTING[gap])
        return (counted,) if counted else (a, b)
    if b.begin and b.granularity == "day" and b.type == "DATE":
        if a.why == NUMBERED and gap == (",",):
            # "The opening night, January 23, drew hundreds"
            return replace(a, value=b.value, begin=b.begin, finish=b.finish), b
        if not gap and (time := _CLOCK.search(a.value)):
            # "at 2:30 the next day"
            start, end = parse.span(a.first, b.last)
            timed = replace(b, first=a.first, start=start, end=end, value=b.value + time[0])
            return (replace(timed, type="TIME", granularity="part-of-day"),)
    opened = _opens_range(parse, a, b)
    if not opened and not (len(gap) == 1 and gap[0] in JOINING):
        return a, b
    ends = _range(a, b)
    if ends is None:
        return a, b
    a, b = ends
    if opened or _dashed(parse, a, b):
        return a, b
    start, end = parse.span(a.first, b.last)
    return (
        replace(
            a, last=b.last, start=start, end=end, value=f"{a.value}/{b.value}", begin=a.begin,
            finish=b.finish, why=f"from {a.why} to {b.why}",
        ),
    )  # fmt: skip


def interval_of(parse: Parse, dates: tuple[DateMention, ...], k: int) -> tuple[date | None, date | None]:
    """First and last day of the stretch that the k-th mention stands in.

    "from Monday to Wednesday" and "between 3 May and 5 June" are two mentions; the days of both are
    those of the whole stretch. For any other mention they are its own.
    """
    for a, b in ((k, k + 1), (k - 1, k)):
        if a < 0 or b >= len(dates):
            continue
        if _opens_range(parse, dates[a], dates[b]) or _dashed(parse, dates[a], dates[b]):
            begin, finish = dates[a].begin, dates[b].finish
            if begin and finish and begin <= finish:
                return begin, finish
    return dates[k].begin, dates[k].finish


def _opens_range(parse: Parse, a: DateMention, b: DateMention) -> bool:
    """Does "from A to B" or "between A and B" stand here?"""
    if b.first != a.last + 2 or a.first == 0:
        return False
    opening, joining = parse.lowers[a.first - 1], parse.lowers[a.last + 1]
    return opening in OPENING and (joining in JOINING or (opening == "between" and joining == "and"))


def _dashed(parse: Parse, a: DateMention, b: DateMention) -> bool:
    """Two days, each by its month, with a dash between: "January 23 – March 9"."""
    if b.first != a.last + 2 or parse.lowers[a.last + 1] not in DASHES:
        return False
    return all(d.type == "DATE" and d.granularity == "day" and d.last > d.first for d in (a, b))


def _range(a: DateMention, b: DateMention) -> tuple[DateMention, DateMention] | None:
    """The two ends with their days set right by each other; None where they make no range."""
    if a.type != "DATE" or b.type != "DATE" or not a.begin or not a.finish or not b.begin or not b.finish:
        return None
    if a.granularity != b.granularity:
        return None
    if a.granularity == "day" and len(b.value) == 10 and -7 <= (b.begin - a.begin).days < 0:
        # "Thursday through Tuesday": the end is the Tuesday after that Thursday.
        later = day_span(b.begin + timedelta(days=7))
        return a, replace(b, value=later.value, begin=later.begin, finish=later.finish)
    if a.granularity in ("day", "month") and a.begin.year != b.begin.year and a.why != "written in full":
        # "March to April 2024": the year is that of both.
        year = b.begin.year - (a.begin.month > b.begin.month)
        begin, finish = _with_year(a.begin, year), _with_year(a.finish, year)
        a = replace(a, value=begin.isoformat()[: len(a.value)], begin=begin, finish=finish)
    return (a, b) if a.begin and b.finish and a.begin <= b.finish else None


def _with_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _counted_from(parse: Parse, a: DateMention, b: DateMention, sign: int) -> DateMention | None:
    counted = _COUNTED.fullmatch(a.value)
    if not counted or not b.begin:
        return None
    count, unit = int(counted[1]), counted[2]
    span = unit_span(moved(b.begin, sign * count, unit), "D" if unit == "W" else unit)
    start, end = parse.span(a.first, b.last)
    return replace(
        b, first=a.first, start=start, end=end, value=span.value, begin=span.begin, finish=span.finish,
        granularity=span.granularity, why="counted from the date named",
    )  # fmt: skip
