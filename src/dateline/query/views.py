"""A ledger as tables of an in-memory DuckDB: nothing is copied, nothing locked, nothing can be written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
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
JOINED = {
    "families": ("coalesce(families.family, rows.story) AS family", "families.story = rows.story"),
    "members": (
        "members.happening, coalesce(members.independent, 1) AS reports",
        "members.event = rows.id",
    ),
    "stories": ("stories.outlet, stories.title, stories.url", "stories.id = rows.story"),
}
"""What each table adds to the rows of events, and how it is joined to them."""


def events_with(joined: Collection[str], rows: str = "event_rows") -> str:
    """`SELECT` of the rows of events with what the tables `joined` add: of all three, the view `events`.

    A join costs time even where nothing of it is asked for, so questions name those that they need.
    """
    added = [(table, *JOINED[table]) for table in JOINED if table in joined]
    columns = "".join(f", {columns}" for _, columns, _ in added)
    joins = "".join(f" LEFT JOIN {table} ON {on}" for table, _, on in added)
    return f"SELECT rows.*{columns} FROM {rows} AS rows{joins}"


def ask(ledger: Ledger, work: Callable[[duckdb.DuckDBPyConnection], _Result]) -> _Result:
    """`work` on the present state of a ledger; again on a newer one, should its files go meanwhile.

    The connection has a view for each table, and `events`: the rows of events with family, happening,
    number of independent reports, outlet, title and url. Raises `LedgerError`, and
    `duckdb.Error` for what is wrong with a question.
    """
    for _ in range(TRIES):
        manifest = ledger.manifest()
        try:
            with connect(ledger.folder, manifest) as connection:
                return work(connection)
        except duckdb.Error as error:
            if not of_files(error):
                raise
            if ledger.manifest().commit == manifest.commit:
                remedy = f"`dateline ledger verify {ledger.folder}` says what is missing or damaged"
                msg = f"{ledger.folder} cannot be read: {error}; {remedy}"
                raise LedgerError(msg) from error
    msg = f"{ledger.folder} changes faster than it can be read; try again"
    raise LedgerError(msg)


def of_files(error: duckdb.Error) -> bool:
    """Is it the ledger's files that are at fault, and not the question?"""
    # What is wrong inside a file comes without a class of its own.
    return isinstance(error, duckdb.IOException) or type(error) is duckdb.Error or ".parquet" in str(error)


def connect(folder: Path, manifest: Manifest) -> duckdb.DuckDBPyConnection:
    """A connection that sees one state of the ledger, and nothing else of the machine."""
    connection = duckdb.connect(":memory:")
    connection.execute("SET enable_progress_bar = false")
    for view, schema in VIEWS.items():
        files = _files(folder, manifest, "events" if view == "event_rows" else view)
        if files:
            connection.execute(f"CREATE VIEW {view} AS SELECT * FROM {parquet(files)}")
        else:
            connection.register(f"no_{view}", schema.empty_table())
            connection.execute(f"CREATE VIEW {view} AS SELECT * FROM no_{view}")
    connection.execute(f"CREATE VIEW events AS {events_with(JOINED)}")
    files = _files(folder, manifest, "events")
    named = (
        f"SELECT *, filename FROM {parquet(files)}" if files else "SELECT *, '' AS filename FROM event_rows"
    )
    connection.execute(f"CREATE VIEW event_files AS {named}")
    connection.execute(f"SET allowed_directories = [{_quoted(str(folder))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def parquet(files: Iterable[str]) -> str:
    """The rows of these files, as a table of a question."""
    # A folder such as country=UKR above the ledger is no column.
    return f"read_parquet([{', '.join(map(_quoted, files))}], hive_partitioning = false)"


def _files(folder: Path, manifest: Manifest, table: str) -> list[str]:
    return [str(folder / part.file) for part in manifest.tables.get(table, ()) if part.rows]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
