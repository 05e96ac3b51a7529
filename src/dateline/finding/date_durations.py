"""Readings of lengths of time, repeated times, vague times and times of day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from dateline.finding.date_calendar import calendar_day
from dateline.finding.date_direction import FUTURE, PAST
from dateline.finding.date_found import Found, Resolved, amount_of, is_age, period, unit_of
from dateline.finding.date_relative import deictic, weekday
from dateline.finding.date_spans import GRANULARITY, moved, unit_span

_LENGTHS = ("Y", "M", "W", "D", "TH", "TM", "TS")
_TO_THE_SECOND = re.compile(r"(\d{1,2}):(\d\d):(\d\d)")


def aged(found: Found) -> Resolved | None:
    """The age of a thing: "a two-day-old truce" says when it began. Ages of people are none of ours."""
    if found.has("cu"):
        number, _, word = found.slots["cu"][0].partition("-")
        count: float | None = float(number)
        unit = found.rules.worth["unit"].get(word, "Y")
    else:
        count, unit = amount_of(found), unit_of(found)
    if unit in ("Y", "E", "C") or found.after in found.rules.lists["aged_people"]:
        return None
    span = None
    if found.published and count is not None:
        span = unit_span(moved(found.published, -count, unit), "D" if unit in ("D", "W") else unit)
    begin, finish = (span.begin, span.finish) if span else (None, None)
    return Resolved(period(count, unit), "DURATION", begin, finish, GRANULARITY.get(unit, "day"), "age")


def window(found: Found) -> Resolved | None:
    """As in "the past three weeks", "the next two years": reaches to or from publication."""
    count, unit = amount_of(found), unit_of(found)
    word = found.slots["w"][0]
    sign = FUTURE if word in ("next", "coming", "following") else PAST
    if is_age(found, unit) or (unit == "D" and count == 1):
        return None
    begin = finish = None
    if found.published and count is not None:
        begin, finish = sorted((found.published, moved(found.published, sign * count, unit)))
    elif unit == "D" and sign == FUTURE:
        begin, finish = _days_ahead(found)
    return Resolved(
        period(count, unit),
        "DURATION",
        begin,
        finish,
        GRANULARITY.get(unit, "day"),
        "up to publication" if sign < 0 else "from publication",
    )


def recent(found: Found) -> Resolved | None:
    unit = unit_of(found)
    if unit in ("M", "W") and "past" not in found.words and "and" not in found.words:
        return Resolved(period(None, unit), "DURATION", why="recent")
    return Resolved("PAST_REF", "DATE", why="recent")


def coming(found: Found) -> Resolved | None:
    unit = unit_of(found)
    if "ahead" in found.words or unit in ("D", "W"):
        begin, finish = _days_ahead(found) if unit == "D" else (None, None)
        return Resolved(period(None, unit), "DURATION", begin, finish, why="ahead")
    return Resolved("FUTURE_REF", "DATE", why="ahead")


def _days_ahead(found: Found) -> tuple[date | None, date | None]:
    """ "in the coming days" means within the week that follows."""
    if found.published is None:
        return None, None
    return moved(found.published, 1, "D"), moved(found.published, 7, "D")


def duration(found: Found) -> Resolved | None:
    if found.has("cu"):
        number, _, word = found.slots["cu"][0].partition("-")
        unit = found.rules.worth["unit"].get(word) or found.rules.worth["units"].get(word)
        if unit is None or found.after in ("old", "-"):
            return None
        return Resolved(period(float(number), str(unit)), "DURATION", why="duration")
    count, unit = amount_of(found), unit_of(found)
    if found.before == "as" and "many" in found.words:
        return None
    if found.words in (["a", "day"], ["a", "year"]) and found.after in ("when", "that", "where"):
        return None
    if count is not None and count >= 1000 and found.slots["u"][0] in found.rules.worth["unit"]:
        return None  # "World Cup 2018 day five"
    if unit == "WE" or found.before in ("aged", "age", "ages") or (unit == "Q" and found.after == "of"):
        return None
    if "half" in found.words and count is not None and count >= 1:
        count += 0.5
    return Resolved(
        period(count, unit), "DURATION", granularity=GRANULARITY.get(unit, "vague"), why="duration"
    )


def two_lengths(found: Found) -> Resolved | None:
    """As in "15 years and six months", "two hours and 40 minutes"."""
    larger, smaller = unit_of(found), unit_of(replace(found, slots={"u": found.slots["u2"]}))
    if larger not in _LENGTHS or smaller not in _LENGTHS[_LENGTHS.index(larger) + 1 :]:
        return None
    first, second = period(amount_of(found), larger), period(found.number("n2"), smaller)
    return Resolved(first + second[2 if "T" in first else 1 :], "DURATION", why="duration")


def one_unit(found: Found) -> Resolved | None:
    return Resolved(period(1, unit_of(found)), "DURATION", why="duration")


def bare_duration(found: Found) -> Resolved | None:
    if found.before == "some":
        return None
    return Resolved(period(None, unit_of(found)), "DURATION", why="duration")


def every(found: Found) -> Resolved | None:
    tod = found.worth("t", "tod")
    weekday_number = found.worth("w", "weekday") or found.worth("w", "weekdays")
    if weekday_number:
        return Resolved(f"XXXX-WXX-{weekday_number}" + (f"T{tod}" if tod else ""), "SET", why="repeated")
    if found.has("m"):
        return Resolved(f"XXXX-{found.worth('m', 'month'):02}", "SET", why="repeated")
    if found.has("s"):
        return Resolved(f"XXXX-{found.worth('s', 'season')}", "SET", why="repeated")
    if tod:
        return Resolved(f"XXXX-XX-XXT{tod}", "SET", why="repeated")
    count = found.number("n") or (2 if "other" in found.words else 1)
    unit = unit_of(found)
    return Resolved("XXXX-WXX-WE" if unit == "WE" else period(count, unit), "SET", why="repeated")


def set_word(found: Found) -> Resolved | None:
    if found.named:
        return None
    return Resolved(str(found.worth("sw", "setword")), "SET", why="repeated")


def rate(found: Found) -> Resolved | None:
    return Resolved(period(1, unit_of(found)), "SET", why="so often")


def reference(found: Found) -> Resolved | None:
    value = found.rules.worth["references"][" ".join(found.slots["ref"])]
    return Resolved(value, "DURATION" if value == "PXX" else "DATE", why="fixed")


def clock(found: Found) -> Resolved | None:
    """A time of day, with its day when one stands beside it; with seconds it is a length of time."""
    if seconds := _TO_THE_SECOND.fullmatch(found.slots["c"][0]):
        hours, minutes, rest = (int(part) for part in seconds.groups())
        return Resolved(f"PT{hours}H{minutes}M{rest}S", "DURATION", why="to the second")
    hour, minute = _hour(found)
    if hour is None or hour > 24 or minute > 59:
        return None
    time = f"T{hour:02}:{minute:02}"
    beside = None
    if found.has("dw"):
        beside = deictic(found)
    elif found.has("w"):
        beside = weekday(replace(found, slots={k: v for k, v in found.slots.items() if k != "t"}))
    elif found.has("m"):
        beside = calendar_day(found)
    if beside and beside.begin:
        return Resolved(
            f"{beside.begin}{time}", "TIME", beside.begin, beside.finish, "part-of-day", beside.why
        )
    spoken = found.moment_for("D")
    day = (spoken.begin if spoken else None) or found.published
    return Resolved(f"{day or 'XXXX-XX-XX'}{time}", "TIME", granularity="part-of-day", why="clock")


def _hour(found: Found) -> tuple[int | None, int]:
    word = found.slots["c"][0]
    if word in found.rules.worth["hourword"]:
        return found.rules.worth["hourword"][word], 0
    digits = re.match(r"(\d{1,2})(?:[:.](\d\d))?|", word)
    if re.fullmatch(r"\d{4}", word):
        return int(word[:2]), int(word[2:])
    if not digits or not digits[1]:
        return None, 0
    hour, minute = int(digits[1]), int(digits[2] or 0)
    ampm = found.worth("ap", "ampm")
    if ampm is not None:
        if not 1 <= hour <= 12:
            return None, 0
        hour = hour % 12 + ampm
    return hour, minute
