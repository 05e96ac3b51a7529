"""Families of copies in the ledger folder: who belongs to whom, and what finds copies among later stories."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

FAMILIES = pa.schema(
    [
        ("story", pa.string()),
        ("family", pa.string()),
        ("kind", pa.string()),
        ("original", pa.string()),
        ("similarity", pa.float64()),
        ("evidence", pa.string()),
        ("agencies", pa.list_(pa.string())),
    ]
)
"""Columns of the families part: the record that `dateline copies` prints."""
_FAMILIES = "families.parquet"
_SIGNATURES = "signatures.parquet"


def write_copies(
    folder: Path, families: Iterable[Mapping[str, Any]], signatures: pa.Table
) -> list[dict[str, Any]]:
    """Write `signatures.parquet` and `families.parquet`, each whole or not at all.

    Returns name, number of rows and size in bytes of each, for the manifest. Raises `OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = pa.Table.from_pylist(list(families), schema=FAMILIES)
    # Families can be made again of the signatures, not the other way round: they are written last.
    return [_write(signatures, folder / _SIGNATURES), _write(rows, folder / _FAMILIES)]


def read_signatures(folder: Path) -> pa.Table | None:
    """The signatures of a ledger folder; none where it has no such part. Raises `OSError`."""
    part = folder / _SIGNATURES
    return pq.read_table(part) if part.exists() else None


def read_families(folder: Path) -> list[dict[str, Any]]:
    """The families of a ledger folder, one record a story."""
    rows: list[dict[str, Any]] = pq.read_table(folder / _FAMILIES).to_pylist()
    return rows


def _write(table: pa.Table, part: Path) -> dict[str, Any]:
    draft = part.with_suffix(".unfinished")
    pq.write_table(table, draft, compression="zstd")
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(part)
    return {"name": part.name, "rows": table.num_rows, "bytes": part.stat().st_size}
