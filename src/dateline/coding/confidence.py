"""How likely an event is right, in its type and in its sides: the product of two logistic scores of what its
record and its passage show.

The weights stand in `rules/words/confidence.tsv`; `bench/calibrate.py` fits them on judged events. A rule
that readers judged often enough has a weight of its own.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from dateline.coding.certainty import SPOKEN
from dateline.coding.drafts import Draft
from dateline.coding.layers import Layers
from dateline.coding.tellings import Telling
from dateline.model import EventMention, EventParty
from dateline.rulebook.events import Weights

LOWEST, HIGHEST = 0.05, 0.98
ARMED = frozenset({"MIL", "REB", "UAF"})
WARRING = frozenset({"MIL", "REB"})
POLITICIANS = frozenset({"LEG", "PTY", "ELI"})
PRIVATE = frozenset({"CVL", "LAB", "BUS", "JRN", "EDU", "REL", "MED", "SOC", "NGO", None})
SAYING = frozenset({"say", "tell", "announce", "report", "warn", "claim"})
EARLY, LATE = 3, 20
"""Sentences of a story that tell its news, and number of the first that is far from it."""
LONG = 45
"""Words of a sentence in which the parser often errs."""
DOMESTIC = 0.7
"""Share of all namings of parties that makes a story one country's own."""
WARLIKE = 0.12
"""Share of armed parties from which such a story is of no home politics."""
CROWDED = 0.08
"""Namings of parties with a country, a word, in a story that is politics throughout."""
KINDS = frozenset({"country", "person", "role"})
"""What the id of a party begins with, where that says who it is."""
NEAR, FAR = 40, 100
"""Characters between an act and those who do or suffer it."""


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
        # Auxiliaries of the act, of what stands right above it, and of all that stand above.
        near, modal = [], False
        for depth, t in enumerate((head, *above)):
            for c in layers.tree.children[t]:
                if parse.deps[c] == "aux":
                    modal = modal or parse.tags[c] == "MD"
                    if depth < 2:
                        near.append(parse.lemmas[c])
        return {
            "story of home politics": self._home,
            "deed in home politics": self._home and draft.type not in SPOKEN,
            "many parties in the story": self._crowded,
            "told in the past": finite == "VBD",
            "three countries in the sentence": len(countries) > 2,
            "long sentence": end - first > LONG,
            "said by somebody": any(parse.lemmas[t] in SAYING for t in above),
            "verb with a particle": bool(draft.clause.particle),
            "deed below a modal": modal and draft.type not in SPOKEN,
            "below a modal": modal,
            "in the perfect": "have" in near,
            "in the present": parse.tags[head] == "VBZ",
            "noun": draft.clause.kind == "noun",
            "early in the story": sentence < EARLY,
            "late in the story": sentence >= LATE,
            "several of a kind": parse.tags[head] == "NNS",
        }


def features(
    telling: Telling,
    actors: Sequence[EventParty],
    recipients: Sequence[EventParty],
    around: Mapping[str, bool],
    *,
    basis: str,
    mode: bool,
    sourced: bool,
    placed: bool,
    content: bool,
) -> frozenset[str]:
    """What speaks for or against an event; `around` is what its passage shows.

    `basis` is that of its date. Known are its `mode`, its source, its place and the type of its `content`.
    """
    # Recipients that only the context names say nothing for the type.
    parties = [*actors, *(() if any(d.implied for d in telling.drafts) else recipients)]
    countries = {p.country for p in parties}
    sectors = {p.sector for p in parties}
    shown = {
        "always": True,
        f"type {telling.type}": True,
        f"status {telling.status}": True,
        f"date from {basis}": True,
        "both sides named": bool(actors) and len(parties) > len(actors),
        "only recipients named": not actors,
        "every country known": bool(parties) and all(p.country for p in parties),
        "across countries": len(countries - {None}) > 1,
        "in one country": len(countries) == 1,
        "armed side": bool(sectors & ARMED),
        "politicians only": sectors <= POLITICIANS,
        "private people only": sectors <= PRIVATE,
        f"rule {telling.lead.match.rule.id}": True,
        "mode known": mode,
        "sourced": sourced,
        "told more than once": len(telling.mentions) > 1,
        "several words": " " in telling.mentions[0].text,
        "place known": placed,
        "counted": bool(telling.figures),
        "content is an act": content,
        **around,
    }
    names = [name for name, true in shown.items() if true]
    act = telling.mentions[0]
    for side, those in (("actor", actors), ("recipient", recipients)):
        names += _of_side(telling.type, side, those, act)
    return frozenset(names)


def _of_side(type_: str, side: str, parties: Sequence[EventParty], act: EventMention) -> list[str]:
    """What the parties of one side show, and how far from the act they stand."""
    names = [f"{type_} with {side}" if parties else f"{type_} without {side}"]
    if len({p.country for p in parties}) > 1:
        names.append(f"{side}s of several countries")
    for p in parties:
        kind = p.id.partition(":")[0]
        if not p.country:
            names.append(f"{side} without country")
        elif kind in KINDS:
            names.append(f"{side} is a {kind}")
        between = max(p.start - act.end, act.start - p.end)
        names.append(f"{side} near" if between < NEAR else f"{side} far" if between >= FAR else f"{side} off")
    return names


def confidence(shown: frozenset[str], weights: Mapping[str, Weights]) -> float:
    """The probability, two decimals, that a careful reader finds this type, and these countries, there."""
    known = [weights[name] for name in shown if name in weights]
    likely = _logistic(math.fsum([w.type for w in known])) * _logistic(math.fsum([w.sides for w in known]))
    return round(min(HIGHEST, max(LOWEST, likely)), 2)


def _logistic(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))
