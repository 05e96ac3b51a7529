"""The phrases that a word may open, found by what else its sentence holds.

"take" opens two hundred phrases and "war" sixty, nearly all of which need a word that the sentence does not
hold, or a party or place that it does not name. So each phrase stands under what it needs first, and a
sentence is asked which of that it has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from dateline.rulebook.phrases import Phrase

if TYPE_CHECKING:
    from dateline.rulebook.events import Rule

Candidate = tuple[Phrase, "Rule"]


class Openings(dict[str, tuple[Candidate, ...]]):
    """Words (lemmas or forms) and the phrases that each may open, the most special first."""

    __slots__ = ("_doors",)

    def __init__(self, phrases: Mapping[str, tuple[Candidate, ...]]) -> None:
        super().__init__(phrases)
        self._doors: dict[str, _Doors] = {}
        """Made when a word is first met."""

    def of(
        self, word: str, around: AbstractSet[str], token: int, modifiers: Callable[[int], AbstractSet[str]]
    ) -> list[Candidate]:
        """The phrases opened by `word` that find all they need `around` it and whose modifiers it has.

        `modifiers` are asked of its `token`, where they matter.
        """
        phrases = self.get(word)
        if phrases is None:
            return []
        doors = self._doors.get(word)
        if doors is None:
            doors = self._doors[word] = _Doors(phrases)
        found = doors.tried
        for key in doors.needed & around:
            found |= doors.needing[key]
        out = []
        while found:
            first = found & -found
            found ^= first
            candidate = phrases[first.bit_length() - 1]
            phrase = candidate[0]
            for need in phrase.needs:
                if need.isdisjoint(around):
                    break
            else:
                if not phrase.modifiers or phrase.modifiers <= modifiers(token):
                    out.append(candidate)
        return out


class _Doors:
    """Which of one word's phrases need nothing, and which need each word first: a number, a bit a phrase."""

    __slots__ = ("needed", "needing", "tried")

    def __init__(self, candidates: tuple[Candidate, ...]) -> None:
        tried = 0
        needing: dict[str, int] = {}
        for k, (phrase, _) in enumerate(candidates):
            if not phrase.needs:
                tried |= 1 << k
            else:
                for word in phrase.needs[0]:
                    needing[word] = needing.get(word, 0) | 1 << k
        self.tried = tried
        self.needing = needing
        # A set keeps the hashes beside its words: two sets are compared without a look at most words.
        self.needed = frozenset(needing)
