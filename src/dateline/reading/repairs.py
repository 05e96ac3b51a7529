"""Stretches of a story that are no prose, or are prose damaged on the way, and what is read there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from dateline.model import Edit, Reading

Repair = tuple[int, int, str]
"""Start and end in the text as received, and what is read instead."""

_BYLINE = re.compile(
    r"[ \t]*(?:By|BY) [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}"
    r"(?:(?:,| and| \||,? with|,? for) [A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|of|the|for)){0,5}){0,4}"
    r"[ \t]*(?=\n)"
)
_SIGNED_BYLINE = re.compile(
    r"[ \t]*(?:By|BY) [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}(?: and [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,2})?"
    r",? (?:The )?(?:Associated Press|Reuters|AFP|Agence France-Presse)(?: [Ww]riters?)?(?=\s)"
)
_CREDIT = re.compile(
    r"\((?:(?:AP |AFP |Reuters |File )?(?:Photo|Image|Photograph|Picture|Video|Graphic)s?\b"
    r"(?: by|:| courtesy|/)"
    r"|(?:Additional |Writing |Reporting |Editing |Compiled )(?:reporting )?by )[^()]{1,300}\)",
    re.IGNORECASE,
)
_SIGNED_CREDIT = re.compile(
    r"\([A-Z][\w.'’ -]{3,40}/(?:Reuters|AP|AFP|EPA|EPA-EFE|Getty Images|Pool)[^()]{0,30}\)"
)
_LINK = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/)[^\s<>\"”)\]]+(?<![.,;:!?'’])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]+")
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,6});")
_TREEBANK = re.compile(r"-(?:LRB|RRB|LSB|RSB)-|``|''")
_TREEBANK_SIGNS = {
    "-LRB-": "(",
    "-RRB-": ")",
    "-LSB-": "[",
    "-RSB-": "]",
    "``": "“",
    "''": "”",
}
HEAD = 1000
"""Characters in which a byline can stand."""


def find_bylines(text: str) -> Iterator[tuple[int, int]]:
    """Spans of bylines on lines of their own near the top."""
    start = 0
    while 0 <= start < min(HEAD, len(text)):
        if match := _BYLINE.match(text, start) or _SIGNED_BYLINE.match(text, start):
            yield match.span()
        start = text.find("\n", start) + 1 or -1


def find_credits_and_links(text: str) -> Iterator[tuple[int, int]]:
    """Spans of picture credits, sign-offs ("Reporting by …") and web addresses."""
    if "(" in text:
        for credit in (_CREDIT, _SIGNED_CREDIT):
            for match in credit.finditer(text):
                yield match.span()
    if "http" in text or "www." in text or "pic.t" in text:
        for match in _LINK.finditer(text):
            yield match.span()


def find_damage(text: str) -> Iterator[Repair]:
    """HTML entities, invisible characters, treebank brackets and quotes, and what they stand for."""
    for match in _INVISIBLE.finditer(text):
        yield (*match.span(), "")
    if "&" in text:
        for match in _ENTITY.finditer(text):
            plain = unescape(match[0])
            if plain != match[0]:
                yield (*match.span(), plain)
    if "``" in text or "RB-" in text or "SB-" in text:
        for match in _TREEBANK.finditer(text):
            yield (*match.span(), _TREEBANK_SIGNS[match[0]])


def blanks(text: str, start: int, end: int) -> Repair:
    """The repair that masks a span: blanks, with line breaks kept where they are."""
    return start, end, "".join(c if c in "\r\n" else " " for c in text[start:end])


def read_with(text: str, repairs: list[Repair]) -> Reading:
    """`text` with the repairs made; of two that overlap, the one that starts first (then the longer)."""
    pieces: list[str] = []
    edits: list[Edit] = []
    last = length = 0
    for start, end, plain in sorted(repairs, key=lambda r: (r[0], -r[1])):
        if start < last or (start == end and not plain):
            continue
        pieces += [text[last:start], plain]
        length += start - last
        edits.append(Edit(length, length + len(plain), start, end))
        length += len(plain)
        last = end
    pieces.append(text[last:])
    return Reading.of("".join(pieces), tuple(edits))
