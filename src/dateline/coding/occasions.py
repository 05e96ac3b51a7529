"""Days that acts lend each other: what one says on an occasion is said on the day of that occasion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dateline.coding.drafts import Draft
from dateline.coding.layers import Layers
from dateline.coding.timing import Timing
from dateline.model import EventDate, Party, Statement
from dateline.model.slotted import record


@record(frozen=True, slots=True)
class _Spoken:
    """Who spoke (ids of parties), where in the text, and when."""

    token: int
    ids: frozenset[str]
    when: EventDate


def with_days_of_speaking(
    drafts: Sequence[Draft], layers: Layers, timing: Timing, spoken_types: frozenset[str]
) -> list[Draft]:
    """Acts done by speaking, undated where they stand, take the day on which their speaker speaks.

    News tells a speech, a briefing or an interview sentence by sentence and dates it once: "Kerry said
    on Saturday that … But Kerry said Turkey would have to prove …".
    """
    occasions = _occasions(drafts, layers, timing, spoken_types)
    if not occasions:
        return list(drafts)
    out = []
    for draft in drafts:
        when = draft.date
        if draft.type in spoken_types and when.basis == "publication" and draft.status != "future":
            when = _lent(draft, occasions, layers, timing) or when
        out.append(draft if when is draft.date else replace(draft, date=when))
    return out


def _occasions(
    drafts: Sequence[Draft], layers: Layers, timing: Timing, spoken_types: frozenset[str]
) -> list[_Spoken]:
    out = []
    for statement in layers.statements:
        when = timing.said(statement) if statement.source_head >= 0 else None
        if when is not None:
            out.append(_Spoken(statement.cue_first, _source_ids(statement, layers), when))
    for draft in drafts:
        when = draft.date
        if draft.type in spoken_types and when.basis in ("text", "context") and draft.status != "future":
            ids = _ids(n.party for n in draft.actors)
            out.append(_Spoken(draft.clause.head, ids, replace(when, basis="context")))
    return [s for s in sorted(out, key=lambda s: s.token) if s.ids and s.when.granularity == "day"]


def _ids(parties: Iterable[Party]) -> frozenset[str]:
    return frozenset(p.id for p in parties)


def _source_ids(statement: Statement, layers: Layers) -> frozenset[str]:
    """Who says it, and the body for which a spokesman speaks."""
    head = statement.source_head
    named = layers.source_parties(head)
    for owner in layers.owners(head):
        named += layers.named_parties(owner)
    return _ids(n.party for n in named)


def _lent(draft: Draft, occasions: Sequence[_Spoken], layers: Layers, timing: Timing) -> EventDate | None:
    """The day of the last occasion before at which the same one spoke, else of the next one."""
    speakers = [n.party for n in draft.actors]
    said = timing.own_statements(draft.clause, speakers)
    if not said and not timing.told_of(draft.clause):
        return None
    ids = set(_ids(speakers))
    for statement in said:
        ids |= _source_ids(statement, layers)
    mine = [s for s in occasions if ids & s.ids]
    if not mine:
        return None
    before = [s for s in mine if s.token <= draft.clause.head]
    return (before[-1] if before else mine[0]).when
