"""The tables of actors and places are well formed, and say what a reader of the news would say."""

from __future__ import annotations

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib.resources import files

import pytest

Row = dict[str, str]

HEADERS = {
    "actors/countries.tsv": ("code cow gw name aliases nationals adjectives capitals seats from to".split()),
    "actors/organisations.tsv": "id name aliases country sector kind from to".split(),
    "actors/groups.tsv": "id name aliases country sector from to".split(),
    "places/places.tsv": "name aliases country lat lon kind".split(),
}
KEYS = {
    "actors/countries.tsv": "code",
    "actors/organisations.tsv": "id",
    "actors/groups.tsv": "id",
}
NAMES = {
    "actors/countries.tsv": ("name", "aliases", "nationals", "adjectives", "capitals", "seats"),
    "actors/organisations.tsv": ("name", "aliases"),
    "actors/groups.tsv": ("name", "aliases"),
    "places/places.tsv": ("name", "aliases"),
}
PLOVER_SECTORS = set(
    "GOV MIL COP LEG JUD SPY PTY OPP REB PRM UAF UNK CVL REF ELI JRN BUS LAB AGR MED EDU REL SOC"
    " CRM PRE".split()
)
SECTORS = PLOVER_SECTORS | {"IGO", "NGO"}
PLACE_KINDS = set(
    "ambiguous capital city continent island province region river sea site state strait".split()
)
UN_MEMBERS = set(
    """AFG ALB DZA AND AGO ATG ARG ARM AUS AUT AZE BHS BHR BGD BRB BLR BEL BLZ BEN BTN BOL BIH BWA
    BRA BRN BGR BFA BDI CPV KHM CMR CAN CAF TCD CHL CHN COL COM COG COD CRI CIV HRV CUB CYP CZE DNK
    DJI DMA DOM ECU EGY SLV GNQ ERI EST SWZ ETH FJI FIN FRA GAB GMB GEO DEU GHA GRC GRD GTM GIN GNB
    GUY HTI HND HUN ISL IND IDN IRN IRQ IRL ISR ITA JAM JPN JOR KAZ KEN KIR PRK KOR KWT KGZ LAO LVA
    LBN LSO LBR LBY LIE LTU LUX MDG MWI MYS MDV MLI MLT MHL MRT MUS MEX FSM MDA MCO MNG MNE MAR MOZ
    MMR NAM NRU NPL NLD NZL NIC NER NGA MKD NOR OMN PAK PLW PAN PNG PRY PER PHL POL PRT QAT ROU RUS
    RWA KNA LCA VCT WSM SMR STP SAU SEN SRB SYC SLE SGP SVK SVN SLB SOM ZAF SSD ESP LKA SDN SUR SWE
    CHE SYR TJK TZA THA TLS TGO TON TTO TUN TUR TKM TUV UGA UKR ARE GBR USA URY UZB VUT VEN VNM YEM
    ZMB ZWE""".split()
)
DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

# Names that two rows of one table share in one period, on purpose: file -> name -> ids.
SHARED_NAMES: dict[str, dict[str, set[str]]] = {
    "actors/countries.tsv": {},
    "actors/organisations.tsv": {},
    "actors/groups.tsv": {},
}


@cache
def table(name: str) -> tuple[Row, ...]:
    text = (files("dateline") / "rules" / name).read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    header = lines[0].split("\t")
    return tuple(dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:])


def cell(row: Row, column: str) -> list[str]:
    return row[column].split("|") if row[column] else []


def names(row: Row, columns: Iterable[str]) -> set[str]:
    return {name for column in columns for name in cell(row, column)}


def first_day(text: str) -> date:
    found = DATE.fullmatch(text)
    assert found, text
    year, month, day = found.groups()
    return date(int(year), int(month or 1), int(day or 1))


def last_day(text: str) -> date:
    found = DATE.fullmatch(text)
    assert found, text
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def period(row: Row) -> tuple[date, date]:
    begin = first_day(row["from"]) if row["from"] else date.min
    end = last_day(row["to"]) if row["to"] else date.max
    return begin, end


def clashes(rows: Iterable[Row], key: str, columns: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Pairs of different ids that bear one name on one day."""
    columns = tuple(columns)
    seen: dict[str, list[tuple[str, tuple[date, date]]]] = defaultdict(list)
    for row in rows:
        begin, end = period(row)
        for name in sorted(names(row, columns)):
            for other, (other_begin, other_end) in seen[name]:
                if other != row[key] and begin <= other_end and other_begin <= end:
                    yield name, other, row[key]
            seen[name].append((row[key], (begin, end)))


def who(file: str, name: str, on: date) -> set[tuple[str, str]]:
    """Id and sector (for countries: code twice) of the rows that bear this name on this day."""
    key = KEYS[file]
    return {
        (row[key], row.get("sector", row[key]))
        for row in table(file)
        if name in names(row, NAMES[file]) and period(row)[0] <= on <= period(row)[1]
    }


@pytest.mark.parametrize("file", sorted(HEADERS))
def test_columns_and_cells(file: str) -> None:
    """Every row has the columns of the README, no cell has stray blanks or empty list items."""
    for row in table(file):
        assert list(row) == HEADERS[file]
        for value in row.values():
            assert value == value.strip()
            assert not value or all(part == part.strip() != "" for part in value.split("|")), row
        assert row["name"]


@pytest.mark.parametrize("file", sorted(KEYS))
def test_dates(file: str) -> None:
    """Dates are days, months or years, and no period ends before it begins."""
    for row in table(file):
        begin, end = period(row)
        assert begin <= end, row


@pytest.mark.parametrize("file", sorted(KEYS))
def test_ids_are_unique_within_a_period(file: str) -> None:
    """One id has one row a day: several rows only where sector or names changed with time."""
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for row in table(file):
        key = row[KEYS[file]]
        begin, end = period(row)
        assert not any(begin <= e and b <= end for b, e in spans[key]), key
        spans[key].append((begin, end))
    if file != "actors/groups.tsv":
        assert all(len(periods) == 1 for periods in spans.values())


@pytest.mark.parametrize("file", sorted(KEYS))
def test_no_name_has_two_owners(file: str) -> None:
    found = [
        clash
        for clash in clashes(table(file), KEYS[file], NAMES[file])
        if {clash[1], clash[2]} - SHARED_NAMES[file].get(clash[0], set())
    ]
    assert found == []


def test_state_numbers_are_unique_within_a_period() -> None:
    for column in ("cow", "gw"):
        assert [*clashes(table("actors/countries.tsv"), "code", [column])] == []
        assert all(re.fullmatch(r"\d{0,3}", row[column]) for row in table("actors/countries.tsv"))


def test_all_members_of_the_united_nations() -> None:
    codes = {row["code"] for row in table("actors/countries.tsv")}
    assert len(UN_MEMBERS) == 193
    assert codes >= UN_MEMBERS | {"VAT", "PSE", "TWN", "XKX", "ESH", "HKG", "GRL", "PRI"}
    assert codes >= {"SUN", "YUG", "CSK", "DDR"}
    for row in table("actors/countries.tsv"):
        assert re.fullmatch(r"[A-Z]{3}", row["code"])
        if row["code"] in UN_MEMBERS:
            assert row["cow"], row["code"]
            assert row["gw"], row["code"]


def test_sectors_and_countries() -> None:
    codes = {row["code"] for row in table("actors/countries.tsv")}
    for row in table("actors/organisations.tsv"):
        assert row["sector"] in SECTORS, row
        # An international body stands under its own short name.
        assert row["country"] in codes | {""} or re.fullmatch(r"[A-Z0-9]{2,20}", row["country"])
    for row in table("actors/groups.tsv"):
        assert row["sector"] in PLOVER_SECTORS, row
        assert row["country"] in codes | {""}, row
    for row in table("places/places.tsv"):
        assert row["country"] in codes | {""}, row
        assert row["kind"] in PLACE_KINDS, row


def test_organs_of_the_united_nations_and_the_union() -> None:
    short = {row["name"]: row["country"] for row in table("actors/organisations.tsv")}
    for name in ("UN Security Council", "UNHCR", "World Health Organization", "World Food Programme"):
        assert short[name] == "UN"
    for name in ("European Commission", "European Parliament", "European Central Bank"):
        assert short[name] == "EU"
    assert short["International Atomic Energy Agency"] == "IAEA"
    assert short["International Criminal Court"] == "ICC"


def test_enough_of_each() -> None:
    organisations = table("actors/organisations.tsv")
    sectors = Counter(row["sector"] for row in organisations)
    parties = {row["country"] for row in organisations if row["sector"] in {"PTY", "OPP"}}
    press = {row["country"] for row in organisations if row["sector"] == "JRN"}
    assert len(table("actors/countries.tsv")) >= 240
    assert len(organisations) >= 450
    assert sectors["JRN"] >= 120
    assert len(press) >= 60
    assert len(parties) >= 60
    assert len({row["id"] for row in table("actors/groups.tsv")}) >= 420
    assert len(table("places/places.tsv")) >= 1300


def test_places_lie_on_the_globe() -> None:
    for row in table("places/places.tsv"):
        assert re.fullmatch(r"-?\d{1,2}\.\d\d", row["lat"]), row
        assert re.fullmatch(r"-?\d{1,3}\.\d\d", row["lon"]), row
        assert abs(float(row["lat"])) <= 90, row
        assert abs(float(row["lon"])) <= 180, row


def test_a_place_name_has_one_default() -> None:
    """A name may stand for several places, but all rows except one are marked ambiguous."""
    plain: dict[str, Row] = {}
    for row in table("places/places.tsv"):
        for name in names(row, ("name", "aliases")):
            if row["kind"] == "ambiguous":
                continue
            assert name not in plain, (name, row, plain[name])
            plain[name] = row


def test_every_capital_is_a_place() -> None:
    """A capital that can stand for its government can also be where something happens."""
    places = {name for row in table("places/places.tsv") for name in names(row, ["name", "aliases"])}
    for row in table("actors/countries.tsv"):
        if row["code"] in UN_MEMBERS and row["capitals"]:
            assert places & set(cell(row, "capitals")), row["code"]


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("Kiev", date(2004, 12, 1), "UKR"),
        ("Kyiv", date(2022, 2, 27), "UKR"),
        ("Moscow", date(1985, 3, 12), "SUN"),
        ("Moscow", date(2022, 2, 27), "RUS"),
        ("Belgrade", date(1999, 4, 1), "YUG"),
        ("Belgrade", date(2012, 4, 1), "SRB"),
        ("Zaire", date(1980, 1, 1), "COD"),
        ("Burmese", date(2021, 2, 1), "MMR"),
        ("Downing Street", date(2019, 8, 1), "GBR"),
        ("Tel Aviv", date(2010, 1, 1), "ISR"),
        ("Côte d'Ivoire", date(2010, 1, 1), "CIV"),
        ("Nigerien", date(2023, 7, 27), "NER"),
        ("Nigerian", date(2023, 7, 27), "NGA"),
    ],
)
def test_a_country_by_any_of_its_names(name: str, on: date, code: str) -> None:
    assert who("actors/countries.tsv", name, on) == {(code, code)}


def test_a_group_changes_sector_when_it_comes_to_power() -> None:
    assert who("actors/groups.tsv", "Taliban", date(2020, 1, 1)) == {("afg-taliban", "REB")}
    assert who("actors/groups.tsv", "Taleban", date(2022, 1, 1)) == {("afg-taliban", "GOV")}
    assert who("actors/groups.tsv", "RENAMO", date(1985, 1, 1)) == {("moz-renamo", "REB")}
    assert who("actors/groups.tsv", "Renamo", date(1999, 1, 1)) == {("moz-renamo", "OPP")}
