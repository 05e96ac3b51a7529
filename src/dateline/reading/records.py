"""Bytes in, records of stories or rejections out: plain text and JSON Lines, any line bad."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import orjson
import xxhash

from dateline.model import Rejected
from dateline.reading.decoding import NotTextError, decode

STAGE = "reading"
BOM = b"\xef\xbb\xbf"
FIELDS = {
    "id": ("id",),
    "text": ("text",),
    "published": ("published", "date"),
    "title": ("title",),
    "outlet": ("source", "outlet"),
    "url": ("url",),
    "language": ("language",),
}
"""What a record may say of a story, and what it is called where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Record:
    """A story before it is read: where it stood, its text and its metadata.

    `basis` is where the day of publication is from. `notes` say what was assumed to get at the text.
    `page` holds HTML whose text is taken out only when the story is handed on; `declared` is its encoding
    as a header has it.
    """

    origin: str
    id: str
    text: str
    published: str | None = None
    title: str = ""
    outlet: str = ""
    url: str = ""
    language: str = ""
    basis: str = "field"
    notes: tuple[str, ...] = ()
    page: bytes = b""
    declared: str = ""

    def fingerprint(self) -> int:
        """A number that is the same for the same content, whatever file it stood in."""
        parts = (self.text, self.published or "", self.title, self.outlet, self.url)
        content = "\x1f".join(parts).encode("utf-8", "surrogatepass")
        return xxhash.xxh3_64_intdigest(content + self.page)


def columns_of(given: str) -> dict[str, str]:
    """What a file calls our fields, from `text=body,published=pub_date`.

    Raises `ValueError` for a field that there is not.
    """
    columns = {}
    for pair in filter(None, given.split(",")):
        field, equals, column = pair.partition("=")
        if field.strip() not in FIELDS or not equals or not column.strip():
            msg = f"{pair!r} names no column for a field; the fields are {', '.join(FIELDS)}"
            raise ValueError(msg)
        columns[field.strip()] = column.strip()
    return columns


def text_record(origin: str, story_id: str, data: bytes) -> Record | Rejected:
    """The plain text `data` as one record; without an id it goes by its content."""
    try:
        text, note = decode(data)
    except NotTextError as error:
        return rejected(origin, str(error), data.decode("utf-8", "backslashreplace"))
    return Record(origin, story_id or content_id(text), text, notes=(note,) if note else ())


def json_records(name: str, data: bytes, columns: Mapping[str, str]) -> Iterator[Record | Rejected]:
    """The records of a `.json` file: one object, an array of objects, or an object a line."""
    value = parsed_json(data.removeprefix(BOM))
    if value is None:
        yield from line_records(name, ((line, 0) for line in data.split(b"\n")), columns)
        return
    items = value if isinstance(value, list) else [value]
    for number, item in enumerate(items, 1):
        yield _json_record(f"{name}[{number}]", item, orjson.dumps(item).decode(), columns)


def line_records(
    name: str, lines: Iterable[tuple[bytes, int]], columns: Mapping[str, str]
) -> Iterator[Record | Rejected]:
    """A record for each line that holds an object, a rejection for each other line that is not blank.

    With each line comes the number of bytes that were cut off it for its length.
    """
    offset = 0
    for number, (line, cut) in enumerate(lines, 1):
        origin = f"{name}:{number}"
        if cut:
            shown = line[:2000].decode("utf-8", "backslashreplace")
            yield rejected(origin, f"a line of {len(line) + cut:,} bytes (limit: story)", shown)
        elif line.strip().removeprefix(BOM):
            yield json_line(origin, line, offset, columns)
        offset += cut + (len(line) if line.endswith(b"\n") else len(line) + 1)


def json_line(origin: str, line: bytes, offset: int, columns: Mapping[str, str]) -> Record | Rejected:
    """The record of one line, which stood at byte `offset` of its file."""
    try:
        text = line.removeprefix(BOM).decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        at = offset + error.start + (len(BOM) if line.startswith(BOM) else 0)
        reason = f"not UTF-8: byte 0x{error.object[error.start]:02x} at offset {at}"
        return rejected(origin, reason, line.decode("utf-8", "backslashreplace"))
    try:
        item = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return rejected(origin, f"not JSON: {error.msg} (character {error.pos})", text)
    return _json_record(origin, item, text, columns)


def _json_record(origin: str, item: object, original: str, columns: Mapping[str, str]) -> Record | Rejected:
    if not isinstance(item, dict):
        return rejected(origin, f"not a JSON object but {type(item).__name__}", original)
    return field_record(origin, item, original, columns)


def field_record(
    origin: str, item: Mapping[str, object], original: str, columns: Mapping[str, str]
) -> Record | Rejected:
    """Named values as a record; names that nothing is known of are ignored."""

    def words(name: str) -> str:
        keys = (columns[name],) if name in columns else FIELDS[name]
        return next((found for key in keys if (found := _words(item.get(key)))), "")

    text = item.get(columns.get("text", "text"))
    if not isinstance(text, str):
        reason = "no text" if text is None else f"text is not a string but {type(text).__name__}"
        return rejected(origin, reason, original)
    if not text.strip():
        return rejected(origin, "empty text", original)
    return Record(
        origin,
        words("id") or content_id(text),
        text,
        words("published") or None,
        words("title"),
        words("outlet"),
        words("url"),
        words("language"),
    )


def _words(value: object) -> str:
    """A string or a number as a string without surrounding blanks; anything else as none."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def content_id(text: str | bytes) -> str:
    """The id of a story that has none: it goes by its content."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return f"text-{xxhash.xxh3_64_hexdigest(data)}"


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
