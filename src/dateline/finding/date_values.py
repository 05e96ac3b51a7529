"""The readings that a pattern may name: from the words of an expression to its value and days."""

from __future__ import annotations

from collections.abc import Callable

from dateline.finding import date_calendar, date_durations, date_parts, date_relative, date_seasons
from dateline.finding.date_found import Found, Resolved

READINGS: dict[str, Callable[[Found], Resolved | None]] = {
    "calendar_day": date_calendar.calendar_day,
    "week_of": date_calendar.week_of,
    "calendar_days": date_calendar.calendar_days,
    "day_of_month": date_calendar.day_of_month,
    "month": date_calendar.month,
    "shifted_month": date_calendar.shifted_month,
    "year": date_calendar.year,
    "years": date_calendar.years,
    "year_by_name": date_calendar.year_by_name,
    "half_year": date_calendar.half_year,
    "decade": date_calendar.decade,
    "century": date_calendar.century,
    "weekday": date_relative.weekday,
    "week_ago": date_relative.week_ago,
    "deictic": date_relative.deictic,
    "part_of_day": date_relative.part_of_day,
    "overnight": date_relative.overnight,
    "shifted": date_relative.shifted,
    "ago": date_relative.ago,
    "ahead": date_relative.ahead,
    "within": date_relative.within,
    "twice_shifted": date_relative.twice_shifted,
    "long_ago": date_relative.long_ago,
    "apart": date_relative.apart,
    "relative_unit": date_relative.relative_unit,
    "relative_part": date_relative.relative_part,
    "the_day": date_relative.the_day,
    "part_of_period": date_parts.part_of_period,
    "numbered_day": date_parts.numbered_day,
    "hours_of": date_parts.hours_of,
    "quarter": date_seasons.quarter,
    "year_ago_quarter": date_seasons.year_ago_quarter,
    "quarter_of_year": date_seasons.quarter_of_year,
    "latest_quarter": date_seasons.latest_quarter,
    "season": date_seasons.season,
    "holiday": date_seasons.holiday,
    "aged": date_durations.aged,
    "window": date_durations.window,
    "recent": date_durations.recent,
    "coming": date_durations.coming,
    "duration": date_durations.duration,
    "two_lengths": date_durations.two_lengths,
    "one_unit": date_durations.one_unit,
    "bare_duration": date_durations.bare_duration,
    "every": date_durations.every,
    "set_word": date_durations.set_word,
    "rate": date_durations.rate,
    "reference": date_durations.reference,
    "clock": date_durations.clock,
}
"""What `reading` in `patterns.toml` may name."""
