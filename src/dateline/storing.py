"""Stories coded into a ledger: batch by batch, each a commit, then families and happenings over all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import orjson
import pyarrow as pa

from dateline import __version__
from dateline.chunks import CodedChunk
from dateline.coded_rows import Rows
from dateline.copies.families import FamilyIndex
from dateline.copies.pairing import Counting, counted_here
from dateline.known_stories import KnownStories
from dateline.ledger.rows import rejected_id, rejected_table, ungrouped
from dateline.ledger.schemas import CODINGS, RUNS
from dateline.ledger.store import LedgerWriter
from dateline.ledger.upkeep import tidy
from dateline.model import Rejected
from dateline.regrouping import regroup
from dateline.run import Run, accepted

BATCH_STORIES = 500
BATCH_SECONDS = 60.0
"""A batch is committed when it has so many stories, or has taken so long."""


@dataclass(slots=True, kw_only=True)
class Stored:
    """What a run put into the ledger; `known` stories were there before, word for word."""

    stories: int = 0
    known: int = 0
    events: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    """Of all stories that were given, new or known."""

    def summary(self, folder: Path) -> str:
        """One line for people."""
        parts = [f"{self.stories} stories"]
        if self.known:
            parts.append(f"{self.known} already in the ledger")
        parts += [f"{self.events} events", f"{len(self.rejected)} rejected"]
        return ", ".join(parts) + f"; ledger in {folder}"


def store(
    run: Run,
    folder: Path,
    paths: Sequence[str],
    published: date | None,
    *,
    text: bool | None = None,
    parses: bool | None = None,
    batch: int = BATCH_STORIES,
    workers: int | None = 1,
) -> Stored:
    """Code the stories in `paths` into the ledger in `folder`; those that it has are passed over.

    `text` and `parses`: whether the ledger keeps the stories' words, and their parses, which recoding
    needs; settled when it is made. A commit holds `batch` stories at most. `workers` is the number of
    processes that code; None: as many as do good. Raises `LedgerError` and `OSError`; what is committed
    stays.
    """
    with LedgerWriter(folder, text=text, parses=parses) as writer:
        storing = Storing(run, writer, batch=batch)
        stories = accepted(run.read(paths, published), storing.rejected)
        for chunk in run.chunks(storing.known.new(stories), storing.rows, workers=workers, most=batch):
            storing.take(chunk)
        storing.finish()
    return storing.stored


class Storing:
    """What one run adds to a ledger; coded chunks are taken one by one and committed in batches."""

    def __init__(
        self,
        run: Run,
        writer: LedgerWriter,
        *,
        batch: int = BATCH_STORIES,
        count: Counting = counted_here,
    ) -> None:
        """`batch` stories make a commit; `count` finds the pairs of stories that share hashes."""
        self.stored = Stored()
        self.rejected: list[Rejected] = []
        self._run = run
        self._writer = writer
        self._log = RunLog(run, writer, "code")
        self._most = batch
        self._batch: list[CodedChunk] = []
        manifest = writer.manifest
        self.rows = self._log.rows(text=manifest.text, parses=manifest.parses)
        self._began = time.monotonic()
        known = writer.read("stories", ["id", "hash"])
        hashes = dict(zip(known["id"].to_pylist(), known["hash"].to_pylist(), strict=True)) if known else {}
        self.known = KnownStories(hashes, self.rejected)
        old = writer.read("rejected", ["id"])
        self._known_rejected = set(old["id"].to_pylist()) if old else set()
        self._index = family_index(run, writer, count)

    def take(self, chunk: CodedChunk) -> None:
        """One more coded chunk; it is safe once its batch is committed."""
        if self._batch and len(chunk.stories) + self._size() > self._most:
            self.commit()
        self._batch.append(chunk)
        self._index.take(chunk.signatures)
        self.rejected += chunk.rejected
        if self._size() >= self._most or time.monotonic() - self._began > BATCH_SECONDS:
            self.commit()

    def _size(self) -> int:
        return sum(len(chunk.stories) for chunk in self._batch)

    def commit(self) -> None:
        """Write the batch, and make it part of the ledger."""
        rejected = [r for r in self.rejected if rejected_id(r) not in self._known_rejected]
        batch = [chunk for chunk in self._batch if chunk.stories]
        if batch or rejected:
            writer, coding, stories = self._writer, self._log.coding, self._size()
            events = sum(chunk.n_events for chunk in batch)
            for table in batch[0].rows if batch else ():
                rows = pa.concat_tables([chunk.rows[table] for chunk in batch])
                writer.add(table, rows, coding=coding if table == "events" else "")
            if batch:
                writer.add("members", ungrouped(events))
                writer.add("signatures", self._index.to_table(s for chunk in batch for s in chunk.stories))
            writer.add("rejected", rejected_table(rejected, self._log.number, text=writer.manifest.text))
            self._log.add(stories=stories, events=events, rejected=len(rejected))
            writer.commit()
            self.stored.stories += stories
            self.stored.events += events
            self._known_rejected |= {rejected_id(r) for r in rejected}
        self.stored.rejected += self.rejected
        self.rejected.clear()
        self._batch.clear()
        self._began = time.monotonic()

    def finish(self) -> None:
        """Commit what is left; merge small parts if any story is new, group if one is or by other rules."""
        self.commit()
        self.stored.known += self.known.passed
        self.stored.ids |= self.known.ids
        self.stored.rejected.sort(key=lambda r: (r.origin, r.reason))
        if self._writer.manifest.grouped != self._writer.manifest.commit:
            tidy(self._writer)
        state = self._writer.manifest
        known = (state.commit, self._run.fingerprint.grouping)
        if state.commit and (state.grouped, state.grouped_by) != known:
            regroup(self._run, self._writer, self._index)


class RunLog:
    """The record of one run in the ledger: a row a commit, and what it codes with."""

    def __init__(self, run: Run, writer: LedgerWriter, command: str) -> None:
        self.coding = run.coding()
        self.number = writer.commit_number
        self._run = run
        self._writer = writer
        self._command = command
        self._started = _now()
        known = writer.read("codings", ["coding"])
        self._recorded = known is not None and self.coding in known["coding"].to_pylist()

    def rows(self, *, text: bool, parses: bool) -> Rows:
        """What makes the rows of stories that this run codes."""
        common = self._run.rulebook.grammar.common
        return Rows(run=self.number, coding=self.coding, text=text, parses=parses, common=common)

    def add(self, *, stories: int, events: int, rejected: int) -> None:
        """The row of the commit that comes next."""
        row = {
            "run": self.number,
            "command": self._command,
            "coding": self.coding,
            "started": self._started,
            "committed": _now(),
            "stories": stories,
            "events": events,
            "rejected": rejected,
        }
        self._writer.add("runs", pa.Table.from_pylist([row], schema=RUNS))
        if not self._recorded:
            self._writer.add("codings", coding_table(self._run))
            self._recorded = True


def coding_table(run: Run) -> pa.Table:
    """The row of `codings` for the rules, model and version of a run."""
    made = run.fingerprint
    row = {
        "coding": run.coding(),
        "dateline": __version__,
        "parser": run.parser.name,
        "keep_all": run.keep_all,
        "parts": [{"part": part, "hash": value} for part, value in made.parts.items()],
        "phrases": [{"phrase": key, "asks": words} for key, words in made.phrases.items()],
        "words": [{"word": word, "phrases": keys} for word, keys in made.words.items()],
        "rules": [
            {"rule": rule, "definition": orjson.dumps(shown).decode()} for rule, shown in made.rules.items()
        ],
    }
    return pa.Table.from_pylist([row], schema=CODINGS)


def family_index(run: Run, writer: LedgerWriter, count: Counting = counted_here) -> FamilyIndex:
    """The index of copies over the stories that the ledger has."""
    table = writer.read("signatures")
    if table is None:
        return FamilyIndex(run.rulebook.spinning, run.credits, count)
    return FamilyIndex.from_table(table, run.rulebook.spinning, run.credits, count)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
