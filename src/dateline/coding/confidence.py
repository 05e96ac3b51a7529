"""How likely an event is of the right type: a logistic score of what its record and its passage show.

The weights stand in `rules/words/confidence.tsv`; `bench/calibrate.py` fits them on judged events. A rule
that readers judged often enough has a weight of its own.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.coding.certainty import SPOKEN
from dateline.coding.drafts import Draft
from dateline.coding.layers import Layers
from dateline.model import Event

LOWEST, HIGHEST = 0.05, 0.98
ARMED = frozenset({"MIL", "REB", "UAF"})
WARRING = frozenset({"MIL", "REB"})
POLITICIANS = frozenset({"LEG", "PTY", "ELI"})
PRIVATE = frozenset({"CVL", "LAB", "BUS", "JRN", "EDU", "REL", "MED", "SOC", "NGO", None})
SAYING = frozenset({"say", "tell", "announce", "report", "warn", "claim"})
LONG = 45
"""Words of a sentence in which the parser often errs."""
DOMESTIC = 0.7
"""Share of all namings of parties that makes a story one country's own."""
WARLIKE = 0.12
"""Share of armed parties from which such a story is of no home politics."""
CROWDED = 0.08
"""Namings of parties with a country, a word, in a story that is politics throughout."""


class Passage:
    """What a story shows around each of its acts."""

    def __init__(self, layers: Layers) -> None:
        self._layers = layers
        parties = [p for mention in layers.actors for p in mention.parties]
        namings = Counter([p.country for p in parties if p.country])
        armed = sum([p.sector in WARRING for p in parties])
        self._home = armed < WARLIKE * len(parties) and (
            max(namings.values(), default=0) > DOMESTIC * namings.total()
        )
        self._crowded = namings.total() > CROWDED * len(layers.parse)

    def signs(self, draft: Draft) -> dict[str, bool]:
        """What speaks for or against an act in its clause, sentence and story."""
        layers, head = self._layers, draft.clause.head
        parse = layers.parse
        sentence = layers.tree.sentence[head]
        first, end = parse.sentences[sentence]
        countries = {p.country for m in layers.mentions_in(sentence) for p in m.parties if p.country}
        above = layers.tree.climb(head)
        finite = next((parse.tags[t] for t in (head, *above) if parse.tags[t] in ("VBD", "VBZ", "VBP")), "")
        return {
            "story of home politics": self._home,
            "deed in home politics": self._home and draft.type not in SPOKEN,
            "many parties in the story": self._crowded,
            "told in the past": finite == "VBD",
            "three countries in the sentence": len(countries) > 2,
            "long sentence": end - first > LONG,
            "said by somebody": any(parse.lemmas[t] in SAYING for t in above),
            "verb with a particle": bool(draft.clause.particle),
            "deed below a modal": draft.type not in SPOKEN
            and any(parse.tags[a] == "MD" for t in (head, *above) for a in layers.tree.kids(t, "aux")),
            "in the present": parse.tags[head] == "VBZ",
            "several of a kind": parse.tags[head] == "NNS",
        }


def features(event: Event, around: Mapping[str, bool]) -> frozenset[str]:
    """What speaks for or against an event; `around` is what its passage shows."""
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
        "content is an act": event.content is not None and event.content.type is not None,
        **around,
    }
    return frozenset(name for name, true in shown.items() if true)


def confidence(shown: frozenset[str], weights: Mapping[str, float]) -> float:
    """The probability, two decimals, that a careful reader finds an event of this type there."""
    total = math.fsum(weights[name] for name in shown if name in weights)
    return round(min(HIGHEST, max(LOWEST, 1.0 / (1.0 + math.exp(-total)))), 2)


def shown_by(
    events: Sequence[Event], groups: Sequence[Sequence[Draft]], layers: Layers
) -> tuple[frozenset[str], ...]:
    """The features of each event of a story; `groups` are the acts of each happening."""
    if not events:
        return ()
    passage = Passage(layers)
    acts = {d.mention: d for group in groups for d in group}
    # Whom the passage implies says nothing for the type.
    implied = {d.mention for group in groups if any(d.implied for d in group) for d in group}
    out = []
    for event in events:
        first = event.mentions[0]
        told = replace(event, recipients=()) if first in implied else event
        out.append(features(told, passage.signs(acts[first])))
    return tuple(out)


def rated(
    events: Sequence[Event], shown: Sequence[frozenset[str]], weights: Mapping[str, float]
) -> tuple[Event, ...]:
    """The events with their confidence."""
    return tuple(
        replace(event, confidence=confidence(signs, weights))
        for event, signs in zip(events, shown, strict=True)
    )
