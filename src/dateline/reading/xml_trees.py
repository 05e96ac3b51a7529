"""XML as a tree, by a parser that fetches nothing, expands no entities and stops at a depth."""

from __future__ import annotations

from typing import Any

from lxml import etree

from dateline.reading.inputs import RefusedError

BUILT_IN_DEPTH = 250
"""The library itself ends at 256."""


def parsed_xml(data: bytes, depth: int) -> tuple[Any, str]:
    """The root element, and what was wrong with the document, where it could be read but for that.

    Raises `RefusedError` for a document that declares entities, is too deep, or holds no element.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        recover=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    _no_entities(data)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        msg = f"not XML: {error}"
        raise RefusedError(msg) from None
    if root is None:
        msg = "not XML: holds no element"
        raise RefusedError(msg)
    faults = [entry for entry in parser.error_log if entry.level_name in ("ERROR", "FATAL")]
    if any("depth" in entry.message.lower() for entry in faults) or _depth(root) > min(depth, BUILT_IN_DEPTH):
        msg = f"elements nested more than {depth} deep (limit: depth)"
        raise RefusedError(msg)
    fault = f"line {faults[0].line}: {faults[0].message.strip()}" if faults else ""
    return root, fault


def _no_entities(data: bytes) -> None:
    """Refuse a document whose DOCTYPE declares entities: news has no use for them, attacks have."""
    for encoding in ("ascii", "utf-16-le", "utf-16-be"):
        if "<!ENTITY".encode(encoding) in data:
            msg = "declares XML entities, which are not expanded here"
            raise RefusedError(msg)


def _depth(root: Any) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def below(element: Any, *names: str) -> list[Any]:
    """All elements below (and the element itself) with one of these names, whatever their namespace."""
    return [found for found in element.iter() if local(found) in names]


def first(element: Any, *names: str) -> Any | None:
    """The first of `below`, in the order of the names."""
    for name in names:
        if found := below(element, name):
            return found[0]
    return None


def words(element: Any | None) -> str:
    """The words of an element and all below it on one line; nothing for none."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def shown(element: Any) -> str:
    """An element as it would be written."""
    return str(etree.tostring(element, encoding="unicode", with_tail=False))
