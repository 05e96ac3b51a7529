#!/usr/bin/env python3
"""Draws the pictures of the documentation: `python docs/make_pictures.py`."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

from dateline.output import events_table
from dateline.run import Run

DOCS = Path(__file__).parent
STORY = DOCS.parent / "examples" / "zambia-congo-call.txt"


def main() -> None:
    """The first result of the README, as the terminal shows it."""
    events = Run().code([str(STORY)], None).events
    console = Console(record=True, width=132, file=io.StringIO())
    console.print(f"[bold]$[/bold] dateline code examples/{STORY.name}")
    console.print(events_table(events))
    svg = console.export_svg(title="dateline")
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # nothing from the net
    (DOCS / "first-result.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
