"""Where, how many and according to whom: what hangs around the act."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.coding.anchoring import anchored
from dateline.coding.layers import Layers, Named
from dateline.model import (
    Clause,
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

ASPECTUAL = frozenset(
    {"begin", "start", "continue", "keep", "stop", "resume", "try", "manage", "fail", "come", "go", "help"}
)
ASSERTING = frozenset({"say", "write", "show", "believe", "deny"})
"""Kinds of statement that make their source one of an event; asking or ordering is an act itself."""
PRESENT = frozenset({"VB", "VBP", "VBZ", "VBG", "JJ"})
PRESUPPOSING = frozenset({"after", "following", "since", "amid", "during", "despite", "before", "over"})
LOCATIVE = frozenset(
    """in at near on outside inside across around over into from to toward towards off along through
    throughout within of beside above""".split()
)


class Circumstances:
    """Assigns the places, figures and statements of one story to its acts."""

    def __init__(self, layers: Layers, acts: frozenset[int], words: SourceWords) -> None:
        """`acts` are the tokens of all acts in the story, light verbs included."""
        self._layers = layers
        self._words = words
        places = [(p.first, p.last, p) for p in layers.places if self._locates(p)]
        self._places = anchored(layers.parse, places, acts)
        self._figures = anchored(layers.parse, [(f.head, f.head, f) for f in layers.figures], acts)

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

    def _own_tokens(self, clause: Clause) -> list[int]:
        tokens = [clause.head]
        if clause.support >= 0:
            tokens.append(clause.support)
        parse = self._layers.parse
        at = clause.head
        # "began shelling in Gao": a place may hang on the verb that only gives the phase.
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
        """Everybody the act is attributed to; never the act's own speaking.

        The first is whom the writer quotes, the next whom that one has it from ("Reuters reported that
        officials said …": Reuters, officials).

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
        for s in reversed(self._layers.statements_around(clause.head)):
            if self._beside(clause.head, s):
                continue
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

    def denial(self, clause: Clause) -> tuple[int, ...]:
        """The words of a denial that it was done: "*denied* reports that it had sent troops".

        A noun in a denial, and what a relative clause says of it, is what the denial is about ("denied
        a part in the attack that killed six"), and stays.
        """
        if clause.kind != "verb":
            return ()
        layers = self._layers
        cue = next((s for s in layers.statements_around(clause.head) if s.denies), None)
        deps = layers.parse.deps
        if cue is None or any(deps[t] == "relcl" for t in (clause.head, *layers.tree.climb(clause.head))):
            return ()
        return tuple(range(cue.cue_first, cue.cue_last + 1))

    def says_so_himself(self, clause: Clause, actors: Sequence[Named]) -> bool:
        """Does one of `actors`, or who speaks for the same government, say it?"""
        ids = {n.party.id for n in actors}
        governments = {n.party.country for n in actors if n.party.sector == "GOV" and n.party.country}
        return any(
            n.party.id in ids or (n.party.sector == "GOV" and n.party.country in governments)
            for s in self._layers.statements_around(clause.head)
            if s.kind in ASSERTING
            for n in self._layers.source_parties(s.source_head)
        )

    def _presupposed(self, clause: Clause) -> bool:
        """A known deed that a speaker only refers to: "since Russia's invasion", "amid the protests"."""
        if clause.kind != "noun" or clause.support >= 0:
            return False
        parse = self._layers.parse
        if parse.deps[clause.head] != "pobj":
            return False
        return parse.lowers[parse.heads[clause.head]] in PRESUPPOSING

    def _beside(self, head: int, statement: Statement) -> bool:
        """Is the act the writer's own remark on somebody named in reported speech?

        "The envoy said they had met Ahmed Said, who leads the party": it is not the envoy who tells us
        who he is. What stands between quotation marks was said.
        """
        parse, tree = self._layers.parse, self._layers.tree
        if statement.quoted:
            return False
        begin = min(start for start, _ in statement.contents)
        for token in (head, *tree.climb(head)):
            name = parse.heads[token]
            if parse.deps[token] != "relcl" or parse.starts[name] < begin:
                continue
            first = tree.left[token]
            if (
                parse.lowers[first] in ("who", "whom", "whose")
                and parse.tags[first - 1] == ","
                and parse.tags[name] in ("NNP", "NNPS")
            ):
                return True
        return False

    def _source_span(self, statement: Statement) -> tuple[int, int]:
        """The words that name the source: for "he" and "the minister" the fullest name in the story."""
        layers, head = self._layers, statement.source_head
        mention = layers.actor_at(head)
        if (
            mention is not None
            and len(mention.parties) == 1
            and (mention.by_reference or mention.parties[0].kind == "person")
        ):
            named = layers.named_parties(head)[0]
            return named.start, named.end
        return layers.parse.span(statement.source_first, statement.source_last)

    def source(self, statement: Statement) -> EventSource:
        """The public record of a statement's source."""
        layers = self._layers
        parse, story = layers.parse, layers.story
        named = layers.source_parties(statement.source_head)
        party = named[0].party if named else None
        lemma = parse.lemmas[statement.source_head]
        start, end = story.reading.original(*self._source_span(statement))
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
