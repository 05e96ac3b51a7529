#!/usr/bin/env python3
"""Long runs: does memory stay flat, and does `watch` survive a hostile web and `kill -9`?

    python bench/soak.py memory STORIES WORK [--stories 20000] [--workers 1]
    python bench/soak.py watch WORK [--minutes 20] [--kill 30]

`memory` makes stories of shuffled sentences of STORIES, with names that no other story has, codes them into a
ledger in WORK, and prints what the processes took at most in each thousand (proportional set size, all of
them, looked at every half second).

`watch` serves feeds and pages of which many are slow, broken off, redirected, mislabelled or gone, has
`dateline watch` read them while stories are added, and kills it every so many seconds. In the end each story
must be in the ledger once, and each entry that leads to none among the rejected.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from dateline.ledger.errors import LedgerError
from dateline.ledger.manifest import read_manifest
from dateline.ledger.store import Ledger
from dateline.ledger.upkeep import verify
from dateline.model import Story
from dateline.reading import read_paths
from dateline.retrying import rejections
from hostile_site import Answering, Site, answer, article, silent

DATELINE = [sys.executable, "-m", "dateline.cli"]
SENTENCE = re.compile(r"(?<=[.!?”\"])\s+")
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")
SYLLABLES = "ba da ka mo ri su te vo la ni zu fe go hi ja wen tar mul dor kin bes".split()
STEP = 1_000


# ---- memory ---------------------------------------------------------------------------------


def varied(stories: list[Story], count: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    """`count` stories, each of a sixth of the sentences of three others; one name in four is new."""
    for k in range(count):
        some = chance.sample(stories, 3)
        sentences = [s for story in some for s in SENTENCE.split(story.text) if s.strip()]
        chance.shuffle(sentences)
        text = " ".join(sentences[: len(sentences) // 6])
        text = NAME.sub(lambda m: m[0] if chance.random() > 0.25 else new_name(chance), text)
        day = some[0].published
        yield {
            "id": f"story-{k:06}",
            "text": text,
            "published": str(day) if day else None,
            "source": f"outlet {k % 97}",
        }


def new_name(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(3, 5))).capitalize()


def memory(args: argparse.Namespace) -> None:
    args.work.mkdir(parents=True, exist_ok=True)
    corpus, ledger = args.work / f"varied-{args.stories}.jsonl", args.work / "ledger"
    shutil.rmtree(ledger, ignore_errors=True)
    if not corpus.exists():
        stories = [s for s in read_paths([args.given]) if isinstance(s, Story)]
        with corpus.open("w", encoding="utf-8") as out:
            for row in varied(stories, args.stories, random.Random(9)):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    command = [
        *DATELINE,
        "code",
        str(corpus),
        "--ledger",
        str(ledger),
        "--workers",
        str(args.workers),
        "--quiet",
    ]
    process = subprocess.Popen(command)
    most: dict[int, float] = {}
    while process.poll() is None:
        step = committed(ledger) // STEP
        if step not in most and most:
            print(f"{step * STEP:>7} stories {most[step - 1]:>6.0f} MB", flush=True)
        most[step] = max(most.get(step, 0.0), megabytes(process.pid))
        time.sleep(0.5)
    # The first thousand fills what is remembered of words, the last groups all stories.
    sizes = [most[step] for step in sorted(most)[1:-1]]
    middle = (max(sizes) + min(sizes)) / 2
    print(f"{committed(ledger)} stories, exit code {process.returncode}")
    print(f"{min(sizes):.0f} to {max(sizes):.0f} MB, ± {(max(sizes) - middle) / middle:.1%}")
    print(f"at most {max(most.values()):.0f} MB, with all families and happenings")


def committed(ledger: Path) -> int:
    try:
        return sum(part.rows for part in read_manifest(ledger).tables.get("stories", ()))
    except LedgerError:
        return 0


def megabytes(pid: int) -> float:
    """What a process and its children take, shared pages divided among those who share them."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0.0
    own = int(found[1]) / 1024 if found else 0.0
    return own + sum(megabytes(int(child)) for child in children)


# ---- watch ----------------------------------------------------------------------------------

FEEDS = 6
NEW_EVERY = 3.0
"""Seconds from one new story to the next."""
GOOD = {"good", "late", "cut short", "hung up", "slow", "moved", "dripping"}
WAYS = [
    "good",
    "good",
    "good",
    "late",
    "cut short",
    "hung up",
    "slow",
    "moved",
    "dripping",
    "gone",
    "loop",
    "bomb",
    "no page",
]


def in_turn(*behaviours: Answering) -> Answering:
    """One after the other, the last for good."""
    turn = itertools.chain(behaviours, itertools.repeat(behaviours[-1]))
    return lambda handler: next(turn)(handler)


def after(seconds: float, then: Answering) -> Answering:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        then(handler)

    return respond


def trickle(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then, then nothing more."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b"x")
        time.sleep(0.1)


def put_page(site: Site, name: str, way: str, number: int) -> None:
    """What is to be had under the address of one entry."""
    page = article(number)
    good = answer(200, page, **{"Content-Type": "text/html"})
    bomb = answer(200, gzip.compress(b"x" * 50_000_000), **{"Content-Encoding": "gzip"})
    noise = answer(200, b"%PDF-1.7\x00\x01\xff\xfe" * 500, **{"Content-Type": "text/html"})
    site.pages[f"/{name}"] = {
        "good": good,
        "late": in_turn(answer(503), answer(429, **{"Retry-After": "5"}), good),
        "cut short": in_turn(answer(200, page, length=len(page) + 500), good),
        "hung up": in_turn(silent, good),
        "slow": after(2, good),
        "moved": answer(301, Location=f"/moved/{name}"),
        "dripping": in_turn(trickle, good),
        "gone": answer(404),
        "loop": answer(302, Location=f"/{name}"),
        "bomb": bomb,
        "no page": noise,
    }[way]
    site.pages[f"/moved/{name}"] = good


def put_feed(site: Site, number: int, names: list[str], failing: bool) -> None:
    """The feed as it is now; where it is `failing`, each third request gets something else."""
    path = f"/feed{number}"
    site.feed(*names, path=path, ETag=f'"{len(names)}"')
    whole = site.pages[path]

    def respond(handler: BaseHTTPRequestHandler) -> None:
        asked = site.count(path)
        if failing and asked % 3 == 0:
            wrongs = (answer(500), silent, answer(200, "<html>no feed"), after(3, answer(503)))
            wrongs[asked // 3 % len(wrongs)](handler)
        elif handler.headers.get("If-None-Match") == f'"{len(names)}"':
            answer(304)(handler)
        else:
            whole(handler)

    site.pages[path] = respond


def watch(args: argparse.Namespace) -> None:
    shutil.rmtree(args.work, ignore_errors=True)
    args.work.mkdir(parents=True)
    site, ledger = Site(), args.work / "ledger"
    feeds = args.work / "feeds.toml"
    feeds.write_text("".join(f'[[feed]]\nurl = "{site.url}/feed{k}"\nevery = 60\n' for k in range(FEEDS)))
    names: list[list[str]] = [[] for _ in range(FEEDS)]
    ways: dict[str, str] = {}
    over = threading.Event()

    def publish() -> None:
        for k in itertools.count():
            name = f"s{k:04}"
            ways[name] = WAYS[k % len(WAYS)]
            put_page(site, name, ways[name], k + 3)
            names[k % FEEDS].append(name)
            put_feed(site, k % FEEDS, names[k % FEEDS], failing=not over.is_set())
            if over.wait(NEW_EVERY):
                return

    publisher = threading.Thread(target=publish)
    publisher.start()
    command = [
        *DATELINE, "watch", str(feeds), "--ledger", str(ledger), "--allow-private", "--pause", "0", "--quiet",
    ]  # fmt: skip
    until = time.monotonic() + 60 * args.minutes
    kills = faults = 0
    while time.monotonic() < until:
        process = subprocess.Popen(command)
        time.sleep(min(args.kill, max(0.0, until - time.monotonic())))
        process.kill()
        process.wait()
        kills += 1
        if (ledger / "manifest.json").exists():
            faults += len(verify(Ledger(ledger)))
            print(
                f"kill {kills}: {len(ways)} published, {committed(ledger)} stories, {faults} faults",
                flush=True,
            )
    over.set()
    publisher.join()
    for number, some in enumerate(names):
        put_feed(site, number, some, failing=False)
    good = {name for name, way in ways.items() if way in GOOD}
    # Left in peace, it must come to an end with all there is.
    process = subprocess.Popen(command)
    while settled(ledger) < len(ways) and process.poll() is None:
        time.sleep(1)
    process.terminate()
    process.wait()
    stored = Counter(url.rsplit("/", 1)[1] for url in column(ledger, "stories", "url"))
    refused = Counter(r.origin.rsplit("/", 1)[1] for r in rejections(ledger))
    events = Counter(column(ledger, "events", "id"))
    told = set(column(ledger, "events", "story"))
    print(f"{kills} kills, {len(site.asked)} requests, {len(ways)} entries: {dict(Counter(ways.values()))}")
    print(f"{len(stored)} stories of {len(good)}, {len(refused)} rejected of {len(ways) - len(good)}")
    print("lost:", sorted(good - stored.keys()) + sorted(ways.keys() - good - refused.keys()))
    print("twice:", [key for found in (stored, refused, events) for key, n in found.items() if n > 1])
    print(
        f"{len(events)} events;",
        "stories without:",
        len(stored) - len(told),
        "faults:",
        faults + len(verify(Ledger(ledger))),
    )


def settled(ledger: Path) -> int:
    try:
        return committed(ledger) + sum(part.rows for part in read_manifest(ledger).tables.get("rejected", ()))
    except LedgerError:
        return 0


def column(ledger: Path, table: str, name: str) -> list[str]:
    found = Ledger(ledger).read(table, [name])
    values: list[str] = found[name].to_pylist() if found is not None else []
    return values


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    tasks = ap.add_subparsers(required=True)
    sub = tasks.add_parser("memory")
    sub.add_argument("given", type=str, metavar="STORIES")
    sub.add_argument("work", type=Path)
    sub.add_argument("--stories", type=int, default=20_000)
    sub.add_argument("--workers", type=int, default=1)
    sub.set_defaults(task=memory)
    sub = tasks.add_parser("watch")
    sub.add_argument("work", type=Path)
    sub.add_argument("--minutes", type=float, default=20)
    sub.add_argument("--kill", type=float, default=30)
    sub.set_defaults(task=watch)
    args = ap.parse_args()
    args.task(args)


if __name__ == "__main__":
    main()
