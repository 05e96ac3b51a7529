"""Damage done to prose on its way here, and what is read instead: each mend keeps its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.reading.repairs import Repair
from dateline.rulebook.boilerplate import Boilerplate
from dateline.rulebook.written_names import LONGEST, load_written_names

_SUSPECT = re.compile("[ÂÃâÅÄãðïÐÑ]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]{2,60}")
_NO_SPACE = re.compile(r"[.!?]”?(?=[A-Z][a-z]{1,30}[ ,])")
_GLUED = re.compile(r"(?<=[a-z]{3})(?=(?:The|In|On|At|An?|After|As|It|He|She|They|But|For) [a-z])")
_WORD = re.compile(r"\S+")
LEAD = 300
"""Characters in which a headline may be glued to the lead."""
CAPITALS = 60
"""Characters from which on a line in capitals is taken for prose."""


def find_mojibake(text: str) -> Iterator[Repair]:
    """UTF-8 that was read as something else: `donâ€™t`, as ftfy mends it, run by run."""
    if text.isascii() or not _SUSPECT.search(text):
        return
    from ftfy import fix_encoding

    for match in _NOT_ASCII.finditer(text):
        if _SUSPECT.search(match[0]):
            mended = fix_encoding(match[0])
            if mended != match[0]:
                yield (*match.span(), mended)


def find_broken_words(text: str, table: Boilerplate) -> Iterator[Repair]:
    """Words that a line break cuts in two at a hyphen: the hyphen goes, unless it is the word's own."""
    at = text.find("-\n")
    while at >= 0:
        first = _letters_before(text, at)
        second = at + 2
        while second < len(text) and text[second] in " \t" and second < at + 20:
            second += 1
        if len(first) >= 2 and first.islower() and text[second : second + 2].islower():
            rest = _letters_after(text, second)
            own = first in table.hyphenated or f"{first}-{rest}" in text
            yield at, second, "-" if own else ""
        at = text.find("-\n", at + 2)


def find_missing_spaces(text: str) -> Iterator[Repair]:
    """Sentences that follow one another without a blank: `ended.The`."""
    for match in _NO_SPACE.finditer(text):
        before = text[max(0, match.start() - 2) : match.start()]
        if len(before) == 2 and before.isalpha() and before.islower():
            yield match.end(), match.end(), " "


def find_glued_headline(text: str, title: str) -> Iterator[Repair]:
    """The place where a headline runs into the lead, which is then a paragraph of its own."""
    start = len(text) - len(text.lstrip())
    if len(title.split()) >= 4 and text.startswith(title, start):
        end = start + len(title)
        rest = text[end : end + 200]
        gap = len(rest) - len(rest.lstrip())
        opening = rest[gap : gap + 1]
        if rest[:gap].count("\n") < 2 and (opening.isupper() or opening in "“\"'‘") and opening:
            yield end, end + gap, ".\n\n" if title[-1].isalnum() else "\n\n"
            return
    for match in _GLUED.finditer(text[:LEAD]):
        yield match.start(), match.start(), ".\n\n"
        return


def find_capitals(text: str) -> Iterator[Repair]:
    """Prose in capitals, word by word in small letters but for names that are known and first letters."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        # The first letters tell most lines at once.
        if end - start >= CAPITALS and text[start : start + 40].isupper() and text[start:end].isupper():
            yield from _recased(text, start, end)
        start = end + 1


def _recased(text: str, start: int, end: int) -> Iterator[Repair]:
    names = load_written_names()
    words = [(m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
    bare = [text[a:b].strip("\"“”‘’'(),.:;!?") for a, b in words]
    opens = True
    k = 0
    while k < len(words):
        taken = 1
        for n in range(min(LONGEST, len(words) - k), 0, -1):
            phrase = " ".join(bare[k : k + n])
            name = names.get(phrase) or names.get(phrase.removesuffix("'S").removesuffix("’S"))
            if name and len(name.split()) == n:
                taken = n
                for (a, b), written in zip(words[k : k + n], name.split(), strict=True):
                    yield from _changed(text, a, b, written)
                break
        else:
            a, b = words[k]
            lower = text[a:b].lower()
            if opens or (len(bare[k]) == 1 and text[b - 1] == "."):
                first = next((i for i, c in enumerate(lower) if c.isalpha()), 0)
                lower = lower[:first] + lower[first : first + 1].upper() + lower[first + 1 :]
            if len(lower) == b - a and lower != text[a:b]:
                yield a, b, lower
        opens = text[words[k + taken - 1][1] - 1] in '.!?”"' and len(bare[k + taken - 1]) > 1
        k += taken


def _changed(text: str, start: int, end: int, written: str) -> Iterator[Repair]:
    """A word of a name as it is written, within the signs that stand around it."""
    word = text[start:end]
    at = word.find(written.upper())
    if at < 0 or len(written.upper()) != len(written):
        return
    new = word[:at].lower() + written + word[at + len(written) :].lower()
    if new != word and len(new) == len(word):
        yield start, end, new


def _letters_before(text: str, end: int) -> str:
    start = end
    while start > 0 and end - start < 30 and text[start - 1].isalpha():
        start -= 1
    return text[start:end]


def _letters_after(text: str, start: int) -> str:
    end = start
    while end < len(text) and end - start < 30 and text[end].isalpha():
        end += 1
    return text[start:end]
