#!/usr/bin/env python3
"""Grouping stories into families: seconds, memory a story, and the ratio to datasketch's MinHash.

    python bench/copies.py STORIES... [--stories 10000] [--json FILE]

Where fewer stories are given than asked for, they are repeated with their longer words swapped for
others of the same kind, so that a repeated story is a new one of the same length, and its copies are
swapped alike. Seconds are those of one processor, since a shared machine's clock tells little.
datasketch (five-word shingles, 128 permutations, threshold 0.5) is left out where it is not installed;
it is no dependency of this project.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from dateline.copies.families import FamilyIndex
from dateline.copies.spinning import SpinReport, restore
from dateline.model import Story
from dateline.reading import read_paths, read_story
from dateline.rulebook.spinning import load_spin_lexicon
from speed import timed

WORD = re.compile(r"[A-Za-z]{4,}")
STRIDE = 7919
PERMUTATIONS = 128
THRESHOLD = 0.5


def many(stories: list[Story]) -> Iterator[Story]:
    """The stories, then again and again with other words."""
    yield from stories
    words = sorted({w for s in stories for w in WORD.findall(s.text)})
    kinds = [[w for w in words if w[0].isupper()], [w for w in words if not w[0].isupper()]]
    places = {w: (kind, k) for kind in kinds for k, w in enumerate(kind)}
    for turn in range(1, 1000):
        swaps = {w: kind[(k + turn * STRIDE) % len(kind)] for w, (kind, k) in places.items()}
        for s in stories:
            text = WORD.sub(lambda m, swaps=swaps: swaps[m[0]], s.text)
            yield read_story(text, id=f"{turn:03}-{s.id}", published=s.published, outlet=s.outlet)


def ours(stories: list[Story], reports: list[SpinReport]) -> tuple[dict[str, float], int]:
    """Seconds of signing and grouping, and how many families there are."""
    index = FamilyIndex(load_spin_lexicon())

    def add() -> None:
        for story, report in zip(stories, reports, strict=True):
            index.add(story, report)

    signing, _ = timed(add)
    grouping, members = timed(index.families)
    return {"signatures": signing, "grouping": grouping}, len({m.family for m in members})


def memory(stories: list[Story], reports: list[SpinReport]) -> float:
    """Bytes that the index grows by a story, once it knows the commoner words."""
    first = len(stories) // 2
    index = FamilyIndex(load_spin_lexicon())
    tracemalloc.start()
    taken = []
    for half in (slice(first), slice(first, None)):
        for story, report in zip(stories[half], reports[half], strict=True):
            index.add(story, report)
        gc.collect()
        taken.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return (taken[1] - taken[0]) / (len(stories) - first)


def theirs(stories: list[Story]) -> tuple[float, int] | None:
    """Seconds of the same with MinHash and LSH, and how many families; none where it is not installed."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        return None

    def group() -> int:
        lsh = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
        leader: dict[str, str] = {}

        def find(story: str) -> str:
            while leader[story] != story:
                leader[story] = leader[leader[story]]
                story = leader[story]
            return story

        for story in stories:
            words = re.findall(r"\w+", story.text.lower())
            shingles = {" ".join(words[k : k + 5]).encode() for k in range(max(1, len(words) - 4))}
            sketch = MinHash(num_perm=PERMUTATIONS)
            sketch.update_batch(sorted(shingles))
            leader[story.id] = story.id
            for other in lsh.query(sketch):
                leader[find(story.id)] = find(other)
            lsh.insert(story.id, sketch)
        return len({find(story) for story in leader})

    return timed(group)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("paths", nargs="+")
    ap.add_argument("--stories", type=int, default=10_000)
    ap.add_argument("--json", type=Path)
    args = ap.parse_args()
    given = [s for s in read_paths(args.paths) if isinstance(s, Story)]
    stories = list(islice(many(given), args.stories))
    lexicon = load_spin_lexicon()
    judging, reports = timed(lambda: [restore(s, lexicon)[1] for s in stories])
    seconds, families = ours(stories, reports)
    all_told = judging + sum(seconds.values())
    report: dict[str, Any] = {
        "stories": len(stories),
        "words a story": round(sum(len(s.text.split()) for s in stories) / len(stories)),
        "families": families,
        "seconds: judging the wording": round(judging, 2),
        "seconds: signatures": round(seconds["signatures"], 2),
        "seconds: grouping": round(seconds["grouping"], 2),
        "seconds: all": round(all_told, 2),
        "bytes a story": round(memory(stories, reports)),
    }
    if (other := theirs(stories)) is None:
        report["MinHash"] = "datasketch is not installed"
    else:
        report |= {
            "seconds: MinHash": round(other[0], 2),
            "families of MinHash": other[1],
            "signatures and grouping / MinHash": round(sum(seconds.values()) / other[0], 3),
            "all / MinHash": round(all_told / other[0], 3),
        }
    for name, value in report.items():
        print(f"{name:36} {value}")
    if args.json:
        args.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
