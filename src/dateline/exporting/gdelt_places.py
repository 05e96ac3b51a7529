"""Places in the eight columns that GDELT has for each."""

from __future__ import annotations

from typing import Any

from dateline.exporting.records import Party, Record
from dateline.rulebook.exports import ExportCodes

COUNTRY, US_STATE, US_CITY, WORLD_CITY, WORLD_STATE = 1, 2, 3, 4, 5
NOWHERE = (0, None, None, None, None, None, None, None)
Place = tuple[Any, ...]
"""Type, full name, FIPS country, ADM1, ADM2, latitude, longitude, feature id."""


def action_place(record: Record, codes: ExportCodes) -> Place:
    """Where the event happened; 0 and nothing where that is not known or no place but a continent."""
    place = record["place"]
    if place is None:
        return NOWHERE
    name, country = place["name"], place["country"]
    kind = codes.place(name, country)
    if kind.level == "none":
        return NOWHERE
    state = codes.states.get(country or "")
    fips = state.fips if state else None
    if kind.level == "country":
        return (COUNTRY, name, fips, fips, None, place["lat"], place["lon"], fips)
    american = country == "USA"
    if kind.level == "province":
        type_ = US_STATE if american else WORLD_STATE
    else:
        type_ = US_CITY if american else WORLD_CITY
    full = f"{name}, {state.name}" if state else name
    return (type_, full, fips, None, None, place["lat"], place["lon"], None)


def actor_place(party: Party | None, codes: ExportCodes) -> Place:
    """The country of an actor as a whole: the record does not say where each actor was."""
    state = codes.states.get(party["country"] or "") if party else None
    if state is None or state.lat is None:
        return NOWHERE
    return (COUNTRY, state.name, state.fips, state.fips, None, state.lat, state.lon, state.fips)
