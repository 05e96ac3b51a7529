"""Nouns that only point back: "the two leaders", "both presidents", "the group", "her counterpart"."""

from __future__ import annotations

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
from dateline.finding.sectors import noun_party
from dateline.model import Party
from dateline.rulebook.nouns import Noun


class BackReferences:
    """Settles such drafts of one story; `memory` grows as the story is read."""

    def __init__(self, phrases: Phrases, memory: Memory, holders: Holders) -> None:
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
        if refers == "country":
            # In "X gave the envoy a day to leave the country" it is X, who acts, not whoever came last.
            near = [s for s in near if s.subject and s.sentence == sentence] + near
            # "the Malian people … sanctions on the country": a people stands for its state.
            near = [
                s
                for s in near
                if s.sentence == sentence or any(is_state(self._state_of(p)) for p in s.parties)
            ]
        for s in near:
            for party in s.parties:
                if refers == "country":
                    party = self._state_of(party)
                if test(party):
                    draft.parties = (party,)
                    draft.why = f"{self.parse.slice(draft.first, draft.last)!r} for {party.name}"
                    return

    def _state_of(self, party: Party) -> Party:
        """The state of a people ("the Malian people"); others as they are."""
        name = self.gazetteer.countries.get(party.country or "")
        if party.kind != "role" or name is None or party.sector != "CVL":
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
