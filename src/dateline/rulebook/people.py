"""People with dated offices: what a person is on the day of a story."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

_NO_WORD = re.compile(r"[^\w]+")
GIVEN_FIRST = frozenset({"CHN", "PRK", "KOR", "TWN", "VNM", "KHM"})
"""Countries whose people carry the family name first."""


class Term(NamedTuple):
    """An office held from `first` to `last`, ISO days; empty where there is no bound."""

    office: str
    sector: str | None
    first: str
    last: str


class Person(NamedTuple):
    """A person; `terms` in the order of the file."""

    id: str
    name: str
    country: str | None
    terms: tuple[Term, ...]


class Standing(NamedTuple):
    """What a person is on a day. `office` is None out of office; `why` says it in words."""

    office: str | None
    sector: str | None
    why: str


def standing(person: Person, day: date | None) -> Standing:
    """The person's office and sector on `day`; without a day, those of the latest term.

    A term that covers the day wins, the one begun last if several do. Before the first term the
    sector is that of the first, without the office; after a term, the person is of the former elite.
    """
    terms = person.terms
    if day is None:
        last = max(terms, key=lambda term: term.last or "9999")
        return Standing(last.office or None, last.sector, "latest known office; the day is not known")
    today = day.isoformat()
    holding = [t for t in terms if t.first <= today and (not t.last or today <= t.last)]
    if holding:
        dated = [t for t in holding if t.first or t.last] or holding
        now = max(dated, key=lambda term: term.first)
        if not now.office:
            return Standing(None, now.sector, "by name")
        return Standing(now.office, now.sector, f"{now.office} on {today}")
    gone = [t for t in terms if t.last and t.last < today]
    if gone:
        before = max(gone, key=lambda term: term.last)
        return Standing(None, "ELI", f"{before.office or 'in office'} until {before.last}")
    coming = min(terms, key=lambda term: term.first)
    return Standing(None, coming.sector, f"not yet {coming.office or 'in office'} on {today}")


def in_office(person: Person, day: date | None) -> bool:
    """Whether a dated term of the person covers `day`."""
    if day is None:
        return False
    today = day.isoformat()
    return any(t.first and t.first <= today and (not t.last or today <= t.last) for t in person.terms)


def slug(name: str) -> str:
    """`name` as part of an id: lower case, words joined by hyphens."""
    name = name.lower()
    if name.replace(" ", "").isalpha():
        return name.replace(" ", "-")
    return "-".join([w for w in _NO_WORD.split(name) if w])
