"""What new stories touch is grouped again, and the ledger is the one that grouping everything gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import happenings
from dateline.chunks import ChunkCoder, CodedChunk
from dateline.coded_rows import Rows
from dateline.ledger.store import Ledger, LedgerWriter
from dateline.ledger.upkeep import TOGETHER, info, verify
from dateline.model import Story
from dateline.query.asking import Query
from dateline.reading import read_paths, read_story
from dateline.recoding import recode
from dateline.regrouping import group
from dateline.rulebook.tables import rules_folder
from dateline.run import Run
from dateline.storing import Storing

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
TABLES = ("families", "happenings", "members", "aliases")
TOLD = (
    "Russia invaded Ukraine on 24 February 2022, and the war has gone on since.",
    "Rockets hit the market of Avdiivka on 3 May 2023, killing {n} people, the governor said.",
    "Shelling of the market of Avdiivka on 3 May 2023 killed {n} people, according to the police.",
    "Kenyan President William Ruto met Somali President Hassan Sheikh Mohamud in Nairobi on 4 May 2023.",
    "Presidents William Ruto and Hassan Sheikh Mohamud held talks in Nairobi on 4 May 2023.",
    "Police in Lima arrested {n} protesters on 5 May 2023.",
    "Peru's foreign minister condemned Chile on 6 May 2023 for closing the border.",
)
"""What our made-up reports are put together from: one thing in several words, and other things."""


@cache
def the_run() -> Run:
    return Run()


@cache
def coded() -> tuple[CodedChunk, ...]:
    """Reports that share happenings, and copies of them, each coded by itself."""
    told = [
        read_story(
            " ".join(TOLD[(k * step + turn) % len(TOLD)].format(n=12 + k % 2) for turn in range(3)),
            id=f"report {(k * 7 + step * 5) % 23:02} {step}",
            published=f"2023-05-{7 + k}",
            outlet=f"Outlet {k % 3}",
        )
        for step in (1, 2)
        for k in range(7)
    ]
    examples = [s for s in read_paths([EXAMPLES]) if isinstance(s, Story)]
    copies = [
        read_story(s.text, id=f"a copy of {s.id}", published="2023-05-01", outlet=f"Copied {turn}")
        for turn, s in enumerate(examples[::3])
    ]
    run = the_run()
    coder = ChunkCoder(
        run, Rows(run=1, coding=run.coding(), text=True, parses=True, common=run.rulebook.grammar.common)
    )
    return tuple(coder([story]) for story in (*told, *examples[::2], *copies))


def add(folder: Path, chunks: Iterable[CodedChunk], run: Run | None = None) -> None:
    with LedgerWriter(folder) as writer:
        storing = Storing(run or the_run(), writer)
        for chunk in chunks:
            storing.take(chunk)
        storing.finish()


def grouped(folder: Path) -> dict[str, pa.Table]:
    """What grouping wrote, row by row."""
    query = Query(Ledger(folder))
    return {name: query.sql(f"SELECT * FROM {name} ORDER BY ALL") for name in TABLES}


@settings(max_examples=6, deadline=None)
@given(st.permutations(range(len(coded()))), st.lists(st.integers(1, len(coded())), max_size=4))
def test_any_order_and_split_gives_the_ledger_of_grouping_anew(
    order: Sequence[int], cuts: Sequence[int]
) -> None:
    edges = sorted({0, *cuts, len(order)})
    with TemporaryDirectory() as place:
        for first, after in pairwise(edges):
            chunks = [coded()[k] for k in order[first:after]]
            add(Path(place) / "touched", chunks)
            with pytest.MonkeyPatch.context() as anew:
                anew.setattr("dateline.storing.regroup", group)
                add(Path(place) / "anew", chunks)
            assert grouped(Path(place) / "touched") == grouped(Path(place) / "anew")


def test_many_runs_leave_few_parts_and_the_ledger_of_one(tmp_path: Path) -> None:
    for chunk in coded():
        add(tmp_path / "one by one", [chunk])
    add(tmp_path / "at once", coded())
    ledger = Ledger(tmp_path / "one by one")
    assert verify(ledger) == []
    most = TOGETHER * len(coded()).bit_length()
    assert all(len(parts) < min(most, len(coded())) for parts in ledger.manifest().tables.values())
    assert info(ledger)["runs"] == len(coded())
    one, other = grouped(tmp_path / "one by one"), grouped(tmp_path / "at once")
    for name in TABLES[:3]:
        assert one[name] == other[name]


def test_after_recoding_all_is_grouped_anew(tmp_path: Path) -> None:
    add(tmp_path / "ledger", coded()[:20])
    recode(the_run(), tmp_path / "ledger")
    add(tmp_path / "ledger", coded()[20:])
    add(tmp_path / "at-once", coded())
    one, other = grouped(tmp_path / "ledger"), grouped(tmp_path / "at-once")
    for name in TABLES[:3]:
        assert one[name] == other[name]


def test_a_run_that_brings_no_story_groups_by_its_own_evidence(tmp_path: Path) -> None:
    path = tmp_path / "rules" / "happenings" / "evidence.toml"
    path.parent.mkdir(parents=True)
    rules = (rules_folder() / "happenings" / "evidence.toml").read_text(encoding="utf-8")
    text, n = re.subn(r"\nthreshold = [\d.]+", "\nthreshold = 99.0", rules)
    assert n == 1
    path.write_text(text, encoding="utf-8")
    other = Run(rules=tmp_path / "rules")
    add(tmp_path / "ledger", coded())
    before = grouped(tmp_path / "ledger")
    add(tmp_path / "ledger", (), other)
    after = grouped(tmp_path / "ledger")
    add(tmp_path / "afresh", coded(), other)
    afresh = grouped(tmp_path / "afresh")
    for name in TABLES[:3]:
        assert after[name] == afresh[name]
    assert before["happenings"] != after["happenings"]
    manifest = Ledger(tmp_path / "ledger").manifest()
    add(tmp_path / "ledger", (), other)
    assert Ledger(tmp_path / "ledger").manifest() == manifest


def test_only_what_new_stories_touch_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(tmp_path / "ledger", coded()[:-1])
    asked: list[int] = []
    whole = happenings.group

    def counted(columns, *rest):  # type: ignore[no-untyped-def]
        asked.append(columns.num_rows)
        return whole(columns, *rest)

    monkeypatch.setattr(happenings, "group", counted)
    add(tmp_path / "ledger", coded()[-1:])
    events = Ledger(tmp_path / "ledger").read("events", ["id"])
    assert events is not None
    assert 0 < sum(asked) < events.num_rows / 2
