"""Stock phrases with a word replaced by a thesaurus neighbour, found in a text."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.copies.words import Words
from dateline.rulebook.spinning import SpinLexicon
from dateline.rulebook.stock_phrases import Slot, Spun, StockPhrase

GAP = 4
"""Words that may stand in the place of a `*`."""

POSSESSIVES = frozenset("my your his her its our their".split())
NUMBERS = frozenset(
    "two three four five six seven eight nine ten hundreds thousands dozens some many".split()
)
PERFECT = frozenset("have has had having be been being is are was were".split())

Slots = tuple[Slot, ...]
Change = tuple[int, int, str, str]
"""First word, word after the last, what is read instead (lower case), the neighbour's entry."""


@dataclass(frozen=True, slots=True)
class Tortured:
    """A stock phrase with at least one word replaced, at words `first:after`."""

    phrase: StockPhrase
    first: int
    after: int
    changes: tuple[Change, ...]
    plain: bool
    """Whether the words are ordinary English as they stand."""


def find_tortured(words: Words, lexicon: SpinLexicon) -> list[Tortured]:
    """All spun stock phrases outside quotations, in order; where two claim a word, the longer wins."""
    found: dict[tuple[int, int, str], Tortured] = {}
    anchors = lexicon.anchors
    lowers = words.lowers
    last = len(lowers)
    for i, word in enumerate(lowers):
        if word in anchors:
            for beside, by_word in anchors[word]:
                # The word beside it rules out nearly all phrases.
                if 0 <= i + beside < last and lowers[i + beside] in by_word:
                    for anchor in by_word[lowers[i + beside]]:
                        phrase = lexicon.phrases[anchor.phrase]
                        hit = _match(words, phrase, anchor.slot, i, anchor.spun, lexicon)
                        if hit:
                            found.setdefault((hit.first, hit.after, phrase.text), hit)
    topics = {hit.phrase.gives for hit in found.values()}
    hits = [h for h in found.values() if not h.phrase.needs or h.phrase.needs in topics]
    return _without_conflicts(hits)


def _without_conflicts(hits: list[Tortured]) -> list[Tortured]:
    """Hits of which no two read the same words differently; more changes and more words go first."""
    taken: dict[int, tuple[int, int, str]] = {}
    kept = []
    order = sorted(hits, key=lambda h: (-len(h.changes), -(len(h.phrase.slots)), h.first, h.phrase.text))
    for hit in order:
        if all(taken.get(i, c[:3]) == c[:3] for c in hit.changes for i in range(c[0], c[1])):
            for change in hit.changes:
                for i in range(change[0], change[1]):
                    taken[i] = change[:3]
            kept.append(hit)
    return sorted(kept, key=lambda h: (h.first, h.after, h.phrase.text))


def _match(
    words: Words, phrase: StockPhrase, s: int, i: int, spun: Spun, lexicon: SpinLexicon
) -> Tortured | None:
    """The phrase around word `i`, which begins the spun form `spun` of its slot `s`."""
    after = i + len(spun.words)
    if words.lowers[i:after] != spun.words or (spun.uncapitalised and words.capitalised(i)):
        return None
    changes: list[Change] = [(i, after, _form(words, i, spun), spun.entry)]
    first = _leftward(words, phrase.slots, s - 1, i, changes)
    if first is None:
        return None
    end = _rightward(words, phrase.slots, s + 1, after, changes)
    if end is None or words.quoted(first, end):
        return None
    changes.sort()
    plain = all((phrase.text, entry) in lexicon.literal for *_, entry in changes)
    return Tortured(phrase, first, end, tuple(changes), plain)


def _rightward(words: Words, slots: Slots, k: int, at: int, changes: list[Change]) -> int | None:
    """Where the slots from `k` on end when they begin at word `at`; what is spun goes into `changes`."""
    if k == len(slots):
        return at
    slot = slots[k]
    if slot.kind == "gap":
        for end in range(at, min(at + GAP, len(words.lowers)) + 1):
            if end > at and not words.lowers[end - 1][0].isalnum():
                return None
            known = len(changes)
            if (found := _rightward(words, slots, k + 1, end, changes)) is not None:
                return found
            del changes[known:]
        return None
    length = _fits(words, slot, at, changes)
    return None if length is None else _rightward(words, slots, k + 1, at + length, changes)


def _leftward(words: Words, slots: Slots, k: int, at: int, changes: list[Change]) -> int | None:
    """Where the slots up to `k` begin when they end before word `at`."""
    if k < 0:
        return at
    slot = slots[k]
    if slot.kind == "gap":
        for start in range(at, max(at - GAP, 0) - 1, -1):
            if start < at and not words.lowers[start][0].isalnum():
                return None
            known = len(changes)
            if (found := _leftward(words, slots, k - 1, start, changes)) is not None:
                return found
            del changes[known:]
        return None
    for length in sorted({1, *(len(spun.words) for spun in slot.spun)}):
        if at >= length and _fits(words, slot, at - length, changes, exactly=length) is not None:
            return _leftward(words, slots, k - 1, at - length, changes)
    return None


def _fits(words: Words, slot: Slot, at: int, changes: list[Change], *, exactly: int = 0) -> int | None:
    """How many words from `at` on fill the slot (of `exactly` so many, when given)."""
    lowers = words.lowers
    if slot.kind == "not":
        return None if at < len(lowers) and lowers[at] in slot.literal else 0
    if at >= len(lowers):
        return None
    word = lowers[at]
    if slot.kind == "poss":
        return 1 if word.endswith("'s") or word in POSSESSIVES else None
    if slot.kind == "num":
        return 1 if word[0].isdigit() or word in NUMBERS else None
    if slot.kind == "name":
        return 1 if words.capitalised(at) else None
    if word in slot.literal:
        return 1 if exactly <= 1 else None
    for spun in slot.spun:
        length = len(spun.words)
        if spun.words[0] == word and lowers[at : at + length] == spun.words and exactly in (0, length):
            changes.append((at, at + length, _form(words, at, spun), spun.entry))
            return length
    return None


def _form(words: Words, at: int, spun: Spun) -> str:
    """The original's form that the spun form stands for: a participle after "have" or "be"."""
    forms = dict(spun.originals)
    if "part" in forms and "past" in forms:
        if PERFECT.intersection(words.lowers[max(at - 2, 0) : at]):
            return forms["part"]
        return forms["base"] if "base" in forms else forms["past"]
    return spun.originals[0][1]
