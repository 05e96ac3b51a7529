"""Lines that are no part of the report: links to others, captions, notices, stamps of live blogs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.rulebook.boilerplate import Boilerplate, first_word

LONGEST = 60
"""Words of a line that may be boilerplate."""
_BEFORE = " \t\r([*•>»→"
_AFTER = " \t\r)].:!…→»|-–—"
_ZONE = r"(?:GMT|BST|UTC|CES?T|E[SD]?T|P[SD]?T|IST|MSK|local time)"
_STAMP = re.compile(
    r"[ \t]*(?:(?:updated|posted|published|last updated)(?: at)?:? ?)?"
    r"(?:\d{1,2}[:.]\d{2} ?(?:[ap]\.?m\.?(?![a-z])|(?=[A-Zl]))"
    rf"(?: ?{_ZONE}\b)?|\d{{1,2}}[:.]\d{{2}} {_ZONE}\b|\d{{1,2}}:\d{{2}}(?=[ \t]*(?:[–—|-][ \t]|\n))"
    r"|\d{1,2} ?(?:h|hrs?|hours?|m|mins?|minutes?|days?|years?) ago(?=[ \t]*\n))"
    r"(?:[ \t]*(?:[–—|:-]|(?=\n)))",
    re.IGNORECASE,
)
"""A time of day at the start of a line, with its zone or half of the day, or alone, or before a dash."""
_HEADLINES_END = " MORE"
_HEADLINES = re.compile(
    r"(?<!\w)([A-Z][\w'’-]{2,24}) (?:\(?[A-Z][\w.'’-]{0,24}\)? ){1,4}\1(?: (?:Jr\.?|III?|IV))?(?=[A-Z0-9])"
)
"""A name, the same in full ("Odili Amara Jane Odili"), and at once the first headline about its bearer."""
HEADLINES = 600
"""Characters of a name in full with the headlines about its bearer."""
_CREDITED = re.compile(r"[/(]\s?([A-Z][\w .-]{1,25})\)?\s*$")


def find_boilerplate(text: str, table: Boilerplate, agencies: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Spans of such lines; a text of one line has none, but for what it opens with."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start < 8 * LONGEST and (end < len(text) or start > 0):
            line = text[start:end]
            if _is_boilerplate(line, table) or _is_caption(line, agencies):
                yield start, end
        if (
            text[start : start + 1].isspace()
            or text[start : start + 1].isdigit()
            or text[start : start + 1] in "ULPulp"
        ):
            stamp = _STAMP.match(text, start)
            if stamp and any(c.isdigit() for c in stamp[0]):
                yield stamp.span()
        start = end + 1


def find_headlines(text: str) -> Iterator[tuple[int, int]]:
    """Spans of headlines about somebody that a page prints after the name, up to the word "MORE".

    "Speaker Odili Amara Jane OdiliTaxes to rise Deputies seize on leak MORE said" is "Speaker Odili said".
    """
    last = 0
    end = text.find(_HEADLINES_END)
    while end >= 0:
        start = max(last, end - HEADLINES, text.rfind("\n", 0, end) + 1)
        last = end + len(_HEADLINES_END)
        if not text[last : last + 1].isalnum() and (match := _HEADLINES.search(text, start, end)):
            yield match.end(1), last
        end = text.find(_HEADLINES_END, last)


def _is_boilerplate(line: str, table: Boilerplate) -> bool:
    plain = line.strip(_BEFORE).lower()
    if not plain or plain.isspace():  # strange kinds of spaces
        return False
    for wording, alone in table.wordings.get(first_word(plain), ()):
        if alone:
            if plain.rstrip(_AFTER) == wording:
                return True
        elif plain.startswith(wording) and not _goes_on(wording, plain):
            return len(plain.split()) <= LONGEST
    return False


def _goes_on(wording: str, line: str) -> bool:
    """Whether the last word of the wording is only the start of one of the line."""
    return wording[-1].isalpha() and line[len(wording) : len(wording) + 1].isalpha()


def _is_caption(line: str, agencies: dict[str, str]) -> bool:
    """Whether a line ends with the credit of a picture: `(Amara Odili/Reuters)`."""
    if "/" not in line[-40:]:
        return False
    match = _CREDITED.search(line[-40:])
    return match is not None and match[1].strip().lower() in agencies | _PICTURE_AGENCIES


_PICTURE_AGENCIES = {
    "getty images": "Getty",
    "getty": "Getty",
    "pool": "pool",
    "ap photo": "AP",
    "epa-efe": "EPA",
}
