"""The gazetteer: who can act, by name and by common noun, read from `rules/actors` and `rules/places`.

All files are tables of a person's making (`actor_tables` reads them). A folder of the user's own with
files of the same names adds to them and goes first where a name is in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from dateline.rulebook.actor_tables import (
    GENDERS,
    REFERS,
    USES,
    Tables,
    joined_names,
    place_names,
    read_conditions,
    read_countries,
    read_groups,
    read_middles,
    read_modifiers,
    read_nouns,
    read_organisations,
    read_people,
    read_places,
    read_same_offices,
    read_words,
)
from dateline.rulebook.names import NameIndex, Place, index
from dateline.rulebook.nouns import Condition, Modifier, Noun
from dateline.rulebook.offices import Offices
from dateline.rulebook.people import Person
from dateline.rulebook.tables import rules_path, uncollected


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All tables, indexed by the word that gives each entry away.

    `names` by the first two words, `first_words` of all; `nouns` by last lemma; `modifiers` by first
    word; `places` by the words of the name, `middles` of countries by code. `surnames` are those of
    people who held a dated office; `conditions` by the words of the name. `governments` says when a
    capital stands for its government; `links` what the other part of a hyphened compound means
    ("Iran-backed": backed-by, "pro-": for), `references` what kind of party "the group" points back
    to; `unplaced` are nouns of people whose country the story does not tell.
    """

    names: NameIndex
    first_words: frozenset[str]
    nouns: dict[str, tuple[Noun, ...]]
    modifiers: dict[str, tuple[Modifier, ...]]
    places: dict[tuple[str, ...], tuple[Place, ...]]
    middles: dict[str, tuple[float, float]]
    surnames: dict[str, tuple[Person, ...]]
    conditions: dict[tuple[str, ...], Condition]
    governments: dict[str, str]
    links: dict[str, str]
    references: dict[str, str]
    unplaced: frozenset[str]
    countries: dict[str, str]
    """ISO-3 code to name."""
    igos: dict[str, str]
    """Id of an intergovernmental organisation to its short name."""
    offices: Offices
    genders: dict[str, str]
    """Given names, or whole names, in small letters without accents, to `f` or `m`."""


def load_gazetteer(extra: Path | None = None, folder: Path | None = None) -> Gazetteer:
    """The gazetteer of the package, or of `folder`, with the user's own tables in `extra` before it.

    Raises `RuleError` with file and line for a table that cannot be read.
    """
    actors, places = rules_path(folder, "actors"), rules_path(folder, "places")
    with uncollected():
        return gazetteer_from([*([extra] if extra else []), actors], places)


def gazetteer_from(folders: list[Path | Traversable], places: Path | Traversable) -> Gazetteer:
    """The same from any folders; the last one must be complete, those before it need not be."""
    tables = Tables(folders)
    countries = read_countries(tables)
    organisations = [*read_organisations(tables), *read_groups(tables)]
    people, surnames, acting = read_people(tables)
    where = read_places(places / "places.tsv")
    names = [*organisations, *people, *countries, *place_names(where)]
    modifiers, links = read_modifiers(tables)
    names.extend(joined_names(names, links))
    names_by_words, first_words = index(names)
    return Gazetteer(
        names=names_by_words,
        first_words=first_words,
        nouns=read_nouns(tables),
        modifiers=modifiers,
        places=where,
        middles=read_middles(places / "countries.tsv"),
        surnames=surnames,
        conditions=read_conditions(tables),
        governments=read_words(tables, "governments.tsv", USES),
        links=links,
        references=read_words(tables, "references.tsv", REFERS),
        unplaced=frozenset(row[0] for row in tables.rows("unplaced.tsv")),
        countries={n.country: n.name for n in countries if n.kind == "country" and n.country},
        offices=Offices(acting, read_same_offices(tables)),
        genders=read_words(tables, "given_names.tsv", GENDERS),
        igos={n.id: n.country for n in organisations if n.sector == "IGO" and n.country},
    )
