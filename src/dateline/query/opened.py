"""One state of a ledger, open to be asked; and a narrow copy of it in memory, for who asks often."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dateline.ledger.manifest import Manifest
from dateline.query.views import connect, define, events_with, lock, parquet

Row = dict[str, Any]
Place = tuple[str, int]
"""The file that a row stands in, and its number there."""
MOST_KEPT = 3_000_000
"""Events of a ledger of which a copy is kept; it takes some 160 bytes for each."""
_COPIED = ("events", "members", "families", "stories", "happenings")
_PARTY = "{'id': p.id, 'name': p.name, 'country': p.country, 'sector': p.sector}"
_SOURCE = "{'name': s.name, 'country': s.country, 'sector': s.sector, 'kind': s.kind}"
_COPY = {
    "event_index": f"""
        SELECT id, story, published, type, mode, contexts, quad, intensity, historical, status, rule,
               confidence, start, first, last, place_name, place_country, actor_codes, actor_names,
               recipient_codes, recipient_names, source_codes, source_names,
               [{_PARTY} FOR p IN actors] AS actors, [{_PARTY} FOR p IN recipients] AS recipients,
               [{_SOURCE} FOR s IN sources] AS sources, doers, targets, told_by,
               family, happening, reports, outlet, filename, file_row_number
        FROM ({events_with(("families", "members", "heads"), "event_files")})
    """,
    "happening_index": """
        SELECT id, first_report, independent, disputed, filename, file_row_number FROM happening_files
    """,
    "head_index": "SELECT id, published, title, outlet, url, filename, file_row_number FROM heads",
    "family_index": "SELECT * FROM families",
}
"""What of the tables questions ask for; whole rows are read from where they stand."""
_INSTEAD = {
    "event_files": "SELECT * FROM kept.event_index",
    "members": "SELECT id AS event, happening, story, reports AS independent FROM kept.event_index "
               "WHERE happening IS NOT NULL",
    "happening_files": "SELECT * FROM kept.happening_index",
    "heads": "SELECT * FROM kept.head_index",
    "families": "SELECT * FROM kept.family_index",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection to one state: a view for each table, and `events`, the rows of events with family,
    happening, number of independent reports, outlet, title and url. `kept`: is there a copy in memory?
    """

    connection: duckdb.DuckDBPyConnection
    folder: Path
    manifest: Manifest
    kept: bool

    @classmethod
    def of(cls, folder: Path, manifest: Manifest, *, keep: bool) -> Opened:
        connection = connect(folder)
        define(connection, folder, manifest)
        keep = keep and manifest.rows("events") <= MOST_KEPT
        if keep:
            connection.execute("ATTACH ':memory:' AS kept (COMPRESS)")
            for name, select in _COPY.items():
                connection.execute(f"CREATE TABLE kept.{name} AS {select}")
            # Not before a checkpoint are the tables made small.
            connection.execute("CHECKPOINT kept")
            _use_copy(connection)
        lock(connection)
        return cls(connection, folder, manifest, keep)

    def at(self, manifest: Manifest) -> Opened:
        """The ledger in another state; what is in memory is used again where that is the same."""
        same = all(self.manifest.tables.get(name) == manifest.tables.get(name) for name in _COPIED)
        if not (self.kept and same):
            return Opened.of(self.folder, manifest, keep=self.kept)
        with self.connection.cursor() as connection:
            connection.begin()
            define(connection, self.folder, manifest)
            _use_copy(connection)
            connection.commit()
        return Opened(self.connection, self.folder, manifest, kept=True)

    def events(self, joined: Collection[str] = ()) -> str:
        """A `SELECT` of what is asked of events, with what the tables `joined` add, and their place."""
        return "SELECT * FROM kept.event_index" if self.kept else events_with(joined, "event_files")

    def rows(self, sql: str, *values: Any) -> list[Row]:
        rows: list[Row] = self.connection.sql(sql, params=list(values)).to_arrow_table().to_pylist()
        return rows

    def places(self, sql: str, *values: Any) -> list[Place]:
        """The places of rows, by a question whose beginning is said here: `event_files WHERE …`."""
        return self.connection.execute(
            f"SELECT filename, file_row_number FROM {sql}", list(values)
        ).fetchall()

    def first(
        self,
        sql: str,
        order: str,
        limit: int | None,
        offset: int,
        values: Sequence[Any],
        *,
        dear: bool,
    ) -> tuple[list[Place], int]:
        """The places of the first rows in this order, and how many rows there are in all.

        `dear`: the question is asked once, and what it finds kept; else it is less work to ask it twice.
        """
        sought = ", ".join(dict.fromkeys(part.split()[0] for part in order.split(", ")))
        found = f"SELECT filename, file_row_number, {sought} FROM {sql}"
        kept, them = (f"WITH found AS MATERIALIZED ({found}) ", "found") if dear else ("", f"({found})")
        number = "(SELECT count(*) FROM found)" if dear else "NULL"
        rows = self.connection.execute(
            f"{kept}SELECT filename, file_row_number, {number} FROM {them} ORDER BY {order} LIMIT ? OFFSET ?",
            [*values, limit, offset],
        ).fetchall()
        places = [(file, number) for file, number, _ in rows]
        if not offset and (limit is None or len(rows) < limit):
            return places, len(rows)
        if dear and rows:
            return places, rows[0][2]
        (total,), *_ = self.connection.execute(f"SELECT count(*) FROM {sql}", list(values)).fetchall()
        return places, total

    def whole(self, places: Iterable[Place], columns: str = "* EXCLUDE file_row_number") -> str:
        """A `SELECT` of the rows at these places: of a file nothing is read but what holds one of them."""
        numbers: dict[str, list[str]] = {}
        for file, number in places:
            numbers.setdefault(file, []).append(str(number))
        return " UNION ALL BY NAME ".join(
            f"SELECT {columns} FROM {parquet([file], 'file_row_number = true')} "
            f"WHERE file_row_number IN ({', '.join(wanted)})"
            for file, wanted in numbers.items()
        )

    def beside(self, table: str, stories: str) -> str:
        """The part of `table` that is about the stories of this part (a path) of `stories`."""
        files = [str(self.folder / part.file) for part in self.manifest.tables["stories"]]
        return parquet([str(self.folder / self.manifest.tables[table][files.index(stories)].file)])


def _use_copy(connection: duckdb.DuckDBPyConnection) -> None:
    for view, select in _INSTEAD.items():
        connection.execute(f"CREATE OR REPLACE VIEW {view} AS {select}")
