"""Parquet: a story a row, row group by row group."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from dateline.model import Rejected
from dateline.reading.inputs import Input, RefusedError
from dateline.reading.records import FIELDS, Record, field_record, rejected

ROWS = 500
"""Rows that are in memory at a time."""


def parquet_records(source: Input) -> Iterator[Record | Rejected]:
    """A record a row, from the columns that are known or named; damage ends the file with a rejection."""
    with source.open() as stream:
        row = 0
        try:
            file = pq.ParquetFile(stream)
            wanted = _columns(file.schema_arrow, source)
            for batch in file.iter_batches(batch_size=ROWS, columns=list(wanted.values())):
                for item in batch.to_pylist():
                    row += 1
                    values = {name: _plain(value) for name, value in item.items()}
                    yield field_record(f"{source.name}:{row}", values, str(values), wanted)
        except (pa.ArrowException, OSError, ValueError) as error:
            reason = f"damaged after row {row}: {str(error).splitlines()[0]}"
            yield rejected(source.name, reason, source.name)


def _columns(schema: pa.Schema, source: Input) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, names in FIELDS.items():
        for name in (source.columns[field],) if field in source.columns else names:
            if name in schema.names:
                found[field] = name
                break
        else:
            if field in source.columns or field == "text":
                shown = ", ".join(schema.names[:20])
                msg = f"no column {source.columns.get(field, field)!r} among {shown}"
                raise RefusedError(msg)
    return found


def _plain(value: object) -> object:
    """Days and moments as ISO 8601; bytes as the text they may be."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
