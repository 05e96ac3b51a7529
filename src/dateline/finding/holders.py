"""Offices that are named without their holder: who it is on the day, if the tables know one."""

from __future__ import annotations

from datetime import date

from dateline.finding.actor_drafts import ActorDraft
from dateline.model import Parse, Party, Tree
from dateline.rulebook.actors import Gazetteer
from dateline.rulebook.people import Person, standing

_OF_NO_ONE_YET = frozenset(
    "a an any every each no another next future incoming new previous then first last late would-be former "
    "potential possible some future".split()
)
"""Words that keep an office from meaning whoever holds it now."""
_BECOMING = frozenset({"attr", "oprd", "dative"})
_YEAR = 4


class Holders:
    """Answers for one story, read on the day it was published."""

    __slots__ = ("_day", "_offices", "_parse", "_tree")

    def __init__(self, parse: Parse, tree: Tree, gazetteer: Gazetteer, published: date | None) -> None:
        self._parse, self._tree = parse, tree
        self._offices = gazetteer.offices
        self._day = published

    def of(self, draft: ActorDraft) -> tuple[Party, str] | None:
        """The holder of the office that a draft names, and why; None where none is meant or known."""
        party = draft.parties[0]
        office = party.office or draft.lemma
        if not draft.of_state or draft.plural or len(draft.parties) > 1 or party.country is None:
            return None
        if draft.sector == "ELI" or self._of_no_one(draft) or self._of_the_past(draft.head):
            return None
        return self.on_day(party.country, office)

    def on_day(self, country: str, office: str) -> tuple[Party, str] | None:
        person = self._offices.holder(country, office, self._day)
        if person is None:
            return None
        return self._party(person, country, office)

    def _party(self, person: Person, country: str, office: str) -> tuple[Party, str]:
        now = standing(person, self._day)
        wanted = self._offices.key(office, country)
        term = next(
            (
                t
                for t in person.terms
                if self._offices.key(t.office, country) == wanted and _covers(t.first, t.last, self._day)
            ),
            None,
        )
        held, sector = (term.office, term.sector) if term else (now.office, now.sector)
        party = Party(
            id=person.id, name=person.name, country=country, sector=sector, kind="person", office=held
        )
        return party, f"{person.name}, {held} of {country} on {self._day}"

    def _of_no_one(self, draft: ActorDraft) -> bool:
        """ "a Belgian minister", "the next French president", "was elected president of Peru"."""
        parse = self._parse
        head = draft.head
        if parse.deps[head] in _BECOMING:
            return True
        if parse.deps[head] == "pobj" and parse.lowers[parse.heads[head]] == "as":
            return True
        return any(w in _OF_NO_ONE_YET for w in parse.lowers[draft.first : head])

    def _of_the_past(self, token: int) -> bool:
        """Whether the sentence names an earlier year: "in 1994 the Russian president …"."""
        if self._day is None:
            return False
        first, end = self._parse.sentences[self._tree.sentence[token]]
        this = self._day.year
        return any(
            len(w) == _YEAR and w.isdigit() and 1900 <= int(w) < this - 1
            for w in self._parse.lowers[first:end]
        )


def _covers(first: str, last: str, day: date | None) -> bool:
    today = day.isoformat() if day else ""
    return first <= today and (not last or today <= last)
