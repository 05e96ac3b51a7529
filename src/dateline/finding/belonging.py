"""Whose they are: the country of a body or of people whose own words name none.

What somebody is called decides how far we look. Definite bodies ("the army", "the government") are
those of whoever acts. Crowds, police and armed men are of the place of their clause. A weapon or armed
men that nothing ties to a country stay without one: a wrong country is worse than none.
"""

from __future__ import annotations

from dateline.finding.actor_drafts import ActorDraft
from dateline.finding.memory import Memory
from dateline.finding.phrases import Phrases
from dateline.finding.scene import Scene
from dateline.model import Party
from dateline.rulebook.nouns import OTHERS, Noun

REACH = 3
"""How many sentences back a noun may take its country from."""
_NOWHERE = frozenset({"REF", "UNK", None, "PTY"})
"""Sectors of people whose country neither place nor story tells."""
_ARMED = frozenset({"UAF", "CRM", "REB", "PRM"})
_ARRIVING = frozenset({"arrive", "enter", "immigrate", "migrate", "settle"})
_HOLDING = frozenset({None, "GOV", "COP", "JUD", "SPY"})
"""Sectors of those who arrest their own."""
_LOCAL = frozenset({"CVL", "MED", "EDU", "JRN", "LAB", "BUS", "AGR", "REL", "SOC", "NGO", "COP"})
_TARGETS = frozenset({"dobj", "nsubjpass"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_ELSEWHERE = frozenset(
    "foreign international multinational world global various enemy hostile unidentified unknown".split()
)
_NOT_ELSEWHERE = frozenset(
    "minister ministry secretary office affairs policy department spokesman spokeswoman spokesperson "
    "chief adviser advisor committee".split()
)
"""Nouns that "foreign" makes part of a title: "the foreign minister" is one's own."""
_OF_A_PLACE = frozenset(
    "city town municipal local provincial regional district village mayor governor".split()
)
FIGHTING = frozenset(
    "attack invade bomb shell strike hit raid assault storm bombard pound shoot fire launch fight kill "
    "capture seize execute torture loot rape murder beat".split()
)
_COMING_AND_GOING = frozenset(
    "leave withdraw retreat pull invade enter occupy advance besiege encircle surround loot".split()
)
"""What foreign soldiers do: they are not of the place that they leave, enter or besiege."""
_INVADERS = frozenset({"invader", "occupier", "aggressor"})
_INVADING = frozenset({"invading", "occupying", "invasion", "occupation"})
_ABOVE = frozenset({"advcl", "xcomp", "conj", "pcomp", "prep"})
"""Labels on the way up from a participle to the verb whose subject it shares."""
_COMPANIES = frozenset("company firm chain maker manufacturer retailer bank giant lender".split())
_CUSTODY = frozenset(
    "arrest detain jail imprison sentence convict fine expel silence censor intern round charge".split()
)
"""What a state does to its own people, unless the clause says where else."""
_COMMANDING = frozenset("have deploy send mass amass move station dispatch position".split())
"""What a state does with its own troops."""


class Belonging:
    """Answers for one story; `memory` grows as the story is read."""

    def __init__(self, phrases: Phrases, scene: Scene, memory: Memory) -> None:
        self.parse, self.tree, self.gazetteer = phrases.parse, phrases.tree, phrases.gazetteer
        self.scene, self.memory = scene, memory

    def country_for(self, draft: ActorDraft, noun: Noun) -> tuple[str | None, str]:
        """The country, None where nothing tells, and why."""
        if draft.backers:
            return self._backed(draft, noun)
        if draft.sector == "MIL" and self._invades(draft, noun):
            invader = self.scene.invader()
            return invader, f"{draft.lemma}: {invader} invades" if invader else draft.lemma
        if draft.sector == "REF" and (country := self.memory.country_of_sector("REF")):
            return country, f"{draft.lemma}: of the country of those met before"
        if self._unplaced(draft, noun) or draft.sector == "IGO" or self._from_elsewhere(draft):
            return None, draft.lemma
        if noun.kind == "weapon":
            return self._weapon(draft)
        if draft.sector in _ARMED:
            return self._armed(draft)
        if draft.sector in ("LEG", "PTY") and noun.kind == "role" and (found := self._politicians(draft)):
            return found
        if draft.sector in _NOWHERE and noun.kind == "role":
            if draft.sector == "UNK":
                return self._told(draft, self.scene.home, "the country of the story")
            return None, draft.lemma
        if draft.sector == "BUS" and draft.definite and not draft.plural and noun.words[-1] in _COMPANIES:
            named = self.memory.last_of_sector("BUS")
            return self._told(draft, named.country if named else None, "as the one named last")
        if draft.sector in _LOCAL:
            return self._local(draft)
        if draft.sector == "MIL":
            if (attacked := self._attacked(draft)) and (found := self._attackers(draft, attacked)):
                return found
            if not draft.definite:
                return self._soldiers(draft)
        return self._body(draft, noun)

    def _invades(self, draft: ActorDraft, noun: Noun) -> bool:
        """ "the invaders", "occupying forces": those who invade in this story."""
        return noun.words[-1] in _INVADERS or (
            noun.words[0] in _INVADING
            or any(self.parse.lowers[t] in _INVADING for t in range(draft.first, draft.head))
        )

    def _attacked(self, draft: ActorDraft) -> set[str]:
        """Countries that soldiers as a subject attack, enter or leave."""
        deps, lemmas = self.parse.deps, self.parse.lemmas
        verb = self.parse.heads[draft.head]
        if deps[draft.head] != "nsubj":
            return set()
        if lemmas[verb] in _COMING_AND_GOING:
            return set(self.scene.named_in(draft.head))
        if lemmas[verb] in FIGHTING or (
            lemmas[verb] == "open" and "fire" in self.parse.lemmas[verb : verb + 4]
        ):
            return self.scene.countries_between(draft.head, verb, self.tree.right[verb])
        return set()

    def _attackers(self, draft: ActorDraft, attacked: set[str]) -> tuple[str | None, str] | None:
        """Those who fight and are not of the countries `attacked`."""
        before = self._same_noun(draft)
        if before and before not in attacked:
            return before, f"{draft.lemma} as before"
        fighter = self._who_fights(draft, attacked)
        country = fighter.country if fighter else self.scene.invader()
        if country and country not in attacked:
            return country, f"{draft.lemma}: that of {fighter.name if fighter else country}, who fights"
        return None

    def _backed(self, draft: ActorDraft, noun: Noun) -> tuple[str | None, str]:
        """ "Iran-backed militias" are not Iran's."""
        scene = self.scene
        if noun.kind == "weapon":
            return None, draft.lemma
        own = [*scene.places_in(draft.head), *scene.placed, *scene.top]
        found = next((c for c in own if c not in draft.backers), None)
        why = f"{draft.lemma} backed by {draft.backers[0]}"
        return found, f"{why}, in {found}" if found else why

    def _unplaced(self, draft: ActorDraft, noun: Noun) -> bool:
        """Refugees, tourists; and what only in the plural is of several states ("delegations")."""
        unplaced, word = self.gazetteer.unplaced, noun.words[-1]
        return (
            word in unplaced
            or word in OTHERS
            or (draft.plural and not draft.definite and f"{word}s" in unplaced)
        )

    def _from_elsewhere(self, draft: ActorDraft) -> bool:
        """ "foreign troops", "world leaders": not of the country that the story is about."""
        lowers, regions = self.parse.lowers, self.gazetteer.regions
        for t in range(draft.first, draft.head):
            if lowers[t] in regions:
                return True
            if lowers[t] in _ELSEWHERE:
                return lowers[t + 1] not in _NOT_ELSEWHERE
        return False

    def _weapon(self, draft: ActorDraft) -> tuple[str | None, str]:
        """Warplanes and missiles are of those who fight; never of the place that they hit."""
        hit = set(self.scene.named_in(draft.head))
        if country := self._same_noun(draft):
            return country, f"{draft.lemma} as before"
        fighter = self._who_fights(draft, hit)
        if fighter is not None:
            return fighter.country, f"{draft.lemma}: that of {fighter.name}, who fights"
        return None, f"{draft.lemma} of an unknown side"

    def _who_fights(self, draft: ActorDraft, hit: set[str]) -> Party | None:
        """The army, or the state that attacks, named last and not of the places `hit`."""
        for s in self.memory.since(self.tree.sentence[draft.head] - 2):
            party = s.parties[0]
            if len(s.parties) > 1 or party.country is None or party.country in hit:
                continue
            verb = self.parse.lemmas[self.parse.heads[s.head]]
            if party.sector == "MIL" and not s.by_reference:
                return party
            if s.subject and party.kind == "country" and verb in FIGHTING:
                return party
        return None

    def _armed(self, draft: ActorDraft) -> tuple[str | None, str]:
        """Gunmen, fighters and gangs are of the place where they act, if the words tell it."""
        found = self._here(draft)
        if found[0] is None and draft.sector == "REB":
            return self._told(draft, *self.scene.story_place())
        return found

    def _local(self, draft: ActorDraft) -> tuple[str | None, str]:
        """Crowds, police, the press and schools are of the place where the story happens."""
        if self.parse.deps[draft.head] == "dobj" and (captor := self._captor(draft)):
            return captor.country, f"{draft.lemma} of {captor.name}, who holds them"
        if draft.sector == "CVL" and self._arrives(draft):
            return self._told(draft, self._same_noun(draft), "as before")
        found = self._here(draft)
        if found[0] is None and draft.sector == "COP":
            actor = self.memory.last_actor(self.tree.sentence[draft.head] - 1)
            if actor is not None and not self.scene.named_in(draft.head):
                return actor.country, f"{draft.lemma}: that of {actor.name}, who acted last"
        return found if found[0] else self._told(draft, *self.scene.story_place())

    def _soldiers(self, draft: ActorDraft) -> tuple[str | None, str]:
        """Soldiers without more: of those met before, of the place, or of the state that acts."""
        target = self.parse.deps[draft.head] in _TARGETS
        verb = self.parse.lemmas[self.parse.heads[draft.head]]
        placed = self.tree.kid(draft.head, "prep") is not None  # "troops in the port"
        if self.parse.deps[draft.head] == "nsubj" and verb in FIGHTING and not placed:
            # "Troops shelled villages near Kharkiv": not those of the place that they shell.
            fighter = self._who_fights(draft, set(self.scene.named_in(draft.head)))
            if fighter is not None:
                return fighter.country, f"{draft.lemma}: that of {fighter.name}, who fights"
        if self.parse.deps[draft.head] == "dobj" and verb in _COMMANDING and (sender := self._sender(draft)):
            return sender.country, f"{draft.lemma} of {sender.name}"
        if not target and (country := self._same_noun(draft)):
            return country, f"{draft.lemma} as before"
        found = self._here(draft)
        if found[0]:
            return found
        if target:
            return self._told(draft, *self.scene.story_place())
        if not self.scene.named_in(draft.head):
            actor = self.memory.last_actor(self.tree.sentence[draft.head] - 1)
            if actor is not None:
                return actor.country, f"{draft.lemma}: that of {actor.name}, who acted last"
        return None, f"{draft.lemma} of an unknown side"

    def _arrives(self, draft: ActorDraft) -> bool:
        """ "people arriving in Chad" are from elsewhere."""
        lemmas = self.parse.lemmas
        if self.parse.deps[draft.head] == "nsubj" and lemmas[self.parse.heads[draft.head]] in _ARRIVING:
            return True
        return any(lemmas[v] in _ARRIVING for v in self.tree.kids(draft.head, "acl", "relcl"))

    def _captor(self, draft: ActorDraft) -> Party | None:
        """ "Chad jails critics", "detaining thousands": the state that does it, unless elsewhere."""
        verb = self.parse.heads[draft.head]
        if self.parse.lemmas[verb] not in _CUSTODY or self.scene.place_of_clause(draft.head):
            return None
        subject = self._subject_above(verb)
        for s in self.memory.since(self.tree.sentence[draft.head]):
            party = s.parties[0]
            if s.head == subject and len(s.parties) == 1 and party.sector in _HOLDING:
                return party if party.country else None
        return None

    def _subject_above(self, verb: int) -> int | None:
        """The subject of a verb, or that of the verb above that it shares."""
        deps, heads = self.parse.deps, self.parse.heads
        while (subject := self.tree.kid(verb, "nsubj")) is None and deps[verb] in _ABOVE:
            verb = heads[verb]
        return subject

    def _sender(self, draft: ActorDraft) -> Party | None:
        """ "Chad has 900 troops on the border", "after massing troops": the state that is the subject."""
        subject = self._subject_above(self.parse.heads[draft.head])
        for s in self.memory.since(self.tree.sentence[draft.head]):
            party = s.parties[0]
            if s.head == subject and len(s.parties) == 1 and party.kind == "country":
                return party
        return None

    def _body(self, draft: ActorDraft, noun: Noun) -> tuple[str | None, str]:
        """ "the army", "parliament": those of whoever acted last, or of the story."""
        if country := self._same_noun(draft):
            return country, f"{draft.lemma} as before"
        of_a_place = not _OF_A_PLACE.isdisjoint(noun.words)
        if draft.sector == "JUD" or of_a_place:
            place = self.scene.place_of_clause(draft.head)
            if place:
                return place, f"{draft.lemma}: the place of its clause"
        if of_a_place:
            return self._told(draft, *self.scene.story_place())
        if noun.kind == "role" and self.parse.deps[draft.head] in _TARGETS:
            places = self.scene.places_in(draft.head)
            if places:
                return places[0], f"{draft.lemma}: the place its sentence names"
        actor = self.memory.last_actor(self.tree.sentence[draft.head] - 1)
        if actor is not None:
            return actor.country, f"{draft.lemma}: that of {actor.name}, who acted last"
        return self._told(draft, *self.scene.actor_near(draft.head))

    def _politicians(self, draft: ActorDraft) -> tuple[str | None, str] | None:
        """Lawmakers and conservatives are of the parliament or party that the story named last."""
        if self.scene.named_in(draft.head):
            return None
        for s in self.memory.since(0):
            party = s.parties[0]
            if party.sector in ("LEG", "PTY") and party.country and not s.by_reference:
                return party.country, f"{draft.lemma}: of the country of {party.name}"
        return None

    # ---- shared ----------------------------------------------------------------------------
    def _here(self, draft: ActorDraft) -> tuple[str | None, str]:
        """What the clause and the sentence say, and the same noun before where they name no other."""
        scene = self.scene
        place = scene.place_of_clause(draft.head)
        if place:
            return place, f"{draft.lemma}: the place of its clause"
        before = self._same_noun(draft)
        if before and (
            draft.definite or before in scene.named_in(draft.head) or not scene.named_in(draft.head)
        ):
            return before, f"{draft.lemma} as before"
        only = scene.only_place(draft.head)
        if only:
            return only, f"{draft.lemma}: the place its sentence names"
        return None, draft.lemma

    def _same_noun(self, draft: ActorDraft) -> str | None:
        return self.memory.country_of_noun(draft.lemma, self.tree.sentence[draft.head] - REACH)

    def _told(self, draft: ActorDraft, country: str | None, how: str) -> tuple[str | None, str]:
        return country, f"{draft.lemma}: {how}" if country else draft.lemma
