#!/usr/bin/env python3
"""Scores coded events against what readers annotated for rows drawn from mixed news.

    dateline code STORIES.jsonl --format jsonl > events.jsonl
    python bench/wild.py events.jsonl ANSWERS.tsv [--errors 40] [--rules]

ANSWERS has a row for every event that was once drawn: `story`, `start`, `end` (characters of its first
mention), `read` (the type that the row had), `type` (what the guide gives there, or NONE), `actors`,
`recipients` (countries, with commas; `-` for none). An event of today answers a row when it
overlaps its words and has either the annotated type or the type that was read; events marked `historical`
do not, since the guide has no old background. Rows that no event answers any more are counted: those that
were right are a loss. Parties are right as `docs/accuracy.md` says: the countries of both sides, as sets;
one set of both for acts done together.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

TOGETHER = {"CONSULT", "COOPERATE", "AGREE"}


def countries(parties: list[dict[str, Any]]) -> set[str]:
    return {p["country"] for p in parties if p["country"]}


def codes(cell: str) -> set[str]:
    return {c.strip() for c in cell.split(",")} - {"", "-"}


def same_sides(event: dict[str, Any], row: dict[str, str]) -> bool:
    actors, recipients = countries(event["actors"]), countries(event["recipients"])
    wanted, to = codes(row["actors"]), codes(row["recipients"])
    if row["type"] in TOGETHER:
        return actors | recipients == wanted | to
    return (actors, recipients) == (wanted, to)


def over(events: list[dict[str, Any]], start: int, end: int) -> list[dict[str, Any]]:
    """The events of which a mention overlaps these characters."""
    return [e for e in events if any(m["start"] < end and start < m["end"] for m in e["mentions"])]


def of_type(events: list[dict[str, Any]], start: int, end: int, type_: str) -> dict[str, Any] | None:
    """The first event of this type of which a mention overlaps these characters."""
    return next((e for e in over(events, start, end) if e["type"] == type_), None)


def answer(row: dict[str, str], events: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The event that stands for the row today: of the annotated type rather than of the type read then."""
    here = over(events, int(row["start"]), int(row["end"]))
    for kind in (row["type"], row["read"]):
        found = [e for e in here if e["type"] == kind]
        if found:
            return max(found, key=lambda e: (same_sides(e, row), -e["mentions"][0]["start"]))
    return None


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("events", type=Path)
    ap.add_argument("answers", type=Path)
    ap.add_argument("--errors", type=int, default=0, help="print up to so many events that are still wrong")
    ap.add_argument("--rules", action="store_true", help="a line for each rule")
    args = ap.parse_args()
    by_story: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in args.events.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        if not event["historical"]:
            by_story[event["story"]].append(event)
    with args.answers.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    count: Counter[str] = Counter()
    rules: dict[str, Counter[str]] = defaultdict(Counter)
    errors = []
    for row in rows:
        real = row["type"] != "NONE"
        count["an event"] += real
        event = answer(row, by_story[row["story"]])
        if event is None:
            count["lost"] += real and row["type"] == row["read"]
            continue
        typed = event["type"] == row["type"]
        both = typed and same_sides(event, row)
        for tally in (count, rules[event["rule"]]):
            tally["read"] += 1
            tally["typed"] += typed
            tally["both"] += both
        if not both:
            side = f"{sorted(countries(event['actors']))}→{sorted(countries(event['recipients']))}"
            errors.append(
                f"{'WHO ' if typed else 'TYPE'} {row['story']} {row['start']} {event['type']} {side} "
                f"{event['confidence']} {event['rule']}  «{event['mentions'][0]['text']}»  "
                f"wanted {row['type']} {row['actors']}→{row['recipients']} {row.get('cause', '')}"
            )
    read = count["read"]
    print(
        f"rows {len(rows)}, an event {count['an event']}, still read {read}, right but lost {count['lost']}"
    )
    print(
        f"right type {count['typed'] / read:.3f}, type and countries {count['both'] / read:.3f}, "
        f"countries of the rightly typed {count['both'] / count['typed']:.3f}"
    )
    if args.rules:
        for rule, tally in sorted(rules.items(), key=lambda kv: kv[1]["typed"] - kv[1]["read"]):
            print(f"  {rule:32s} read {tally['read']:4d}  type {tally['typed']:4d}  both {tally['both']:4d}")
    for line in errors[: args.errors]:
        print(line)


if __name__ == "__main__":
    main()
