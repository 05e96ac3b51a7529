"""Events and families printed: as a table for people, as JSON Lines or CSV for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from dateline.exporting.csv_table import write_rows
from dateline.exporting.json_lines import json_line
from dateline.model import Event, EventParty
from dateline.model.record import event_record, plain

if TYPE_CHECKING:
    from rich.table import Table

    from dateline.copies.families import FamilyMember

PLAIN_WIDTH = 150
"""Columns of the table where the output is no terminal."""


def write_events(events: Sequence[Event], form: str, out: TextIO) -> None:
    """Write events as `table`, `jsonl` (the public record) or `csv` (flat, lists joined by `|`)."""
    if form == "jsonl":
        for event in events:
            out.write(json_line(event_record(event)))
    elif form == "csv":
        write_rows((event_record(event) for event in events), out)
    else:
        console(out).print(events_table(events))


def write_families(members: Iterable[FamilyMember], form: str, out: TextIO) -> None:
    """Write families of copies as `table` or `jsonl`."""
    if form == "jsonl":
        for member in members:
            out.write(json_line(plain(member)))
        return
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("story", "kind", "family", "similarity", "evidence"):
        table.add_column(column)
    for m in members:
        table.add_row(m.story, m.kind, m.family, f"{m.similarity:.2f}", str(m.evidence))
    console(out).print(table)


def who(parties: Sequence[EventParty]) -> str:
    """Parties in a few words: `Naftali Bennett (ISR GOV)`."""
    shown = []
    for p in parties:
        codes = " ".join(c for c in (p.country, p.sector) if c)
        shown.append(f"{p.name} ({codes})" if codes and p.name != codes else p.name)
    return ", ".join(shown) or "–"


def when(event: Event) -> str:
    """The day or interval; an assumed one in brackets."""
    d = event.date
    if d.first is None:
        return "?"
    shown = f"{d.first}" if d.first == d.last else f"{d.first} – {d.last}"
    return f"({shown})" if d.basis == "publication" else shown


def events_table(events: Sequence[Event]) -> Table:
    """The events as a table for people: type, who → whom, date, status, sources, words."""
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False, row_styles=["", "on grey11"])
    table.add_column("type", no_wrap=True)
    table.add_column("who → whom", ratio=4)
    table.add_column("date", no_wrap=True, min_width=10)
    table.add_column("status")
    table.add_column("according to", ratio=2)
    table.add_column("words", ratio=3)
    for e in events:
        type_ = f"{e.type} {e.mode}" if e.mode else e.type
        parties = f"{who(e.actors)} → {who(e.recipients)}" if e.recipients else who(e.actors)
        status = f"{e.status}, historical" if e.historical else e.status
        sources = " ← ".join(s.text for s in e.sources) or "the report"
        table.add_row(type_, parties, when(e), status, sources, " · ".join(m.text for m in e.mentions))
    return table


def happenings_table(rows: Iterable[Mapping[str, Any]]) -> Table:
    """Happenings for people: type, who → whom, days, reports, figures, conflicting ones marked."""
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False, row_styles=["", "on grey11"])
    table.add_column("type", no_wrap=True)
    table.add_column("who → whom", ratio=4)
    table.add_column("date", no_wrap=True, min_width=10)
    table.add_column("status")
    table.add_column("reports", justify="right")
    table.add_column("figures", ratio=2)
    table.add_column("id", no_wrap=True)
    for row in rows:
        type_ = f"{row['type']} {row['mode']}" if row["mode"] else row["type"]
        sides = [_names(row[side]) for side in ("actors", "recipients")]
        days = "?" if row["first"] is None else str(row["first"])
        if row["last"] != row["first"]:
            days += f" – {row['last']}"
        told = f"{row['independent']} of {len(row['stories'])}"
        table.add_row(
            type_, " → ".join(side for side in sides if side) or "–", days, row["status"], told,
            ", ".join(_count(f) for f in row["figures"]), row["id"],
        )  # fmt: skip
    return table


def _names(parties: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(f"{p['name']} ({p['country']})" if p["country"] else p["name"] for p in parties)


def _count(figure: Mapping[str, Any]) -> str:
    values = " / ".join(f"{value:,.0f}" for value in figure["values"])
    return f"{values} {figure['unit']}" + ("" if figure["agree"] else " (conflict)")


def console(out: TextIO) -> Any:
    """Where tables are printed: as wide as the terminal, `PLAIN_WIDTH` columns where there is none."""
    from rich.console import Console

    terminal = out.isatty()
    return Console(file=out, width=None if terminal else PLAIN_WIDTH, highlight=False, markup=False)
