"""What was found in stories as columns of a Parquet part, and back: what lets new rules read old stories
without a search, and tells in which stories they could find something else.

Tokens are kept as distances: of a mention's first token to that of the mention before it, of its other
tokens to its first. Characters are kept as distances to those of their tokens. Most of them are 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import accumulate, chain, repeat
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from dateline.ledger.parse_columns import cut, summed
from dateline.ledger.record_columns import looked_up
from dateline.ledger.schemas import FOUND
from dateline.model import (
    ActorMention,
    DateMention,
    FigureMention,
    Fit,
    Found,
    Parse,
    Party,
    PlaceMention,
    Statement,
)

Column = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class _Kind:
    """How records of one kind are kept: as the fields of the column `name`.

    `at` is the token from which the `tokens` are counted. `span`: their characters are kept, too, as far
    as they are not those of their tokens. Other fields are kept as they are.
    """

    name: str
    record: type[Any]
    at: str
    tokens: tuple[str, ...]
    span: bool = True


_KINDS = (
    _Kind("actors", ActorMention, "first", ("last", "head")),
    _Kind("dates", DateMention, "first", ("last",)),
    _Kind("places", PlaceMention, "first", ("last",)),
    _Kind("figures", FigureMention, "first", ("last", "head")),
    _Kind(
        "statements",
        Statement,
        "cue_first",
        ("cue_last", "source_first", "source_last", "source_head"),
        False,
    ),
)
_FITS = _Kind("fits", Fit, "head", ("first", "last"), False)


class _Lists(NamedTuple):
    """Lists of numbers, one after the other, and how many each has."""

    flat: Column
    sizes: Column


def found_table(rows: Sequence[tuple[str, Parse, Found, Sequence[Fit]]]) -> pa.Table:
    """One row a story: its id, parse, what was found in it, and which phrases of the rules fit."""
    parses = [parse for _, parse, _, _ in rows]
    parties = [_parties(found) for _, _, found, _ in rows]
    columns: dict[str, Any] = {
        "story": [story for story, *_ in rows],
        "parties": _column("parties", list(map(len, parties)), _fields(_PARTY, chain.from_iterable(parties))),
    }
    for kind in _KINDS:
        told = [getattr(found, kind.name) for _, _, found, _ in rows]
        sizes, records = list(map(len, told)), list(chain.from_iterable(told))
        values = _fields(_names(kind.name), records)
        first = np.array(values[kind.at], np.int64)
        if kind.name == "actors":
            named: Any = zip(told, parties, strict=True)
            values["parties"] = [[known[p] for p in m.parties] for found, known in named for m in found]
        elif kind.name == "statements":
            places = zip(records, _at("starts", first, sizes, parses).tolist(), strict=True)
            values["contents"] = [[c - at for span in s.contents for c in span] for s, at in places]
        if kind.span:
            last = np.array(values["last"], np.int64)
            values["start"] = values["start"] - _at("starts", first, sizes, parses)
            values["end"] = values["end"] - _at("ends", last, sizes, parses)
        columns[kind.name] = _placed(kind, sizes, values, first)
    columns["fits"] = _fits([fits for *_, fits in rows])
    return pa.table(columns, schema=FOUND)


def fits_table(rows: Sequence[tuple[str, Sequence[Fit]]]) -> pa.Table:
    """The same of what hangs on event rules alone: a story's id, and which of their phrases fit."""
    schema = pa.schema([FOUND.field("story"), FOUND.field("fits")])
    return pa.table([[story for story, _ in rows], _fits([fits for _, fits in rows])], schema=schema)


def _fits(told: Sequence[Sequence[Fit]]) -> pa.ListArray:
    records = list(chain.from_iterable(told))
    values = _fields(_names("fits"), records)
    values["literal"] = [[token - fit.head for token in fit.literal] for fit in records]
    return _placed(_FITS, list(map(len, told)), values, np.array(values["head"], np.int64))


def _placed(kind: _Kind, sizes: Sequence[int], values: dict[str, Any], first: Column) -> pa.ListArray:
    """The column of a kind, whose records begin with these tokens."""
    for name in kind.tokens:
        values[name] = values[name] - first
    values[kind.at] = _distances(first, sizes)
    return _column(kind.name, sizes, values)


def found_of(table: pa.Table, parses: Sequence[Parse]) -> Iterator[tuple[Found, tuple[Fit, ...]]]:
    """What `found_table` made the rows of, but for the `why` of mentions, given the stories' parses."""
    sizes, values = _values(table["parties"])
    parties = _records(Party, values)
    of_story = np.array([0, *accumulate(sizes)][:-1], np.int64)
    kept: dict[str, list[tuple[Any, ...]]] = {}
    for kind in (*_KINDS, _FITS):
        sizes, values = _values(table[kind.name])
        first = values[kind.at] = summed(values[kind.at], sizes)
        for name in kind.tokens:
            values[name] = values[name] + first
        if kind.span:
            values["start"] = values["start"] + _at("starts", first, sizes, parses)
            values["end"] = values["end"] + _at("ends", values["last"], sizes, parses)
        if kind.name == "actors":
            lists = values["parties"]
            numbers = lists.flat + np.repeat(np.repeat(of_story, sizes), lists.sizes)
            values["parties"] = cut([parties[n] for n in numbers.tolist()], lists.sizes)
        elif kind.name == "statements":
            lists = values["contents"]
            ends = lists.flat + np.repeat(_at("starts", first, sizes, parses), lists.sizes)
            values["contents"] = cut(_spans(ends.tolist()), lists.sizes // 2)
        elif kind.name == "fits":
            lists = values["literal"]
            values["literal"] = cut((lists.flat + np.repeat(first, lists.sizes)).tolist(), lists.sizes)
        kept[kind.name] = cut(_records(kind.record, values), sizes)
    for actors, dates, places, figures, statements, fits in zip(*kept.values(), strict=True):
        yield (
            Found(actors=actors, dates=dates, places=places, figures=figures, statements=statements),
            fits,
        )


def _at(column: str, tokens: Column, sizes: Sequence[int], parses: Sequence[Parse]) -> Column:
    """What stands in a column of the parses at these tokens, so many of each story."""
    own = zip(parses, cut(tokens.tolist(), sizes), strict=True)
    found = (map(getattr(parse, column).__getitem__, here) for parse, here in own)
    return np.array(list(chain.from_iterable(found)), np.int64)


def _distances(places: Column, sizes: Sequence[int]) -> Column:
    """From each record's place to that of the one before it in its story, else to the beginning.

    `summed` turns them back into places.
    """
    before = np.concatenate([[0], places[:-1]]) if len(places) else places
    begin = [at for at, n in zip(accumulate(sizes, initial=0), sizes, strict=False) if n]
    before[begin] = 0
    return places - before


def _spans(ends: Sequence[int]) -> tuple[tuple[int, int], ...]:
    return tuple(zip(ends[::2], ends[1::2], strict=True))


def _records(make: type[Any], values: Mapping[str, Any]) -> list[Any]:
    """Records of these columns; fields that are not kept have no words."""
    columns = [values.get(f.name, repeat("")) for f in fields(make)]
    return list(map(make, *(c.tolist() if isinstance(c, np.ndarray) else c for c in columns)))


def _parties(found: Found) -> dict[Party, int]:
    """The parties of a story by the place at which they are kept."""
    return {p: n for n, p in enumerate(dict.fromkeys([p for m in found.actors for p in m.parties]))}


def _names(column: str) -> list[str]:
    kind = FOUND.field(column).type.value_type
    return [kind.field(n).name for n in range(kind.num_fields)]


_PARTY = _names("parties")


def _fields(names: Sequence[str], records: Iterable[Any]) -> dict[str, Any]:
    """The values of each field of the records."""
    records = list(records)
    return {name: list(map(attrgetter(name), records)) for name in names}


def _column(name: str, sizes: Sequence[int], values: dict[str, Any]) -> pa.ListArray:
    """A list column of structs, of so many a story."""
    type_ = FOUND.field(name).type
    inner = type_.value_type
    arrays = [_array(values[inner.field(n).name], inner.field(n).type) for n in range(inner.num_fields)]
    offsets = pa.array(list(accumulate(sizes, initial=0)), pa.int32())
    structs = pa.StructArray.from_arrays(arrays, fields=[inner.field(n) for n in range(inner.num_fields)])
    return pa.ListArray.from_arrays(offsets, structs).cast(type_)


def _array(values: Any, type_: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(type_):
        return pa.array(values, type_.value_type).dictionary_encode()
    return pa.array(values, type_)


def _values(column: pa.ChunkedArray) -> tuple[list[int], dict[str, Any]]:
    """How many records each story has, and the values of each field; tokens and characters as arrays."""
    lists = column.combine_chunks()
    offsets = lists.offsets.to_numpy()
    structs = lists.values.slice(offsets[0], offsets[-1] - offsets[0])
    names = [structs.type.field(n).name for n in range(structs.type.num_fields)]
    values = {name: _plain(field) for name, field in zip(names, structs.flatten(), strict=True)}
    return np.diff(offsets).tolist(), values


def _plain(values: pa.Array) -> Any:
    if isinstance(values, pa.DictionaryArray):
        return looked_up(values)
    if pa.types.is_list(values.type):
        return _Lists(values.flatten().to_numpy(), np.diff(values.offsets.to_numpy()))
    if pa.types.is_int32(values.type):
        return values.to_numpy().astype(np.int64)
    if pa.types.is_boolean(values.type) or pa.types.is_date32(values.type):
        return values.to_numpy(zero_copy_only=False)
    return values.to_pylist()
