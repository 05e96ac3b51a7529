"""Lemmas by the tables of the model's lemmatizer, remembered for each word and tag.

The rules are those of spaCy's `Lemmatizer.rule_lemmatize` (mode `rule`). They are applied here
because spaCy looks each candidate form up in a list of up to 57,000 words, which took more time
than tagging; a set gives the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

_PART_OF_TAG = {"V": "verb", "N": "noun", "J": "adj", "R": "adv"}
_FIXED = {
    ("are", "VBP"): "be", ("am", "VBP"): "be", ("'m", "VBZ"): "be", ("’m", "VBZ"): "be",
    ("'s", "VBZ"): "be", ("’s", "VBZ"): "be", ("'re", "VBP"): "be", ("’re", "VBP"): "be",
    ("'m", "VBP"): "be", ("’m", "VBP"): "be", ("'ve", "VBP"): "have", ("’ve", "VBP"): "have",
    ("'ve", "VB"): "have", ("’ve", "VB"): "have", ("'d", "VBD"): "have", ("’d", "VBD"): "have",
    ("'ll", "MD"): "will", ("’ll", "MD"): "will", ("wo", "MD"): "will", ("ca", "MD"): "can",
    ("'d", "MD"): "would", ("’d", "MD"): "would", ("n't", "RB"): "not", ("n’t", "RB"): "not",
}  # fmt: skip


MOST_WORDS = 50_000
"""Words remembered before the memory is emptied."""


class PartOfSpeech(NamedTuple):
    """What the model knows of one part of speech.

    `words` are its lemmas, `exceptions` irregular forms with theirs, `rules` pairs of endings: what
    an inflected form ends in and what its lemma ends in instead.
    """

    words: frozenset[str]
    exceptions: Mapping[str, Sequence[str]]
    rules: Sequence[Sequence[str]]


class Lemmas:
    """The lemma of any word under any Penn Treebank tag, in lower case, names included."""

    def __init__(self, parts: Mapping[str, PartOfSpeech]) -> None:
        """`parts` for `verb`, `noun`, `adj` and `adv`."""
        self._parts = parts
        self._known: dict[tuple[str, str], str] = dict(_FIXED)

    def of(self, words: Sequence[str], tags: Sequence[str]) -> list[str]:
        """One lemma a word."""
        known = self._known
        found = [known.get(key) for key in zip(words, tags, strict=True)]
        return [
            lemma if lemma is not None else self._find(word, tag)
            for lemma, word, tag in zip(found, words, tags, strict=True)
        ]

    def _find(self, word: str, tag: str) -> str:
        part = _PART_OF_TAG.get(tag[:1])
        lemma = word.lower()
        base = tag == "NNP" or (tag in ("NN", "VB", "VBP", "JJ", "RB") and lemma == word)
        if part and word.isascii() and not base:
            lemma = base_form(lemma, self._parts[part])
        if len(self._known) >= MOST_WORDS:
            self._known = dict(_FIXED)
        self._known[word, tag] = lemma
        return lemma


def base_form(form: str, part: PartOfSpeech) -> str:
    """The lemma of `form`, which is in lower case: an irregular one, else what the last rule makes that
    gives a word, else what the first rule makes, else the form itself."""
    words: list[str] = []
    unknown: list[str] = []
    for ending, instead in part.rules:
        if form.endswith(ending) and (lemma := form[: len(form) - len(ending)] + instead):
            if lemma in part.words:
                words.insert(0, lemma)
            elif not lemma.isalpha():
                words.append(lemma)
            else:
                unknown.append(lemma)
    irregular = [lemma for lemma in part.exceptions.get(form, ()) if lemma not in words]
    if irregular:
        return irregular[-1].lower()
    return (words or unknown or [form])[0].lower()
