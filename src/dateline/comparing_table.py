"""A comparison of rules printed: as tables for people, as JSON Lines for programs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, TextIO

from dateline.comparing import Change, Comparison
from dateline.exporting.json_lines import json_line
from dateline.model.record import event_record, plain
from dateline.output import console, who

SIGNS = {"lost": "−", "changed": "~", "gained": "+"}
AROUND = 60
"""Characters that a row shows on either side of an event's words."""


def write_changes(comparison: Comparison, form: str, out: TextIO) -> None:
    """Write a comparison as `table` or as `jsonl`, one change a line with both public records."""
    if form == "jsonl":
        for change in comparison.changes:
            out.write(json_line(change_record(change)))
        return
    from rich.table import Table

    screen = console(out)
    counts = Table(box=None, header_style="bold", pad_edge=False)
    counts.add_column("type")
    for name in ("before", "after", "gained", "lost", "changed"):
        counts.add_column(name, justify="right")
    for row in comparison.counts():
        numbers = (row.old, row.new, row.gained, row.lost, row.changed)
        counts.add_row(row.type, *(str(n) if n else "·" for n in numbers))
    screen.print(counts)
    if not comparison.changes:
        return
    table = Table(box=None, header_style="bold", pad_edge=False, row_styles=["", "on grey11"])
    table.add_column("")
    table.add_column("story", ratio=2)
    table.add_column("type", ratio=2)
    table.add_column("who → whom, and what changed", ratio=4)
    table.add_column("words in their sentence", ratio=5)
    for change in comparison.changes:
        sign = f"{SIGNS[change.kind]} {change.kind}"
        table.add_row(sign, change.story, type_shift(change), _story_of(change), _excerpt(change))
    screen.print()
    screen.print(table)


def change_record(change: Change) -> dict[str, Any]:
    """A change as plain values, with the whole record of both events."""
    record: dict[str, Any] = {
        "kind": change.kind,
        "story": change.story,
        "published": plain(change.published),
        "facts": [{"name": name, "old": was, "new": now} for name, was, now in change.facts],
        "sentence": change.sentence,
        "marks": plain(change.marks),
    }
    for side, event in (("old", change.old), ("new", change.new)):
        # The family is found over a whole run and is no matter of these rules.
        record[side] = event_record(replace(event, family=event.story)) if event else None
    return record


def type_shift(change: Change) -> str:
    """Type and mode, old → new where they differ: `CONSULT visit → AGREE`."""
    shown = [f"{e.type} {e.mode}" if e.mode else e.type for e in (change.old, change.new) if e is not None]
    return " → ".join(dict.fromkeys(shown))


def other_facts(change: Change) -> list[tuple[str, str, str]]:
    """What changed besides type and mode, as name, old and new."""
    return [f for f in change.facts if f[0] not in ("type", "mode")]


def _story_of(change: Change) -> str:
    event = change.event
    parties = f"{who(event.actors)} → {who(event.recipients)}" if event.recipients else who(event.actors)
    return "; ".join([parties, *(f"{name}: {was} → {now}" for name, was, now in other_facts(change))])


def _excerpt(change: Change) -> Any:
    """The event's words in bold and brackets, with what stands next to them."""
    from rich.text import Text

    pieces = [(re.sub(r"\s+", " ", text), marked) for text, marked in change.pieces()]
    shown = Text()
    for n, (text, marked) in enumerate(pieces):
        if marked:
            shown.append(f"[{text}]", style="bold")
        elif n == 0 and len(pieces) > 1:
            shown.append(text if len(text) <= AROUND else "…" + text[-AROUND:])
        elif n == len(pieces) - 1:
            shown.append(text if len(text) <= AROUND else text[:AROUND] + "…")
        else:
            shown.append(text)
    return shown
