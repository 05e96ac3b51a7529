"""Readings that count from publication or from what the story last spoke of."""

from __future__ import annotations

from datetime import date

from dateline.finding.date_direction import FUTURE, PAST, UNSAID, Direction
from dateline.finding.date_found import (
    DAY,
    Found,
    Resolved,
    amount_of,
    is_age,
    period,
    resolved,
    unit_of,
    with_tod,
)
from dateline.finding.date_spans import (
    Span,
    day_span,
    month_span,
    moved,
    unit_span,
    week_span,
    weekend_span,
    year_span,
)


def weekday(found: Found) -> Resolved | None:
    wanted = found.worth("w", "weekday")
    anchor, shift, part = found.published, found.shift(), found.part()
    if anchor is None:
        return with_tod(found, Span(f"XXXX-WXX-{wanted}", None, None, "day"), "no publication day")
    if "week" in found.words:
        monday = week_span(anchor + 7 * (shift or 0) * DAY).begin
        assert monday is not None
        return with_tod(found, day_span(monday + (wanted - 1) * DAY), "day of that week")
    if rel := found.worth("r", "rel"):
        spoken = found.moment_for("D")
        base = (spoken.begin if spoken else None) or anchor
        step = (wanted - base.isoweekday()) % 7 or 7
        day = base + step * DAY if rel > 0 else base - ((base.isoweekday() - wanted) % 7 or 7) * DAY
        return with_tod(found, day_span(day), "from the day spoken of")
    back = (anchor.isoweekday() - wanted) % 7
    forth = (wanted - anchor.isoweekday()) % 7
    if shift is not None and shift < 0:
        # Nobody calls yesterday "last Monday".
        return with_tod(found, day_span(anchor - (back + 7 if back < 2 else back) * DAY), "last")
    if shift is not None and shift > 0:
        return with_tod(found, day_span(anchor + (forth or 7) * DAY), "next")
    way = found.direction()
    if found.before == "since":
        way = Direction(PAST, "since")
    if found.before == "next":
        return with_tod(found, day_span(anchor + (forth or 7) * DAY), "next")
    if part == "later" and back == 0:
        way = Direction(FUTURE, "later")
    day = anchor + forth * DAY if way.sign == FUTURE else anchor - back * DAY
    if shift == 0 and way.sign == UNSAID:
        monday = week_span(anchor).begin
        assert monday is not None
        day = monday + (wanted - 1) * DAY
    return with_tod(found, day_span(day), way.why)


def week_ago(found: Found) -> Resolved | None:
    """As in "a week ago Tuesday": the Tuesday of the week before."""
    wanted, anchor = found.worth("w", "weekday"), found.published
    if anchor is None:
        return None
    back = (anchor.isoweekday() - wanted) % 7
    return resolved(day_span(anchor - (back + 7) * DAY), "a week ago")


def deictic(found: Found) -> Resolved | None:
    word = found.slots["dw"][0]
    shift = found.rules.worth["deictic"][word] + (found.worth("a", "apart") or 0)
    night = "TNI" if word in ("tonight", "tonite") else ""
    if found.published is None:
        return Resolved("PRESENT_REF" if not shift else "PAST_REF" if shift < 0 else "FUTURE_REF", "DATE")
    span = day_span(found.published + shift * DAY)
    if night:
        return Resolved(span.value + night, "TIME", span.begin, span.finish, "part-of-day", word)
    return with_tod(found, span, word)


def part_of_day(found: Found) -> Resolved | None:
    """As in "this morning", "last night"."""
    shift, tod = found.shift() or 0, found.worth("t", "tod")
    if found.named:
        return None
    if found.published is None:
        return Resolved(f"XXXX-XX-XXT{tod}", "TIME", granularity="part-of-day")
    span = day_span(found.published + shift * DAY)
    return Resolved(f"{span.value}T{tod}", "TIME", span.begin, span.finish, "part-of-day", "by word")


def overnight(found: Found) -> Resolved | None:
    anchor = found.published
    if anchor is None:
        return Resolved("XXXX-XX-XXTNI", "TIME", granularity="part-of-day")
    way = found.direction()
    if found.has("w"):
        into = weekday(found)
        begin = into.begin if into and into.begin else anchor
        begin -= DAY if "into" in found.words else 0 * DAY
    else:
        begin = anchor if way.sign == FUTURE else anchor - DAY
    return Resolved(f"{begin}TNI", "TIME", begin, begin + DAY, "part-of-day", f"night, {way.why}")


def shifted(found: Found) -> Resolved | None:
    """As in "last week", "early next year", "the end of the month", "this weekend"."""
    unit, shift, part = found.worth("u", "unit"), found.shift(), found.part()
    if unit == "D" and "past" in found.words and found.published:
        return Resolved("P1D", "DURATION", found.published - DAY, found.published, "day", "the past day")
    if unit in ("TH", "TM", "TS") or (unit == "D" and shift) or found.named:
        return None
    anchor = found.published
    if unit == "D" and (part or shift is not None):
        if shift is None or (shift == 0 and part != "end"):
            return None
        shift = shift or 0
    if anchor is None:
        return Resolved("PRESENT_REF" if not shift else "PAST_REF" if shift < 0 else "FUTURE_REF", "DATE")
    if unit == "WE":
        return _weekend(found, anchor, shift)
    if unit == "E" and shift:
        begin, finish = sorted((anchor, moved(anchor, shift, unit)))
        return Resolved("P10Y", "DURATION", begin, finish, "decade", "by word")
    if unit == "Y" and shift == -1 and "past" in found.slots.get("sh", ()):
        return Resolved(str(anchor.year - 1), "DATE", moved(anchor, -1, "Y"), anchor, "year", "the past year")
    base = anchor
    if shift is None and part and found.moment and found.moment.begin and found.moment.granularity == "year":
        base = found.moment.begin
    span = unit_span(moved(base.replace(day=1) if unit in "MQY" else base, shift or 0, unit), unit)
    if part == "end" and "-" in found.words and "of" not in found.words:
        span = unit_span(span.finish, "D") if span.finish else span
    return resolved(span, "by word", part, found)


def _weekend(found: Found, anchor: date, shift: int | None) -> Resolved:
    """The weekend that the tense points to; "last" and "next" by themselves."""
    way = found.direction()
    saturday = week_span(anchor).begin or anchor
    saturday += 5 * DAY
    sign = shift or (way.sign or PAST)
    if (sign < 0 and saturday > anchor) or (sign < 0 and shift and saturday <= anchor):
        saturday -= 7 * DAY
    elif sign > 0 and shift and saturday <= anchor:
        saturday += 7 * DAY
    return resolved(weekend_span(saturday), way.why if not shift else "by word")


def ago(found: Found) -> Resolved | None:
    count, unit = amount_of(found), unit_of(found)
    if count is not None and found.words[-2:-1] == ["half"]:
        count += 0.5
    if found.slots["a"] == ["back"] and found.after not in ("", ".", ","):
        return None
    if unit == "Y" and count == 1 and found.moment and found.moment.granularity == "quarter":
        return apart(found)
    return _counted(count, unit, PAST, found.published, "ago")


def _counted(count: float | None, unit: str, sign: int, base: date | None, why: str) -> Resolved:
    """`count` units before or after `base`: a year stays a year, a month a month."""
    if count is None:
        return Resolved("PAST_REF" if sign < 0 else "FUTURE_REF", "DATE", why=why)
    if base is None:
        return Resolved(period(count, unit), "DURATION", why="no publication day")
    if unit in ("E", "C"):
        # "half a century ago"
        count, unit = count * (10 if unit == "E" else 100), "Y"
    if unit == "Y" and count != int(count):
        count, unit = 12 * count, "M"
    target = moved(base, sign * count, unit)
    if target in (date.min, date.max):
        # "65 million years ago" lies outside the calendar.
        return Resolved("PAST_REF" if sign < 0 else "FUTURE_REF", "DATE", why=why)
    if unit == "Y":
        span = year_span(target.year)
    elif unit in ("M", "Q"):
        span = month_span(target.year, target.month)
    elif unit in ("W", "F", "WE"):
        week = week_span(target)
        span = Span(target.isoformat(), week.begin, week.finish, "week")
    else:
        span = day_span(target)
    return resolved(span, why)


def ahead(found: Found) -> Resolved | None:
    unit = unit_of(found)
    if unit[0] == "T" and "away" in found.words:
        return None
    return _counted(amount_of(found), unit, FUTURE, found.published, "from now")


def within(found: Found) -> Resolved | None:
    """As in "in three weeks": a day ahead with a verb that looks ahead, otherwise how long it took."""
    way = found.direction()
    count, unit = amount_of(found), unit_of(found)
    if is_age(found, unit) or found.superlative:
        return None
    if "time" in found.words[-1:] or (way.sign == FUTURE and count is not None):
        return _counted(count, unit, FUTURE, found.published, f"in, {way.why}")
    return None


def twice_shifted(found: Found) -> Resolved | None:
    """As in "the week before last", "the year after next"."""
    unit, step, shift = found.worth("u", "unit"), found.worth("a", "apart"), found.shift()
    if not shift or step != shift or unit[0] == "T" or found.published is None:
        return None
    return resolved(unit_span(moved(found.published, 2 * shift, unit), unit), "by word")


def long_ago(_: Found) -> Resolved | None:
    return Resolved("PAST_REF", "DATE", why="ago")


def apart(found: Found) -> Resolved | None:
    """As in "two days earlier": counted from what the story last spoke of."""
    sign = found.worth("a", "apart") or PAST
    count, unit = amount_of(found), unit_of(found)
    moment = found.moment_for(unit)
    base = moment.begin if moment else found.published
    if found.slots["a"][0] in ("before", "after") and (not moment or found.after[:1].isalnum()):
        # "nine days after he came to power": the event is not ours to date.
        return None
    if unit == "Y" and moment and moment.granularity == "quarter" and base and count:
        past = moved(base, sign * count, unit)
        return resolved(unit_span(past, "Q"), "from the quarter spoken of")
    if count is None and sign > 0 and not found.looks_ahead():
        # "A few months later he fled": in the story's past, on no day that we know.
        return Resolved(period(None, unit), "DURATION", why="from a day not told")
    counted = _counted(count, unit, sign, base, "from the day spoken of")
    if counted.begin and found.published and counted.begin > found.published and not found.looks_ahead():
        # "Fifteen years later, she returned": not counted from any day that we know.
        return Resolved(period(count, unit), "DURATION", why="from a day not told")
    return counted


def relative_unit(found: Found) -> Resolved | None:
    """As in "the previous day", "the following week", "the day before", "that day"."""
    unit = found.worth("u", "unit")
    rel = found.worth("r", "rel")
    if rel is None:
        rel = found.worth("a", "apart")
    if unit in ("TH", "TM", "TS", None) or found.after == "of":
        return None
    if found.has("a") and found.after in ("the", "that", "a"):
        return None
    if found.slots.get("r") == ["next"] and unit != "D":
        return None
    moment = found.moment_for(unit)
    if moment is None or moment.begin is None:
        return Resolved("FUTURE_REF" if rel > 0 else "PAST_REF", "DATE", why="no day spoken of before")
    base = moment.begin if rel <= 0 or moment.finish is None else moment.finish
    return with_tod(found, unit_span(moved(base, rel, unit), unit), "from the day spoken of")


def relative_part(found: Found) -> Resolved | None:
    """As in "that night", "the next morning", "the night before", "in the morning"."""
    tod = found.worth("t", "tod")
    if found.has("a") and (found.words[0] != "the" or found.after in ("of", "the", "that", "a", "last")):
        return None
    if found.part() and "the" not in found.words and tod == "NI":
        return None  # "late night talks"
    rel = found.worth("r", "rel") or found.worth("a", "apart") or 0
    moment = found.moment_for("D")
    base = (moment.begin if moment else None) or (
        None if found.has("r") or found.has("a") else found.published
    )
    if base is None:
        return Resolved(f"XXXX-XX-XXT{tod}", "TIME", granularity="part-of-day", why="no day spoken of before")
    span = day_span(base + rel * DAY)
    return Resolved(
        f"{span.value}T{tod}", "TIME", span.begin, span.finish, "part-of-day", "from the day spoken of"
    )


def the_day(found: Found) -> Resolved | None:
    """As in "earlier in the day", "the end of the day": the day spoken of, else that of publication."""
    if unit_of(found) != "D":
        return None
    moment = found.moment_for("D")
    day = (moment.begin if moment else None) or found.published
    return resolved(day_span(day), "the day spoken of") if day else None
