"""What goes wrong is kept with its reason, can be shown, and can be tried again."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dateline.cli import main
from dateline.coding.coder import Coder
from dateline.ledger.store import Ledger
from dateline.ledger.upkeep import verify
from dateline.reading import Limits
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


def test_a_story_that_takes_too_long_is_rejected_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Coder.code

    def slow(self: Coder, layers: Any) -> Any:
        while layers.story.id == "slow":
            pass
        return whole(self, layers)

    monkeypatch.setattr(Coder, "code", slow)
    quick = Run(limits=Limits(seconds=1))
    path = wire(tmp_path, {"id": "slow", "text": ONE}, {"id": "z", "text": TWO})
    done = quick.code([str(path)], None)
    assert [(r.origin, r.stage) for r in done.rejected] == [("slow", "coding")]
    assert "took more than 1 seconds" in done.rejected[0].reason
    assert {e.story for e in done.events} == {"z"}


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
