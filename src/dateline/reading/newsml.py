"""NewsML-G2: the items of a message, whose text is NITF or XHTML inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dateline.model import Rejected
from dateline.reading.html_pages import plain_text, text_of
from dateline.reading.inputs import Input
from dateline.reading.nitf import nitf_text
from dateline.reading.records import Record, content_id, rejected
from dateline.reading.xml_trees import below, first, parsed_xml, shown, words

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def newsml_records(source: Input) -> Iterator[Record | Rejected]:
    """The story of each `newsItem`; items of pictures and sound are rejected as such."""
    root, fault = parsed_xml(source.whole(), source.limits.depth)
    for item in below(root, "newsItem"):
        yield _record(item, source, fault)
    if fault:
        yield rejected(source.name, f"damaged: {fault}", fault)


def _record(item: Any, source: Input, fault: str) -> Record | Rejected:
    origin = f"{source.name}:{item.sourceline or 0}"
    kind = first(item, "itemClass")
    if kind is not None and not (kind.get("qcode") or "text").endswith(("text", "composite")):
        return rejected(origin, f"an item of {kind.get('qcode')}, not of text", shown(item))
    status = first(item, "pubStatus")
    if status is not None and (status.get("qcode") or "").endswith(("canceled", "withheld")):
        return rejected(origin, f"an item that is {status.get('qcode')}", shown(item))
    text = _text(item)
    if not text:
        return rejected(origin, "no text in the item", shown(item))
    provider = first(item, "provider", "infoSource")
    language = first(item, "language")
    outlet = words(provider) or (provider.get("literal") or "" if provider is not None else "")
    tag = language.get("tag") or "" if language is not None else item.get(_LANG) or ""
    day = next(
        (words(e) for n in ("contentCreated", "firstCreated", "versionCreated") for e in below(item, n)), ""
    )
    return Record(
        origin,
        item.get("guid") or content_id(text),
        text,
        day or None,
        words(first(item, "headline")),
        outlet,
        "",
        tag[:2].lower(),
        notes=(f"damaged XML, {fault}",) if fault else (),
    )


def _text(item: Any) -> str:
    inline = first(item, "inlineXML")
    if inline is not None:
        text = nitf_text(inline) if first(inline, "nitf") is not None else _xhtml(inline)
    else:
        data = first(item, "inlineData")
        text = plain_text(words(data)) if data is not None and "<" in (data.text or "") else ""
        text = text or ((data.text or "").strip() if data is not None else "")
    opening = first(item, "dateline")
    if text and opening is not None and not below(inline if inline is not None else item, "body.head"):
        written = words(opening)
        return f"{written}{'' if written[-1:] in '—–-:' else ' —'} {text}" if written else text
    return text


def _xhtml(inline: Any) -> str:
    body = first(inline, "body")
    return text_of(body if body is not None else inline)
