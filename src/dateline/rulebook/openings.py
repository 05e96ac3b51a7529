"""The phrases that a word may open, found by what else its sentence holds.

"take" opens two hundred phrases and "war" sixty, nearly all of which need a word that the sentence does not
hold, or a party or place that it does not name. So each phrase stands under what it needs first, and a
sentence is asked which of that it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from dateline.rulebook.phrases import Phrase, Written

if TYPE_CHECKING:
    from dateline.rulebook.events import Rule

Candidate = tuple[Phrase, "Rule"]


class Openings(Mapping[str, tuple[Candidate, ...]]):
    """Words (lemmas or forms) and the phrases that each may open, the most special first."""

    __slots__ = ("_doors", "_read", "_written")

    def __init__(self, written: Mapping[str, Sequence[tuple[Written, Rule]]]) -> None:
        """`written` are the phrases that each word may be the head of, in the order of the rules."""
        self._written = written
        self._read: dict[str, tuple[Candidate, ...]] = {}
        self._doors: dict[str, _Doors] = {}
        """Both made when a word is first met."""

    def __contains__(self, word: object) -> bool:
        return word in self._written

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)

    def __getitem__(self, word: str) -> tuple[Candidate, ...]:
        found = self._read.get(word)
        if found is None:
            found = self._read[word] = _read(word, self._written[word])
        return found

    def of(
        self, word: str, around: AbstractSet[str], token: int, modifiers: Callable[[int], AbstractSet[str]]
    ) -> list[Candidate]:
        """The phrases opened by `word` that find all they need `around` it and whose modifiers it has.

        `modifiers` are asked of its `token`, where they matter.
        """
        doors = self._doors.get(word)
        if doors is None:
            if word not in self._written:
                return []
            doors = self._doors[word] = _Doors(self[word])
        phrases = doors.phrases
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


def _read(head: str, written: Sequence[tuple[Written, Rule]]) -> tuple[Candidate, ...]:
    found = [(phrase, rule) for one, rule in written for phrase in one.phrases if head in phrase.heads]
    # The most special phrase is tried first; among equals the file that comes first, in it an idiom,
    # then the rule written first.
    found.sort(key=lambda p: (-p[0].weight, p[1].file, p[1].type != "NONE", p[1].order))
    return tuple(found)


class _Doors:
    """One word's phrases; which of them need nothing, and which each word first: a number, a bit a phrase."""

    __slots__ = ("needed", "needing", "phrases", "tried")

    def __init__(self, candidates: tuple[Candidate, ...]) -> None:
        self.phrases = candidates
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
