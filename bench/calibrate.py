#!/usr/bin/env python3
"""Fits the weights of `confidence` on judged events, and shows how far it can be trusted.

    python bench/calibrate.py STORIES.jsonl [--write] [--plot FILE.svg]

The verdicts are those of `bench/judgements/`: every event of a sheet, and every annotated row of
the `wild-*.tsv`, is sought, by its words and type, among those that today's rules read in STORIES; what they
no longer read, or read as old background, is left out. Logistic regression with a
ridge of 6, by Newton's method; a rule has a weight of its own when at least 8 of its events were judged. The
printed Brier score, reliability and thresholds are from ten-fold cross-validation by story: each event is
scored by weights that have not seen its story.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path

import numpy as np

from dateline.run import Run, accepted

WEIGHTS = Path(__file__).parent.parent / "src" / "dateline" / "rules" / "words" / "confidence.tsv"
VERDICTS = Path(__file__).parent / "judgements"
RIDGE = 6.0
FEWEST = 8
"""Judged events that a rule needs for a weight of its own."""
FOLDS = 10
FRESH = "wild-second"
"""Annotated rows that no rule was mended by: what is right in these tells how often rules err elsewhere."""
THRESHOLDS = (0.0, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7)


def judged(stories: Path, verdicts: Path) -> list[tuple[str, frozenset[str], float, bool]]:
    """Story, features and verdict of every judged event that today's rules still find; is its sheet fresh?"""
    with (verdicts / "places.tsv").open(encoding="utf-8") as file:
        places = {row["id"]: row for row in csv.DictReader(file, delimiter="\t")}
    wanted: dict[str, list[tuple[int, int, dict[str, bool], bool]]] = {}
    for sheet in sorted(verdicts.glob("*-reader.tsv")):
        with sheet.open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                if place := places.get(row["id"]):
                    right = {place["type"]: row["type"] == "y"}
                    span = (int(place["start"]), int(place["end"]))
                    wanted.setdefault(place["story"], []).append((*span, right, False))
    for sheet in sorted(verdicts.glob("wild-*.tsv")):
        with sheet.open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                right = {row["type"]: True} | ({} if row["read"] == row["type"] else {row["read"]: False})
                span = (int(row["start"]), int(row["end"]))
                wanted.setdefault(row["story"], []).append((*span, right, sheet.stem == FRESH))
    run = Run()
    read = (s for s in accepted(run.read([str(stories)], None), []) if s.id in wanted)
    found = []
    for done in run.pipeline.code(read):
        events = [
            (e, shown)
            for e, shown in zip(done.coded.events, done.coded.shown, strict=True)
            if not e.historical
        ]
        for start, end, verdict, fresh in wanted[done.story.id]:
            here = [(e, s) for e, s in events if any(m.start < end and start < m.end for m in e.mentions)]
            hits = ((s, v) for type_, v in verdict.items() for e, s in here if e.type == type_)
            if hit := next(hits, None):
                shown, right_type = hit
                found.append((done.story.id, shown, right_type, fresh))
    return found


def fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Ridge-penalised logistic regression; the first column (always) is not penalised."""
    w = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], RIDGE)
    penalty[0] = 1e-6
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - y) + penalty * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    return w


def shift(scores: np.ndarray, share: float) -> float:
    """What to add to the log odds for the mean score to be `share`."""
    odds = np.log(scores / (1 - scores))
    low, high = -5.0, 5.0
    for _ in range(40):
        middle = (low + high) / 2
        if (1 / (1 + np.exp(-odds - middle))).mean() < share:
            low = middle
        else:
            high = middle
    return low


def reliability(p: np.ndarray, y: np.ndarray) -> list[tuple[float, float, int]]:
    """Mean score, share right and number of events in five bins of equal size."""
    order = np.argsort(p, kind="stable")
    return [(float(p[i].mean()), float(y[i].mean()), len(i)) for i in np.array_split(order, 5)]


def plot(bins: list[tuple[float, float, int]], path: Path) -> None:
    """A small reliability diagram: what the score says against what readers found."""

    def at(x: float, y: float) -> tuple[float, float]:
        return 50 + 300 * x, 330 - 300 * y

    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    ticks = "".join(
        f'<text x="{at(t, 0)[0]:.0f}" y="348" text-anchor="middle">{t:.1f}</text>'
        f'<text x="42" y="{at(0, t)[1] + 4:.0f}" text-anchor="end">{t:.1f}</text>'
        for t in (0, 0.2, 0.4, 0.6, 0.8, 1)
    )
    points = [at(score, right) for score, right, _ in bins]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#1f6feb"/>' for x, y in points)
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="380" height="390" font-family="sans-serif" '
        'font-size="12"><rect width="380" height="390" fill="#fff"/>'
        f'<rect x="{x0}" y="{y1}" width="{x1 - x0}" height="{y0 - y1}" fill="none" stroke="#999"/>'
        f'<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="#bbb" stroke-dasharray="4"/>'
        f'<polyline points="{line}" fill="none" stroke="#1f6feb" stroke-width="2"/>{dots}{ticks}'
        '<text x="200" y="372" text-anchor="middle">confidence</text>'
        '<text x="14" y="180" transform="rotate(-90 14 180)" text-anchor="middle">share right</text>'
        "</svg>\n",
        encoding="utf-8",
    )


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("stories", type=Path)
    ap.add_argument("--write", action="store_true", help=f"write the weights to {WEIGHTS.name}")
    ap.add_argument("--plot", type=Path)
    args = ap.parse_args()
    rows = judged(args.stories, VERDICTS)
    counts = Counter(n for _, f, _, _ in rows for n in f)
    rare = {n for n, k in counts.items() if n.startswith("rule ") and k < FEWEST}
    names = ["always", *sorted(counts.keys() - rare - {"always"})]
    x = np.array([[float(n in f) for n in names] for _, f, _, _ in rows])
    y = np.array([v for _, _, v, _ in rows])
    fresh = np.array([new for _, _, _, new in rows])
    scores = np.zeros(len(y))
    place = {story: k for k, story in enumerate(sorted({story for story, *_ in rows}))}
    fold = np.array([place[story] % FOLDS for story, *_ in rows])
    for k in range(FOLDS):
        scores[fold == k] = 1 / (1 + np.exp(-x[fold == k] @ fit(x[fold != k], y[fold != k])))
    print(f"fresh rows {fresh.sum()}, right {y[fresh].mean():.3f}, mean score {scores[fresh].mean():.3f}")
    print(f"events {len(y)}, right {y.mean():.3f}")
    print(f"Brier {np.mean((scores - y) ** 2):.3f}, of the plain share {y.mean() * (1 - y.mean()):.3f}")
    bins = reliability(scores, y)
    for score, right, n in bins:
        print(f"  score {score:.2f}  right {right:.2f}  events {n}")
    for name, rows_of in (("all", np.ones(len(y), bool)), ("fresh", fresh)):
        for threshold in THRESHOLDS:
            kept = (scores >= threshold) & rows_of
            print(
                f"  {name} from {threshold:.2f}  kept {kept.sum() / rows_of.sum():.2f}"
                f"  right {y[kept].mean():.3f}  of the right ones {y[kept].sum() / y[rows_of].sum():.3f}"
            )
    if args.plot:
        plot(bins, args.plot)
    if args.write:
        lines = [
            "# Weights of the confidence score (natural log odds), fitted by bench/calibrate.py.",
            "feature\tweight",
        ]
        weights = fit(x, y)
        # Rules were mended on most of these events: elsewhere they err as often as on the fresh rows.
        weights[0] += shift(scores[fresh], y[fresh].mean())
        lines += [f"{n}\t{w:.3f}" for n, w in zip(names, weights, strict=True)]
        WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
