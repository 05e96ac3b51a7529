"""What people decide about events, kept in the ledger beside what the coder said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import xxhash

from dateline.ledger.schemas import ANNOTATIONS
from dateline.ledger.store import LedgerWriter
from dateline.query.asking import Query
from dateline.rulebook.actor_sources import SECTORS
from dateline.rulebook.ontology import load_ontology

DECISIONS = ("accept", "reject", "correct")
STATUSES = ("actual", "future", "hypothetical", "negated")
LONGEST = 2_000
"""Characters of a name, a note or a line of a correction."""
Row = dict[str, Any]


class DecisionError(ValueError):
    """A decision that cannot be kept as it is; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Named:
    """A party or source as the annotation guide has it: the words, country, sector."""

    text: str
    country: str | None
    sector: str | None

    @classmethod
    def of(cls, line: str) -> Named:
        """From `words | country | sector`; the latter two may be missing. Raises `DecisionError`."""
        text, country, sector = ([part.strip() for part in line.split("|")] + ["", ""])[:3]
        if not text or line.count("|") > 2 or len(line) > LONGEST:
            msg = f"{line[:80]!r}: write words | country | sector, as in: Israel's premier | ISR | GOV"
            raise DecisionError(msg)
        if country and not (country.isalnum() and country.isupper() and len(country) <= 10):
            msg = f"{country!r} is no country; write its three letters, or an organisation's short name"
            raise DecisionError(msg)
        if sector and sector not in SECTORS:
            msg = f"{sector!r} is no sector; there are {', '.join(sorted(SECTORS))}"
            raise DecisionError(msg)
        return cls(text, country or None, sector or None)

    def line(self) -> str:
        return " | ".join(part or "" for part in (self.text, self.country, self.sector)).rstrip(" |")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An event as it should be, in the terms of the annotation guide; days are none if not told."""

    type: str
    mode: str | None
    status: str
    actors: tuple[Named, ...]
    recipients: tuple[Named, ...]
    first: date | None
    last: date | None
    sources: tuple[Named, ...]
    place: str | None

    @classmethod
    def of_event(cls, event: Mapping[str, Any]) -> Judged:
        """As the coder has it. A day that is assumed is none that the text gives."""
        told = event["date"]["basis"] in ("text", "context")
        return cls(
            type=event["type"],
            mode=event["mode"],
            status=event["status"],
            actors=_named(event["actors"]),
            recipients=_named(event["recipients"]),
            first=_day(event["date"]["first"]) if told else None,
            last=_day(event["date"]["last"]) if told else None,
            sources=_named(event["sources"]),
            place=event["place"]["text"] if event["place"] else None,
        )

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Judged:
        """As a decision of the ledger has it."""
        sides = {name: tuple(Named(**p) for p in row[name]) for name in ("actors", "recipients", "sources")}
        rest = {name: row[name] for name in ("type", "mode", "status", "first", "last", "place")}
        whole: dict[str, Any] = {**sides, **rest}
        return cls(**whole)

    @classmethod
    def of_form(cls, fields: Mapping[str, str]) -> Judged:
        """As somebody wrote it, one party or source a line. Raises `DecisionError`."""
        ontology = load_ontology()
        type_, mode = fields.get("type", "").strip().upper(), fields.get("mode", "").strip() or None
        if type_ not in ontology.types:
            msg = f"{type_!r} is no type; there are {', '.join(ontology.types)}"
            raise DecisionError(msg)
        modes = [name for kind, name in ontology.modes if kind == type_]
        if mode is not None and mode not in modes:
            msg = f"{mode!r} is no mode of {type_}; there are {', '.join(modes) or 'none'}"
            raise DecisionError(msg)
        if (status := fields.get("status", "")) not in STATUSES:
            msg = f"{status!r} is no status; there are {', '.join(STATUSES)}"
            raise DecisionError(msg)
        first, last = _written_day(fields.get("first", "")), _written_day(fields.get("last", ""))
        first, last = first or last, last or first
        if first and last and first > last:
            msg = f"{first} is after {last}"
            raise DecisionError(msg)
        return cls(
            type=type_,
            mode=mode,
            status=status,
            actors=_lines(fields.get("actors", "")),
            recipients=_lines(fields.get("recipients", "")),
            first=first,
            last=last,
            sources=_lines(fields.get("sources", "")),
            place=fields.get("place", "").strip()[:LONGEST] or None,
        )


def annotate(
    query: Query,
    folder: Path,
    event: str,
    *,
    by: str,
    decision: str,
    judged: Judged | None = None,
    note: str = "",
) -> Row:
    """Keep a decision about an event; returns its row. `judged` is needed to correct one.

    Raises `DecisionError`, `LedgerError` where another run is writing, and `OSError`.
    """
    by = by.strip()
    if not by or len(by) > LONGEST or len(note) > LONGEST:
        msg = "A decision needs a name; name and note may have 2,000 characters."
        raise DecisionError(msg)
    if decision not in DECISIONS or (decision == "correct" and judged is None):
        msg = f"{decision!r} is no decision; there are {', '.join(DECISIONS)}"
        raise DecisionError(msg)
    found = query.events({"event": event, "min_confidence": 0}).records
    if not found:
        msg = f"The ledger has no event {event}."
        raise DecisionError(msg)
    coded = found[0]
    (coding,) = query.sql("SELECT coding FROM events WHERE id = ?", [event])["coding"].to_pylist()
    held = judged if decision == "correct" and judged is not None else Judged.of_event(coded)
    made = datetime.now(UTC)
    row = {
        "event": event, "story": coded["story"], "by": by, "made": made, "decision": decision,
        "note": note.strip() or None, "coding": coding,
        "mentions": [{key: m[key] for key in ("start", "end", "text")} for m in coded["mentions"]],
        "figures": [{key: f[key] for key in ("value", "unit", "text")} for f in coded["figures"]],
        **asdict(held),
    }  # fmt: skip
    with LedgerWriter(folder) as writer:
        known = writer.manifest.rows("annotations")
        row["id"] = xxhash.xxh3_64_hexdigest(f"{event}\x1f{by}\x1f{made.isoformat()}\x1f{known}".encode())
        writer.add("annotations", pa.Table.from_pylist([row], schema=ANNOTATIONS))
        # Families and happenings know all stories as well as before.
        writer.commit(grouped=writer.manifest.grouped == writer.manifest.commit)
    return row


def decisions(query: Query, *, event: str | None = None, by: str | None = None) -> list[Row]:
    """All decisions, the earliest first; of one event, or by one person."""
    table = query.sql(
        "SELECT * FROM annotations "
        'WHERE (?::VARCHAR IS NULL OR event = ?) AND (?::VARCHAR IS NULL OR "by" = ?) ORDER BY made, id',
        [event, event, by, by],
    )
    rows: list[Row] = table.to_pylist()
    return rows


def _named(parties: Iterable[Mapping[str, Any]]) -> tuple[Named, ...]:
    return tuple(Named(p["text"] or p["name"] or "", p["country"], p["sector"]) for p in parties)


def _lines(written: str) -> tuple[Named, ...]:
    return tuple(Named.of(line) for line in written.splitlines() if line.strip())


def _written_day(written: str) -> date | None:
    try:
        return _day(written.strip() or None)
    except ValueError:
        msg = f"{written!r} is no day; write it as 2022-02-27"
        raise DecisionError(msg) from None


def _day(value: str | date | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
