"""What goes wrong is kept with its reason, can be shown, and can be tried again."""

from __future__ import annotations

import json
import signal
import stat
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dateline import coded_rows
from dateline.cli import main
from dateline.coding.coder import Coder
from dateline.ledger.rows import story_hash
from dateline.ledger.store import Ledger
from dateline.ledger.upkeep import verify
from dateline.model import Story
from dateline.parsing import SpacyParser
from dateline.reading import files, read_story
from dateline.reading.time_limit import OutOfTimeError, at_most
from dateline.retrying import rejections, retry
from dateline.run import Run
from dateline.storing import store

ONE = "Kenya's foreign minister met her Ugandan counterpart in Nairobi on Friday."
TWO = "The rebels shelled the market town on Saturday, killing four traders, the governor said."


@pytest.fixture(scope="module")
def run() -> Run:
    return Run()


def dateline(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args])


def wire(folder: Path, *rows: dict[str, Any] | str) -> Path:
    path = folder / "wire.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return path


def ids(folder: Path) -> list[str]:
    table = Ledger(folder).read("stories", ["id"])
    return sorted(table["id"].to_pylist()) if table is not None else []


def test_a_story_over_a_limit_is_kept_and_taken_in_when_the_limit_is_raised(tmp_path: Path) -> None:
    long = {"id": "long", "published": "2019-06-14", "text": ONE * 5, "source": "Lakeside Wire"}
    path = wire(tmp_path, {"id": "a", "published": "2019-06-14", "text": ONE}, long, "{")
    folder = tmp_path / "ledger"
    done = dateline("code", path, "--ledger", folder, "--limit", "story=200")
    assert done.exit_code == 1
    assert ids(folder) == ["a"]
    shown = dateline("rejected", folder)
    assert "limit: story=200" in shown.stdout
    assert "wire.jsonl:3" in shown.stdout
    lines = dateline("rejected", folder, "--format", "json").stdout.splitlines()
    records = [json.loads(line) for line in lines]
    (kept,) = (r for r in records if r["metadata"])
    assert kept["original"] == ONE * 5
    again = dateline("rejected", folder, "--retry")
    assert again.exit_code == 0
    assert "1 stories" in again.stderr
    assert "1 rejected still" in again.stderr
    assert ids(folder) == ["a", "long"]
    stories = {row["id"]: row for row in Ledger(folder).read("stories").to_pylist()}  # type: ignore[union-attr]
    assert str(stories["long"]["published"]) == "2019-06-14"
    assert (stories["long"]["published_basis"], stories["long"]["outlet"]) == ("field", "Lakeside Wire")
    assert [r.origin.rsplit(":", 1)[1] for r in rejections(folder)] == ["3"]
    assert verify(Ledger(folder)) == []


def test_a_story_on_which_we_failed_is_coded_when_the_fault_is_mended(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = wire(tmp_path, {"id": "a", "published": "2019-06-15", "text": TWO, "title": "Shelling"})
    folder = tmp_path / "ledger"
    with monkeypatch.context() as broken:
        broken.setattr(Coder, "code", lambda *_: 1 / 0)
        store(run, folder, [str(path)], None)
        still, left = retry(run, folder)
        assert (still.stories, left) == (0, 1)
    assert ids(folder) == []
    done, left = retry(run, folder)
    assert (done.stories, left) == (1, 0)
    assert done.events >= 1
    assert ids(folder) == ["a"]
    assert retry(run, folder)[1] == 0


def test_what_takes_too_long_is_ended_even_if_it_catches_everything() -> None:
    before = signal.getsignal(signal.SIGALRM)

    def stubborn() -> None:
        while True:
            with suppress(Exception):
                time.sleep(60)

    with pytest.raises(OutOfTimeError, match=r"more than 0\.05 seconds"), at_most(0.05):
        stubborn()
    assert signal.getsignal(signal.SIGALRM) == before
    with at_most(60):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_a_story_that_takes_too_long_is_rejected_and_the_rest_goes_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find, parse, read = Coder.code, SpacyParser._parsed, files.read_story

    def ring() -> None:
        """The time is over; as in libraries, no `except Exception` keeps that from being heard."""
        try:
            signal.raise_signal(signal.SIGALRM)
        except Exception as error:
            raise AssertionError from error

    def slow_coder(self: Coder, layers: Any) -> Any:
        if layers.story.id == "coded":
            ring()
        return find(self, layers)

    def slow_parser(self: SpacyParser, batch: Any, columns: Any) -> Any:
        if any(story.id == "parsed" for _, (story, *_) in batch):
            ring()
        return parse(self, batch, columns)

    def slow_reader(text: str, **known: Any) -> Story:
        if known["id"] == "read":
            ring()
        return read(text, **known)

    monkeypatch.setattr(Coder, "code", slow_coder)
    monkeypatch.setattr(SpacyParser, "_parsed", slow_parser)
    monkeypatch.setattr(files, "read_story", slow_reader)
    rows = [{"id": name, "text": ONE} for name in ("coded", "parsed", "read")]
    path = wire(tmp_path, *rows, {"id": "z", "text": TWO})
    done = run.code([str(path)], None)
    assert {(r.metadata["id"], r.stage) for r in done.rejected} == {
        ("coded", "coding"),
        ("parsed", "parsing"),
        ("read", "reading"),
    }
    assert {r.reason for r in done.rejected} == {"took more than 60 seconds (limit: seconds)"}
    assert {r.original for r in done.rejected} == {ONE}
    assert {e.story for e in done.events} == {"z"}


def test_a_story_that_the_ledger_cannot_take_is_rejected_and_the_rest_goes_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = coded_rows.statement_records

    def failing(done: Any) -> Any:
        if done.story.id == "bad":
            raise RecursionError("a fault of ours")
        return whole(done)

    monkeypatch.setattr(coded_rows, "statement_records", failing)
    path = wire(tmp_path, *({"id": name, "text": TWO} for name in ("a", "bad", "z")))
    stored = store(run, tmp_path / "ledger", [str(path)], None)
    assert ids(tmp_path / "ledger") == ["a", "z"]
    assert [(r.origin, r.stage) for r in stored.rejected] == [("bad", "storing")]
    assert "a fault of ours" in stored.rejected[0].reason


def test_a_story_whose_day_is_read_otherwise_is_the_same_story() -> None:
    read = read_story(f"NAIROBI, June 14, 2019 (Reuters) — {ONE}", id="a")
    assert read.published_basis == "dateline"
    assert story_hash(replace(read, published=None, published_basis="none")) == story_hash(read)
    given = read_story(ONE, id="a", published="2019-06-14")
    assert story_hash(replace(given, published=date(2019, 6, 15))) != story_hash(given)


def test_a_sentence_without_end_is_left_out_and_the_rest_is_coded(run: Run, tmp_path: Path) -> None:
    text = f"{TWO} {'shelled the town and ' * 12_500}. {ONE}"
    path = wire(tmp_path, {"id": "a", "published": "2019-06-15", "text": text})
    done = run.code([str(path)], None)
    (bad,) = done.rejected
    assert "a sentence of 50,0" in bad.reason
    assert text[slice(*map(int, bad.origin.rsplit(" ", 1)[1].split("–")))] == bad.original
    assert {e.type for e in done.events} >= {"ASSAULT", "CONSULT"}
    for event in done.events:
        for mention in event.mentions:
            assert text[mention.start : mention.end] == mention.text


def test_another_language_is_stored_without_events(run: Run, tmp_path: Path) -> None:
    text = "Президент встретился с министрами соседних стран в понедельник."
    stored = store(run, tmp_path / "ledger", [str(wire(tmp_path, {"id": "ru", "text": text}))], None)
    assert (stored.stories, stored.events, stored.rejected) == (1, 0, [])
    (row,) = Ledger(tmp_path / "ledger").read("stories").to_pylist()  # type: ignore[union-attr]
    assert row["text"] == text
    assert any("not coded" in note for note in row["notes"])
    assert verify(Ledger(tmp_path / "ledger")) == []


def test_a_new_ledger_is_its_owners_alone(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    store(run, folder, [str(wire(tmp_path, {"id": "a", "text": ONE}))], None)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("given", ["story", "story=0", "story=-1", "size=5", "story=ten"])
def test_limits_that_there_are_not_are_refused(given: str, tmp_path: Path) -> None:
    done = dateline("code", tmp_path, "--limit", given)
    assert done.exit_code == 2
    assert "sets no limit" in done.stderr


def test_columns_of_fields_that_there_are_not_are_refused(tmp_path: Path) -> None:
    done = dateline("code", tmp_path, "--map", "headline=h")
    assert done.exit_code == 2
    assert "the fields are id, text" in done.stderr
