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
    Nothing sets its fields again; it is not frozen, since 25,000 of them are made when the tables load.
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
    """Names by their first two words, longest first, those of equal length in the order given."""

    __slots__ = ("_alone", "_known", "_longer", "_small", "first_words")

    def __init__(self, names: Iterable[Name]) -> None:
        self._alone: dict[str, list[Name]] = {}
        self._longer: dict[str, dict[str, list[Name]]] = {}
        self._small: set[str] = set()
        """First words of names that may begin without a capital."""
        self._known = _Remembered(self._begun)
        for name in names:
            words = name.words
            if not name.cased[0][0].isupper():
                self._small.add(words[0])
            if len(words) == 1:
                self._alone.setdefault(words[0], []).append(name)
            else:
                self._longer.setdefault(words[0], {}).setdefault(words[1], []).append(name)
        for longer in self._longer.values():
            for found in longer.values():
                if len(found) > 1:
                    found.sort(key=_shorter)
        self.first_words = frozenset([*self._alone, *self._longer])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NameIndex) and (self._alone, self._longer) == (other._alone, other._longer)

    __hash__ = None  # type: ignore[assignment]

    def __iter__(self) -> Iterator[Name]:
        yield from chain.from_iterable(self._alone.values())
        yield from chain.from_iterable(chain.from_iterable(by.values() for by in self._longer.values()))

    def called(self, words: tuple[str, ...]) -> Sequence[Name]:
        """All names of these words, in lower case without accents."""
        if len(words) == 1:
            return self._alone.get(words[0], ())
        return [name for name in self._longer.get(words[0], {}).get(words[1], ()) if name.words == words]

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
        alone = tuple([name for name in self._alone.get(lower, ()) if fits(name, (word,))])
        return Beginning(alone, self._longer.get(lower, _NONE))


_NONE: Mapping[str, Sequence[Name]] = {}


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
