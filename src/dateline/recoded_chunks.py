"""Chunks of a ledger's stories coded again: the unit that goes to a worker when a ledger is recoded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from dateline.changes import Change, change_since, concerned
from dateline.chunks import ChunkCoder, CodedChunk
from dateline.coded_rows import Rows, fits_of
from dateline.copies.spinning import MarkedPhrase, SpinReport
from dateline.ledger.found_columns import found_of
from dateline.ledger.parse_columns import parses_of
from dateline.ledger.rows import story_of
from dateline.ledger.store import read_part
from dateline.model import Fit, Found, Parse, Reading, Rejected, Story, Tree
from dateline.pipeline import CodedStory
from dateline.reading import RECEIVED, declared_in, read_story
from dateline.run import Run

PartRow = tuple[int, int]
"""The number of a part, and of a story in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a recoding begins with; `files` of each part by table, its `coding`, and `codings` by name."""

    folder: Path
    files: tuple[Mapping[str, str], ...]
    coding: tuple[str, ...]
    codings: Mapping[str, Mapping[str, Any]]
    rows: Rows

    def read(self, part: int, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        return read_part(self.folder / self.files[part][table], columns)


@dataclass(frozen=True, slots=True)
class RecodedChunk:
    """What became of some stories of one part: `again` are those that were coded again.

    The others read as before. `parsed`: from their texts.
    """

    part: int
    stories: int
    again: tuple[str, ...]
    parsed: bool
    chunk: CodedChunk


@dataclass(slots=True)
class _Part:
    """A part in memory; `rows` are those that the new rules may read in another way."""

    number: int
    stories: pa.Table
    parses: pa.Table | None
    found: pa.Table | None
    rows: frozenset[int]


class ChunkRecoder:
    """Codes chunks of a ledger's stories again with the rules of a run; all that a worker does."""

    def __init__(self, run: Run, given: Given) -> None:
        self._run = run
        self._given = given
        self._changes = {name: change_since(row, run) for name, row in given.codings.items()}
        self._coder = ChunkCoder(run, given.rows)
        self._part: _Part | None = None

    def __call__(self, items: list[PartRow]) -> RecodedChunk:
        """The stories of one chunk, all of one part."""
        number = items[0][0]
        change = self._changes[self._given.coding[number]]
        if self._part is None or self._part.number != number:
            self._part = self._read(number, change)
        part = self._part
        rows = [row for _, row in items if row in part.rows]
        parsed = part.parses is None or change.parse
        if not rows:
            return RecodedChunk(number, len(items), (), False, CodedChunk())
        stories = _taken(part.stories, rows).to_pylist()
        if part.parses is None or part.found is None or change.parse:
            chunk = self._coder([self._as_received(row) for row in stories])
        else:
            parses = parses_of(_taken(part.parses, rows), (row["text"] for row in stories))
            chunk = self._again(stories, list(parses), _taken(part.found, rows), change)
        again = (*chunk.stories, *(r.origin for r in chunk.rejected))
        return RecodedChunk(number, len(items), again, parsed, chunk)

    def _read(self, number: int, change: Change) -> _Part:
        given = self._given
        stories = given.read(number, "stories")
        if not given.rows.parses:
            return _Part(number, stories, None, None, frozenset(range(stories.num_rows)))
        parses, found = given.read(number, "parses"), given.read(number, "found")
        return _Part(number, stories, parses, found, frozenset(concerned(change, stories, parses, found)))

    def _again(
        self,
        rows: Sequence[Mapping[str, Any]],
        parses: Sequence[tuple[Reading, Parse]],
        found: pa.Table,
        change: Change,
    ) -> CodedChunk:
        """Those of the stories that may now read in another way, from their parses."""
        batch: list[CodedStory] = []
        rejected: list[Rejected] = []
        known = found_of(found, [parse for _, parse in parses])
        for row, (reading, parse), (mentions, fits) in zip(rows, parses, known, strict=True):
            story = story_of(row, reading)
            phrases = tuple(MarkedPhrase(**phrase) for phrase in row["spun"])
            spin = SpinReport(score=row["spin"], phrases=phrases, signs=row["spin_signs"])
            work = partial(self._story, story, spin, parse, mentions, fits, change)
            done = self._run.pipeline.tried(story, work, rejected)
            if done is not None:
                batch.append(done)
        events = sum(len(done.coded.events) for done in batch)
        made = self._given.rows.coded if change.find else self._given.rows.fitted
        return CodedChunk(
            stories=tuple(done.story.id for done in batch),
            n_events=events,
            rows=made(batch, self._run.fingerprint.keys),
            rejected=tuple(rejected),
        )

    def _story(
        self, story: Story, spin: SpinReport, parse: Parse, known: Found, fits: Sequence[Fit], change: Change
    ) -> CodedStory | None:
        """The story coded again; None where it says what it said before.

        It does where the same was found in it and the same phrases fit: events are made of nothing else.
        """
        pipeline = self._run.pipeline
        concerned = change.code or change.concerns(parse, fits)
        if not (concerned or change.find):
            return None
        tree = Tree(parse)
        found = pipeline.found(story, tree, known, change.find) if change.find else known
        if not concerned and found == known:
            return None
        layers = pipeline.layers(story, tree, found)
        acts = None
        if found == known and not change.code:
            acts = pipeline.coder.acts(layers, change.settled(fits))
            if fits_of(acts.fits, self._run.fingerprint.keys) == fits:
                return None
        return CodedStory(story, layers, spin, pipeline.coder.code(layers, acts))

    def _as_received(self, row: Mapping[str, Any]) -> Story:
        """A story read anew from the text that came in."""
        basis = row["published_basis"]
        return read_story(
            row["text"],
            id=row["id"],
            published=row["published"] if basis in ("field", "markup") else None,
            basis=basis,
            assumed=row["published"] if basis == "option" else None,
            title=row["title"],
            outlet=row["outlet"],
            url=row["url"],
            language=declared_in(row["notes"]),
            received=[note for note in row["notes"] if note.startswith(RECEIVED)],
            longest_sentence=self._run.limits.sentence,
        )


def _taken(table: pa.Table, rows: Sequence[int]) -> pa.Table:
    """These rows, in ascending order; without a copy where they stand together."""
    first, end = rows[0], rows[-1] + 1
    return table.slice(first, end - first) if end - first == len(rows) else table.take(rows)


def make_recoder(made: Mapping[str, Any], given: Given) -> ChunkRecoder:
    """A recoder with a run of its own, in a process that has none yet; `made` is `Run.given` of another."""
    return ChunkRecoder(Run(**made), given)
