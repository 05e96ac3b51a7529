"""The ledger on disk: whole after every kill, the same whatever the order, read again with other rules."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import resource
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from dateline.cli import main
from dateline.ledger.errors import LedgerError
from dateline.ledger.events import read_events
from dateline.ledger.manifest import read_manifest, write_manifest
from dateline.ledger.parse_columns import parse_table, parses_of
from dateline.ledger.rows import ungrouped
from dateline.ledger.store import Ledger, LedgerWriter
from dateline.ledger.upkeep import compact, info, verify
from dateline.model.record import event_record
from dateline.parsing import SpacyParser
from dateline.query.asking import Query
from dateline.reading import read_paths, read_story
from dateline.recoding import recode
from dateline.run import Run
from dateline.storing import store

EXAMPLES = Path(__file__).parent.parent / "examples"
FORK = multiprocessing.get_context("fork")


@pytest.fixture(scope="module")
def run() -> Run:
    return Run()


@pytest.fixture(scope="module")
def whole(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example stories in a ledger, in one go."""
    folder = tmp_path_factory.mktemp("whole") / "ledger"
    store(run, folder, [str(EXAMPLES)], None)
    return folder


def dateline(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args])


def example_lines() -> list[str]:
    """The example stories, a JSON object each."""
    lines = []
    for story in read_paths([EXAMPLES]):
        published = story.published.isoformat() if story.published else None
        fields = {"id": story.id, "text": story.text, "title": story.title, "url": story.url}
        lines.append(json.dumps(fields | {"source": story.outlet, "published": published}))
    return lines


def records(folder: Path) -> list[dict[str, Any]]:
    return [event_record(event) for event in read_events(Ledger(folder))]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_ledger_holds_what_coding_prints(whole: Path) -> None:
    printed = dateline("code", EXAMPLES, "--format", "jsonl", "--min-confidence", "0").stdout.splitlines()
    assert records(whole) == [json.loads(line) for line in printed]
    assert verify(Ledger(whole)) == []


def test_stories_are_told_from_those_that_are_there_already(run: Run, whole: Path) -> None:
    before = contents(whole)
    again = store(run, whole, [str(EXAMPLES)], None)
    assert (again.stories, again.known) == (0, len(example_lines()))
    assert contents(whole) == before


def test_order_and_the_number_of_runs_make_no_difference(run: Run, tmp_path: Path) -> None:
    lines = [line for line in example_lines() if json.loads(line)["published"]]
    random.Random(5).shuffle(lines)
    one, two, three = (tmp_path / f"{name}.jsonl" for name in ("one", "two", "three"))
    one.write_text("\n".join(lines[:7]), encoding="utf-8")
    two.write_text("\n".join(lines[5:]), encoding="utf-8")
    three.write_text("\n".join(sorted(lines)), encoding="utf-8")
    for path in (one, two):
        store(run, tmp_path / "pieces", [str(path)], None, batch=3)
    store(run, tmp_path / "at-once", [str(three)], None)
    assert records(tmp_path / "pieces") == records(tmp_path / "at-once")
    for table in ("families", "happenings", "members"):
        found = [
            Query(Ledger(tmp_path / name)).sql(f"SELECT * FROM {table} ORDER BY ALL")
            for name in ("pieces", "at-once")
        ]
        assert found[0] == found[1]
    assert verify(Ledger(tmp_path / "pieces")) == []


def test_another_story_under_a_known_id_is_rejected_once(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    old, new = "Kenya's foreign minister met her Ugandan counterpart.", "Kenya's minister left for Kampala."
    story = {"id": "a", "published": "2019-06-14", "text": old}
    path.write_text(json.dumps(story))
    store(run, tmp_path / "ledger", [str(path)], None)
    path.write_text(json.dumps(story | {"text": new}))
    for _ in range(2):
        done = store(run, tmp_path / "ledger", [str(path)], None)
        assert [r.stage for r in done.rejected] == ["storing"]
        assert "another story under this id" in done.rejected[0].reason
    rows = Ledger(tmp_path / "ledger").read("rejected").to_pylist()
    assert [(r["origin"], r["original"]) for r in rows] == [("a", new)]
    assert len(records(tmp_path / "ledger")) == 1


def many(tmp_path: Path, times: int = 1) -> Path:
    """The dated examples, each `times` times under another id."""
    path = tmp_path / "many.jsonl"
    stories = [json.loads(line) for line in example_lines()]
    copies = [s | {"id": f"{s['id']}-{n}"} for n in range(times) for s in stories]
    path.write_text("\n".join(map(json.dumps, copies)), encoding="utf-8")
    return path


def in_child(work: Callable[..., Any], *args: Any) -> Any:
    """A process of its own, forked so that rules and model need no loading."""
    child = FORK.Process(target=work, args=args)
    child.start()
    return child


def stored(folder: Path) -> int:
    """How many stories the ledger in `folder` holds now."""
    return Ledger(folder).manifest().rows("stories") if (folder / "manifest.json").exists() else 0


def test_a_run_killed_at_any_moment_loses_and_doubles_nothing(run: Run, tmp_path: Path) -> None:
    stories = many(tmp_path, times=3)
    folder = tmp_path / "ledger"
    chance = random.Random(11)
    kills = 0
    for _ in range(6):
        before = stored(folder)
        child = in_child(lambda: store(run, folder, [str(stories)], None, batch=1))
        # By what it has done and not by the clock: a busy machine is as good as an idle one.
        while child.is_alive() and stored(folder) <= before:
            time.sleep(0.002)
        child.join(chance.uniform(0, 0.1))
        if child.is_alive():
            os.kill(child.pid, signal.SIGKILL)
            kills += 1
        child.join()
        assert verify(Ledger(folder)) == []
    assert kills >= 3
    store(run, folder, [str(stories)], None)
    store(run, tmp_path / "undisturbed", [str(stories)], None)
    assert records(folder) == records(tmp_path / "undisturbed")
    assert info(Ledger(folder))["grouped"]


def test_a_disk_that_is_full_leaves_the_ledger_as_it_was(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    first = tmp_path / "first.jsonl"
    first.write_text("\n".join(example_lines()[:4]), encoding="utf-8")
    store(run, folder, [str(first)], None)
    before = records(folder)

    def with_little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            store(run, folder, [str(EXAMPLES)], None)
        except OSError:
            os._exit(7)

    child = in_child(with_little_room)
    child.join()
    assert child.exitcode == 7
    assert records(folder) == before
    assert verify(Ledger(folder)) == []
    assert not list(folder.rglob("*.unfinished"))


def test_readers_are_not_disturbed_by_a_writer(run: Run, tmp_path: Path) -> None:
    stories = many(tmp_path, times=2)
    folder = tmp_path / "ledger"
    first = tmp_path / "first.jsonl"
    first.write_text("\n".join(example_lines()[:1]), encoding="utf-8")
    store(run, folder, [str(first)], None)
    faults: list[Exception] = []
    seen: list[int] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            try:
                events = len(read_events(Ledger(folder)))
                seen.append(events)
            except Exception as error:
                faults.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(4)]
    child = in_child(lambda: store(run, folder, [str(stories)], None, batch=1))
    for reader in readers:
        reader.start()
    child.join()
    over.set()
    for reader in readers:
        reader.join()
    assert child.exitcode == 0
    assert faults == []
    assert len(set(seen)) > 2


def test_a_second_writer_is_turned_away(run: Run, whole: Path) -> None:
    with LedgerWriter(whole):
        result = dateline("code", EXAMPLES / "hostage-talks.txt", "--ledger", whole)
    assert result.exit_code in (2, 4)
    with LedgerWriter(whole), pytest.raises(LedgerError, match="being written"):
        store(run, whole, [str(EXAMPLES)], None)


def test_a_folder_of_other_things_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    with pytest.raises(LedgerError, match="holds other files"):
        store(run, tmp_path, [str(EXAMPLES)], None)
    result = dateline("ledger", "info", tmp_path)
    assert result.exit_code == 4
    assert "is no ledger" in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_recoding_makes_no_ledger(tmp_path: Path) -> None:
    result = dateline("recode", tmp_path / "none")
    assert result.exit_code == 4
    assert "is no ledger" in result.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(path.read_bytes()[:-9]), "is not what was written"),
        (lambda path: path.write_bytes(b"X" + path.read_bytes()[1:]), "is not what was written"),
    ],
)
def test_damage_is_found(harm: Callable[[Path], None], complaint: str, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(example_lines()[:2]), encoding="utf-8")
    store(run, folder, [str(path)], None)
    harm(next((folder / "events").iterdir()))
    result = dateline("ledger", "verify", folder)
    assert result.exit_code == 4
    assert complaint in result.stderr


def test_an_event_in_no_happening_is_found(run: Run, tmp_path: Path) -> None:
    folder, path = tmp_path / "ledger", tmp_path / "news.jsonl"
    path.write_text("\n".join(example_lines()[:2]), encoding="utf-8")
    store(run, folder, [str(path)], None)
    with LedgerWriter(folder) as writer:
        events, members = writer.read("events"), writer.read("members")
        writer.replace("members", [pa.concat_tables([ungrouped(1), members.slice(1)])])
        writer.commit(grouped=True)
    result = dateline("ledger", "verify", folder)
    assert result.exit_code == 4
    assert f"event {events['id'][0]} is in no happening" in result.stderr


def test_small_parts_become_large_ones(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    store(run, folder, [str(EXAMPLES)], None, batch=2)
    before = records(folder)
    files = len(list(folder.rglob("*.parquet")))
    result = dateline("ledger", "compact", folder)
    assert result.exit_code == 0, result.stderr
    assert len(list(folder.rglob("*.parquet"))) < files / 4
    assert len(read_manifest(folder).tables["events"]) == 1
    assert records(folder) == before
    assert verify(Ledger(folder)) == []
    done = recode(run, folder)
    assert done.read == 0
    assert store(run, folder, [str(EXAMPLES)], None).stories == 0
    with LedgerWriter(folder) as writer:
        compact(writer)
        assert compact(writer)[0] == compact(writer)[1]


def test_a_ledger_without_text_holds_none_of_the_words(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    text = "Kenya's foreign minister met her Ugandan counterpart in Kampala on Monday, a spokeswoman said."
    path = tmp_path / "news.jsonl"
    story = {"id": "a", "published": "2019-06-14", "text": text, "title": "Counterpart calls"}
    path.write_text(json.dumps(story) + '\n{"id": "b", "text": "  "}\n')
    store(run, folder, [str(path)], None, text=False)
    for file in folder.rglob("*.parquet"):
        if file.parent.name != "codings":
            shown = str(pq.read_table(file).to_pylist())
            assert not any(words in shown for words in ("met her", "Counterpart calls", "on Monday"))
    (event, *_) = records(folder)
    mention = event["mentions"][0]
    assert mention["text"] is None
    assert text[mention["start"] : mention["end"]] == "met her Ugandan counterpart"
    (row,) = Ledger(folder).read("stories").to_pylist()
    assert len(row["hash"]) == 32
    assert row["characters"] == len(text)
    assert verify(Ledger(folder)) == []
    result = dateline("recode", folder)
    assert result.exit_code == 4
    assert "without text" in result.stderr
    result = dateline("code", path, "--ledger", tmp_path / "other", "--no-parses")
    assert result.exit_code == 1
    result = dateline("code", path, "--ledger", tmp_path / "other", "--no-text")
    assert result.exit_code == 4
    assert "keeps text" in result.stderr


def test_info_tells_what_is_there(whole: Path) -> None:
    told = json.loads(dateline("ledger", "info", whole, "--format", "json").stdout)
    assert told["tables"]["stories"]["rows"] == len(example_lines())
    assert sum(told["types"].values()) == told["tables"]["events"]["rows"] == len(records(whole))
    shown = dateline("ledger", "info", whole).stdout
    assert f"{told['first_day']} to {told['last_day']}" in shown


ODD = (
    "",
    " \n\n ",
    "One\u00a0\u00a0word. The\u00adsoft hyphen \u202eright to left\u202c.",
    "😀 Leaders 🇺🇳 met — “twice”, he said…\n\n\n\tThen\r\nthey\x0bleft.",
    "date 2022-02-27\n\nKYIV, Feb 27 (Reuters) — The premier’s workplace called.",
    "İstanbul'da ẞ ﬁrst talks \ud800 broke down.",
)


def test_a_parse_comes_back_as_it_was(parser: SpacyParser) -> None:
    stories = [read_story(text, id=str(n), published="2022-02-27") for n, text in enumerate(ODD)]
    parsed = list(parser.parse(stories))
    table = parse_table(parsed)
    found = list(parses_of(table, [story.text for story in stories]))
    assert found == [(story.reading, parse) for story, parse in parsed]


def test_a_broken_character_is_kept_as_one(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    text = "Kenya \\ud800 met Uganda \\ud83d\\ude00 on Monday."
    path.write_text(f'{{"id": "a", "published": "2019-06-14", "text": "{text}"}}')
    done = store(run, tmp_path / "ledger", [str(path)], None)
    assert done.stories + len(done.rejected) == 1
    assert verify(Ledger(tmp_path / "ledger")) == []


@pytest.mark.parametrize("moment", range(12))
def test_an_interruption_while_names_settle_keeps_the_ledger_whole(
    moment: int, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ledger"
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    first.write_text("\n".join(example_lines()[:1]), encoding="utf-8")
    second.write_text("\n".join(example_lines()[1:2]), encoding="utf-8")
    store(run, folder, [str(first)], None)
    calls = 0

    def interrupted(_: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 2 * moment + 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        store(run, folder, [str(second)], None)
    monkeypatch.undo()
    assert verify(Ledger(folder)) == []
    assert not list(folder.rglob("*.unfinished"))
    store(run, folder, [str(second)], None)
    assert Ledger(folder).manifest().rows("stories") == 2
    assert verify(Ledger(folder)) == []


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        (lambda text: text[:-40], "cannot be read"),
        (lambda text: text.replace('"rows"', '"lines"', 1), "not as it was written"),
        (lambda text: text.replace('"tables": {', '"tables": [], "old": {', 1), "not as it was written"),
        (lambda text: text.replace('"columns": "', '"columns": "0'), "other columns"),
        (lambda text: text.replace('"rows": ', '"rows": 1', 1), "not as it was written"),
    ],
)
def test_a_manifest_changed_by_hand_is_told(
    harm: Callable[[str], str], complaint: str, run: Run, tmp_path: Path
) -> None:
    folder, path = tmp_path / "ledger", tmp_path / "news.jsonl"
    path.write_text(example_lines()[0], encoding="utf-8")
    store(run, folder, [str(path)], None)
    manifest = folder / "manifest.json"
    manifest.write_text(harm(manifest.read_text()))
    for command in (["ledger", "verify"], ["events"], ["recode"], ["ledger", "compact"]):
        result = dateline(*command, folder)
        assert result.exit_code == 4
        assert complaint in result.stderr


def test_a_manifest_that_names_files_outside_of_the_ledger_is_refused(run: Run, tmp_path: Path) -> None:
    folder, path, letter = tmp_path / "ledger", tmp_path / "news.jsonl", tmp_path / "letter.txt"
    letter.write_text("Dear all")
    path.write_text(example_lines()[0], encoding="utf-8")
    store(run, folder, [str(path)], None)
    known = read_manifest(folder)
    (part,) = known.tables["events"]
    for forged in (
        replace(known, retired=(("../letter.txt", 1),)),
        known.with_parts("events", (replace(part, file="../letter.txt"),)),
    ):
        write_manifest(folder, forged)
        for command in (["ledger", "verify"], ["ledger", "compact"], ["events"]):
            result = dateline(*command, folder)
            assert result.exit_code == 4
            assert "no part of a ledger" in result.stderr
    assert letter.exists()


def test_a_damaged_part_is_told_by_every_command(run: Run, tmp_path: Path) -> None:
    folder, path = tmp_path / "ledger", tmp_path / "news.jsonl"
    path.write_text(example_lines()[0], encoding="utf-8")
    store(run, folder, [str(path)], None)
    (part,) = (folder / "events").iterdir()
    whole = part.read_bytes()
    for broken in (whole[:-9], whole[:400] + b"\0" * 400 + whole[800:], None):
        part.write_bytes(broken) if broken is not None else part.unlink()
        other = {**json.loads(example_lines()[0]), "id": "other"}
        path.write_text(json.dumps(other), encoding="utf-8")
        for command in (["events", folder], ["ledger", "info", folder], ["code", path, "--ledger", folder]):
            result = dateline(*command)
            assert result.exit_code == 4, (command, result.exception)
            assert "ledger verify" in result.stderr


@pytest.mark.parametrize("name", ["it's here", "a [1] b*?", "country=UKR", "naïve “ledger”"])
def test_a_ledger_may_have_any_name(name: str, run: Run, tmp_path: Path) -> None:
    folder, path = tmp_path / name / "ledger", tmp_path / "news.jsonl"
    path.write_text("\n".join(example_lines()[:2]), encoding="utf-8")
    store(run, folder, [str(path)], None, batch=1)
    result = dateline("events", folder, "--format", "jsonl", "--min-confidence", "0")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [
        r["id"] for r in records(folder)
    ]
    assert dateline("sql", folder, "SELECT * FROM stories", "--format", "csv").exit_code == 0


def test_runs_that_bring_nothing(tmp_path: Path) -> None:
    folder, path = tmp_path / "ledger", tmp_path / "news.jsonl"
    path.write_text("")
    result = dateline("code", path, "--ledger", folder, "--format", "jsonl")
    assert result.exit_code == dateline("code", path).exit_code == 2
    assert result.stdout == ""
    path.write_text('{"id": "a", "text": " "}\n{"id": "b"}\n')
    assert dateline("code", path, "--ledger", folder).exit_code == 2
    assert Ledger(folder).manifest().rows("rejected") == 3
    for command in (["events"], ["table", "--by", "type"], ["ledger", "verify"], ["recode"], ["happenings"]):
        assert dateline(*command, folder).exit_code == 0
    path.write_text('{"id": "undated", "text": "Kenya accused Uganda of spying."}\n')
    result = dateline("code", path, "--ledger", folder, "--quiet")
    assert (result.exit_code, result.stderr, result.stdout) == (0, "", "")
    assert [r["published"] for r in records(folder)] == [None]
    assert "no dated story" in dateline("ledger", "info", folder).stdout
