"""Where and when a story was filed: a leading `date 2022-02-27`, a dateline `KYIV, Feb 27 (Reuters) —`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.reading.written_dates import WRITTEN_DATE, WrittenDate, read_written_date
from dateline.rulebook.datelines import DatelineNames

LINES_LOOKED_AT = 6
"""A dateline may stand below a title, a byline and a summary, hardly lower."""

_HEADER = re.compile(rf"\s*date\b\s?:?\s*(?P<date>{WRITTEN_DATE})(?:\s*$|\s+)", re.IGNORECASE)
_WEEKDAY_DATE = re.compile(
    r"\s*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
    r"(?P<date>\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ \d{1,2} ?, \d{4})"
)
_PLACE = r"[^\W\d_][\w.'’/-]*(?: [^\W\d_][\w.'’/-]*){0,4}"
_DATELINE = re.compile(
    rf"(?P<lead>[\s:;,|•*–—-]*)"
    rf"(?P<place>{_PLACE}(?:,\s{_PLACE}){{0,2}}?)??"
    rf"(?:[,.]?\s*\b(?P<date>(?i:{WRITTEN_DATE}))[.,]?)?"
    r"\s*(?:\((?P<agency>[^()\n]{2,40})\)|/(?P<slashed>[A-Z][A-Za-z-]{2,12})/)?"
    rf"(?:,\s(?P<later>(?i:{WRITTEN_DATE})))?"
    r"\s?\.?\s*(?P<dash>—|–|―|--+|-|_|:)?"
    # A place alone is the start of a sentence: a signature or a dash must follow.
    r"(?(agency)|(?(slashed)|(?(dash)|(?!))))"
    r"(?<=[\s)./:_–—―-])\s*(?:(?=[\"“‘'(A-Z0-9$£€])|(?(dash)$|(?!)))"
)
_CAPITAL_WORD = re.compile(r"[A-Z][\w.'’/-]*$|de$|es$|al-\w+$|el-\w+$|on$|of$")
_SIGNATURE = re.compile(r"[A-Z][\w.&'’-]*(?:[ /][A-Z][\w.&'’-]*){0,3}$")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands before the prose, at `start:end` of the text."""

    start: int
    end: int
    day: WrittenDate | None = None
    place: str | None = None
    agency: str | None = None


def find_header(text: str) -> Heading | None:
    """A header `date 2022-02-27` before anything else, or a line (or a weekday's full date) of its own."""
    if match := _HEADER.match(text):
        return Heading(match.start("date"), match.end("date"), read_written_date(match["date"]))
    if not (match := _WEEKDAY_DATE.match(text)):
        return None
    rest = text[match.end() : match.end() + 40]
    alone = not rest.split("\n", 1)[0].strip()
    named_day = not match[0].lstrip().startswith(match["date"])
    # "3 February 2018 was a day of …": only a weekday's name or a line end shows a heading.
    if (alone and rest) or (named_day and re.match(r"\s+[“\"A-Z]", rest)):
        day = read_written_date(match["date"])
        return Heading(match.start(), match.end(), day) if day else None
    return None


def header_words_start(text: str) -> int:
    """Where the word `date` of a header begins."""
    return len(text) - len(text.lstrip())


def find_dateline(text: str, start: int, names: DatelineNames) -> Heading | None:
    """The first dateline that opens one of the first lines of `text` from `start` on."""
    for line_start, line in _lines(text, start):
        match = _DATELINE.match(line)
        if match and (heading := _heading(match, line_start, names)):
            return heading
    return None


def _lines(text: str, start: int) -> Iterator[tuple[int, str]]:
    """The first lines that are not blank, each with its offset and cut to a dateline's length."""
    seen = 0
    while start < len(text) and seen < LINES_LOOKED_AT:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start : min(end, start + 160)]
        if line.strip():
            seen += 1
            yield start, line
        start = end + 1


def _heading(match: re.Match[str], offset: int, names: DatelineNames) -> Heading | None:
    """The match as a heading, when there is enough to tell a dateline from the start of a sentence."""
    place = _place(match["place"] or "", names)
    signed = match["agency"] or match["slashed"]
    agency = _agency(signed, names) if signed else None
    if signed and not agency and not _SIGNATURE.match(signed):
        return None
    if not _plausible(place, agency, signed, match, names):
        return None
    written = match["date"] or match["later"]
    day = read_written_date(written) if written else None
    start = offset + len(match["lead"])
    if match["lead"].strip():
        # A mutilated dateline, ", Ukraine — …": what is left of it goes too.
        start = offset + len(match["lead"]) - len(match["lead"].lstrip())
    end = offset + len(match[0].rstrip())
    if signed and signed.lower() in names.regions:
        place, signed = f"{place}, {signed}", None
    return Heading(start, end, day, place, agency or signed)


def _place(written: str, names: DatelineNames) -> str | None:
    """The place without the full stop that ends it, unless it is that of "Calif."."""
    place = written.strip(" ,")
    if place.endswith(".") and place.rsplit(", ", 1)[-1].lower() not in names.regions:
        place = place[:-1]
    return place or None


def _agency(signed: str, names: DatelineNames) -> str | None:
    """The name of the agency that signs; of two ("CBSDFW.COM/AP") the first that is known."""
    for piece in (signed, *signed.split("/")):
        if name := names.agencies.get(piece.strip().lower()):
            return name
    return None


def _plausible(
    place: str | None,
    agency: str | None,
    signed: str | None,
    match: re.Match[str],
    names: DatelineNames,
) -> bool:
    dash = match["dash"]
    if place is None:
        return agency is not None and (dash is not None or signed is not None)
    towns = place.split(", ")
    words = place.replace(",", "").split()
    if words[0].lower().strip(".") in names.no_places or not all(map(_CAPITAL_WORD.match, words)):
        return False
    known = all(town.strip().lower() in names.cities for town in towns[0].split("/"))
    in_region = len(towns) > 1 and towns[-1].lower() in names.regions
    shouted = towns[0].isupper()
    if agency:
        return known or in_region or shouted or bool(dash)
    if signed or match["date"] or match["later"]:
        return bool(dash) and (known or in_region or shouted)
    if dash is None:
        return False
    if dash == ":":
        return shouted and known
    if match["lead"].strip():
        return place.lower() in names.regions and dash != "-"
    return known or in_region or (shouted and dash != "-" and (len(words) > 1 or len(place) > 6))
