"""Who may stand behind a pronoun or a noun that points back, and the story so far to look in."""

from __future__ import annotations

from collections.abc import Callable

from dateline.finding.actor_drafts import ActorDraft
from dateline.model import Party

PREMIERS = {"premier": "prime minister", "head of state": "president", "head of government": "prime minister"}
_HEADS = frozenset({"head of state", "head of government", "leader"})
_LEADING = frozenset(
    {"president", "prime minister", "premier", "chancellor", "supreme leader", "king", "emir"}
)
_PERSONAL = frozenset({"person", "unknown", "office", "role"})
_GROUPED = frozenset({"PTY", "REB", "OPP", "NGO", "PRM"})

Fits = Callable[[ActorDraft], bool]
Test = Callable[[Party], bool]


def holds(party: Party, lemma: str) -> bool:
    """Whether the office that a noun names is the party's."""
    office = party.office
    if office is None:
        return False
    if office in _HEADS:
        return lemma in _LEADING or lemma == "leader"
    office = PREMIERS.get(office, office)
    if lemma == "leader":
        return office in _LEADING
    return office == lemma or office.endswith(" " + lemma)


def is_person(party: Party) -> bool:
    return party.kind == "person"


def is_state(party: Party) -> bool:
    return party.kind == "country"


def is_collective(party: Party) -> bool:
    return party.kind in ("country", "organisation", "group")


def is_side(party: Party) -> bool:
    return party.kind in ("country", "group") or (
        party.id.startswith("org:") and party.sector in ("PTY", "IGO", "OPP", "REB")
    )


def is_group(party: Party) -> bool:
    return party.kind == "group" or (party.kind == "organisation" and party.sector in _GROUPED)


def is_organisation(party: Party) -> bool:
    return party.id.startswith(("org:", "group:")) and party.sector != "JRN"


def is_media(party: Party) -> bool:
    return party.id.startswith("org:") and party.sector == "JRN"


def is_igo(party: Party) -> bool:
    return party.sector == "IGO" and party.kind != "person"


BY_NOUN = {
    "person": is_person,
    "country": is_state,
    "group": is_group,
    "organisation": is_organisation,
    "media": is_media,
    "side": is_side,
    "igo": is_igo,
}


def fits_personal(draft: ActorDraft) -> bool:
    """Could "he" or "she" stand for it?"""
    return not draft.plural and len(draft.parties) == 1 and draft.parties[0].kind in _PERSONAL


def fits_collective(draft: ActorDraft) -> bool:
    """Could "it" stand for it?"""
    return len(draft.parties) == 1 and not draft.plural and is_collective(draft.parties[0])


def fits_plural(draft: ActorDraft) -> bool:
    """More than one, by number?"""
    return len(draft.parties) > 1 or draft.plural


def fits_several(draft: ActorDraft) -> bool:
    """Could "they" stand for it?"""
    return fits_plural(draft) or (len(draft.parties) == 1 and is_collective(draft.parties[0]))
