"""The people of `rules/actors/people.tsv`, a row an office, made into persons when a story asks for them."""

from __future__ import annotations

from dateline.rulebook.actor_sources import Tables
from dateline.rulebook.names import Listed, Name, first_word, last_word
from dateline.rulebook.people import GIVEN_FIRST, Person, Term, slug

_FILE = "people.tsv"


class ListedPerson:
    """A person as the rows of the table have it: equal in name and country."""

    __slots__ = ("_person", "_rows", "_tables")

    def __init__(self, tables: Tables, rows: list[tuple[str, ...]]) -> None:
        self._tables = tables
        self._rows = rows
        self._person: Person | None = None

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
    people: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for row in tables.rows(_FILE):
        if not row[0]:
            raise tables.fault(_FILE, row, "a person needs a name")
        rows = people.get((row[0], row[2]))
        if rows is None:
            people[row[0], row[2]] = [row]
        else:
            rows.append(row)
    names: list[Listed] = []
    surnames: dict[str, list[ListedPerson]] = {}
    acting: dict[str, list[ListedPerson]] = {}
    for (name, country), rows in people.items():
        person = ListedPerson(tables, rows)
        if country:
            acting.setdefault(country, []).append(person)
        if rows[0][5] or rows[-1][5]:
            surname = first_word(name) if country in GIVEN_FIRST else last_word(name)
            surnames.setdefault(surname.lower(), []).append(person)
        texts = [name, *(text for row in rows if row[1] for text in row[1].split("|"))]
        named = person.named
        names += [(text, named) for text in dict.fromkeys(texts) if text.strip()]
    return names, surnames, acting
