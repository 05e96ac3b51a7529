"""The tables of other formats' codes: complete, and faults in them are named."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from dateline.cli import main
from dateline.rulebook.actors import load_gazetteer
from dateline.rulebook.errors import RuleError
from dateline.rulebook.exports import LEVELS, ExportCodes, load_export_codes
from dateline.rulebook.tables import rules_folder


@pytest.fixture(scope="module")
def codes() -> ExportCodes:
    return load_export_codes()


def rows(*parts: str) -> list[list[str]]:
    path = rules_folder()
    for part in parts:
        path = path / part
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


def test_every_body_and_country_that_can_act_has_codes(codes: ExportCodes) -> None:
    for table, column in (("organisations.tsv", 3), ("groups.tsv", 3), ("people.tsv", 2)):
        found = {row[column] for row in rows("actors", table)} - {""}
        assert not found - codes.states.keys() - codes.bodies.keys(), table


def test_exactly_our_countries_have_codes(codes: ExportCodes) -> None:
    assert {row[0] for row in rows("exports", "countries.tsv")} == {
        row[0] for row in rows("actors", "countries.tsv")
    }
    assert len(codes.states) == len(rows("exports", "countries.tsv"))


def test_a_fault_is_found_before_anything_is_exported(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "intents.tsv").write_text("act\tintent\tnote\n04\t03X\t\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["rules", "check", "--rules", str(tmp_path), "aid"])
    assert result.exit_code == 3
    assert "intents.tsv:2: '03X' is not known" in result.stderr


def test_every_sector_that_a_party_can_have_has_codes(codes: ExportCodes) -> None:
    used = {row[4] for row in rows("actors", "organisations.tsv")} | {
        r[4] for r in rows("actors", "people.tsv")
    }
    used |= {name.sector or "" for name in load_gazetteer().names}
    assert not used - {""} - codes.sectors.keys()


def test_every_code_that_a_rule_can_give_has_a_name_a_score_and_a_class(codes: ExportCodes) -> None:
    for code in sorted(codes.ontology.cameo):
        found = codes.cameo[code]
        assert found.name
        assert found.goldstein is not None
        assert -10 <= found.goldstein <= 10
        assert found.quad in (1, 2, 3, 4)
        assert code.startswith(found.base)
        assert code.startswith(found.root)
    for type_ in codes.ontology.types.values():
        assert type_.name == "MOVE" or type_.cameo in codes.cameo


def test_every_kind_of_place_has_a_level(codes: ExportCodes) -> None:
    assert {row[5] for row in rows("places", "places.tsv")} <= codes.place_kinds.keys()
    assert {kind.level for kind in codes.place_kinds.values()} <= LEVELS


def test_present_states_have_fips_codes_of_their_own(codes: ExportCodes) -> None:
    """Only a territory may share the code of the state that surrounds it."""
    shared: dict[str, list[str]] = {}
    for code, state in codes.states.items():
        shared.setdefault(state.fips, []).append(code)
    for members in shared.values():
        own = [c for c in members if not c.startswith("X") and c != "ALA"]
        assert len(own) <= 1, members


@pytest.mark.parametrize(
    ("code", "fips", "icews"),
    [
        ("RUS", "RS", "Russian Federation"), ("CHN", "CH", "China"), ("CHE", "SZ", "Switzerland"),
        ("DEU", "GM", "Germany"), ("GBR", "UK", "United Kingdom"), ("UKR", "UP", "Ukraine"),
        ("AUS", "AS", "Australia"), ("AUT", "AU", "Austria"), ("TUR", "TU", "Turkey"),
        ("ISR", "IS", "Israel"),
        ("IRQ", "IZ", "Iraq"), ("ZAF", "SF", "South Africa"), ("PSE", "WE", "Occupied Palestinian Territory"),
    ],
)  # fmt: skip
def test_codes_that_are_easily_mistaken(codes: ExportCodes, code: str, fips: str, icews: str) -> None:
    assert (codes.states[code].fips, codes.states[code].icews) == (fips, icews)


def test_the_longest_beginning_of_a_code_decides_the_intent(codes: ExportCodes) -> None:
    assert codes.intent("040") == "036"
    assert codes.intent("045") == "039"
    assert codes.intent("0871") == "0356"
    assert codes.intent("173") == "173"


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [
        ("countries.tsv", lambda t: t.replace("AFG\tAF", "AFG\tAFG"), "FIPS 10-4 code has two letters"),
        ("bodies.tsv", lambda t: t.replace("NATO\tIGO\t", "NATO\tPACT\t"), "NATO: kind is IGO or NGO"),
        ("bodies.tsv", lambda t: t.replace("IGOWSTNAT", "IGOWSTNATO"), "groups of three"),
        (
            "cameo.tsv",
            lambda t: t.replace("\n04\tConsult\t\t1", ""),
            "040: needs 040 and, with a quad class, 04",
        ),
        ("intents.tsv", lambda t: t.replace("04\t036", "04\t999"), "'999' is not known"),
        ("intended_types.tsv", lambda t: t.replace("AID\tAGREE", "AID\tPROMISE"), "'PROMISE' is not known"),
        ("place_kinds.tsv", lambda t: t.replace("city\tcity", "city\ttown"), "level is one of"),
        (
            "sectors.tsv",
            lambda t: t.replace("sector\tcameo", "sector\ttype"),
            "columns must be sector cameo icews",
        ),
    ],
)
def test_a_fault_in_a_table_is_named(
    file: str, change: Callable[[str], str], message: str, tmp_path: Path
) -> None:
    (tmp_path / "exports").mkdir()
    whole = (rules_folder() / "exports" / file).read_text(encoding="utf-8")
    assert change(whole) != whole
    (tmp_path / "exports" / file).write_text(change(whole), encoding="utf-8")
    with pytest.raises(RuleError, match=message) as fault:
        load_export_codes(tmp_path)
    assert str(fault.value).startswith(file)
    if "columns" not in message:
        assert fault.value.line > 1


def test_the_tables_load_quickly() -> None:
    load_export_codes.cache_clear()
    began = time.perf_counter()
    load_export_codes()
    assert time.perf_counter() - began < 0.5
