"""An act with everything that hangs around it: when, where, how many, how often, according to whom."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.coding.background import Background
from dateline.coding.certainty import SPOKEN
from dateline.coding.circumstances import Circumstances
from dateline.coding.layers import Layers, Named
from dateline.coding.matching import Match
from dateline.coding.outlines import Outline
from dateline.coding.sources import Sources
from dateline.coding.timing import Timing
from dateline.model import (
    Clause,
    EventContent,
    EventDate,
    EventFigure,
    EventMention,
    EventPlace,
    EventSource,
    Statement,
)
from dateline.model.slotted import record

RECURRING = frozenset(
    """annual common constant daily frequent monthly near-daily nightly regular repeated routine
    weekly""".split()
)
AT_ITS_TARGET = frozenset({"ASSAULT", "MOVE", "COERCE", "MOBILIZE", "RETREAT"})
"""Types that happen where what they are done to lies."""
OCCASION = ("in", "during", "at")
"""Prepositions before the occasion on which something was done."""
NOT_YET = frozenset({"SUPPORT", "ACCUSE"})
"""Spoken acts that nobody does by saying that they will be done: "will endorse", "will sue"."""


@record(frozen=True, slots=True, kw_only=True)
class Draft:
    """An act with everything that the public record will say of it."""

    clause: Clause
    match: Match
    type: str
    mode: str | None
    actors: tuple[Named, ...]
    recipients: tuple[Named, ...]
    status: str
    status_basis: tuple[str, ...]
    aspect: str
    date: EventDate
    historical: bool
    place: EventPlace | None
    figures: tuple[EventFigure, ...]
    sources: tuple[EventSource, ...]
    content: EventContent | None
    mention: EventMention
    definite: bool
    """A noun that points back: "the attack", "this visit"."""
    refers: bool
    """Nothing but a reference: it joins an event of its type or is left out."""
    occasions: tuple[int, ...]
    """Nouns of the occasion on which it was done: "in that call", "at the meeting"."""
    implied: bool = False
    """No words of the act name the recipients; the passage implies them."""


class Drafts:
    """Drafts the acts of one story."""

    def __init__(
        self,
        layers: Layers,
        around: Circumstances,
        timing: Timing,
        background: Background,
        sources: Sources,
    ) -> None:
        self._layers = layers
        self._around = around
        self._timing = timing
        self._background = background
        self._sources = sources

    def draft(self, act: Outline) -> Draft:
        """The act with all that the public record will say of it."""
        layers, clause, literal = self._layers, act.clause, act.match.literal
        spoken = act.type in SPOKEN and not (act.status == "future" and act.type in NOT_YET)
        speakers = tuple(n.party for n in act.actors) if spoken else ()
        when = self._timing.date(clause, literal, speakers)
        return Draft(
            clause=clause,
            match=act.match,
            type=act.type,
            mode=act.mode,
            actors=act.actors,
            recipients=act.recipients,
            status=act.status,
            status_basis=tuple(layers.parse.words[t] for t in act.basis),
            aspect=_aspect(clause, layers),
            date=when,
            historical=self._background.recalls(clause, when),
            place=_place(act, self._around.place(clause, literal), layers),
            figures=self._around.figures(clause, literal),
            sources=self._sources.of(clause, act.match.trigger, speakers),
            content=_content(act, layers) if act.match.rule.content else None,
            mention=_mention(clause, act.match, layers),
            definite=act.definite,
            refers=act.refers,
            occasions=_occasions(clause, self._timing.own_statements(clause, speakers), layers),
        )


def _place(act: Outline, place: EventPlace | None, layers: Layers) -> EventPlace | None:
    """The place, unless its name is that of somebody who takes part ("asked Israel to mediate")."""
    if place is None or act.type in AT_ITS_TARGET:
        return place
    parties = act.actors + act.recipients
    starts = {layers.story.reading.original(n.start, n.end)[0] for n in parties}
    return None if place.start in starts else place


def _aspect(clause: Clause, layers: Layers) -> str:
    parse = layers.parse
    if layers.modifiers(clause.head) & RECURRING:
        return "recurring"
    if parse.tags[clause.head] == "VBG" and any(
        parse.lemmas[a] == "be" for a in layers.tree.kids(clause.head, "aux")
    ):
        return "ongoing"
    if clause.support >= 0 and parse.lemmas[clause.support] in ("continue", "go"):
        return "ongoing"
    return "once"


def _occasions(clause: Clause, said: Sequence[Statement], layers: Layers) -> tuple[int, ...]:
    """Nouns of the occasion: of the act itself ("at the talks"), or of the speaking in which it is done."""
    around = [clause.obliques, *(layers.prepositions(t) for t in clause.subjects)]
    around += [layers.prepositions(t) for s in said for t in (s.cue_first, s.cue_last)]
    return tuple(t for table in around for p in OCCASION for t in table.get(p, ()))


def _mention(clause: Clause, match: Match, layers: Layers) -> EventMention:
    parse, story = layers.parse, layers.story
    start, end = story.reading.original(*parse.span(*match.trigger))
    first, last = parse.sentences[layers.tree.sentence[clause.head]]
    sentence = story.reading.original(*parse.span(first, last - 1))
    return EventMention(
        start=start, end=end, text=story.text[start:end], sentence=sentence, rule=match.rule.id
    )


def _content(act: Outline, layers: Layers) -> EventContent | None:
    """The words of what is asked, promised, threatened or refused, and the type that they would be."""
    if act.content:
        token, type_ = act.content[0][0], act.content[0][1].rule.type
    elif act.clause.complements:
        token, type_ = act.clause.complements[0], None
    else:
        return None
    tree, story = layers.tree, layers.story
    start, end = story.reading.original(*layers.parse.span(tree.left[token], tree.right[token]))
    return EventContent(type=type_, text=story.text[start:end], start=start, end=end)
