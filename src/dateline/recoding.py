"""A ledger read again with other rules, from the parses that it keeps and what was found in them.

Only stories are coded again in which other rules find something else or other phrases of event rules
fit: in all others they read what they read. Every part is committed by itself, so a recoding that was
interrupted goes on where it stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dateline.chunks import by_workers, lost_chunk
from dateline.coded_rows import CODED
from dateline.copies.families import FamilyIndex
from dateline.ledger.errors import LedgerError
from dateline.ledger.manifest import read_manifest
from dateline.ledger.rows import rejected_table, story_of, with_events
from dateline.ledger.schemas import CODINGS, EVENTS, FIGURES, FOUND, STATEMENTS
from dateline.ledger.store import BATCH, LedgerWriter, read_part
from dateline.model import Reading, Rejected
from dateline.pipeline import by_length
from dateline.recoded_chunks import ChunkRecoder, Given, PartRow, RecodedChunk, make_recoder
from dateline.regrouping import group
from dateline.run import Run
from dateline.storing import BATCH_STORIES, RunLog, family_index


@dataclass(slots=True, kw_only=True)
class Recoded:
    """What new rules made of a ledger. `read` stories were coded again, `parsed` of them parsed, too.

    Events `gained`, `lost` and `changed` (under one id) are counted by type.
    """

    stories: int = 0
    read: int = 0
    parsed: int = 0
    events: int = 0
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)

    def count(self, old: pa.Table, new: pa.Table) -> bool:
        """Note the events, by type, that two codings of the same stories do not have in common.

        Returns whether they are the same.
        """
        ids, again = (table["id"].to_pylist() for table in (old, new))
        here, there = ({event: n for n, event in enumerate(all_)} for all_ in (ids, again))
        both = [event for event in ids if event in there]
        before = old.take(pa.array([here[event] for event in both], pa.int64()))
        after = new.take(pa.array([there[event] for event in both], pa.int64()))
        other = {
            n
            for column in set(EVENTS.names) - {"coding"}
            if not before[column].equals(after[column])
            for n, (a, b) in enumerate(
                zip(before[column].to_pylist(), after[column].to_pylist(), strict=True)
            )
            if a != b
        }
        types, now = old["type"].to_pylist(), new["type"].to_pylist()
        self.lost.update(types[here[event]] for event in here.keys() - there.keys())
        self.gained.update(now[there[event]] for event in there.keys() - here.keys())
        self.changed.update(now[there[both[n]]] for n in other)
        return here.keys() == there.keys() and not other

    def summary(self, folder: Path) -> str:
        """One line for people."""
        return (
            f"{self.stories} stories, {self.read} coded again ({self.parsed} parsed again), "
            f"{self.events} events, {self.gained.total()} gained, {self.lost.total()} lost, "
            f"{self.changed.total()} changed; "
            f"ledger in {folder}"
        )


def recode(
    run: Run, folder: Path, progress: Callable[[int, int], None] | None = None, *, workers: int | None = 1
) -> Recoded:
    """Code the stories of a ledger with the rules of `run`; stories coded so already are passed over.

    `progress` is told how many parts of how many are done. `workers` is the number of processes that
    code; None: as many as do good. Raises `LedgerError` where there is no ledger, where it keeps neither
    parses nor texts, or is being written.
    """
    read_manifest(folder)
    with LedgerWriter(folder) as writer:
        if not writer.manifest.text:
            msg = f"{folder} was made without text, so its stories cannot be coded again"
            raise LedgerError(msg)
        log = RunLog(run, writer, "recode")
        given = _given(writer, log)
        todo = [n for n, coding in enumerate(given.coding) if coding != log.coding]
        coded = [p.rows for p in writer.manifest.tables.get("events", ()) if p.coding == log.coding]
        done = Recoded(stories=writer.manifest.rows("stories"), events=sum(coded))
        make = partial(make_recoder, run.given, given)
        lost = partial(_given_up, given)
        told = by_workers(_chunks(given, todo), ChunkRecoder(run, given), make, lost, workers)
        for k, (n, chunks) in enumerate(groupby(told, key=attrgetter("part")), len(coded) + 1):
            _replace(run, writer, log, n, list(chunks), done)
            if progress is not None:
                progress(k, len(given.coding))
        state = writer.manifest
        if (state.grouped, state.grouped_by) != (state.commit, run.fingerprint.grouping):
            group(run, writer, family_index(run, writer))
    return done


def _given(writer: LedgerWriter, log: RunLog) -> Given:
    manifest = writer.manifest
    batch = {name: parts for name, parts in manifest.tables.items() if name in BATCH}
    coding = tuple(part.coding for part in batch.get("events", ()))
    codings = writer.read("codings", [name for name in CODINGS.names if name != "rules"])
    rows = codings.to_pylist() if codings is not None else []
    old = {*coding} - {log.coding}
    return Given(
        folder=writer.folder,
        files=tuple({name: parts[n].file for name, parts in batch.items()} for n in range(len(coding))),
        coding=coding,
        codings={row["coding"]: row for row in rows if row["coding"] in old},
        rows=log.rows(text=True, parses=manifest.parses),
    )


def _chunks(given: Given, parts: Sequence[int]) -> Iterator[list[PartRow]]:
    """The stories of these parts, cut as they were when they were coded first."""
    for n in parts:
        lengths = given.read(n, "stories", ["characters"])["characters"].to_pylist()
        cut = by_length(enumerate(lengths), BATCH_STORIES, itemgetter(1))
        yield from ([(n, row) for row, _ in chunk] for chunk in cut)


def _given_up(given: Given, item: PartRow, reason: str) -> RecodedChunk:
    """A story at which workers die: it is rejected, and has no events."""
    part, row = item
    (found,) = given.read(part, "stories").slice(row, 1).to_pylist()
    story = story_of(found, Reading.of(found["text"]))
    return RecodedChunk(part, 1, (story.id,), False, lost_chunk(story, reason))


def _replace(
    run: Run, writer: LedgerWriter, log: RunLog, n: int, chunks: Sequence[RecodedChunk], done: Recoded
) -> None:
    """Put what was coded again into the place of what part `n` had, and commit."""
    again = pa.array([story for chunk in chunks for story in chunk.again], pa.string())
    rejected = [r for chunk in chunks for r in chunk.chunk.rejected]
    ids = _part(writer, n, "stories", ["id"])["id"].combine_chunks()
    same = not any(chunk.parsed for chunk in chunks)
    for table, rows in _fresh(run, writer, n, chunks).items():
        before = _part(writer, n, table)
        key = "id" if table == "stories" else "story"
        # What a story said is gone where it could not be coded; the story itself stays.
        replaced = pc.is_in(before[key], again if table in CODED else rows[key].combine_chunks())
        both = pa.concat_tables([before.filter(pc.invert(replaced)), rows]).combine_chunks()
        if table != "signatures":
            both = both.take(np.argsort(pc.index_in(both[key], ids).to_numpy(), kind="stable"))
        if table == "events":
            same = done.count(before.filter(replaced), rows) and same
            both = _with_column(both, "coding", [log.coding] * both.num_rows)
            done.events += both.num_rows
            members = _part(writer, n, "members")
            kept = members.take(pc.index_in(both["id"], before["id"].combine_chunks()))
            if not kept.equals(members):
                writer.replace_part("members", n, kept)
        if not both.equals(before):
            writer.replace_part(table, n, both, coding=log.coding if table == "events" else "")
    done.read += len(again)
    done.parsed += sum(len(chunk.again) for chunk in chunks if chunk.parsed)
    done.rejected += rejected
    events = sum(chunk.chunk.n_events for chunk in chunks)
    log.add(stories=len(again), events=events, rejected=len(rejected))
    writer.add("rejected", rejected_table(rejected, log.number, text=True))
    writer.commit(grouped=same and writer.manifest.grouped == writer.manifest.commit)


def _fresh(run: Run, writer: LedgerWriter, n: int, chunks: Sequence[RecodedChunk]) -> dict[str, pa.Table]:
    """New rows of part `n` by table: of those that may have any, but always of `events`."""
    coded = [chunk.chunk.rows for chunk in chunks if chunk.chunk.rows]
    fresh = {name: pa.concat_tables([rows[name] for rows in coded]) for name in (coded[0] if coded else ())}
    if "stories" in fresh:
        rows = fresh["stories"]
        stories = _part(writer, n, "stories", ["id", "run"])
        came = dict(zip(stories["id"].to_pylist(), stories["run"].to_pylist(), strict=True))
        fresh["stories"] = _with_column(rows, "run", [came[story] for story in rows["id"].to_pylist()])
        index = FamilyIndex(run.rulebook.spinning, run.credits)
        for chunk in chunks:
            index.take(chunk.chunk.signatures)
        fresh["signatures"] = index.to_table(rows["id"].to_pylist())
    if "fits" in fresh:
        fits = fresh.pop("fits")
        found, said = (_of(_part(writer, n, name), fits["story"]) for name in ("found", "statements"))
        place = FOUND.get_field_index("fits")
        fresh["found"] = found.set_column(place, FOUND.field(place), fits["fits"])
        fresh["statements"] = with_events(said, fresh["events"])
    if any(chunk.again for chunk in chunks):
        fresh = {"statements": STATEMENTS.empty_table(), "figures": FIGURES.empty_table()} | fresh
    return {"events": EVENTS.empty_table()} | fresh


def _of(table: pa.Table, stories: pa.ChunkedArray) -> pa.Table:
    return table.filter(pc.is_in(table["story"], stories.combine_chunks()))


def _part(writer: LedgerWriter, n: int, table: str, columns: Sequence[str] | None = None) -> pa.Table:
    return read_part(writer.folder / writer.manifest.tables[table][n].file, columns)


def _with_column(table: pa.Table, name: str, values: Sequence[Any]) -> pa.Table:
    field = table.schema.field(name)
    return table.set_column(table.schema.get_field_index(name), field, pa.array(values, field.type))
