"""Several processes: the same result as one, whatever becomes of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from dateline.chunks import LAST, PIECE, ChunkCoder, code_chunks, make_coder, tapered
from dateline.ledger.store import Ledger
from dateline.ledger.upkeep import verify
from dateline.model import Story
from dateline.pipeline import CHARACTERS, chunks
from dateline.processors import free_memory, physical_cores, useful_workers
from dateline.reading import read_paths
from dateline.run import Run
from dateline.storing import store
from dateline.workers import Lost, Workers, WorkersError

EXAMPLES = Path(__file__).parent.parent / "examples"
MORTAL = "mortal"
"""An item at which a worker dies once."""
DEADLY = "deadly"


@pytest.fixture(scope="module")
def run() -> Run:
    return Run()


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return [story for story in read_paths([EXAMPLES]) if isinstance(story, Story)]


@pytest.fixture(scope="module")
def news(stories: list[Story], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example stories twice, the second time under other ids and days."""
    return retold(stories, 2, tmp_path_factory.mktemp("news") / "news.jsonl")


def retold(stories: list[Story], times: int, path: Path) -> Path:
    """A file of the stories so many times (up to nine), each time under other ids and days."""
    lines = [
        {"id": f"{s.id}-{n}", "text": s.text, "published": f"2022-0{n}-03", "source": s.outlet}
        for n in range(1, times + 1)
        for s in stories
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few short stories make a chunk."""
    monkeypatch.setattr("dateline.pipeline.CHARACTERS", 4_000)


class Lengths:
    """Work without a model: the length of each word. Some words end the process that meets them."""

    def __init__(self, marks: str) -> None:
        self._marks = Path(marks)

    def __call__(self, words: list[str]) -> list[int]:
        for word in words:
            seen = self._marks / word
            if word == DEADLY or (word == MORTAL and not seen.exists()):
                seen.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            if word == "wrong":
                raise ValueError(word)
        return [len(word) for word in words]


class Making:
    def __init__(self, marks: Path) -> None:
        self._marks = str(marks)

    def __call__(self) -> Callable[[list[str]], list[int]]:
        return Lengths(self._marks)


class Unable:
    def __call__(self) -> Callable[[list[str]], list[int]]:
        sys.exit(7)


def words(n: int) -> list[list[str]]:
    return [["x" * (k % 7), "y" * (k % 5)] for k in range(n)]


@pytest.mark.parametrize("ready", [True, False], ids=["forked", "afresh"])
def test_results_come_in_the_order_of_the_chunks(ready: bool, tmp_path: Path) -> None:
    make = Making(tmp_path)
    with Workers(make, 3, ready=make() if ready else None) as pool:
        found = list(pool.results(iter(words(50))))
    assert found == [[k % 7, k % 5] for k in range(50)]


def test_a_worker_that_dies_loses_and_doubles_nothing(tmp_path: Path) -> None:
    make = Making(tmp_path)
    given = words(30)
    given[4] = ["a", MORTAL, "abc"]
    with Workers(make, 2, ready=make()) as pool:
        before = pool.pids
        found = list(pool.results(given))
        assert before != pool.pids
    assert found == [[len(word) for word in chunk] for chunk in given]


def test_what_no_worker_survives_is_given_up_and_the_rest_goes_on(tmp_path: Path) -> None:
    make = Making(tmp_path)
    given = words(12)
    given[4] = ["a", DEADLY, "abc"]
    given[7] = [DEADLY]
    with Workers(make, 2, ready=make()) as pool:
        found = list(pool.results(given))
    assert found[4] == [1]
    lost = found[5]
    assert isinstance(lost, Lost)
    assert (lost.item, "SIGKILL" in lost.reason) == (DEADLY, True)
    assert found[6] == [3]
    assert isinstance(found[9], Lost)
    assert [f for k, f in enumerate(found) if k not in (4, 5, 6, 9)] == [
        [len(word) for word in chunk] for k, chunk in enumerate(given) if k not in (4, 7)
    ]


def test_faults_are_raised(tmp_path: Path) -> None:
    with Workers(Making(tmp_path), 2, ready=Lengths(str(tmp_path))) as pool:
        with pytest.raises(WorkersError, match="ValueError: wrong"):
            list(pool.results([["a"], ["wrong"]]))
        pids = pool.pids
    assert not any(alive(pid) for pid in pids)
    with (
        Workers(Unable(), 1) as pool,
        pytest.raises(WorkersError, match=r"before they had begun \(exit code 7\)"),
    ):
        list(pool.results([["a"]]))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_chunks_hold_all_stories_in_their_order(stories: list[Story]) -> None:
    cut = list(chunks(iter(stories), 4))
    assert [s for chunk in cut for s in chunk] == stories
    assert max(map(len, cut)) <= 4
    assert all(sum(len(s.text) for s in chunk[:-1]) < CHARACTERS for chunk in chunks(stories, 10**6))


def test_the_last_of_many_chunks_are_cut_into_pieces(stories: list[Story]) -> None:
    few = [stories[:6]] * LAST
    assert list(tapered(few)) == few
    cut = list(tapered([stories[6:9], *few]))
    assert cut[0] == stories[6:9]
    assert [story for chunk in cut for story in chunk] == stories[6:9] + stories[:6] * LAST
    assert all(len(chunk) <= PIECE for chunk in cut[1:])


@pytest.mark.usefixtures("small_chunks")
def test_so_many_workers_as_you_like_give_the_same_ledger(run: Run, news: Path, tmp_path: Path) -> None:
    for n in (1, 2, 3):
        store(run, tmp_path / f"{n}", [str(news)], None, batch=9, workers=n)
        assert verify(Ledger(tmp_path / f"{n}")) == []
    for table in ("stories", "parses", "events", "statements", "families", "happenings", "signatures"):
        one, two, three = (Ledger(tmp_path / name).read(table) for name in "123")
        assert one == two == three


@pytest.mark.usefixtures("small_chunks")
def test_events_without_a_ledger_are_the_same_too(run: Run, news: Path) -> None:
    alone, together = (run.code([str(news)], None, workers=n) for n in (1, 2))
    assert alone == together
    assert len(alone.events) > 100


@pytest.mark.usefixtures("small_chunks")
def test_a_killed_worker_changes_nothing(run: Run, news: Path) -> None:
    stories = [s for s in read_paths([news]) if isinstance(s, Story)]
    coder = ChunkCoder(run)
    alone = [coder(chunk) for chunk in chunks(stories, 20)]

    def given() -> Iterator[list[Story]]:
        for k, chunk in enumerate(chunks(stories, 20)):
            if k == 5:
                os.kill(pool.pids[0], signal.SIGKILL)
            yield chunk

    with Workers(partial(make_coder, run.given, None), 2, ready=coder) as pool:
        found = list(pool.results(given()))
    assert len(found) > 8
    assert [f.stories for f in found] == [a.stories for a in alone]
    assert [f.events for f in found] == [a.events for a in alone]


def test_few_stories_start_no_process(run: Run, stories: list[Story]) -> None:
    found = list(code_chunks(run, stories[:3], workers=None))
    assert [s for chunk in found for s in chunk.stories] == [s.id for s in stories[:3]]
    assert useful_workers() <= physical_cores() <= (os.cpu_count() or 1)
    assert (free_memory() or 1) > 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda s: s.name)
def test_the_end_of_the_command_is_the_end_of_all(
    number: signal.Signals, stories: list[Story], tmp_path: Path
) -> None:
    ledger = tmp_path / "ledger"
    long = retold(stories, 9, tmp_path / "news.jsonl")  # not coded before the signal comes
    command = [sys.executable, "-m", "dateline.cli", "code", str(long), "--workers", "2", "--quiet"]
    # A group of its own, as a terminal gives each command: Ctrl-C goes to all of it.
    begun = subprocess.Popen(
        [*command, "--ledger", str(ledger)], start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    children = Path(f"/proc/{begun.pid}/task/{begun.pid}/children")
    if not children.exists():
        begun.kill()
        pytest.skip("this system does not list the children of a process")
    deadline = time.monotonic() + 60
    while len(pids := children.read_text().split()) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    if number is signal.SIGINT:
        os.killpg(begun.pid, number)
    else:
        begun.kill()
    _, errors = begun.communicate(timeout=30)
    assert len(pids) == 2
    if number is signal.SIGINT:
        assert begun.returncode == 130
        assert errors.startswith("dateline: interrupted;")
        assert "Traceback" not in errors
    while any(alive(int(pid)) for pid in pids) and time.monotonic() < deadline + 10:
        time.sleep(0.05)
    assert not any(alive(int(pid)) for pid in pids)
    subprocess.run([*command, "--ledger", str(ledger)], check=True)
    assert verify(Ledger(ledger)) == []
