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
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import dateline
from dateline.model import Story
from dateline.parsing import DEFAULT_MODEL
from mixed import stories_of

RUNS = 5


def first_event(story: Story, runs: int = RUNS) -> dict[str, float]:
    """Seconds until the events of `story` are out: by the clock, of the processor, as a share of spaCy's."""
    compileall.compile_dir(Path(dateline.__file__).parent, quiet=2)
    with tempfile.TemporaryDirectory() as place:
        news = Path(place) / "story.jsonl"
        published = story.published.isoformat() if story.published else None
        news.write_text(
            json.dumps({"id": story.id, "text": story.text, "published": published}), encoding="utf-8"
        )
        ours = ["-m", "dateline.cli", "code", str(news), "--format", "jsonl", "--quiet"]
        plain = ["-c", f"import spacy; spacy.load({DEFAULT_MODEL!r})"]
        found = [(seconds(ours), seconds(plain)) for _ in range(runs)]
    return {
        "seconds": round(statistics.median(clock for (clock, _), _ in found), 2),
        "of the processor": round(statistics.median(cpu for (_, cpu), _ in found), 2),
        "of spaCy with its model": round(statistics.median(a / b for (_, a), (_, b) in found), 2),
    }


def seconds(arguments: Sequence[str]) -> tuple[float, float]:
    """By the clock, and of the processor, for one run of Python with these arguments."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    clock, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("paths", nargs="+")
    ap.add_argument("--runs", type=int, default=RUNS)
    args = ap.parse_args()
    print(json.dumps(first_event(stories_of(args.paths, 1)[0], args.runs)))


if __name__ == "__main__":
    main()
