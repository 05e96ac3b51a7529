"""Asking a ledger for events, happenings and counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from dateline.ledger.rows import public_record
from dateline.ledger.store import Ledger
from dateline.query.filters import FilterError, Filters
from dateline.query.views import JOINED, ask, events_with, parquet

_Result = TypeVar("_Result")

IN_ORDER = "published NULLS FIRST, story, start, id"
"""What events are sorted by everywhere, if nothing else is asked for."""
ORDERS = {
    "published": IN_ORDER,
    "newest": "published DESC NULLS LAST, story, start, id",
    "date": "first NULLS FIRST, published, story, start, id",
    "confidence": "confidence DESC, published, story, start, id",
    "reports": "reports DESC, published, story, start, id",
}
BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """Some of the events that were asked for, how many there are in all, and the question in words."""

    records: list[dict[str, Any]]
    total: int
    sentence: str


class Query:
    """Questions to one ledger; each reads the state of the moment it is asked at."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def events(
        self,
        filters: Mapping[str, Any] | None = None,
        *,
        order: str = "published",
        limit: int | None = None,
        offset: int = 0,
    ) -> Asked:
        """Public records, with what the ledger adds: `happening`, `reports`, `outlet`, `title`, `url`.

        Raises `FilterError` and `LedgerError`.
        """
        chosen = Filters.of(filters or {})

        def work(connection: duckdb.DuckDBPyConnection) -> Asked:
            records = [r for batch in _batches(connection, chosen, order, limit, offset) for r in batch]
            total = len(records) + offset
            if limit is not None and (len(records) == limit or offset):
                total = _count(connection, chosen)
            return Asked(records, total, chosen.sentence())

        return ask(self.ledger, work)

    def stream(
        self, filters: Mapping[str, Any] | None = None, *, order: str = "published"
    ) -> Iterator[dict[str, Any]]:
        """The same records one by one, of one state of the ledger."""
        found = self.table(Filters.of(filters or {}), order)
        for batch in found.to_batches(max_chunksize=BATCH):
            yield from map(record_of, batch.to_pylist())

    def table(self, filters: Filters, order: str = "published") -> pa.Table:
        """All columns of the events asked for, as an Arrow table."""
        where, values = filters.where()
        sql = f"SELECT * FROM events WHERE {where} ORDER BY {ORDERS[order]}"
        return self.ask(lambda connection: connection.sql(sql, params=values).to_arrow_table())

    def count(self, filters: Mapping[str, Any] | None = None) -> int:
        """How many events there are."""
        chosen = Filters.of(filters or {})
        return self.ask(lambda connection: _count(connection, chosen))

    def happenings(
        self,
        filters: Mapping[str, Any] | None = None,
        *,
        order: str = "first_report DESC NULLS LAST, independent DESC, id",
        limit: int | None = None,
    ) -> list[dict[str, Any]]:
        """The happenings that have an event which was asked for."""
        chosen = Filters.of(filters or {})
        where, values = chosen.where()
        source = events_with(chosen.joined() | {"members"})
        sql = (
            "SELECT * FROM happenings WHERE id IN "
            f"(SELECT happening FROM ({source}) WHERE {where}) ORDER BY {order}{_limit(limit, 0)}"
        )
        return self.ask(lambda connection: connection.sql(sql, params=values).to_arrow_table().to_pylist())

    def sql(self, statement: str, values: Sequence[Any] = ()) -> pa.Table:
        """One question in DuckDB's SQL on the tables of the ledger.

        Raises `FilterError` for what is no question, or one that DuckDB does not understand.
        """
        try:
            statements = duckdb.extract_statements(statement)
        except duckdb.Error as error:
            raise FilterError(str(error)) from None
        # EXPLAIN is left out because EXPLAIN ANALYZE carries out whatever it explains.
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            msg = "a ledger is asked by one SELECT; it can't be changed by SQL"
            raise FilterError(msg)
        try:
            return self.ask(
                lambda connection: connection.sql(statement, params=list(values)).to_arrow_table()
            )
        except duckdb.Error as error:
            raise FilterError(str(error)) from None

    def ask(self, work: Callable[[duckdb.DuckDBPyConnection], _Result]) -> _Result:
        """`work` on a connection to the present state."""
        return ask(self.ledger, work)


ADDED = ("happening", "reports", "outlet", "title", "url")
"""What a ledger adds to the public record."""


def record_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the view `events` as a public record, with what the ledger adds at its end."""
    added = {name: row[name] for name in ADDED}
    rest = {name: value for name, value in row.items() if name not in (*ADDED, "family")}
    return public_record(rest, row["family"]) | added


def _batches(
    connection: duckdb.DuckDBPyConnection, filters: Filters, order: str, limit: int | None, offset: int
) -> Iterator[list[dict[str, Any]]]:
    rows = "events"
    where, values = filters.where()
    if limit is not None:
        ids, files = _first(connection, filters, order, limit, offset)
        if not ids:
            return
        few = f"(SELECT * FROM {parquet(files)} WHERE id IN (SELECT unnest(?)))"
        rows, where, values = f"({events_with(JOINED, few)})", "true", [ids]
    sql = f"SELECT * FROM {rows} WHERE {where} ORDER BY {ORDERS[order]}"
    for batch in connection.sql(sql, params=values).to_arrow_reader(BATCH):
        yield [record_of(row) for row in batch.to_pylist()]


def _first(
    connection: duckdb.DuckDBPyConnection, filters: Filters, order: str, limit: int, offset: int
) -> tuple[list[str], list[str]]:
    """The ids of the events on one page of the answer, and the files that they stand in.

    The question is asked of the columns that it needs, and whole rows are read of these few events.
    """
    where, values = filters.where()
    joined = filters.joined() | ({"members"} if order == "reports" else set())
    sql = (
        f"SELECT id, filename FROM ({events_with(joined, 'event_files')}) WHERE {where} "
        f"ORDER BY {ORDERS[order]}{_limit(limit, offset)}"
    )
    found = connection.execute(sql, values).fetchall()
    return [id for id, _ in found], sorted({file for _, file in found})


def _count(connection: duckdb.DuckDBPyConnection, filters: Filters) -> int:
    where, values = filters.where()
    sql = f"SELECT count(*) FROM ({events_with(filters.joined())}) WHERE {where}"
    (found,) = connection.execute(sql, values).fetchall()
    return int(found[0])


def _limit(limit: int | None, offset: int) -> str:
    return (f" LIMIT {int(limit)}" if limit is not None else "") + (
        f" OFFSET {int(offset)}" if offset else ""
    )
