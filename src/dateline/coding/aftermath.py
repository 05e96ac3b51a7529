"""What an attack did to people, told after it: "A strike hit the port. Six people were killed"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from dateline.coding.drafts import Draft
from dateline.model import EventDate

LONGEST = timedelta(days=60)
"""What befell people over a longer time was no single attack."""
NEAR = 250
"""How many characters may lie between the sentence of the attack and that of those it harmed."""


def is_aftermath(
    group: Sequence[Draft], new: Draft, harm: frozenset[str], apart: Callable[[EventDate, EventDate], bool]
) -> bool:
    """Does `new`, which names nobody who did it, tell what the attack of `group` did to people?

    `harm` are the verbs of what befalls people (lemmas); `apart` says of two dates that they exclude each
    other. Where the new sentence has a place of its own, it must be that of the attack.
    """
    last = group[-1]
    if not (
        new.type == last.type == "ASSAULT"
        and new.status == last.status == "actual"
        and new.clause.kind == "verb"
        and new.clause.lemma in harm
        and not new.actors
        and any(d.clause.lemma not in harm for d in group)
        and 0 <= new.mention.sentence[0] - last.mention.sentence[1] <= NEAR
    ):
        return False
    if any(apart(d.date, new.date) or d.historical != new.historical for d in group):
        return False
    if new.date.basis == "text" and _lasts(new.date):
        return False  # "killed since 2011" counts a war
    places = {d.place.name for d in group if d.place}
    if new.place is not None and new.place.name not in places:
        return False
    countries = {n.party.country for d in group for n in d.recipients if n.party.country}
    harmed = {n.party.country for n in new.recipients if n.party.country}
    return not countries or harmed <= countries


def _lasts(when: EventDate) -> bool:
    return when.first is not None and when.last is not None and when.last - when.first > LONGEST
