"""How likely an event is of the right type: a logistic score of what its own record shows.

The weights stand in `rules/words/confidence.tsv`; `bench/calibrate.py` fits them on judged events. A rule
that readers judged often enough has a weight of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from dateline.model import Event

LOWEST, HIGHEST = 0.05, 0.98
ARMED = frozenset({"MIL", "REB", "UAF"})
POLITICIANS = frozenset({"LEG", "PTY", "ELI"})
PRIVATE = frozenset({"CVL", "LAB", "BUS", "JRN", "EDU", "REL", "MED", "SOC", "NGO", None})


def features(event: Event) -> dict[str, float]:
    """What speaks for or against an event, each 0 or 1; all of it is visible in the public record."""
    parties = event.actors + event.recipients
    countries = {p.country for p in parties}
    sectors = {p.sector for p in parties}
    shown = {
        "always": True,
        f"type {event.type}": True,
        f"status {event.status}": True,
        f"date from {event.date.basis}": True,
        "both sides named": bool(event.actors and event.recipients),
        "only recipients named": not event.actors,
        "every country known": bool(parties) and all(p.country for p in parties),
        "across countries": len(countries - {None}) > 1,
        "in one country": len(countries) == 1,
        "armed side": bool(sectors & ARMED),
        "politicians only": sectors <= POLITICIANS,
        "private people only": sectors <= PRIVATE,
        f"rule {event.rule}": True,
        "mode known": event.mode is not None,
        "sourced": bool(event.sources),
        "told more than once": len(event.mentions) > 1,
        "several words": " " in event.mentions[0].text,
        "place known": event.place is not None,
        "counted": bool(event.figures),
    }
    return {name: 1.0 for name, true in shown.items() if true}


def confidence(event: Event, weights: Mapping[str, float]) -> float:
    """The probability, two decimals, that a careful reader finds an event of this type there."""
    total = sum(weights.get(name, 0.0) * value for name, value in features(event).items())
    return round(min(HIGHEST, max(LOWEST, 1.0 / (1.0 + math.exp(-total)))), 2)
