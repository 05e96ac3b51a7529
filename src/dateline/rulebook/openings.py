"""The phrases that a word may open, found by the other words of its sentence.

"take" opens two hundred phrases and "war" sixty, nearly all of which name a word that the sentence does not
hold. So each phrase stands under the fewest words of which it needs one, and a sentence is asked which of
those it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from dateline.rulebook.phrases import Phrase

if TYPE_CHECKING:
    from dateline.rulebook.events import Rule

Candidate = tuple[Phrase, "Rule"]
NARROW = 40
"""More words than a sentence has: a phrase that is content with any of so many is tried each time."""
FEW = 3
"""So few phrases are tried one by one."""


class Openings(Mapping[str, tuple[Candidate, ...]]):
    """Words (lemmas or forms) and the phrases that each may open, the most special first."""

    __slots__ = ("_doors", "_phrases")

    def __init__(self, phrases: Mapping[str, tuple[Candidate, ...]]) -> None:
        self._phrases = phrases
        self._doors: dict[str, _Doors] = {}
        """Made when a word is first met."""

    def __contains__(self, word: object) -> bool:
        return word in self._phrases

    def __getitem__(self, word: str) -> tuple[Candidate, ...]:
        """All phrases that the word may open; raises `KeyError` where there are none."""
        return self._phrases[word]

    def __iter__(self) -> Iterator[str]:
        return iter(self._phrases)

    def __len__(self) -> int:
        return len(self._phrases)

    def of(
        self, word: str, around: AbstractSet[str], modifiers: Callable[[], AbstractSet[str]]
    ) -> list[Candidate]:
        """The phrases opened by `word` whose needed words are all `around`, and whose modifiers it has."""
        doors = self._doors.get(word)
        if doors is None:
            phrases = self._phrases.get(word)
            if phrases is None:
                return []
            doors = self._doors[word] = _Doors(phrases)
        found = doors.tried
        if doors.needing:
            for key in doors.needing.keys() & around:
                found = found + doors.needing[key]
        own: AbstractSet[str] = _NOTHING
        if doors.modified:
            own = modifiers()
            for key in doors.modified.keys() & own:
                found = found + doors.modified[key]
        if len(found) > 1 and found is not doors.tried:
            found = tuple(sorted(set(found)))
        phrases = doors.phrases
        out = []
        for k in found:
            phrase = phrases[k][0]
            for need in phrase.needs:
                if need.isdisjoint(around):
                    break
            else:
                if not phrase.modifiers or phrase.modifiers <= own:
                    out.append(phrases[k])
        return out


class _Doors:
    """One word's phrases by number: those tried each time, and those found by a word that they need."""

    __slots__ = ("modified", "needing", "phrases", "tried")

    def __init__(self, phrases: tuple[Candidate, ...]) -> None:
        tried: list[int] = []
        needing: dict[str, list[int]] = {}
        modified: dict[str, list[int]] = {}
        for k, (phrase, _) in enumerate(phrases):
            need = min(phrase.needs, key=len, default=_NOTHING)
            if phrase.modifiers:
                modified.setdefault(min(phrase.modifiers), []).append(k)
            elif need and len(need) <= NARROW and len(phrases) > FEW:
                for word in need:
                    needing.setdefault(word, []).append(k)
            else:
                tried.append(k)
        self.phrases = phrases
        self.tried = tuple(tried)
        self.needing = {word: tuple(found) for word, found in needing.items()}
        self.modified = {word: tuple(found) for word, found in modified.items()}


_NOTHING: frozenset[str] = frozenset()
