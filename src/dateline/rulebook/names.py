"""Names cut into the tokens that the parser will cut them into, and the index they are found by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
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


@dataclass(slots=True, unsafe_hash=True)
class Name:
    """One name of one thing.

    `words` are its tokens in lower case without accents, `cased` as written. `kind`: country, adjective,
    national, capital, seat, organisation, group, person, place, or none, which hides the names in it.
    `id`, `name`, `country`, `sector` are those of the party it stands for; `detail` is the kind of
    organisation, `person` the terms of a person.
    `first`..`last` are the days between which the thing existed, as ISO text, empty for no bound.
    Nothing sets its fields again; it is not frozen, since thousands are made.
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


Listed = tuple[str, Callable[[tuple[str, ...], tuple[str, ...]], Name]]
"""A name as a table lists it, and what makes a `Name` of its words."""


class Place(NamedTuple):
    """A place on the map; degrees (WGS 84), None where we do not know them."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    kind: str


MOST_FORMS = 50_000
"""Words as written that are remembered before the memory is emptied: some 8 MB."""


class Beginning(NamedTuple):
    """What a word as written may begin: names of it `alone`, and `longer` ones by their second word."""

    alone: tuple[Name, ...]
    longer: Mapping[str, Sequence[Name]]


class _Remembered(dict[str, Beginning | None]):
    """Words as written, each worked out when it is first asked for: news repeats itself."""

    def __init__(self, begun: Callable[[str], Beginning | None]) -> None:
        self._begun = begun

    def __missing__(self, word: str) -> Beginning | None:
        self[word] = found = self._begun(word)
        return found


class NameIndex:
    """Names by their first two words, longest first, those of equal length in the order given.

    They are given as they are listed, and made when a word that begins them is first asked for.
    """

    __slots__ = ("_known", "_listed", "_made", "_small", "first_words")

    def __init__(self, listed: Iterable[Listed]) -> None:
        self._listed: dict[str, list[Listed]] = {}
        self._made: dict[str, tuple[list[Name], dict[str, list[Name]]]] = {}
        """By first word the names of one word, and longer ones by their second."""
        self._small: set[str] = set()
        """First words of names that may begin without a capital."""
        self._known = _Remembered(self._begun)
        for one in listed:
            first = first_word(one[0])
            word = first.lower()
            if not first[0].isupper():
                self._small.add(word)
            if (known := self._listed.get(word)) is not None:
                known.append(one)
            else:
                self._listed[word] = [one]
        self.first_words = frozenset(self._listed)

    def __iter__(self) -> Iterator[Name]:
        for word in self._listed:
            alone, longer = self._beginning(word)
            yield from chain(alone, *longer.values())

    def called(self, words: tuple[str, ...]) -> Sequence[Name]:
        """All names of these words, in lower case without accents."""
        alone, longer = self._beginning(words[0])
        if len(words) == 1:
            return alone
        return [name for name in longer.get(words[1], ()) if name.words == words]

    def beginnings(self) -> Mapping[str, Beginning | None]:
        """What any word as written may begin, None for nothing."""
        if len(self._known) > MOST_FORMS:
            self._known = _Remembered(self._begun)
        return self._known

    def _begun(self, word: str) -> Beginning | None:
        lower = word.lower()
        if not lower.isascii():
            lower = fold(lower)
        # Hardly any name begins with a small letter.
        if (lower == word and lower not in self._small) or lower not in self.first_words:
            return None
        alone, longer = self._beginning(lower)
        return Beginning(tuple([name for name in alone if fits(name, (word,))]), longer)

    def _beginning(self, first: str) -> tuple[list[Name], dict[str, list[Name]]]:
        """The names that begin with this word."""
        found = self._made.get(first)
        if found is None:
            alone: list[Name] = []
            longer: dict[str, list[Name]] = {}
            for one in self._listed.get(first, ()):
                name = named(one)
                (longer.setdefault(name.words[1], []) if len(name.words) > 1 else alone).append(name)
            for names in longer.values():
                names.sort(key=_shorter)
            found = alone, longer
            if first in self._listed:
                self._made[first] = found
        return found


def tokens(name: str) -> tuple[str, ...]:
    """A name as it is looked for: cut, without accents."""
    if name.isascii() and name.replace(" ", "").isalpha():
        return tuple(name.split())
    return tuple([fold(t) for t in cut(name)])


def first_word(name: str) -> str:
    """The first of its tokens."""
    first = name.partition(" ")[0]
    return first if first.isalpha() and first.isascii() else tokens(first or name)[0]


def last_word(name: str) -> str:
    """The last of its tokens."""
    last = name.rpartition(" ")[2]
    return last if last.isalpha() and last.isascii() else tokens(name)[-1]


def named(listed: Listed) -> Name:
    """The name made of what a table lists."""
    text, make = listed
    cased = tokens(text)
    return make(tuple([t.lower() for t in cased]), cased)


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
