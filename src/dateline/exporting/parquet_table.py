"""Events as Parquet: the public record with its types; parties, sources and figures stay nested."""

from __future__ import annotations

import types
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Union, get_args, get_origin, get_type_hints

from dateline.exporting.choice import Exported, LeftOut, Options, with_status
from dateline.exporting.records import Record, day_of
from dateline.model import Event
from dateline.model.record import RENAMED

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 10_000
"""Records held in memory at a time: one row group."""


def write_parquet(records: Iterable[Record], out: BinaryIO, options: Options) -> Exported:
    """The export: one row an event, compressed with Zstandard."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    left = LeftOut()
    chosen = with_status(records, options.statuses, left)
    schema = record_schema()
    rows = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        while batch := [_typed(record) for record in islice(chosen, BATCH)]:
            writer.write_batch(pa.RecordBatch.from_pylist(batch, schema=schema))
            rows += len(batch)
    return left.exported(rows)


def record_schema() -> pa.Schema:
    """Arrow's types of the public record, read off its definition, and of what a ledger adds."""
    import pyarrow as pa

    ledger = [
        ("happening", pa.string()),
        ("reports", pa.int32()),
        ("articles", pa.int32()),
        ("first_report", pa.date32()),
        ("outlet", pa.string()),
        ("title", pa.string()),
        ("url", pa.string()),
    ]
    return pa.schema([*_members(Event), *ledger])


def _members(record: Any) -> list[tuple[str, pa.DataType]]:
    hints = get_type_hints(record)
    return [(RENAMED.get(f.name, f.name), _arrow(hints[f.name])) for f in fields(record)]


def _arrow(kind: Any) -> pa.DataType:
    """The Arrow type of a field of the record; every field may be null there."""
    import pyarrow as pa

    plain = {str: pa.string(), int: pa.int32(), float: pa.float64(), bool: pa.bool_(), date: pa.date32()}
    if get_origin(kind) in (Union, types.UnionType):
        (kind,) = (k for k in get_args(kind) if k is not type(None))
    if get_origin(kind) is tuple:
        return pa.list_(_arrow(get_args(kind)[0]))
    return pa.struct(_members(kind)) if is_dataclass(kind) else plain[kind]


def _typed(record: Record) -> dict[str, Any]:
    """The record with days as `date`."""
    when = record["date"]
    return {
        **record,
        "published": day_of(record["published"]),
        "first_report": day_of(record.get("first_report")),
        "date": {**when, "first": day_of(when["first"]), "last": day_of(when["last"])},
    }
