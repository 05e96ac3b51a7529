"""How fast events leave, and how much memory that takes: `bench/exports.py EVENTS.jsonl --events 100000`.

EVENTS.jsonl is what `dateline code --format jsonl` prints; its events are repeated, each with an id of
its own and what a ledger adds. Each format is written by a process of its own, so that peaks are its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from dateline import exporting


def records(path: Path, number: int) -> Iterator[dict[str, Any]]:
    """`number` events, every three of them of one happening."""
    known = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    for i in range(number):
        yield {
            **known[i % len(known)],
            "id": f"{i:020x}",
            "happening": f"{i // 3:x}",
            "reports": 3,
            "outlet": "Northern Wire",
            "title": "A title of middling length for a story",
            "url": f"https://northern-wire.example/{i}",
        }


def measure(path: Path, form: str, number: int) -> str:
    """One line: events a second of CPU, MB that memory grew to, bytes an event on disk."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "events"
        began = time.process_time()
        exporting.write(records(path, number), form, out)
        took = time.process_time() - began
        size = out.stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    more, per_event = (peak - before) / 1024, size / number
    return f"{form:15} {number / took:8.0f} /s {peak / 1024:6.0f} MB (+{more:.0f}) {per_event:6.0f} B"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--format", choices=list(exporting.FORMATS))
    given = parser.parse_args()
    if given.format:
        print(measure(given.path, given.format, given.events))
        return
    for form in exporting.FORMATS:
        command = [sys.executable, __file__, str(given.path), "--events", str(given.events), "--format", form]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
