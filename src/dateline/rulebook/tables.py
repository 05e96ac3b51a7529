"""Reading the package's own rule files: TSV tables and TOML, with the place of every fault."""

from __future__ import annotations

import gc
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from dateline.rulebook.errors import RuleError


def rules_folder() -> Traversable:
    """The folder of rule files that comes with the package."""
    return files("dateline") / "rules"


def rules_path(folder: Path | None, *parts: str) -> Traversable:
    """A file or folder of rules: that of `folder` where it has one, else the package's.

    So a folder that holds only `events/` is a whole set of rules.
    """
    if folder is not None and (own := folder.joinpath(*parts)).exists():
        return own
    path = rules_folder()
    for part in parts:
        path = path / part
    return path


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
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        raise RuleError(path.name, str(error)) from None
