"""Weak signs of spinning, weighed: none shows anything alone, their density does."""

from __future__ import annotations

import re

from dateline.copies.words import Words
from dateline.rulebook.spinning import SpinSigns

_WRONG_ARTICLE = re.compile(
    # Before a vowel's letter that is not spoken as a consonant ("a one-time", "a European").
    r"\b[Aa] (?=[aeio])(?!one\b|once\b|one-|eu|ewe)[a-z]{3,}"
    r"|\b[Aa]n (?=[bcdfgjklmnpqrstvwyz])[a-z]{3,}"
)

SHORTEST = 250


def weigh_signs(words: Words, signs: SpinSigns) -> float:
    """The weight of the weak signs in a hundred words, sequences outside quotations.

    A text shorter than `SHORTEST` words counts as one of that length: a single sign shows nothing.
    """
    total = 0.0
    lowers = words.lowers
    for i, word in enumerate(lowers):
        if word in signs.words:
            best = 0.0
            for sign, before, weight in signs.words[word]:
                first = i - before
                after = first + len(sign)
                if (
                    weight > best
                    and first >= 0
                    and lowers[first:after] == sign
                    and not words.quoted(first, after)
                ):
                    best = weight
            total += best
    endings = tuple(signs.endings)
    for word in sorted(set(lowers)):
        # With a capital it is a name: "Denys".
        if word.endswith(endings) and not words.capitalised(lowers.index(word)):
            total += max(weight for ending, weight in signs.endings.items() if word.endswith(ending))
    total += signs.wrong_article * sum(1 for _ in _WRONG_ARTICLE.finditer(words.text))
    return 100 * total / max(len(lowers), SHORTEST)
