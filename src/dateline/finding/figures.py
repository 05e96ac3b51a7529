"""Figures: numbers tied to the noun that they count, in the units of the annotation guide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dateline.finding.figure_numbers import HYPHENS, Number, bounds_of, number_at, opens_range
from dateline.finding.figure_units import PERSON_UNITS, Counted, counted_by
from dateline.finding.number_words import digits_value
from dateline.model import DateMention, FigureMention, Parse, Tree
from dateline.rulebook.figures import FigureWords

_DAYS = re.compile(r"P(\d+)D")
_PERSONS = PERSON_UNITS | {"killed", "wounded", "missing", "detained", "displaced"}
DIGITS = frozenset("0123456789")
_OLDEST = 120


def find_figures(
    parse: Parse, tree: Tree, dates: tuple[DateMention, ...], words: FigureWords
) -> tuple[FigureMention, ...]:
    """The counts and sums of a story in text order.

    Numbers inside `dates` are no figures, except that "three days" counts days. Ages, ordinals,
    years, scores and numbers that name a thing ("Resolution 1973") are left out.
    """
    taken = {t for d in dates for t in range(d.first, d.last + 1)}
    found: list[FigureMention] = []
    triggers = words.triggers
    passed = -1
    tags = parse.tags
    # What sorts before the colon, and not before the zero, begins with a digit.
    for i in [
        k
        for k, low in enumerate(parse.lowers)
        if low in triggers or tags[k] == "CD" or (low < ":" and low >= "0")
    ]:
        if i <= passed or i in taken:
            continue
        number = number_at(parse, i, words, taken)
        if number:
            passed = number.last
            figure = _figure(parse, tree, number, words, taken)
            if figure and found:
                figure = _after(parse, tree, found[-1], figure, words)
            if figure:
                found.append(figure)
                passed = max(passed, figure.last if figure.unit.startswith("money") else -1)
    return tuple(sorted([*found, *_days(dates)], key=lambda f: (f.start, f.end)))


def _after(
    parse: Parse, tree: Tree, before: FigureMention, figure: FigureMention, words: FigureWords
) -> FigureMention:
    """The figure with its unit set by the figure before it in the sentence, where that tells more.

    In "58 people were killed, including 11 children" the latter were killed too; in "of 40 seats, 12
    went to women" the bare number counts seats.
    """
    sentences = tree.sentence[figure.first] - tree.sentence[before.first]
    if sentences > 1 or before.last >= figure.first:
        return figure
    inherits = figure.unit in PERSON_UNITS and before.unit in words.fates["words"].values()
    if inherits and figure.value <= before.value and _is_part(parse, figure):
        return replace(figure, unit=before.unit)
    if sentences:
        return figure
    bare = figure.unit == "people" and parse.tags[figure.head] == "CD"
    if bare and before.unit not in _PERSONS and not before.unit.startswith(("money", "percent", "km")):
        return replace(figure, unit=before.unit)
    return figure


def _is_part(parse: Parse, figure: FigureMention) -> bool:
    """Some of those counted before: "including 11 children", "among them two nuns", "eleven of them"."""
    lowers = parse.lowers
    if lowers[figure.last] in ("them", "whom") or lowers[figure.first - 1] in ("including", "among"):
        return True
    return lowers[figure.first - 1] in ("them", "whom") and lowers[figure.first - 2] in ("among", "including")


def _days(dates: tuple[DateMention, ...]) -> Iterator[FigureMention]:
    for d in dates:
        days = _DAYS.fullmatch(d.value)
        if d.type == "DURATION" and days and d.begin is None and days[1] != "1":
            value = float(days[1])
            yield FigureMention(
                first=d.first, last=d.last, head=d.last, start=d.start, end=d.end,
                value=value, low=value, high=value, unit="days",
            )  # fmt: skip


def _figure(
    parse: Parse, tree: Tree, number: Number, words: FigureWords, taken: set[int]
) -> FigureMention | None:
    opening, _ = parse.sentences[tree.sentence[number.first]]
    first, last = number.first, number.last
    if money := _money(parse, number, words):
        first, last, unit = money
        counted = Counted(last, last, unit)
    elif _names_a_thing(parse, number, words, opening) or _is_score(parse, number, words):
        return None
    else:
        found = counted_by(parse, tree, first, last, words)
        if found is None or found.stands_apart(taken, last) or _is_pronoun(parse, number, found):
            return None
        counted, last = found, max(last, found.last)
    if opens_range(parse, number, opening, words):
        return None
    bounds = bounds_of(parse, first, opening, number, words)
    # Of a range the lower end is what is sure, as with "at least".
    value = bounds.low if 0 < bounds.low < number.value else number.value
    first = _article(parse, bounds.first, opening)
    start, end = parse.span(first, last)
    return FigureMention(
        first=first, last=last, head=counted.head, start=start, end=end,
        value=float(value), low=float(bounds.low), high=bounds.high, unit=counted.unit,
    )  # fmt: skip


def _is_pronoun(parse: Parse, number: Number, counted: Counted) -> bool:
    """Is this the "one" of "one should know"?"""
    return parse.lowers[number.first] == "one" and counted.head == number.first and counted.unit == "people"


def _article(parse: Parse, first: int, opening: int) -> int:
    """Where "a dozen" and "half a dozen" begin."""
    lowers = parse.lowers
    if (
        first > opening
        and lowers[first - 1] in ("a", "an")
        and lowers[first] in ("dozen", "hundred", "thousand")
    ):
        return first - 2 if first - 1 > opening and lowers[first - 2] == "half" else first - 1
    return first


def _money(parse: Parse, number: Number, words: FigureWords) -> tuple[int, int, str] | None:
    """A sum: first and last token and unit ("$350 million", "40 million euros")."""
    lowers, lemmas = parse.lowers, parse.lemmas
    first, last = number.first, number.last
    code = words.currency.get(lowers[first - 1]) if first else None
    if code and (
        not lowers[first - 1].isalpha() or parse.words[first - 1].isupper() or lowers[first - 1] == "rs"
    ):
        return first - 1, last, f"money {code}"
    for token in range(last + 1, min(last + 4, len(parse))):
        code = words.currency.get(lemmas[token]) or words.currency.get(lowers[token])
        if code and len(lowers[token]) > 2 and parse.tags[token][0] != "V":
            return first, token, f"money {code}"
        if parse.tags[token] not in ("JJ", "HYPH", "NNP"):
            break
    return None


def _names_a_thing(parse: Parse, number: Number, words: FigureWords, opening: int) -> bool:
    """Is the number a name, an age, or "one" as a pronoun: no count?"""
    lowers, tags, not_counts = parse.lowers, parse.tags, words.not_counts
    first, last = number.first, number.last
    before = lowers[first - 1] if first > opening else ""
    after = lowers[last + 1] if last + 1 < len(parse) else ""
    if first == last and lowers[first] == "one":
        return after in not_counts["one"] or before in not_counts["before_one"] or before in HYPHENS
    if before in not_counts["ages"] or before in not_counts["names"]:
        return True
    if lowers[max(0, first - 2) : first] == ("no", "."):
        return True
    if parse.heads[first] == first - 1 and tags[first - 1] == "NNP" and lowers[first][0].isdigit():
        return first > opening
    if after in HYPHENS and parse.ends[last] == parse.starts[last + 1] and not _is_number(parse, last + 2):
        # "a 42-page report", "a 30-member bloc", "34-year-old": a quality of one thing.
        return True
    if "/" in lowers[first] or (after[:1] in DIGITS and after and lowers[last][:1] in DIGITS):
        return True  # "8 May 21.48 60 people"
    if lowers[last + 1 : last + 3] in (("years", "old"), ("year", "old")):
        return True
    if lowers[first][0] == "0" and lowers[first][1:2].isdigit():
        return True
    # "John Smith, 34, said": the age of a person, between commas.
    between = before in (",", "(") and after in (",", ")", ".") and first - 2 >= opening
    return between and number.value < _OLDEST and lowers[first].isdecimal() and tags[first - 2] == "NNP"


def _is_number(parse: Parse, token: int) -> bool:
    return token < len(parse) and (parse.tags[token] == "CD" or parse.lowers[token][0] in DIGITS)


def _is_score(parse: Parse, number: Number, words: FigureWords) -> bool:
    """Two numbers, neither of which counts what follows: "a 3-1 win", "by 75–25"."""
    lowers, lemmas = parse.lowers, parse.lemmas
    first, last = number.first, number.last
    for a, joint, b in ((first, last + 1, last + 2), (first - 2, first - 1, last)):
        if a < 0 or b >= len(parse) or lowers[joint] not in HYPHENS:
            continue
        one, other = digits_value(lowers[a]), digits_value(lowers[b])
        if one is not None and other is not None:
            after = lemmas[b + 1] if b + 1 < len(parse) else ""
            return one >= other or after in words.not_counts["scores"]
    return False
