#!/usr/bin/env python3
"""Speed of our stages as ratios to spaCy's plain default pipeline, on the same stories in one run.

    python bench/speed.py STORIES [--stories 300] [--rounds 3] [--json FILE]

Start-up (loading model and rules) is left out of both sides; each round times all ways one after the
other on the same texts in processor time of one core, and the median of the rounds' ratios is printed,
since absolute times are not stable on a shared machine. What a stage takes is set against what the parser
takes in the same run, story by story, so that both meet the same machine.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does; before NumPy is imported

import spacy

from dateline import pipeline
from dateline.model import Rejected, Story
from dateline.parsing import DEFAULT_MODEL
from dateline.reading import read_paths
from dateline.run import Run

T = TypeVar("T")

STAGES = {
    "restore": "restore",
    "Tree": "tree",
    "find_quotations": "statements",
    "find_names": "actors",
    "find_actors": "actors",
    "find_places": "places",
    "find_dates": "dates",
    "interval_of": "dates",
    "find_figures": "figures",
    "find_statements": "statements",
    "StatusReader": "clauses, status and coding",
    "ClauseReader": "clauses, status and coding",
    "Layers": "clauses, status and coding",
}
"""What the pipeline calls, by the name it has there, and the stage it counts to."""


def timed(work: Callable[[], Any], clock: Callable[[], float] = time.process_time) -> tuple[float, Any]:
    """Seconds of the processor, which other programs on the machine disturb less than the clock."""
    start = clock()
    result = work()
    return clock() - start, result


def _drain(work: Callable[[list[Story]], Iterable[Any]], stories: list[Story]) -> None:
    for _ in work(stories):
        pass


class Costs:
    """Seconds by stage while the pipeline runs as it always does, in its own order."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = dict.fromkeys(["parse", *STAGES.values()], 0.0)

    def counted(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """`work`, with what it takes added to the stage."""

        def count(*args: Any, **kwargs: Any) -> Any:
            seconds, result = timed(lambda: work(*args, **kwargs))
            self.seconds[stage] += seconds
            return result

        return count

    def drawn(self, parsed: Iterable[T]) -> Iterator[T]:
        """What the parser hands out, its time counted; restoring, which it draws on, is a stage itself."""
        items = iter(parsed)
        while True:
            restored = self.seconds["restore"]
            seconds, item = timed(lambda: next(items, None))
            self.seconds["parse"] += seconds - (self.seconds["restore"] - restored)
            if item is None:
                return
            yield item


def stage_costs(stories: list[Story]) -> dict[str, float]:
    """What each stage takes of what the parse takes, over all stories."""
    run, costs = Run(), Costs()
    parser: Any = run.parser
    parse = parser.parse
    parser.parse = lambda *given: costs.drawn(parse(*given))
    originals = {name: getattr(pipeline, name) for name in STAGES}
    for name, work in originals.items():
        setattr(pipeline, name, costs.counted(STAGES[name], work))
    coder: Any = run.pipeline.coder
    coder.code = costs.counted("clauses, status and coding", coder.code)
    try:
        _drain(run.pipeline.code, stories)
    finally:
        for name, work in originals.items():
            setattr(pipeline, name, work)
    parsing = costs.seconds.pop("parse")
    return {stage: seconds / parsing for stage, seconds in costs.seconds.items()}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("paths", nargs="+")
    ap.add_argument("--stories", type=int, default=300)
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--json", type=Path)
    args = ap.parse_args()
    gc.set_threshold(20_000)  # as the command line does
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
        ours, _ = timed(partial(_drain, Run().parser.parse, stories))
        whole, _ = timed(partial(_drain, Run().pipeline.code, stories))
        rounds.append({"plain": base, "parse": ours, "code": whole})
    costs = [stage_costs(stories) for _ in range(args.rounds)]
    of_parse = {stage: statistics.median(cost[stage] for cost in costs) for stage in costs[0]}
    report = {
        "python": platform.python_version(),
        "spacy": spacy.__version__,
        "stories": len(stories),
        "words": sum(len(t.split()) for t in texts),
        "parse / plain": round(statistics.median(r["parse"] / r["plain"] for r in rounds), 3),
        "code / plain": round(statistics.median(r["code"] / r["plain"] for r in rounds), 3),
        "stages / parse": {name: round(share, 3) for name, share in of_parse.items()},
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
