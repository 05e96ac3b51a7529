"""Reference inside a story: pronouns, "the ministry", "the two leaders", whose army "the army" is.

What nothing fits stays unresolved and gives no mention.
"""

from __future__ import annotations

from dataclasses import replace

from dateline.finding.actor_drafts import ActorDraft, in_order, names_of
from dateline.finding.antecedents import PREMIERS
from dateline.finding.back_references import BackReferences
from dateline.finding.belonging import REACH, Belonging
from dateline.finding.binding import Binding
from dateline.finding.holders import Holders
from dateline.finding.memory import Memory
from dateline.finding.phrases import Phrases
from dateline.finding.pointers import PRONOUNS, find_pointers
from dateline.finding.pronouns import Pronouns
from dateline.finding.scene import Scene
from dateline.finding.sectors import noun_party
from dateline.finding.speech import Speech
from dateline.rulebook.nouns import BODIES, OTHERS, Noun

_PREDICATES = frozenset({"attr", "oprd", "appos"})
_ARMED = frozenset({"MIL", "REB", "UAF", "PRM", "CRM"})


class Reference:
    """Answers what drafts ask of the story, in text order."""

    def __init__(self, phrases: Phrases, scene: Scene, speech: Speech) -> None:
        self.phrases = phrases
        self.parse, self.tree, self.gazetteer = phrases.parse, phrases.tree, phrases.gazetteer
        self.scene, self.speech = scene, speech
        self.memory = Memory(phrases.tree)
        self.belonging = Belonging(phrases, scene, self.memory)
        self.binding = Binding(phrases.tree)
        self.holders = Holders(phrases.parse, phrases.tree, phrases.gazetteer, phrases.published)
        self.points = BackReferences(phrases, self.memory, self.holders)
        self.at_head: dict[int, ActorDraft] = {}
        self.pronouns = Pronouns(phrases, self.memory, speech, self.at_head)
        self.pairs: dict[int, ActorDraft] = {}
        self.back: dict[int, ActorDraft] = {}

    def resolve(self, drafts: list[ActorDraft]) -> list[ActorDraft]:
        """All drafts that have parties in the end, in the order of their heads."""
        pointers = find_pointers(self.phrases, {d.head for d in drafts})
        self.pairs = {d.head: d for d in pointers if d.ask == "pair"}
        self.back = {d.head: d for d in pointers if d.ask == "back"}
        if self.pairs:
            drafts = [d for d in drafts if d.head not in self.pairs]
        everything = sorted([*drafts, *pointers], key=in_order)
        # Subjects above a pronoun may come later in the text ("When he came, Putin said").
        self.at_head.update({d.head: d for d in drafts})
        out = []
        deps = self.parse.deps
        for draft in everything:
            if draft.ask:
                self._answer(draft)
            elif draft.noun is not None:
                self._noun(draft)
            if draft.parties:
                self.at_head[draft.head] = draft
                self.memory.add(draft)
                out.append(draft)
                if deps[draft.head] == "conj":
                    self._group(draft)
        persons = self.memory.persons
        for draft in out:
            # "Ms. Idrissi" of the first line is "the Moroccan judge Amal Idrissi" of the last one.
            party = draft.parties[0]
            if party.country is None and party.id in persons and len(draft.parties) == 1:
                draft.parties = (persons[party.id],)
        return out

    def _answer(self, draft: ActorDraft) -> None:
        """What a draft asks of the story."""
        ask = draft.ask
        if ask == "pronoun":
            self.pronouns.settle(draft)
        elif ask == "home":
            self._at_home(draft)
        elif ask == "owner":
            self._owned(draft)
        elif ask == "country":
            self._noun(draft)
        elif not draft.parties:  # else settled where it was asked whose somebody is
            if ask == "pair":
                self.points.pair(draft)
            else:
                self.points.back(draft)

    def _group(self, last: ActorDraft) -> None:
        """Remembers "Poland, Latvia and Estonia" as one, for "they" and "both"; no mention of its own."""
        deps, heads = self.parse.deps, self.parse.heads
        top = last.head
        while deps[top] == "conj":
            top = heads[top]
        if deps[top] in _PREDICATES:
            return
        members = [self.at_head.get(t) for t in self.tree.conjuncts(top) if t <= last.head]
        parties = {p.id: p for m in members if m is not None for p in m.parties}
        if len(parties) < 2 or any(m is None for m in members):
            return
        group = ActorDraft(
            last.first, last.last, top, tuple(parties.values()), plural=True, by_reference=True
        )
        self.memory.add(group)

    def _at_home(self, draft: ActorDraft) -> None:
        """Somebody by name of whom the words say nothing: of the one country that the story is about."""
        country = self.scene.home
        party = draft.parties[0]
        if country is not None and party.country is None:
            draft.parties = (replace(party, country=country), *draft.parties[1:])
            draft.why += f"; {country} is the country of the story"

    # ---- common nouns -----------------------------------------------------------------------
    def _owned(self, draft: ActorDraft) -> None:
        """ "his troops", "the premier's office": the country of whoever stands there."""
        if self.parse.tags[draft.owner] == "WP$":
            draft.owner = self.binding.antecedent_of_whose(draft.owner)
        owner = self.at_head.get(draft.owner)
        pointer = self.back.get(draft.owner)
        if owner is None and pointer is not None:
            self.points.back(pointer)
            owner = pointer
        if owner is None:
            if self.parse.tags[draft.owner] == "PRP$" and self.parse.lowers[draft.owner] not in PRONOUNS:
                # "our troops": those of the country of whoever speaks
                country = self.speech.country_of_us(draft.owner, self.at_head)
                noun = draft.noun
                if country and noun is not None and not draft.parties and noun.words[-1] not in OTHERS:
                    self._give(draft, country, f"{draft.lemma} of whoever speaks")
                    draft.by_reference = True
                else:
                    self._noun(draft)
                return
            owner = ActorDraft(draft.owner, draft.owner, draft.owner, ask="pronoun")
            self.pronouns.settle(owner)
        countries = [p.country for p in owner.parties if p.country]
        others = draft.noun is not None and draft.noun.words[-1] in OTHERS
        if others and owner.parties and owner.parties[0].kind != "person":
            self._give(draft, None, f"{draft.lemma} of {names_of(owner)}")
            return
        if draft.parties and owner.parties and self.points.counterpart(draft, owner.parties[0]):
            return
        if len(set(countries)) > 1 and draft.plural and draft.noun is not None and not draft.parties:
            # "the two countries' leaders": of each of them
            text = self.parse.slice(draft.first, draft.last)
            each = dict.fromkeys(countries)
            draft.parties = tuple(noun_party(draft.noun, c, draft.sector, text) for c in each)
            draft.why = f"{draft.lemma} of {names_of(owner)}"
        elif countries and draft.noun is not None:
            self._give(draft, countries[0], f"{draft.lemma} of {names_of(owner)}")
            sector = owner.parties[0].sector
            if draft.noun.kind in BODIES and sector in ("REB", "IGO"):
                draft.parties = tuple(replace(p, sector=sector) for p in draft.parties)
        else:
            self._noun(draft)

    def _noun(self, draft: ActorDraft) -> None:
        noun = draft.noun
        if noun is None:
            return
        person = bool(draft.parties) and draft.parties[0].kind == "person"
        settled = draft.definite or (draft.of_state and bool(draft.parties))
        if settled and not person and self._same_as_before(draft, noun):
            return
        if draft.parties and not person and (found := self.holders.of(draft)) is not None:
            draft.parties = (found[0],)
            draft.why = found[1]
            return
        if draft.ask != "country" and draft.ask != "owner":
            return
        if draft.definite and not draft.plural and self.points.named_before(draft, noun):
            return
        if draft.definite and draft.plural and not draft.modified and self._several_before(draft, noun):
            return
        if draft.plural and self._of_pair(draft, noun):
            return
        if noun.kind == "weapon" and (launcher := self.binding.launcher(draft.head, self.at_head)):
            self._give(draft, launcher, f"{draft.lemma}: whose it is that launch it")
            return
        if (shared := self._shared(draft)) is not None:
            self._give(draft, shared, f"{draft.lemma}: of {shared} as what it is named with")
            return
        country, why = self.belonging.country_for(draft, noun)
        self._give(draft, country, why)
        draft.by_reference = country is not None

    def _shared(self, draft: ActorDraft) -> str | None:
        """The country of an adjective that stands before all of a list: "Chadian banks and firms"."""
        parse = self.parse
        top = draft.head
        bare = not draft.modified and not draft.definite and (draft.plural or draft.first == top)
        if not bare or parse.deps[top] != "conj":
            return None
        while parse.deps[top] == "conj":
            top = parse.heads[top]
        first = self.at_head.get(top)
        if (
            first is not None
            and first.parties
            and (first.parties[0].sector in _ARMED) != (draft.sector in _ARMED)
        ):
            return None  # "Chadian soldiers and villagers": they may have met abroad
        for c in self.tree.kids(top, "amod"):
            hit = self.phrases.at.get(c)
            if hit is not None and hit.name.kind == "adjective":
                return hit.name.country
        return None

    def _of_pair(self, draft: ActorDraft, noun: Noun) -> bool:
        """ "the leaders of the two countries": one of each."""
        preposition = self.tree.kid(draft.head, "prep")
        if preposition is None or self.parse.lowers[preposition] != "of":
            return False
        of = self.tree.kid(preposition, "pobj")
        pair = self.pairs.get(of) if of is not None else None
        if pair is None:
            return False
        self.points.pair(pair)
        text = self.parse.slice(draft.first, pair.last)
        draft.parties = tuple(noun_party(noun, p.country, draft.sector, text) for p in pair.parties)
        draft.last = pair.last
        draft.why = f"{draft.lemma} of {names_of(pair)}"
        draft.by_reference = True
        return bool(draft.parties)

    def _same_as_before(self, draft: ActorDraft, noun: Noun) -> bool:
        """ "the premier", "the Russian president", "the ministry", "the official": somebody met."""
        if draft.plural or draft.sector == "ELI":
            return False
        wanted = {p.country for p in draft.parties}
        lemma = PREMIERS.get(draft.lemma, draft.lemma)
        found = self.memory.holder(wanted, lemma) if noun.kind != "organ" else None
        if found is None and not draft.modified:
            found = self.memory.same_noun(draft.lemma, wanted, self.tree.sentence[draft.head])
        if found is None:
            return False
        draft.parties = (found,)
        draft.by_reference = True
        draft.why = f"{self.parse.slice(draft.first, draft.last)!r} for {found.name}, named before"
        return True

    def _several_before(self, draft: ActorDraft, noun: Noun) -> bool:
        """ "The leaders" are the presidents of Poland and Latvia, named together before."""
        if noun.kind == "role" or self.gazetteer.references.get(noun.words[-1]) != "person":
            return False
        for s in self.memory.since(self.tree.sentence[draft.head] - REACH):
            parties = s.parties
            if len(parties) > 1 and all(p.kind in ("person", "office") and p.country for p in parties):
                draft.parties = parties
                draft.by_reference = True
                draft.why = f"{draft.lemma!r} for {names_of(s)}"
                return True
        if (
            noun.kind == "office"
            and not draft.parties
            and noun.words[-1] in ("minister", "president", "premier")
        ):
            self.points.pair(draft)  # "the defence ministers meet" in a story on two states
        return bool(draft.parties)

    def _give(self, draft: ActorDraft, country: str | None, why: str) -> None:
        """Sets the country of a draft that waits for one."""
        noun = draft.noun
        if noun is None:
            return
        if draft.parties:
            draft.parties = tuple(replace(p, country=p.country or country) for p in draft.parties)
        else:
            text = self.parse.slice(draft.first, draft.last)
            # Whose side a weapon fights on is not known where nobody owns it.
            sector = "UAF" if noun.kind == "weapon" and country is None else draft.sector
            draft.parties = (noun_party(noun, country, sector, text),)
        draft.why = why
