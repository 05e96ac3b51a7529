"""When, where, how many and according to whom: what hangs around the act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from dateline.coding.layers import Layers
from dateline.model import (
    Clause,
    DateMention,
    EventDate,
    EventFigure,
    EventPlace,
    EventSource,
    FigureMention,
    Party,
    PlaceMention,
    Span,
    Statement,
)
from dateline.rulebook.sources import SourceWords

Anchored = TypeVar("Anchored")
ASPECTUAL = frozenset(
    {"begin", "start", "continue", "keep", "stop", "resume", "try", "manage", "fail", "come", "go", "help"}
)
YEAR = timedelta(days=365)
ASSERTING = frozenset({"say", "write", "show", "believe", "deny"})
"""Kinds of statement that make their source one of an event; asking or ordering is an act itself."""
PRESENT = frozenset({"VB", "VBP", "VBZ", "VBG", "JJ"})
PRESUPPOSING = frozenset({"after", "following", "since", "amid", "during", "despite", "before", "over"})
LOCATIVE = frozenset(
    """in at near on outside inside across around over into from to toward towards off along through
    throughout within of beside above""".split()
)
NO_DATE = EventDate(first=None, last=None, value=None, granularity=None, basis="none")


class Circumstances:
    """Assigns the dates, places, figures and statements of one story to its acts."""

    def __init__(self, layers: Layers, heads: Sequence[int], words: SourceWords) -> None:
        """`heads` are the tokens of all acts in the story, light verbs included."""
        self._layers = layers
        self._words = words
        acts = frozenset(heads)
        dates = [
            (d.first, d.last, replace(d, begin=begin, finish=finish))
            for d, (begin, finish) in zip(layers.dates, layers.intervals, strict=True)
            if begin
        ]
        self._dates = _anchored(layers, dates, acts)
        places = [(p.first, p.last, p) for p in layers.places if self._locates(p)]
        self._places = _anchored(layers, places, acts)
        self._figures = _anchored(layers, [(f.head, f.head, f) for f in layers.figures], acts)

    def _locates(self, place: PlaceMention) -> bool:
        """Does the name stand where a place stands, and not for somebody who acts or owns?"""
        parse = self._layers.parse
        token = place.first
        while place.first <= parse.heads[token] <= place.last and parse.heads[token] != token:
            token = parse.heads[token]
        label = parse.deps[token]
        if label == "appos" or label == "conj":
            return True
        if label == "pobj":
            return parse.lowers[parse.heads[token]] in LOCATIVE
        return label in ("dobj", "nsubjpass", "npadvmod")

    # ---- when --------------------------------------------------------------------------------

    def date(self, clause: Clause, literal: frozenset[int], *, spoken: bool) -> EventDate:
        """The date of a clause: its own expression, else that of the narrative around it.

        `literal` are the objects that the rule itself names ("held a *call* on Sunday"). An act done by
        speaking happens when its speaker speaks ("said on Friday that the raid …").
        """
        for token in (*self._own_tokens(clause), *sorted(literal)):
            for mention in self._dates.get(token, ()):
                return self._event_date(mention, "text")
        around = self._around(clause)
        if spoken:
            around += [
                t for s in self._layers.statements_around(clause.head) for t in (s.cue_first, s.cue_last)
            ]
        for token in around:
            for mention in self._dates.get(token, ()):
                return self._event_date(mention, "context")
        day = self._layers.story.published
        if day is None:
            return NO_DATE
        return EventDate(first=day, last=day, value=day.isoformat(), granularity="day", basis="publication")

    def _own_tokens(self, clause: Clause) -> list[int]:
        tokens = [clause.head]
        if clause.support >= 0:
            tokens.append(clause.support)
        parse = self._layers.parse
        at = clause.head
        # "began shelling on Friday": the day may hang on the verb that only gives the phase.
        while (
            parse.deps[at] in ("xcomp", "dobj", "nsubj", "nsubjpass")
            and parse.tags[parse.heads[at]][0] == "V"
        ):
            above = parse.heads[at]
            if parse.deps[at] == "xcomp" and parse.lemmas[above] not in ASPECTUAL:
                break
            tokens.append(above)
            at = above
        return tokens

    def _around(self, clause: Clause) -> list[int]:
        """Verbs of the same sentence whose time this clause shares."""
        parse, tree = self._layers.parse, self._layers.tree
        out: list[int] = []
        at = clause.support if clause.support >= 0 else clause.head
        while parse.deps[at] in ("conj", "advcl", "acl", "xcomp", "dobj", "pobj", "prep", "pcomp"):
            at = parse.heads[at]
            if parse.tags[at][0] in "VN":
                out.append(at)
        out += [k for k in tree.kids(clause.head, "conj") if parse.tags[k][0] == "V"]
        return out

    def _event_date(self, mention: DateMention, basis: str) -> EventDate:
        start, end = self._layers.story.reading.original(mention.start, mention.end)
        return EventDate(
            first=mention.begin,
            last=mention.finish,
            value=mention.value,
            granularity=mention.granularity,
            basis=basis,
            text=self._layers.story.text[start:end],
            start=start,
            end=end,
        )

    def historical(self, when: EventDate) -> bool:
        """More than a year before publication."""
        published: date | None = self._layers.story.published
        return bool(published and when.last and published - when.last > YEAR)

    # ---- where, how many ---------------------------------------------------------------------

    def place(self, clause: Clause, literal: frozenset[int]) -> EventPlace | None:
        """The place that hangs on the act; the one nearest after it where there are several."""
        found: list[PlaceMention] = []
        for token in (*self._own_tokens(clause), *sorted(literal)):
            found += self._places.get(token, ())
        if not found:
            return None
        after = [p for p in found if p.first > clause.head] or found
        chosen = min(after, key=lambda p: (abs(p.first - clause.head), p.first))
        start, end = self._layers.story.reading.original(chosen.start, chosen.end)
        return EventPlace(
            text=self._layers.story.text[start:end],
            name=chosen.name,
            country=chosen.country,
            lat=chosen.lat,
            lon=chosen.lon,
            geonameid=chosen.geonameid,
            start=start,
            end=end,
        )

    def figures(self, clause: Clause, literal: frozenset[int]) -> tuple[EventFigure, ...]:
        """The counts among the parties and objects of the act, or of its light verb."""
        found: list[FigureMention] = list(self._figures.get(clause.head, ()))
        for token in (clause.support, *sorted(literal)):
            found += self._figures.get(token, ())
        # "the 150,000 soldiers he amassed": what is counted may stand above the verb.
        arguments = {*clause.subjects, *clause.objects}
        found += [f for f in self._layers.figures if f.head in arguments]
        counted = {f for f in found if not self._refers_back(f)}
        return tuple(self._event_figure(f) for f in sorted(counted, key=lambda f: f.start))

    def _refers_back(self, figure: FigureMention) -> bool:
        """ "the two leaders" counts nobody new."""
        actor = self._layers.actor_at(figure.head)
        return actor is not None and actor.by_reference and len(actor.parties) > 1

    def _event_figure(self, figure: FigureMention) -> EventFigure:
        start, end = self._layers.story.reading.original(figure.start, figure.end)
        return EventFigure(
            value=figure.value,
            low=figure.low,
            high=figure.high,
            unit=figure.unit,
            text=self._layers.story.text[start:end],
            start=start,
            end=end,
        )

    # ---- according to whom -------------------------------------------------------------------

    def sources(
        self, clause: Clause, trigger: tuple[int, int], speakers: tuple[Party, ...]
    ) -> tuple[EventSource, ...]:
        """Everybody the act is attributed to, nearest first; never the act's own speaking.

        `speakers` are those whose own words the act is, for acts done by speaking: the actors, and who
        speaks by name for the same government.
        """
        if self._presupposed(clause):
            return ()
        parse = self._layers.parse
        own = range(trigger[0], trigger[1] + 1)
        ids = {p.id for p in speakers}
        # "Kerry said the U.S. would consider it": he does it by saying so; not so of what was done before.
        now = parse.tags[clause.head] in PRESENT
        governments = {p.country for p in speakers if now and p.sector == "GOV" and p.country}
        out: list[EventSource] = []
        last: frozenset[str] = frozenset()
        for s in self._layers.statements_around(clause.head):
            named = self._layers.named_parties(s.source_head)
            parties = frozenset(n.party.id for n in named)
            if s.kind not in ASSERTING or s.cue_first in own or s.cue_last in own:
                continue
            if ids & parties or any(_speaks_for(n.party, governments) for n in named):
                continue
            if not (parties and parties == last):  # one who goes on speaking is one source
                out.append(self.source(s))
            last = parties
        return tuple(out)

    def denied(self, clause: Clause) -> bool:
        """Somebody denies that it was done: "denied reports that it had sent troops".

        A noun in a denial, and what a relative clause says of it, is what the denial is about ("denied
        a part in the attack that killed six"), and stays.
        """
        if clause.kind != "verb" or not any(s.denies for s in self._layers.statements_around(clause.head)):
            return False
        deps = self._layers.parse.deps
        return not any(deps[t] == "relcl" for t in (clause.head, *self._layers.tree.climb(clause.head)))

    def _presupposed(self, clause: Clause) -> bool:
        """A known deed that a speaker only refers to: "since Russia's invasion", "amid the protests"."""
        if clause.kind != "noun" or clause.support >= 0:
            return False
        parse = self._layers.parse
        if parse.deps[clause.head] != "pobj":
            return False
        return parse.lowers[parse.heads[clause.head]] in PRESUPPOSING

    def source(self, statement: Statement) -> EventSource:
        """The public record of a statement's source."""
        layers = self._layers
        parse, story = layers.parse, layers.story
        named = layers.source_parties(statement.source_head)
        party = named[0].party if named else None
        lemma = parse.lemmas[statement.source_head]
        start, end = story.reading.original(*parse.span(statement.source_first, statement.source_last))
        cue = story.reading.original(*parse.span(statement.cue_first, statement.cue_last))
        sector = party.sector if party else self._words.sectors.get(lemma)
        if party and party.kind == "country" and sector is None:
            sector = "GOV"
        person = party is not None and party.kind == "person"
        return EventSource(
            text=story.text[start:end],
            name=party.name if party else None,
            country=party.country if party else None,
            sector=sector,
            kind=self._words.kind(lemma, sector, named=person),
            anonymous=not person and lemma in self._words.anonymous,
            cue=Span(start=cue[0], end=cue[1], text=story.text[cue[0] : cue[1]]),
            quoted=statement.quoted,
            start=start,
            end=end,
        )


def _speaks_for(party: Party, governments: set[str]) -> bool:
    return party.kind == "person" and party.sector == "GOV" and party.country in governments


def _anchored(
    layers: Layers, mentions: Sequence[tuple[int, int, Anchored]], acts: frozenset[int]
) -> Mapping[int, list[Anchored]]:
    """Mentions by the act that they hang on: the nearest act above them in the tree.

    A verb that is no act keeps what hangs on it, for the clauses that share its time.
    """
    heads, tags = layers.parse.heads, layers.parse.tags
    table: dict[int, list[Anchored]] = {}
    for first, last, mention in mentions:
        at = first
        while first <= heads[at] <= last and heads[at] != at:
            at = heads[at]
        while heads[at] != at:
            at = heads[at]
            if at in acts or tags[at][0] == "V":
                break
        table.setdefault(at, []).append(mention)
    return table
