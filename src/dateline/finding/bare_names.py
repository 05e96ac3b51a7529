"""Names that stand for themselves: states, their people and seats, organisations, armed groups."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dateline.finding.actor_drafts import ActorDraft
from dateline.finding.names import Hit
from dateline.finding.sectors import named_party
from dateline.finding.surroundings import QUANTITIES, STATES, Around
from dateline.model import Party
from dateline.rulebook.people import slug

if TYPE_CHECKING:
    from dateline.finding.phrases import Phrases

BODIED = frozenset({"organisation", "group"})
"""Kinds of names that have phrases of their own around them."""
PLACED_BY = frozenset(
    "in at near inside outside across around throughout within into through via towards toward".split()
)
_OF_ANY_STATE = frozenset({"agency", "court", "legislature", "military", "police"})
"""Kinds of organisations whose names other states use too: "Israel's Foreign Office"."""
_UN_BODIES = {"security council": "GOV", "general assembly": "LEG"}
"""Names that mean bodies of the United Nations unless a state is named with them."""


class BareNames:
    """Adds the drafts of names to the phrases of one story."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.parse, self.tree = phrases.parse, phrases.tree
        self.gazetteer = phrases.gazetteer

    def read(self) -> None:
        # Organisations first: what stands before them ("Iranian-backed") is part of their phrase.
        for kinds in (BODIED, STATES):
            for hit in self.phrases.hits:
                if hit.name.kind in kinds and hit.first not in self.phrases.used:
                    self._name(hit)

    def _name(self, hit: Hit) -> None:
        kind = hit.name.kind
        if kind == "place":
            if hit.name.detail == "state" and self._acts(hit):
                self._federal_state(hit)
            return
        if kind == "adjective" and self.phrases.around.link_after(hit.last) == "made-in":
            return  # "Soviet-era tanks"
        if kind == "capital" and not self._acts(hit):
            return
        parse, phrases = self.parse, self.phrases
        head = hit.head
        preposition = parse.lowers[parse.heads[head]] if parse.deps[head] == "pobj" else ""
        if kind in ("country", "seat") and preposition in PLACED_BY:
            return
        if kind in BODIED or kind == "national":
            around = phrases.around.around(head, hit.first, hit.last)
            if kind == "national":
                sector = self._people(hit, around)
                if sector:
                    return
                party = named_party(hit, None)
                why = "by name"
            else:
                party, why = self._body(hit, around)
            phrases.used.update([h.first for h in around.used if h.last < hit.first])
            # "Democrats", "Russian troops": one body, spoken of as many.
            members = kind == "national" or party.sector in ("PTY", "MIL")
            plural = members and parse.tags[head] in ("NNPS", "NNS")
            draft = ActorDraft(around.first, hit.last, head, (party,), why, plural=plural)
            draft.lemma = parse.lowers[hit.last]  # "Chadian forces": "the forces" later are theirs
            phrases.drafts.append(draft)
            return
        phrases.drafts.append(ActorDraft(hit.first, hit.last, head, *self._state(hit)))

    def _federal_state(self, hit: Hit) -> None:
        """ "Texas sued", "an agreement with Bavaria": the government of a part of a state."""
        name = hit.name
        party = Party(
            id=f"{name.country or '-'}:GOV:{slug(name.name)}",
            name=name.name,
            country=name.country,
            sector="GOV",
            kind="organisation",
        )
        why = f"{name.name} for its government"
        self.phrases.drafts.append(ActorDraft(hit.first, hit.last, hit.head, (party,), why))

    def _state(self, hit: Hit) -> tuple[tuple[Party, ...], str]:
        """A state by its name, or the government that a capital or a palace stands for."""
        name, kind = hit.name, hit.name.kind
        spoken = self.parse.slice(hit.first, hit.last)
        if kind not in ("capital", "seat"):
            why = f"adjective of {name.name}" if kind == "adjective" else "by name"
            return (named_party(hit, name.sector),), why
        bloc = self._bloc(hit)
        if bloc is not None:
            return (bloc,), f"{spoken} for {bloc.name}"
        return (named_party(hit, "GOV"),), f"{spoken} for the government of {name.name}"

    def _bloc(self, hit: Hit) -> Party | None:
        """The international body that the capital stands for ("Brussels"), None if it is the state."""
        short = self.gazetteer.governments.get(" ".join(hit.name.cased), "")
        if not short.isupper():
            return None
        country = hit.name.country
        if any(h.name.country == country and h.name.words != hit.name.words for h in self.phrases.hits):
            return None
        for found in self.gazetteer.names.called((short.lower(),)):
            if found.sector == "IGO" and found.country == short:
                return Party(id=found.id, name=found.name, country=short, sector="IGO", kind="organisation")
        return None

    def _body(self, hit: Hit, around: Around) -> tuple[Party, str]:
        """An organisation or group; one that another state than ours is named with is that state's."""
        name = hit.name
        party = named_party(hit, name.sector)
        states = [h for h in around.states if h.last < hit.first <= h.last + 2]
        if not states or states[0].name.country in (None, name.country):
            return party, "by name"
        own_sector = _UN_BODIES.get(" ".join(name.words))
        if own_sector is None and name.detail not in _OF_ANY_STATE:
            return party, "by name"
        country = states[0].name.country
        sector = own_sector or name.sector
        spoken = self.parse.slice(hit.first, hit.last)
        own = replace(
            party, id=f"{country}:{sector}:{slug(spoken)}", name=spoken, country=country, sector=sector
        )
        return own, f"{spoken} of {country}"

    def _people(self, hit: Hit, around: Around) -> str | None:
        """Some people of a nation, added with their sector; None where the nation itself is meant."""
        parse, phrases = self.parse, self.phrases
        head, first = hit.head, around.first
        plural = parse.tags[hit.last] in ("NNS", "NNPS")
        if plural and around.definite and hit.first == around.first + 1:
            return None
        sector = around.sector or "CVL"
        country = hit.name.country
        party = Party(
            id=f"role:{sector}:citizen:{country}",
            name=parse.slice(hit.first, hit.last),
            country=country,
            sector=sector,
            kind="role",
        )
        if parse.deps[head] == "pobj" and parse.lowers[parse.heads[head]] == "of":
            above = parse.heads[parse.heads[head]]
            if parse.lemmas[above] in QUANTITIES and above < head:
                head, first = above, phrases.around.first_of(above)
        phrases.drafts.append(
            ActorDraft(first, hit.last, head, (party,), f"people of {country}", plural=plural)
        )
        return sector

    def _acts(self, hit: Hit) -> bool:
        """Whether the name of a capital stands for its government here."""
        parse, governments = self.parse, self.gazetteer.governments
        head = hit.head
        if parse.words[hit.last].isupper() and parse.sentences[self.tree.sentence[head]][0] == hit.first:
            return False  # a dateline: "JERUSALEM -- An Israeli court …"
        while parse.deps[head] == "conj" and parse.heads[head] in self.phrases.at:
            head = parse.heads[head]
        dep, up = parse.deps[head], parse.heads[head]
        lemma = parse.lemmas[up]
        if dep == "nsubj":
            return governments.get(lemma) != "never-subject" and parse.tags[up][0] in "VM"
        if dep == "poss":
            return True
        if dep in ("dobj", "nsubjpass"):
            return governments.get(lemma) == "object"
        if dep == "pobj":
            preposition = parse.lowers[up]
            if governments.get(preposition) == "with":
                return True
            return preposition not in PLACED_BY and governments.get(parse.lemmas[parse.heads[up]]) == "object"
        return dep == "npadvmod" and self.phrases.around.link_after(hit.last) not in ("", "located-in")
