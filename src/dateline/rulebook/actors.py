"""The gazetteer: who can act, by name and by common noun, read from `rules/actors` and `rules/places`.

All files are tables of a person's making (`actor_tables` reads them). A file of the user's own with
tables of the same columns adds to them and wins where a name is in both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from itertools import chain
from operator import attrgetter
from pathlib import Path

from dateline.rulebook.actor_sources import Tables
from dateline.rulebook.actor_tables import (
    GENDERS,
    REFERS,
    USES,
    joined_names,
    longer_nouns,
    no_names,
    read_conditions,
    read_countries,
    read_groups,
    read_middles,
    read_modifiers,
    read_nouns,
    read_organisations,
    read_places,
    read_same_offices,
    read_words,
)
from dateline.rulebook.listed_people import ListedPerson, read_people
from dateline.rulebook.names import Listed, NameIndex, Place, named
from dateline.rulebook.nouns import Condition, Modifier, Noun
from dateline.rulebook.offices import Offices
from dateline.rulebook.people import Person
from dateline.rulebook.tables import Made, rules_path, uncollected


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All tables, indexed by the word that gives each entry away.

    `names` by their first words; `nouns` by last lemma, those of one
    word first, and those of several again by the last but one (`longer_nouns`); `modifiers` by first
    word; `places` by the words of the name, `middles` of countries by code. `surnames` are those of
    people who held a dated office; `conditions` by the words of the name. `governments` says when a
    capital stands for its government; `links` what the other part of a hyphened compound means
    ("Iran-backed": backed-by, "pro-": for), `references` what kind of party "the group" points back
    to; `unplaced` are nouns of people whose country the story does not tell; `regions` are words before a
    noun that make it of several countries.
    """

    names: NameIndex
    nouns: dict[str, tuple[Noun, ...]]
    longer_nouns: dict[str, dict[str, tuple[Noun, ...]]]
    modifiers: dict[str, tuple[Modifier, ...]]
    places: Mapping[tuple[str, ...], Sequence[Place]]
    middles: dict[str, tuple[float, float]]
    surnames: Mapping[str, Sequence[Person]]
    conditions: dict[tuple[str, ...], Condition]
    governments: dict[str, str]
    links: dict[str, str]
    references: dict[str, str]
    unplaced: frozenset[str]
    regions: frozenset[str]
    countries: dict[str, str]
    """ISO-3 code to name."""
    offices: Offices
    genders: dict[str, str]
    """Given names, or whole names, in small letters without accents, to `f` or `m`."""

    def read(self) -> None:
        """Make all names, with their people, and all places; raises `RuleError` for a row that cannot be."""
        for _ in chain(self.names, self.places.values()):
            pass


_PERSON: Callable[[ListedPerson], Person] = attrgetter("person")


def actor_sources(extra: Path | None = None, folder: Path | None = None) -> list[Path | Traversable]:
    """Where the tables are read from: the user's own file first, then the package or `folder`."""
    return [*([extra] if extra else []), rules_path(folder, "actors")]


def load_gazetteer(extra: Path | None = None, folder: Path | None = None) -> Gazetteer:
    """The gazetteer of the package, or of `folder`; `extra` is a file of the user's own, which wins.

    Raises `RuleError` with file and line for a table that cannot be read. Names, people and places of the
    package, which its tests read, are made when a story asks for them; else all are made to find faults.
    """
    with uncollected():
        gazetteer = gazetteer_from(actor_sources(extra, folder), rules_path(folder, "places"))
        if extra is not None or folder is not None:
            gazetteer.read()
        return gazetteer


@dataclass(slots=True)
class _Named:
    """The names of one source, and the persons among them."""

    bodies: list[Listed]
    people: list[Listed]
    countries: list[Listed]
    surnames: dict[str, list[ListedPerson]]
    acting: dict[str, list[ListedPerson]]

    @classmethod
    def read(cls, tables: Tables) -> _Named:
        people, surnames, acting = read_people(tables)
        bodies = [*read_organisations(tables), *read_groups(tables)]
        return cls(bodies, people, read_countries(tables), surnames, acting)

    @property
    def names(self) -> list[Listed]:
        return [*self.bodies, *self.people, *self.countries]

    def without(self, own: _Named) -> None:
        """Drops every name that `own` gives, and all that is said of a person whom `own` lists."""
        taken = {named(one).words for one in own.names}
        people = {named(one).id for one in own.people}
        for names in (self.bodies, self.people, self.countries):
            made = [(one, named(one)) for one in names]
            names[:] = [one for one, n in made if n.words not in taken and n.id not in people]
        self.surnames = _joined(own.surnames, self.surnames, people)
        self.acting = _joined(own.acting, self.acting, people)


def _joined(
    own: Mapping[str, Sequence[ListedPerson]], ours: Mapping[str, Sequence[ListedPerson]], listed: set[str]
) -> dict[str, list[ListedPerson]]:
    """Persons of both under each key, the user's own first, without ours whom the user lists too."""
    return {
        key: [*own.get(key, ()), *(p for p in ours.get(key, ()) if p.person.id not in listed)]
        for key in [*own, *(k for k in ours if k not in own)]
    }


def gazetteer_from(sources: Sequence[Path | Traversable], places: Path | Traversable) -> Gazetteer:
    """The same from any sources; the last one must be complete, those before it need not be."""
    tables = Tables(sources)
    each = [_Named.read(source) for source in tables.each()]
    ours = each[-1]
    for own in reversed(each[:-1]):
        ours.without(own)
    own_names = [one for own in each[:-1] for one in own.names]
    countries = [named(one) for source in each for one in source.countries]
    place_names, where = read_places(places / "places.tsv")
    if own_names:
        taken = {named(one).words for one in own_names}
        place_names = [one for one in place_names if named(one).words not in taken]
    names = [*own_names, *ours.names, *place_names]
    nouns = read_nouns(tables)
    modifiers, links = read_modifiers(tables)
    names.extend([*joined_names(names, links)])
    names.extend(no_names(tables))
    return Gazetteer(
        names=NameIndex(names),
        nouns=nouns,
        longer_nouns=longer_nouns(nouns),
        modifiers=modifiers,
        places=where,
        middles=read_middles(places / "countries.tsv"),
        surnames=Made(ours.surnames, _PERSON),
        conditions=read_conditions(tables),
        governments=read_words(tables, "governments.tsv", USES),
        links=links,
        references=read_words(tables, "references.tsv", REFERS),
        unplaced=frozenset(row[0] for row in tables.rows("unplaced.tsv")),
        regions=frozenset(row[0] for row in tables.rows("regions.tsv")),
        countries={n.country: n.name for n in countries if n.kind == "country" and n.country},
        offices=Offices(Made(ours.acting, _PERSON), read_same_offices(tables)),
        genders=read_words(tables, "given_names.tsv", GENDERS),
    )
