"""One state of a ledger, open to be asked; and a narrow copy of it in memory, for who asks often."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import duckdb

from dateline.ledger.manifest import Manifest
from dateline.ledger.store import read_part
from dateline.query.views import connect, define, events_with, lock

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
               family, happening, reports, shared, outlet, filename, file_row_number
        FROM ({events_with(("families", "members", "heads"))})
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
        return "SELECT * FROM kept.event_index" if self.kept else events_with(joined)

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

        Rows are counted by what they are sorted by first, so that no others than those that may come first
        need be sorted. Where the question is `dear`, it is asked once, and what it finds kept.
        """
        if dear:
            sought = ", ".join(dict.fromkeys(part.split()[0] for part in order.split(", ")))
            found = f"SELECT filename, file_row_number, {sought} FROM {sql}"
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE found AS {found}", list(values))
            sql, values = "found WHERE true", ()
        lead = order.partition(", ")[0]
        by = lead.split()[0]
        counted = self.connection.execute(
            f"SELECT {by}, count(*) FROM {sql} GROUP BY {by} ORDER BY {lead}", list(values)
        ).fetchall()
        ends = list(accumulate(rows for _, rows in counted))
        total = ends[-1] if ends else 0
        if offset >= total:
            return [], total
        first = bisect_right(ends, offset)
        last = bisect_left(ends, total if limit is None else min(total, offset + limit))
        wanted = [value for value, _ in counted[first : last + 1]]
        known = [value for value in wanted if value is not None]
        among = [f"{by} BETWEEN ? AND ?"] * bool(known) + [f"{by} IS NULL"] * (None in wanted)
        asked = f"{sql} AND ({' OR '.join(among)}) ORDER BY {order} LIMIT ? OFFSET ?"
        within = [min(known), max(known)] if known else []
        return self.places(asked, *values, *within, limit, offset - (ends[first - 1] if first else 0)), total

    def whole(self, places: Sequence[Place], columns: Sequence[str] | None = None) -> list[Row]:
        """The rows at these places, in their order."""
        at: dict[str, list[int]] = {}
        for n, (file, _) in enumerate(places):
            at.setdefault(file, []).append(n)
        found: dict[int, Row] = {}
        for file, owners in at.items():
            rows = read_part(Path(file), columns, [places[n][1] for n in owners])
            found.update(zip(owners, rows.to_pylist(), strict=True))
        return [found[n] for n in range(len(places))]

    def beside(self, table: str, file: str) -> str:
        """The part of `table` that belongs to this part (a path) of another."""
        path = Path(file)
        other = [part.file for part in self.manifest.tables[path.parent.name]]
        part = self.manifest.tables[table][other.index(f"{path.parent.name}/{path.name}")]
        return str(self.folder / part.file)


def _use_copy(connection: duckdb.DuckDBPyConnection) -> None:
    for view, select in _INSTEAD.items():
        connection.execute(f"CREATE OR REPLACE VIEW {view} AS {select}")
