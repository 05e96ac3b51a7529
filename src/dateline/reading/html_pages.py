"""HTML pages: the prose without the page around it, and the day as metadata, markup or address give it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import orjson
from htmldate import find_date
from lxml import etree, html
from trafilatura import bare_extraction

from dateline.model import Rejected
from dateline.reading.decoding import NotTextError, declared_encoding, decode
from dateline.reading.inputs import Input
from dateline.reading.records import Record, content_id, rejected
from dateline.reading.written_dates import read_written_date

SHORTEST = 40
"""Characters of prose below which a page is no story."""
DATE_NAMES = (
    "article:published_time og:article:published_time og:published_time datepublished pubdate publishdate "
    "publish-date publish_date publication_date publication-date published dc.date.issued dcterms.issued "
    "dc.date dcterms.created dcterms.date parsely-pub-date sailthru.date article.published "
    "citation_publication_date date"
).split()  # fmt: skip
"""What `meta` elements call the day of publication, the surest first."""
_BREAKS = {"p", "div", "br", "li", "h1", "h2", "h3", "h4", "blockquote", "tr", "hl1", "hl2", "pre", "section"}
_UNREAD = {"script", "style", "head", "noscript", "template", "iframe", "svg"}
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def html_records(source: Input) -> Iterator[Record | Rejected]:
    """The one page of a file; its text is taken out when the story is handed on."""
    data = source.whole()
    if data.strip():
        yield Record(source.name, source.story_id or content_id(data), "", page=data)


def page_record(record: Record) -> Record | Rejected:
    """The record of a page with its prose, title, outlet and day."""
    try:
        text, note = decode(record.page, record.declared or declared_encoding(record.page))
    except NotTextError as error:
        return _refused(record, str(error))
    try:
        # The parser takes no NUL, and no encoding declared within what is text already.
        tree = html.fromstring(_DECLARATION.sub("", text.replace("\x00", " "), count=1), parser=_parser())
        meta = _meta(tree)
        day, basis = _day(tree, meta, record)
        found: Any = bare_extraction(
            tree, url=record.url or None, include_comments=False, include_tables=False, favor_precision=True
        )
    except (etree.LxmlError, ValueError, AssertionError, RecursionError) as error:
        return _refused(record, f"cannot be read as HTML: {type(error).__name__}: {error}")
    prose = (found.text or "").strip() if found is not None else ""
    if len(prose) < SHORTEST:
        return _refused(record, "a page without prose")
    return replace(
        record,
        text=re.sub(r"\n+", "\n\n", prose),
        published=day,
        basis=basis,
        title=record.title or meta.get("og:title") or _title(tree),
        outlet=record.outlet or meta.get("og:site_name", ""),
        url=record.url or _canonical(tree, meta),
        language=record.language or (tree.get("lang") or "")[:2].lower(),
        notes=(
            *record.notes,
            *((note,) if note else ()),
            "the text is what was taken for the prose of a page",
        ),
        page=b"",
    )


_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


def _parser() -> html.HTMLParser:
    return html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)


def _refused(record: Record, reason: str) -> Rejected:
    return rejected(record.origin, reason, record.page.decode("utf-8", "backslashreplace"))


def _meta(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if content and name:
            found.setdefault(name.lower(), content)
    return found


def _title(tree: Any) -> str:
    title = tree.find(".//title")
    return " ".join((title.text or "").split()) if title is not None else ""


def _canonical(tree: Any, meta: dict[str, str]) -> str:
    for link in tree.iter("link"):
        if link.get("rel") == "canonical" and (link.get("href") or "").startswith("http"):
            return str(link.get("href"))
    return meta.get("og:url", "")


def _day(tree: Any, meta: dict[str, str], record: Record) -> tuple[str | None, str]:
    """The day of publication and its basis, from metadata, else markup."""
    if record.published:
        return record.published, record.basis
    named = [meta[name] for name in DATE_NAMES if name in meta]
    for value in (*named[:1], *_linked_days(tree), *named[1:]):
        written = read_written_date(value)
        if written and written.on_calendar():
            return value, "field"
    try:
        marked = find_date(tree, extensive_search=False, original_date=True)
    except (ValueError, OverflowError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        marked = None  # The library stumbles on some damaged pages; other signs of the day are left.
    if marked:
        return marked, "markup"
    # The address comes next, which every story with one is asked for.
    return None, "field"


def _linked_days(tree: Any) -> Iterator[str]:
    """`datePublished` in the page's linked data (schema.org)."""
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json" or not script.text:
            continue
        try:
            pending = [orjson.loads(script.text)]
        except orjson.JSONDecodeError:
            continue
        while pending:
            value = pending.pop()
            if isinstance(value, dict):
                if isinstance(value.get("datePublished"), str):
                    yield value["datePublished"]
                pending += value.values()
            elif isinstance(value, list):
                pending += value


def plain_text(fragment: str) -> str:
    """The words of a piece of HTML, a blank line between its blocks; not for whole pages."""
    if "<" not in fragment:
        return unescape(fragment).strip()
    try:
        tree = html.fromstring(f"<div>{fragment.replace(chr(0), ' ')}</div>", parser=_parser())
    except (etree.LxmlError, ValueError):
        return ""
    return text_of(tree)


def text_of(tree: Any) -> str:
    """The words below an element, a blank line between blocks."""
    pieces: list[str] = []
    unread = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        if event == "start":
            unread += tag in _UNREAD
            if tag in _BREAKS:
                pieces.append("\n\n")
            if not unread and isinstance(element.tag, str):
                pieces.append(element.text or "")
        else:
            unread -= tag in _UNREAD
            if tag in _BREAKS:
                pieces.append("\n\n")
            if not unread and element is not tree:
                pieces.append(element.tail or "")
    blocks = (" ".join(block.split()) for block in re.split(r"\n\n", "".join(pieces)))
    return "\n\n".join(block for block in blocks if block)
