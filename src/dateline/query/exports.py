"""Events as the exporters take them: public records with what the ledger knows of story and happening."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dateline.query.asking import IN_ORDER, Query, record_of
from dateline.query.filters import Filters

BATCH = 5_000


def export_records(query: Query, filters: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
    """Records one by one; added are `articles` and `first_report` of the happening, and the story's `text`.

    The question is asked once; of the answer, rows and texts of one batch at a time are made into
    records. Raises `FilterError` and `LedgerError`.
    """
    return _records(query, query.chosen(filters))


def _records(query: Query, chosen: Filters) -> Iterator[dict[str, Any]]:
    where, values = chosen.where()
    sql = f"""
        SELECT e.*, len(h.stories) AS articles, h.first_report
        FROM (SELECT * FROM events WHERE {where}) e LEFT JOIN happenings h ON h.id = e.happening
        ORDER BY {IN_ORDER}
    """
    found = query.ask(lambda opened: opened.connection.sql(sql, params=values).to_arrow_table())
    for batch in found.to_batches(max_chunksize=BATCH):
        rows = batch.to_pylist()
        text = _texts(query, sorted({row["story"] for row in rows}))
        for row in rows:
            more = {"articles": row.pop("articles"), "first_report": row.pop("first_report")}
            yield record_of(row) | more | {"text": text.get(row["story"])}


def _texts(query: Query, stories: list[str]) -> dict[str, str | None]:
    table = query.sql("SELECT id, text FROM stories WHERE id IN (SELECT unnest(?))", [stories])
    return dict(zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True))
