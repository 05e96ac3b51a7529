"""Asking a ledger for events, happenings and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from threading import Lock
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from dateline.ledger.errors import LedgerError, MissingPartError
from dateline.ledger.manifest import Manifest
from dateline.ledger.rows import public_record
from dateline.ledger.schemas import EVENTS, INDEX
from dateline.ledger.store import TRIES, Ledger
from dateline.query.filters import Filter, FilterError, Filters, listed
from dateline.query.opened import Opened, Place
from dateline.query.views import parquet

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

    def __init__(self, ledger: Ledger, *, keep: bool = False) -> None:
        """`keep`: what questions look at is held in memory, which takes a while for each new state of the
        ledger's stories, and makes every answer after the first a quick one."""
        self.ledger = ledger
        self._keep = keep
        self._opened: Opened | None = None
        self._opening = Lock()

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
        chosen = self.chosen(filters)
        sorting = _sorted_by(order)

        def work(opened: Opened) -> Asked:
            where, values = chosen.where()
            if limit is None and not offset:
                sql = f"SELECT * FROM events WHERE {where} ORDER BY {sorting}"
                found = opened.connection.sql(sql, params=values)
                records = [record_of(r) for b in found.to_arrow_reader(BATCH) for r in b.to_pylist()]
                return Asked(records, len(records), chosen.sentence())
            joined = chosen.joined() | ({"members"} if order == "reports" else set())
            # The question is asked of the columns that it needs, and whole rows are read of a few events.
            asked = f"({opened.events(joined)}) WHERE {where}"
            dear = "stories" in joined
            places, total = opened.first(asked, sorting, limit, offset, values, dear=dear)
            return Asked(events_whole(opened, places), total, chosen.sentence())

        return self.ask(work)

    def stream(
        self, filters: Mapping[str, Any] | None = None, *, order: str = "published"
    ) -> Iterator[dict[str, Any]]:
        """The same records one by one, of one state of the ledger."""
        found = self.table(filters, order)
        for batch in found.to_batches(max_chunksize=BATCH):
            yield from map(record_of, batch.to_pylist())

    def table(self, filters: Mapping[str, Any] | None = None, order: str = "published") -> pa.Table:
        """All columns of the events asked for, as an Arrow table."""
        where, values = self.chosen(filters).where()
        sql = f"SELECT * FROM events WHERE {where} ORDER BY {_sorted_by(order)}"
        return self.ask(lambda opened: opened.connection.sql(sql, params=values).to_arrow_table())

    def count(self, filters: Mapping[str, Any] | None = None) -> int:
        """How many events there are."""
        chosen = self.chosen(filters)
        return self.ask(lambda opened: _count(opened, chosen))

    def happenings(
        self,
        filters: Mapping[str, Any] | None = None,
        *,
        order: str = "first_report DESC NULLS LAST, independent DESC, id",
        limit: int | None = None,
    ) -> list[dict[str, Any]]:
        """The happenings that have an event which was asked for."""
        chosen = self.chosen(filters)
        where, values = chosen.where()

        def work(opened: Opened) -> list[dict[str, Any]]:
            theirs = f"SELECT happening FROM ({opened.events(chosen.joined() | {'members'})}) WHERE {where}"
            if limit is None:
                return opened.rows(
                    f"SELECT * FROM happenings WHERE id IN ({theirs}) ORDER BY {order}", *values
                )
            return happenings_whole(opened, f"id IN ({theirs})", order, limit, values)

        return self.ask(work)

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
            found = self.ask(
                lambda opened: opened.connection.sql(statement, params=list(values)).to_arrow_table()
            )
        except duckdb.Error as error:
            raise FilterError(str(error)) from None
        return _as_answer(found)

    def chosen(self, filters: Mapping[str, Any] | None) -> Filters:
        """The filters, if there is what they ask for. Raises `FilterError`."""
        chosen = Filters.of(filters or {})
        for filter_, values in chosen.chosen:
            if filter_.name == "text" and not self.ledger.manifest().text:
                msg = f"{self.ledger.folder} was made without text, so it cannot be asked for words"
                raise FilterError(msg)
            known = {name.lower(): name for name in listed().get(filter_.name, ())}
            for value in map(str, values if known else ()):
                # Rules of the user's own may have brought others.
                if value.lower() in known or self._has(filter_, value):
                    continue
                near = get_close_matches(value.lower(), known, n=1)
                every = ", ".join(known.values())
                remedy = f"did you mean {known[near[0]]}?" if near else f"there are {every}"
                msg = f"there is no {filter_.name} {value!r}; {remedy}"
                raise FilterError(msg)
        return chosen

    def _has(self, filter_: Filter, value: str) -> bool:
        where, values = filter_.asks(value)
        sql = f"SELECT 1 FROM event_rows WHERE {where} LIMIT 1"
        return self.ask(lambda opened: bool(opened.connection.execute(sql, values).fetchall()))

    def ask(self, work: Callable[[Opened], _Result]) -> _Result:
        """`work` on the present state; again on a newer one, should its files go meanwhile.

        Raises `LedgerError`, and `duckdb.Error` for what is wrong with a question.
        """
        for _ in range(TRIES):
            manifest = self.ledger.manifest()
            try:
                opened = self._at(manifest)
                with opened.connection.cursor() as connection:
                    return work(replace(opened, connection=connection))
            except (duckdb.Error, MissingPartError) as error:
                if not _of_files(error):
                    raise
                if self.ledger.manifest().commit == manifest.commit:
                    remedy = f"`dateline ledger verify {self.ledger.folder}` says what is missing or damaged"
                    msg = f"{self.ledger.folder} cannot be read: {error}; {remedy}"
                    raise LedgerError(msg) from error
        msg = f"{self.ledger.folder} changes faster than it can be read; try again"
        raise LedgerError(msg)

    def ready(self) -> None:
        """Open the present state, so that the next question need not wait for that."""
        self._at(self.ledger.manifest())

    def _at(self, manifest: Manifest) -> Opened:
        with self._opening:
            if self._opened is None:
                self._opened = Opened.of(self.ledger.folder, manifest, keep=self._keep)
            elif self._opened.manifest.commit != manifest.commit:
                self._opened = self._opened.at(manifest)
            return self._opened


def _as_answer(found: pa.Table) -> pa.Table:
    """The answer to a question in SQL; sums of whole numbers, which DuckDB gives 38 digits, as such."""
    for name, times in Counter(found.column_names).items():
        if times > 1:
            remedy = f"give them names, as in `f.{name} AS other`"
            msg = f"{times} columns of the answer are called {name!r}; {remedy}"
            raise FilterError(msg)
    for n, field in enumerate(found.schema):
        if pa.types.is_decimal(field.type) and field.type.scale == 0:
            try:
                whole = found.column(n).cast(pa.int64())
            except pa.ArrowInvalid:
                continue
            found = found.set_column(n, field.name, whole)
    return found


def _sorted_by(order: str) -> str:
    if order not in ORDERS:
        msg = f"there is no order {order!r}; there are {', '.join(ORDERS)}"
        raise FilterError(msg)
    return ORDERS[order]


def _of_files(error: Exception) -> bool:
    """Is it the ledger's files that are at fault, and not the question?"""
    # What is wrong inside a file comes without a class of its own.
    told = isinstance(error, duckdb.IOException | MissingPartError) or type(error) is duckdb.Error
    return told or ".parquet" in str(error)


ADDED = ("happening", "reports", "outlet", "title", "url")
"""What a ledger adds to the public record."""


def record_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the view `events` as a public record, with what the ledger adds at its end."""
    added = {name: row[name] for name in ADDED}
    rest = {name: value for name, value in row.items() if name not in (*ADDED, "family")}
    return public_record(rest, row["family"]) | added


_PUBLIC = [name for name in EVENTS.names if name not in INDEX]


def events_whole(opened: Opened, places: Sequence[Place]) -> list[dict[str, Any]]:
    """The public records of the events at these places, in their order, with what the ledger adds."""
    if not places:
        return []
    files = dict.fromkeys(file for file, _ in places)
    beside = {file: opened.beside("members", file) for file in files}
    rows = opened.whole(places, _PUBLIC)
    members = opened.whole([(beside[file], n) for file, n in places], ["happening", "independent"])
    stories = sorted({row["story"] for row in rows})
    here = parquet(opened.beside("stories", file) for file in files)
    among = "IN (SELECT unnest(?))"
    heads, families = (
        {found.pop("story"): found for found in opened.rows(sql, stories)}
        for sql in (
            f"SELECT id AS story, outlet, title, url FROM {here} WHERE id {among}",
            f"SELECT story, family FROM families WHERE story {among}",
        )
    )
    added = (
        {"happening": member["happening"], "reports": member["independent"] or 1}
        | heads[row["story"]]
        | families.get(row["story"], {"family": row["story"]})
        for row, member in zip(rows, members, strict=True)
    )
    return [record_of(row | more) for row, more in zip(rows, added, strict=True)]


def happenings_whole(
    opened: Opened, condition: str, order: str, limit: int, values: Sequence[Any] = ()
) -> list[dict[str, Any]]:
    """The first happenings that fit a condition on their narrow columns."""
    found = f"happening_files WHERE {condition} ORDER BY {order} LIMIT {int(limit)}"
    return opened.whole(opened.places(found, *values))


def _count(opened: Opened, filters: Filters) -> int:
    where, values = filters.where()
    sql = f"SELECT count(*) FROM ({opened.events(filters.joined())}) WHERE {where}"
    (found,) = opened.connection.execute(sql, values).fetchall()
    return int(found[0])
