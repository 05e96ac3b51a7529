#!/usr/bin/env python3
"""How the search for families grows with the number of stories.

    python bench/scale.py [--upto 100000] [--json FILE]

Synthetic signatures, each tenth a copy with a tenth of its word sequences changed; sizes are fitted as
time ~ stories^exponent. How coding and the ledger grow: `bench/table.py`.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from dateline.copies.families import FamilyIndex
from dateline.copies.signatures import Signature, links_of, pack, rarer
from dateline.rulebook.spinning import load_spin_lexicon
from speed import timed
from table import exponent

WORDS, NAMES = 160, 40
"""Shingles and names that a story of 700 words has in the index."""


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


def resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--upto", type=int, default=100_000)
    ap.add_argument("--json", type=Path)
    args = ap.parse_args()
    gc.set_threshold(20_000)  # as the command line does
    report = measured(args.upto)
    print(json.dumps(report, indent=1))
    if args.json:
        args.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
