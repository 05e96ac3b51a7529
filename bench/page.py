#!/usr/bin/env python3
"""How long the page's answers take at the server.

    python bench/page.py LEDGER [--rounds 15] [--million FOLDER] [--events 1000000]

Each page is asked for many times; printed are milliseconds of the clock (median, longest) and of the
processor (median, all threads). What the page remembers of answers is forgotten before each, so every one
is timed as if it were the first. With --million, the pages of a ledger of synthetic events in FOLDER are
timed, too, which is made of LEDGER's as `bench/ledger.py` says, if it is not there yet.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from fastapi.testclient import TestClient

from dateline.query.asking import Query
from dateline.web.app import create_app
from ledger import load, synthesize


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--million", type=Path)
    parser.add_argument("--events", type=int, default=1_000_000)
    args = parser.parse_args()
    measure(args.ledger, args.rounds)
    if args.million is not None:
        if not (args.million / "manifest.json").exists():
            synthesize(args.ledger, args.million, args.events)
        measure(args.million, args.rounds)


def measure(folder: Path, rounds: int) -> None:
    app = create_app(folder)
    site = app.state.site
    query: Query = site.query
    clock, cpu = timed(query.ready)
    manifest = site.ledger.manifest()
    print(f"{manifest.rows('stories'):,} stories, {manifest.rows('events'):,} events; {load()}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"opened in {clock / 1000:.1f} s, of the processor {cpu / 1000:.1f} s; peak of memory {memory:.0f} MB"
    )
    client = TestClient(app, base_url="http://127.0.0.1")
    site.warm()
    print(f"{'median':>6} {'longest':>8} {'processor':>10}   milliseconds")
    for address in addresses(query):
        took = []
        for _ in range(rounds):
            site.forget()
            took.append(timed(lambda address=address: client.get(address).raise_for_status()))
        clocks, cpus = ([each[n] for each in took] for n in (0, 1))
        print(f"{median(clocks):6.0f} {max(clocks):8.0f} {median(cpus):10.0f}   {address}")


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds of the clock, and of the processor."""
    began = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - began[0]), 1000 * (time.process_time() - began[1])


def addresses(query: Query) -> list[str]:
    """Every kind of page; of events the newest, and one of a happening that most stories tell."""
    event = query.events({}, order="newest", limit=1).records[0]
    (told,) = query.sql(
        "SELECT events[1] AS id FROM happenings ORDER BY len(events) DESC, id LIMIT 1"
    ).to_pylist()
    return [
        "/",
        "/?type=ASSAULT",
        "/events",
        f"/events?page={max(1, query.count() // 100)}",
        "/events?actor=RUS&type=ASSAULT&order=reports",
        "/events?dyad=USA-RUS&since=2022-02-20",
        "/events?text=ceasefire",
        f"/events/{event['id']}",
        f"/events/{told['id']}",
        f"/stories/{quote(event['story'], safe='')}",
        "/actor?party=USA",
        "/actor?party=putin",
        "/charts/timeline.json",
        "/charts/network.json",
        "/charts/places.json",
        "/paste",
        "/live",
    ]


if __name__ == "__main__":
    main()
