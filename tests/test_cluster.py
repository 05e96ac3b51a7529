"""A scheduler and three workers as processes at addresses of their own: one is lost, one file is poison."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from cluster_faults import LOOKING
from dateline.cli import main
from dateline.cluster import store_by_cluster
from dateline.ledger.store import Ledger
from dateline.ledger.upkeep import verify
from dateline.model import Rejected, Story
from dateline.reading import list_files, read_files, read_paths, survey_files
from dateline.run import Run
from dateline.storing import store

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
FEW = 12
COPIES = 2 * FEW // 3


def started(*command: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *command], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@pytest.fixture(scope="module")
def marks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where workers leave the name of the story at which they die."""
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def cluster(marks: Path) -> Iterator[str]:
    """The address of a scheduler with three workers; a task at which two have died has failed."""
    folder = marks
    env = os.environ | {
        "DATELINE_TEST_MARKS": str(folder),
        "OPENBLAS_NUM_THREADS": "1",
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
    }
    told = folder / "scheduler.json"
    quiet = ("--no-dashboard",)
    scheduler = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    running = [started(*scheduler, "--scheduler-file", str(told), *quiet, env=env)]
    try:
        deadline = time.monotonic() + 60
        while not told.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        address: str = json.loads(told.read_text())["address"]
        for n in (2, 3, 4):
            worker = ("distributed.cli.dask_worker", address, "--host", f"127.0.0.{n}", "--nthreads", "1")
            place = ("--local-directory", str(folder / str(n)))
            faults = ("--preload", str(HERE / "cluster_faults.py"))
            running.append(started(*worker, *place, *faults, *quiet, env=env))
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(3, timeout=90)
            hosts = {about["host"] for about in client.scheduler_info()["workers"].values()}
            assert hosts == {"127.0.0.2", "127.0.0.3", "127.0.0.4"}
        yield address
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                # A worker in the middle of a task may not listen; none may be left behind.
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def run() -> Run:
    return Run()


def news(folder: Path, *names: str) -> Path:
    """Some example stories, a file for each two; further stories that are called so, each in a file."""
    folder.mkdir()
    stories = [s for s in read_paths([EXAMPLES]) if isinstance(s, Story) and s.published][:FEW]
    lines = [
        json.dumps({"id": s.id, "text": s.text, "published": str(s.published), "source": s.outlet})
        for s in stories
    ]
    for n in range(0, FEW, 2):
        (folder / f"part-{n:02}.jsonl").write_text("\n".join(lines[n : n + 2]), encoding="utf-8")
    # Copies in other files than theirs: whole, and of half the sentences. A family spans partitions.
    for n in range(0, FEW, 3):
        said = stories[n].text
        halved = said[: said.find(". ", len(said) // 2) + 1]
        for kind, text in (("whole", said), ("half", halved)):
            copy = {
                "id": f"{kind} {n}",
                "text": text,
                "published": "2024-01-0" + str(1 + n % 9),
                "source": kind,
            }
            (folder / f"z-{kind}-{n:02}.jsonl").write_text(json.dumps(copy), encoding="utf-8")
    # One story is in two files, and one id is that of two stories.
    (folder / "late.jsonl").write_text(f'{lines[3]}\n{{"id": "{stories[4].id}", "text": "Another text."}}')
    text = "Kenya's foreign minister met her Ugandan counterpart in Kampala on Monday."
    for name in names:
        record = {"id": name, "text": text, "published": "2019-06-14"}
        (folder / f"{name}.jsonl").write_text(json.dumps(record), encoding="utf-8")
    return folder


TABLES = ("stories", "events", "statements", "parses", "signatures", "families", "happenings", "members")


def same(one: Path, other: Path) -> None:
    for table in TABLES:
        found = [Ledger(folder).read(table) for folder in (one, other)]
        assert found[0] is not None
        key = found[0].column_names[0]
        first, second = (sorted(t.to_pylist(), key=lambda r: str(r[key])) for t in found)
        assert first == second, table
    printed = [CliRunner().invoke(main, ["events", str(f), "--format", "jsonl"]).stdout for f in (one, other)]
    assert printed[0] == printed[1]
    assert len(printed[0]) > 1000
    assert verify(Ledger(one)) == verify(Ledger(other)) == []


def test_a_lost_worker_makes_no_difference(run: Run, cluster: str, marks: Path, tmp_path: Path) -> None:
    folder = news(tmp_path / "news", "mortal")
    alone = store(run, tmp_path / "alone", [str(folder)], None)
    families = Ledger(tmp_path / "alone").read("families")
    assert families is not None
    assert len({m["family"] for m in families.to_pylist()}) <= FEW + 1
    (marks / LOOKING).touch()
    # Read as from an object store, by its address.
    done = store_by_cluster(run, tmp_path / "many", [folder.as_uri()], None, cluster, partition=1500)
    assert (marks / "mortal").exists()
    assert not (marks / LOOKING).exists()
    assert done.stories == alone.stories == FEW + COPIES + 1
    assert [r.reason for r in done.rejected] == [r.reason for r in alone.rejected]
    same(tmp_path / "alone", tmp_path / "many")
    again = CliRunner().invoke(
        main, ["code", str(folder), "--ledger", str(tmp_path / "many"), "--cluster", cluster]
    )
    assert again.exit_code == 1, again.stderr
    assert f"0 stories, {FEW + COPIES + 1} already in the ledger" in again.stderr


def test_files_that_end_every_worker_are_reported_and_the_rest_is_coded(
    run: Run, cluster: str, tmp_path: Path
) -> None:
    folder = news(tmp_path / "news", "poison")
    done = store_by_cluster(run, tmp_path / "many", [str(folder)], None, cluster, partition=1500)
    (lost,) = [r for r in done.rejected if "workers in a row" in r.reason]
    assert lost.origin.endswith("poison.jsonl")
    (folder / "poison.jsonl").unlink()
    store(run, tmp_path / "alone", [str(folder)], None)
    same(tmp_path / "alone", tmp_path / "many")


def test_a_cluster_needs_a_ledger() -> None:
    result = CliRunner().invoke(main, ["code", str(EXAMPLES), "--cluster", "tcp://127.0.0.1:1"])
    assert result.exit_code == 2
    assert "--cluster needs --ledger" in result.stderr


def test_files_read_apart_give_what_they_give_together(tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    files, wrong = list_files([folder])
    assert not wrong
    assert files == [type(f)(f.path, f.story_id, f.size) for f in sorted(files, key=lambda f: f.path)]
    assert sum(map(len, map(survey_files, [[f] for f in files]))) == FEW + COPIES + 2
    assert list(read_files(files, {}, ())) == list(read_paths([folder]))
    assert any(isinstance(item, Rejected) for item in read_files(files, {}, ()))
    (missing,) = list_files([(tmp_path / "none").as_uri()])[1]
    assert "no file" in missing.reason
