"""What `dateline rules check` finds in the tables of actors."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.rulebook.actor_checks import check_actor_tables

PEOPLE = "name\taliases\tcountry\toffice\tsector\tfrom\tto\n"
GROUPS = "id\tname\taliases\tcountry\tsector\tfrom\tto\n"


def test_the_packages_tables_have_no_fault() -> None:
    assert check_actor_tables() == []


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        (GROUPS + "x\tX Front\t\tBOL\tREBEL\t\t\n", 2, "'REBEL' is not a sector"),
        (GROUPS + "x\tX Front\t\tBOLI\tREB\t\t\n", 2, "'BOLI' is neither a country"),
        (GROUPS + "x\tX Front\t\tBOL\tREB\t2001-02-30\t\n", 2, "'2001-02-30' is no day"),
        (GROUPS + "x\tX Front\t\tBOL\tREB\t2010\t2001\n", 2, "from 2010 is after to 2001"),
        (GROUPS + "x\tX Front\tXF\tBOL\tREB\t\t\ny\tY Front\tXF\tPER\tREB\t\t\n", 3, "'XF' is on one day"),
        (
            PEOPLE + "A B\t\tBOL\tminister\tGOV\t2001\t2005\nA B\t\tBOL\tminister\tGOV\t2004\t2006\n",
            3,
            "A B is 'minister' twice on one day",
        ),
        (
            PEOPLE
            + "A B\t\tBOL\tminister\tGOV\t2001\t2004-03-01\nA B\t\tBOL\tminister\tGOV\t2004-03-03\t2006\n",
            3,
            "a gap of 1 days",
        ),
        ("A B\tBOL\n", 1, "no header"),
    ],
)
def test_a_fault_of_ones_own_file_is_told_with_file_and_line(
    tmp_path: Path, text: str, line: int, complaint: str
) -> None:
    mine = tmp_path / "mine.tsv"
    mine.write_text(text, encoding="utf-8")
    (fault,) = check_actor_tables(mine)
    assert fault.startswith(f"mine.tsv:{line}: ")
    assert complaint in fault


def test_a_name_may_pass_from_one_to_another(tmp_path: Path) -> None:
    mine = tmp_path / "mine.tsv"
    mine.write_text(
        GROUPS + "x\tX Front\tXF\tBOL\tREB\t1990\t2001\ny\tY Front\tXF\tPER\tREB\t2002\t\n", encoding="utf-8"
    )
    assert check_actor_tables(mine) == []
