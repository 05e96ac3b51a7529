"""Dateline for programs: code a text, open a ledger, ask it (`docs/python.md` has examples)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dateline.ledger import store as _store
from dateline.model import Event, Rejected
from dateline.model.record import event_of
from dateline.query.asking import ADDED, Query
from dateline.query.tables import count_table

if TYPE_CHECKING:
    import pyarrow as pa

    from dateline.run import Run

FrameKind = Literal["polars", "pandas", "arrow"]


def code(
    text: str,
    published: date | str | None = None,
    *,
    id: str = "text",
    title: str = "",
    outlet: str = "",
    url: str = "",
    actors: str | PathLike[str] | None = None,
    keep_all: bool = False,
) -> tuple[Event, ...]:
    """The events of one story, in order of first mention.

    `published` is its day (`date` or ISO 8601), `actors` a file of your own actors, `keep_all` keeps
    events without a political actor. Model and rules are loaded by the first call and kept. Raises
    `RuleError` for a fault in `actors`, `ModelMissingError`, and `ValueError` for a day that is none.
    """
    from dateline.reading import read_story

    try:
        day = date.fromisoformat(published) if isinstance(published, str) else published
    except ValueError:
        msg = f"published: {published!r} is no day; write it as 2022-02-27"
        raise ValueError(msg) from None
    run = _run(Path(actors) if actors is not None else None, keep_all)
    story = read_story(text, id=id, published=day, title=title, outlet=outlet, url=url)
    return next(iter(run.pipeline.code([story]))).coded.events


class Ledger:
    """A ledger open for reading, while others may be adding to it."""

    def __init__(self, folder: str | PathLike[str]) -> None:
        """Raises `LedgerError` where there is none."""
        self._ledger = _store.Ledger(Path(folder))
        self._query = Query(self._ledger)

    @classmethod
    def open(cls, folder: str | PathLike[str]) -> Ledger:
        """The ledger in `folder`. Raises `LedgerError` where there is none."""
        return cls(folder)

    def events(self, *, frame: FrameKind = "polars", order: str = "published", **filters: Any) -> Any:
        """The events that fit all filters, one row each, as a polars (or pandas, or Arrow) table.

        Filters are those of `dateline events`: `actor="ISR"`, `type=["CONSULT", "AGREE"]`,
        `since="2022-02-20"`, `reports=2`, … Columns are the public record with `happening`, `reports`,
        `outlet`, `title`, `url`, and flat ones to filter by. Raises `FilterError`.
        """
        return _framed(self._query.table(filters, order), frame)

    def records(self, *, order: str = "published", **filters: Any) -> Iterator[Event]:
        """The same events as typed records, one by one."""
        for record in self._query.stream(filters, order=order):
            yield event_of({name: value for name, value in record.items() if name not in ADDED})

    def happenings(self, **filters: Any) -> list[Mapping[str, Any]]:
        """What happened, once each: happenings with an event that fits all filters."""
        return list(self._query.happenings(filters))

    def count(self, **filters: Any) -> int:
        """How many events fit all filters."""
        return self._query.count(filters)

    def table(self, *by: str, frame: FrameKind = "polars", **filters: Any) -> Any:
        """Counts and sums of intensity by actor, recipient, month, … (see `dateline table`)."""
        return _framed(count_table(self._query, by, filters), frame)

    def sql(self, statement: str, *, frame: FrameKind = "polars") -> Any:
        """One question in DuckDB's SQL. Raises `FilterError` for what is none."""
        return _framed(self._query.sql(statement), frame)

    def rejected(self) -> list[Rejected]:
        """What could not be used, with the reasons."""
        table = self._ledger.read("rejected", ["stage", "origin", "reason", "original"])
        return [Rejected(**row) for row in table.to_pylist()] if table is not None else []

    def verify(self) -> list[str]:
        """What is wrong with the ledger's files; nothing where it is whole."""
        from dateline.ledger.upkeep import verify

        return verify(self._ledger)


@cache
def _run(actors: Path | None, keep_all: bool) -> Run:
    from dateline.run import Run

    return Run(actors=actors, keep_all=keep_all)


def _framed(table: pa.Table, frame: FrameKind) -> Any:
    if frame not in _FRAMES:
        msg = f"there is no frame {frame!r}; there are {', '.join(_FRAMES)}"
        raise ValueError(msg)
    return _FRAMES[frame](table)


def _polars(table: pa.Table) -> Any:
    import polars

    return polars.from_arrow(table)


_FRAMES: Mapping[str, Callable[[pa.Table], Any]] = {
    "polars": _polars,
    "pandas": lambda table: table.to_pandas(),
    "arrow": lambda table: table,
}
