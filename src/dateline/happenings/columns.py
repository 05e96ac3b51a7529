"""What is compared of an event, as columns: made from the public record, in JSON or in Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_STRINGS = pa.list_(pa.string())
_NUMBERS = pa.list_(pa.float64())

EVENT_COLUMNS = pa.schema(
    [
        ("event", pa.string()),
        ("story", pa.string()),
        ("published", pa.date32()),
        ("start", pa.int32()),
        ("type", pa.string()),
        ("mode", pa.string()),
        ("status", pa.string()),
        ("aspect", pa.string()),
        ("historical", pa.bool_()),
        ("rule", pa.string()),
        ("content", pa.string()),
        ("confidence", pa.float64()),
        ("words", _STRINGS),
        ("first", pa.date32()),
        ("last", pa.date32()),
        ("basis", pa.string()),
        ("place", pa.string()),
        ("place_country", pa.string()),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        *((f"{side}_{field}", _STRINGS) for side in ("actor", "recipient")
          for field in ("id", "name", "country", "sector")),
        ("figure_unit", _STRINGS),
        ("figure_value", _NUMBERS),
        ("figure_low", _NUMBERS),
        ("figure_high", _NUMBERS),
        ("source", _STRINGS),
        ("setting", pa.list_(pa.uint32())),
    ]
)  # fmt: skip
"""One row an event. Lists of one side run in step; `words` are the words that name the act; `source`
are the names of those who say so, nearest first, or their kind where they have no name. `start` is the
character at which the story first mentions it; `setting` are hashes of telling words around it."""

REPORT_COLUMNS = pa.schema(
    [("story", pa.string()), ("outlet", pa.string()), ("family", pa.string()), ("agencies", _STRINGS)]
)
"""One row a story: where it stood, of which family of copies it is, which agencies it is credited to."""

_PARTY = pa.struct([(name, pa.string()) for name in ("id", "name", "country", "sector")])
_RECORDS = pa.schema(
    [
        ("id", pa.string()),
        ("story", pa.string()),
        ("published", pa.string()),
        ("type", pa.string()),
        ("mode", pa.string()),
        ("aspect", pa.string()),
        ("historical", pa.bool_()),
        ("actors", pa.list_(_PARTY)),
        ("recipients", pa.list_(_PARTY)),
        ("date", pa.struct([(name, pa.string()) for name in ("first", "last", "basis")])),
        (
            "place",
            pa.struct(
                [
                    ("name", pa.string()),
                    ("country", pa.string()),
                    ("lat", pa.float64()),
                    ("lon", pa.float64()),
                ]
            ),
        ),
        ("status", pa.string()),
        ("sources", pa.list_(pa.struct([("name", pa.string()), ("kind", pa.string())]))),
        ("content", pa.struct([("type", pa.string())])),
        (
            "figures",
            pa.list_(
                pa.struct(
                    [
                        ("value", pa.float64()),
                        ("low", pa.float64()),
                        ("high", pa.float64()),
                        ("unit", pa.string()),
                    ]
                )
            ),
        ),
        ("mentions", pa.list_(pa.struct([("start", pa.int32()), ("text", pa.string())]))),
        ("rule", pa.string()),
        ("confidence", pa.float64()),
        ("setting", pa.list_(pa.uint32())),
    ]
)
NEEDED = tuple(_RECORDS.names)
"""Columns of a table of events that `columns_of_table` looks at: enough to read from a Parquet part."""


def columns_of_records(records: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Events as the public record has them (`dateline code --format jsonl`), in the order given."""
    return columns_of_table(pa.Table.from_pylist(list(records), schema=_RECORDS))


def columns_of_table(events: pa.Table) -> pa.Table:
    """Events as a table with the nested columns of the public record, days as dates or as text."""
    events = events.select(NEEDED).combine_chunks()
    when, place, figures = (events.column(name) for name in ("date", "place", "figures"))
    first_mention = pc.list_element(events.column("mentions"), 0) if len(events) else None
    columns: dict[str, Any] = {
        "event": events.column("id"),
        "start": pc.struct_field(first_mention, "start") if first_mention is not None else [],
        "content": pc.struct_field(events.column("content"), "type"),
        "words": _field(events.column("mentions"), "text"),
        "first": pc.struct_field(when, "first"),
        "last": pc.struct_field(when, "last"),
        "basis": pc.struct_field(when, "basis"),
        "place": pc.struct_field(place, "name"),
        "place_country": pc.struct_field(place, "country"),
        "lat": pc.struct_field(place, "lat"),
        "lon": pc.struct_field(place, "lon"),
        "source": _sources(events.column("sources")),
    }
    for side, name in (("actor", "actors"), ("recipient", "recipients")):
        for field in ("id", "name", "country", "sector"):
            columns[f"{side}_{field}"] = _field(events.column(name), field)
    for field in ("unit", "value", "low", "high"):
        columns[f"figure_{field}"] = _field(figures, field)
    for name in (
        "story",
        "published",
        "type",
        "mode",
        "status",
        "aspect",
        "historical",
        "rule",
        "confidence",
        "setting",
    ):
        columns[name] = events.column(name)
    arrays = [_cast(columns[field.name], field.type) for field in EVENT_COLUMNS]
    return pa.table(arrays, schema=EVENT_COLUMNS)


def report_columns(reports: Iterable[tuple[str, str, str, tuple[str, ...]]]) -> pa.Table:
    """Reports given as (story, outlet, family, agencies)."""
    rows = list(reports)
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], []]
    columns[3] = [list(agencies) for agencies in columns[3]]
    return pa.table(columns, schema=REPORT_COLUMNS)


def _cast(column: Any, kind: pa.DataType) -> pa.Array:
    array = pa.array(column, kind) if isinstance(column, list) else column.cast(kind)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _field(lists: pa.ChunkedArray, name: str) -> pa.Array:
    """One field of a list of structures, as a list; a list that is missing is empty."""
    array = lists.combine_chunks()
    values = pc.struct_field(array.flatten(), name)
    lengths = pc.fill_null(pc.list_value_length(array), 0)
    ends = pc.cumulative_sum(pc.cast(lengths, pa.int32()))
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), ends.cast(pa.int32())])
    return pa.ListArray.from_arrays(offsets, values)


def _sources(lists: pa.ChunkedArray) -> pa.Array:
    names, kinds = _field(lists, "name"), _field(lists, "kind")
    return pa.ListArray.from_arrays(names.offsets, pc.coalesce(names.values, kinds.values))
