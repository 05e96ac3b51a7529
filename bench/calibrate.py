#!/usr/bin/env python3
"""Fits the weights of `confidence` on judged events, and shows how far it can be trusted.

    python bench/calibrate.py STORIES.jsonl [--write] [--plot FILE.svg]

The verdicts are those of `bench/judgements/`: every event of a sheet, and every annotated row of
the `wild-*.tsv`, is sought, by its words and type, among those that today's rules read in STORIES; what they
no longer read, or read as old background, is left out. One logistic regression for the type, by all of
them, and one for the sides, by the annotated rows that are right in type, with a ridge of 9, by Newton's
method. A rule has weights of its own when at least 8 of its events were judged. The printed Brier score,
reliability and thresholds are from ten-fold cross-validation by story: each event is scored by weights that
have not seen its story.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dateline.model.record import event_record
from dateline.run import Run, accepted
from wild import answer, of_type, same_sides

WEIGHTS = Path(__file__).parent.parent / "src" / "dateline" / "rules" / "words" / "confidence.tsv"
VERDICTS = Path(__file__).parent / "judgements"
RIDGE = 9.0
FEWEST = 8
"""Judged events that a feature needs for weights of its own."""
FOLDS = 10
FRESH = "wild-kept"
"""Annotated rows that no rule was mended by: what is right in these tells how often rules err elsewhere."""
THRESHOLDS = (0.0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7)


@dataclass(frozen=True, slots=True)
class Judged:
    """An event that today's rules read, and what a reader said of it.

    `sides`: are type and sides right? None where nobody was asked for the sides.
    """

    story: str
    shown: frozenset[str]
    type: bool
    sides: bool | None
    fresh: bool


def judged(stories: Path, verdicts: Path) -> list[Judged]:
    """Every judged event that today's rules still find."""
    sheets: dict[str, list[tuple[int, int, str, bool]]] = {}
    for row, place in _sheet_rows(verdicts):
        span = (int(place["start"]), int(place["end"]), place["type"], row["type"] == "y")
        sheets.setdefault(place["story"], []).append(span)
    rows: dict[str, list[tuple[dict[str, str], bool]]] = {}
    for sheet in sorted(verdicts.glob("wild-*.tsv")):
        for row in _table(sheet):
            rows.setdefault(row["story"], []).append((row, sheet.stem == FRESH))
    run = Run()
    found = []
    for done in run.pipeline.code(
        s for s in accepted(run.read([str(stories)], None), []) if s.id in sheets or s.id in rows
    ):
        story = done.story.id
        shown = {e.id: s for e, s in zip(done.coded.events, done.coded.shown, strict=True)}
        events = [event_record(e) for e in done.coded.events if not e.historical]
        for start, end, type_, right in sheets.get(story, ()):
            if event := of_type(events, start, end, type_):
                found.append(Judged(story, shown[event["id"]], right, None, False))
        for row, fresh in rows.get(story, ()):
            if event := answer(row, events):
                right = event["type"] == row["type"]
                sides = right and same_sides(event, row)
                found.append(Judged(story, shown[event["id"]], right, sides, fresh))
    return found


def _sheet_rows(verdicts: Path) -> list[tuple[dict[str, str], dict[str, str]]]:
    """The rows of the readers' sheets whose place is known, each with its place."""
    places = {row["id"]: row for row in _table(verdicts / "places.tsv")}
    rows = [row for sheet in sorted(verdicts.glob("*-reader.tsv")) for row in _table(sheet)]
    return [(row, places[row["id"]]) for row in rows if row["id"] in places]


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Ridge-penalised logistic regression; the first column (always) is not penalised."""
    w = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], RIDGE)
    penalty[0] = 1e-6
    for _ in range(30):
        p = _logistic(x @ w)
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
        if _logistic(odds + middle).mean() < share:
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
    counts = Counter(n for r in rows for n in r.shown)
    names = ["always", *sorted(n for n, k in counts.items() if k >= FEWEST and n != "always")]
    x = np.array([[float(n in r.shown) for n in names] for r in rows])
    typed = np.array([r.type for r in rows])
    whole = np.array([r.sides is not None for r in rows])
    """Is it known whether the row is right as a whole?"""
    asked = whole & typed
    sides = np.array([bool(r.sides) for r in rows])
    fresh = np.array([r.fresh for r in rows])
    place = {story: k for k, story in enumerate(sorted({r.story for r in rows}))}
    fold = np.array([place[r.story] % FOLDS for r in rows])
    of_type, of_sides = np.zeros(len(rows)), np.zeros(len(rows))
    for k in range(FOLDS):
        here, others = fold == k, fold != k
        of_type[here] = _logistic(x[here] @ fit(x[others], typed[others]))
        of_sides[here] = _logistic(x[here] @ fit(x[others & asked], sides[others & asked]))
    scores, y = (of_type * of_sides)[whole], sides[whole]
    new = fresh[whole]
    print(f"events {len(rows)}, right type {typed.mean():.3f}; rows {whole.sum()}, right {y.mean():.3f}")
    print(f"fresh rows {new.sum()}, right {y[new].mean():.3f}, mean score {scores[new].mean():.3f}")
    print(f"Brier {np.mean((scores - y) ** 2):.3f}, of the plain share {y.mean() * (1 - y.mean()):.3f}")
    bins = reliability(scores, y)
    for score, right, n in bins:
        print(f"  score {score:.2f}  right {right:.2f}  events {n}")
    for name, among in (("all", np.ones(len(y), bool)), ("fresh", new)):
        for threshold in THRESHOLDS:
            kept = (scores >= threshold) & among
            print(
                f"  {name} from {threshold:.2f}  kept {kept.sum() / among.sum():.2f}"
                f"  right type {typed[whole][kept].mean():.3f}  type and sides {y[kept].mean():.3f}"
                f"  of the right ones {y[kept].sum() / y[among].sum():.3f}"
            )
    if args.plot:
        plot(bins, args.plot)
    if args.write:
        lines = [
            "# Weights of the confidence score (natural log odds), fitted by bench/calibrate.py.",
            "feature\ttype\tsides",
        ]
        of_types, of_both = fit(x, typed), fit(x[asked], sides[asked])
        # Rules were mended on most of these events: elsewhere they err as often as on the fresh rows.
        of_types[0] += shift(of_type[fresh], typed[fresh].mean())
        of_both[0] += shift(of_sides[fresh & asked], sides[fresh & asked].mean())
        lines += [f"{n}\t{a:.3f}\t{b:.3f}" for n, a, b in zip(names, of_types, of_both, strict=True)]
        WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _logistic(odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-odds))


if __name__ == "__main__":
    main()
