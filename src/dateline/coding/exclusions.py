"""Why an act that rules fit is no event: nobody says that it happens, or it is no politics."""

from __future__ import annotations

from collections.abc import Mapping

from dateline.coding.asserted import is_of_anybody, why_unasserted
from dateline.coding.certainty import SPOKEN
from dateline.coding.contents import is_content
from dateline.coding.layers import Layers
from dateline.coding.outlines import Outline

PRIVATE = frozenset({"BUS", "MED", "EDU", "JRN", "CRM", "AGR"})
"""Sectors that act politically only in dealing with others, or when they protest or move."""
OF_THE_PEOPLE = frozenset({"PROTEST", "MOVE", "ASSAULT", "COERCE", "RETREAT"})
"""Types in which civilians are political actors by themselves."""
FORCES = frozenset({"MIL", "COP", "GOV", None})
"""Sectors (or a state as a whole) to which a state gives no aid where they are its own."""
FITTED = frozenset({"train", "equip", "arm"})
"""Verbs whose passive, where nobody does it, says what forces are like: "were not trained for cities"."""
WRITER = frozenset({"i", "we"})
"""Subjects that are the writer himself where nobody is named who speaks."""


def why_no_event(
    act: Outline,
    layers: Layers,
    *,
    purposes: Mapping[str, str],
    harm: frozenset[str],
    lasting: frozenset[str],
) -> str | None:
    """Why an act is no event; None when it is one.

    Lemmas: `purposes` of verbs that are done by doing what they are the purpose of, `harm` of what befalls
    people, `lasting` of nouns for what goes on for long ("war").
    """
    clause = act.clause
    unasserted = why_unasserted(
        clause,
        act.status,
        layers,
        owned=bool(act.actors),
        fulfilled=layers.status(clause).value == "actual" and clause.lemma in purposes,
    )
    if unasserted:
        return unasserted
    if is_content(clause, act.type, layers):
        return "what somebody asks, ought to do or is criticised for"
    if clause.lemma in harm and any(layers.parse.lemmas[s] in lasting for s in clause.subjects):
        return "the toll of a war as a whole"
    if act.type in SPOKEN and is_of_anybody(clause, layers):
        return "said of anybody"
    if not act.actors and act.type == "SUPPORT" and clause.kind == "noun":
        return "nobody is named who does it"
    if (
        (act.type in SPOKEN or act.type == "CONSULT")
        and not act.actors
        and any(layers.parse.lowers[t] in WRITER for t in clause.subjects)
    ):
        return "the writer's own words"
    if act.type == "ACCUSE" and clause.lemma == "campaign":
        return "an election campaign"
    if act.status == "negated" and "speaker" in act.match.rule.actor:
        return "denied, not claimed"
    if act.type == "AID":
        if _to_own_forces(act):
            return "given to one's own forces"
        if _is_of_their_kind(act, layers):
            return "only what they are fit for"
    return _not_political(act)


def _to_own_forces(act: Outline) -> bool:
    givers = {n.party.country for n in act.actors}
    return (
        bool(act.recipients)
        and None not in givers
        and all(n.party.country in givers and n.party.sector in FORCES for n in act.recipients)
    )


def _is_of_their_kind(act: Outline, layers: Layers) -> bool:
    """ "Troops equipped for the winter": not "soldiers are being trained in Britain"."""
    clause = act.clause
    return (
        clause.lemma in FITTED
        and clause.passive
        and not act.actors
        and not any(layers.parse.lowers[a] == "being" for a in layers.tree.kids(clause.head, "auxpass"))
    )


def _is_among_neighbours(act: Outline) -> bool:
    """A man shot his neighbour: civilians of one country on both sides, and one of them alone did it."""
    doers = [n.party for n in act.actors]
    sides = [*doers, *(n.party for n in act.recipients)]
    return (
        bool(act.recipients)
        and len(doers) == 1
        and len({p.country for p in sides}) == 1
        and all(p.sector in ("CVL", "MED", "EDU", "BUS") for p in sides)
        and any(p.kind == "person" for p in sides)
    )


def _not_political(act: Outline) -> str | None:
    """Why an act is no political event; None when it is one."""
    parties = [n.party for n in act.actors + act.recipients]
    if not parties:
        return "no actor is named"
    if all(p.sector is None and (p.country is None or p.kind == "unknown") for p in parties):
        return "no political actor"
    private = PRIVATE if act.type in OF_THE_PEOPLE else PRIVATE | {"CVL"}
    if all(
        p.sector in private or (p.sector is None and (p.country is None or p.kind == "unknown"))
        for p in parties
    ):
        return "between private people only"
    if act.type in SPOKEN and act.actors and all(n.party.sector in ("JRN", "MED") for n in act.actors):
        return "a reporter's words"
    if act.type == "ASSAULT" and _is_among_neighbours(act):
        return "between private people only"
    return None
