"""What people decide about events, kept in the ledger beside what the coder said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import xxhash

from dateline.judging import LONGEST, DecisionError, Judged
from dateline.ledger.schemas import ANNOTATIONS
from dateline.ledger.store import LedgerWriter
from dateline.query.asking import Query

DECISIONS = ("accept", "reject", "correct")
"""What can be decided about an event that the coder found."""
ADD = "add"
"""The decision that there is an event which the coder missed; it can be rejected again."""
Row = dict[str, Any]
Spans = tuple[tuple[int, int], ...]


def annotate(
    query: Query,
    folder: Path,
    event: str,
    *,
    by: str,
    decision: str,
    judged: Judged | None = None,
    spans: Spans | None = None,
    note: str = "",
) -> Row:
    """Keep a decision about an event of the coder; returns its row. `judged` is needed to correct one.

    `spans` are the words that tell it, where they are not those of the coder. Raises `DecisionError`,
    `LedgerError` where another run is writing, and `OSError`.
    """
    if decision not in DECISIONS or (decision == "correct" and judged is None):
        msg = f"{decision!r} is no decision; there are {', '.join(DECISIONS)}"
        raise DecisionError(msg)
    found = query.events({"event": event, "min_confidence": 0}).records
    if not found:
        msg = f"The ledger has no event {event}."
        raise DecisionError(msg)
    coded = found[0]
    (coding,) = query.sql("SELECT coding FROM event_rows WHERE id = ?", [event])["coding"].to_pylist()
    held = judged if decision == "correct" and judged is not None else Judged.of_event(coded)
    mentions = [{key: m[key] for key in ("start", "end", "text")} for m in coded["mentions"]]
    if decision == "correct" and spans is not None:
        mentions = _mentions(story_text(query, coded["story"]), spans)
    figures = [{key: f[key] for key in ("value", "unit", "text")} for f in coded["figures"]]
    about = {"event": event, "story": coded["story"], "coding": coding}
    said = {"mentions": mentions, "figures": figures, **asdict(held)}
    return _keep(folder, {**about, **said}, by, decision, note)


def add_event(
    query: Query, folder: Path, story: str, *, by: str, judged: Judged, spans: Spans, note: str = ""
) -> Row:
    """Keep an event that the coder missed; at the same words, instead of what was added there before.

    Raises what `annotate` raises.
    """
    at = "\x1f".join([story, *(f"{start}-{end}" for start, end in spans)])
    row = {
        "event": f"added-{xxhash.xxh3_64_hexdigest(at.encode())}", "story": story, "coding": None,
        "mentions": _mentions(story_text(query, story), spans), "figures": [], **asdict(judged),
    }  # fmt: skip
    return _keep(folder, row, by, ADD, note)


def take_back(query: Query, folder: Path, event: str, *, by: str) -> Row:
    """Reject an event that somebody added. Raises what `annotate` raises."""
    made = decisions(query, event=event)
    if not any(row["decision"] == ADD for row in made):
        msg = f"Nobody has added an event {event}."
        raise DecisionError(msg)
    return _keep(folder, made[-1], by, "reject", "")


def story_text(query: Query, story: str) -> str:
    """The words of a story. Raises `DecisionError` where the ledger has none."""
    (text,) = query.sql("SELECT text FROM stories WHERE id = ?", [story])["text"].to_pylist() or [None]
    if text is None:
        msg = f"The ledger has no text of the story {story}, so no words of it can be marked."
        raise DecisionError(msg)
    return str(text)


def _mentions(text: str, spans: Spans) -> list[Row]:
    return [{"start": start, "end": end, "text": text[start:end]} for start, end in spans]


def _keep(folder: Path, said: Mapping[str, Any], by: str, decision: str, note: str) -> Row:
    by = by.strip()
    if not by or len(by) > LONGEST or len(note) > LONGEST:
        msg = "A decision needs a name; name and note may have 2,000 characters."
        raise DecisionError(msg)
    made = datetime.now(UTC)
    row = {**said, "by": by, "made": made, "decision": decision, "note": note.strip() or None}
    with LedgerWriter(folder) as writer:
        whole = f"{row['event']}\x1f{by}\x1f{made.isoformat()}\x1f{writer.manifest.rows('annotations')}"
        row["id"] = xxhash.xxh3_64_hexdigest(whole.encode())
        writer.add("annotations", pa.Table.from_pylist([row], schema=ANNOTATIONS))
        # Families and happenings know all stories as well as before.
        writer.commit(grouped=writer.manifest.grouped == writer.manifest.commit)
    return row


def decisions(
    query: Query, *, event: str | None = None, story: str | None = None, by: str | None = None
) -> list[Row]:
    """All decisions, the earliest first; of one event, about one story, or by one person."""
    wanted = {name: value for name, value in (("event", event), ("story", story), ('"by"', by)) if value}
    where = " AND ".join(f"{name} = ?" for name in wanted) or "true"
    found = query.sql(f"SELECT * FROM annotations WHERE {where} ORDER BY made, id", list(wanted.values()))
    rows: list[Row] = found.to_pylist()
    return rows


def standing(rows: Iterable[Row]) -> list[Row]:
    """Of decisions in their order, the latest about each event, in the order of story and text."""
    latest = {row["event"]: row for row in rows}
    return sorted(latest.values(), key=lambda row: (row["story"], row["mentions"][0]["start"], row["event"]))
