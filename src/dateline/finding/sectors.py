"""Sectors: what a common noun, its body and its modifiers make together; and the parties they make."""

from __future__ import annotations

from datetime import date

from dateline.finding.names import Hit
from dateline.finding.surroundings import STATES, Around
from dateline.model import Party
from dateline.rulebook.nouns import BODIES, Noun
from dateline.rulebook.people import standing

_ELITE = frozenset({"GOV", "LEG", "MIL", "JUD", "SPY", "COP", "IGO", None})
_KEEPS_SECTOR = frozenset({"CVL", "REF", "JRN", "EDU", "MED", "LEG", "LAB", "COP", "JUD"})
_OWN_SECTOR = frozenset({"JRN", "REF", "CVL", "MED", "EDU", "REL", "BUS"})
"""Sectors of roles that a modifier such as "government" or "military" does not change."""
_POLITICAL = frozenset({"OPP", "REB", "PRM", "ELI", "PRE"})


def sector_of(noun: Noun, around: Around, nouns: dict[int, Noun], day: date | None) -> str | None:
    """The sector of a common noun with what stands around it."""
    sector = noun.sector
    if noun.words == ("office",) and around.inner >= 0:
        sector = nouns[around.inner].sector or sector
    if around.inner >= 0 and noun.kind not in BODIES and sector in ("GOV", None, "UNK", "PTY"):
        inner = nouns[around.inner]
        if inner.sector and (inner.kind in BODIES or around.inner_after):
            sector = inner.sector
    if noun.words == ("deputy",) and around.inner >= 0 and nouns[around.inner].sector == "COP":
        sector = "COP"  # the sheriff's deputy sits in no parliament
    body = around.body
    if body is not None:
        theirs = body_sector(body, day)
        if theirs == "IGO":
            return "IGO" if not around.states else sector
        if theirs and noun.kind not in BODIES and sector not in _KEEPS_SECTOR:
            sector = theirs
        elif theirs in ("REB", "PRM", "PTY") and noun.kind in BODIES:
            sector = theirs if theirs != "PTY" or sector != "GOV" else sector
    if sector is None and noun.kind == "office" and around.states and body is None:
        sector = "GOV"  # "head of the Delhi commission": a body of that state
    if sector == "IGO" and around.states and body is None:
        sector = "GOV"  # the High Commissioner of a state
    changed = around.sector
    if changed is None:
        return sector
    if changed == "ELI":
        return "ELI" if sector in _ELITE else sector
    if changed in _POLITICAL:
        return sector if sector in ("PTY", "LEG", "CVL", "JRN") and changed != "OPP" else changed
    if noun.kind in BODIES or len(noun.words) > 1 or sector in _OWN_SECTOR:
        return sector if sector is not None else changed
    return changed if sector in ("GOV", None, "UNK", "PTY") else sector


def body_sector(hit: Hit, day: date | None) -> str | None:
    """The sector of a named organisation, or of a person on the day."""
    person = hit.name.person
    return standing(person, day).sector if person else hit.name.sector


def noun_party(noun: Noun, country: str | None, sector: str | None, text: str) -> Party:
    """The party of a common noun; roles and bodies have ids of their own kinds."""
    lemma, kind, office = noun.lemma, noun.kind, None
    key = f"{country or '-'}:{sector or '-'}:{lemma}"
    if kind == "role":
        key = f"role:{sector or '-'}:{lemma}:{country}" if country else f"role:{sector or '-'}:{lemma}"
    elif kind == "office":
        office = lemma
    else:
        kind = "organisation"
    return Party(id=key, name=text, country=country, sector=sector, kind=kind, office=office)


def named_party(hit: Hit, sector: str | None) -> Party:
    """The party of a name in the gazetteer other than a person."""
    name = hit.name
    kind = "country" if name.kind in STATES else name.kind
    return Party(id=name.id, name=name.name, country=name.country, sector=sector, kind=kind)
