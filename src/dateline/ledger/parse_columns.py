"""Parses as columns of a Parquet part, and back: what lets new rules read old stories without a parse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, islice, pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from dateline.ledger.record_columns import looked_up
from dateline.ledger.schemas import CODES, PARSES
from dateline.model import Edit, Parse, Reading, Story

Column = np.ndarray[Any, Any]
BEGINNINGS = ("story", "edits", "gaps", "lengths", "sentences")
"""Columns that tell where sentences begin."""
_OF_TOKENS = ("gaps", "lengths", "heads", "lemmas", "tags", "deps")


def parse_table(parsed: Sequence[tuple[Story, Parse]]) -> pa.Table:
    """One row a story, in the order given; the stories' texts stand elsewhere."""
    columns: dict[str, Any] = {
        "story": [story.id for story, _ in parsed],
        "edits": [_edits(story.reading) for story, _ in parsed],
        "gaps": _ints([_gaps(parse) for _, parse in parsed], np.int32),
        "lengths": _ints([np.subtract(parse.ends, parse.starts) for _, parse in parsed], np.int32),
        "heads": _ints([np.subtract(p.heads, np.arange(len(p))) for _, p in parsed], np.int32),
        "lemmas": _codes([parse.lemmas for _, parse in parsed]),
        "tags": _codes([parse.tags for _, parse in parsed]),
        "deps": _codes([parse.deps for _, parse in parsed]),
        "odd_words": [_odd_words(parse) for _, parse in parsed],
        "sentences": [[end - first for first, end in parse.sentences] for _, parse in parsed],
        "paragraphs": [list(parse.paragraphs) for _, parse in parsed],
    }
    return pa.table(columns, schema=PARSES)


def parses_of(table: pa.Table, texts: Iterable[str]) -> Iterator[tuple[Reading, Parse]]:
    """The readings and parses that `parse_table` made the rows of, given the stories' texts."""
    given = iter(texts)
    for batch in table.to_batches(max_chunksize=256):
        yield from _decoded(batch, list(islice(given, batch.num_rows)))


def sentence_starts(parses: pa.Table) -> dict[str, list[int]]:
    """For each row of `parses` (`BEGINNINGS` will do) by its story: the characters of the text as received at
    which its sentences begin."""
    found = {}
    for batch in parses.to_batches(max_chunksize=256):
        sizes = batch.column("lengths").value_lengths().to_pylist()
        gaps, lengths = (_flat(batch.column(name)) for name in ("gaps", "lengths"))
        starts = cut((summed(gaps + lengths, sizes) - lengths).tolist(), sizes)
        columns = (batch.column(name).to_pylist() for name in ("story", "sentences", "edits"))
        for own, story, sentences, edits in zip(starts, *columns, strict=True):
            original = Reading.of("", _spans(edits)).original
            firsts = list(accumulate(sentences, initial=0))[:-1]
            found[story] = [original(own[k], own[k] + 1)[0] for k in firsts]
    return found


def summed(distances: Column, sizes: Sequence[int]) -> Column:
    """The sums of the numbers of each story up to each of them; the stories have so many."""
    total = np.concatenate([[0], np.cumsum(distances)])
    before = total[np.cumsum([0, *sizes])[:-1]]
    return np.asarray(total[1:] - np.repeat(before, sizes))


def cut(items: Sequence[Any], sizes: Sequence[int] | Column) -> list[tuple[Any, ...]]:
    """The items in pieces of these sizes."""
    whole = tuple(items)
    return [whole[first:end] for first, end in pairwise([0, *np.cumsum(sizes, dtype=np.int64).tolist()])]


def _decoded(batch: pa.RecordBatch, texts: Sequence[str]) -> Iterator[tuple[Reading, Parse]]:
    sizes = batch.column("lengths").value_lengths().to_pylist()
    gaps, lengths, heads, *codes = (_flat(batch.column(name)) for name in _OF_TOKENS)
    last = summed(gaps + lengths, sizes)
    heads = heads + summed(np.ones(len(last), np.int64), sizes) - 1
    names = ("edits", "odd_words", "sentences", "paragraphs")
    edits, odd_words, sentences, paragraphs = (batch.column(name).to_pylist() for name in names)
    readings = list(map(_reading, texts, edits))
    words, lowers = _words([reading.text for reading in readings], last - lengths, last, sizes)
    bounds = list(accumulate(sizes, initial=0))
    for row, odd in enumerate(odd_words):
        for o in odd:
            words[bounds[row] + o["token"]] = o["word"]
            lowers[bounds[row] + o["token"]] = o["word"].lower()
    numbers = (column.tolist() for column in (heads, last - lengths, last))
    tokens = [cut(column, sizes) for column in (words, lowers, *codes, *numbers)]
    tokens += [[tuple(pairwise(accumulate(ranges, initial=0))) for ranges in sentences]]
    tokens += [list(map(tuple, paragraphs))]
    for reading, *columns in zip(readings, *tokens, strict=True):
        yield reading, Parse(reading.text, *columns)


def _words(
    texts: Sequence[str], starts: Column, ends: Column, sizes: Sequence[int]
) -> tuple[list[str], list[str]]:
    """The words between these characters, so many of each text, and their lower case; equal ones are made
    once."""
    whole = "".join(texts).encode()
    base = np.repeat(np.array([0, *accumulate(map(len, texts))][:-1], np.int64), sizes)
    # The first byte of each character.
    at = np.append(np.flatnonzero(np.frombuffer(whole, np.uint8) & 0xC0 != 0x80), len(whole))
    edges = np.empty(2 * len(base) + 1, np.int32)
    edges[:-1:2], edges[1::2], edges[-1] = at[starts + base], at[ends + base], len(whole)
    pieces = pa.StringArray.from_buffers(len(edges) - 1, pa.py_buffer(edges), pa.py_buffer(whole))
    words = pieces.take(pa.array(np.arange(0, len(pieces), 2))).dictionary_encode()
    number, known = words.indices.to_numpy(), words.dictionary.to_pylist()
    told = (np.array(made, np.object_)[number].tolist() for made in (known, [w.lower() for w in known]))
    return next(told), next(told)


def _flat(column: pa.ListArray) -> Any:
    """The values of a list column, row after row."""
    values = column.flatten()
    if isinstance(values, pa.DictionaryArray):
        return looked_up(values)
    return values.to_numpy().astype(np.int64)


def _gaps(parse: Parse) -> Column:
    starts = np.asarray(parse.starts, dtype=np.int64)
    before = np.concatenate([[0], np.asarray(parse.ends, dtype=np.int64)[:-1]]) if len(parse) else starts
    return starts - before


def _odd_words(parse: Parse) -> list[dict[str, Any]]:
    text = parse.text
    return [
        {"token": i, "word": word}
        for i, (word, start, end) in enumerate(zip(parse.words, parse.starts, parse.ends, strict=True))
        if text[start:end] != word
    ]


def _edits(reading: Reading) -> list[dict[str, Any]]:
    return [
        {
            "reading_start": e.reading_start,
            "reading_end": e.reading_end,
            "text_start": e.text_start,
            "text_end": e.text_end,
            "reading": reading.text[e.reading_start : e.reading_end],
        }
        for e in reading.edits
    ]


def _reading(text: str, edits: Sequence[dict[str, Any]]) -> Reading:
    if not edits:
        return Reading.of(text)
    out: list[str] = []
    last = 0
    for edit in edits:
        out += [text[last : edit["text_start"]], edit["reading"]]
        last = edit["text_end"]
    out.append(text[last:])
    return Reading.of("".join(out), _spans(edits))


def _spans(edits: Sequence[dict[str, Any]]) -> tuple[Edit, ...]:
    return tuple(Edit(e["reading_start"], e["reading_end"], e["text_start"], e["text_end"]) for e in edits)


def _ints(rows: Sequence[Any], kind: type[np.integer[Any]]) -> pa.ListArray:
    flat = np.concatenate([*(np.asarray(row, dtype=kind) for row in rows), np.empty(0, dtype=kind)])
    return pa.ListArray.from_arrays(_offsets(rows), pa.array(flat))


def _codes(rows: Sequence[Sequence[str]]) -> pa.ListArray:
    flat = pa.array(chain.from_iterable(rows), pa.string()).dictionary_encode()
    return pa.ListArray.from_arrays(_offsets(rows), flat).cast(CODES)


def _offsets(rows: Sequence[Any]) -> pa.Array:
    return pa.array(list(accumulate(map(len, rows), initial=0)), pa.int32())
