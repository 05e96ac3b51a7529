"""How the rules differ from those that stories were coded with, and which stories that can matter to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dateline import __version__
from dateline.coding.acts import Settled
from dateline.coding.matching import Match
from dateline.model import Fit, Parse
from dateline.rulebook.fingerprints import CODING_FILES, FINDING_FILES, READING_FILES, Fingerprint, text_of
from dateline.rulebook.openings import Candidate
from dateline.rulebook.phrases import NAMED, Phrase

if TYPE_CHECKING:
    from dateline.rulebook.events import Rule
    from dateline.run import Run

_INDEXES = ("verbs", "nouns", "adjectives", "modals")
_BEFORE = 2
"""Tokens before a sentence that may modify its first ("non - aggression")."""


@dataclass(frozen=True, slots=True)
class Change:
    """What new rules may do otherwise with a story.

    `parse`: read its text otherwise. `find`: find other actors, dates or statements (keys of
    `FINDING_FILES`). `code`: make something else of what they find. `lost` are the keys of phrases that
    are gone, mean something else or ask for other words than before, `opened` the phrases that are new or
    ask for other words, by the words that may open them. `means`: by their keys the phrases that fit
    where they fitted, with their rules of now.
    """

    parse: bool
    find: frozenset[str]
    code: bool
    lost: frozenset[int]
    opened: Mapping[str, tuple[Phrase, ...]]
    means: Mapping[int, Candidate]

    @property
    def everywhere(self) -> bool:
        """May any story be concerned, whatever its words?"""
        return self.parse or self.code or bool(self.find)

    def concerns(self, parse: Parse, fits: Sequence[Fit]) -> bool:
        """May other phrases fit the story than did?"""
        if any(fit.phrase in self.lost or fit.inner in self.lost for fit in fits):
            return True
        lemmas, lowers = parse.lemmas, parse.lowers
        here = self.opened.keys() & {*lemmas, *lowers}
        return bool(here) and any(
            _may_fit(self.opened[word], {*lemmas[before:end], *lowers[before:end], *NAMED})
            for first, end in parse.sentences
            for before in (max(0, first - _BEFORE),)
            for word in here.intersection(chain(lemmas[first:end], lowers[first:end]))
        )

    def settled(self, fits: Sequence[Fit]) -> Settled:
        """What the phrases that fitted a story say of its predicates, where the same was found in it."""
        matches: dict[int, Match] = {}
        gone: set[int] = set()
        for fit in fits:
            match, inner = self.means.get(fit.phrase), self.means.get(fit.inner)
            if match is None or (fit.inner and inner is None):
                gone.add(fit.head)
                continue
            phrase, rule = match
            matches[fit.head] = Match(rule, phrase, (fit.first, fit.last), frozenset(fit.literal))
        return Settled(matches, self.opened.keys(), gone)


def _may_fit(phrases: Sequence[Phrase], words: AbstractSet[str]) -> bool:
    return any(
        phrase.modifiers <= words and not any(need.isdisjoint(words) for need in phrase.needs)
        for phrase in phrases
    )


def change_since(coded: Mapping[str, Any], run: Run) -> Change:
    """How the rules of `run` differ from those of a row of the ledger's `codings`."""
    new = run.fingerprint
    parts = {part["part"]: part["hash"] for part in coded["parts"]}
    changed = [part for part in parts.keys() | new.parts.keys() if parts.get(part) != new.parts.get(part)]
    known = (*READING_FILES, *CODING_FILES, *chain.from_iterable(FINDING_FILES.values()))
    anew = coded["dateline"] != __version__ or not all(part.startswith(known) for part in changed)
    find = [
        kind for kind, files in FINDING_FILES.items() if anew or any(p.startswith(files) for p in changed)
    ]
    code = anew or coded["keep_all"] != run.keep_all or any(part.startswith(CODING_FILES) for part in changed)
    lost, meant, opening = _phrases_changed(coded, new)
    now = {key: (phrase, rule) for phrase, rule, key in _phrases(run)}
    means = {key: now[key] for key in new.phrases.keys() - lost} | {key: now[k] for key, k in meant.items()}
    return Change(
        parse=coded["parser"] != run.parser.name or any(part.startswith(READING_FILES) for part in changed),
        find=frozenset(find),
        code=code,
        lost=lost | meant.keys(),
        opened=_opened(run, opening),
        means=means,
    )


def _phrases(run: Run) -> Iterator[tuple[Phrase, Rule, int]]:
    rules, keys = run.rulebook.events, run.fingerprint.keys
    for kind in _INDEXES:
        for pairs in getattr(rules, kind).values():
            for phrase, rule in pairs:
                yield phrase, rule, keys[id(phrase)]


def _phrases_changed(
    coded: Mapping[str, Any], new: Fingerprint
) -> tuple[frozenset[int], dict[int, int], dict[str, frozenset[int]]]:
    """The keys of phrases that may fit no longer, of those whose rules say something else now by their old
    ones, and by word of those that may fit now."""
    before = {row["phrase"]: row["asks"] for row in coded["phrases"]}
    words = {row["word"]: tuple(row["phrases"]) for row in coded["words"]}
    gone = before.keys() - new.phrases.keys()
    asking = {key for key in before.keys() & new.phrases.keys() if before[key] != new.phrases[key]}
    lost: set[int] = set(asking)
    meant: dict[int, int] = {}
    opening: dict[str, frozenset[int]] = {}
    for word in words.keys() | new.words.keys():
        old, keys = words.get(word, ()), new.words.get(word, ())
        if old == keys and asking.isdisjoint(keys):
            continue
        other = [(a, b) for a, b in zip(old, keys, strict=False) if a != b]
        if len(old) == len(keys) and all(
            a in gone and text_of(a) == text_of(b) and before[a] == new.phrases[b] for a, b in other
        ):
            # Each phrase says what one at its place said, under a rule that is another.
            lost.update(a for a, b in other if meant.setdefault(a, b) != b)
            if asking.isdisjoint(keys):
                continue
        both = set(old) & set(keys)
        lost |= set(old) - both
        found = set(keys) - both | asking.intersection(keys)
        if [key for key in old if key in both] != [key for key in keys if key in both]:
            # The first that fits is taken, so another order is another rule.
            lost |= both
            found |= both
        opening[word] = frozenset(found)
    return frozenset(lost), {a: b for a, b in meant.items() if a not in lost}, opening


def _opened(run: Run, opening: Mapping[str, frozenset[int]]) -> dict[str, tuple[Phrase, ...]]:
    rules, keys = run.rulebook.events, run.fingerprint.keys
    found: dict[str, list[Phrase]] = {}
    for kind in _INDEXES:
        index = getattr(rules, kind)
        for word in opening.keys() & index.keys():
            wanted = opening[word]
            found.setdefault(word, []).extend(p for p, _ in index[word] if keys[id(p)] in wanted)
    return {word: tuple(phrases) for word, phrases in found.items() if phrases}


def concerned(change: Change, stories: pa.Table, parses: pa.Table, found: pa.Table) -> list[int]:
    """The rows of a part about which `change` may matter, by their words; not all of them need to."""
    if change.everywhere:
        return list(range(stories.num_rows))
    fits = found["fits"].combine_chunks()
    lost = np.array(sorted(change.lost), np.uint64)
    keys = [fits.values.field(name).to_numpy() for name in ("phrase", "inner")]
    told = _rows_with(np.isin(keys[0], lost) | np.isin(keys[1], lost), fits.offsets)
    if change.opened:
        words = sorted(change.opened)
        lemmas = parses["lemmas"].combine_chunks()
        opening = pc.is_in(lemmas.values.dictionary, pa.array(words)).to_numpy(zero_copy_only=False)
        told |= _rows_with(opening[lemmas.values.indices.to_numpy()], lemmas.offsets)
        told |= pc.match_substring_regex(stories["text"], _any_of(words), ignore_case=True).to_numpy()
        for column, word in (("edits", "reading"), ("odd_words", "word")):
            for row, items in enumerate(parses[column].to_pylist()):
                told[row] |= any(not change.opened.keys().isdisjoint(i[word].lower().split()) for i in items)
    return list(np.flatnonzero(told))


def _any_of(words: Sequence[str]) -> str:
    """A pattern for texts that hold one of these words; letters beyond ASCII mark no edge of a word."""
    edges = (
        (r"\b" * w[:1].isascii() * w[:1].isalnum(), w, r"\b" * w[-1:].isascii() * w[-1:].isalnum())
        for w in words
    )
    return "|".join(before + re.escape(word) + after for before, word, after in edges)


def _rows_with(marked: np.ndarray[Any, Any], offsets: pa.Array) -> np.ndarray[Any, Any]:
    """Which lists hold a value that is marked."""
    before = np.concatenate([[0], np.cumsum(marked)])[offsets.to_numpy()]
    return np.asarray(before[1:] > before[:-1])
