"""Who acts, in the codes of other formats."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.exporting.records import Party
from dateline.rulebook.exports import ExportCodes


@dataclass(frozen=True, slots=True)
class PloverParty:
    """`code`: ISO 3166 alpha-3, IGO, NGO or None; `sector` None for a state or body as a whole."""

    code: str | None
    cow: int | None
    sector: str | None


def plover_party(party: Party, codes: ExportCodes) -> PloverParty:
    """An actor as PLOVER codes it: bodies that are no state have the code of their kind."""
    country, sector = party["country"], party["sector"]
    if (body := codes.bodies.get(country or "")) is not None:
        return PloverParty(body.kind, None, None if sector in ("IGO", "NGO") else sector)
    if sector in ("IGO", "NGO"):
        return PloverParty(sector, None, None)
    state = codes.states.get(country or "")
    return PloverParty(country, state.cow if state else None, sector)


@dataclass(frozen=True, slots=True)
class CameoParty:
    """CAMEO's actor code in full and its parts; None where it has none."""

    code: str
    country: str | None
    group: str | None
    types: tuple[str, ...]


def cameo_party(party: Party, codes: ExportCodes) -> CameoParty:
    """An actor as CAMEO and GDELT code it: country and role, or the code of an international body."""
    country, sector = party["country"] or "", party["sector"]
    role = codes.sectors[sector].cameo if sector in codes.sectors else None
    if (body := codes.bodies.get(country)) is not None:
        first, *parts = (body.cameo[i : i + 3] for i in range(0, len(body.cameo), 3))
        named = [part for part in parts if part in codes.roles]
        more = [role] if role and sector not in ("IGO", "NGO") and role not in named else []
        return CameoParty(body.cameo + "".join(more), None, body.group, (first, *named, *more))
    state = codes.states[country].cameo if country in codes.states else None
    types = (role,) if role else ()
    return CameoParty((state or "") + "".join(types), state, None, types)
