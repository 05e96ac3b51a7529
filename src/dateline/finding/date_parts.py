"""Readings of parts: the first days of a period, a day by its number, the hours of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dateline.finding.date_calendar import calendar_day, month, year
from dateline.finding.date_found import DAY, Found, Resolved, amount_of, period, resolved, unit_of
from dateline.finding.date_relative import deictic, shifted, weekday
from dateline.finding.date_spans import GRANULARITY, day_span, moved, week_span

NUMBERED = "day by number"
"""Why a day has the value it has: "day five", "the opening night"."""


def part_of_period(found: Found) -> Resolved | None:
    """As in "the first three months of the year", "the last week of April", "the first day of 2020"."""
    whole = _period(found)
    if whole is None or whole.begin is None or whole.finish is None:
        return None
    count, unit = amount_of(found) if found.has("n") else 1, unit_of(found)
    if unit not in ("D", "W", "M"):
        return None
    number = found.day("o") if found.has("o") else None
    if count is None or (number is None and not found.has("o")):
        return None
    if number is None:
        begin, finish = moved(whole.finish + DAY, -count, unit), whole.finish
    else:
        begin = moved(whole.begin, (number - 1) * count, unit)
        finish = moved(begin, count, unit) - DAY
    if not whole.begin <= begin <= finish <= whole.finish:
        return None
    why = f"part, {whole.why}"
    if found.has("n"):
        return Resolved(period(count, unit), "DURATION", begin, finish, GRANULARITY[unit], why)
    shown = {"D": begin.isoformat(), "W": week_span(begin + 3 * DAY).value, "M": begin.isoformat()[:7]}
    return Resolved(shown[unit], "DATE", begin, finish, GRANULARITY[unit], why)


def _period(found: Found) -> Resolved | None:
    """The month or year that a part is said to be of."""
    if found.has("m"):
        return month(found)
    if found.has("y"):
        return year(found)
    return shifted(replace(found, slots={"u": found.slots["p"], **_only(found, "sh")}))


def _only(found: Found, slot: str) -> dict[str, list[str]]:
    return {slot: found.slots[slot]} if found.has(slot) else {}


def numbered_day(found: Found) -> Resolved | None:
    """As in "day five of the siege", "on the second day", "the opening night".

    After a comma it names once more the day spoken of ("on Saturday, the opening night"); a second or
    fifth day that is news is the day of publication.
    """
    if found.after in ("-", "–") or found.named:
        return None
    spoken = found.moment_for("D")
    again = found.before == "," or found.has("op")
    day: date | None = spoken.begin if spoken and again else found.published
    return resolved(day_span(day), NUMBERED) if day else None


def hours_of(found: Found) -> Resolved | None:
    """As in "the early hours of Monday", "the predawn hours of March 3"."""
    hours = replace(found, slots={**found.slots, "t": ["night" if "late" in found.words else "dawn"]})
    if found.has("w"):
        return weekday(hours)
    return deictic(hours) if found.has("dw") else calendar_day(hours)
