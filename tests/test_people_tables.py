"""The tables of people, roles, offices and organs are well formed, and say what is true of known holders."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import pytest

SECTORS = frozenset(
    "GOV MIL COP LEG JUD SPY PTY OPP REB PRM UAF UNK CVL REF ELI JRN BUS LAB AGR MED EDU REL SOC CRM PRE"
    " IGO NGO".split()
)
HEADERS = {
    "roles.tsv": ("role", "sector", "note"),
    "offices.tsv": ("office", "sector", "note"),
    "organs.tsv": ("organ", "sector", "note"),
    "modifiers.tsv": ("modifier", "effect", "note"),
    "people.tsv": ("name", "aliases", "country", "office", "sector", "from", "to"),
}
AT_LEAST = {"roles.tsv": 800, "offices.tsv": 250, "organs.tsv": 250, "modifiers.tsv": 60, "people.tsv": 6000}
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@cache
def rows(table: str) -> tuple[tuple[str, ...], ...]:
    """The rows of one table, header and comments left out; cells as written."""
    text = files("dateline").joinpath("rules", "actors", table).read_text(encoding="utf-8")
    lines = text.splitlines()
    assert tuple(lines[0].split("\t")) == HEADERS[table]
    return tuple(tuple(line.split("\t")) for line in lines[1:] if line and not line.startswith("#"))


def earliest(date: str) -> str:
    """The first day that a full or partial date can mean; an open one begins before all others."""
    return (date + "-01-01"[len(date) - 4 :]) if date else "0001-01-01"


def latest(date: str) -> str:
    """The last day that a full or partial date can mean; an open one never ends."""
    return (date + {4: "-12-31", 7: "-31", 10: ""}[len(date)]) if date else "9999-12-31"


@cache
def terms_by_name() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Every name and alias with the terms of office it stands for."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in rows("people.tsv"):
        for name in [row[0], *(alias for alias in row[1].split("|") if alias)]:
            found.setdefault(name, []).append(row)
    return {name: tuple(terms) for name, terms in found.items()}


def held(name: str, day: str) -> set[tuple[str, str, str]]:
    """Country, office and sector of each term that `name` was serving on `day`."""
    return {
        (row[2], row[3], row[4])
        for row in terms_by_name().get(name, ())
        if earliest(row[5]) <= day <= latest(row[6])
    }


@pytest.mark.parametrize("table", sorted(HEADERS))
def test_every_row_has_all_its_cells_and_no_stray_blanks(table: str) -> None:
    for row in rows(table):
        assert len(row) == len(HEADERS[table]), row
        assert row[0], row
        assert all(cell == cell.strip() for cell in row), row


@pytest.mark.parametrize("table", sorted(HEADERS))
def test_the_table_is_large_enough_and_says_nothing_twice(table: str) -> None:
    found = rows(table)
    assert len(found) >= AT_LEAST[table]
    assert len(set(found)) == len(found)
    if table != "people.tsv":
        assert len({row[0] for row in found}) == len(found)


@pytest.mark.parametrize("table", ["roles.tsv", "offices.tsv", "organs.tsv"])
def test_sectors_are_those_of_the_codebook_or_empty(table: str) -> None:
    for row in rows(table):
        assert not row[1] or row[1] in SECTORS, row


def test_modifier_effects_are_of_the_known_forms() -> None:
    form = re.compile(r"none|((prefix|suffix)=[a-z-]+( |$))?(sector=([A-Z]{3}))?")
    for row in rows("modifiers.tsv"):
        match = form.fullmatch(row[1])
        assert row[1], row
        assert match, row
        assert match.group(5) is None or match.group(5) in SECTORS, row


def test_people_have_country_office_and_sector() -> None:
    for row in rows("people.tsv"):
        assert re.fullmatch(r"[A-Z0-9]{2,12}", row[2]), row
        assert row[3], row
        assert row[4] in SECTORS, row


def test_aliases_are_not_repeated_and_not_the_name_itself() -> None:
    for row in rows("people.tsv"):
        aliases = row[1].split("|") if row[1] else []
        assert all(aliases), row
        assert len(set(aliases)) == len(aliases), row
        assert row[0] not in aliases, row


def test_dates_are_well_formed_and_run_forwards() -> None:
    for row in rows("people.tsv"):
        for date in row[5:7]:
            assert not date or DATE.fullmatch(date), row
        assert earliest(row[5]) <= latest(row[6]), row


def test_the_source_of_the_leaders_is_named() -> None:
    text = files("dateline").joinpath("rules", "actors", "people.tsv").read_text(encoding="utf-8")
    assert "REIGN" in text.splitlines()[1]


@pytest.mark.parametrize(
    ("noun", "sector"),
    [
        ("protester", "CVL"),
        ("gunman", "UAF"),
        ("insurgent", "REB"),
        ("soldier", "MIL"),
        ("asylum seeker", "REF"),
        ("aid worker", "NGO"),
        ("senator", "LEG"),
        ("schoolteacher", "EDU"),
        ("people", "CVL"),
        ("analyst", ""),
    ],
)
def test_roles_have_the_sector_a_reader_expects(noun: str, sector: str) -> None:
    assert {row[0]: row[1] for row in rows("roles.tsv")}[noun] == sector


@pytest.mark.parametrize(
    ("name", "day", "country", "office", "sector"),
    [
        ("Winston Churchill", "1953-06-01", "GBR", "prime minister", "GOV"),
        ("Konrad Adenauer", "1955-05-05", "DEU", "chancellor", "GOV"),
        ("Patrice Lumumba", "1960-07-15", "COD", "prime minister", "GOV"),
        ("John F. Kennedy", "1962-10-22", "USA", "president", "GOV"),
        ("U Thant", "1967-06-05", "UN", "UN secretary-general", "IGO"),
        ("Indira Gandhi", "1971-12-03", "IND", "prime minister", "GOV"),
        ("Salvador Allende", "1972-12-04", "CHL", "president", "GOV"),
        ("Idi Amin", "1976-07-04", "UGA", "president", "GOV"),
        ("Anwar Sadat", "1978-09-17", "EGY", "president", "GOV"),
        ("Ronald Reagan", "1987-06-12", "USA", "president", "GOV"),
        ("Benazir Bhutto", "1989-06-01", "PAK", "prime minister", "GOV"),
        ("Nelson Mandela", "1995-06-24", "ZAF", "president", "GOV"),
        ("Boris Yeltsin", "1996-07-03", "RUS", "president", "GOV"),
        ("Kofi Annan", "2003-03-19", "UN", "UN secretary-general", "IGO"),
        ("Hans Blix", "2003-02-14", "UN", "chief weapons inspector", "IGO"),
        ("Dominique de Villepin", "2003-02-14", "FRA", "foreign minister", "GOV"),
        ("Donald Rumsfeld", "2004-05-07", "USA", "defense secretary", "GOV"),
        ("Pope John Paul II", "1989-12-01", "VAT", "pope", "REL"),
        ("Velupillai Prabhakaran", "2006-01-10", "LKA", "Tamil Tiger leader", "REB"),
        ("Muammar Gaddafi", "2009-09-23", "LBY", "leader", "GOV"),
        ("Dilma Rousseff", "2014-07-13", "BRA", "president", "GOV"),
        ("Xi Jinping", "2018-06-01", "CHN", "president", "GOV"),
        ("Jacinda Ardern", "2019-03-15", "NZL", "prime minister", "GOV"),
        ("Qassem Soleimani", "2019-06-20", "IRN", "head of the Quds Force", "MIL"),
        ("Svetlana Tikhanovskaya", "2021-05-01", "BLR", "opposition leader", "OPP"),
        ("Naftali Bennett", "2022-03-05", "ISR", "prime minister", "GOV"),
        ("Yair Lapid", "2022-02-27", "ISR", "foreign minister", "GOV"),
        ("Yair Lapid", "2022-09-01", "ISR", "prime minister", "GOV"),
        ("Yair Lapid", "2023-03-01", "ISR", "opposition leader", "OPP"),
        ("Sergey Lavrov", "2022-03-10", "RUS", "foreign minister", "GOV"),
        ("Dmitry Peskov", "2022-03-10", "RUS", "Kremlin spokesman", "GOV"),
        ("Yevgeny Prigozhin", "2023-06-23", "RUS", "mercenary chief", "PRM"),
        ("Lloyd Austin", "2022-04-24", "USA", "defense secretary", "GOV"),
        ("Jens Stoltenberg", "2022-02-24", "NATO", "NATO secretary-general", "IGO"),
        ("Jens Stoltenberg", "2012-01-01", "NOR", "prime minister", "GOV"),
        ("Josep Borrell", "2022-02-27", "EU", "foreign policy chief", "IGO"),
        ("Zabihullah Mujahid", "2012-01-01", "AFG", "Taliban spokesperson", "REB"),
        ("Zabihullah Mujahid", "2022-01-01", "AFG", "government spokesperson", "GOV"),
        ("William Ruto", "2023-09-04", "KEN", "president", "GOV"),
        ("Claudia Sheinbaum", "2025-01-15", "MEX", "president", "GOV"),
    ],
)
def test_who_held_what_on_which_day(name: str, day: str, country: str, office: str, sector: str) -> None:
    assert (country, office, sector) in held(name, day)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Angela Merkel", "2022-06-01"),
        ("Barack Obama", "2018-06-01"),
        ("Margaret Thatcher", "1995-01-01"),
        ("Hosni Mubarak", "2013-01-01"),
        ("Shinzo Abe", "2010-01-01"),
        ("Boris Johnson", "2024-01-01"),
        ("Donald Trump", "2022-06-01"),
    ],
)
def test_nobody_governs_out_of_office(name: str, day: str) -> None:
    assert terms_by_name()[name]
    assert not [term for term in held(name, day) if term[2] == "GOV"]


def test_spellings_of_one_name_lead_to_one_person() -> None:
    day = "2022-03-01"
    zelensky = held("Volodymyr Zelenskyy", day)
    assert zelensky == {("UKR", "president", "GOV")}
    for spelling in ("Volodymyr Zelensky", "Volodymyr Zelenskiy", "Vladimir Zelenskyy", "Zelensky"):
        assert held(spelling, day) == zelensky
