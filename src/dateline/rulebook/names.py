"""Names cut into the tokens that the parser will cut them into, and the index they are found by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from unicodedata import combining, normalize

from dateline.rulebook.people import Person

# The parser's own cuts: hyphen and slash between letters, brackets and commas, possessives.
_HYPHEN = re.compile(r"(?<=[^\W\d_])([-–/])(?=[^\W\d_])")
_BRACKET = re.compile(r"([(),\"“”])")
_POSSESSIVE = re.compile(r"((?:'s|(?<=s)'))(?=\s|$)", re.IGNORECASE)
_PLAIN = str.maketrans(
    {"ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "Ae",
     "ə": "a", "Ə": "A", "’": "'", "‘": "'", "ʼ": "'", "–": "-"}
)  # fmt: skip
SHORT = 5
"""A name in capitals up to this long is an acronym, and found only in capitals ("US", "WHO")."""


class Name(NamedTuple):
    """One name of one thing.

    `words` are its tokens in lower case without accents, `cased` as written. `kind`: country, adjective,
    national, capital, seat, organisation, group, person, place, or none, which hides the names in it.
    `id`, `name`, `country`, `sector` are those of the party it stands for; `detail` is the kind of
    organisation, `person` the terms of a person.
    `first`..`last` are the days between which the thing existed, as ISO text, empty for no bound.
    """

    words: tuple[str, ...]
    cased: tuple[str, ...]
    kind: str
    id: str
    name: str
    country: str | None
    sector: str | None
    detail: str = ""
    person: Person | None = None
    first: str = ""
    last: str = ""


class Place(NamedTuple):
    """A place on the map; degrees (WGS 84), None where we do not know them."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    kind: str


NameIndex = dict[str, list[Name]]
"""Names by their first word, or first two words and a blank between; longest first."""


def cut(name: str) -> tuple[str, ...]:
    """The tokens of `name` as the parser cuts them; apostrophes straight."""
    if "’" in name:
        name = name.replace("’", "'")
    if "-" in name or "/" in name or "–" in name:
        name = _HYPHEN.sub(r" \1 ", name)
    if "'" in name:
        name = _POSSESSIVE.sub(r" \1", name)
    if not name.isascii() or "(" in name or "," in name or '"' in name:
        name = _BRACKET.sub(r" \1 ", name)
    return tuple(name.split())


def fold(word: str) -> str:
    """A word without accents, its apostrophes straight."""
    if word.isascii():
        return word
    plain = "".join([c for c in normalize("NFKD", word) if not combining(c)])
    return plain.translate(_PLAIN)


def variants(phrase: str) -> list[tuple[str, ...]]:
    """The tokens of a common noun, and again with curly apostrophes where it has straight ones."""
    if phrase.isascii() and phrase.replace(" ", "").isalpha():
        return [tuple(phrase.split())]
    tokens = cut(phrase)
    if "'" in phrase or "’" in phrase:
        return [tokens, tuple([t.replace("'", "’") for t in tokens])]
    return [tokens]


def index(names: Iterable[Name]) -> tuple[NameIndex, frozenset[str], frozenset[str]]:
    """Names by their first two words, longest first; the first words of all, and of those whose first
    word may be written without a capital.

    Names of equal length stay in the order given.
    """
    out: NameIndex = {}
    small = set()
    shared = set()
    for name in names:
        words = name.words
        if not name.cased[0][0].isupper():
            small.add(words[0])
        key = words[0] if len(words) == 1 else f"{words[0]} {words[1]}"
        if key in out:
            out[key].append(name)
            shared.add(key)
        else:
            out[key] = [name]
    for key in shared:
        out[key].sort(key=_shorter)
    return out, frozenset([key.partition(" ")[0] for key in out]), frozenset(small)


def _shorter(name: Name) -> int:
    return -len(name.words)


def fits(name: Name, words: tuple[str, ...]) -> bool:
    """Whether `words`, equal to the name but for case, are written as a name is.

    A capital in the name must stand in the text; an acronym must be in capitals throughout, or
    written as ours is ("LeT").
    """
    for ours, theirs in zip(name.cased, words, strict=True):
        if ours[0].isupper():
            if not theirs[0].isupper():
                return False
            if 1 < len(ours) <= SHORT and ours != theirs and not ours.istitle() and not theirs.isupper():
                return False
    return True
