"""What a ledger rejected, tried again: with other limits, another version, or a mended fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from dateline.ledger.rows import rejected_of
from dateline.ledger.schemas import REJECTED
from dateline.ledger.store import Ledger, LedgerWriter
from dateline.model import Rejected, Story
from dateline.reading import again
from dateline.run import Run
from dateline.storing import Stored, Storing


def rejections(folder: Path) -> list[Rejected]:
    """What the ledger in `folder` has rejected, in the order it came. Raises `LedgerError`."""
    table = Ledger(folder).read("rejected")
    return [rejected_of(row) for row in table.to_pylist()] if table is not None else []


def retry(run: Run, folder: Path) -> tuple[Stored, int]:
    """Read and code again what was rejected, as far as it was kept; returns how many are rejected still.

    What succeeds is taken from `rejected` once its events are committed: a run that is killed between
    leaves a row too many, never one too few. Raises `LedgerError` and `OSError`.
    """
    Ledger(folder)
    with LedgerWriter(folder) as writer:
        table = writer.read("rejected")
        rows = table.to_pylist() if table is not None else []
        storing = Storing(run, writer)
        tried: dict[str, str] = {}

        def stories() -> Iterator[Story]:
            for row in rows:
                for item in again(rejected_of(row), run.columns, run.limits):
                    if isinstance(item, Story):
                        tried[row["id"]] = item.id
                        yield item

        for chunk in run.chunks(storing.known.new(stories()), storing.rows, workers=1):
            storing.take(chunk)
        failed = {r.metadata.get("id") for r in storing.rejected}
        failed |= {r.metadata.get("id") for r in storing.stored.rejected}
        storing.finish()
        mended = {row for row, story in tried.items() if story in storing.stored.ids and story not in failed}
        left = [row for row in rows if row["id"] not in mended]
        if len(left) < len(rows):
            # What this run rejected is in the table by now, too.
            fresh = writer.read("rejected")
            now = fresh.to_pylist() if fresh is not None else []
            left = [row for row in now if row["id"] not in mended]
            grouped = writer.manifest.grouped == writer.manifest.commit
            writer.replace("rejected", [pa.Table.from_pylist(left, schema=REJECTED)])
            writer.commit(grouped=grouped)
    return storing.stored, len(left)
