"""Numbers as they are written: "2,000", "1.2 million", "two hundred and five", "twenty-five"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}


def digits_value(word: str) -> float | None:
    """The number that a word of digits writes, None for anything else ("3rd", "a1")."""
    if word in FRACTIONS:
        return FRACTIONS[word]
    if not word[:1].isdigit():
        return None
    if word[-1] in FRACTIONS and word[:-1].isdigit():
        return int(word[:-1]) + FRACTIONS[word[-1]]
    whole, dot, rest = word.replace(",", "").partition(".")
    if whole.isdecimal() and (not dot or rest.isdecimal()):
        return float(f"{whole}.{rest}") if rest else float(whole)
    above, slash, below = word.partition("/")
    if slash and above.isdecimal() and below.isdecimal() and int(below):
        return int(above) / int(below)
    return None


def number_of(words: Sequence[str], names: Mapping[str, float]) -> float | None:
    """The number that a run of lower-case words writes; `names` gives the worth of number words.

    Words that are no part of a number ("-", "and", "a") are passed over.
    """
    total = current = 0.0
    seen = False
    for word in words:
        worth = names.get(word)
        if worth is None:
            worth = digits_value(word)
        if worth is None:
            continue
        if worth >= 100 and word in names:
            current = (current if seen and current else 1) * worth
            if worth >= 1000:
                total, current = total + current, 0.0
        elif seen and 0 < worth < 1:
            current += worth
        else:
            current += worth
        seen = True
    return total + current if seen else None
