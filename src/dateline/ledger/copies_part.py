"""Families of copies in the ledger folder: who belongs to whom, and what finds copies among later stories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dateline.ledger.parts import write_part

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
    rows = pa.Table.from_pylist(list(families), schema=FAMILIES)
    # Families can be made again of the signatures, not the other way round: they are written last.
    return [write_part(signatures, folder / _SIGNATURES), write_part(rows, folder / _FAMILIES)]


def read_signatures(folder: Path) -> pa.Table | None:
    """The signatures of a ledger folder; none where it has no such part. Raises `OSError`."""
    part = folder / _SIGNATURES
    return pq.read_table(part) if part.exists() else None


def read_families(folder: Path) -> list[dict[str, Any]]:
    """The families of a ledger folder, one record a story."""
    rows: list[dict[str, Any]] = pq.read_table(folder / _FAMILIES).to_pylist()
    return rows
