"""A text with its metadata in, a `Story` out: the pure core of reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from dateline.model import Story
from dateline.reading.boilerplate import find_boilerplate, find_headlines
from dateline.reading.datelines import (
    Heading,
    find_dateline,
    find_header,
    header_words_start,
)
from dateline.reading.languages import foreign_language
from dateline.reading.limits import LONGEST_SENTENCE
from dateline.reading.mending import (
    find_broken_words,
    find_capitals,
    find_glued_headline,
    find_missing_spaces,
    find_mojibake,
)
from dateline.reading.repairs import (
    Repair,
    blanks,
    find_bylines,
    find_credits_and_links,
    find_damage,
    read_with,
)
from dateline.reading.sentences import LONGEST_WORD, overlong_sentences, overlong_words
from dateline.reading.written_dates import read_written_date, url_day
from dateline.rulebook.boilerplate import load_boilerplate
from dateline.rulebook.datelines import DatelineNames, load_dateline_names
from dateline.rulebook.languages import load_languages

SURROGATE = re.compile("[\ud800-\udfff]")
REPLACED = "\ufffd"
"""Half a character, which no text can hold, is replaced by this, one by one: offsets stay."""
FAR = 14
"""Days between dateline and publication above which a note says so."""
RECEIVED = "file: "
"""Begins the notes on how a text was got out of its file: a story that is read anew keeps them."""


def read_story(
    text: str,
    *,
    id: str,
    published: date | str | None = None,
    assumed: date | None = None,
    title: str = "",
    outlet: str = "",
    url: str = "",
    basis: str = "field",
    language: str = "",
    received: Sequence[str] = (),
    longest_sentence: int = LONGEST_SENTENCE,
    names: DatelineNames | None = None,
) -> Story:
    """`text` as a story whose reading has header, dateline, bylines and damage masked or mended.

    `published` is what the metadata give (a day, or words for one; `basis` says where), `assumed` the day
    that the user gives for stories that do not say. The day is taken from the metadata, else from a
    header `date 2022-02-27`, else from the address, else from a dateline with a year, else `assumed`. What
    cannot be read as a day is left out with a note; nothing is raised. `language` is the code that the file
    declares, `received` what had to be assumed to read it. A text that is not in English, or a run of more
    than `longest_sentence` words without an end, is left out of the reading.
    """
    names = names or load_dateline_names()
    notes = [RECEIVED + note.removeprefix(RECEIVED) for note in received]
    text, title, outlet, url, id = (SURROGATE.sub(REPLACED, part) for part in (text, title, outlet, url, id))
    if REPLACED in text:
        notes.append("holds characters that could not be read")
    repairs: list[Repair] = []
    header = find_header(text)
    if header:
        # The word "date" goes with its date.
        repairs.append(blanks(text, min(header_words_start(text), header.start), header.end))
    bylines = list(find_bylines(text))
    heading = find_dateline(text, _prose_start(text, header, bylines), names)
    if heading:
        repairs.append(blanks(text, heading.start, heading.end))
    repairs += [blanks(text, *span) for span in bylines]
    repairs += [blanks(text, *span) for span in find_credits_and_links(text)]
    plates = load_boilerplate()
    repairs += [blanks(text, *span) for span in find_boilerplate(text, plates, names.agencies)]
    repairs += [(*span, "") for span in find_headlines(text)]
    damage = [*find_damage(text), *find_mojibake(text), *find_broken_words(text, plates)]
    damage += find_missing_spaces(text)
    damage += find_glued_headline(text, title)
    recased = list(find_capitals(text))
    if recased:
        notes.append("in capitals: read in small letters, but for names that are known")
    if damage:
        notes.append(f"{len(damage)} places mended in the reading")
    long_words = list(overlong_words(text))
    if long_words:
        repairs += [blanks(text, *span) for span in long_words]
        notes.append(f"{len(long_words)} runs of more than {LONGEST_WORD} signs without a blank are left out")
    for start, end, words in overlong_sentences(text, longest_sentence):
        repairs.append(blanks(text, start, end))
        notes.append(f"a sentence of {words:,} words is left out (characters {start} to {end})")
    day, basis = _publication_day(published, basis, header, heading, url_day(url), assumed, notes)
    if foreign := foreign_language(text, language, load_languages()):
        notes.append(foreign)
        repairs, damage, recased = [(0, len(text), "")], [], []
    return Story(
        id=id,
        text=text,
        reading=read_with(text, repairs + damage + recased),
        published=day,
        published_basis=basis,
        title=title,
        outlet=outlet,
        agency=heading.agency if heading else None,
        dateline_place=heading.place if heading else None,
        url=url,
        notes=tuple(notes),
    )


def _prose_start(text: str, header: Heading | None, bylines: list[tuple[int, int]]) -> int:
    """Where to look for a dateline: after a header and after a byline that begins the text."""
    start = header.end if header else 0
    for byline_start, byline_end in bylines:
        if not text[start:byline_start].strip():
            start = byline_end
    return start


def _publication_day(
    published: date | str | None,
    basis: str,
    header: Heading | None,
    heading: Heading | None,
    addressed: date | None,
    assumed: date | None,
    notes: list[str],
) -> tuple[date | None, str]:
    """The day of publication and its basis; what could not be used is said in `notes`."""
    found: list[tuple[date, str]] = []
    if (day := _field_day(published, notes)) is not None:
        found.append((day, basis))
    if header and (day := _heading_day(header, "header", notes)) is not None:
        found.append((day, "header"))
    if addressed is not None:
        found.append((addressed, "url"))
    if heading and (day := _heading_day(heading, "dateline", notes)) is not None:
        found.append((day, "dateline"))
    if assumed is not None:
        found.append((assumed, "option"))
    if found:
        _note_conflicts(found, heading, notes)
        return found[0]
    if heading and heading.day and not heading.day.impossible:
        notes.append("the dateline names a day without a year, and nothing gives the year")
    notes.append("no publication date: expressions such as “on Friday” have no day to count from")
    return None, "none"


def _heading_day(heading: Heading, basis: str, notes: list[str]) -> date | None:
    """The day that a header or dateline gives; one that no calendar has is said in `notes`."""
    written = heading.day
    if written is None:
        return None
    if written.impossible:
        year = "" if written.year is None else f"{written.year:04}-"
        notes.append(f"{basis}: no such day: {year}{written.month:02}-{written.day:02}")
        return None
    return written.on_calendar()


def _field_day(published: date | str | None, notes: list[str]) -> date | None:
    if published is None or isinstance(published, date):
        return published
    if not published.strip():
        return None
    written = read_written_date(published)
    day = written.on_calendar() if written else None
    if day is None:
        notes.append(f"field: not a day: {published!r}")
    return day


def _note_conflicts(found: list[tuple[date, str]], heading: Heading | None, notes: list[str]) -> None:
    """A note for each source of a date that lies far from the one taken."""
    day, basis = found[0]
    for other, other_basis in found[1:]:
        if abs((day - other).days) > FAR and other_basis != "option":
            notes.append(f"the {other_basis} says {other}, the {basis} {day}: the {basis} is taken")
    written = heading.day if heading else None
    if written and written.year is None and not written.impossible:
        # Without a year: the distance to the same day of the nearest year.
        apart = abs((date(2000, written.month, written.day) - date(2000, day.month, day.day)).days)
        if min(apart, 366 - apart) > FAR:
            notes.append(f"the dateline names {written.day} of month {written.month}, the {basis} {day}")
