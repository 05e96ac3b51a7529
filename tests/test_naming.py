"""How a name resolves on a day: what `dateline actors` tells."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dateline.cli import main
from dateline.naming import Resolution, Sense, resolve_name, state_numbers
from dateline.rulebook.actors import Gazetteer, load_gazetteer

PEOPLE = "name\taliases\tcountry\toffice\tsector\tfrom\tto\n"
GROUPS = "id\tname\taliases\tcountry\tsector\tfrom\tto\n"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def resolve(gazetteer: Gazetteer, name: str, day: str | None = None) -> Resolution:
    return resolve_name(gazetteer, state_numbers(), name, date.fromisoformat(day) if day else None)


def meant(found: Resolution) -> Sense:
    (sense,) = [s for s in found.senses if s.chosen]
    return sense


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args])


@pytest.mark.parametrize(
    ("day", "sector", "office"),
    [("2004-06-01", "PTY", "party leader"), ("2015-09-04", "GOV", "chancellor"), ("2023-05-01", "ELI", None)],
)
def test_a_person_is_shown_as_on_the_day_with_all_offices(
    gazetteer: Gazetteer, day: str, sector: str, office: str | None
) -> None:
    merkel = meant(resolve(gazetteer, "Angela Merkel", day))
    assert (merkel.sector, merkel.office) == (sector, office)
    assert [h.office for h in merkel.offices] == ["party leader", "chancellor"]
    assert sum(h.now for h in merkel.offices) == (1 if office else 0)


def test_state_numbers_stand_beside_the_country(gazetteer: Gazetteer) -> None:
    germany = meant(resolve(gazetteer, "Germany"))
    assert (germany.country, germany.cow, germany.gw) == ("DEU", 255, 260)


@pytest.mark.parametrize(
    ("name", "day", "who"),
    [
        ("the French president", "1998-07-12", "person:jacques-chirac"),
        ("president of France", "2022-07-12", "person:emmanuel-macron"),
        ("UN secretary-general", "2010-01-01", "person:ban-ki-moon"),
        ("British foreign secretary", "2022-03-01", "person:liz-truss"),
        ("foreign minister of Britain", "2022-03-01", "person:liz-truss"),
    ],
)
def test_an_office_with_its_state_is_whoever_held_it(
    gazetteer: Gazetteer, name: str, day: str, who: str
) -> None:
    assert meant(resolve(gazetteer, name, day)).id == who


def test_an_ambiguous_name_says_what_it_needs(gazetteer: Gazetteer) -> None:
    georgia = resolve(gazetteer, "Georgia")
    assert meant(georgia).country == "GEO"
    assert {s.country for s in georgia.senses} == {"GEO", "USA"}
    assert georgia.condition is not None
    assert "Atlanta" in georgia.condition


def test_a_capital_of_a_bloc_and_a_surname_have_several_senses(gazetteer: Gazetteer) -> None:
    brussels = resolve(gazetteer, "Brussels")
    assert meant(brussels).country == "EU"
    assert "BEL" in {s.country for s in brussels.senses}
    surname = resolve(gazetteer, "Vereshchuk", "2022-03-01").senses[0]
    assert (surname.id, surname.office) == ("person:iryna-vereshchuk", "deputy prime minister")
    assert surname.needs is not None


def test_a_group_that_came_to_power_changes_its_sector(gazetteer: Gazetteer) -> None:
    assert meant(resolve(gazetteer, "Taliban", "2010-01-01")).sector == "REB"
    assert meant(resolve(gazetteer, "Taliban", "2022-01-01")).sector == "GOV"


def test_json_is_one_line_with_numbers_and_reasons() -> None:
    result = run("actors", "Angela", "Merkel", "--on", "2015-09-04", "--format", "json")
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    record = json.loads(line)
    assert (record["means"], record["on"]) == ("person:angela-merkel", "2015-09-04")
    sense = record["senses"][0]
    assert (sense["country"], sense["cow"], sense["gw"]) == ("DEU", 255, 260)
    assert sense["why"]
    assert sense["offices"][1]["now"] is True


def test_text_marks_the_sense_meant_and_an_unknown_name_is_exit_code_1() -> None:
    known = run("actors", "the Kremlin")
    assert known.exit_code == 0
    assert "→ Russia  [country:RUS]" in known.stdout
    unknown = run("actors", "Zebulon Quartermain")
    assert unknown.exit_code == 1
    assert "nobody of that name" in unknown.stdout


def test_a_file_of_ones_own_wins(tmp_path: Path) -> None:
    mine = tmp_path / "mine.tsv"
    mine.write_text(
        "# two tables in one file\n"
        + PEOPLE
        + "Angela Merkel\t\tDEU\tspecial envoy\tGOV\t2022-01\t\n"
        + GROUPS
        + "deu-kremlin\tKremlin\t\tDEU\tCRM\t\t\n",
        encoding="utf-8",
    )
    own = load_gazetteer(mine)
    merkel = meant(resolve(own, "Angela Merkel", "2022-06-01"))
    assert (merkel.office, len(merkel.offices)) == ("special envoy", 1)
    assert meant(resolve(own, "Kremlin", "2022-06-01")).id == "group:deu-kremlin"
    assert meant(resolve(own, "Olaf Scholz", "2022-06-01")).office == "chancellor"
    shown = run("actors", "Kremlin", "--actors", mine)
    assert "group:deu-kremlin" in shown.stdout


def test_a_file_without_a_header_is_refused_with_its_line(tmp_path: Path) -> None:
    mine = tmp_path / "mine.tsv"
    mine.write_text("# mine\nAngela Merkel\tDEU\n", encoding="utf-8")
    result = run("actors", "Merkel", "--actors", mine)
    assert result.exit_code == 3
    assert "mine.tsv: line 2" in result.stderr
