"""NITF, the news industry's text format: one story a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dateline.model import Rejected
from dateline.reading.html_pages import text_of
from dateline.reading.inputs import Input
from dateline.reading.records import Record, content_id, rejected
from dateline.reading.xml_trees import below, first, parsed_xml, shown, words

NOT_PROSE = ("media", "table", "fn", "note", "bibliography", "nitf-table")


def nitf_records(source: Input) -> Iterator[Record | Rejected]:
    """The story of each `nitf` element, with its dateline before its first paragraph."""
    root, fault = parsed_xml(source.whole(), source.limits.depth)
    for element in below(root, "nitf"):
        origin = f"{source.name}:{element.sourceline or 0}"
        text = nitf_text(element)
        if not text:
            yield rejected(origin, "no text in the body", shown(element))
            continue
        doc = first(element, "doc-id")
        url = next((e.get("ex-ref", "") for e in below(element, "pubdata") if e.get("ex-ref")), "")
        yield Record(
            origin,
            (doc.get("id-string") if doc is not None else "") or source.story_id or content_id(text),
            text,
            _day(element),
            words(first(element, "hl1")) or words(first(element, "title")),
            _outlet(element),
            url,
            notes=(f"damaged XML, {fault}",) if fault else (),
        )
    if fault:
        yield rejected(source.name, f"damaged: {fault}", fault)


def nitf_text(element: Any) -> str:
    """Dateline and paragraphs of the body."""
    body = first(element, "body.content", "body", "inlineXML")
    if body is None:
        return ""
    for other in below(body, *NOT_PROSE):
        parent = other.getparent()
        if parent is not None:
            parent.remove(other)
    text = text_of(body)
    dateline = first(element, "dateline")
    if text and dateline is not None and dateline not in list(body.iter()) and (opening := words(dateline)):
        ending = "" if opening[-1] in "—–-:" else " —"
        text = f"{opening}{ending} {text}"
    return text


def _day(element: Any) -> str | None:
    for name, attribute in (("date.issue", "norm"), ("pubdata", "date.publication"), ("story.date", "norm")):
        for found in below(element, name):
            if value := found.get(attribute):
                return str(value)
    return None


def _outlet(element: Any) -> str:
    publication = first(element, "pubdata")
    holder = first(element, "doc.copyright")
    name = publication.get("name") if publication is not None else ""
    return str(name or (holder.get("holder", "") if holder is not None else ""))
