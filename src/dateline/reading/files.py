"""Stories from files, folders and standard input. The edge of reading: the only part that touches disk.

Each record is read twice: once to see which ids are used by more than one text, once to hand it on.
So which story keeps a disputed id depends on what the stories say, not on the order they come in.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

from dateline.model import Rejected, Story
from dateline.reading.file_names import SUFFIXES, story_stem
from dateline.reading.inputs import Input, RefusedError
from dateline.reading.kinds import records_of
from dateline.reading.limits import Limits
from dateline.reading.records import STAGE, Record, json_line, rejected
from dateline.reading.sentences import overlong_sentences
from dateline.reading.stories import read_story
from dateline.reading.time_limit import OutOfTimeError, at_most

STDIN = "-"


@dataclass(frozen=True, slots=True)
class File:
    """A file by its path or address; `story_id` is what its story is called when it holds one."""

    path: str
    story_id: str
    size: int


@dataclass(slots=True)
class _Ids:
    """Which content each id belongs to: the smallest fingerprint, negated once it was handed on."""

    owner: dict[str, int] = field(default_factory=dict)

    def note(self, record: Record) -> None:
        mark = record.fingerprint()
        self.owner[record.id] = min(mark, self.owner.get(record.id, mark))

    def hand_on(self, id_: str) -> None:
        self.owner[id_] = ~self.owner[id_]


def read_paths(
    paths: Sequence[str | Path],
    *,
    published: date | None = None,
    columns: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Iterator[Story | Rejected]:
    """The stories under `paths`: files, folders (sorted, with what lies below), `-` for standard input.

    The formats are those of `file_names.SUFFIXES`. A plain text is one story, its id the file's stem (below
    a folder: its path there without suffix); rows and lines have `text` and, where known, `id`,
    `published` or `date`, `title`, `source`, `url`, or what `columns` calls these; a page goes by its
    address. `published` is the day of stories that do not give one. What cannot be used, or goes beyond
    a limit, comes out as `Rejected`, and the rest goes on; a story repeated word for word under its id
    counts once.
    """
    limits = limits or Limits()
    for item in read_records(paths, columns=columns, limits=limits):
        yield from _stories(item, published, limits)


def read_records(
    paths: Sequence[str | Path], *, columns: Mapping[str, str] | None = None, limits: Limits | None = None
) -> Iterator[Record | Rejected]:
    """What `read_paths` makes stories of (`stories_of`): to have them made by another process."""
    sources = list(_sources(paths, columns or {}, limits or Limits()))
    yield from _undisputed(sources, _noted(sources))


def list_files(paths: Sequence[str | Path]) -> tuple[list[File], list[Rejected]]:
    """The files under `paths`, which may be addresses of an object store, and what is wrong with `paths`."""
    files: list[File] = []
    wrong: list[Rejected] = []
    for source in _sources([p for p in paths if "://" not in str(p)], {}, Limits()):
        if isinstance(source, Rejected):
            wrong.append(source)
        else:
            files.append(File(source.name, source.story_id, source.size))
    for address in sorted({str(p) for p in paths if "://" in str(p)}):
        from dateline.reading.addresses import files_at

        found = files_at(address)
        files += found
        if not found:
            wrong.append(rejected(address, "no file with stories at this address", address))
    return sorted(set(files), key=lambda f: f.path), wrong


def survey_files(
    files: Sequence[File], columns: Mapping[str, str] | None = None, limits: Limits | None = None
) -> dict[str, int]:
    """The ids in these files, each with the smallest fingerprint of what goes by it."""
    return _noted([_opened(file, columns or {}, limits or Limits()) for file in files]).owner


def read_files(
    files: Sequence[File],
    owners: Mapping[str, int],
    elsewhere: Collection[str],
    *,
    published: date | None = None,
    columns: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Iterator[Story | Rejected]:
    """The stories in some of many files, as `read_paths` would give them with all.

    `owners`: of ids that other files have, too, the smallest fingerprint of all; stories of ids that are
    `elsewhere` come from there.
    """
    limits = limits or Limits()
    sources = [_opened(file, columns or {}, limits) for file in files]
    ids = _noted(sources)
    ids.owner.update(owners)
    for id_ in elsewhere:
        ids.hand_on(id_)
    for item in _undisputed(sources, ids):
        yield from _stories(item, published, limits)


def _noted(sources: Sequence[Input | Rejected]) -> _Ids:
    ids = _Ids()
    for source in sources:
        for record in _records(source):
            if isinstance(record, Record):
                ids.note(record)
    return ids


def _undisputed(sources: Sequence[Input | Rejected], ids: _Ids) -> Iterator[Record | Rejected]:
    """The records that their id belongs to, each once."""
    for source in sources:
        for record in _records(source):
            if isinstance(record, Rejected):
                yield record
                continue
            mark, owner = record.fingerprint(), ids.owner.get(record.id)
            if owner == mark:
                ids.hand_on(record.id)
                yield record
            elif owner != ~mark:
                yield rejected(record.origin, _dispute(record, owner), record.text or record.url)


def _dispute(record: Record, owner: int | None) -> str:
    if owner is None:
        return "the file changed while it was being read"
    return f"the id {record.id!r} is also that of another story with other text or metadata"


def _stories(item: Record | Rejected, published: date | None, limits: Limits) -> Iterator[Story | Rejected]:
    if isinstance(item, Rejected):
        yield item
    else:
        yield from stories_of(item, published, limits)


def _opened(file: File, columns: Mapping[str, str], limits: Limits) -> Input:
    if "://" in file.path:
        from dateline.reading.addresses import opener

        name = file.path.rpartition("/")[2]
        return Input(file.path, file.story_id, opener(file.path), file.size, name, limits, columns)
    return _file(Path(file.path), file.story_id, columns, limits)


def stories_of(record: Record, published: date | None, limits: Limits) -> Iterator[Story | Rejected]:
    """The story of a record, with what of it is beyond the limits as rejections."""
    try:
        with at_most(limits.seconds):
            found = list(_stories_of(record, published, limits))
    except OutOfTimeError as error:
        found = [_refused(record, f"{error} (limit: seconds)")]
    yield from found


def _stories_of(record: Record, published: date | None, limits: Limits) -> Iterator[Story | Rejected]:
    whole = record
    if record.page:
        from dateline.reading.html_pages import page_record

        found = page_record(record)
        if isinstance(found, Rejected):
            yield found
            return
        whole = found
    if len(whole.text) > limits.story:
        reason = f"a story of {len(whole.text):,} characters (limit: story={limits.story})"
        yield _refused(whole, reason)
        return
    yield read_story(
        whole.text,
        id=whole.id,
        published=whole.published,
        basis=whole.basis,
        assumed=published,
        title=whole.title,
        outlet=whole.outlet,
        url=whole.url,
        language=whole.language,
        received=whole.notes,
        longest_sentence=limits.sentence,
    )
    for start, end, words in overlong_sentences(whole.text, limits.sentence):
        reason = f"a sentence of {words:,} words (limit: sentence={limits.sentence}); the rest is coded"
        yield rejected(f"{whole.origin} characters {start}–{end}", reason, whole.text[start:end])


def _refused(record: Record, reason: str) -> Rejected:
    if record.page:
        return rejected(record.origin, reason, record.page.decode("utf-8", "backslashreplace"))
    return replace(rejected(record.origin, reason, record.text), metadata=metadata(record))


def again(rejection: Rejected, columns: Mapping[str, str], limits: Limits) -> Iterator[Story | Rejected]:
    """What was rejected, read anew from what was kept of it; nothing where that can't be done.

    It can be for stories, and for lines of JSON; what else is wrong must be mended in its file.
    """
    given = rejection.metadata
    if given.get("id"):
        yield from stories_of(
            Record(
                rejection.origin,
                given["id"],
                rejection.original,
                given.get("published"),
                given.get("title", ""),
                given.get("outlet", ""),
                given.get("url", ""),
                given.get("language", ""),
                given.get("basis", "field"),
            ),
            None,
            limits,
        )
    elif rejection.stage == STAGE and rejection.original.lstrip().startswith("{"):
        found = json_line(rejection.origin, rejection.original.encode(), 0, columns)
        if isinstance(found, Record):
            yield from stories_of(found, None, limits)


def metadata(record: Record) -> dict[str, str]:
    """What a rejected record said besides its text, so that it can be read again."""
    given = {
        "id": record.id,
        "published": record.published or "",
        "basis": record.basis,
        "title": record.title,
        "outlet": record.outlet,
        "url": record.url,
        "language": record.language,
    }
    return {key: value for key, value in given.items() if value}


def _records(source: Input | Rejected) -> Iterator[Record | Rejected]:
    """The records of one source; what is wrong with it as a whole as a rejection, like none at all."""
    if isinstance(source, Rejected):
        yield source
        return
    nothing = True
    try:
        for record in records_of(source):
            nothing = False
            yield record
    except RefusedError as error:
        yield rejected(source.name, str(error), source.name)
        return
    except OSError as error:
        yield rejected(source.name, f"cannot be read: {error.strerror or error}", source.name)
        return
    except Exception as error:
        # A fault of ours or of a library: the other files are read all the same.
        yield rejected(source.name, f"{type(error).__name__}: {error}; please report it", source.name)
        return
    if nothing:
        yield rejected(source.name, "empty", "")


def _sources(
    paths: Sequence[str | Path], columns: Mapping[str, str], limits: Limits
) -> Iterator[Input | Rejected]:
    """The files that `paths` stand for, each once, in the order of their names."""
    found: dict[str, Input | Rejected] = {}
    for given in paths:
        if str(given) == STDIN:
            data = sys.stdin.buffer.read(limits.file_bytes + 1)
            found[STDIN] = Input(
                "<stdin>", "", lambda data=data: io.BytesIO(data), len(data), "", limits, columns  # type: ignore[misc]
            )  # fmt: skip
            continue
        path = Path(given)
        if path.is_dir():
            files = [p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file()]
            if not files:
                found[str(path)] = rejected(str(path), "a folder without stories", str(path))
            ids = [story_stem(file.relative_to(path).as_posix()) for file in files]
        elif path.exists():
            files, ids = [path], [story_stem(path.name)]
        else:
            found[str(path)] = rejected(str(path), "no such file or folder", str(path))
            continue
        for file, story_id in zip(files, ids, strict=True):
            # A file reached in two ways goes by its shorter name, whichever way came first.
            key = str(file.resolve())
            known = found.get(key)
            if not isinstance(known, Input) or len(story_id) < len(known.story_id):
                found[key] = _file(file, story_id, columns, limits)
    for key in sorted(found):
        yield found[key]


def _file(path: Path, story_id: str, columns: Mapping[str, str], limits: Limits) -> Input:
    def opened() -> BinaryIO:
        return cast(BinaryIO, path.open("rb"))

    size = path.stat().st_size
    return Input(str(path), story_id, opened, size, path.name, limits, columns)
