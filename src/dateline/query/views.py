"""A ledger as tables of an in-memory DuckDB: nothing is copied, nothing locked, nothing can be written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from dateline.ledger.manifest import Manifest
from dateline.ledger.schemas import (
    ALIASES,
    ANNOTATIONS,
    CODINGS,
    EVENTS,
    FAMILIES,
    FIGURES,
    HAPPENINGS,
    REJECTED,
    RUNS,
    STATEMENTS,
    STORIES,
)

VIEWS = {
    "aliases": ALIASES,
    "annotations": ANNOTATIONS,
    "codings": CODINGS,
    "event_rows": EVENTS,
    "families": FAMILIES,
    "figures": FIGURES,
    "happenings": HAPPENINGS,
    "rejected": REJECTED,
    "runs": RUNS,
    "statements": STATEMENTS,
    "stories": STORIES,
}
WITH_PLACE = {"event_files": "event_rows", "happening_files": "happenings", "heads": "stories"}
"""Tables of which rows are sought by few columns, to be read whole where they stand (`filename` and
`file_row_number`), with the tables that these are rows of."""
_ADDED = {
    "event_files": ", list_distinct([p.country FOR p IN actors IF p.country IS NOT NULL]) AS doers, "
    "list_distinct([p.country FOR p IN recipients IF p.country IS NOT NULL]) AS targets, "
    "[coalesce(s.name, s.kind) FOR s IN sources] AS told_by",
    "happening_files": ", len([f FOR f IN figures IF NOT f.agree]) > 0 AS disputed",
}
"""What is worked out of a row's lists, for who counts."""
JOINED = {
    "families": ("coalesce(families.family, rows.story) AS family", "families.story = rows.story"),
    "heads": ("heads.outlet, heads.title, heads.url", "heads.id = rows.story"),
}
"""What each table adds to the rows of events, and how it is joined to them; `members` stand beside them."""
PIECES = 4
"""Events and members are laid side by side in so many pieces, each the work of one thread."""


def events_with(joined: Collection[str]) -> str:
    """`SELECT` of the rows of events and their places with what the tables `joined` add.

    A join costs time even where nothing of it is asked for, so questions name those that they need.
    """
    added = [(table, *JOINED[table]) for table in JOINED if table in joined]
    columns = "".join(f", {columns}" for _, columns, _ in added)
    joins = "".join(f" LEFT JOIN {table} ON {on}" for table, _, on in added)
    rows = "grouped_files" if "members" in joined else "event_files"
    return f"SELECT rows.*{columns} FROM {rows} AS rows{joins}"


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory that can see nothing of the machine but `folder`, once it is locked."""
    connection = duckdb.connect(":memory:")
    connection.execute("SET enable_progress_bar = false")
    # What was read of files stays in the system's memory; a copy in ours would grow with the ledger.
    connection.execute("SET enable_external_file_cache = false")
    connection.execute(f"SET allowed_directories = [{_quoted(str(folder))}]")
    return connection


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """No other files, and no other settings, from now on."""
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def define(connection: duckdb.DuckDBPyConnection, folder: Path, manifest: Manifest) -> None:
    """The views of one state of the ledger, instead of those of another."""
    for view, schema in VIEWS.items():
        files = _files(folder, manifest, _TABLES.get(view, view))
        if files:
            _view(connection, view, f"SELECT * FROM {parquet(files)}")
        else:
            # An Arrow table could be registered; but then DuckDB loads Pandas where there is one.
            connection.execute(f"CREATE TABLE IF NOT EXISTS no_{view} ({declared(schema)})")
            _view(connection, view, f"SELECT * FROM no_{view}")
    for view, table in WITH_PLACE.items():
        files = _files(folder, manifest, _TABLES.get(table, table))
        none = f"SELECT *, '' AS filename, 0 AS file_row_number{_ADDED.get(view, '')} FROM {table}"
        _view(connection, view, _placed(view, files) if files else none)
    _view(connection, "grouped_files", " UNION ALL ".join(_grouped(folder, manifest)) or _UNGROUPED)
    hidden = "filename, file_row_number, doers, targets, told_by, shared"
    _view(connection, "events", f"SELECT * EXCLUDE ({hidden}) FROM ({events_with(('members', *JOINED))})")
    members = "SELECT id AS event, happening, story, reports AS independent FROM grouped_files "
    members += "WHERE happening IS NOT NULL"
    _view(connection, "members", members)


def _placed(view: str, files: Iterable[str]) -> str:
    return f"SELECT *, filename{_ADDED.get(view, '')} FROM {parquet(files, 'file_row_number = true')}"


_UNGROUPED = "SELECT *, NULL::VARCHAR AS happening, 1 AS reports, NULL::BIGINT AS shared FROM event_files"


def _grouped(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Events with what stands beside them in `members`, piece by piece."""
    events, members = (_files(folder, manifest, table) for table in ("events", "members"))
    size = -(-len(events) // PIECES)
    for n in range(0, len(events), size or 1):
        yield (
            "SELECT rows.*, happening, coalesce(independent, 1) AS reports, shared "
            f"FROM ({_placed('event_files', events[n : n + size])}) AS rows "
            f"POSITIONAL JOIN {parquet(members[n : n + size])}"
        )


def declared(fields: Iterable[pa.Field]) -> str:
    """Columns of Arrow as DuckDB declares them."""
    return ", ".join(f'"{field.name}" {_kind(field.type)}' for field in fields)


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_struct(kind):
        return f"STRUCT({declared(kind)})"
    if pa.types.is_fixed_size_list(kind):
        return f"{_kind(kind.value_type)}[{kind.list_size}]"
    if pa.types.is_list(kind):
        return f"{_kind(kind.value_type)}[]"
    return _KINDS[str(kind.value_type if pa.types.is_dictionary(kind) else kind)]


_KINDS = {
    "string": "VARCHAR",
    "bool": "BOOLEAN",
    "int8": "TINYINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "uint32": "UINTEGER",
    "uint64": "UBIGINT",
    "double": "DOUBLE",
    "date32[day]": "DATE",
    "timestamp[s, tz=UTC]": "TIMESTAMPTZ",
    "timestamp[us, tz=UTC]": "TIMESTAMPTZ",
}
_TABLES = {"event_rows": "events"}


def _view(connection: duckdb.DuckDBPyConnection, name: str, select: str) -> None:
    connection.execute(f"CREATE OR REPLACE VIEW {name} AS {select}")


def parquet(files: Iterable[str], *options: str) -> str:
    """The rows of these files, as a table of a question."""
    # A folder such as country=UKR above the ledger is no column.
    said = ", ".join(("hive_partitioning = false", *options))
    return f"read_parquet([{', '.join(map(_quoted, files))}], {said})"


def _files(folder: Path, manifest: Manifest, table: str) -> list[str]:
    return [str(folder / part.file) for part in manifest.tables.get(table, ()) if part.rows]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
