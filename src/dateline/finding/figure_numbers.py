"""The numbers of a story as they are written, with the bounds that the words before them set."""

from __future__ import annotations

import re

from dateline.finding.number_words import digits_value
from dateline.model import Parse
from dateline.model.slotted import record
from dateline.rulebook.figures import FigureWords

HYPHENS = frozenset("-–—‑")
RANGE_WORDS = frozenset({"and", "to", "or"})
ROUND = frozenset({"dozen", "hundred", "thousand", "million", "billion", "trillion"})
LONGEST_BOUND = 4
_SUFFIXED = re.compile(r"(\d[\d,]*(?:\.\d+)?)([a-z]+)")


@record(frozen=True, slots=True)
class Number:
    """A number as written: its tokens, its worth, and `high`, None where more is meant ("dozens")."""

    first: int
    last: int
    value: float
    high: float | None


def number_at(parse: Parse, i: int, words: FigureWords, taken: set[int]) -> Number | None:
    """The number that begins at token `i`; tokens in `taken` are no part of one."""
    lowers = parse.lowers
    lower = lowers[i]
    if lower in words.nobody or lower == "no":
        return _nobody(parse, i, words)
    if lower in words.vague:
        return _vague(parse, i, words)
    if lower in ROUND and i and lowers[i - 1] in words.several:
        # "several hundred": at least twice the round number.
        return Number(i - 1, i, 2 * words.number[lower], None)
    return _written(parse, i, words, taken)


def _written(parse: Parse, i: int, words: FigureWords, taken: set[int]) -> Number | None:
    """A number in digits and number words: "1.2 million", "two hundred and five", "half a dozen"."""
    lowers, n = parse.lowers, len(parse)
    total = current = 0.0
    j = i
    while j < n and j not in taken:
        word = lowers[j]
        worth = words.number.get(word)
        if worth is None:
            worth = word_value(word, words)
            if worth is None or (j > i and not 0 < worth < 1):
                break
            current += worth
        elif word in ROUND:
            half = j == i and i > 1 and lowers[i - 2 : i] == ("half", "a")
            current = (current or (0.5 if half else 1)) * worth
            if worth >= 1000:
                total, current = total + current, 0.0
        elif j > i and not _goes_on(current, worth):
            break
        else:
            current += worth
        j += 1
        if j < n and parse.starts[j] == parse.ends[j - 1] and lowers[j].rstrip(".") in words.suffix:
            factor = words.suffix[lowers[j].rstrip(".")]  # "$12m" in two tokens
            return Number(i, j, (total + current) * factor, (total + current) * factor)
        if j + 1 < n and _joins(lowers[j - 1], lowers[j], lowers[j + 1], words):
            j += 1
    return Number(i, j - 1, total + current, total + current) if j > i else None


def _goes_on(current: float, worth: float) -> bool:
    """Is a small number word a part of the number before it: "two hundred five", "twenty five"?"""
    return current % 100 == 0 or (current % 100 >= 20 and current % 10 == 0 and worth < 10)


def _joins(before: str, joint: str, after: str, words: FigureWords) -> bool:
    """Does a hyphen or "and" lead on within one number: "twenty-five", "hundred and five"?"""
    if joint == "and":
        return before in ("hundred", "thousand") and after in words.number
    return joint in HYPHENS and (after in ROUND or (before in words.number and after in words.number))


def word_value(word: str, words: FigureWords) -> float | None:
    """The worth of one word of digits ("2,000", "1.5bn") or number word."""
    value = digits_value(word)
    if value is not None:
        return value
    if glued := _SUFFIXED.fullmatch(word):
        factor = words.suffix.get(glued[2])
        return float(glued[1].replace(",", "")) * factor if factor else None
    return words.number.get(word)


def _nobody(parse: Parse, i: int, words: FigureWords) -> Number | None:
    """Counts of nothing: "no one", "nobody", "no casualties"."""
    lowers = parse.lowers
    if lowers[i] in words.nobody:
        return Number(i, i, 0, 0)
    if lowers[i + 1 : i + 2] == ("one",):
        return Number(i, i + 1, 0, 0)
    following = parse.lemmas[i + 1 : i + 3]
    return Number(i, i, 0, 0) if any(w in words.none_nouns for w in following) else None


def _vague(parse: Parse, i: int, words: FigureWords) -> Number:
    """The least that "dozens" or "tens of thousands" can mean, without an upper bound."""
    lowers = parse.lowers
    value, last = words.vague[lowers[i]], i
    while lowers[last + 1 : last + 2] == ("of",) and last + 2 < len(parse):
        factor = words.vague_thousands.get(lowers[last + 2])
        if factor is None:
            break
        # "tens of thousands" is 20 thousand, "hundreds of thousands" 200 thousand.
        value, last = value * factor, last + 2
    return Number(i, last, value, None)


@record(frozen=True, slots=True)
class Bounds:
    """Where the words that bound a number begin, and the bounds."""

    first: int
    low: float
    high: float | None


def bounds_of(parse: Parse, first: int, opening: int, number: Number, words: FigureWords) -> Bounds:
    """The bounds of a number whose figure begins at `first`, in a sentence that begins at `opening`."""
    lowers = parse.lowers
    for length in range(LONGEST_BOUND, 0, -1):
        begin = first - length
        if begin < opening:
            continue
        kind = words.bounds.get(lowers[begin:first])
        if kind == "low":
            return Bounds(begin, number.value, None)
        if kind == "high":
            return Bounds(begin, 0, number.value)
        if kind == "near":
            return Bounds(begin, number.value, number.high)
    if below := range_below(parse, first, opening, number.value, words):
        return Bounds(below[0], below[1], number.value)
    return Bounds(first, number.value, number.high)


def range_below(
    parse: Parse, first: int, opening: int, value: float, words: FigureWords
) -> tuple[int, float] | None:
    """The lower end of "between 30 and 40", "20 to 30": where the range begins, and its worth."""
    lowers = parse.lowers
    if first - 2 < opening or not (lowers[first - 1] in RANGE_WORDS or lowers[first - 1] in HYPHENS):
        return None
    lower = word_value(lowers[first - 2], words)
    if lower is None or not 0 < lower < value:
        return None
    if first - 3 >= opening and lowers[first - 3] in ("between", "from"):
        return first - 3, lower
    return None if lowers[first - 1] == "and" else (first - 2, lower)


def opens_range(parse: Parse, number: Number, opening: int, words: FigureWords) -> bool:
    """Is this number the lower end of a range? It is then told together with the upper one."""
    following = number.last + 2
    upper = word_value(parse.lowers[following], words) if following < len(parse) else None
    if upper is None or upper <= number.value:
        return False
    return range_below(parse, following, opening, upper, words) is not None
