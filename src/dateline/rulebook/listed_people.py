"""The people of `rules/actors/people.tsv`, a row an office, made into persons when a story asks for them."""

from __future__ import annotations

from dateline.rulebook.actor_sources import Tables
from dateline.rulebook.names import Listed, Name, first_word, last_word
from dateline.rulebook.people import GIVEN_FIRST, Person, Term, slug

_FILE = "people.tsv"


class ListedPerson:
    """A person as the rows of the table have it: equal in name and country."""

    __slots__ = ("_person", "_rows", "_tables", "texts")

    def __init__(self, tables: Tables, name: str) -> None:
        self._tables = tables
        self._rows: list[tuple[str, ...]] = []
        self._person: Person | None = None
        self.texts = [name]
        """The names, once or more."""

    def add(self, row: tuple[str, ...]) -> None:
        """One more office, and other names."""
        self._rows.append(row)
        if row[1]:
            self.texts += row[1].split("|")

    @property
    def dated(self) -> bool:
        """Whether the first or last office has a day on which it began."""
        return bool(self._rows[0][5] or self._rows[-1][5])

    @property
    def surname(self) -> str:
        """In small letters, without accents."""
        of = first_word if self._rows[0][2] in GIVEN_FIRST else last_word
        return of(self.texts[0]).lower()

    @property
    def person(self) -> Person:
        """The person; raises `RuleError` for a cell that is no sector or day."""
        if self._person is None:
            name, _, country, *_ = self._rows[0]
            terms = tuple([self._term(row) for row in self._rows])
            self._person = Person(f"person:{slug(name)}", name, country or None, terms)
        return self._person

    def _term(self, row: tuple[str, ...]) -> Term:
        _, _, country, office, sector, begin, end = row
        tables = self._tables
        if country and office.startswith(f"{country} "):
            office = office[len(country) + 1 :]  # "UN spokesperson": the body is the country
        return Term(
            office.lower(),
            tables.sector(_FILE, row, sector),
            tables.day(_FILE, row, begin, end=False),
            tables.day(_FILE, row, end, end=True),
        )

    def named(self, words: tuple[str, ...], cased: tuple[str, ...]) -> Name:
        """One of the names, by its tokens."""
        person = self.person
        return Name(words, cased, "person", person.id, person.name, person.country, None, "", person)


def read_people(
    tables: Tables,
) -> tuple[list[Listed], dict[str, list[ListedPerson]], dict[str, list[ListedPerson]]]:
    """Names of persons; the persons by surname: those who held a dated office; all by country."""
    people: dict[tuple[str, str], ListedPerson] = {}
    for row in tables.rows(_FILE):
        name, country = row[0], row[2]
        if not name:
            raise tables.fault(_FILE, row, "a person needs a name")
        person = people.get((name, country))
        if person is None:
            person = people[name, country] = ListedPerson(tables, name)
        person.add(row)
    names: list[Listed] = []
    surnames: dict[str, list[ListedPerson]] = {}
    acting: dict[str, list[ListedPerson]] = {}
    for (_, country), person in people.items():
        if country:
            acting.setdefault(country, []).append(person)
        if person.dated:
            surnames.setdefault(person.surname, []).append(person)
        named = person.named
        names += [(text, named) for text in dict.fromkeys(person.texts) if text.strip()]
    return names, surnames, acting
