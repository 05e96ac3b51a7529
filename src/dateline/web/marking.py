"""Text with its spans marked, as markup that holds nothing of the text but escaped characters."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Layer:
    """A kind of marked words: the `label` that stands beside them, what the legend says, and whether they are
    marked from the beginning."""

    name: str
    label: str
    says: str
    shown: bool = True


LAYERS: Mapping[str, Layer] = {
    layer.name: layer
    for layer in (
        Layer("act", "did", "acts coded as events"),
        Layer("actor", "who", "actors"),
        Layer("recipient", "to whom", "recipients"),
        Layer("date", "when", "dates"),
        Layer("place", "where", "places"),
        Layer("figure", "how many", "figures"),
        Layer("source", "says who", "sources"),
        Layer("cue", "says", "words of saying"),
        Layer("content", "what", "what is said, asked or promised", False),
        Layer("clause", "also", "other predicates", False),
        Layer("dropped", "not", "left out; the reason stands on it", False),
    )
}
_CONTEXT = 3
LONG = 600
"""Characters of a paragraph that is not shown whole for the sake of a few words."""
_STOP = re.compile(r"(?<=[.!?”\"])[ \t]+(?=[A-Z“\"])")


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start:end` of a story's text, of one layer; `note` says more about them."""

    start: int
    end: int
    layer: str
    note: str = ""


def event_marks(event: dict[str, Any]) -> list[Mark]:
    """All marks of a public record."""
    marks = [_mark(span, "act", f"{event['type']}, rule {span['rule']}") for span in event["mentions"]]
    for side, layer in (("actors", "actor"), ("recipients", "recipient")):
        for party in event[side]:
            marks.append(_mark(party, layer, " · ".join(filter(None, (
                party["name"], party["country"], party["sector"], party["office"])))))  # fmt: skip
    for source in event["sources"]:
        marks += [_mark(source, "source", source["kind"]), _mark(source["cue"], "cue", "")]
    for figure in event["figures"]:
        marks.append(_mark(figure, "figure", f"{figure['value']:,} {figure['unit']}"))
    if event["date"]["start"] is not None:
        marks.append(_mark(event["date"], "date", f"{event['date']['first']} – {event['date']['last']}"))
    if event["place"]:
        marks.append(_mark(event["place"], "place", event["place"]["name"]))
    if event["content"]:
        marks.append(_mark(event["content"], "content", event["content"]["type"] or ""))
    return joined(marks)


def joined(marks: Iterable[Mark]) -> list[Mark]:
    """One mark for the same words in the same layer, with all that is noted of them; none without words."""
    notes: dict[tuple[int, int, str], dict[str, None]] = {}
    for mark in marks:
        if mark.end > mark.start:
            notes.setdefault((mark.start, mark.end, mark.layer), {})[mark.note] = None
    return [Mark(*key, "; ".join(filter(None, said))) for key, said in notes.items()]


def _mark(span: dict[str, Any], layer: str, note: str) -> Mark:
    return Mark(span["start"], span["end"], layer, note)


def marked(text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> Markup:
    """`text[start:end]` with its marks; those that cross are cut, so that each lies within another or beside.

    Each mark says its characters of the whole text in `data-start` and `data-end`.
    """
    end = len(text) if end is None else min(end, len(text))
    waiting = [
        (max(m.start, start), -min(m.end, end), n, m, True)
        for n, m in enumerate(sorted(set(marks), key=lambda m: (m.start, -m.end, m.layer, m.note)))
        if m.start < end and m.end > start
    ]
    heapq.heapify(waiting)
    out: list[str] = []
    open_until: list[int] = []
    at = start

    def write_until(stop: int) -> None:
        nonlocal at
        while open_until and open_until[-1] <= stop:
            out.extend((_escaped(text[at : open_until[-1]]), "</mark>"))
            at = open_until.pop()
        out.append(_escaped(text[at:stop]))
        at = stop

    while waiting:
        first, negative, n, mark, begins = heapq.heappop(waiting)
        last = -negative
        write_until(first)
        if open_until and last > open_until[-1]:
            heapq.heappush(waiting, (open_until[-1], -last, n, mark, False))
            last = open_until[-1]
        out.append(_opening(mark, begins=begins))
        open_until.append(last)
    write_until(end)
    return Markup("".join(out))


def _opening(mark: Mark, *, begins: bool) -> str:
    label = f' data-label="{escape(LAYERS[mark.layer].label)}"' if begins else ""
    note = f' title="{escape(mark.note)}"' if mark.note else ""
    at = f'data-start="{mark.start}" data-end="{mark.end}"'
    return f'<mark class="layer-{escape(mark.layer)}" {at}{label}{note}>'


def _escaped(text: str) -> str:
    # A browser would make one line end of the two characters, and move all offsets after it.
    return str(escape(text)).replace("\r", "&#13;")


def passages(text: str, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """The paragraphs of `text` that hold a mark, as ranges of characters; neighbours are one passage.

    Of a long paragraph, only the sentences that hold one, and those beside them.
    """
    found: list[tuple[int, int]] = []
    for match in re.finditer(r"[^\n]+", text):
        short = match.end() - match.start() <= LONG
        pieces = [match.span()] if short else _sentences(text, *match.span())
        held = [any(m.start < end and m.end > start for m in marks) for start, end in pieces]
        for n, (start, end) in enumerate(pieces):
            if any(held[max(0, n - 1) : n + 2]):
                if found and not text[found[-1][1] : start].strip():
                    found[-1] = (found[-1][0], end)
                else:
                    found.append((start, end))
    return found


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Roughly: what ends with a stop and a blank before a capital."""
    ends = [m.start() for m in _STOP.finditer(text, start, end)]
    begins = [m.end() for m in _STOP.finditer(text, start, end)]
    return list(zip([start, *begins], [*ends, end], strict=True))


def differences(old: str, new: str) -> Markup:
    """`new` beside `old`, word by word: what was taken out as `<del>`, what was put in as `<ins>`.

    Longer stretches that are the same are shortened.
    """
    before, after = old.split(), new.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    out: list[str] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            same = after[c:d]
            if len(same) > 4 * _CONTEXT:
                same = [*same[: 2 * _CONTEXT], "…", *same[-2 * _CONTEXT :]]
            out.append(str(escape(" ".join(same))))
            continue
        if b > a:
            out.append(f"<del>{escape(' '.join(before[a:b]))}</del>")
        if d > c:
            out.append(f"<ins>{escape(' '.join(after[c:d]))}</ins>")
    return Markup(" ".join(out))
