"""Whether two mentions in a story tell of one happening."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dateline.coding.drafts import Draft
from dateline.coding.layers import Named
from dateline.model import EventDate, EventFigure, EventPlace

SYMMETRIC = frozenset({"CONSULT", "COOPERATE", "AGREE"})
SPOKEN = frozenset({"ACCUSE", "AGREE", "CONCEDE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})
"""Acts done by speaking: what two people say are two acts."""
DELIVERED = frozenset({"aerial", "drone", "heavy-weapons", "explosives"})
"""Modes of force that say by what means, not with what."""
PLACED = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "MOVE", "CONSULT"})
"""Types of which two at different places are two events."""


def same_happening(group: list[Draft], new: Draft) -> bool:
    """Does `new` tell of what the mentions in `group` tell of?"""
    first = group[0]
    if first.type != new.type or not _same_mode(group, new):
        return False
    if not _same_parties(group, new):
        return False
    if _unlike(group, new) or any(_other_content(d, new) for d in group):
        return False
    if new.refers:
        return True
    if any(d.status != new.status for d in group):
        return False
    if any(apart(d.date, new.date) for d in group):
        return False
    if new.type in PLACED and any(_elsewhere(d.place, new.place) for d in group):
        return False
    return not any(_figures_differ(d, new) for d in group)


def _elsewhere(a: EventPlace | None, b: EventPlace | None) -> bool:
    """Two places, neither of which is the country that the other lies in."""
    if a is None or b is None or a.name == b.name:
        return False
    if a.country and a.country == b.country:
        # Whole countries have a point of their own and no number in the gazetteer.
        return not any(p.geonameid is None and p.lat is not None for p in (a, b))
    return True


def _unlike(group: list[Draft], new: Draft) -> bool:
    """Two verbs of different rules are two acts, unless both name the same parties in full.

    Of force one sentence tells one happening: "bombed the port, killing six".
    """
    if new.clause.kind != "verb":
        return False
    if new.type == "ASSAULT" and group[-1].mention.sentence == new.mention.sentence:
        return False
    if new.type == "ASSAULT" and any(_same_stroke(d, new) for d in group):
        return False
    verbs = [d for d in group if d.clause.kind == "verb"]
    if not verbs or any(d.match.rule.id == new.match.rule.id for d in verbs):
        return False
    return not any(_same_in_full(d, new) for d in verbs)


def _same_stroke(a: Draft, b: Draft) -> bool:
    """Force against one side on one stated day, of which one mention names nobody who used it."""
    return (
        a.date.basis == b.date.basis == "text"
        and a.date.first == b.date.first
        and a.date.last == b.date.last
        and not (a.actors and b.actors)
        and _keys(a.recipients) == _keys(b.recipients) != set()
    )


def circle(draft: Draft) -> frozenset[str]:
    """All who take part in a mutual act, by country; empty where fewer than two do."""
    keys = frozenset(_keys(draft.actors) | _keys(draft.recipients))
    return keys if len(keys) > 1 else frozenset()


def _same_in_full(a: Draft, b: Draft) -> bool:
    """Both name both sides, and the same ones; of mutual acts, the same circle."""
    if a.type in SYMMETRIC:
        circle = _keys(a.actors) | _keys(a.recipients)
        return len(circle) > 1 and circle == _keys(b.actors) | _keys(b.recipients)
    sides = (_keys(a.actors), _keys(a.recipients))
    return all(sides) and sides == (_keys(b.actors), _keys(b.recipients))


def _other_content(a: Draft, b: Draft) -> bool:
    """Two promises, requests, … of different things, as far as the types of their contents tell."""
    if not a.content or not b.content or a.content.type == b.content.type:
        return False
    if a.content.type and b.content.type:
        return True
    return _keys(a.actors) != _keys(b.actors) or _keys(a.recipients) != _keys(b.recipients)


def _same_mode(group: list[Draft], new: Draft) -> bool:
    """The same mode; where one has none, a noun that points back, the same sentence or the same stroke.

    What is dropped or fired may be a poison: "air strikes", later "the chemical attack".
    """
    modes = {d.mode for d in group}
    if new.mode in modes:
        return True
    if new.mode is not None and modes != {None}:
        told = modes | {new.mode}
        if "unconventional" in told and told <= DELIVERED | {"unconventional", None}:
            return True
        if None not in modes:
            return False
    if new.type != "ASSAULT":
        return True
    return new.definite or any(
        d.mention.sentence == new.mention.sentence or _same_stroke(d, new) for d in group
    )


def _same_parties(group: list[Draft], new: Draft) -> bool:
    actors = {k for d in group for k in _keys(d.actors)}
    recipients = {k for d in group for k in _keys(d.recipients)}
    new_actors, new_recipients = _keys(new.actors), _keys(new.recipients)
    if new.type in SYMMETRIC:
        ours, theirs = actors | recipients, new_actors | new_recipients
        return ours <= theirs or theirs <= ours
    if new.refers:
        return True
    if new.type in SPOKEN and (
        _others(group, new, lambda d: d.actors) or _others(group, new, lambda d: d.recipients)
    ):
        return False
    if not (actors | recipients) or not (new_actors | new_recipients):
        return new.definite
    return _compatible(actors, new_actors) and _compatible(recipients, new_recipients)


def _others(group: list[Draft], new: Draft, side: Callable[[Draft], tuple[Named, ...]]) -> bool:
    """Both name people on this side, and nobody whom both name: each senator speaks for himself."""
    ours = {n.party.id for d in group for n in side(d) if n.party.kind == "person"}
    theirs = {n.party.id for n in side(new) if n.party.kind == "person"}
    return bool(ours) and bool(theirs) and ours.isdisjoint(theirs)


def _keys(parties: Iterable[Named]) -> set[str]:
    """Countries where there are any, else the parties themselves: what tells two acts apart."""
    return {n.party.country or n.party.id for n in parties}


def _compatible(ours: set[str], theirs: set[str]) -> bool:
    return not ours or not theirs or ours <= theirs or theirs <= ours


def apart(a: EventDate, b: EventDate) -> bool:
    """Two stated dates without a day in common."""
    if a.basis != "text" or b.basis != "text":
        return False
    if a.first is None or b.first is None or a.last is None or b.last is None:
        return False
    return a.last < b.first or b.last < a.first


def _figures_differ(a: Draft, b: Draft) -> bool:
    """Counts of one thing that cannot both be right, in one mouth: "at least 58" and "more than 50" can,
    and two who tell of one attack may count differently."""
    if a.sources and b.sources and a.sources[0].text != b.sources[0].text:
        return False
    return any(
        f.unit == g.unit and not (_within(f.value, g) or _within(g.value, f))
        for f in a.figures for g in b.figures
    )  # fmt: skip


def _within(value: float, figure: EventFigure) -> bool:
    return figure.low <= value and (figure.high is None or value <= figure.high)
