"""Who is condemned or investigated for a deed: who did it, and never whom it was done to.

"Paris condemned the attack on the embassy" names the victim and means the attacker, whom the deed's own
words name, or another account of what was done to the same country.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.coding.drafts import Draft
from dateline.coding.layers import Layers, Named

_BEFORE_DEEDS = ("of", "at", "over", "about", "into", "by", "for", "on")
"""Prepositions before what one is condemned for: "outraged by the strike", "an inquiry into it"."""
_NOT_DONE_TO = frozenset({"ACCUSE", "REJECT", "MOVE", "CONSULT", "PROTEST"})
"""Types whose recipient may well be the one who is blamed: "an inquiry into the charges against her"."""


def with_the_blamed(groups: list[list[Draft]], strays: list[Draft], layers: Layers) -> list[list[Draft]]:
    """The mentions of each happening, where who blames a deed blames its doers. `strays` refer to none."""
    if not any(d.type == "ACCUSE" for group in groups for d in group):
        return groups
    deeds: dict[int, list[Draft]] = {d.clause.head: [d] for d in strays}
    deeds |= {d.clause.head: group for group in groups for d in group}
    return [
        [_blaming(d, deeds, groups, layers) for d in group] if group[0].type == "ACCUSE" else group
        for group in groups
    ]


def _blaming(
    draft: Draft, deeds: dict[int, list[Draft]], groups: Sequence[list[Draft]], layers: Layers
) -> Draft:
    clause = draft.clause
    tokens = [*clause.objects, *(t for p in _BEFORE_DEEDS for t in clause.obliques.get(p, ()))]
    tokens += [
        below for t in tokens for below in layers.prepositions(t).get("of", ())
    ]  # "reports of attacks"
    deed = next((deeds[t] for t in tokens if t in deeds and deeds[t][0].type not in _NOT_DONE_TO), None)
    if deed is None and _is_of_victims(draft, layers):
        hurt = _countries(draft.recipients)
        return replace(draft, recipients=_attackers(hurt, hurt | {None}, groups))
    if deed is None or clause.head in {d.clause.head for d in deed}:
        return draft
    victims = {c for d in deed for c in _countries(d.recipients)}
    apart = _countries(draft.actors) | victims | {None}
    done_by = {n.party.id for d in deed for n in d.actors}
    if any(n.party.country not in apart or n.party.id in done_by for n in draft.recipients):
        return draft
    doers = _doers(deed, apart) or _attackers(victims, apart, groups)
    hit = {n.party.id for d in deed for n in d.recipients}
    if doers or any(n.party.id in hit for n in draft.recipients):
        return replace(draft, recipients=doers)
    return draft


def _is_of_victims(draft: Draft, layers: Layers) -> bool:
    """ "is looking into reports of attacks on civilians": only those who suffered are named."""
    content = draft.content.type if draft.content is not None else None
    return (
        content in ("ASSAULT", "COERCE")
        and bool(draft.recipients)
        and all(n.party.sector in ("CVL", "REF") for n in draft.recipients)
        and not any(layers.named_parties(t) for t in draft.clause.objects)
    )


def _doers(deed: Sequence[Draft], apart: set[str | None]) -> tuple[Named, ...]:
    """Those who did it, by the first mention that names them."""
    return next((d.actors for d in deed if d.actors and not _countries(d.actors) & apart), ())


def _countries(parties: Sequence[Named]) -> set[str | None]:
    return {n.party.country for n in parties}


def _attackers(
    victims: set[str | None], apart: set[str | None], groups: Sequence[list[Draft]]
) -> tuple[Named, ...]:
    """Who most often attacks the same country in the story, or anybody where nobody is named as hit."""
    told: dict[str | None, list[tuple[Named, ...]]] = {}
    for group in groups:
        if group[0].type != "ASSAULT" or not (doers := _doers(group, apart)):
            continue
        if not victims or any(_countries(d.recipients) & victims for d in group):
            for country in _countries(doers):
                told.setdefault(country, []).append(doers)
    return max(told.values(), key=len)[0] if told else ()
