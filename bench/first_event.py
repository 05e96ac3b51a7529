#!/usr/bin/env python3
"""From start to the first event: the command on a file of one story, beside spaCy loading its model.

    python bench/first_event.py STORIES [--runs 5]

Both start in turns, each as a process of its own. Modules are compiled before, as those of an installed
package are. Printed are medians.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import dateline
from dateline.model import Story
from dateline.parsing import DEFAULT_MODEL
from mixed import line, stories_of

RUNS = 5


def first_event(story: Story, runs: int = RUNS) -> dict[str, float]:
    """Seconds until the events of `story` are out: by the clock, of the processor, as a share of spaCy's."""
    compileall.compile_dir(Path(dateline.__file__).parent, quiet=2)
    with tempfile.TemporaryDirectory() as place:
        news = Path(place) / "story.jsonl"
        news.write_text(line(story), encoding="utf-8")
        ours = ["-m", "dateline.cli", "code", str(news), "--format", "jsonl", "--quiet"]
        plain = ["-c", f"import spacy; spacy.load({DEFAULT_MODEL!r})"]
        found = [(used(ours), used(plain)) for _ in range(runs)]
    return {
        "seconds": round(statistics.median(one.clock for one, _ in found), 2),
        "of the processor": round(statistics.median(one.processor for one, _ in found), 2),
        "of spaCy with its model": round(statistics.median(a.processor / b.processor for a, b in found), 2),
    }


class Used(NamedTuple):
    """Seconds by the clock and of the processor, and the memory of the largest process, in MB."""

    clock: float
    processor: float
    memory: int


def used(arguments: Sequence[str]) -> Used:
    """What one run of Python with these arguments takes, with all processes that it starts."""
    start = time.monotonic()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    clock = time.monotonic() - start
    return Used(clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("paths", nargs="+")
    ap.add_argument("--runs", type=int, default=RUNS)
    args = ap.parse_args()
    print(json.dumps(first_event(stories_of(args.paths, 1)[0], args.runs)))


if __name__ == "__main__":
    main()
