#!/usr/bin/env python3
"""What coding costs beside spaCy's plain pipeline: all ways, stage by stage, two processes, and growth.

    python bench/table.py STORIES... [--stories 1000] [--rounds 1] [--json FILE] [--plot FILE.svg]

All ways on the same stories, one after the other, each with a fresh pipeline, in seconds of the
processor; one and two processes as whole commands that write a ledger, by the clock. Printed are the
medians of the ratios of each round. Growth is measured with stories joined to longer ones, and with a
ledger to which the same coded stories are added under other names, days and hashes, and fitted as
time ~ size^exponent. Where there are fewer stories than asked for, more are mixed from them (`mixed.py`).
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does; before NumPy is imported

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import spacy

from dateline.chunks import ChunkCoder, CodedChunk
from dateline.copies.families import FamilyIndex
from dateline.copies.signatures import links_of, pack, rarer
from dateline.ledger.store import LedgerWriter
from dateline.model import Story
from dateline.parsing import DEFAULT_MODEL
from dateline.reading import read_story
from dateline.recoding import recode
from dateline.run import Run
from dateline.storing import Storing, store
from first_event import first_event, used
from mixed import line, stories_of
from speed import stage_costs, timed

LENGTHS = (1, 2, 4, 8, 16)
"""How many stories are joined into one."""
TURNS = 8
"""How often the ledger grows by the same stories."""
DAYS_APART = 40
GROWING = 150
"""Stories that growth is measured with."""
WAYS = {
    "plain": "spaCy's plain default pipeline",
    "parse": "our parse",
    "code": "whole coding",
    "without copies": "coding without copies",
    "into a ledger": "coding into a ledger, with parses, families, happenings",
    "recode": "recoding all of it from the parses kept",
}
"""What is timed, and how a table calls it."""


def cpu() -> float:
    """Seconds of the processor so far, children's included."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in usages)


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The slope of log(seconds) over log(sizes)."""
    return round(float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0]), 2)


# ---- one table ------------------------------------------------------------------------------


def whole(stories: list[Story]) -> int:
    """Coding with copies, as `dateline code` does it without a ledger; returns how many events."""
    run = Run()
    index = FamilyIndex(run.rulebook.spinning, run.credits)
    events = 0
    for chunk in run.chunks(stories, workers=1):
        index.take(chunk.signatures)
        events += chunk.n_events
    index.families()
    return events


def without_copies(stories: list[Story]) -> None:
    """Parsing, finding and coding; no look at the wording, no signatures, no families."""
    run = Run()
    for story, parse in run.parser.parse(stories):
        run.pipeline.coder.code(run.pipeline.find(story, parse))


def one_round(stories: list[Story], plain: Any, news: Path, work: Path) -> dict[str, float]:
    loading, _ = timed(Run, cpu)
    found: dict[str, float] = {}
    found["plain"], _ = timed(lambda: list(plain.pipe([s.text for s in stories])), cpu)
    found["parse"] = timed(lambda: [0 for _ in Run().parser.parse(stories)], cpu)[0] - loading
    found["code"] = timed(lambda: whole(stories), cpu)[0] - loading
    found["without copies"] = timed(lambda: without_copies(stories), cpu)[0] - loading
    folder = work / f"ledger-{time.monotonic_ns()}"
    found["into a ledger"] = timed(lambda: store(Run(), folder, [str(news)], None), cpu)[0] - loading
    # Every story is coded again from its parse, and all are grouped.
    found["recode"] = timed(lambda: recode(Run(keep_all=True), folder), cpu)[0] - loading
    print({name: round(value, 2) for name, value in found.items()}, file=sys.stderr, flush=True)
    return found


def lengths(stories: list[Story]) -> dict[str, float]:
    """Seconds a story, by its words: the same text in ever longer stories."""
    run, found = Run(), {}
    coder = ChunkCoder(run)
    coder(stories[:20])
    for n in LENGTHS:
        joined = [
            read_story(
                "\n\n".join(s.text for s in stories[k : k + n]), id=str(k), published=stories[k].published
            )
            for k in range(0, len(stories) - n + 1, n)
        ]
        seconds, _ = timed(lambda joined=joined: coder(joined), cpu)
        words = sum(len(s.text.split()) for s in joined) / len(joined)
        found[f"{words:.0f}"] = seconds / len(joined)
        print(f"{words:.0f} words: {found[f'{words:.0f}']:.4f} s a story", file=sys.stderr, flush=True)
    return found


# ---- a ledger that grows --------------------------------------------------------------------


def growth(stories: list[Story], work: Path) -> list[dict[str, float]]:
    """Seconds of adding the same number of stories to an ever larger ledger, and of the end of the run."""
    run = Run()
    rows = []
    with LedgerWriter(work / "growing") as writer:
        storing = Storing(run, writer)
        given = [s for s in stories if s.published is not None]
        coded = ChunkCoder(run, storing.rows)(given)
        for turn in range(TURNS):
            chunk = renamed(coded, turn)
            adding, _ = timed(lambda chunk=chunk: (storing.take(chunk), storing.commit()), cpu)
            grouping, _ = timed(storing.finish, cpu)
            rows.append({"stories": (turn + 1) * len(given), "adding": adding, "grouping": grouping})
            print(rows[-1], file=sys.stderr, flush=True)
    return rows


def renamed(chunk: CodedChunk, turn: int) -> CodedChunk:
    """The same stories as other ones: other ids, days and words."""
    tables = {}
    for name, table in chunk.rows.items():
        for column in ("id", "story", "event"):
            if column in table.column_names and (name, column) != ("stories", "story"):
                values = pc.binary_join_element_wise(table[column].cast(pa.string()), str(turn), " ")
                table = replaced(table, column, values)
        for column in ("published", "first", "last"):
            if column in table.column_names:
                table = replaced(table, column, later(table[column], turn))
        if name == "events":
            dates = table["date"].combine_chunks()
            columns = zip(dates.type, dates.flatten(), strict=True)
            fields = [later(c, turn) if pa.types.is_date(field.type) else c for field, c in columns]
            table = replaced(table, "date", pa.StructArray.from_arrays(fields, fields=list(dates.type)))
        tables[name] = table
    mask = np.uint32(turn * 0x9E3779B1 & 0xFFFFFFF8)
    signatures = []
    for s in chunk.signatures:
        order = np.argsort(s.shingles ^ mask)
        names = s.names ^ mask
        packed = pack((s.shingles ^ mask)[order], names, links_of(rarer(names)), s.places[order])
        signatures.append(replace(s, story=f"{s.story} {turn}", packed=packed))
    ids = tuple(s.story for s in signatures)
    return replace(chunk, stories=ids, rows=tables, signatures=tuple(signatures))


def later(days: Any, turn: int) -> Any:
    moved = pc.add(days.cast(pa.int32()), pa.scalar(turn * DAYS_APART, pa.int32()))
    return moved.cast(pa.date32())


def replaced(table: pa.Table, name: str, column: Any) -> pa.Table:
    at = table.schema.get_field_index(name)
    return table.set_column(at, table.schema.field(name), column)


# ---- faces ----------------------------------------------------------------------------------


def table(stories: list[Story], rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        news = work / "news.jsonl"
        news.write_text("\n".join(map(line, stories)), encoding="utf-8")
        # First of all: a process counts as its own the memory of the one that starts it.
        one, two = (used(into_a_ledger(news, work / str(n), n)) for n in (1, 2))
        # The plain pipeline is loaded first: choosing NumPy's matrix product would speed it up as well.
        plain = spacy.load(DEFAULT_MODEL)
        list(plain.pipe([s.text for s in stories[:3]]))
        found = [one_round(stories, plain, news, work) for _ in range(rounds)]
        stages = stage_costs(stories)
        by_length = lengths(stories[:GROWING])
        by_ledger = growth(stories[:GROWING], work)

    def ratio(one: str, other: str) -> float:
        return round(statistics.median(r[one] / r[other] for r in found), 3)

    return {
        "python": platform.python_version(),
        "spacy": spacy.__version__,
        "machine": f"{processor()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}",
        "stories": len(stories),
        "words": sum(len(s.text.split()) for s in stories),
        "milliseconds a story": {
            way: round(1000 * statistics.median(r[way] for r in found) / len(stories), 1) for way in WAYS
        },
        "of the plain pipeline": {way: ratio(way, "plain") for way in WAYS},
        "of the parse": {
            "all stages after it": round(sum(stages.values()), 3),
            **{stage: round(share, 3) for stage, share in stages.items()},
        },
        "plain pipeline / code": ratio("plain", "code"),
        "recode / code": ratio("recode", "code"),
        "two processes": {
            "faster by the clock": round(one.clock / two.clock, 3),
            "processor time of two / of one": round(two.processor / one.processor, 3),
        },
        "start to the first event": first_event(stories[0]),
        "peak memory of one process, MB": max(one.memory, two.memory),
        "seconds a story by words": {k: round(v, 4) for k, v in by_length.items()},
        "seconds ~ words ^": exponent([float(k) for k in by_length], list(by_length.values())),
        "seconds by stories in the ledger": [{k: round(v, 3) for k, v in r.items()} for r in by_ledger],
        "adding ~ stories ^": exponent(
            # The first turn makes the ledger.
            [r["stories"] for r in by_ledger[1:]],
            [r["adding"] for r in by_ledger[1:]],
        ),
        "grouping ~ stories ^": exponent(
            [r["stories"] for r in by_ledger], [r["grouping"] for r in by_ledger]
        ),
    }


def into_a_ledger(news: Path, folder: Path, workers: int) -> list[str]:
    """The command, as arguments of Python."""
    coding = ["-m", "dateline.cli", "code", str(news), "--ledger", str(folder), "--quiet"]
    return [*coding, "--workers", str(workers)]


def processor() -> str:
    """What the machine calls its processor."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    return next((at.partition(": ")[2] for at in lines if at.startswith("model name")), platform.machine())


def plot(report: dict[str, Any], path: Path) -> None:
    """Bars of milliseconds a story."""
    costs = report["milliseconds a story"]
    most = max(costs.values())
    bars = "".join(
        f'<text x="130" y="{31 + 30 * k}" text-anchor="end">{name}</text>'
        f'<rect x="138" y="{16 + 30 * k}" width="{320 * value / most:.0f}" height="20" fill="#1f6feb"/>'
        f'<text x="{144 + 320 * value / most:.0f}" y="{31 + 30 * k}">{value:.0f} ms</text>'
        for k, (name, value) in enumerate(costs.items())
    )
    height = 30 * len(costs) + 20
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="540" height="{height}" font-family="sans-serif" '
        f'font-size="13"><rect width="540" height="{height}" fill="#fff"/>{bars}</svg>\n',
        encoding="utf-8",
    )


def shown(report: dict[str, Any]) -> str:
    """The report as tables, as `docs/performance.md` has them."""
    costs, shares = report["milliseconds a story"], report["of the plain pipeline"]
    rows = ["| way | ms a story | of the plain pipeline |", "|---|---|---|"]
    rows += [f"| {said} | {costs[way]} | {shares[way]} |" for way, said in WAYS.items()]
    rows += ["", "| stage | share of the parse |", "|---|---|"]
    rows += [f"| {stage} | {share} |" for stage, share in report["of the parse"].items()]
    shown_above = ("milliseconds a story", "of the plain pipeline", "of the parse")
    rest = [f"{key}: {value}" for key, value in report.items() if key not in shown_above]
    return "\n".join([*rows, "", *rest])


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("paths", nargs="+")
    ap.add_argument("--stories", type=int, default=1000)
    ap.add_argument("--rounds", type=int, default=1)
    ap.add_argument("--plot", type=Path)
    ap.add_argument("--json", type=Path)
    args = ap.parse_args()
    gc.set_threshold(20_000)  # as the command line does
    stories = stories_of(args.paths, args.stories)
    if len(stories) < LENGTHS[-1]:
        ap.error(f"growth is measured with {LENGTHS[-1]} stories and more")
    report = table(stories, args.rounds)
    print(shown(report))
    if args.json:
        args.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if args.plot:
        plot(report, args.plot)


if __name__ == "__main__":
    main()
