"""Records as columns of a Parquet part, field by field: a dictionary for each would take most of the time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, chain
from operator import attrgetter, itemgetter
from typing import Any

import numpy as np
import pyarrow as pa

WORDS = frozenset({"text", "original"})
"""Fields that hold words of the story."""
SURROGATE = re.compile("[\ud800-\udfff]")


def record_table(records: Sequence[Any], schema: pa.Schema, *, text: bool = True, **other: Any) -> pa.Table:
    """One row a record: each column from the field of its name, but those that `other` gives the values of.

    Records are dataclasses, mappings or, within others, tuples in the order of the fields. Without `text`
    the words of the story are left out, so that spans keep their offsets alone.
    """
    columns = []
    for n, field in enumerate(schema):
        if field.name in WORDS and not text:
            columns.append(pa.nulls(len(records), field.type))
            continue
        values = other[field.name] if field.name in other else _values(records, field.name, n)
        columns.append(_array(values, field.type, text=text))
    return pa.table(columns, schema=schema)


def looked_up(codes: pa.DictionaryArray) -> list[Any]:
    """The values that codes stand for; of a dictionary that a whole part shares only what they ask for."""
    size = len(codes.dictionary)
    # One more place, for what has no value.
    places = codes.indices.fill_null(size).to_numpy() if codes.null_count else codes.indices.to_numpy()
    asked = np.zeros(size + 1, np.bool_)
    asked[places] = True
    used = np.flatnonzero(asked)
    values = [*codes.dictionary.take(pa.array(used[used < size])).to_pylist(), None]
    number = np.zeros(size + 1, np.int64)
    number[used] = np.arange(len(used))
    found: list[Any] = np.array(values, np.object_)[number[places]].tolist()
    return found


def storable(text: str) -> str:
    """`text` with the lone surrogates that UTF-8 has no bytes for replaced, character for character."""
    return text if text.isascii() else SURROGATE.sub("\ufffd", text)


def _array(values: Sequence[Any], kind: pa.DataType, *, text: bool) -> pa.Array:
    if pa.types.is_struct(kind):
        return _structs(values, kind, text=text)
    if pa.types.is_list(kind) and pa.types.is_struct(kind.value_type):
        offsets = pa.array(list(accumulate(map(len, values), initial=0)), pa.int32())
        inner = _structs(list(chain.from_iterable(values)), kind.value_type, text=text)
        return pa.ListArray.from_arrays(offsets, inner)
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        return pa.array(_storable(values), kind)


def _structs(records: Sequence[Any], kind: pa.DataType, *, text: bool) -> pa.Array:
    missing = [record is None for record in records]
    there = [record for record in records if record is not None] if any(missing) else records
    arrays = []
    for n in range(kind.num_fields):
        field = kind.field(n)
        if field.name in WORDS and not text:
            arrays.append(pa.nulls(len(records), field.type))
            continue
        values = _values(there, field.name, n)
        if there is not records:
            given = iter(values)
            values = [None if gone else next(given) for gone in missing]
        arrays.append(_array(values, field.type, text=text))
    mask = pa.array(missing) if there is not records else None
    return pa.StructArray.from_arrays(arrays, fields=list(kind), mask=mask)


def _values(records: Sequence[Any], name: str, n: int) -> list[Any]:
    """The field `name`, the `n`-th, of each record."""
    if not records:
        return []
    get: Callable[[Any], Any]
    if isinstance(records[0], Mapping):
        get = itemgetter(name)
    elif isinstance(records[0], tuple):
        get = itemgetter(n)
    else:
        get = attrgetter(name)
    return list(map(get, records))


def _storable(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_storable(v) for v in value]
    return storable(value) if isinstance(value, str) else value
