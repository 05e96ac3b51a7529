"""An event as it should be, in the terms of the annotation guide, and how people write it in a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateline.rulebook.actor_sources import SECTORS
from dateline.rulebook.ontology import load_ontology

STATUSES = ("actual", "future", "hypothetical", "negated")
LONGEST = 2_000
"""Characters of a name, a note or a line of a correction."""


class DecisionError(ValueError):
    """A decision that cannot be kept as it is; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Named:
    """A party or source as the annotation guide has it: the words, country, sector."""

    text: str
    country: str | None
    sector: str | None

    @classmethod
    def of(cls, line: str) -> Named:
        """From `words | country | sector`; the latter two may be missing. Raises `DecisionError`."""
        text, country, sector = ([part.strip() for part in line.split("|")] + ["", ""])[:3]
        if not text or line.count("|") > 2 or len(line) > LONGEST:
            msg = f"{line[:80]!r}: write words | country | sector, as in: Israel's premier | ISR | GOV"
            raise DecisionError(msg)
        if country and not (country.isalnum() and country.isupper() and len(country) <= 10):
            msg = f"{country!r} is no country; write its three letters, or an organisation's short name"
            raise DecisionError(msg)
        if sector and sector not in SECTORS:
            msg = f"{sector!r} is no sector; there are {', '.join(sorted(SECTORS))}"
            raise DecisionError(msg)
        return cls(text, country or None, sector or None)

    def line(self) -> str:
        return " | ".join(part or "" for part in (self.text, self.country, self.sector)).rstrip(" |")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An event as it should be, in the terms of the annotation guide; days are none if not told."""

    type: str
    mode: str | None
    status: str
    actors: tuple[Named, ...]
    recipients: tuple[Named, ...]
    first: date | None
    last: date | None
    sources: tuple[Named, ...]
    place: str | None

    @classmethod
    def of_event(cls, event: Mapping[str, Any]) -> Judged:
        """As the coder has it. A day that is assumed is none that the text gives."""
        told = event["date"]["basis"] in ("text", "context")
        return cls(
            type=event["type"],
            mode=event["mode"],
            status=event["status"],
            actors=_named(event["actors"]),
            recipients=_named(event["recipients"]),
            first=_day(event["date"]["first"]) if told else None,
            last=_day(event["date"]["last"]) if told else None,
            sources=_named(event["sources"]),
            place=event["place"]["text"] if event["place"] else None,
        )

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Judged:
        """As a decision of the ledger has it."""
        sides = {name: tuple(Named(**p) for p in row[name]) for name in ("actors", "recipients", "sources")}
        rest = {name: row[name] for name in ("type", "mode", "status", "first", "last", "place")}
        whole: dict[str, Any] = {**sides, **rest}
        return cls(**whole)

    @classmethod
    def of_form(cls, fields: Mapping[str, str]) -> Judged:
        """As somebody wrote it, one party or source a line. Raises `DecisionError`."""
        ontology = load_ontology()
        type_, mode = fields.get("type", "").strip().upper(), fields.get("mode", "").strip() or None
        if type_ not in ontology.types:
            msg = f"{type_!r} is no type; there are {', '.join(ontology.types)}"
            raise DecisionError(msg)
        modes = [name for kind, name in ontology.modes if kind == type_]
        if mode is not None and mode not in modes:
            msg = f"{mode!r} is no mode of {type_}; there are {', '.join(modes) or 'none'}"
            raise DecisionError(msg)
        if (status := fields.get("status", "")) not in STATUSES:
            msg = f"{status!r} is no status; there are {', '.join(STATUSES)}"
            raise DecisionError(msg)
        first, last = _written_day(fields.get("first", "")), _written_day(fields.get("last", ""))
        first, last = first or last, last or first
        if first and last and first > last:
            msg = f"{first} is after {last}"
            raise DecisionError(msg)
        return cls(
            type=type_,
            mode=mode,
            status=status,
            actors=_lines(fields.get("actors", "")),
            recipients=_lines(fields.get("recipients", "")),
            first=first,
            last=last,
            sources=_lines(fields.get("sources", "")),
            place=fields.get("place", "").strip()[:LONGEST] or None,
        )


def spans_written(text: str, written: str) -> tuple[tuple[int, int], ...]:
    """Characters of the words that somebody wrote, one mention a line, exactly as they stand in `text`.

    Words that stand there more than once need to say which: `held talks #2`. Raises `DecisionError`.
    """
    found = []
    for line in filter(None, map(str.strip, written.splitlines())):
        places = _places(text, line)
        words, _, number = line.rpartition("#")
        if not places and words.strip() and words[-1].isspace() and number.isdecimal():
            places = _places(text, words)[int(number) - 1 : int(number)]
        if not places:
            msg = f"“{line[:80]}” does not stand in the story so; copy the words as they are there"
            raise DecisionError(msg)
        if len(places) > 1:
            msg = f"“{line[:80]}” stands {len(places)} times in the story; say which, as in: {line[:80]} #2"
            raise DecisionError(msg)
        found.append(places[0])
    if not found:
        msg = "Which words tell the event? Write them as they stand in the story, one mention a line."
        raise DecisionError(msg)
    return tuple(sorted(set(found)))


def spans_as_written(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The lines from which `spans_written` reads these spans."""
    lines = []
    for start, end in spans:
        words = " ".join(text[start:end].split())
        places = _places(text, words)
        lines.append(f"{words} #{places.index((start, end)) + 1}" if len(places) > 1 else words)
    return "\n".join(lines)


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand, each as a whole; a break of the line is a blank."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    return [m.span() for m in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)]


def _named(parties: Iterable[Mapping[str, Any]]) -> tuple[Named, ...]:
    return tuple(Named(p["text"] or p["name"] or "", p["country"], p["sector"]) for p in parties)


def _lines(written: str) -> tuple[Named, ...]:
    return tuple(Named.of(line) for line in written.splitlines() if line.strip())


def _written_day(written: str) -> date | None:
    try:
        return _day(written.strip() or None)
    except ValueError:
        msg = f"{written!r} is no day; write it as 2022-02-27"
        raise DecisionError(msg) from None


def _day(value: str | date | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
