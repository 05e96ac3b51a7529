"""Stories from files, folders and standard input. The edge of reading: the only part that touches disk.

Each record is read twice: once to see which ids are used by more than one text, once to hand it on.
So which story keeps a disputed id depends on what the stories say, not on the order they come in.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from dateline.model import Rejected, Story
from dateline.reading.records import (
    BOM,
    Record,
    json_records,
    line_records,
    parsed_json,
    rejected,
    text_record,
)
from dateline.reading.stories import read_story

STREAMED_SUFFIXES = frozenset((".jsonl", ".ndjson"))
SUFFIXES = STREAMED_SUFFIXES | {".json", ".txt"}
STDIN = "-"


@dataclass(slots=True)
class _Ids:
    """Which content each id belongs to (the smallest fingerprint), and what has been handed on."""

    owner: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def note(self, record: Record) -> None:
        mark = record.fingerprint()
        self.owner[record.id] = min(mark, self.owner.get(record.id, mark))


def read_paths(paths: Sequence[str | Path], *, published: date | None = None) -> Iterator[Story | Rejected]:
    """The stories under `paths`: files, folders (sorted, with what lies below), `-` for standard input.

    `.txt` is one story, its id the file's stem (below a folder: its path there without suffix);
    `.jsonl`, `.ndjson` and `.json` hold an object a line with `text` and, where known, `id`,
    `published` or `date`, `title`, `source`, `url` (a `.json` file may also be one object or array).
    `published` is the day of stories that do not give one. What cannot be used comes out as
    `Rejected`, and the rest goes on; a story repeated word for word under its id counts once.
    """
    sources = list(_sources(paths))
    ids = _Ids()
    for source in sources:
        for record in source.records():
            if isinstance(record, Record):
                ids.note(record)
    for source in sources:
        for record in source.records():
            if isinstance(record, Rejected):
                yield record
            elif (problem := _dispute(record, ids)) is not None:
                yield rejected(record.origin, problem, record.text)
            elif record.id not in ids.seen:
                ids.seen.add(record.id)
                yield read_story(
                    record.text,
                    id=record.id,
                    published=record.published,
                    assumed=published,
                    title=record.title,
                    outlet=record.outlet,
                    url=record.url,
                )


def _dispute(record: Record, ids: _Ids) -> str | None:
    owner = ids.owner.get(record.id)
    if owner == record.fingerprint():
        return None
    if owner is None:
        return "the file changed while it was being read"
    return f"the id {record.id!r} is also that of another story with other text or metadata"


@dataclass(frozen=True, slots=True)
class _Source:
    """One file, or the bytes of standard input; `name` is what messages call it."""

    name: str
    story_id: str
    path: Path | None = None
    data: bytes = b""
    problem: str = ""

    def records(self) -> Iterator[Record | Rejected]:
        if self.problem:
            yield rejected(self.name, self.problem, self.name)
            return
        nothing = True
        try:
            for record in self._records():
                nothing = False
                yield record
        except OSError as error:
            yield rejected(self.name, f"cannot be read: {error.strerror or error}", self.name)
            return
        if nothing:
            yield rejected(self.name, "empty", "")

    def _records(self) -> Iterator[Record | Rejected]:
        if self.path is not None and self.path.suffix.lower() in STREAMED_SUFFIXES:
            with self.path.open("rb") as lines:
                yield from line_records(self.name, lines)
            return
        data = self.path.read_bytes() if self.path else self.data
        if not data.strip().removeprefix(BOM):
            return
        if self.path is not None and self.path.suffix.lower() == ".json":
            yield from json_records(self.name, data)
        elif self._holds_lines(data):
            yield from line_records(self.name, data.split(b"\n"))
        else:
            yield text_record(self.name, self.story_id, data)

    def _holds_lines(self, data: bytes) -> bool:
        """Whether a stream or a file of unknown kind begins with an object on a line."""
        if self.path is not None and self.path.suffix.lower() in SUFFIXES:
            return False
        first = data.removeprefix(BOM).lstrip().split(b"\n", 1)[0]
        return first.startswith(b"{") and parsed_json(first) is not None


def _sources(paths: Sequence[str | Path]) -> Iterator[_Source]:
    """The files that `paths` stand for, each once, in the order of their names."""
    found: dict[str, _Source] = {}
    for given in paths:
        if str(given) == STDIN:
            found[STDIN] = _Source("<stdin>", "", data=sys.stdin.buffer.read())
            continue
        path = Path(given)
        if path.is_dir():
            files = [p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file()]
            if not files:
                found[str(path)] = _Source(str(path), "", problem="a folder without stories")
            ids = [file.relative_to(path).with_suffix("").as_posix() for file in files]
        elif path.exists():
            files, ids = [path], [path.stem]
        else:
            found[str(path)] = _Source(str(path), "", problem="no such file or folder")
            continue
        for file, story_id in zip(files, ids, strict=True):
            # A file reached in two ways goes by its shorter name, whichever way came first.
            key = str(file.resolve())
            if key not in found or len(story_id) < len(found[key].story_id):
                found[key] = _Source(str(file), story_id, path=file)
    for key in sorted(found):
        yield found[key]
