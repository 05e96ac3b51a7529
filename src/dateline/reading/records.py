"""Bytes in, records of stories or rejections out: plain text and JSON Lines, UTF-8, any line bad."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import orjson
import xxhash

from dateline.model import Rejected

STAGE = "reading"
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Record:
    """A story before it is read: where it stood, its text and its metadata."""

    origin: str
    id: str
    text: str
    published: str | None = None
    title: str = ""
    outlet: str = ""
    url: str = ""

    def fingerprint(self) -> int:
        """A number that is the same for the same content, whatever file it stood in."""
        parts = (self.text, self.published or "", self.title, self.outlet, self.url)
        return xxhash.xxh3_64_intdigest("\x1f".join(parts).encode("utf-8", "surrogatepass"))


def text_record(origin: str, story_id: str, data: bytes) -> Record | Rejected:
    """The plain text `data` as one record; without an id it goes by its content."""
    text = _decoded(origin, data, 0)
    if isinstance(text, Rejected):
        return text
    return Record(origin, story_id or _content_id(text), text)


def _decoded(origin: str, data: bytes, offset: int) -> str | Rejected:
    """`data`, which stood at byte `offset` of its file, as text without a byte order mark."""
    try:
        return data.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        at = offset + error.start + (len(BOM) if data.startswith(BOM) else 0)
        reason = f"not UTF-8: byte 0x{error.object[error.start]:02x} at offset {at}"
        return rejected(origin, reason, data.decode("utf-8", "backslashreplace"))


def json_records(name: str, data: bytes) -> Iterator[Record | Rejected]:
    """The records of a `.json` file: one object, an array of objects, or an object a line."""
    value = parsed_json(data.removeprefix(BOM))
    if value is None:
        yield from line_records(name, data.split(b"\n"))
        return
    items = value if isinstance(value, list) else [value]
    for number, item in enumerate(items, 1):
        yield _record(f"{name}[{number}]", item, orjson.dumps(item).decode())


def line_records(name: str, lines: Iterable[bytes]) -> Iterator[Record | Rejected]:
    """A record for each line that holds an object, a rejection for each other line that is not blank."""
    offset = 0
    for number, line in enumerate(lines, 1):
        origin = f"{name}:{number}"
        if line.strip().removeprefix(BOM):
            text = _decoded(origin, line, offset)
            yield text if isinstance(text, Rejected) else _line_record(origin, text.rstrip("\r\n"))
        offset += len(line) if line.endswith(b"\n") else len(line) + 1


def _line_record(origin: str, line: str) -> Record | Rejected:
    try:
        item = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return rejected(origin, f"not JSON: {error.msg} (character {error.pos})", line)
    return _record(origin, item, line)


def _record(origin: str, item: object, original: str) -> Record | Rejected:
    """The JSON value `item` as a record; unknown keys are ignored."""
    if not isinstance(item, dict):
        return rejected(origin, f"not a JSON object but {type(item).__name__}", original)
    text = item.get("text")
    if not isinstance(text, str):
        reason = "no text" if text is None else f"text is not a string but {type(text).__name__}"
        return rejected(origin, reason, original)
    if not text.strip():
        return rejected(origin, "empty text", original)
    story_id = _words(item.get("id")) or _content_id(text)
    return Record(
        origin,
        story_id,
        text,
        _first_words(item, ("published", "date")) or None,
        _words(item.get("title")),
        _first_words(item, ("source", "outlet")),
        _words(item.get("url")),
    )


def _first_words(item: dict[str, object], keys: Iterable[str]) -> str:
    return next((words for key in keys if (words := _words(item.get(key)))), "")


def _words(value: object) -> str:
    """A string or a number as a string without surrounding blanks; anything else as none."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _content_id(text: str) -> str:
    return f"text-{xxhash.xxh3_64_hexdigest(text.encode('utf-8', 'surrogatepass'))}"


def parsed_json(data: bytes) -> object | None:
    """The JSON value that `data` spells; none where it spells no value (or `null`)."""
    try:
        value: object = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return value


def rejected(origin: str, reason: str, original: str) -> Rejected:
    """Input that reading cannot use, with its reason."""
    return Rejected(stage=STAGE, origin=origin, reason=reason, original=original)
