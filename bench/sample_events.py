#!/usr/bin/env python3
"""Draws events for readers to judge: the story around them and the row, but neither rule nor confidence.

    python bench/sample_events.py STORIES.jsonl EVENTS.jsonl [--n 200] [--seed 1] [--skip IDS] > sheet.txt

EVENTS are those that `dateline code STORIES --format jsonl` wrote; those marked `historical` are left out, as
the guide has no old background. Readers answer, for each number, whether the type is right and whether actors
and recipients are right.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from typing import Any


def who(parties: list[dict[str, Any]]) -> str:
    return (
        "; ".join(f"{p['name']} [{p['country'] or '-'} {p['sector'] or '-'}]" for p in parties) or "(nobody)"
    )


def around(text: str, event: dict[str, Any]) -> str:
    """The sentence of the first mention with what stands before and after it; mentions marked."""
    first, last = event["mentions"][0]["sentence"]
    start, end = max(0, first - 350), min(len(text), last + 250)
    marked, at = [], start
    for m in sorted(event["mentions"], key=lambda m: m["start"]):
        if at <= m["start"] and m["end"] <= end:
            marked += [text[at : m["start"]], "«", text[m["start"] : m["end"]], "»"]
            at = m["end"]
    return " ".join("".join([*marked, text[at:end]]).split())


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("stories", type=Path)
    ap.add_argument("events", type=Path)
    ap.add_argument("--n", type=int, default=200)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--skip", type=Path, help="event ids that were judged before, one a line")
    args = ap.parse_args()
    stories = {}
    for line in args.stories.read_text(encoding="utf-8").splitlines():
        story = json.loads(line)
        stories[story["id"]] = story
    events = [json.loads(line) for line in args.events.read_text(encoding="utf-8").splitlines()]
    seen = set(args.skip.read_text(encoding="utf-8").split()) if args.skip else set()
    fresh = (e for e in events if e["id"] not in seen and not e["historical"])
    pool = sorted(fresh, key=lambda e: e["id"])
    for n, event in enumerate(random.Random(args.seed).sample(pool, args.n), 1):
        story = stories[event["story"]]
        sys.stdout.write(
            f"#{n} {event['id']}\n"
            f"story   {event['published']} {story.get('title', '')}\n"
            f"text    … {around(story['text'], event)} …\n"
            f"row     {event['type']} {event['mode'] or ''} | {event['status']} | "
            f"{who(event['actors'])}  →  {who(event['recipients'])}\n\n"
        )


if __name__ == "__main__":
    main()
