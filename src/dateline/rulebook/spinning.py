"""What a synonym spinner makes of stock phrases: `rules/spinning/`, loaded, checked and indexed.

Tortured phrases: a stock phrase of political news with a word replaced by a thesaurus neighbour
("security council" → "safety council"). The idea is that of Cabanac, Labbé and Magazinov (2021),
"Tortured phrases"; the lists are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from dateline.rulebook.errors import RuleError
from dateline.rulebook.stock_phrases import Pairs, Slot, Spun, StockPhrase, Words, read_stock_phrases
from dateline.rulebook.tables import read_table, rules_path

WRONG_ARTICLE = "a|an"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A slot of a phrase that a spun form may fill."""

    phrase: int
    slot: int
    spun: Spun


Anchors = dict[str, tuple[tuple[int, dict[str, tuple[Anchor, ...]]], ...]]


@dataclass(frozen=True, slots=True)
class SpinSigns:
    """Weak signs and their weights: word sequences, endings, a wrong "a" or "an".

    `words[word]` lists (sequence, words before `word` in it, weight), under the longest of its words. `tails`
    are the last two letters of the endings, by which nearly all words are passed over.
    """

    words: dict[str, tuple[tuple[Words, int, float], ...]]
    endings: dict[str, float]
    tails: frozenset[str]
    wrong_article: float


@dataclass(frozen=True, slots=True)
class SpinLexicon:
    """Stock phrases with their spun forms, indexed by the first word of each spun form.

    `anchors[word]` lists the slots of which a spun form can begin with `word`, by the word that must stand
    so many places from it: a word of the phrase beside the spun form, else the longest of the form itself.
    `literal` holds (phrase, neighbour) pairs that are ordinary English as well, and so no sign. `signs` are
    weak: what spinners write more often than newsrooms.
    """

    phrases: tuple[StockPhrase, ...]
    anchors: Anchors
    literal: Pairs
    signs: SpinSigns


@cache
def load_spin_lexicon(folder: Path | None = None) -> SpinLexicon:
    """The lexicon of the package, or of `folder`. Raises `RuleError` for a line that cannot be used."""
    return read_spin_lexicon(rules_path(folder, "spinning"))


def read_spin_lexicon(folder: Traversable) -> SpinLexicon:
    """The lexicon in `folder`: neighbours, phrases, literal readings, signs and irregular forms."""
    phrases, weak = read_stock_phrases(folder)
    return SpinLexicon(
        phrases=phrases,
        anchors=_anchors(phrases),
        literal=weak,
        signs=_signs(folder / "signs.tsv"),
    )


def _anchors(phrases: tuple[StockPhrase, ...]) -> Anchors:
    found: dict[str, dict[int, dict[str, list[Anchor]]]] = {}
    for p, phrase in enumerate(phrases):
        for s, slot in enumerate(phrase.slots):
            if slot.function:
                continue
            for spun in slot.spun:
                beside, fitting = _beside(phrase.slots, s, spun)
                by_word = found.setdefault(spun.words[0], {}).setdefault(beside, {})
                for word in sorted(fitting):
                    by_word.setdefault(word, []).append(Anchor(p, s, spun))
    return {
        word: tuple(
            (beside, {other: tuple(anchors) for other, anchors in by_word.items()})
            for beside, by_word in sorted(places.items())
        )
        for word, places in found.items()
    }


def _beside(slots: tuple[Slot, ...], s: int, spun: Spun) -> tuple[int, frozenset[str]]:
    """Where a word beside the first one of the spun form stands, counted from it, and what it can be."""
    if s + 1 < len(slots) and slots[s + 1].kind == "word":
        slot = slots[s + 1]
        return len(spun.words), slot.literal.union(other.words[0] for other in slot.spun)
    if s > 0 and slots[s - 1].kind == "word":
        slot = slots[s - 1]
        return -1, slot.literal.union(other.words[-1] for other in slot.spun)
    # The longest word is hardly ever a common one.
    at = max(range(len(spun.words)), key=lambda k: len(spun.words[k]))
    return at, frozenset((spun.words[at],))


def _signs(path: Traversable) -> SpinSigns:
    found: dict[str, list[tuple[Words, int, float]]] = {}
    endings: dict[str, float] = {}
    article = 0.0
    for sign, number in read_table(path, ("sign", "weight")):
        try:
            weight = float(number)
        except ValueError:
            raise RuleError(path.name, f"{sign!r}: the weight is not a number: {number!r}") from None
        if sign == WRONG_ARTICLE:
            article = weight
        elif sign.startswith("-"):
            if len(sign) < 3:
                raise RuleError(path.name, f"{sign!r}: an ending has two letters or more")
            endings[sign[1:]] = weight
        else:
            words = tuple(sign.split())
            # The longest word is hardly ever a common one.
            at = max(range(len(words)), key=lambda k: len(words[k]))
            found.setdefault(words[at], []).append((words, at, weight))
    tails = frozenset(ending[-2:] for ending in endings)
    return SpinSigns({word: tuple(listed) for word, listed in found.items()}, endings, tails, article)
