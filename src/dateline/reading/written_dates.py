"""Full and partial calendar dates as headers and datelines write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
WRITTEN_DATE = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    r"(?:\d{4}-\d{2}-\d{2}"
    rf"|{_MONTH}\s?\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:\s?,?\s\d{{4}}(?!\d))?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH}(?:,?\s\d{{4}}(?!\d))?)"
)
"""Source of a pattern (to be used with IGNORECASE) for one written date, year or no year."""

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_WORDED = re.compile(WRITTEN_DATE, re.IGNORECASE)
_PIECE = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """Month and day, and a year where one was written."""

    year: int | None
    month: int
    day: int

    def on_calendar(self) -> date | None:
        """The day, when a year was written and the calendar has the day."""
        if self.year is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None

    @property
    def impossible(self) -> bool:
        """Whether no calendar has the day, whatever is known of the year."""
        try:
            date(2000 if self.year is None else self.year, self.month, self.day)
        except ValueError:
            return True
        return False


def read_written_date(text: str) -> WrittenDate | None:
    """The date at the start of `text`: ISO 8601 (a time may follow), `20220227`, or in English words.

    The date need not exist: `2022-02-30` is read too.
    """
    text = text.strip()
    if match := _ISO.match(text) or _COMPACT.match(text):
        year, month, day = (int(group) for group in match.groups())
        return WrittenDate(year, month, day)
    if not (match := _WORDED.match(text)):
        return None
    month = 0
    numbers: list[int] = []
    for piece in _PIECE.findall(match[0].lower()):
        if piece.isdigit():
            numbers.append(int(piece))
        elif piece in MONTHS:
            month = MONTHS[piece]
    if not month or not numbers:
        return None
    return WrittenDate(numbers[1] if len(numbers) > 1 else None, month, numbers[0])


def url_day(url: str) -> date | None:
    """The day that an address holds: `/2022/02/27/`, `-20220227`."""
    match = _URL_DAY.search(url)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[3]), int(match[4]))
    except ValueError:
        return None
