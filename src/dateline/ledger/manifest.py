"""The manifest: which files make up the ledger. Putting a new one in place is what commits."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson
import xxhash

from dateline.ledger.errors import LedgerError
from dateline.ledger.schemas import COLUMNS

FORMAT = 1
MANIFEST = "manifest.json"
UNFINISHED = ".unfinished"
PART = re.compile(r"[a-z]+/\d+-\d+\.parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One Parquet file: its path in the ledger, rows, bytes and XXH3-128 of its bytes.

    `coding` is what the stories of a part of `events` were coded with.
    """

    file: str
    rows: int
    bytes: int
    hash: str
    coding: str = ""

    @property
    def commit(self) -> int:
        """The number of the commit that brought the file."""
        return int(self.file.partition("/")[2].partition("-")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A state of the ledger. `retired` are files of earlier states, with the commit that dropped them.

    `text` and `parses`: whether stories are kept with their words and parses. `grouped`: the commit
    whose stories families and happenings know, and `grouped_by` a hash of the rules that made them.
    """

    commit: int = 0
    text: bool = True
    parses: bool = True
    grouped: int = 0
    grouped_by: str = ""
    tables: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    retired: tuple[tuple[str, int], ...] = ()

    def rows(self, table: str) -> int:
        return sum(part.rows for part in self.tables.get(table, ()))

    def files(self) -> frozenset[str]:
        """All files of this state."""
        return frozenset(part.file for parts in self.tables.values() for part in parts)

    def with_parts(self, table: str, parts: tuple[Part, ...]) -> Manifest:
        return replace(self, tables={**self.tables, table: parts})


def read_manifest(folder: Path) -> Manifest:
    """The present state of the ledger in `folder`.

    Raises `LedgerError` where there is none, or one that this version cannot read.
    """
    try:
        data = orjson.loads((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        remedy = f"`dateline code STORIES --ledger {folder}` makes one"
        msg = f"{folder} is no ledger: it has no {MANIFEST}; {remedy}"
        raise LedgerError(msg) from None
    except (OSError, orjson.JSONDecodeError) as error:
        msg = f"{folder / MANIFEST} cannot be read: {error}"
        raise LedgerError(msg) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        found = data.get("format", "none") if isinstance(data, dict) else "none"
        msg = f"{folder / MANIFEST} is of format {found}, this version reads {FORMAT}; code the stories again"
        raise LedgerError(msg)
    if data.get("columns") != COLUMNS:
        msg = (
            f"{folder} was made by a version of Dateline whose tables have other columns; "
            "read it with that one, or code the stories again into a new folder"
        )
        raise LedgerError(msg)
    if data.pop("seal", None) != _seal(data):
        msg = f"{folder / MANIFEST} is not as it was written; restore it, or code the stories again"
        raise LedgerError(msg)
    try:
        return Manifest(
            commit=int(data["commit"]),
            text=bool(data["text"]),
            parses=bool(data["parses"]),
            grouped=int(data["grouped"]),
            grouped_by=str(data["grouped_by"]),
            tables={table: tuple(map(_part, parts)) for table, parts in data["tables"].items()},
            retired=tuple((_within(file), int(commit)) for file, commit in data["retired"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"{folder / MANIFEST} is not as it was written ({error}); restore it, or code the stories again"
        raise LedgerError(msg) from error


def _part(data: Mapping[str, Any]) -> Part:
    part = Part(**data)
    _within(part.file)
    return part


def _within(file: str) -> str:
    """A path as parts have it: what a manifest names is read, and some of it deleted."""
    if not PART.fullmatch(file):
        msg = f"{file!r} is no part of a ledger"
        raise ValueError(msg)
    return file


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put `manifest` in the place of the one before it: at once, and after its files are on disk."""
    data = {
        "format": FORMAT,
        "columns": COLUMNS,
        "commit": manifest.commit,
        "text": manifest.text,
        "parses": manifest.parses,
        "grouped": manifest.grouped,
        "grouped_by": manifest.grouped_by,
        "tables": {table: list(parts) for table, parts in sorted(manifest.tables.items())},
        "retired": [list(pair) for pair in manifest.retired],
    }
    draft = folder / f"{MANIFEST}{UNFINISHED}"
    # As it is read again: parts as plain objects.
    sealed = data | {"seal": _seal(orjson.loads(orjson.dumps(data)))}
    try:
        draft.write_bytes(orjson.dumps(sealed, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        settle(draft, folder / MANIFEST)
    finally:
        draft.unlink(missing_ok=True)


def _seal(data: Mapping[str, Any]) -> str:
    """A hash of what a manifest says, by which an edit is told."""
    return xxhash.xxh3_128_hexdigest(orjson.dumps(data, option=orjson.OPT_SORT_KEYS))


def settle(draft: Path, final: Path) -> None:
    """Give a finished file its name once its bytes are on disk, and see that the name is, too."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(final)
    settle_names(final.parent)


def settle_names(folder: Path) -> None:
    """See that what was made, renamed or removed in a folder is so on disk."""
    if hasattr(os, "O_DIRECTORY"):
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
