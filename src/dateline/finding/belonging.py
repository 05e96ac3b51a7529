"""Whose they are: the country of a body or of people whose own words name none.

What somebody is called decides how far we look. Definite bodies ("the army", "the government") are
those of whoever acts. Crowds, police and armed men are of the place of their clause. A weapon or armed
men that nothing ties to a country stay without one: a wrong country is worse than none.
"""

from __future__ import annotations

from dateline.finding.actor_drafts import ActorDraft
from dateline.finding.attackers import FIGHTING, Attackers
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
_ABOVE = frozenset({"advcl", "xcomp", "conj", "pcomp", "prep"})
"""Labels on the way up from a participle to the verb whose subject it shares."""
_COMPANIES = frozenset("company firm chain maker manufacturer retailer bank giant lender".split())
_CUSTODY = frozenset(
    "arrest detain jail imprison sentence convict fine expel silence censor intern round charge".split()
)
"""What a state does to its own people, unless the clause says where else."""
_COMMANDING = frozenset("have deploy send mass amass move station dispatch position".split())
"""What a state does with its own troops."""


_OF_CONGRESS = frozenset({"rep.", "reps.", "sen.", "sens.", "congressman", "congresswoman"})
"""Titles of members of the US Congress in stories that name the United States."""


class Belonging:
    """Answers for one story; `memory` grows as the story is read."""

    def __init__(self, phrases: Phrases, scene: Scene, memory: Memory) -> None:
        self.parse, self.tree, self.gazetteer = phrases.parse, phrases.tree, phrases.gazetteer
        self.scene, self.memory = scene, memory
        self.attackers = Attackers(phrases, scene, memory)

    def country_for(self, draft: ActorDraft, noun: Noun) -> tuple[str | None, str]:
        """The country, None where nothing tells, and why."""
        if draft.backers:
            return self._backed(draft, noun)
        if draft.sector == "MIL" and self.attackers.invade(draft, noun):
            invader = self.attackers.invader
            return invader, f"{draft.lemma}: {invader} invades" if invader else draft.lemma
        if draft.sector == "REF" and not self._from_elsewhere(draft):
            if country := self.memory.country_of_sector("REF"):
                return country, f"{draft.lemma}: of the country of those met before"
            return self._told(draft, self.scene.fled, "of the country that people flee")
        if self._unplaced(draft, noun) or draft.sector == "IGO" or self._from_elsewhere(draft):
            return None, draft.lemma
        if noun.kind == "weapon":
            return self._weapon(draft)
        if draft.sector in _ARMED:
            return self._armed(draft)
        if noun.words[-1] in _OF_CONGRESS and "USA" in self.scene.top:
            return "USA", f"{draft.lemma}: of the US Congress"
        if (
            draft.sector in ("LEG", "PTY")
            and (noun.kind == "role" or draft.plural)
            and (found := self._politicians(draft))
        ):
            return found
        if draft.sector in _NOWHERE and noun.kind == "role":
            if draft.sector in ("UNK", "PTY"):
                return self._told(draft, self.scene.home, "the country of the story")
            return None, draft.lemma
        if draft.sector == "BUS" and draft.definite and not draft.plural and noun.words[-1] in _COMPANIES:
            named = self.memory.last_of_sector("BUS")
            return self._told(draft, named.country if named else None, "as the one named last")
        if draft.sector in _LOCAL:
            return self._local(draft)
        if draft.sector == "MIL":
            attacked = self.attackers.attacked(draft)
            if attacked and (found := self.attackers.of(draft, attacked, self._same_noun(draft))):
                return found
            if not draft.definite:
                return self._soldiers(draft)
        return self._body(draft, noun)

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
        fighter = self.attackers.who_fights(draft, hit) if not self.attackers.hit(draft) else None
        if fighter is not None:
            return fighter.country, f"{draft.lemma}: that of {fighter.name}, who fights"
        return None, f"{draft.lemma} of an unknown side"

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
        if found[0] not in (None, self.attackers.invader) or self.scene.place_of_clause(draft.head):
            return found
        if draft.sector == "CVL" and (invaded := self.attackers.of_the_invaded(draft)):
            return invaded, f"{draft.lemma}: of {invaded}, which is invaded"
        return found if found[0] else self._told(draft, *self.scene.story_place())

    def _soldiers(self, draft: ActorDraft) -> tuple[str | None, str]:
        """Soldiers without more: of those met before, of the place, or of the state that acts."""
        target = self.parse.deps[draft.head] in _TARGETS
        verb = self.parse.lemmas[self.parse.heads[draft.head]]
        act = self.attackers.act_of(draft.head)
        placed = self.tree.kid(draft.head, "prep") is not None  # "troops in the port"
        if act >= 0 and self.parse.lemmas[act] in FIGHTING and not placed:
            # "Troops shelled villages near Kharkiv": not those of the place that they shell.
            fighter = self.attackers.who_fights(draft, set(self.scene.named_in(draft.head)))
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
