"""Counts told beside an act or after it: "Forty others were wounded, a doctor said"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from dateline.coding.circumstances import event_figure
from dateline.coding.layers import Layers
from dateline.coding.tellings import Telling
from dateline.model import EventFigure, FigureMention

PERSONS = frozenset({"people", "troops", "fighters"})
REACH = 3
"""How many sentences a count may stand after the act that it belongs to."""
LONG_AGO = timedelta(days=60)


def with_tallies(
    tellings: Sequence[Telling],
    layers: Layers,
    beside: Mapping[str, frozenset[str]],
    after: Mapping[str, frozenset[str]],
    lasting: frozenset[str],
) -> tuple[Telling, ...]:
    """The tellings with the counts of their sentences and of those that follow, where none has them yet.

    `beside` and `after` say to which types of event a count of a unit belongs that stands in the same
    sentence, or in one of the next that tell of no such event. Only what happened has such a count.
    `lasting` are nouns for what goes on for long ("war"), whose toll is no single act's.
    """
    if not tellings:
        return ()
    counted = beside.keys() | after.keys() | PERSONS
    claimed = {(f.start, f.end): n for n, t in enumerate(tellings) for f in t.figures}
    fated: dict[int, int] = {}
    loose: dict[int, list[tuple[FigureMention, EventFigure]]] = {}
    for mention in layers.figures:
        if mention.unit not in counted and _kind(mention) not in counted:
            continue
        figure = event_figure(mention, layers.story)
        k = layers.tree.sentence[mention.head]
        owner = claimed.get((figure.start, figure.end))
        if owner is None:
            if not _is_told(mention.head, layers, lasting):
                continue
            loose.setdefault(k, []).append((mention, figure))
        elif mention.unit in after:
            fated.setdefault(k, owner)
    if not loose:
        return tuple(tellings)
    told = _told_in(tellings, layers)
    found: dict[int, list[EventFigure]] = {}
    for k, figures in loose.items():
        for mention, figure in figures:
            chosen = _owner(k, mention, tellings, told, beside, after, layers)
            if chosen is not None:
                found.setdefault(chosen, []).append(figure)
                if mention.unit in after:
                    fated.setdefault(k, chosen)
        # "90 had been sheltering and 30 were rescued, seven of them wounded": all of the same happening.
        if k in fated:
            found.setdefault(fated[k], []).extend(f for m, f in figures if m.unit in PERSONS)
    return tuple(_counted(t, found[n]) if n in found else t for n, t in enumerate(tellings))


def _kind(figure: FigureMention) -> str:
    """The unit, but "money USD" is money."""
    return figure.unit.partition(" ")[0]


def _counted(telling: Telling, figures: Sequence[EventFigure]) -> Telling:
    told = sorted({*telling.figures, *figures}, key=lambda f: (f.start, f.end))
    return replace(telling, figures=tuple(told))


def _is_told(token: int, layers: Layers, lasting: frozenset[str]) -> bool:
    """Is the clause around the count said to be so, of an act: not feared ("may kill thousands"), and not
    the toll of a whole war ("the conflict has killed thousands")?"""
    parse = layers.parse
    for above in layers.tree.climb(token):
        if parse.tags[above][0] == "V":
            clause = layers.clauses.clause(above)
            whole = any(parse.lemmas[s] in lasting for s in clause.subjects)
            return not whole and layers.status(clause).value in ("actual", "negated")
    return True


def _told_in(tellings: Sequence[Telling], layers: Layers) -> dict[int, list[tuple[int, int]]]:
    """For each sentence the tellings that happened and are mentioned there: start of the words, number."""
    original, parse = layers.story.reading.original, layers.parse
    number = {original(*parse.span(first, end - 1)): k for k, (first, end) in enumerate(parse.sentences)}
    told: dict[int, list[tuple[int, int]]] = {}
    for n, telling in enumerate(tellings):
        if telling.status == "actual":
            for m in telling.mentions:
                told.setdefault(number[m.sentence], []).append((m.start, n))
    return told


def _owner(
    k: int,
    mention: FigureMention,
    tellings: Sequence[Telling],
    told: Mapping[int, list[tuple[int, int]]],
    beside: Mapping[str, frozenset[str]],
    after: Mapping[str, frozenset[str]],
    layers: Layers,
) -> int | None:
    """The number of the telling that a count in sentence `k` belongs to."""
    unit = _kind(mention)
    here = [(at, n) for at, n in told.get(k, ()) if tellings[n].type in beside.get(unit, ())]
    if here:
        return min(here, key=lambda x: (abs(x[0] - mention.start), x[0]))[1]
    types = after.get(unit)
    if types is None or _is_history(k, layers):
        return None
    for earlier in range(k - 1, max(k - 1 - REACH, -1), -1):
        candidates = [(at, n) for at, n in told.get(earlier, ()) if tellings[n].type in types]
        if candidates:
            return max(candidates)[1]
    return None


def _is_history(k: int, layers: Layers) -> bool:
    """Does the sentence tell of days long gone ("In 2014, 45 people were killed there")?"""
    published = layers.story.published
    first, end = layers.parse.sentences[k]
    return published is not None and any(
        first <= d.first < end and (day := d.begin if d.since else d.finish) and published - day > LONG_AGO
        for d in layers.dates
    )
