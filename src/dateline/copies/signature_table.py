"""Signatures as an Arrow table, and back: how an index outlives its run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from dateline.copies.signatures import Signature, pack

Column = np.ndarray[Any, Any]

VERSION = "1"
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
        ("places", pa.large_list(pa.uint16())),
    ],
    metadata={"signatures": VERSION},
)


def table_of(signatures: Sequence[Signature]) -> pa.Table:
    """One row a signature, in the order given."""
    columns = {
        "story": [s.story for s in signatures],
        "published": [s.published for s in signatures],
        "outlet": [s.outlet for s in signatures],
        "agencies": [list(s.agencies) for s in signatures],
        "words": [s.words for s in signatures],
        "score": [s.score for s in signatures],
        "level": [s.level for s in signatures],
        "shingles": _lists(signatures, lambda s: s.shingles, np.uint32),
        "names": _lists(signatures, lambda s: s.names, np.uint32),
        "places": _lists(signatures, lambda s: s.places, np.uint16),
    }
    return pa.table(columns, schema=SCHEMA)


def signatures_of(table: pa.Table) -> Iterator[Signature]:
    """The signatures of a table that `table_of` made. Raises `ValueError` for any other."""
    version = (table.schema.metadata or {}).get(b"signatures", b"none").decode()
    if version != VERSION or not table.schema.equals(SCHEMA):
        msg = f"signatures of version {version}: this version writes and reads {VERSION}"
        raise ValueError(msg)
    for batch in table.to_batches(max_chunksize=4096):
        plain = [batch.column(name).to_pylist() for name in SCHEMA.names[:7]]
        columns = [_arrays(batch.column(name)) for name in SCHEMA.names[7:]]
        for row, (story, published, outlet, agencies, words, score, level) in enumerate(
            zip(*plain, strict=True)
        ):
            shingles, names, places = (column[row] for column in columns)
            yield Signature(
                story=story,
                published=published,
                outlet=outlet,
                agencies=tuple(agencies),
                words=words,
                score=score,
                level=level,
                kept=len(shingles),
                packed=pack(shingles, names, places),
            )


def _lists(signatures: Sequence[Signature], column: Callable[[Signature], Column], kind: type) -> pa.Array:
    arrays = [column(s) for s in signatures]
    ends = np.cumsum([0, *map(len, arrays)], dtype=np.int64)
    flat = np.concatenate([np.empty(0, dtype=kind), *arrays])
    return pa.LargeListArray.from_arrays(pa.array(ends), pa.array(flat))


def _arrays(lists: pa.Array) -> list[Column]:
    ends = lists.offsets.to_numpy()
    flat = lists.values.to_numpy()
    return [flat[a:b] for a, b in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)]
