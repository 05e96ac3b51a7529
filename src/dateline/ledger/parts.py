"""The ledger on disk: Parquet parts and a manifest. A part appears whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from dateline.model import Event
from dateline.model.record import event_record

_SPAN = [("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())]
_PARTY = pa.struct(
    [
        ("id", pa.string()),
        ("name", pa.string()),
        ("text", pa.string()),
        ("country", pa.string()),
        ("sector", pa.string()),
        ("office", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
    ]
)
EVENTS = pa.schema(
    [
        ("id", pa.string()),
        ("story", pa.string()),
        ("published", pa.date32()),
        ("family", pa.string()),
        ("type", pa.string()),
        ("mode", pa.string()),
        ("contexts", pa.list_(pa.string())),
        ("cameo", pa.string()),
        ("quad", pa.int8()),
        ("intensity", pa.float64()),
        ("aspect", pa.string()),
        ("historical", pa.bool_()),
        ("actors", pa.list_(_PARTY)),
        ("recipients", pa.list_(_PARTY)),
        (
            "date",
            pa.struct(
                [
                    ("first", pa.date32()),
                    ("last", pa.date32()),
                    ("value", pa.string()),
                    ("granularity", pa.string()),
                    ("basis", pa.string()),
                    ("text", pa.string()),
                    ("start", pa.int32()),
                    ("end", pa.int32()),
                ]
            ),
        ),
        (
            "place",
            pa.struct(
                [
                    ("text", pa.string()),
                    ("name", pa.string()),
                    ("country", pa.string()),
                    ("lat", pa.float64()),
                    ("lon", pa.float64()),
                    ("geonameid", pa.int64()),
                    ("start", pa.int32()),
                    ("end", pa.int32()),
                ]
            ),
        ),
        ("status", pa.string()),
        ("basis", pa.list_(pa.string())),
        (
            "sources",
            pa.list_(
                pa.struct(
                    [
                        ("text", pa.string()),
                        ("name", pa.string()),
                        ("country", pa.string()),
                        ("sector", pa.string()),
                        ("kind", pa.string()),
                        ("anonymous", pa.bool_()),
                        ("cue", pa.struct(_SPAN)),
                        ("quoted", pa.bool_()),
                        ("start", pa.int32()),
                        ("end", pa.int32()),
                    ]
                )
            ),
        ),
        ("content", pa.struct([("type", pa.string()), *_SPAN])),
        (
            "figures",
            pa.list_(
                pa.struct(
                    [
                        ("value", pa.float64()),
                        ("low", pa.float64()),
                        ("high", pa.float64()),
                        ("unit", pa.string()),
                        *_SPAN,
                    ]
                )
            ),
        ),
        (
            "mentions",
            pa.list_(pa.struct([*_SPAN, ("sentence", pa.list_(pa.int32(), 2)), ("rule", pa.string())])),
        ),
        ("rule", pa.string()),
        ("confidence", pa.float64()),
    ]
)
"""Columns of the events part: the public record, days as dates."""


def write_events(folder: Path, events: Sequence[Event]) -> dict[str, Any]:
    """Write `events.parquet`; returns its line for the manifest. Raises `OSError`."""
    rows = []
    for event in events:
        row = event_record(event)
        row["published"] = event.published
        row["date"] |= {"first": event.date.first, "last": event.date.last}
        rows.append(row)
    return write_part(pa.Table.from_pylist(rows, schema=EVENTS), folder / "events.parquet")


def write_manifest(folder: Path, manifest: dict[str, Any], parts: Sequence[dict[str, Any]]) -> None:
    """Write `manifest.json`, last of all: what it names is there. Raises `OSError`."""
    draft = folder / "manifest.unfinished"
    whole = manifest | {"parts": list(parts)}
    draft.write_bytes(orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    _settle(draft, folder / "manifest.json")


def read_events(folder: Path) -> list[dict[str, Any]]:
    """The events of a ledger folder as public records (days as `datetime.date`)."""
    rows: list[dict[str, Any]] = pq.read_table(folder / "events.parquet").to_pylist()
    return rows


def write_part(table: pa.Table, part: Path) -> dict[str, Any]:
    """Write a table as one Parquet part, whole or not at all.

    Returns name, number of rows and size in bytes, for the manifest. Raises `OSError`.
    """
    part.parent.mkdir(parents=True, exist_ok=True)
    draft = part.with_suffix(".unfinished")
    pq.write_table(table, draft, compression="zstd")
    _settle(draft, part)
    return {"name": part.name, "rows": table.num_rows, "bytes": part.stat().st_size}


def _settle(draft: Path, final: Path) -> None:
    """Move a finished file to its name once its bytes are on disk."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(final)
