"""Coded stories as rows of the ledger's tables: made where a story is coded, be it in another process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dateline.coding.matching import Match
from dateline.happenings import settings_of
from dateline.ledger.found_columns import fits_table, found_table
from dateline.ledger.parse_columns import parse_table
from dateline.ledger.rows import event_table, figure_table, statement_table, story_table, with_events
from dateline.model import Fit
from dateline.pipeline import CodedStory

CODED = ("events", "statements", "figures")
"""Tables of what the rules made of the stories."""
_KNOWN = frozenset({"country", "person", "organisation", "group", "office"})
"""Kinds of parties by whose names many acts are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What a ledger takes of a story: with its words or not, with its parse or not, and under which names.

    `common` are words that tell nothing of an act (`GrammarWords.common`).
    """

    run: int
    coding: str
    text: bool
    parses: bool
    common: frozenset[str]

    def tables(self, batch: Sequence[CodedStory], keys: Mapping[int, int]) -> dict[str, pa.Table]:
        """The rows of some stories for each table of a batch but `signatures`, in the order given.

        `keys` are those of the phrases of the rulebook (`Fingerprint.keys`).
        """
        stories, spins = [done.story for done in batch], [done.spin for done in batch]
        tables = {"stories": story_table(stories, spins, self.run, text=self.text)}
        if self.parses:
            tables["parses"] = parse_table([(done.story, done.layers.parse) for done in batch])
        return tables | self.coded(batch, keys)

    def coded(self, batch: Sequence[CodedStory], keys: Mapping[int, int]) -> dict[str, pa.Table]:
        """What the rules made of some stories, as rows of `events`, `statements`, `figures` and `found`."""
        tables = self.acts(batch)
        said = [row for done in batch for row in statement_records(done)]
        statements = statement_table(said, text=self.text)
        tables["statements"] = with_events(statements, tables["events"])
        if self.parses:
            found = [
                (done.story.id, done.layers.parse, done.layers.found, fits_of(done.coded.fits, keys))
                for done in batch
            ]
            tables["found"] = found_table(found)
        return tables

    def acts(self, batch: Sequence[CodedStory]) -> dict[str, pa.Table]:
        """The rows of `events` and `figures` alone."""
        events = [event for done in batch for event in done.coded.events]
        settings = [setting for done in batch for setting in self._settings(done)]
        return {
            "events": event_table(events, settings, self.coding, text=self.text),
            "figures": figure_table(events, text=self.text),
        }

    def _settings(self, done: CodedStory) -> list[list[int]]:
        reading = done.story.reading.text
        names = [
            reading[mention.start : mention.end]
            for mention in done.layers.found.actors
            if not _KNOWN.isdisjoint([party.kind for party in mention.parties])
        ]
        return settings_of(done.coded.events, done.story.text, names, self.common)

    def fitted(self, batch: Sequence[CodedStory], keys: Mapping[int, int]) -> dict[str, pa.Table]:
        """What event rules make of stories in which the same was found: `events`, `figures` and `fits`.

        The last are the columns of `found` that hang on event rules.
        """
        fits = fits_table([(done.story.id, fits_of(done.coded.fits, keys)) for done in batch])
        return self.acts(batch) | {"fits": fits}


def fits_of(fits: Iterable[tuple[int, Match]], keys: Mapping[int, int]) -> tuple[Fit, ...]:
    """The phrases that fit a story, by their keys, so that other rules can be compared with them."""
    return tuple(
        [
            Fit(
                head,
                keys[id(match.phrase)],
                *match.trigger,
                tuple(sorted(match.literal)),
                keys[id(match.inner.phrase)] if match.inner is not None else 0,
            )
            for head, match in fits
        ]
    )


def statement_records(done: CodedStory) -> Iterator[dict[str, Any]]:
    """The statements of a story, in the order of the text."""
    layers, parse = done.layers, done.layers.parse

    def span(start: int, end: int) -> dict[str, Any]:
        start, end = done.story.reading.original(start, end)
        return {"start": start, "end": end, "text": done.story.text[start:end]}

    for s in layers.statements:
        content = [span(start, end) for start, end in s.contents]
        source = None
        if s.source_head >= 0:
            named = layers.source_parties(s.source_head)
            party = named[0].party if named else None
            source = span(*parse.span(s.source_first, s.source_last)) | {
                "name": party.name if party else None,
                "country": party.country if party else None,
                "sector": party.sector if party else None,
            }
        yield {
            "story": done.story.id,
            "source": source,
            "cue": span(*parse.span(s.cue_first, s.cue_last)),
            "content": content,
            "quoted": s.quoted,
            "kind": s.kind,
            "denies": s.denies,
            "events": (),
        }
