#!/usr/bin/env python3
"""Speed of our stages as ratios to spaCy's plain default pipeline, on the same stories in one run.

    python bench/speed.py STORIES [--stories 300] [--rounds 3] [--json FILE]

Start-up (loading model and rules) is left out of both sides; each round times all ways one after the
other on the same texts, and the median of the rounds' ratios is printed, since absolute times are not
stable on a shared machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does; before NumPy is imported

import spacy

from dateline.clauses.reader import ClauseReader
from dateline.clauses.status import StatusReader
from dateline.coding.layers import Layers
from dateline.copies.spinning import restore
from dateline.finding.actors import find_actors
from dateline.finding.date_joins import interval_of
from dateline.finding.dates import find_dates
from dateline.finding.figures import find_figures
from dateline.finding.places import find_places
from dateline.finding.statements import find_statements
from dateline.model import Rejected, Story, Tree
from dateline.parsing import DEFAULT_MODEL
from dateline.reading import read_paths
from dateline.run import Run


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def _drain(work: Callable[[list[Story]], Iterable[Any]], stories: list[Story]) -> None:
    for _ in work(stories):
        pass


def stage_costs(run: Run, stories: list[Story]) -> dict[str, float]:
    """Seconds of each stage over all stories, one stage at a time."""
    book = run.rulebook
    cost: dict[str, float] = {}
    cost["restore"], restored = timed(lambda: [restore(s, book.spinning)[0] for s in stories])
    cost["parse"], parsed = timed(lambda: list(run.parser.parse(restored)))
    cost["tree"], trees = timed(lambda: [Tree(p) for _, p in parsed])
    rows = list(zip(parsed, trees, strict=True))
    cost["actors"], actors = timed(
        lambda: [find_actors(p, t, s.published, book.actors, dateline=s.dateline_place) for (s, p), t in rows]
    )
    cost["places"], places = timed(
        lambda: [find_places(p, t, a, book.actors) for ((_, p), t), a in zip(rows, actors, strict=True)]
    )
    cost["dates"], dates = timed(lambda: [find_dates(p, t, s.published, book.dates) for (s, p), t in rows])
    cost["figures"], figures = timed(
        lambda: [find_figures(p, t, d, book.figures) for ((_, p), t), d in zip(rows, dates, strict=True)]
    )
    cost["statements"], statements = timed(
        lambda: [find_statements(p, t, book.attribution) for (_, p), t in rows]
    )
    layers = [
        Layers(
            story=s,
            tree=t,
            clauses=ClauseReader(p, t, book.grammar, StatusReader(p, t, book.status).status),
            words=book.grammar,
            actors=a,
            dates=d,
            intervals=[interval_of(p, d, k) for k in range(len(d))],
            places=pl,
            figures=f,
            statements=st,
        )
        for ((s, p), t), a, d, pl, f, st in zip(rows, actors, dates, places, figures, statements, strict=True)
    ]
    coder = run.pipeline.coder
    cost["clauses and coding"], _ = timed(lambda: [coder.code(one) for one in layers])
    return cost


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("paths", nargs="+")
    ap.add_argument("--stories", type=int, default=300)
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--json", type=Path)
    args = ap.parse_args()
    stories = [s for s in read_paths(args.paths) if not isinstance(s, Rejected)][: args.stories]
    texts = [s.text for s in stories]
    # The plain pipeline is loaded first: choosing NumPy's matrix product would speed it up as well.
    plain = spacy.load(DEFAULT_MODEL)
    warm = texts[:3]
    list(plain.pipe(warm))
    run = Run()
    list(run.pipeline.code(stories[:3]))
    rounds: list[dict[str, float]] = []
    for _ in range(args.rounds):
        base, _ = timed(lambda: list(plain.pipe(texts)))
        # A fresh pipeline each round: what earlier rounds remembered would flatter us.
        parse, _ = timed(partial(_drain, Run().parser.parse, stories))
        whole, _ = timed(partial(_drain, Run().pipeline.code, stories))
        rounds.append({"plain": base, "parse": parse, "code": whole})
    cost = stage_costs(run, stories)
    report = {
        "python": platform.python_version(),
        "spacy": spacy.__version__,
        "stories": len(stories),
        "words": sum(len(t.split()) for t in texts),
        "parse / plain": round(statistics.median(r["parse"] / r["plain"] for r in rounds), 3),
        "code / plain": round(statistics.median(r["code"] / r["plain"] for r in rounds), 3),
        "stages / parse": {name: round(s / cost["parse"], 3) for name, s in cost.items() if name != "parse"},
    }
    for key, value in report.items():
        if isinstance(value, dict):
            for name, figure in value.items():
                print(f"  {name:20} {figure:.3f} of the parse")
            print(f"  {'all after the parse':20} {sum(value.values()):.3f} of the parse")
        else:
            print(f"{key:15} {value}")
    if args.json:
        args.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
