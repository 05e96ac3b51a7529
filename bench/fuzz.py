#!/usr/bin/env python3
"""Inputs nobody would write, by the ten thousand, for the readers of all formats and for the coder.

    python bench/fuzz.py damage --seed 11 --count 40000 [--code]
    python bench/fuzz.py hypothesis --seed 12 --count 20000 [--code]
    python bench/fuzz.py atheris --seed 13 --count 60000 [--code]

`damage` breaks good samples at random; `hypothesis` makes bytes, broken samples and, with `--code`, texts of
words, signs and anything else; `atheris` (libFuzzer) changes inputs after the branches of our code that they
reach, and is installed by itself: pip install atheris==3.0.0 (Linux and macOS, Python 3.11 to 3.13). With
`--code` what is read is also coded. What is asked of each input stands in `tests/fuzzing.py`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

LONGEST = 20_000
"""Bytes of an input that atheris makes."""
SLOWEST = 60
"""Seconds after which atheris takes an input for one that hangs."""


def damage(seed: int, count: int, *, code: bool) -> Counter[str]:
    import fuzzing

    return fuzzing.fuzz(seed, count, fuzzing.coder() if code else None)


def hypothesis(seed: int, count: int, *, code: bool) -> Counter[str]:
    import hypothesis as h
    from hypothesis import strategies as st

    import fuzzing
    from test_fuzzing import PIECES
    from test_robustness import PIECES as WORDS

    good = fuzzing.seeds()
    coder = fuzzing.coder() if code else None
    counts: Counter[str] = Counter()
    piece = st.sampled_from(fuzzing.TOKENS) | st.binary(max_size=30)
    cuts = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 300), piece), max_size=5)
    words = st.sampled_from(WORDS) | st.sampled_from(PIECES) | st.text(max_size=20)

    @h.seed(seed)
    @h.settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(h.HealthCheck))
    @h.given(st.sampled_from(sorted(good)), cuts | st.binary(max_size=2_000))
    def any_file(name: str, change: bytes | list[tuple[float, int, bytes]]) -> None:
        data = change if isinstance(change, bytes) else good[name]
        for at, length, new in change if isinstance(change, list) else ():
            start = int(at * len(data))
            data = data[:start] + new + data[start + length :]
        counts.update(fuzzing.tried(name, data, coder))

    @h.seed(seed)
    @h.settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(h.HealthCheck))
    @h.given(st.lists(words, max_size=60), st.sampled_from(["", " "]))
    def any_text(pieces: list[str], between: str) -> None:
        text = between.join(pieces).encode("utf-8", "surrogatepass")
        counts.update(fuzzing.tried("a.txt", text, coder))

    any_text() if code else any_file()
    return counts


def atheris(seed: int, count: int, *, code: bool) -> None:
    import atheris as engine

    with engine.instrument_imports(include=["dateline"]):
        import fuzzing

        coder = fuzzing.coder() if code else None
        fuzzing.fuzz(seed, 40)  # so that readers that are loaded late are instrumented, too
    good = fuzzing.seeds()
    names = ["a.txt"] if code else sorted(good)
    counts: Counter[str] = Counter()
    began = time.time()

    def one(data: bytes) -> None:
        if data:
            counts.update(fuzzing.tried(names[data[0] % len(names)], data[1:], coder))
        else:
            counts["inputs"] += 1
        if counts["inputs"] == count:
            report("atheris", seed, counts, began)

    with tempfile.TemporaryDirectory() as folder:
        for k, name in enumerate(names):
            (Path(folder) / name).write_bytes(bytes([k]) + good[name])
        options = [f"-runs={count}", f"-seed={seed}", f"-max_len={LONGEST}", f"-timeout={SLOWEST}"]
        engine.Setup([sys.argv[0], folder, *options, "-rss_limit_mb=4000", "-verbosity=0"], one)
        engine.Fuzz()


def report(way: str, seed: int, counts: Counter[str], began: float) -> None:
    print(f"{way}, seed {seed}: {dict(counts)}, {time.time() - began:.0f} s", flush=True)


WAYS: dict[str, Any] = {"damage": damage, "hypothesis": hypothesis, "atheris": atheris}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--code", action="store_true", help="code the stories, too")
    given = parser.parse_args()
    began = time.time()
    counts = WAYS[given.way](given.seed, given.count, code=given.code)
    if counts is not None:
        report(given.way, given.seed, counts, began)


if __name__ == "__main__":
    main()
