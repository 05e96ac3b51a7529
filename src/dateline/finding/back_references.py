"""Nouns that only point back: "the two leaders", "both presidents", "the group", "her counterpart"."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from dateline.finding.actor_drafts import ActorDraft, names_of
from dateline.finding.antecedents import (
    BY_NOUN,
    PREMIERS,
    holds,
    is_collective,
    is_person,
    is_side,
    is_state,
)
from dateline.finding.holders import Holders
from dateline.finding.memory import Memory
from dateline.finding.phrases import Phrases
from dateline.finding.sectors import named_party, noun_party
from dateline.model import Party
from dateline.rulebook.nouns import Noun

_OF_STATE = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY"})
_OF_ONE_STATE = _OF_STATE | {"EDU", "MED", "BUS"}
"""Sectors of bodies that are no group of people with a cause."""
_REACH = 3
"""How many sentences back a group may have been named that only its kind points to."""


class BackReferences:
    """Settles such drafts of one story; `memory` grows as the story is read."""

    def __init__(self, phrases: Phrases, memory: Memory, holders: Holders) -> None:
        self.phrases = phrases
        self.parse, self.tree, self.gazetteer = phrases.parse, phrases.tree, phrases.gazetteer
        self.memory, self.holders = memory, holders

    def pair(self, draft: ActorDraft) -> None:
        if self._officials(draft):
            return
        refers = self.gazetteer.references.get(draft.lemma, "")
        orders = {
            "person": (is_person,),
            "country": (is_state,),
            "": (is_person, is_state, is_collective),
        }.get(refers, (is_side, is_person))
        for test in orders:
            parties = self.memory.last_two(test)
            if len(parties) == 2:
                draft.parties = tuple(parties)
                draft.plural = True
                draft.why = f"{self.parse.slice(draft.first, draft.last)!r} for {names_of(draft)}"
                return

    def _officials(self, draft: ActorDraft) -> bool:
        """ "the two foreign ministers", "both presidents": of that office, or of the states named last."""
        if draft.noun is None or draft.noun.kind not in ("office", "organ"):
            return False
        lemma = PREMIERS.get(draft.lemma, draft.lemma)
        parties = self.memory.last_two(lambda p: p.country is not None and holds(p, lemma), pairs=False)
        if len({p.country for p in parties}) < 2:
            countries = self.memory.last_countries()
            if len(countries) < 2:
                return False
            text = self.parse.slice(draft.first, draft.last)
            named = self._official if draft.noun.kind == "office" else self._body
            parties = [named(draft.noun, c, draft.noun.sector, text, lemma) for c in countries]
        draft.parties = tuple(parties)
        draft.plural = True
        draft.why = f"{self.parse.slice(draft.first, draft.last)!r} for {names_of(draft)}"
        return True

    def _official(self, noun: Noun, country: str, sector: str | None, text: str, office: str) -> Party:
        """Who holds an office of a country, or the office itself where the tables name nobody."""
        found = self.holders.on_day(country, office)
        if found is not None:
            return found[0]
        party = noun_party(noun, country, sector, text)
        return replace(party, id=f"{country}:{sector or '-'}:{office}", kind="office", office=office)

    def _body(self, noun: Noun, country: str, sector: str | None, text: str, _: str) -> Party:
        """One of "both armies"."""
        return noun_party(noun, country, sector, text)

    def back(self, draft: ActorDraft) -> None:
        refers = self.gazetteer.references[draft.lemma]
        test = BY_NOUN[refers]
        sentence = self.tree.sentence[draft.head]
        near = list(self.memory.since(sentence - 4))
        speakers: list[int] = []
        if refers == "country":
            # In "X gave the envoy a day to leave the country" it is X, who acts, not whoever came last.
            near = [s for s in near if s.subject and s.sentence == sentence] + near
            verb = self.parse.heads[draft.head]
            if self.parse.deps[draft.head] == "nsubj" and self.parse.deps[verb] == "ccomp":
                # "The Chadian envoy said the country had offered to help": Chad
                speakers = self.tree.kids(self.parse.heads[verb], "nsubj")
                speakers += [c for s in speakers for c in self.tree.kids(s, "appos")]
            # "the Malian people … sanctions on the country": a people stands for its state.
            near = [
                s
                for s in near
                if s.sentence == sentence or any(is_state(self._state_of(p)) for p in s.parties)
            ]
        for s in near:
            for party in s.parties:
                if refers == "country":
                    party = self._state_of(party, speaking=s.head in speakers)
                if test(party):
                    self._point(draft, party)
                    return
        if refers == "igo" and (bodies := [p for s in self.memory.seen for p in s.parties if test(p)]):
            # A story seldom has two alliances: the one that it names most often.
            self._point(draft, Counter(bodies).most_common(1)[0][0])

    def named_before(self, draft: ActorDraft, noun: Noun) -> bool:
        """ "the militant group" is the last group named; "the council" the last name that ends so."""
        refers = self.gazetteer.references.get(noun.words[-1], "")
        kind = (
            refers in ("group", "organisation") and len(noun.words) > 1 and draft.sector not in _OF_ONE_STATE
        )
        short = noun.kind == "organ" and draft.owner < 0 and draft.sector != "MIL"
        if not kind and not short:
            return False
        ending = " " + draft.lemma
        earliest = self.tree.sentence[draft.head] - _REACH
        for hit in reversed(self.phrases.hits):
            if hit.last >= draft.first or hit.name.kind not in ("group", "organisation"):
                continue
            party = named_party(hit, hit.name.sector)
            near = kind and self.tree.sentence[hit.first] >= earliest
            if (near and BY_NOUN[refers](party)) or (short and hit.name.name.lower().endswith(ending)):
                draft.parties = (party,)
                draft.by_reference = True
                draft.why = f"{draft.lemma!r} for {party.name}"
                return True
        return False

    def _point(self, draft: ActorDraft, party: Party) -> None:
        draft.parties = (party,)
        draft.why = f"{self.parse.slice(draft.first, draft.last)!r} for {party.name}"

    def _state_of(self, party: Party, *, speaking: bool = False) -> Party:
        """The state of a people ("the Malian people"), or for which one speaks; others as they are."""
        name = self.gazetteer.countries.get(party.country or "")
        own = (party.kind == "role" and party.sector == "CVL") or (speaking and party.sector in _OF_STATE)
        if name is None or not own:
            return party
        return Party(
            id=f"country:{party.country}", name=name, country=party.country, sector=None, kind="country"
        )

    def counterpart(self, draft: ActorDraft, owner: Party) -> bool:
        """ "her Ugandan counterpart" holds the same office, of the other state."""
        noun = draft.noun
        if noun is None or draft.sector is not None:
            return False
        text = self.parse.slice(draft.first, draft.last)
        if noun.words[-1] == "counterpart" and owner.office and not draft.plural:
            office = owner.office
            draft.parties = tuple(
                self._official(noun, p.country, owner.sector, text, office)
                if p.country and p.kind != "person"
                else replace(p, sector=p.sector or owner.sector, office=p.office or office)
                for p in draft.parties
            )
            draft.why = f"{draft.lemma} of {owner.name}, {office}"
        else:
            draft.parties = tuple(replace(p, sector=p.sector or owner.sector) for p in draft.parties)
            draft.why = f"{draft.lemma} of {owner.name}"
        return True
