"""Finding: what stands between quotation marks, over paragraph breaks too."""

from __future__ import annotations

import re

from dateline.model import Parse
from dateline.model.slotted import record

MARKS = re.compile(
    r"[\"“”„«»`'‘](?:(?<=[\"“”„«»])|(?<=`)`|(?<=')'"
    r"|(?<=[‘'])(?<![\w.,!?].)(?=[A-Z][a-z’']|[a-z]{2,}|I\b|A\b))"
)
"""All begin with one set of characters, so that the search passes over others fast."""
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…])[’'](?!\w)")
_EITHER = ('"', "''")
"""Marks that open and close alike."""
_CLOSING = ("”", "»")
_LONGEST_SINGLE = 600
"""Characters: a single opening mark whose partner lies farther off is an apostrophe."""


@record(frozen=True, slots=True)
class Quotation:
    """One run of quoted words.

    `spans` are characters of the reading, marks included, one a paragraph where the quotation runs
    on ("an opening mark, no closing one, an opening mark in the next paragraph"). `first` and
    `last` are the tokens of the marks (or of the outermost words), `words` counts what is between.
    """

    spans: tuple[tuple[int, int], ...]
    first: int
    last: int
    words: int

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]


def find_quotations(parse: Parse) -> tuple[Quotation, ...]:
    """All quotations of a story in order, outermost ones only; they do not overlap."""
    text = parse.text
    found: list[list[tuple[int, int]]] = []
    run_on: list[tuple[int, int]] = []
    for begin, finish in _paragraph_spans(parse):
        pieces, still_open = _in_paragraph(text, begin, finish)
        if run_on and not (pieces and _takes_up(text, begin, pieces[0][0], run_on[-1][0])):
            # The next paragraph does not take the quotation up: its closing mark was forgotten.
            found.append(run_on)
            run_on = []
        for k, piece in enumerate(pieces):
            run = [*run_on, piece] if run_on else [piece]
            run_on = []
            if (still_open and k == len(pieces) - 1) or _reopens(text, piece, pieces, k):
                run_on = run
            else:
                found.append(run)
    if run_on:
        found.append(run_on)
    return tuple(q for spans in found if (q := _quotation(parse, spans)))


def _takes_up(text: str, begin: int, opened: int, before: int) -> bool:
    """Whether a paragraph that begins with a mark carries on what was left open at `before`.

    After a whole paragraph in marks of the other style, somebody else is quoted.
    """
    if text[begin:opened].strip():
        return False
    same_style = (text[opened] in _EITHER) == (text[before] in _EITHER)
    return same_style or text[before - 1 : before] not in ("", "\n")


def _reopens(text: str, piece: tuple[int, int], pieces: list[tuple[int, int]], k: int) -> bool:
    """Whether the next piece carries this one on: no closing mark, and nothing in between."""
    if k + 1 >= len(pieces) or text[piece[1] - 1] in "\"”»'’":
        return False
    return not text[piece[1] : pieces[k + 1][0]].strip()


def _paragraph_spans(parse: Parse) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    number = -1
    for (first, end), paragraph in zip(parse.sentences, parse.paragraphs, strict=True):
        if end <= first:
            continue
        stop = parse.ends[end - 1]
        if paragraph == number:
            spans[-1] = (spans[-1][0], stop)
        else:
            spans.append((parse.starts[first], stop))
            number = paragraph
    return spans


def _in_paragraph(text: str, begin: int, finish: int) -> tuple[list[tuple[int, int]], bool]:
    """Quoted spans of one paragraph, and whether the last of them is left open at its end."""
    pieces: list[tuple[int, int]] = []
    opened = -1
    inner = 0
    nested = False
    single_until = -1
    for mark in MARKS.finditer(text, begin, finish):
        at, sign = mark.start(), mark.group()
        if at < single_until:
            continue
        if sign in ("‘", "'"):
            if opened < 0 and (close := _single_close(text, at, finish)):
                pieces.append((at, close))
                single_until = close
            continue
        if opened >= 0 and _other_style(text[opened], sign) and _closed_later(text, opened, at, finish):
            # The other style of marks: a quotation in the quotation, unless one closes too many.
            inner += -1 if sign in _CLOSING else 1
            if inner >= 0:
                continue
        elif opened >= 0 and sign == "“" and _closed_twice(text, at, finish):
            nested = True
            continue
        elif nested and sign == "”":
            nested = False
            continue
        inner = 0
        opens = sign in ("“", "„", "«", "``") and not (opened >= 0 and _looks_closing(text, at, finish))
        if sign in _EITHER:
            opens = opened < 0 or _looks_opening(text, at, at + len(sign), begin, finish)
        if sign == "”" and at == begin:
            opens = True
        if opens:
            if opened >= 0:
                # An opening mark inside an open quotation takes it up again ("… up. “I know …").
                pieces.append((opened, _before(text, at)))
            opened = at
        elif opened >= 0:
            pieces.append((opened, mark.end()))
            opened = -1
    if opened >= 0:
        pieces.append((opened, finish))
        return pieces, True
    return pieces, False


def _other_style(opened: str, sign: str) -> bool:
    return (opened in "\"'") != (sign in _EITHER)


def _looks_opening(text: str, at: int, behind: int, begin: int, finish: int) -> bool:
    before = text[at - 1] if at > begin else " "
    after = text[behind] if behind < finish else " "
    return (before.isspace() or before in "([—–-:") and not (after.isspace() or after in ",.;:!?)")


def _looks_closing(text: str, at: int, finish: int) -> bool:
    """Whether an opening mark stands where only a closing one can: `unusual,“ he said`."""
    return text[at - 1] in ",.!?…" and (at + 1 >= finish or text[at + 1].isspace())


def _closed_twice(text: str, at: int, finish: int) -> bool:
    """Whether the marks behind an opening one close it and the one around it: `“It is “hell” here.”`"""
    first = text.find("”", at + 1, finish)
    second = text.find("”", first + 1, finish) if first >= 0 else -1
    return second >= 0 and text.find("“", at + 1, second) < 0


def _closed_later(text: str, opened: int, at: int, finish: int) -> bool:
    if text[finish : finish + 3].strip() == text[opened] == '"':
        return True  # left open at the end of the paragraph, and taken up by the next
    closing = {'"': '"', "'": "''", "`": "''"}.get(text[opened], "”")
    return text.find(closing, at + 1, finish) >= 0


def _single_close(text: str, at: int, finish: int) -> int:
    close = _SINGLE_CLOSE.search(text, at + 2, min(finish, at + _LONGEST_SINGLE))
    return close.end() if close else 0


def _before(text: str, at: int) -> int:
    while at and text[at - 1].isspace():
        at -= 1
    return at


def _quotation(parse: Parse, spans: list[tuple[int, int]]) -> Quotation | None:
    inside = parse.tokens_in(spans[0][0], spans[-1][1])
    if not len(inside):
        return None
    words = sum([word[0].isalnum() for word in parse.words[inside[0] : inside[-1] + 1]])
    return Quotation(tuple(spans), inside[0], inside[-1], words) if words else None
