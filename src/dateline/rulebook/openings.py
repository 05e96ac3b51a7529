"""The phrases that a word may open, found by the other words of its sentence.

"take" opens two hundred phrases and "war" sixty, nearly all of which name a word that the sentence does not
hold. So each phrase stands under the rarest words of which it needs one, and a sentence is asked which of
those it has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from dateline.rulebook.phrases import PREPOSITIONS, Phrase

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
        self, word: str, around: AbstractSet[str], modifiers: Callable[[], AbstractSet[str]]
    ) -> list[Candidate]:
        """The phrases opened by `word` whose needed words are all `around`, and whose modifiers it has."""
        doors = self._doors.get(word)
        if doors is None:
            phrases = self.get(word)
            if phrases is None:
                return []
            doors = self._doors[word] = _Doors(phrases)
        found = doors.tried
        for key in doors.needed & around:
            found = found + doors.needing[key]
        own: AbstractSet[str] = _NOTHING
        if doors.modified:
            own = modifiers()
            for key in doors.modified.keys() & own:
                found = found + doors.modified[key]
        if len(found) > 1 and found is not doors.tried:
            found = tuple(sorted(set(found)))
        out = []
        for k in found:
            candidate, needs, modifying = doors.phrases[k]
            for need in needs:
                if need.isdisjoint(around):
                    break
            else:
                if not modifying or modifying <= own:
                    out.append(candidate)
        return out


class _Doors:
    """One word's phrases by number: those tried each time, and those found by a word that they need.

    With each phrase stand the words that it needs besides, and its modifiers.
    """

    __slots__ = ("modified", "needed", "needing", "phrases", "tried")

    def __init__(self, candidates: tuple[Candidate, ...]) -> None:
        tried: list[int] = []
        needing: dict[str, list[int]] = {}
        modified: dict[str, list[int]] = {}
        phrases: list[tuple[Candidate, tuple[AbstractSet[str], ...], frozenset[str]]] = []
        for k, candidate in enumerate(candidates):
            phrase = candidate[0]
            needs = phrase.needs
            if phrase.modifiers:
                modified.setdefault(min(phrase.modifiers), []).append(k)
            elif needs and len(candidates) > 1:
                rare = min(needs, key=_commonness)
                needs = tuple([need for need in needs if need is not rare])
                for word in rare:
                    needing.setdefault(word, []).append(k)
            else:
                tried.append(k)
            phrases.append((candidate, needs, phrase.modifiers))
        self.phrases = phrases
        self.tried = tuple(tried)
        self.needing = {word: tuple(found) for word, found in needing.items()}
        # A set keeps the hashes beside its words: two sets are compared without a look at most words.
        self.needed = frozenset(needing)
        self.modified = {word: tuple(found) for word, found in modified.items()}


def _commonness(need: AbstractSet[str]) -> tuple[bool, int]:
    """Prepositions stand in nearly every sentence, however few of them would do."""
    return not need.isdisjoint(PREPOSITIONS), len(need)


_NOTHING: frozenset[str] = frozenset()
