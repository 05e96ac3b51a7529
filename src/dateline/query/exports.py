"""Events as the exporters take them: public records with what the ledger knows of story and happening."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dateline.ledger.manifest import Manifest
from dateline.ledger.parse_columns import BEGINNINGS, sentence_starts
from dateline.ledger.store import read_part
from dateline.query.asking import IN_ORDER, Query, record_of
from dateline.query.filters import Filters

BATCH = 5_000


def export_records(
    query: Query, filters: Mapping[str, Any] | None = None, *, sentences: bool = False
) -> Iterator[dict[str, Any]]:
    """Records one by one; added are `articles` and `first_report` of the happening, and the story's `text`.

    With `sentences` those of the story as well, where the ledger keeps parses. The question is asked once;
    of the answer, rows and texts of one batch at a time are made into records. Raises `FilterError` and
    `LedgerError`.
    """
    return _records(query, query.chosen(filters), sentences=sentences)


def _records(query: Query, chosen: Filters, *, sentences: bool) -> Iterator[dict[str, Any]]:
    where, values = chosen.where()
    sql = f"""
        SELECT e.*, len(h.stories) AS articles, h.first_report
        FROM (SELECT * FROM events WHERE {where}) e LEFT JOIN happenings h ON h.id = e.happening
        ORDER BY {IN_ORDER}
    """
    found = query.ask(lambda opened: opened.connection.sql(sql, params=values).to_arrow_table())
    begins = sentences_of(query, found["story"].unique()) if sentences else {}
    for batch in found.to_batches(max_chunksize=BATCH):
        rows = batch.to_pylist()
        text = _texts(query, sorted({row["story"] for row in rows}))
        for row in rows:
            more = {"articles": row.pop("articles"), "first_report": row.pop("first_report")}
            more |= {"text": text.get(row["story"]), "sentences": begins.get(row["story"])}
            yield record_of(row) | more


def sentences_of(query: Query, stories: pa.Array) -> dict[str, list[int]]:
    """Where the sentences of each of the stories begin, by the parses that the ledger keeps."""

    def read(manifest: Manifest) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for part in manifest.tables.get("parses", ()):
            rows = read_part(query.ledger.folder / part.file, BEGINNINGS)
            found |= sentence_starts(rows.filter(pc.is_in(rows["story"], stories)))
        return found

    return query.ledger.with_state(read)


def _texts(query: Query, stories: list[str]) -> dict[str, str | None]:
    table = query.sql("SELECT id, text FROM stories WHERE id IN (SELECT unnest(?))", [stories])
    return dict(zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True))
