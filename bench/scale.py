#!/usr/bin/env python3
"""What coding costs beside spaCy's plain pipeline, with one process and with two, and how it grows.

    python bench/scale.py table STORIES... [--stories 300] [--rounds 3] [--json FILE] [--plot FILE.svg]
    python bench/scale.py index [--upto 100000] [--json FILE]

`table`: all ways on the same stories, one after the other, each with a fresh pipeline, in seconds of the
processor; two processes also by the clock. Printed are the medians of the ratios of each round. Growth is
measured with stories joined to longer ones, and with a ledger to which the same coded stories are added
under other names, days and hashes, and fitted as time ~ size^exponent.

`index`: families among synthetic signatures, each tenth a copy with a tenth of its word sequences changed.
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
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does; before NumPy is imported

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import spacy

from dateline.chunks import ChunkCoder, CodedChunk
from dateline.copies.families import FamilyIndex
from dateline.copies.signatures import Signature, links_of, pack, rarer
from dateline.ledger.store import LedgerWriter
from dateline.model import Story
from dateline.parsing import DEFAULT_MODEL
from dateline.reading import read_paths, read_story
from dateline.recoding import recode
from dateline.rulebook.spinning import load_spin_lexicon
from dateline.run import Run
from dateline.storing import Storing, group, store

LENGTHS = (1, 2, 4, 8, 16)
"""How many stories are joined into one."""
TURNS = 8
"""How often the ledger grows by the same stories."""
DAYS_APART = 40
WORDS, NAMES = 160, 40
"""Shingles and names that a story of 700 words has in the index."""


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the processor, children's included: those other programs disturb less than the clock."""
    start = cpu()
    result = work()
    return cpu() - start, result


def cpu() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in usages)


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The slope of log(seconds) over log(sizes)."""
    return round(float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0]), 2)


# ---- one table ------------------------------------------------------------------------------


def whole(stories: list[Story], workers: int) -> int:
    """Coding with copies, as `dateline code` does it without a ledger; returns how many events."""
    run = Run()
    index = FamilyIndex(run.rulebook.spinning, run.credits)
    events = 0
    for chunk in run.chunks(stories, workers=workers):
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
    loading, _ = timed(Run)
    found: dict[str, float] = {}
    found["plain"], _ = timed(lambda: list(plain.pipe([s.text for s in stories])))
    found["parse"] = timed(lambda: [0 for _ in Run().parser.parse(stories)])[0] - loading
    found["code"] = timed(lambda: whole(stories, 1))[0] - loading
    found["without copies"] = timed(lambda: without_copies(stories))[0] - loading
    folder = work / f"ledger-{time.monotonic_ns()}"
    found["into a ledger"] = timed(lambda: store(Run(), folder, [str(news)], None))[0] - loading
    # Every story is coded again from its parse, and all are grouped.
    found["recode"] = timed(lambda: recode(Run(keep_all=True), folder))[0] - loading
    for n in (1, 2):
        start = time.monotonic()
        seconds, _ = timed(lambda n=n: whole(stories, n))
        found[f"clock of {n}"] = time.monotonic() - start
        found[f"processor of {n}"] = seconds
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
        seconds, _ = timed(lambda joined=joined: coder(joined))
        words = sum(len(s.text.split()) for s in joined) / len(joined)
        found[f"{words:.0f}"] = seconds / len(joined)
        print(f"{words:.0f} words: {found[f'{words:.0f}']:.4f} s a story", file=sys.stderr, flush=True)
    return found


# ---- a ledger that grows --------------------------------------------------------------------


def growth(stories: list[Story], work: Path) -> list[dict[str, float]]:
    """Seconds of adding the same number of stories to an ever larger ledger, and of grouping them all."""
    run = Run()
    rows = []
    with LedgerWriter(work / "growing") as writer:
        storing = Storing(run, writer)
        given = [s for s in stories if s.published is not None]
        coded = ChunkCoder(run, storing.rows)(given)
        for turn in range(TURNS):
            chunk = renamed(coded, turn)
            adding, _ = timed(lambda chunk=chunk: (storing.take(chunk), storing.commit()))
            grouping, _ = timed(lambda: group(run, writer, storing._index))
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
                days = pc.add(table[column].cast(pa.int32()), pa.scalar(turn * DAYS_APART, pa.int32()))
                table = replaced(table, column, days.cast(pa.date32()))
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


def replaced(table: pa.Table, name: str, column: Any) -> pa.Table:
    at = table.schema.get_field_index(name)
    return table.set_column(at, table.schema.field(name), column)


# ---- an index that grows --------------------------------------------------------------------


def synthetic(n: int, seed: int = 7) -> list[Signature]:
    """Signatures as `n` stories of 700 words would have; each tenth is a copy of the one nine before it."""
    chance = np.random.default_rng(seed)
    vocabulary = chance.integers(0, 1 << 32, 200_000, dtype=np.uint32)
    found: list[Signature] = []
    for k in range(n):
        # Names follow a law like Zipf's: a few stand in very many stories.
        names = vocabulary[(200_000 * chance.random(NAMES) ** 3).astype(np.int64)]
        shingles = np.unique(chance.integers(0, 1 << 32, WORDS, dtype=np.uint32) & np.uint32(0xFFFFFFFC))
        if k % 10 == 9:
            other = found[k - 9]
            kept = other.shingles[: 9 * other.kept // 10]
            shingles, names = np.unique(np.concatenate([kept, shingles[: WORDS // 10]])), other.names
        found.append(
            Signature(
                story=f"{k:09}",
                published=date(2022, 1, 1) + timedelta(days=k * 30 // n),
                outlet=f"outlet {k % 997}",
                agencies=(),
                words=700,
                score=0.0,
                level=2,
                kept=len(shingles),
                named=len(names),
                packed=pack(
                    shingles, names, links_of(rarer(names)), np.arange(len(shingles), dtype=np.uint16)
                ),
            )
        )
    return found


def index(args: argparse.Namespace) -> dict[str, Any]:
    rows = []
    for n in sorted({args.upto // d for d in (16, 8, 4, 2, 1)}):
        signatures = synthetic(n)
        families = FamilyIndex(load_spin_lexicon())
        families.take(signatures)
        gc.collect()
        before = resident()
        seconds, members = timed(families.families)
        copied = sum(m.kind != "original" for m in members)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        rows.append(
            {
                "stories": n,
                "seconds": round(seconds, 2),
                "copies found": copied,
                "index, MB": round(sum(len(s.packed) + 300 for s in signatures) / 1e6),
                "peak above it, MB": round((peak - before) / 1e6),
            }
        )
        print(json.dumps(rows[-1]), flush=True)
    grows = exponent([r["stories"] for r in rows], [r["seconds"] for r in rows])
    return {"rows": rows, "seconds ~ stories ^": grows}


def resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


# ---- faces ----------------------------------------------------------------------------------


def table(args: argparse.Namespace) -> dict[str, Any]:
    stories = [s for s in read_paths(args.paths) if isinstance(s, Story)][: args.stories]
    # The plain pipeline is loaded first: choosing NumPy's matrix product would speed it up as well.
    plain = spacy.load(DEFAULT_MODEL)
    list(plain.pipe([s.text for s in stories[:3]]))
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        news = work / "news.jsonl"
        news.write_text("\n".join(map(line, stories)), encoding="utf-8")
        rounds = [one_round(stories, plain, news, work) for _ in range(args.rounds)]
        by_length = lengths(stories)
        by_ledger = growth(stories, work)

    def ratio(one: str, other: str) -> float:
        return round(statistics.median(r[one] / r[other] for r in rounds), 3)

    ways = ("parse", "code", "without copies", "into a ledger", "recode")
    return {
        "python": platform.python_version(),
        "spacy": spacy.__version__,
        "machine": f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}",
        "stories": len(stories),
        "words": sum(len(s.text.split()) for s in stories),
        "milliseconds a story": {
            way: round(1000 * statistics.median(r[way] for r in rounds) / len(stories), 1)
            for way in ("plain", *ways)
        },
        "of the plain pipeline": {way: ratio(way, "plain") for way in ways},
        "plain pipeline / code": ratio("plain", "code"),
        "recode / code": ratio("recode", "code"),
        "two processes": {
            "faster by the clock": ratio("clock of 1", "clock of 2"),
            "processor time of two / of one": ratio("processor of 2", "processor of 1"),
        },
        "peak memory of a worker, MB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
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


def line(story: Story) -> str:
    published = story.published.isoformat() if story.published else None
    return json.dumps({"id": story.id, "text": story.text, "published": published, "source": story.outlet})


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


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    tasks = ap.add_subparsers(required=True)
    sub = tasks.add_parser("table")
    sub.add_argument("paths", nargs="+")
    sub.add_argument("--stories", type=int, default=300)
    sub.add_argument("--rounds", type=int, default=3)
    sub.add_argument("--plot", type=Path)
    sub.add_argument("--json", type=Path)
    sub.set_defaults(task=table)
    sub = tasks.add_parser("index")
    sub.add_argument("--upto", type=int, default=100_000)
    sub.add_argument("--json", type=Path)
    sub.set_defaults(task=index, plot=None)
    args = ap.parse_args()
    gc.set_threshold(20_000)  # as the command line does
    report = args.task(args)
    print(json.dumps(report, indent=1))
    if args.json:
        args.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if args.plot:
        plot(report, args.plot)


if __name__ == "__main__":
    main()
