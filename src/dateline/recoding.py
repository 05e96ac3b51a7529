"""A ledger read again with other rules, from the parses that it keeps.

Where nothing but event rules changed, only stories are coded again that hold a word of which the rules
say something else than before: in all others they read what they read. Every part is committed by
itself, so a recoding that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dateline import __version__
from dateline.coded_rows import coded_tables
from dateline.copies.families import FamilyIndex
from dateline.copies.spinning import MarkedPhrase, SpinReport
from dateline.ledger.errors import LedgerError
from dateline.ledger.parse_columns import parse_table, parses_of
from dateline.ledger.rows import rejected_table, story_of, story_table
from dateline.ledger.store import LedgerWriter, read_part
from dateline.model import Parse, Rejected, Story
from dateline.model.record import plain
from dateline.reading import RECEIVED, declared_in, read_story
from dateline.rulebook.fingerprints import READING_FILES, Fingerprint
from dateline.run import Run
from dateline.storing import RunLog, family_index, group


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

    def count(self, old: pa.Table, new: pa.Table) -> None:
        """Note the events, by type, that two codings of the same stories do not have in common."""
        before, after = (
            {row.pop("id"): row for row in table.drop("coding").to_pylist()} for table in (old, new)
        )
        self.lost.update(before[id]["type"] for id in before.keys() - after.keys())
        self.gained.update(after[id]["type"] for id in after.keys() - before.keys())
        both = before.keys() & after.keys()
        self.changed.update(after[id]["type"] for id in both if before[id] != after[id])

    def summary(self, folder: Path) -> str:
        """One line for people."""
        return (
            f"{self.stories} stories, {self.read} coded again ({self.parsed} parsed again), "
            f"{self.events} events, {self.gained.total()} gained, {self.lost.total()} lost, "
            f"{self.changed.total()} changed; "
            f"ledger in {folder}"
        )


@dataclass(frozen=True, slots=True)
class Change:
    """How the rules differ from those that a story was coded with.

    `words`: only stories with one of these are read in another way; None where any may be.
    """

    reparse: bool
    words: frozenset[str] | None


def recode(run: Run, folder: Path, progress: Callable[[int, int], None] | None = None) -> Recoded:
    """Code the stories of a ledger with the rules of `run`; stories coded so already are passed over.

    `progress` is told how many parts of how many are done. Raises `LedgerError` where the ledger keeps
    neither parses nor texts, or is being written.
    """
    done = Recoded()
    with LedgerWriter(folder) as writer:
        if not writer.manifest.text:
            msg = f"{folder} was made without text, so its stories cannot be coded again"
            raise LedgerError(msg)
        log = RunLog(run, writer, "recode")
        changes = _changes(run, writer, log.coding)
        parts = len(writer.manifest.tables.get("stories", ()))
        for n in range(parts):
            _recode_part(run, writer, log, n, changes, done)
            if progress is not None:
                progress(n + 1, parts)
        group(run, writer, family_index(run, writer))
    return done


def _changes(run: Run, writer: LedgerWriter, coding: str) -> Mapping[str, Change]:
    """For each coding in the ledger but the present one, how the rules have changed since."""
    table = writer.read("codings")
    new = run.fingerprint
    rows = table.to_pylist() if table is not None else []
    return {row["coding"]: _change(row, new, run) for row in rows if row["coding"] != coding}


def _change(old: Mapping[str, Any], new: Fingerprint, run: Run) -> Change:
    parts = {part["part"]: part["hash"] for part in old["parts"]}
    changed = {part for part in parts.keys() | new.parts.keys() if parts.get(part) != new.parts.get(part)}
    reparse = old["parser"] != run.parser.name or any(part.startswith(READING_FILES) for part in changed)
    if changed or reparse or (old["dateline"], old["keep_all"]) != (__version__, run.keep_all):
        return Change(reparse, None)
    words = {word["word"]: word["hash"] for word in old["words"]}
    differ = {word for word in words.keys() | new.words.keys() if words.get(word) != new.words.get(word)}
    return Change(reparse, frozenset(differ))


def _recode_part(
    run: Run, writer: LedgerWriter, log: RunLog, n: int, changes: Mapping[str, Change], done: Recoded
) -> None:
    """Code the stories of one part again, as far as the change of rules can matter, and commit."""
    tables = writer.manifest.tables
    done.stories += tables["stories"][n].rows
    coding = tables["events"][n].coding
    if coding == log.coding:
        done.events += tables["events"][n].rows
        return
    change = changes[coding]
    stories = read_part(writer.folder / tables["stories"][n].file)
    parses = read_part(writer.folder / tables["parses"][n].file) if writer.manifest.parses else None
    if parses is None or change.reparse:
        parsed = list(run.pipeline.parse(_as_received(run, stories)))
        _replace_readings(run, writer, n, parsed, stories)
        done.parsed += len(parsed)
    else:
        if change.words is not None:
            touched = _holding(change.words, stories, parses)
            stories, parses = stories.filter(touched), parses.filter(touched)
        parsed = list(_as_parsed(stories, parses))
    rejected: list[Rejected] = []
    batch = [coded for item in parsed if (coded := run.pipeline.read(*item, rejected)) is not None]
    fresh = coded_tables(batch, log.coding, text=True)
    ids = stories["id"].combine_chunks()
    for table, rows in fresh.items():
        before = read_part(writer.folder / tables[table][n].file)
        again = pc.is_in(before["story"], ids)
        kept = before.filter(pc.invert(again))
        if table == "events":
            done.count(before.filter(again), rows)
            done.events += kept.num_rows + rows.num_rows
            kept = _with_column(kept, "coding", [log.coding] * kept.num_rows)
        writer.replace_part(table, n, pa.concat_tables([kept, rows]), coding=log.coding)
    done.read += len(parsed)
    done.rejected += rejected
    log.add(stories=len(parsed), events=fresh["events"].num_rows, rejected=len(rejected))
    writer.add("rejected", rejected_table(rejected, log.number, text=True))
    writer.commit()


def _holding(words: frozenset[str], stories: pa.Table, parses: pa.Table) -> pa.Array:
    """Which stories have a token whose lemma or form is one of `words`."""
    if not words:
        return pa.array([False] * stories.num_rows)
    wanted = pa.array(sorted(words), pa.string())
    by_lemma = [
        bool(pc.any(pc.is_in(lemmas.values.cast(pa.string()), wanted)).as_py()) for lemmas in parses["lemmas"]
    ]
    # The text may differ from what is read; both are looked at, and a word too many does no harm.
    pattern = r"\b(?:" + "|".join(re.escape(word) for word in sorted(words)) + r")\b"
    by_form = pc.match_substring_regex(stories["text"], pattern, ignore_case=True).to_pylist()
    by_edit = [any(_has(edit["reading"], words) for edit in edits) for edits in parses["edits"].to_pylist()]
    return pa.array([any(found) for found in zip(by_lemma, by_form, by_edit, strict=True)])


def _has(reading: str, words: frozenset[str]) -> bool:
    return not words.isdisjoint(reading.lower().split())


def _as_received(run: Run, stories: pa.Table) -> Iterator[Story]:
    """The stories read anew from the texts that came in."""
    for row in stories.to_pylist():
        basis = row["published_basis"]
        yield read_story(
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
            longest_sentence=run.limits.sentence,
        )


def _as_parsed(stories: pa.Table, parses: pa.Table) -> Iterator[tuple[Story, SpinReport, Parse]]:
    """The stories as they were read and parsed."""
    rows = stories.to_pylist()
    for row, (reading, parse) in zip(rows, parses_of(parses, (r["text"] for r in rows)), strict=True):
        phrases = tuple(MarkedPhrase(**phrase) for phrase in row["spun"])
        spin = SpinReport(score=row["spin"], phrases=phrases, signs=row["spin_signs"])
        yield story_of(row, reading), spin, parse


def _replace_readings(
    run: Run,
    writer: LedgerWriter,
    n: int,
    parsed: Sequence[tuple[Story, SpinReport, Parse]],
    stories: pa.Table,
) -> None:
    """Stories, parses and signatures of one part, as they are read now."""
    index = FamilyIndex(run.rulebook.spinning, run.credits)
    for story, spin, _ in parsed:
        index.add(story, spin)
    rows = story_table([(story, plain(spin)) for story, spin, _ in parsed], 0, text=True)
    writer.replace_part("stories", n, _with_column(rows, "run", stories["run"].to_pylist()))
    if writer.manifest.parses:
        writer.replace_part("parses", n, parse_table([(story, parse) for story, _, parse in parsed]))
    writer.replace_part("signatures", n, index.to_table())


def _with_column(table: pa.Table, name: str, values: Sequence[Any]) -> pa.Table:
    field = table.schema.field(name)
    return table.set_column(table.schema.get_field_index(name), field, pa.array(values, field.type))
