"""Who held an office of a state or body on a day: "the Belgian prime minister", "the UN chief"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from dateline.rulebook.people import Person, Term


class SameOffice(NamedTuple):
    """What an office is also called: in `countries`, or (`others`) in all but those."""

    same_as: str
    countries: frozenset[str]
    others: bool


class Offices:
    """People by the office they held; built country by country as they are asked for."""

    __slots__ = ("_held", "_keys", "_people", "_same")

    def __init__(self, people: Mapping[str, Sequence[Person]], same: Mapping[str, list[SameOffice]]) -> None:
        """`people` by country or short name of a body, `same` by office in small letters."""
        self._people = people
        self._same = same
        self._held: dict[str, dict[str, list[tuple[Term, Person]]]] = {}
        self._keys: dict[tuple[str, str], str] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Offices) and (self._people, self._same) == (other._people, other._same)

    __hash__ = None  # type: ignore[assignment]

    def holder(self, country: str, office: str, day: date | None) -> Person | None:
        """Who alone held the office on `day`; None where the tables name nobody, or several.

        On the day of a change the successor counts.
        """
        if day is None:
            return None
        today = day.isoformat()
        held = self._of(country).get(self.key(office, country), ())
        now = [(t, p) for t, p in held if t.first <= today and (not t.last or today <= t.last)]
        if len(now) > 1:
            now = [(t, p) for t, p in now if t.last != today] or now
        if len({p.id for _, p in now}) != 1:
            return None
        return now[0][1]

    def key(self, office: str, country: str) -> str:
        """One spelling for all names of an office: "US defense secretary" is "defence minister"."""
        known = self._keys.get((office, country))
        if known is None:
            known = self._keys[office, country] = self._key(office, country)
        return known

    def _key(self, office: str, country: str) -> str:
        plain = office.lower().replace("-", " ").replace("defense", "defence").replace("u.n.", "un")
        key = " ".join(plain.split()).removeprefix(country.lower() + " ")
        for other in self._same.get(key, ()):
            if (not other.countries and not other.others) or (country in other.countries) is not other.others:
                return other.same_as
        return key

    def _of(self, country: str) -> dict[str, list[tuple[Term, Person]]]:
        known = self._held.get(country)
        if known is None:
            known = self._held[country] = {}
            for person in self._people.get(country, ()):
                for term in person.terms:
                    if term.office and term.first:
                        known.setdefault(self.key(term.office, country), []).append((term, person))
        return known
