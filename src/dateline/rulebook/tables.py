"""Reading the package's own rule files: TSV tables and TOML, with the place of every fault."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

import tomli

from dateline.rulebook.errors import RuleError

_Key = TypeVar("_Key")
_Row = TypeVar("_Row")
_Made = TypeVar("_Made")


def rules_folder() -> Traversable:
    """The folder of rule files that comes with the package."""
    return files("dateline") / "rules"


def rules_path(folder: Path | None, *parts: str) -> Traversable:
    """A file or folder of rules: that of `folder` where it has one, else the package's.

    So a folder that holds only `events/` is a whole set of rules.
    """
    path = rules_folder()
    for part in parts:
        path = path / part
    own = folder.joinpath(*parts) if folder is not None else None
    if own is None or not own.exists():
        return path
    return _Layered(own, path) if own.is_dir() else own


class _Layered(Traversable):
    """A folder of rules of the user's, or of another version: files that it lacks are the package's.

    Listed are only its own, since in a folder of rules and classes each file may be left out.
    """

    def __init__(self, own: Path, package: Traversable) -> None:
        self._own = own
        self._package = package

    @property
    def name(self) -> str:
        return self._own.name

    def iterdir(self) -> Iterator[Traversable]:
        return self._own.iterdir()

    def __truediv__(self, child: str | PathLike[str]) -> Traversable:
        own = self._own / child
        return own if own.exists() else self._package / str(child)

    def joinpath(self, *descendants: str | PathLike[str]) -> Traversable:
        path: Traversable = self
        for child in descendants:
            path = path / str(child)
        return path

    def is_dir(self) -> bool:
        return True

    def is_file(self) -> bool:
        return False

    def open(self, *_: Any, **__: Any) -> Any:
        raise IsADirectoryError(str(self._own))

    def read_bytes(self) -> bytes:
        raise IsADirectoryError(str(self._own))

    def read_text(self, encoding: str | None = None) -> str:  # noqa: ARG002 - as Traversable has it
        raise IsADirectoryError(str(self._own))


class Made(Mapping[_Key, tuple[_Made, ...]]):
    """Records by key, made of the rows of a table each time that they are asked for."""

    __slots__ = ("_make", "_rows")

    def __init__(self, rows: Mapping[_Key, Sequence[_Row]], make: Callable[[_Row], _Made]) -> None:
        self._rows = rows
        self._make = make

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __getitem__(self, key: _Key) -> tuple[_Made, ...]:
        return tuple([self._make(row) for row in self._rows[key]])

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


@contextmanager
def uncollected() -> Iterator[None]:
    """Load without looking for garbage: all of the thousands of records live on."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def read_table(path: Traversable, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The rows of a TSV file whose header names exactly `columns`; `#` lines are comments.

    Raises `RuleError` with the line of a bad header or a row of another width.
    """
    lines = path.read_text(encoding="utf-8").split("\n")
    rows = [tuple(line.split("\t")) for line in lines if line and line[0] != "#"]
    if not rows:
        raise RuleError(path.name, "has no header line")
    if rows[0] != columns or set(map(len, rows)) != {len(columns)}:
        raise _bad_line(path.name, lines, columns)
    yield from rows[1:]


def _bad_line(file: str, lines: list[str], columns: tuple[str, ...]) -> RuleError:
    """The fault of the first line that is no header, or no row, of these columns."""
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line and line[0] != "#"]
    if tuple(numbered[0][1].split("\t")) != columns:
        return RuleError(file, f"line {numbered[0][0]}: columns must be {' '.join(columns)}")
    n, line = next((n, line) for n, line in numbered if line.count("\t") + 1 != len(columns))
    return RuleError(file, f"line {n}: {line.count(chr(9)) + 1} columns, not {len(columns)}: {line!r}")


def read_toml(path: Traversable) -> tuple[dict[str, Any], str]:
    """A TOML file as a dictionary, and its text (for the place of later faults)."""
    text = path.read_text(encoding="utf-8")
    try:
        return tomli.loads(text), text
    except tomli.TOMLDecodeError as error:
        raise RuleError(path.name, str(error)) from None
