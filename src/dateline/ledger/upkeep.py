"""Looking after a ledger: is it whole, what is in it, and making many small parts a few large ones."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dateline.ledger.manifest import Manifest, Part
from dateline.ledger.store import BATCH, PARSED, Ledger, LedgerWriter, file_hash, read_part

LARGE = 20_000
"""Stories to a part, when parts are merged."""
TOGETHER = 8
"""Parts at the end of a table that are merged as soon as none of them makes half of it."""
SHOWN = 5
"""Faults of one kind that are named one by one."""


def verify(ledger: Ledger) -> list[str]:
    """What is wrong with a ledger, a line each; nothing where it is whole.

    Every file is read: its bytes against the manifest, stories and events that stand twice or point
    nowhere, words that are not at their offsets, families and happenings that leave something out.
    """
    return ledger.with_state(lambda manifest: list(_faults(ledger.folder, manifest)))


def _faults(folder: Path, manifest: Manifest) -> Iterator[str]:
    broken = [
        fault for parts in manifest.tables.values() for part in parts for fault in _of_file(folder, part)
    ]
    yield from broken
    if broken:
        return
    tables = manifest.tables
    counts = {table: len(tables.get(table, ())) for table in BATCH if manifest.parses or table not in PARSED}
    if len(set(counts.values())) > 1:
        yield f"tables of one batch have different numbers of parts: {counts}"
        return
    stories: Counter[str] = Counter()
    events: Counter[str] = Counter()
    for n in range(counts["stories"]):
        part = {table: read_part(folder / tables[table][n].file) for table in counts}
        yield from _of_batch(n, part)
        stories.update(part["stories"]["id"].to_pylist())
        events.update(part["events"]["id"].to_pylist())
    yield from _few("story {} stands twice", [story for story, n in stories.items() if n > 1])
    yield from _few("event {} stands twice", [event for event, n in events.items() if n > 1])
    if manifest.grouped != manifest.commit:
        return
    grouped = _column(folder, manifest, "families", "story")
    yield from _few("story {} is in no family", sorted(stories.keys() - set(grouped)))
    yield from _few("family of unknown story {}", sorted(set(grouped) - stories.keys()))
    happenings = _column(folder, manifest, "members", "happening")
    told = zip(_column(folder, manifest, "events", "id"), happenings, strict=False)
    yield from _few("event {} is in no happening", sorted(event for event, where in told if where is None))


def _of_file(folder: Path, part: Part) -> Iterator[str]:
    path = folder / part.file
    if not path.exists():
        yield f"{part.file} is missing"
    elif path.stat().st_size != part.bytes or file_hash(path) != part.hash:
        yield f"{part.file} is not what was written: its bytes have changed"


def _of_batch(n: int, part: dict[str, pa.Table]) -> Iterator[str]:
    stories = part["stories"]["id"].to_pylist()
    texts = dict(zip(stories, part["stories"]["text"].to_pylist(), strict=True))
    for table in (*sorted(PARSED), "signatures"):
        if table in part and sorted(part[table]["story"].to_pylist()) != sorted(stories):
            yield f"{table} of part {n + 1} are not those of its stories"
    for table in ("events", "statements", "figures"):
        strangers = set(part[table]["story"].to_pylist()) - set(stories)
        yield from _few(f"{table} of part {n + 1} name the story {{}}, which is not in it", sorted(strangers))
    events = part["events"].select(["id", "story", "mentions"]).to_pylist()
    yield from _few(
        "the words of event {} are not at their place", [e["id"] for e in events if _moved(e, texts)]
    )
    if part["members"].num_rows != len(events):
        yield f"members of part {n + 1} are not those of its events"
    known = {e["id"] for e in events}
    yield from _few("a figure of unknown event {}", sorted(set(part["figures"]["event"].to_pylist()) - known))


def _moved(event: dict[str, Any], texts: dict[str, str | None]) -> bool:
    text = texts.get(event["story"])
    return text is not None and any(text[m["start"] : m["end"]] != m["text"] for m in event["mentions"])


def _few(message: str, items: list[str]) -> Iterator[str]:
    yield from (message.format(item) for item in items[:SHOWN])
    if len(items) > SHOWN:
        yield f"… and {len(items) - SHOWN} more like this"


def _column(folder: Path, manifest: Manifest, table: str, column: str) -> list[Any]:
    parts = manifest.tables.get(table, ())
    return [value for part in parts for value in read_part(folder / part.file, [column])[column].to_pylist()]


def info(ledger: Ledger) -> dict[str, Any]:
    """What is in a ledger: rows and bytes of its tables, days, types, runs and codings."""
    manifest = ledger.manifest()
    events = ledger.read("events", ["type", "status"])
    published = ledger.read("stories", ["published"])
    runs = ledger.read("runs")
    codings = ledger.read("codings", ["coding", "dateline", "parser"])
    used = Counter(part.coding for part in manifest.tables.get("events", ()))
    days = pc.min_max(published["published"]).as_py() if published is not None else {}
    return {
        "folder": str(ledger.folder),
        "commit": manifest.commit,
        "text": manifest.text,
        "parses": manifest.parses,
        "grouped": manifest.grouped == manifest.commit,
        "tables": {
            table: {"rows": manifest.rows(table), "parts": len(parts), "bytes": sum(p.bytes for p in parts)}
            for table, parts in sorted(manifest.tables.items())
        },
        "first_day": str(days["min"]) if days.get("min") else None,
        "last_day": str(days["max"]) if days.get("max") else None,
        "types": dict(Counter(events["type"].to_pylist()).most_common()) if events is not None else {},
        "statuses": dict(Counter(events["status"].to_pylist()).most_common()) if events is not None else {},
        "runs": len(set(runs["run"].to_pylist())) if runs is not None else 0,
        "codings": [
            row | {"parts": used[row["coding"]]}
            for row in (codings.to_pylist() if codings is not None else [])
        ],
    }


def compact(writer: LedgerWriter) -> tuple[int, int]:
    """Merge small parts, and drop the files of earlier states.

    Returns the number of files before and after. Readers are not disturbed by the merge itself; a
    query that began before it may have to be asked again. Raises `OSError`: then nothing changed.
    """
    before = len(writer.manifest.files()) + len(writer.manifest.retired)
    runs = _mergeable(writer.manifest)
    if any(len(run) > 1 for run in runs):
        for table in BATCH:
            parts = writer.manifest.tables.get(table, ())
            if parts:
                codings = [parts[run[0]].coding for run in runs]
                merged = (_merged(writer, [parts[n] for n in run]) for run in runs)
                writer.replace(table, merged, codings)
    for table in writer.manifest.tables.keys() - set(BATCH):
        if len(writer.manifest.tables[table]) > 1:
            writer.replace(table, [_merged(writer, writer.manifest.tables[table])])
    if writer.changed:
        writer.commit(grouped=writer.manifest.grouped == writer.manifest.commit)
    writer.clean()
    return before, len(writer.manifest.files())


def tidy(writer: LedgerWriter) -> None:
    """Merge the last parts of tables that have grown by many small ones; the caller commits.

    A row moves to a part of at least twice the size each time, so that what many runs bring is written
    again a few times in all, and a run has few parts to read. Raises `OSError`.
    """
    while (first := _small_end(writer.parts("stories"), LARGE)) is not None and _alike(
        writer.parts("events")[first:]
    ):
        for table in BATCH:
            _merge_from(writer, table, first)
    for table in sorted(writer.manifest.tables.keys() - set(BATCH)):
        while (first := _small_end(writer.parts(table))) is not None:
            _merge_from(writer, table, first)


def _small_end(parts: Sequence[Part], most: float = math.inf) -> int | None:
    """From which part on all are to be merged."""
    first = len(parts) - TOGETHER
    rows = [part.rows for part in parts[first:]] if first >= 0 else []
    return first if rows and 2 * max(rows) <= sum(rows) <= most else None


def _alike(parts: Sequence[Part]) -> bool:
    return len({part.coding for part in parts}) == 1


def _merge_from(writer: LedgerWriter, table: str, first: int) -> None:
    parts = writer.parts(table)[first:]
    if parts:
        writer.replace_last(table, first, _merged(writer, parts), coding=parts[0].coding)


def _mergeable(manifest: Manifest) -> list[list[int]]:
    """Runs of neighbouring parts that were coded alike and are not too large together."""
    runs: list[list[int]] = []
    rows = 0
    coding = None
    events = manifest.tables.get("events", ())
    for n, part in enumerate(manifest.tables.get("stories", ())):
        if runs and events[n].coding == coding and rows + part.rows <= LARGE:
            runs[-1].append(n)
            rows += part.rows
        else:
            runs.append([n])
            rows = part.rows
            coding = events[n].coding
    return runs


def _merged(writer: LedgerWriter, parts: Iterable[Part]) -> pa.Table:
    merged = [read_part(writer.folder / part.file) for part in parts]
    return pa.concat_tables(merged, promote_options="default").combine_chunks()
