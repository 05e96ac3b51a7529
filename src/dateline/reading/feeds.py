"""RSS and Atom: the entries of a feed file, and what each says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from dateline.model import Rejected
from dateline.reading.html_pages import plain_text
from dateline.reading.inputs import Input
from dateline.reading.records import Record, content_id, rejected
from dateline.reading.xml_trees import below, first, local, parsed_xml, shown, words


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed; `text` is the whole story where the feed has it, else its summary."""

    line: int
    url: str
    id: str
    title: str
    published: str
    text: str
    original: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read: its name and language, its entries, and what was wrong with its XML, if anything."""

    title: str
    language: str
    entries: tuple[Entry, ...]
    fault: str


def feed_records(source: Input) -> Iterator[Record | Rejected]:
    """A record an entry; an entry without words is rejected with its line."""
    feed = read_feed(source.whole(), source.limits.depth)
    for entry in feed.entries:
        yield entry_record(entry, feed, source.name)
    if feed.fault:
        yield rejected(source.name, f"damaged: {feed.fault}", feed.fault)


def entry_record(entry: Entry, feed: Feed, name: str) -> Record | Rejected:
    origin = f"{name}:{entry.line}"
    if not entry.text:
        return rejected(origin, "an entry without text", entry.original)
    story_id = entry.url or entry.id or content_id(entry.text)
    return Record(
        origin,
        story_id,
        entry.text,
        entry.published or None,
        entry.title,
        feed.title,
        entry.url,
        feed.language,
    )


def read_feed(data: bytes, depth: int) -> Feed:
    """The feed that `data` holds, RSS 0.9 to 2.0 or Atom. Raises `RefusedError`.

    Where the XML breaks off, the entries before are read; one that is cut in two is left out.
    """
    root, fault = parsed_xml(data, depth)
    entries = [_entry(element) for element in below(root, "item", "entry")]
    if fault and entries and not _whole(data, len(entries)):
        # What the parser closed by itself at the break is half an entry.
        entries.pop()
    channel = first(root, "channel") if local(root) != "feed" else root
    title = next((words(e) for e in (channel if channel is not None else root) if local(e) == "title"), "")
    language = words(first(root, "language")) or root.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    return Feed(title, language[:2].lower(), tuple(entries), fault)


def _whole(data: bytes, entries: int) -> bool:
    return data.count(b"</item>") + data.count(b"</entry>") + data.count(b":item>") >= entries


def _entry(element: Any) -> Entry:
    texts = {"encoded": "", "content": "", "description": "", "summary": ""}
    found: dict[str, str] = {}
    url = ""
    for child in element:
        name = local(child)
        if name in texts and child.get("medium") is None:
            inner = shown(child) if len(child) else child.text or ""
            texts[name] = max(texts[name], plain_text(inner), key=len)
        elif name == "link":
            if child.get("rel", "alternate") == "alternate":
                url = url or (child.get("href") or words(child)).strip()
        elif name in ("guid", "id", "title", "pubDate", "published", "date", "updated", "issued"):
            found.setdefault(name, words(child))
            if name == "guid" and child.get("isPermaLink") != "false" and not url:
                url = words(child) if words(child).startswith("http") else ""
    written = next(
        (found[n] for n in ("pubDate", "published", "issued", "date", "updated") if n in found), ""
    )
    return Entry(
        line=element.sourceline or 0,
        url=url,
        id=found.get("guid") or found.get("id", ""),
        title=plain_text(found.get("title", "")),
        published=mail_day(written),
        text=next((text for text in texts.values() if text), ""),
        original=shown(element),
    )


def mail_day(written: str) -> str:
    """`Sun, 27 Feb 2022 23:10:00 +0100` as `2022-02-27`, the day at the writer's; else the words."""
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return written
