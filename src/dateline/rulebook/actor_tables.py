"""The tables of `rules/actors` and `rules/places`, row by row, checked, made into records.

A list inside a cell is separated by `|`. Errors name file and line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path

from dateline.rulebook.actor_sources import SECTORS, Tables
from dateline.rulebook.errors import RuleError
from dateline.rulebook.names import Name, Place, cut, fold, variants
from dateline.rulebook.nouns import Condition, Modifier, Noun, spoken
from dateline.rulebook.offices import SameOffice
from dateline.rulebook.people import GIVEN_FIRST, Person, Term, slug
from dateline.rulebook.tables import read_table

PLACE_COLUMNS = ("name", "aliases", "country", "lat", "lon", "kind")
USES = frozenset({"with", "object", "never-subject", "EU"})
REFERS = frozenset({"person", "country", "group", "igo", "organisation", "side", "people", "media"})
GENDERS = frozenset({"f", "m"})


def _split(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part] if cell else []


def _make(
    text: str,
    kind: str,
    key: str,
    name: str,
    country: str | None,
    sector: str | None,
    detail: str = "",
    person: Person | None = None,
    first: str = "",
    last: str = "",
) -> list[Name]:
    if text.isascii() and text.replace(" ", "").isalpha():
        tokens, words = tuple(text.split()), tuple(text.lower().split())
    else:
        tokens = _tokens(text)
        words = tuple([t.lower() for t in tokens])
    if not tokens:
        return []
    return [Name(words, tokens, kind, key, name, country, sector, detail, person, first, last)]


def _tokens(name: str) -> tuple[str, ...]:
    """A name as it is looked for: cut, without accents."""
    if name.isascii() and name.replace(" ", "").isalpha():
        return tuple(name.split())
    return tuple([fold(t) for t in cut(name)])


def read_countries(tables: Tables) -> list[Name]:
    out: list[Name] = []
    file = "countries.tsv"
    for row in tables.rows(file):
        code, _, _, name, aliases, nationals, adjectives, capitals, seats, begin, end = row
        if not code or not name:
            raise tables.fault(file, row, "a country needs a code and a name")
        first, last = tables.day(file, row, begin, end=False), tables.day(file, row, end, end=True)
        for kind, cells in (
            ("country", [name, *_split(aliases)]),
            ("adjective", _split(adjectives)),
            ("national", _split(nationals)),
            ("seat", _split(seats)),
            ("capital", _split(capitals)),
        ):
            sector = {"national": "CVL", "seat": "GOV", "capital": "GOV"}.get(kind)
            for text in cells:
                out.extend(_make(text, kind, f"country:{code}", name, code, sector, "", None, first, last))
    return out


def read_state_numbers(tables: Tables) -> dict[str, tuple[int | None, int | None]]:
    """ISO-3 code to the numbers of the Correlates of War project and of Gleditsch and Ward."""
    out: dict[str, tuple[int | None, int | None]] = {}
    file = "countries.tsv"
    for row in tables.rows(file):
        if any(cell and not cell.isdigit() for cell in row[1:3]):
            raise tables.fault(file, row, "cow and gw are numbers, or empty")
        cow, gw = (int(cell) if cell else None for cell in row[1:3])
        out.setdefault(row[0], (cow, gw))
    return out


def read_organisations(tables: Tables) -> list[Name]:
    out: list[Name] = []
    file = "organisations.tsv"
    for row in tables.rows(file):
        key, name, aliases, country, sector, kind, begin, end = row
        if not key or not name:
            raise tables.fault(file, row, "an organisation needs an id and a name")
        sector_ = tables.sector(file, row, sector)
        first, last = tables.day(file, row, begin, end=False), tables.day(file, row, end, end=True)
        for text in (name, *_split(aliases)):
            out.extend(
                _make(
                    text,
                    "organisation",
                    f"org:{key}",
                    name,
                    country or None,
                    sector_,
                    kind,
                    None,
                    first,
                    last,
                )
            )
    return out


def read_groups(tables: Tables) -> list[Name]:
    out: list[Name] = []
    file = "groups.tsv"
    for row in tables.rows(file):
        key, name, aliases, country, sector, begin, end = row
        if not key or not name:
            raise tables.fault(file, row, "a group needs an id and a name")
        sector_ = tables.sector(file, row, sector)
        first, last = tables.day(file, row, begin, end=False), tables.day(file, row, end, end=True)
        for text in (name, *_split(aliases)):
            out.extend(
                _make(
                    text, "group", f"group:{key}", name, country or None, sector_, "armed", None, first, last
                )
            )
    return out


def read_people(
    tables: Tables,
) -> tuple[list[Name], dict[str, tuple[Person, ...]], dict[str, list[Person]]]:
    """Names of persons; the persons by surname: those who held a dated office; all by country."""
    file = "people.tsv"
    terms: dict[tuple[str, str], list[Term]] = {}
    called: dict[tuple[str, str], list[str]] = {}
    day, sectors = tables.day, SECTORS
    for row in tables.rows(file):
        name, aliases, country, office, sector, begin, end = row
        if not name:
            raise tables.fault(file, row, "a person needs a name")
        if sector and sector not in sectors:
            tables.sector(file, row, sector)
        first, last = day(file, row, begin, end=False), day(file, row, end, end=True)
        if country and office.startswith(country) and office[len(country) : len(country) + 1] == " ":
            office = office[len(country) + 1 :]  # "UN spokesperson": the body is the country
        term = Term(office.lower(), sector or None, first, last)
        key = (name, country)
        held = terms.get(key)
        if held is None:
            terms[key] = [term]
            called[key] = [name]
        else:
            held.append(term)
        if aliases:
            called[key].extend(aliases.split("|"))
    out: list[Name] = []
    surnames: dict[str, list[Person]] = {}
    acting: dict[str, list[Person]] = {}
    for key, held in terms.items():
        name, country = key
        person = Person(f"person:{slug(name)}", name, country or None, tuple(held))
        if country:
            acting.setdefault(country, []).append(person)
        key_, land = person.id, person.country
        surname = ""
        for text in dict.fromkeys(called[key]):
            if text.isascii() and text.replace(" ", "").isalpha():
                tokens, words = tuple(text.split()), tuple(text.lower().split())
            else:
                tokens = _tokens(text)
                words = tuple([t.lower() for t in tokens])
            if words:
                out.append(Name(words, tokens, "person", key_, name, land, None, "", person, "", ""))
                surname = surname or words[0 if country in GIVEN_FIRST else -1]
        if held[0].first or held[-1].first:
            surnames.setdefault(surname, []).append(person)
    return out, {k: tuple(v) for k, v in surnames.items()}, acting


def read_nouns(tables: Tables) -> dict[str, tuple[Noun, ...]]:
    out: dict[str, dict[tuple[str, ...], Noun]] = {}
    kinds = (
        ("organ", "organs.tsv"),
        ("office", "offices.tsv"),
        ("role", "roles.tsv"),
        ("organ", "bodies.tsv"),
    )
    # Source by source, so that a role of the user's own goes before an organ of ours.
    sources = tables.each()
    for source, kind, file in [(s, k, f) for s in sources for k, f in kinds]:
        for row in source.rows(file):
            sector = source.sector(file, row, row[1])
            for text in _split(row[0]):
                for tokens in variants(text):
                    words = tokens if text.islower() else tuple([t.lower() for t in tokens])
                    cased = () if words == tokens else tokens
                    weapon = row[2].startswith("a weapon")
                    noun = Noun(words, spoken(words), "weapon" if weapon else kind, sector, cased)
                    out.setdefault(words[-1], {}).setdefault(tokens, noun)
    return {
        last: tuple(found.values())
        if len(found) == 1
        else tuple(sorted(found.values(), key=lambda n: len(n.words)))
        for last, found in out.items()
    }


def longer_nouns(nouns: dict[str, tuple[Noun, ...]]) -> dict[str, dict[str, tuple[Noun, ...]]]:
    """Nouns of several words by their last but one, then their last; longest first."""
    out: dict[str, dict[str, tuple[Noun, ...]]] = {}
    for last, found in nouns.items():
        for noun in sorted(found, key=lambda n: -len(n.words)):
            if len(noun.words) > 1:
                endings = out.setdefault(noun.words[-2], {})
                endings[last] = (*endings.get(last, ()), noun)
    return out


def read_modifiers(tables: Tables) -> tuple[dict[str, tuple[Modifier, ...]], dict[str, str]]:
    """Modifiers by first word, and the meaning of the parts of compounds (`backed`, `pro-`)."""
    out: dict[str, list[Modifier]] = {}
    links: dict[str, str] = {}
    file = "modifiers.tsv"
    for row in tables.rows(file):
        text, effects, _ = row
        sector = None
        for effect in effects.split():
            what, _, value = effect.partition("=")
            if what == "sector":
                sector = tables.sector(file, row, value)
            elif what in ("prefix", "suffix") and value:
                links.setdefault(text.lower().removeprefix("-"), value)
            elif effect != "none":
                raise tables.fault(file, row, f"{effect!r} is no effect (none, sector=, prefix=, suffix=)")
        if sector and not text.endswith("-"):
            for tokens in variants(text):
                words = tuple([t.lower() for t in tokens])
                out.setdefault(words[0], []).append(
                    Modifier(words, sector, () if words == tokens else tokens)
                )
    return {k: tuple(sorted(v, key=lambda m: -len(m.words))) for k, v in out.items()}, links


def no_names(tables: Tables) -> Iterator[Name]:
    """Phrases that hide the names in them: kind `none`, for nobody."""
    for phrase, _ in tables.rows("no_names.tsv"):
        tokens = _tokens(phrase)
        yield Name(tuple([t.lower() for t in tokens]), tokens, "none", "", phrase, None, None)


def read_conditions(tables: Tables) -> dict[tuple[str, ...], Condition]:
    out: dict[tuple[str, ...], Condition] = {}
    for name, reading, needs, blocks, _ in tables.rows("ambiguous.tsv"):
        words = tuple(t.lower() for t in _tokens(name))
        out.setdefault(words, Condition(reading, tuple(_split(needs)), tuple(_split(blocks))))
    return out


def read_words(tables: Tables, file: str, allowed: frozenset[str]) -> dict[str, str]:
    out: dict[str, str] = {}
    for row in tables.rows(file):
        if row[1] not in allowed:
            raise tables.fault(file, row, f"{row[1]!r} is none of {', '.join(sorted(allowed))}")
        out.setdefault(row[0], row[1])
    return out


def read_same_offices(tables: Tables) -> dict[str, list[SameOffice]]:
    out: dict[str, list[SameOffice]] = {}
    for office, same_as, countries, _ in tables.rows("same_offices.tsv"):
        others = countries.startswith("!")
        codes = frozenset(_split(countries.removeprefix("!")))
        out.setdefault(office.replace("-", " "), []).append(SameOffice(same_as, codes, others))
    return out


def joined_names(names: list[Name], links: dict[str, str]) -> Iterator[Name]:
    """Names with a full stop stay one token with what a hyphen ties to them: `U.S.-backed`."""
    words = [word for word in links if not word.endswith("-")]
    for name in names:
        if len(name.words) == 1 and name.words[0].endswith("."):
            for word in words:
                text = f"{name.cased[0]}-{word}"
                yield replace(name, words=(text.lower(),), cased=(text,), kind="adjective", detail=word)


def read_places(path: Path | Traversable) -> dict[tuple[str, ...], tuple[Place, ...]]:
    out: dict[tuple[str, ...], list[Place]] = {}
    for row in read_table(path, PLACE_COLUMNS):
        name, aliases, country, lat, lon, kind = row
        try:
            place = Place(
                name, country or None, float(lat) if lat else None, float(lon) if lon else None, kind
            )
        except ValueError:
            text = path.read_text(encoding="utf-8")
            raise RuleError(path.name, "lat and lon are degrees", text=text, near="\t".join(row)) from None
        for text in (name, *_split(aliases)):
            out.setdefault(_tokens(text), []).append(place)
    return {k: tuple(v) for k, v in out.items()}


def read_middles(path: Path | Traversable) -> dict[str, tuple[float, float]]:
    """ISO-3 code to latitude and longitude of a country as a whole."""
    out = {}
    for row in read_table(path, ("code", "lat", "lon")):
        try:
            out[row[0]] = (float(row[1]), float(row[2]))
        except ValueError:
            text = path.read_text(encoding="utf-8")
            raise RuleError(path.name, "lat and lon are degrees", text=text, near="\t".join(row)) from None
    return out


def place_names(places: dict[tuple[str, ...], tuple[Place, ...]]) -> Iterator[Name]:
    for tokens, found in places.items():
        place = found[0]
        yield Name(
            tuple([t.lower() for t in tokens]),
            tokens,
            "place",
            "",
            place.name,
            place.country,
            None,
            place.kind,
        )
