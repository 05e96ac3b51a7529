"""What the patterns match, as the readings see it, and what a reading gives back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dateline.finding.date_direction import Direction
from dateline.finding.date_spans import GRANULARITY, Span, part_of
from dateline.finding.number_words import digits_value, number_of
from dateline.model.slotted import record
from dateline.rulebook.dates import DateWords

DAY = timedelta(days=1)
FINENESS = {
    "day": 0, "part-of-day": 0, "week": 1, "month": 2, "quarter": 3, "season": 3, "year": 4,
    "decade": 5, "century": 6,
}  # fmt: skip
"""Granularities from the finest on."""


@record(frozen=True, slots=True)
class Resolved:
    """What a reading gives: the fields of `DateMention` that do not depend on where it stands."""

    value: str
    type: str
    begin: date | None = None
    finish: date | None = None
    granularity: str = "vague"
    why: str = ""


@record(frozen=True, slots=True)
class Found:
    """A pattern's match: the lower-case words of each slot, and where it stands.

    `published` is the story's day; `moments` are the times spoken of before, the last one first.
    `direction` looks at the governing verb, only when a reading asks. `before` is the word ahead.
    `year_after` is −1 where "last year" follows, 0 for "this year", 1 for "next year".
    `named`: stands in capitals where a common word would not, as in the name of a paper.
    `superlative`: follows one, as in "the highest in 40 years".
    """

    slots: dict[str, list[str]]
    words: list[str]
    before: str
    after: str
    year_after: int | None
    published: date | None
    moments: tuple[Span, ...]
    direction: Callable[[], Direction]
    rules: DateWords
    named: bool = False
    superlative: bool = False

    @property
    def moment(self) -> Span | None:
        """What the story last spoke of."""
        return self.moments[0] if self.moments else None

    def moment_for(self, unit: str) -> Span | None:
        """The last time spoken of that is exact enough to count in `unit`: no month for days."""
        finest = FINENESS[GRANULARITY.get(unit, "day")]
        return next((m for m in self.moments if FINENESS[m.granularity] <= finest), None)

    def has(self, slot: str) -> bool:
        return slot in self.slots

    def worth(self, slot: str, kind: str) -> Any:
        """What the words of a slot stand for in a class, None without the slot."""
        for word in self.slots.get(slot, ()):
            worth = self.rules.worth[kind].get(word)
            if worth is not None:
                return worth
        return None

    def number(self, slot: str) -> int | None:
        words = self.slots.get(slot)
        value = number_of(words, self.rules.worth["number"]) if words else None
        return None if value is None else int(value)

    def day(self, slot: str = "d") -> int | None:
        """Day of the month: "27", "27th", "eighth"."""
        words = self.slots.get(slot)
        if not words:
            return None
        digits = re.match(r"\d+", words[0])
        return int(digits[0]) if digits else self.rules.worth["ordinal"].get(words[0])

    def year(self) -> int | None:
        words = self.slots.get("y")
        if not words:
            return None
        if words[0].isdecimal():
            return int(words[0])
        century = self.rules.worth["spokencentury"][words[0]]
        tens = [w for w in words[1:] if w in self.rules.worth["spokentens"]]
        ones = [w for w in words[1:] if w in self.rules.worth["spokenones"]]
        low = self.rules.worth["spokentens"][tens[0]] + (
            self.rules.worth["spokenones"][ones[-1]] if ones else 0
        )
        return int(century * 100 + low)

    def looks_ahead(self) -> bool:
        """Does the governing verb point to the future?"""
        return self.direction().sign > 0

    def shift(self) -> int | None:
        """−1 for "last", 0 for "this", 1 for "next"; "this past" is −1, "this coming" 1."""
        words = self.slots.get("sh")
        if not words:
            return None
        table = self.rules.worth["shift"]
        worths = [table[w] for w in words if w in table]
        return next((w for w in worths if w), 0) if worths else None

    def part(self) -> str | None:
        """Which part of the period: early, mid, late, start, end."""
        edge = self.worth("e", "edge") or self.worth("en", "edgenoun")
        if self.slots.get("en") == ["end"]:
            return "end"
        return str(edge) if edge else None


def resolved(span: Span, why: str, part: str | None = None, found: Found | None = None) -> Resolved:
    if part in ("earlier", "later") and found and found.published:
        span = _around(span, found.published, part)
    elif part == "end" and span.granularity == "month":
        span = part_of(span, "late")
    elif part:
        span = part_of(span, part)
    return Resolved(span.value, "DATE", span.begin, span.finish, span.granularity, why)


def _around(span: Span, published: date, part: str) -> Span:
    """What "earlier this month" means ends with publication, "later this month" begins with it."""
    begin, finish = span.begin, span.finish
    if begin is None or finish is None or not begin <= published <= finish:
        return part_of(span, "early" if part == "earlier" else "late")
    if part == "earlier":
        return replace(span, finish=published)
    return replace(span, begin=published)


def with_tod(found: Found, span: Span, why: str, part: str | None = None) -> Resolved:
    """A day with its part of the day, when one is named: `2022-02-27TEV`, a TIME."""
    if tod := found.worth("t", "tod"):
        return Resolved(f"{span.value}T{tod}", "TIME", span.begin, span.finish, "part-of-day", why)
    return resolved(span, why, part, found)


def amount_of(found: Found) -> float | None:
    """The count of a duration; None for "several", "a few"."""
    words = found.slots["n"]
    table = found.rules.worth
    if "half" in words:
        return 0.5
    if "quarter" in words or "quarters" in words:
        return 0.75 if "three" in words else 0.25
    if "couple" in words:
        return 2
    if any(w in table["vague"] for w in words):
        return None
    value = number_of(words[: _upper(words)], table["number"])
    return 1.0 if value is None else value


def _upper(words: list[str]) -> int:
    """Where the first number ends: "two to three weeks" counts as two."""
    for k, word in enumerate(words):
        if k and word in ("or", "to"):
            return k
    if len(words) == 3 and words[1] in "-–—" and digits_value(words[0]):
        # "2-1/2" is one number, "12-18" two.
        return 3 if (digits_value(words[2]) or 0) < 1 else 1
    return len(words)


UNIT_CLASSES = ("units", "unit", "unitlong")
"""Classes of words that say a unit."""


def unit_of(found: Found) -> str:
    for word in found.slots["u"]:
        unit = next((worth[word] for k in UNIT_CLASSES if word in (worth := found.rules.worth[k])), None)
        if unit:
            return str(unit)
    raise AssertionError(found.words)


LARGEST = 1e9
"""Number of units above which a duration has none that can be counted with."""


def period(count: float | None, unit: str) -> str:
    """The TIMEX3 duration: P3W, PT24H, PXD; decades and centuries in years."""
    if unit in ("E", "C"):
        if count is None:
            return "PXE" if unit == "E" else "PXC"
        count, unit = count * (10 if unit == "E" else 100), "Y"
    if unit == "F":
        count, unit = None if count is None else 2 * count, "W"
    if unit == "N":
        unit = "D"
    time = "T" if unit[0] == "T" and unit != "T" else ""
    letter = unit[1] if time else unit
    if count is None or count > LARGEST:
        return f"P{time}X{letter}"
    whole = int(count)
    smaller = {"Y": (12, "M"), "TH": (60, "M"), "TM": (60, "S"), "W": (7, "D")}.get(unit)
    if count != whole and smaller:
        rest = f"{round((count - whole) * smaller[0])}{smaller[1]}"
        return f"P{time}{whole}{letter}{rest}" if whole else f"P{time}{rest}"
    return f"P{time}{whole if count == whole else count:g}{letter}"


def is_age(found: Found, unit: str) -> bool:
    """Does "old" follow? Ages of years and months are those of people."""
    return found.after in ("old", "-old") and unit in ("Y", "M")
