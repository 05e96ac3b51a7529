"""A ledger as tables of an in-memory DuckDB: nothing is copied, nothing locked, nothing can be written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb

from dateline.ledger.errors import LedgerError
from dateline.ledger.manifest import Manifest
from dateline.ledger.schemas import (
    ALIASES,
    ANNOTATIONS,
    CODINGS,
    EVENTS,
    FAMILIES,
    FIGURES,
    HAPPENINGS,
    MEMBERS,
    REJECTED,
    RUNS,
    STATEMENTS,
    STORIES,
)
from dateline.ledger.store import TRIES, Ledger

_Result = TypeVar("_Result")

VIEWS = {
    "aliases": ALIASES,
    "annotations": ANNOTATIONS,
    "codings": CODINGS,
    "event_rows": EVENTS,
    "families": FAMILIES,
    "figures": FIGURES,
    "happenings": HAPPENINGS,
    "members": MEMBERS,
    "rejected": REJECTED,
    "runs": RUNS,
    "statements": STATEMENTS,
    "stories": STORIES,
}
_EVENTS = """
    CREATE VIEW events AS
    SELECT e.*, coalesce(f.family, e.story) AS family, m.happening,
           coalesce(m.independent, 1) AS reports, s.outlet, s.title, s.url
    FROM event_rows e
    LEFT JOIN families f ON f.story = e.story
    LEFT JOIN members m ON m.event = e.id
    LEFT JOIN stories s ON s.id = e.story
"""


def ask(ledger: Ledger, work: Callable[[duckdb.DuckDBPyConnection], _Result]) -> _Result:
    """`work` on the present state of a ledger; again on a newer one, should its files go meanwhile.

    The connection has a view for each table, and `events`: the rows of events with family, happening,
    number of independent reports, outlet, title and url. Raises `LedgerError`, and
    `duckdb.Error` for what is wrong with a question.
    """
    for _ in range(TRIES):
        manifest = ledger.manifest()
        connection = connect(ledger.folder, manifest)
        try:
            return work(connection)
        except duckdb.IOException:
            if ledger.manifest().commit == manifest.commit:
                raise
        finally:
            connection.close()
    msg = f"{ledger.folder} changes faster than it can be read; try again"
    raise LedgerError(msg)


def connect(folder: Path, manifest: Manifest) -> duckdb.DuckDBPyConnection:
    """A connection that sees one state of the ledger, and nothing else of the machine."""
    connection = duckdb.connect(":memory:")
    connection.execute("SET enable_progress_bar = false")
    for view, schema in VIEWS.items():
        table = "events" if view == "event_rows" else view
        files = [str(folder / part.file) for part in manifest.tables.get(table, ()) if part.rows]
        if files:
            listed = ", ".join(_quoted(file) for file in files)
            connection.execute(f"CREATE VIEW {view} AS SELECT * FROM read_parquet([{listed}])")
        else:
            connection.register(f"no_{view}", schema.empty_table())
            connection.execute(f"CREATE VIEW {view} AS SELECT * FROM no_{view}")
    connection.execute(_EVENTS)
    connection.execute(f"SET allowed_directories = [{_quoted(str(folder))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
