"""Reading the package's own rule files: TSV tables and TOML, with the place of every fault."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from os import PathLike
from pathlib import Path
from typing import Any

import tomli

from dateline.rulebook.errors import RuleError


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
    header: tuple[str, ...] | None = None
    text = path.read_text(encoding="utf-8")
    for n, line in enumerate(text.split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        row = tuple(line.split("\t"))
        if header is None:
            header = row
            if row != columns:
                raise RuleError(path.name, f"line {n}: columns must be {' '.join(columns)}")
        elif len(row) != len(columns):
            raise RuleError(path.name, f"line {n}: {len(row)} columns, not {len(columns)}: {line!r}")
        else:
            yield row
    if header is None:
        raise RuleError(path.name, "has no header line")


def read_toml(path: Traversable) -> tuple[dict[str, Any], str]:
    """A TOML file as a dictionary, and its text (for the place of later faults)."""
    text = path.read_text(encoding="utf-8")
    try:
        return tomli.loads(text), text
    except tomli.TOMLDecodeError as error:
        raise RuleError(path.name, str(error)) from None
