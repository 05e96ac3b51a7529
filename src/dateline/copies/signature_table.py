"""Signatures as an Arrow table, and back: how an index outlives its run."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dateline.copies.signature_columns import LISTS, NO_DAY, Lists, SignatureColumns

VERSION = "2"
"""Changes whenever the same story would get another signature."""
SCHEMA = pa.schema(
    [
        ("story", pa.string()),
        ("published", pa.date32()),
        ("outlet", pa.string()),
        ("agencies", pa.list_(pa.string())),
        ("words", pa.int32()),
        ("score", pa.float64()),
        ("level", pa.int8()),
        ("shingles", pa.large_list(pa.uint32())),
        ("names", pa.large_list(pa.uint32())),
        ("links", pa.large_list(pa.uint32())),
        ("places", pa.large_list(pa.uint16())),
    ],
    metadata={"signatures": VERSION},
)
_EPOCH = 719_163
"""The first of January 1970, in days since the year 1."""
_PLAIN = ("words", "score", "level")


def table_of(columns: SignatureColumns, stories: Sequence[str]) -> pa.Table:
    """One row a story, in the order given."""
    rows = np.array([columns.rows[story] for story in stories], dtype=np.int64)
    days = _picked(columns.published, rows)
    found: dict[str, Any] = {
        "story": pa.array(stories, pa.string()),
        "published": pa.array(days - np.int32(_EPOCH), pa.int32(), mask=days == NO_DAY).cast(pa.date32()),
        "outlet": [columns.outlets.values[k] for k in _picked(columns.outlet, rows).tolist()],
        "agencies": [list(columns.credits.values[k]) for k in _picked(columns.agencies, rows).tolist()],
    }
    found |= {name: _picked(getattr(columns, name), rows) for name in _PLAIN}
    found |= {name: _lists(columns.lists[name].view(), rows) for name, _ in LISTS}
    return pa.table(found, schema=SCHEMA)


def columns_of(table: pa.Table) -> SignatureColumns:
    """The signatures of a table that `table_of` made. Raises `ValueError` for any other."""
    version = (table.schema.metadata or {}).get(b"signatures", b"none").decode()
    if version != VERSION or not table.schema.equals(SCHEMA):
        msg = f"signatures of version {version}: this version writes and reads {VERSION}"
        raise ValueError(msg)
    columns = SignatureColumns()
    for batch in table.to_batches():
        columns.enter(batch.column("story").to_pylist())
        days = pc.add(batch.column("published").cast(pa.int32()), pa.scalar(_EPOCH, pa.int32()))
        columns.published.frombytes(pc.fill_null(days, NO_DAY).to_numpy().tobytes())
        columns.outlet.extend(columns.outlets.number(name) for name in batch.column("outlet").to_pylist())
        credited = batch.column("agencies").to_pylist()
        columns.agencies.extend(columns.credits.number(tuple(names)) for names in credited)
        for name in _PLAIN:
            getattr(columns, name).frombytes(batch.column(name).to_numpy().tobytes())
        for name, _ in LISTS:
            lists = batch.column(name)
            ends = lists.offsets.to_numpy()
            flat = lists.values.to_numpy()[ends[0] : ends[-1]]
            columns.lists[name].extend(flat, np.diff(ends))
    return columns


def _picked(column: array[Any], rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    values = np.frombuffer(column, column.typecode) if column else np.empty(0, column.typecode)
    picked: np.ndarray[Any, Any] = values[rows]
    return picked


def _lists(lists: Lists, rows: np.ndarray[Any, Any]) -> pa.Array:
    firsts, afters = lists.ends[:-1][rows], lists.ends[1:][rows]
    ends = np.concatenate(([0], np.cumsum(afters - firsts)))
    parts = [lists.flat[a:b] for a, b in zip(firsts.tolist(), afters.tolist(), strict=True)]
    flat = np.concatenate([lists.flat[:0], *parts])
    return pa.LargeListArray.from_arrays(pa.array(ends, pa.int64()), pa.array(flat))
