"""Which formats there are, and the one way into all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from dateline import __version__
from dateline.exporting.choice import STATUSES, Exported, Options
from dateline.exporting.csv_table import write_csv
from dateline.exporting.gdelt_events import write_gdelt_events
from dateline.exporting.gdelt_mentions import write_gdelt_mentions
from dateline.exporting.icews import write_icews
from dateline.exporting.json_lines import write_json_lines
from dateline.exporting.parquet_table import write_parquet
from dateline.exporting.plover import write_plover
from dateline.exporting.polecat import write_polecat
from dateline.exporting.records import Record
from dateline.exporting.workbook import write_workbook

Writer = Callable[[Iterable[Record], Any, Options], Exported]


@dataclass(frozen=True, slots=True)
class Format:
    """`suffix` of its files; `says` for --help; `binary`: bytes, not text; `field`: one that the field
    publishes, which takes actual events unless asked otherwise; `lists`: can hold all actors in a row;
    `sentences`: numbers the sentences of the story."""

    name: str
    suffix: str
    says: str
    writer: Writer
    binary: bool = False
    field: bool = False
    lists: bool = False
    sentences: bool = False


_ALL = (
    Format("csv", ".csv", "one row an event, lists joined by |", write_csv),
    Format("jsonl", ".jsonl", "the public record, one a line", write_json_lines),
    Format("parquet", ".parquet", "the public record with its types", write_parquet, binary=True),
    Format("excel", ".xlsx", "a workbook with its columns explained", write_workbook, True),
    Format("polecat", ".txt", "POLECAT's 40 columns, tab separated", write_polecat, field=True, lists=True),
    Format("plover", ".jsonl", "PLOVER's JSON records", write_plover, field=True, lists=True, sentences=True),
    Format("gdelt", ".export.CSV", "GDELT 2.0 events, 61 columns", write_gdelt_events, field=True),
    Format(
        "gdelt-mentions", ".mentions.CSV", "GDELT 2.0 mentions, 16 columns",
        write_gdelt_mentions, field=True, sentences=True,
    ),
    Format("icews", ".tab", "ICEWS's 20 columns, tab separated", write_icews, field=True, sentences=True),
)  # fmt: skip
FORMATS: Mapping[str, Format] = MappingProxyType({f.name: f for f in _ALL})


def write(
    records: Iterable[Record],
    form: str,
    out: str | os.PathLike[str] | IO[Any],
    *,
    statuses: Iterable[str] | None = None,
    pairs: bool = True,
) -> Exported:
    """Write records in a format of `FORMATS`, to a file or a stream; records are taken one by one.

    `statuses`: which events (actual, future, hypothetical, negated); by default all in our own formats,
    the actual ones in the field's. `pairs`: one row a pair of actor and recipient in the field's
    formats; PLOVER's two can have one row an event instead, with lists of both.
    A file appears whole or not at all. Raises `ValueError` for what the format cannot do.
    """
    format_ = FORMATS.get(form)
    if format_ is None:
        raise ValueError(f"{form!r} is no format; there are {', '.join(FORMATS)}")
    wanted = None if statuses is None else frozenset(statuses)
    if unknown := sorted((wanted or frozenset()) - STATUSES):
        raise ValueError(f"{unknown[0]!r} is no status; there are {', '.join(sorted(STATUSES))}")
    if format_.field and not pairs and not format_.lists:
        raise ValueError(f"{form} has one row a pair of actor and recipient")
    options = Options(statuses=wanted, pairs=pairs, version=f"dateline {__version__}")
    with _opened(out, binary=format_.binary) as stream:
        return format_.writer(records, stream, options)


@contextmanager
def _opened(out: str | os.PathLike[str] | IO[Any], *, binary: bool) -> Iterator[IO[Any]]:
    """A stream of the kind that the format needs; of a file, one that takes its place when it is done."""
    if isinstance(out, str | os.PathLike):
        path = Path(out)
        part = path.with_name(path.name + ".part")
        try:
            with part.open("wb") if binary else part.open("w", encoding="utf-8", newline="") as stream:
                yield stream
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return
    is_text = hasattr(out, "encoding")
    if binary and is_text:
        if not hasattr(out, "buffer"):
            raise ValueError("this format needs a binary stream")
        yield out.buffer
    elif not binary and not is_text:
        text = TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
        try:
            yield text
        finally:
            text.detach()
    else:
        yield out
