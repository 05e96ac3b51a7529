"""Mail: news alerts in `.eml` files and mboxes, a story a message."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.utils import parseaddr
from typing import Any

from dateline.model import Rejected
from dateline.reading.decoding import NotTextError, decode
from dateline.reading.feeds import mail_day
from dateline.reading.html_pages import plain_text
from dateline.reading.inputs import Input, bounded_lines
from dateline.reading.records import Record, content_id, rejected

PARTS = 200
"""Parts of a message that are looked at."""


def eml_records(source: Input) -> Iterator[Record | Rejected]:
    """The one message of a file."""
    data = source.whole()
    if data.strip():
        yield _record(source.name, data, source)


def mbox_records(source: Input) -> Iterator[Record | Rejected]:
    """The messages of an mbox; each begins at a line `From ` after a blank one."""
    message: list[bytes] = []
    began, number, size, blank = 1, 0, 0, True
    with source.open() as stream:
        for number, (line, _) in enumerate(bounded_lines(stream, 1 << 20), 1):
            if blank and line.startswith(b"From "):
                if b"".join(message).strip():
                    yield _message(f"{source.name}:{began}", message, size, source)
                message, size, began = [], 0, number
            else:
                size += len(line)
                if size <= source.limits.file_bytes:
                    message.append(line[1:] if line.startswith(b">From ") else line)
            blank = not line.strip()
    if b"".join(message).strip():
        yield _message(f"{source.name}:{began}", message, size, source)


def _message(origin: str, lines: list[bytes], size: int, source: Input) -> Record | Rejected:
    data = b"".join(lines)
    if size > source.limits.file_bytes:
        return rejected(origin, f"more than {source.limits.file} MB (limit: file)", _shown(data[:2000]))
    return _record(origin, data, source)


def _record(origin: str, data: bytes, source: Input) -> Record | Rejected:
    try:
        message = message_from_bytes(data, policy=policy.default)
        text, note = _text(message)
        sender, subject, day, name = (
            _header(message, key) for key in ("From", "Subject", "Date", "Message-ID")
        )
    except (
        MessageError,
        ValueError,
        LookupError,
        AttributeError,
        TypeError,
        IndexError,
        RecursionError,
        OverflowError,
    ) as error:
        # The standard library stumbles in these ways over headers that are no headers.
        return rejected(origin, f"not a message: {type(error).__name__}: {error}", _shown(data))
    if not text.strip():
        return rejected(origin, "a message without text", _shown(data))
    return Record(
        origin,
        name.strip("<> \t") or source.story_id or content_id(text),
        text,
        mail_day(day) or None,
        subject,
        parseaddr(sender)[0] or parseaddr(sender)[1],
        notes=(note,) if note else (),
    )


def _text(message: Any) -> tuple[str, str]:
    """The plain words of a message, or those of its HTML, and what was assumed to read them."""
    found: dict[str, tuple[str, str]] = {}
    for number, part in enumerate(message.walk()):
        kind = part.get_content_type()
        if number > PARTS or kind not in ("text/plain", "text/html") or part.get_filename():
            continue
        try:
            payload = part.get_payload(decode=True) or b""
            text, note = decode(payload, part.get_content_charset() or "")
        except NotTextError:
            continue
        if text.strip():
            found.setdefault(kind, (text.replace("\r\n", "\n"), note))
    if "text/plain" in found:
        return found["text/plain"]
    text, note = found.get("text/html", ("", ""))
    return plain_text(text), note


def _header(message: Any, key: str) -> str:
    return " ".join(str(message.get(key, "")).split())


def _shown(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
