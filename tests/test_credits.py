"""Credits to agencies: which reports are one source, however many outlets print them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dateline.copies.credits import credited_agencies
from dateline.copies.families import FamilyIndex
from dateline.happenings.independence import independent_reports
from dateline.reading import read_story
from dateline.rulebook.credits import load_agency_credits, read_agency_credits
from dateline.rulebook.errors import RuleError
from dateline.rulebook.spinning import load_spin_lexicon

BODY = (
    "The president of Malawi dismissed her energy minister on Monday after a fourth day without power in "
    "Blantyre. Lawyers in the commercial capital had threatened to march on the offices of the grid company. "
    "The minister’s deputy takes over until parliament returns from recess, a decree said, and the auditor "
    "will look into contracts for emergency generators that were signed in the spring. Opposition members "
    "asked for the auditor’s report to be published before the vote on the budget. "
)


def agencies(text: str) -> tuple[str, ...]:
    return credited_agencies(read_story(text, id="x", published=date(2023, 5, 2)), load_agency_credits())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"LILONGWE, May 1 (Reuters) - {BODY}", ("Reuters",)),
        (f"LILONGWE, Malawi (AP) — {BODY}", ("AP",)),
        (f"Malawi’s energy minister was sacked on Monday, Agence France-Presse reported. {BODY}", ("AFP",)),
        (f"A minister is out, according to the Associated Press. {BODY}", ("AP",)),
        (f"Two officials told Reuters that the minister is out. {BODY}", ("Reuters",)),
        (f"{BODY} The Associated Press contributed to this report.", ("AP",)),
        (f"{BODY} Reuters and The Associated Press contributed to this report.", ("AP", "Reuters")),
        (f"{BODY} Associated Press writers in Lilongwe and Harare contributed.", ("AP",)),
        (f"{BODY}\n\nCopyright 2023 The Associated Press. All rights reserved.", ("AP",)),
        (f"{BODY}\n\n(with AFP)", ("AFP",)),
        (f"{BODY}\n\nSource: Xinhua", ("Xinhua",)),
        (f"{BODY} Australian Associated Press contributed to this report.", ("AAP",)),
        # One statement in the middle, a photographer, another word, a subject: no credit of the report.
        (f"{BODY}{BODY} The grid company told Reuters that it was sorry. {BODY}", ()),
        (f"{BODY} (Grace Phiri/Reuters)", ()),
        (f"Ministers of the APEC countries met. {BODY}", ()),
        (f"The AP bureau in Lilongwe was without power as well. {BODY}", ()),
        (BODY, ()),
    ],
)
def test_a_report_is_credited_by_its_dateline_its_lead_or_its_last_lines(
    text: str, expected: tuple[str, ...]
) -> None:
    assert agencies(text) == expected


def test_reports_of_one_family_or_one_agency_are_one_source() -> None:
    families = {"a": "a", "b": "a", "c": "c", "d": "d", "e": "e"}
    credits = {"b": ("AP",), "c": ("AP", "Reuters"), "d": ("Reuters",)}
    assert independent_reports("ab", families, credits) == 1
    assert independent_reports("bc", families, credits) == 1
    assert independent_reports("bd", families, credits) == 2
    # What c took from both joins them.
    assert independent_reports("bcd", families, credits) == 1
    assert independent_reports("abcde", families, credits) == 2
    assert independent_reports("ef", families, credits) == 2
    assert independent_reports("", families, credits) == 0


def test_two_outlets_with_their_own_words_from_one_agency_are_two_families_and_one_source() -> None:
    one = f"LILONGWE (AP) — {BODY}"
    other = (
        "Power cuts have cost a minister the job in Malawi. The head of state let the energy minister go at "
        "the start of the week, and the courts wait for the lights to come on again in the south. Engineers "
        "spoke of a broken transformer and of debts. The Associated Press contributed to this report."
    )
    index = FamilyIndex(load_spin_lexicon())
    for name, text in (("one", one), ("other", other)):
        index.add(read_story(text, id=name, published=date(2023, 5, 2)))
    members = index.families()
    families = {m.story: m.family for m in members}
    assert families == {"one": "one", "other": "other"}
    assert independent_reports(families, families, {m.story: m.agencies for m in members}) == 1


@pytest.mark.parametrize(
    ("file", "line", "complaint"),
    [
        ("agencies.tsv", "AP\tReuters", "already stands for"),
        ("credits.tsv", "* reported\tmiddle", "middle"),
        ("credits.tsv", "as reported\tlead", "needs one"),
        ("credits.tsv", "* and *\tlead", "needs one"),
    ],
)
def test_a_bad_line_of_the_tables_is_refused(tmp_path: Path, file: str, line: str, complaint: str) -> None:
    tables = {"agencies.tsv": "written\tname\nAP\tAP\n", "credits.tsv": "wording\twhere\n(*)\tlead\n"}
    for name, text in tables.items():
        (tmp_path / name).write_text(text + (line + "\n" if name == file else ""))
    with pytest.raises(RuleError, match=complaint):
        read_agency_credits(tmp_path)
