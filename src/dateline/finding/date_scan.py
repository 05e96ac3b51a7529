"""A sentence as a string of word classes, one character a token, for the patterns to run over."""

from __future__ import annotations

import re

from dateline.model import Parse
from dateline.rulebook.dates import INSIDE, OTHER, DateWords

_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?::\d\d)?")
_DAY_SPAN = re.compile(r"\d{1,2}[–—-]\d{1,2}")
_COUNT_UNIT = re.compile(r"\d+-[a-z]+")
_DECADE = re.compile(r"['’]?(?:1[5-9]|20)?\d0[s]")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\d+/\d+")


def scan(parse: Parse, first: int, end: int, words: DateWords, taken: frozenset[int]) -> str:
    """The classes of the tokens `first`..`end` − 1; `taken` tokens belong to dates already found."""
    lexicon, guarded, seconds = words.lexicon, words.guarded, words.seconds
    looked_at, lowers = words.looked_at, parse.lowers
    here = lowers[first:end]
    out = [lexicon.get(lower, OTHER) for lower in here]
    opening: list[int] = []
    # Few words need a closer look.
    for k in [k for k, lower in enumerate(here) if lower in looked_at or not lower[0].isalpha()]:
        i, lower = first + k, here[k]
        follow = seconds.get(lower)
        if follow is not None and ("" in follow or (i + 1 < end and lowers[i + 1] in follow)):
            opening.append(i)
        if lower not in lexicon:
            if lower[0].isdigit() or lower[0] in "'’":
                out[k] = _computed(parse, i, lower, words)
        elif lower in guarded and not _is_time(parse, i, first, end, words):
            out[k] = OTHER
    for i in taken:
        out[i - first] = INSIDE
    for i in opening:
        if i not in taken:
            _phrase(parse, i, first, end, words, out)
    return "".join(out)


def _phrase(parse: Parse, i: int, first: int, end: int, words: DateWords, out: list[str]) -> None:
    """Marks the longest phrase of the lexicon that begins at token `i`."""
    for names, kind, _ in words.phrases[parse.lowers[i]]:
        last = i + len(names)
        if last <= end and parse.lowers[i:last] == names and _is_phrase(parse, i, last, kind, words):
            if INSIDE not in out[i - first : last - first]:
                out[i - first : last - first] = [words.computed[kind]] + [INSIDE] * (len(names) - 1)
            return


def _is_phrase(parse: Parse, i: int, last: int, kind: str, words: DateWords) -> bool:
    if kind == "holiday":
        # "Johnnie Christmas" is a person.
        named = i > 0 and parse.tags[i - 1] == "NNP" and parse.heads[i - 1] in range(i, last)
        return parse.words[i][0].isupper() and not named
    lower = parse.lowers[i]
    follows = parse.lowers[last] if last < len(parse) else ""
    if lower == "now":
        # "now that", "now-defunct"
        return follows not in ("that", "-") and parse.lowers[i - 1 : i] != ("every",)
    if lower in ("future", "recent", "current"):
        # "recent months" is a pattern of its own; names ("Future Forum") are in capitals.
        unit = follows in words.worth["unit"] or follows in words.worth["units"] or follows == "fiscal"
        noun = lower == "future" and last < len(parse) and parse.tags[last][0] in "NJ"
        return not unit and not noun and (parse.words[i].islower() or i == 0)
    if lower == "at" and parse.lowers[last - 1] == "time":
        return follows != "of"
    if lower == "soon":
        return follows not in ("as",) and (i == 0 or parse.lowers[i - 1] not in ("as", "too", "how"))
    if lower == "shortly":
        return follows not in ("after", "before", "afterwards", "thereafter")
    if lower == "the" and parse.lowers[i + 1 : last] == ("past",):
        return last >= len(parse) or parse.tags[last][0] not in "NJC" or parse.tags[last] == "CC"
    if lower == "the" and parse.lowers[last - 1] == "future":
        return last >= len(parse) or parse.tags[last][0] != "N"
    return True


def _computed(parse: Parse, i: int, lower: str, words: DateWords) -> str:
    """The class of a token of digits."""
    computed = words.computed
    if lower.isdecimal():
        if len(lower) == 4 and _is_year(parse, i, int(lower), words):
            return computed["year"]
        return computed["day"] if len(lower) <= 2 and 1 <= int(lower) <= 31 else computed["num"]
    if ordinal := _ORDINAL.fullmatch(lower):
        return computed["dayord"] if 1 <= int(ordinal[1]) <= 31 else OTHER
    if _DECADE.fullmatch(lower):
        after_the = i > 0 and parse.lowers[i - 1] in ("the", "early", "late", "mid", "-", "'", "’", "‘")
        return computed["decade"] if len(lower) == 5 or after_the else OTHER
    for kind, shape in (("clock", _CLOCK), ("dayspan", _DAY_SPAN), ("num", _NUMBER)):
        if shape.fullmatch(lower):
            if kind == "clock" and ":" not in lower and not _clock_follows(parse, i, words):
                continue
            return computed[kind]
    return computed["countunit"] if _COUNT_UNIT.fullmatch(lower) else OTHER


def _clock_follows(parse: Parse, i: int, words: DateWords) -> bool:
    return i + 1 < len(parse) and parse.lowers[i + 1] in words.worth["ampm"]


def _is_year(parse: Parse, i: int, number: int, words: DateWords) -> bool:
    """Is a number of four digits a year, not a count, a name or a sum?"""
    lists, lowers, tags = words.lists, parse.lowers, parse.tags
    before = lowers[i - 1] if i else ""
    after = lowers[i + 1] if i + 1 < len(parse) else ""
    if not 1000 <= number <= 2199 or before in lists["before_number"] or after in lists["after_number"]:
        return False
    if after in ("-", "–") and i + 2 < len(parse) and lowers[i + 2] in lists["after_number"]:
        return False
    if after == "or" and lowers[i + 2 : i + 3] in (("more",), ("so",), ("fewer",), ("less",)):
        return False
    if 1900 <= number <= 2060:
        return True
    if i + 1 < len(parse) and (tags[i + 1] in ("NNS", "NNPS") or tags[i + 1][:2] == "JJ"):
        return False
    in_date = before in words.worth["month"] or (before == "," and i > 1 and tags[i - 2] == "CD")
    return in_date or before in lists["before_years"]


def _is_time(parse: Parse, i: int, first: int, end: int, words: DateWords) -> bool:
    """Is a word that may be something else ("may", "march", "Sun", "second") one of time here?"""
    lists, lowers = words.lists, parse.lowers
    lower, word = lowers[i], parse.words[i]
    before = lowers[i - 1] if i > first else ""
    after = lowers[i + 1] if i + 1 < end else ""
    if lower in words.worth["weekday"] and lower not in lists["short"]:
        named = after in lists["after_weekday"] and parse.words[i + 1][0].isupper()
        return not named and not (before in lists["before_weekday"] and parse.words[i - 1][0].isupper())
    alone = end - first <= 2 and not (after and after[0].isalpha())
    digit = after[:1].isdigit() or before[:1].isdigit() or after in words.worth["month"]
    if lower in lists["short"]:
        return word[0].isupper() and (alone or digit or before in words.worth["shift"] or after == ".")
    if lower in lists["names_too"]:
        if not word[0].isupper():
            return False
        second = lowers[i + 2] if i + 2 < end else ""
        beside = digit or (after in words.worth["shift"] and second == "year")
        beside |= after in ("to", "through", "and", "-", "–") and second in words.worth["month"]
        beside |= after in (",", "of") and i + 2 < end and lowers[i + 2][0].isdigit()
        if before in ("the", "of") and after in words.worth["ordinal"]:
            beside = True
        verbal = parse.tags[i] in ("MD", "VB", "VBP")
        return (
            beside
            or alone
            or (before in lists["before_months"] and not verbal and after not in ("'s", "’s"))
            or (after in words.worth["ordinal"])
        )
    if lower in ("today", "tonight"):
        # "USA Today", "Russia Today", "the Today programme"
        inside = i > first and (parse.words[i - 1][0].isupper() or after in lists["after_today"])
        return not (word[0].isupper() and inside)
    if lower == "last":
        # "could last six weeks"
        return parse.tags[i][0] != "V"
    if lower in ("fall", "spring"):
        return _is_season(parse, i, before, after, words)
    # "the second" is an ordinal.
    return parse.tags[i] not in ("MD",)


def _is_season(parse: Parse, i: int, before: str, after: str, words: DateWords) -> bool:
    """As in "this fall", "in the spring of 2019", but no fall of a city and no Arab Spring."""
    if before in words.lists["named_seasons"] or parse.tags[i][0] == "V":
        return False
    if before in words.worth["shift"] or before in words.worth["edge"] or before in ("each", "every"):
        return True
    year = after[:1].isdigit() or (
        after == "of" and parse.lowers[i + 2 : i + 3] and parse.lowers[i + 2][0].isdigit()
    )
    if year:
        return True
    return before == "the" and after not in ("of", "in", "from") and i > 1 and parse.lowers[i - 2] in (
        "in", "by", "since", "during", "until", "of", "before", "for",
    )  # fmt: skip
