"""The tables of `rules/actors` and `rules/places`, row by row, checked, made into records.

A list inside a cell is separated by `|`. Errors name file and line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib.resources.abc import Traversable
from pathlib import Path

from dateline.rulebook.actor_sources import Tables
from dateline.rulebook.errors import RuleError
from dateline.rulebook.names import Listed, Name, Place, first_word, named, tokens, variants
from dateline.rulebook.nouns import Condition, Modifier, Noun, spoken
from dateline.rulebook.offices import SameOffice
from dateline.rulebook.tables import Made, read_table

PLACE_COLUMNS = ("name", "aliases", "country", "lat", "lon", "kind")
USES = frozenset({"with", "object", "never-subject", "EU"})
REFERS = frozenset({"person", "country", "group", "igo", "organisation", "side", "people", "media"})
GENDERS = frozenset({"f", "m"})


def _split(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part] if cell else []


def _listed(
    texts: Iterable[str],
    kind: str,
    key: str,
    name: str,
    country: str | None,
    sector: str | None,
    detail: str = "",
    first: str = "",
    last: str = "",
) -> list[Listed]:
    """The names of one thing, to be made when they are asked for."""

    def make(words: tuple[str, ...], cased: tuple[str, ...]) -> Name:
        return Name(words, cased, kind, key, name, country, sector, detail, None, first, last)

    return [(text, make) for text in texts if text.strip()]


def read_countries(tables: Tables) -> list[Listed]:
    out: list[Listed] = []
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
            out += _listed(cells, kind, f"country:{code}", name, code, sector, "", first, last)
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


def read_organisations(tables: Tables) -> list[Listed]:
    out: list[Listed] = []
    file = "organisations.tsv"
    for row in tables.rows(file):
        key, name, aliases, country, sector, kind, begin, end = row
        if not key or not name:
            raise tables.fault(file, row, "an organisation needs an id and a name")
        sector_ = tables.sector(file, row, sector)
        first, last = tables.day(file, row, begin, end=False), tables.day(file, row, end, end=True)
        texts = (name, *_split(aliases))
        out += _listed(texts, "organisation", f"org:{key}", name, country or None, sector_, kind, first, last)
    return out


def read_groups(tables: Tables) -> list[Listed]:
    out: list[Listed] = []
    file = "groups.tsv"
    for row in tables.rows(file):
        key, name, aliases, country, sector, begin, end = row
        if not key or not name:
            raise tables.fault(file, row, "a group needs an id and a name")
        sector_ = tables.sector(file, row, sector)
        first, last = tables.day(file, row, begin, end=False), tables.day(file, row, end, end=True)
        texts = (name, *_split(aliases))
        out += _listed(texts, "group", f"group:{key}", name, country or None, sector_, "armed", first, last)
    return out


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
            sort = "weapon" if row[2].startswith("a weapon") else kind
            for text in _split(row[0]):
                for written in variants(text):
                    words = written if text.islower() else tuple([t.lower() for t in written])
                    cased = () if words == written else written
                    noun = Noun(words, spoken(words), sort, sector, cased)
                    out.setdefault(words[-1], {}).setdefault(written, noun)
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
            for written in variants(text):
                words = tuple([t.lower() for t in written])
                out.setdefault(words[0], []).append(
                    Modifier(words, sector, () if words == written else written)
                )
    return {k: tuple(sorted(v, key=lambda m: -len(m.words))) for k, v in out.items()}, links


def no_names(tables: Tables) -> list[Listed]:
    """Phrases that hide the names in them: kind `none`, for nobody."""
    return [
        listed
        for phrase, _ in tables.rows("no_names.tsv")
        for listed in _listed([phrase], "none", "", phrase, None, None)
    ]


def read_conditions(tables: Tables) -> dict[tuple[str, ...], Condition]:
    out: dict[tuple[str, ...], Condition] = {}
    for name, reading, needs, blocks, _ in tables.rows("ambiguous.tsv"):
        words = tuple(t.lower() for t in tokens(name))
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


def joined_names(names: Iterable[Listed], links: dict[str, str]) -> Iterator[Listed]:
    """Names with a full stop stay one token with what a hyphen ties to them: `U.S.-backed`."""
    ends = [word for word in links if not word.endswith("-")]
    for listed in names:
        if listed[0].endswith(".") and len(tokens(listed[0])) == 1:
            first = first_word(listed[0])
            for word in ends:
                yield f"{first}-{word}", partial(_joined, listed, word)


def _joined(listed: Listed, word: str, *_: tuple[str, ...]) -> Name:
    name = named(listed)
    text = f"{name.cased[0]}-{word}"
    return replace(name, words=(text.lower(),), cased=(text,), kind="adjective", detail=word)


def read_places(path: Path | Traversable) -> tuple[list[Listed], Mapping[tuple[str, ...], Sequence[Place]]]:
    """Names of places, and the places by the words of each name, made and checked when one asks for them."""
    names: list[Listed] = []
    rows: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for row in read_table(path, PLACE_COLUMNS):
        name, aliases, country, _, _, kind = row
        new = []
        for text in (name, *_split(aliases)):
            words = tokens(text)
            if words not in rows:
                rows[words] = []
                new.append(text)
            rows[words].append(row)
        names += _listed(new, "place", "", name, country or None, None, kind)
    return names, Made(rows, partial(_place, path))


def _place(path: Path | Traversable, row: tuple[str, ...]) -> Place:
    name, _, country, lat, lon, kind = row
    try:
        return Place(name, country or None, float(lat) if lat else None, float(lon) if lon else None, kind)
    except ValueError:
        text = path.read_text(encoding="utf-8")
        raise RuleError(path.name, "lat and lon are degrees", text=text, near="\t".join(row)) from None


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
