"""Where and how many: what hangs around the act."""

from __future__ import annotations

from dateline.coding.anchoring import anchored
from dateline.coding.layers import Layers
from dateline.model import (
    Clause,
    EventFigure,
    EventPlace,
    FigureMention,
    PlaceMention,
    Story,
)

ASPECTUAL = frozenset(
    {"begin", "start", "continue", "keep", "stop", "resume", "try", "manage", "fail", "come", "go", "help"}
)
LOCATIVE = frozenset(
    """in at near on outside inside across around over into from to toward towards off along through
    throughout within of beside above""".split()
)


class Circumstances:
    """Assigns the places and figures of one story to its acts."""

    def __init__(self, layers: Layers, acts: frozenset[int]) -> None:
        """`acts` are the tokens of all acts in the story, light verbs included."""
        self._layers = layers
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
        arguments = {clause.head, *clause.subjects, *clause.objects}
        found += [f for f in self._layers.figures if f.head in arguments]
        counted = {f for f in found if not self._refers_back(f)}
        return tuple(event_figure(f, self._layers.story) for f in sorted(counted, key=lambda f: f.start))

    def _refers_back(self, figure: FigureMention) -> bool:
        """ "the two leaders" counts nobody new."""
        actor = self._layers.actor_at(figure.head)
        return actor is not None and actor.by_reference and len(actor.parties) > 1


def event_figure(figure: FigureMention, story: Story) -> EventFigure:
    """The public record of a count."""
    start, end = story.reading.original(figure.start, figure.end)
    return EventFigure(
        value=figure.value,
        low=figure.low,
        high=figure.high,
        unit=figure.unit,
        text=story.text[start:end],
        start=start,
        end=end,
    )
