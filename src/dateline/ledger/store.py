"""The ledger on disk: Parquet parts under a manifest, any number of readers and one writer.

A part is written under a name that no manifest lists yet, and the commit is the moment when the new
manifest takes the place of the old one. So a run that is killed leaves the ledger as it was at its
last commit; what it had begun is swept away by the next writer.
"""

from __future__ import annotations

import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
import xxhash
from filelock import FileLock, Timeout

from dateline.ledger.errors import LedgerError, MissingPartError
from dateline.ledger.manifest import (
    MANIFEST,
    PART,
    UNFINISHED,
    Manifest,
    Part,
    read_manifest,
    settle,
    settle_names,
    write_manifest,
)

LOCK = "lock"
WATCH = "watch.json"
"""Where `dateline watch` keeps what it knows of its feeds; no part of the ledger's state."""
TABLES = (
    "stories",
    "parses",
    "found",
    "events",
    "members",
    "statements",
    "figures",
    "signatures",
    "families",
    "happenings",
    "aliases",
    "keys",
    "wars",
    "likely",
    "annotations",
    "rejected",
    "runs",
    "codings",
)
"""`members` ties events to happenings, `aliases` leads from ids of happenings that were to those that are.
`keys`, `wars` and `likely` are what the next grouping must know of the events that are there."""
BATCH = ("stories", "parses", "found", "events", "members", "statements", "figures", "signatures")
"""Tables whose parts belong together: part `n` of each is about the stories of part `n` of `stories`, and a
row of `members` about the event of the same number."""
PARSED = frozenset({"parses", "found"})
"""Tables that a ledger without parses does not have."""
KEPT_COMMITS = 3
"""A file that a commit dropped stays so many commits more, for readers that still hold the old state."""
ROWS_TOGETHER = 16_384
"""Rows of a part that are compressed together, and read together where one of them is asked for."""
OFFSETS = frozenset({"start", "end", "sentence"})
"""Columns of numbers that differ from row to row, but by little: they take a quarter less as differences."""
TRIES = 8

_Result = TypeVar("_Result")


class Ledger:
    """A ledger open for reading; every method reads the state of the moment it is called at."""

    def __init__(self, folder: Path) -> None:
        """Raises `LedgerError` where `folder` is no ledger."""
        self.folder = folder
        read_manifest(folder)

    def manifest(self) -> Manifest:
        return read_manifest(self.folder)

    def read(self, table: str, columns: Sequence[str] | None = None) -> pa.Table | None:
        """All rows of a table, in the order they were committed; None where there is none yet."""

        def whole(manifest: Manifest) -> pa.Table | None:
            parts = manifest.tables.get(table, ())
            found = [read_part(self.folder / part.file, columns) for part in parts]
            return pa.concat_tables(found, promote_options="default") if found else None

        return self.with_state(whole)

    def with_state(self, work: Callable[[Manifest], _Result]) -> _Result:
        """`work` on one state of the ledger; again on a newer one, should its files have gone meanwhile."""
        for _ in range(TRIES):
            manifest = read_manifest(self.folder)
            try:
                return work(manifest)
            except (FileNotFoundError, MissingPartError):
                if read_manifest(self.folder).commit == manifest.commit:
                    raise
        msg = f"{self.folder} changes faster than it can be read; try again"
        raise LedgerError(msg)


class LedgerWriter:
    """The one writer of a ledger: `with LedgerWriter(folder) as writer: … writer.commit()`.

    What is not committed when the block ends is dropped.
    """

    def __init__(self, folder: Path, *, text: bool | None = None, parses: bool | None = None) -> None:
        """`text` and `parses` are settled when a ledger is made; None leaves what it has.

        Raises `LedgerError` for a folder that holds something else, is being written by somebody else,
        or was made with other settings.
        """
        self.folder = folder
        self._new = not (folder / MANIFEST).exists()
        if self._new and folder.exists() and not _empty(folder):
            msg = f"{folder} holds other files and is no ledger; name a new folder"
            raise LedgerError(msg)
        self._made_folder = not folder.exists()
        # News is often licensed: nobody else reads a new ledger unless its owner says so.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = FileLock(folder / LOCK, timeout=0)
        try:
            self._lock.acquire()
        except Timeout:
            msg = f"{folder} is being written by another run; wait until it has ended"
            raise LedgerError(msg) from None
        try:
            self.manifest = self._settings(text, parses)
        except LedgerError:
            self._lock.release()
            raise
        self._next = self.manifest
        self._written: list[Path] = []
        self._sweep()

    def _settings(self, text: bool | None, parses: bool | None) -> Manifest:
        if self._new and not (self.folder / MANIFEST).exists():
            # Parses hold the words: without text there are none.
            return Manifest(text=text is not False, parses=text is not False and parses is not False)
        found = read_manifest(self.folder)
        for name, wanted, has in (("text", text, found.text), ("parses", parses, found.parses)):
            if wanted is not None and wanted != has:
                kept = "keeps" if has else "was made without"
                msg = f"{self.folder} {kept} {name}, and that can't be changed; name a new folder"
                raise LedgerError(msg)
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop_written()
        if self._made_folder and not (self.folder / MANIFEST).exists():
            # Nothing came of it: leave no empty ledger behind.
            shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.release()

    @property
    def changed(self) -> bool:
        """Is there something to commit?"""
        return self._next is not self.manifest

    @property
    def commit_number(self) -> int:
        """The number that the next commit will have."""
        return self.manifest.commit + 1

    def read(self, table: str, columns: Sequence[str] | None = None) -> pa.Table | None:
        """All committed rows of a table; None where there is none yet."""
        parts = self.manifest.tables.get(table, ())
        found = [read_part(self.folder / part.file, columns) for part in parts]
        return pa.concat_tables(found, promote_options="default") if found else None

    def add(self, table: str, rows: pa.Table, *, coding: str = "") -> None:
        """One more part of a table, also of no rows where the table is one of a batch. Raises `OSError`."""
        if rows.num_rows or table in BATCH:
            part = self._write(table, rows, coding)
            self._next = self._next.with_parts(table, (*self._next.tables.get(table, ()), part))

    def replace(self, table: str, rows: Iterable[pa.Table], codings: Sequence[str] = ()) -> None:
        """These parts instead of all that a table has had. Raises `OSError`."""
        parts = tuple(
            self._write(table, part, coding) for part, coding in zip_longest(rows, codings, fillvalue="")
        )
        self._next = self._next.with_parts(table, parts)

    def replace_part(self, table: str, n: int, rows: pa.Table, *, coding: str = "") -> None:
        """`rows` in the place of the part `n` of a table, counted from 0. Raises `OSError`."""
        parts = list(self._next.tables[table])
        parts[n] = self._write(table, rows, coding)
        self._next = self._next.with_parts(table, tuple(parts))

    def parts(self, table: str) -> tuple[Part, ...]:
        """The parts of a table as the next commit will have them."""
        return self._next.tables.get(table, ())

    def replace_last(self, table: str, first: int, rows: pa.Table, *, coding: str = "") -> None:
        """`rows` in the place of the parts from number `first` on, counted from 0. Raises `OSError`."""
        part = self._write(table, rows, coding)
        self._next = self._next.with_parts(table, (*self.parts(table)[:first], part))

    def commit(self, *, grouped: bool = False, by: str = "") -> None:
        """Make all that was added and replaced the state of the ledger, at once.

        `grouped`: families and happenings now know all stories; `by` rules of this hash, where they were
        made anew. Raises `OSError`: then nothing changed.
        """
        number = self.commit_number
        dropped = sorted(self.manifest.files() - self._next.files())
        old = [(file, n) for file, n in self._next.retired if n > number - KEPT_COMMITS]
        gone = [file for file, n in self._next.retired if n <= number - KEPT_COMMITS]
        state = replace(
            self._next,
            commit=number,
            grouped=number if grouped else self._next.grouped,
            grouped_by=by or self._next.grouped_by,
            retired=(*old, *((file, number) for file in dropped)),
        )
        write_manifest(self.folder, state)
        self.manifest = state
        self._drop_written()
        # Not before the commit is sure: until then the old state may be the one that lasts.
        for file in gone:
            (self.folder / file).unlink(missing_ok=True)

    def clean(self) -> int:
        """Delete the files of earlier states; returns how many bytes that freed."""
        freed = 0
        for file, _ in self.manifest.retired:
            path = self.folder / file
            freed += path.stat().st_size if path.exists() else 0
            path.unlink(missing_ok=True)
        self._next = replace(self._next, retired=())
        self.manifest = replace(self.manifest, retired=())
        write_manifest(self.folder, self.manifest)
        return freed

    def _write(self, table: str, rows: pa.Table, coding: str) -> Part:
        if table not in TABLES:
            msg = f"a ledger has no table {table!r}"
            raise ValueError(msg)
        folder = self.folder / table
        if not folder.exists():
            folder.mkdir()
            settle_names(self.folder)
        n = sum(path.parent == folder for path in self._written) + 1
        path = folder / f"{self.commit_number:06d}-{n:03d}.parquet"
        draft = path.with_name(path.name + UNFINISHED)
        self._written += [draft, path]
        # In one piece codes have one dictionary, which takes a quarter less than one a chunk.
        rows = rows.combine_chunks()
        columns = dict(_leaves(rows.schema))
        offsets = {path: "DELTA_BINARY_PACKED" for path, name in columns.items() if name in OFFSETS}
        pq.write_table(
            rows,
            draft,
            compression="zstd",
            compression_level=6,
            row_group_size=ROWS_TOGETHER,
            use_dictionary=[path for path in columns if path not in offsets],
            column_encoding=offsets or None,
        )
        digest = file_hash(draft)
        settle(draft, path)
        size = path.stat().st_size
        return Part(file=f"{table}/{path.name}", rows=rows.num_rows, bytes=size, hash=digest, coding=coding)

    def _drop_written(self) -> None:
        if self._written:
            # What was interrupted may have been a commit whose manifest was in place already.
            listed = read_manifest(self.folder).files() if (self.folder / MANIFEST).exists() else frozenset()
            for path in self._written:
                if f"{path.parent.name}/{path.name}" not in listed:
                    path.unlink(missing_ok=True)
        self._written.clear()
        self._next = self.manifest

    def _sweep(self) -> None:
        """Remove what a run that was killed had begun."""
        known = self.manifest.files() | {file for file, _ in self.manifest.retired}
        for table in TABLES:
            for path in (self.folder / table).glob("*"):
                name = f"{table}/{path.name}"
                if name not in known and PART.fullmatch(name.removesuffix(UNFINISHED)):
                    path.unlink()
        (self.folder / f"{MANIFEST}{UNFINISHED}").unlink(missing_ok=True)


def _leaves(fields: Iterable[pa.Field], within: str = "") -> Iterator[tuple[str, str]]:
    """The columns of Parquet that these fields become: path and name."""
    for field in fields:
        kind, path = field.type, within + field.name
        while pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind):
            kind, path = kind.value_type, f"{path}.list.element"
        if pa.types.is_struct(kind):
            yield from _leaves(kind, f"{path}.")
        else:
            yield path, field.name


def read_part(
    path: Path, columns: Sequence[str] | None = None, rows: Sequence[int] | None = None
) -> pa.Table:
    """One part as a table, or these rows of it, in their order.

    Raises `MissingPartError`, and `LedgerError` for one that is damaged.
    """
    chosen = list(columns) if columns is not None else None
    try:
        # Not `read_table`, which loads Pandas where there is one.
        with pq.ParquetFile(path) as part:
            return part.read(columns=chosen) if rows is None else _rows(part, chosen, rows)
    except FileNotFoundError as error:
        msg = f"{path} is missing; `dateline ledger verify` says what else is"
        raise MissingPartError(msg) from error
    except (OSError, pa.ArrowException) as error:
        msg = f"{path} cannot be read: {error}; `dateline ledger verify` says what is damaged"
        raise LedgerError(msg) from error


def _rows(part: pq.ParquetFile, columns: list[str] | None, rows: Sequence[int]) -> pa.Table:
    """Nothing is read but the rows that are compressed together with one of them."""
    together = part.metadata.row_group(0).num_rows
    groups = sorted({row // together for row in rows})
    begins = {group: n * together for n, group in enumerate(groups)}
    read = part.read_row_groups(groups, columns=columns)
    places = array("q", [begins[row // together] + row % together for row in rows])
    # Not `pa.array`, which loads Pandas where there is one.
    return read.take(pa.Array.from_buffers(pa.int64(), len(rows), [None, pa.py_buffer(places)]))


def file_hash(path: Path) -> str:
    """XXH3-128 of a file's bytes, as 32 hexadecimal digits."""
    digest = xxhash.xxh3_128()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _empty(folder: Path) -> bool:
    # An earlier run that was killed before its first commit leaves a lock and tables without manifest.
    return all(path.name in (LOCK, WATCH) or path.name in TABLES for path in folder.iterdir())
