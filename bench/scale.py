#!/usr/bin/env python3
"""How the search for families grows with the number of stories.

    python bench/scale.py [--upto 100000] [--json FILE]
    python bench/scale.py --ranges 10000000     # one range of the hash, as a worker of a cluster has it

Synthetic signatures, each tenth a copy with a tenth of its word sequences changed; sizes are fitted as
time ~ stories^exponent. With `--ranges`, of shingles only those in one of `RANGES` ranges are made: all
ranges are alike, so that what is measured of one, times so many, is what all cost; it lies on disk, and
a thousand new stories are looked up there. How coding and the ledger grow: `bench/table.py`.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from dateline.copies.dealing import added_up, dealt, found_in
from dateline.copies.families import FamilyIndex
from dateline.copies.pairing import WORDS_CROWD, shared_in
from dateline.copies.signatures import Signature, links_of, pack, rarer
from dateline.rulebook.spinning import load_spin_lexicon
from speed import timed
from table import exponent

WORDS, NAMES = 160, 40
"""Shingles and names that a story of 700 words has in the index."""
RANGES = 64
BLOCK = 1 << 18
"""Stories whose hashes are made together."""
NEW = 1000
SHARED = partial(shared_in, crowd=WORDS_CROWD)


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


def measured(upto: int) -> dict[str, Any]:
    rows = []
    for n in sorted({upto // d for d in (16, 8, 4, 2, 1)}):
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


def range_of(n: int, seed: int = 7) -> Iterator[Any]:
    """One range of the shingles of `n` stories, block by block; each tenth is a copy, as in `synthetic`."""
    chance = np.random.default_rng(seed)
    for start in range(0, n, BLOCK):
        stories = min(BLOCK, n - start)
        sizes = chance.binomial(WORDS, 1 / RANGES, stories)
        hashes = chance.integers(0, (1 << 32) // RANGES, sizes.sum(), dtype=np.uint32) & np.uint32(0xFFFFFFFC)
        places = np.repeat(np.arange(start, start + stories), sizes)
        again = (places % 10 == 0) & (places + 9 < start + stories) & (chance.random(len(places)) < 0.9)
        first = places % 10 != 9
        hashes = np.concatenate((hashes[first], hashes[again]))
        places = np.concatenate((places[first], places[again] + 9))
        yield dealt(hashes, np.ones(len(places), np.int64), places, 1)[0]


def ranged(upto: int) -> dict[str, Any]:
    """A range of ever more stories: pairs sought among all, and for a thousand new stories."""
    rows = []
    for n in [k for k in (10_000, 100_000, 1_000_000, 10_000_000) if k <= upto]:
        pieces = list(range_of(n))
        gc.collect()
        before = resident()
        seeking, shares = timed(lambda pieces=pieces: found_in(SHARED, None, RANGES, pieces))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        pairs = sum(len(found) for found, _ in shares)
        adding, _ = timed(lambda shares=shares: added_up(shares[:1], 1))
        del shares
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "range.npy"
            np.save(path, np.sort(np.concatenate(pieces)))
            del pieces
            new = np.concatenate(list(range_of(NEW, seed=8))) >> np.uint64(32)
            looking, hits = timed(lambda path=path, new=new: looked_up(path, new))
            rows.append(
                {
                    "stories": n,
                    "on disk, MB": round(RANGES * path.stat().st_size / 1e6),
                    "seeking, s": round(RANGES * seeking, 2),
                    "adding up, s": round(RANGES * RANGES * adding, 2),
                    "memory of a range, MB": round((peak - before) / 1e6),
                    "pairs that share a hash": RANGES * pairs,
                    f"{NEW} new stories looked up, s": round(RANGES * looking, 3),
                    "stories met": RANGES * hits,
                }
            )
        print(json.dumps(rows[-1]), flush=True)
    sizes = [r["stories"] for r in rows]
    steps = [
        exponent(sizes[k : k + 2], [r["seeking, s"] for r in rows[k : k + 2]]) for k in range(len(rows) - 1)
    ]
    return {"ranges": RANGES, "rows": rows, "seconds ~ stories ^, step by step": steps}


def looked_up(path: Path, hashes: Any) -> int:
    """How many stories have these hashes, of a sorted range that lies on disk."""
    column = np.load(path, mmap_mode="r")
    first = np.searchsorted(column, hashes << np.uint64(32))
    after = np.searchsorted(column, (hashes + np.uint64(1)) << np.uint64(32))
    return int((after - first).sum())


def resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--upto", type=int, default=100_000)
    ap.add_argument("--ranges", type=int, default=0, metavar="STORIES")
    ap.add_argument("--json", type=Path)
    args = ap.parse_args()
    gc.set_threshold(20_000)  # as the command line does
    report = ranged(args.ranges) if args.ranges else measured(args.upto)
    print(json.dumps(report, indent=1))
    if args.json:
        args.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
