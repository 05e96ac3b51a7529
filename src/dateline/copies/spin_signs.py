"""Weak signs of spinning, weighed: none shows anything alone, their density does."""

from __future__ import annotations

import re

from dateline.copies.words import Words
from dateline.rulebook.spinning import SpinSigns

_VOWEL = r"(?=[aeio])(?!one\b|once\b|one-|eu|ewe)[a-z]{3,}"
"""Begins with a vowel's letter that is not spoken as a consonant ("a one-time", "a European")."""
_CONSONANT = r"(?=[bcdfgjklmnpqrstvwyz])[a-z]{3,}"
# Each begins with fixed letters: that makes the search several times faster than one with a choice.
_WRONG_ARTICLES = tuple(
    re.compile(rf"{article} (?<!\w{article} ){following}")
    for article, following in (("a", _VOWEL), ("A", _VOWEL), ("an", _CONSONANT), ("An", _CONSONANT))
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
    endings, tails = tuple(signs.endings), signs.tails
    for word in sorted([w for w in set(lowers) if w[-2:] in tails and w.endswith(endings)]):
        # With a capital it is a name: "Denys".
        if not words.capitalised(lowers.index(word)):
            total += max(weight for ending, weight in signs.endings.items() if word.endswith(ending))
    total += signs.wrong_article * sum(len(wrong.findall(words.text)) for wrong in _WRONG_ARTICLES)
    return 100 * total / max(len(lowers), SHORTEST)
