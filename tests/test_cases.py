"""Story cases as files: a story, and what must (and must not) be read in it.

A case is `tests/cases/NAME.toml` with `published`, `text`, `[[event]]` tables and `absent`. An event
table names the words of one mention and any of: type, mode, actors, recipients (each "ISR GOV" or
"ISR"), first, last, status, sources (words that the source's text must hold, whom the writer quotes
first), place, figures (values). What a table leaves out is not checked. `absent` are [type, words] that
must not occur.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dateline.model import Event, EventParty, Reading, Story
from dateline.parsing import SpacyParser
from dateline.pipeline import Pipeline
from dateline.rulebook.book import Rulebook

CASES = sorted((Path(__file__).parent / "cases").glob("*.toml"))


def codes(parties: tuple[EventParty, ...]) -> set[str]:
    return {" ".join(c for c in (p.country, p.sector) if c) for p in parties}


def same_parties(parties: tuple[EventParty, ...], wanted: list[str]) -> bool:
    """ "ISR" asks for the country only, "ISR GOV" for the sector as well."""
    found = codes(parties)
    return len(found) == len(set(wanted)) and all(
        w in found or any(f.split()[:1] == [w] for f in found) for w in wanted
    )


def faults(event: Event, wanted: dict[str, Any]) -> list[str]:
    got: dict[str, Any] = {
        "type": event.type,
        "mode": event.mode,
        "status": event.status,
        "first": event.date.first,
        "last": event.date.last,
        "place": event.place.name if event.place else None,
        "aspect": event.aspect,
    }
    out = [f"{k}: {got[k]!r}, not {v!r}" for k, v in wanted.items() if k in got and got[k] != v]
    for side, parties in (("actors", event.actors), ("recipients", event.recipients)):
        if side in wanted and not same_parties(parties, wanted[side]):
            out.append(f"{side}: {sorted(codes(parties))}, not {wanted[side]}")
    if "sources" in wanted:
        texts = [s.text for s in event.sources]
        if len(texts) != len(wanted["sources"]) or not all(
            w in t for w, t in zip(wanted["sources"], texts, strict=True)
        ):
            out.append(f"sources: {texts}, not {wanted['sources']}")
    if "figures" in wanted and sorted(f.value for f in event.figures) != sorted(wanted["figures"]):
        out.append(f"figures: {[f.value for f in event.figures]}, not {wanted['figures']}")
    return out


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_the_case_is_read_as_its_file_says(path: Path, parser: SpacyParser, rulebook: Rulebook) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    text = case["text"].strip()
    published: date = case["published"]
    story = Story(id=path.stem, text=text, reading=Reading.of(text), published=published)
    (done,) = Pipeline(parser, rulebook).code([story])
    problems = []
    for wanted in case["event"]:
        words = wanted["words"]
        found = [e for e in done.coded.events if any(words in m.text or m.text in words for m in e.mentions)]
        found = [e for e in found if e.type == wanted["type"]] or found
        if not found:
            problems.append(f"nothing read at {words!r}")
            continue
        least = min((faults(e, wanted) for e in found), key=len)
        problems += [f"{words!r}: {fault}" for fault in least]
    for type_, words in case.get("absent", []):
        if any(e.type == type_ and any(words in m.text for m in e.mentions) for e in done.coded.events):
            problems.append(f"{type_} must not be read at {words!r}")
    assert not problems, "\n".join(problems)


def test_there_are_cases_and_each_expects_something() -> None:
    assert len(CASES) >= 10
    for path in CASES:
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        assert case["event"], path.name
