"""Events and families printed: as a table for people, as JSON Lines or CSV for programs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TextIO

import orjson

from dateline.model import Event, EventParty
from dateline.model.record import event_record, plain

if TYPE_CHECKING:
    from rich.table import Table

    from dateline.copies.families import FamilyMember

CSV_COLUMNS = (
    "id", "story", "published", "family", "type", "mode", "contexts", "cameo", "quad", "intensity",
    "status", "aspect", "historical", "actors", "actor_countries", "actor_sectors", "recipients",
    "recipient_countries", "recipient_sectors", "first", "last", "date_basis", "place",
    "place_country", "sources", "source_kinds", "figures", "words", "start", "end", "rule", "confidence",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
PLAIN_WIDTH = 150
"""Columns of the table where the output is no terminal."""


def write_events(events: Sequence[Event], form: str, out: TextIO) -> None:
    """Write events as `table`, `jsonl` (the public record) or `csv` (flat, lists joined by `|`)."""
    if form == "jsonl":
        for event in events:
            out.write(json_line(event_record(event)))
    elif form == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(CSV_COLUMNS)
        writer.writerows([_safe(cell) for cell in _flat(event)] for event in events)
    else:
        console(out).print(events_table(events))


def json_line(record: Any) -> str:
    """One line of JSON; lone surrogates from broken input are replaced, not fatal."""
    try:
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE).decode()
    except TypeError:
        import json

        return json.dumps(record).encode("utf-8", "replace").decode() + "\n"


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


def console(out: TextIO) -> Any:
    """Where tables are printed: as wide as the terminal, `PLAIN_WIDTH` columns where there is none."""
    from rich.console import Console

    terminal = out.isatty()
    return Console(file=out, width=None if terminal else PLAIN_WIDTH, highlight=False, markup=False)


def _flat(e: Event) -> list[Any]:
    def joined(values: Iterable[Any]) -> str:
        return "|".join("" if v is None else str(v) for v in values)

    return [
        e.id, e.story, e.published or "", e.family, e.type, e.mode or "", joined(e.contexts), e.cameo or "",
        e.quad or "", "" if e.intensity is None else e.intensity, e.status, e.aspect, e.historical,
        joined(p.name for p in e.actors), joined(p.country for p in e.actors),
        joined(p.sector for p in e.actors), joined(p.name for p in e.recipients),
        joined(p.country for p in e.recipients), joined(p.sector for p in e.recipients),
        e.date.first or "", e.date.last or "", e.date.basis,
        e.place.name if e.place else "", (e.place.country or "") if e.place else "",
        joined(s.text for s in e.sources), joined(s.kind for s in e.sources),
        joined(f"{plain(f.value)} {f.unit}" for f in e.figures), joined(m.text for m in e.mentions),
        e.mentions[0].start, e.mentions[0].end, e.rule, e.confidence,
    ]  # fmt: skip


def _safe(cell: Any) -> Any:
    """A cell that a spreadsheet would run as a formula is marked as text."""
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return "'" + cell
    return cell
