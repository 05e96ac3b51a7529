"""Who attacks in a story, where only "the soldiers" or "the occupiers" are named.

Those who shell, enter, besiege or leave a place are not of it: they are of the army named before, or of
the state whose invasion the story tells.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from dateline.finding.actor_drafts import ActorDraft
from dateline.finding.memory import Memory
from dateline.finding.phrases import Phrases
from dateline.finding.scene import Scene
from dateline.model import Party, tokens_with
from dateline.rulebook.nouns import Noun

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
_INVASIONS = frozenset(
    {"invade", "invasion", "occupy", "occupation", "incursion", "annex", "annexation", "aggression"}
)
_LOST = frozenset("destroy hit damage down intercept sink disable abandon capture seize".split())
"""What is done to a weapon by those whose it is not."""
_HARMED = FIGHTING | frozenset("wound injure hurt massacre slaughter maim displace uproot".split())
_DOMINANT = 2
"""How many times more often an invasion must be told than the next to be that of the story."""


class Attackers:
    """Answers for one story; `memory` grows as the story is read."""

    def __init__(self, phrases: Phrases, scene: Scene, memory: Memory) -> None:
        self.parse, self.tree, self.at = phrases.parse, phrases.tree, phrases.at
        self.scene, self.memory = scene, memory

    def invade(self, draft: ActorDraft, noun: Noun) -> bool:
        """ "the invaders", "occupying forces": those who invade in this story."""
        return noun.words[-1] in _INVADERS or (
            noun.words[0] in _INVADING
            or any(self.parse.lowers[t] in _INVADING for t in range(draft.first, draft.head))
        )

    def of(self, draft: ActorDraft, attacked: set[str], before: str | None) -> tuple[str | None, str] | None:
        """The country of soldiers, none of those `attacked`, and why; `before`: of those called so before."""
        if before and before not in attacked:
            return before, f"{draft.lemma} as before"
        fighter = self.who_fights(draft, attacked)
        country = fighter.country if fighter else self.invader
        if country and country not in attacked:
            return country, f"{draft.lemma}: that of {fighter.name if fighter else country}, who fights"
        return None

    def who_fights(self, draft: ActorDraft, hit: set[str]) -> Party | None:
        """The army, or the state that attacks, named last and not of the places `hit`."""
        for s in self.memory.since(self.tree.sentence[draft.head] - 2):
            party = s.parties[0]
            if len(s.parties) > 1 or party.country is None or party.country in hit:
                continue
            verb = self.parse.lemmas[self.parse.heads[s.head]]
            if party.sector == "MIL" and party.kind != "person" and not s.by_reference:
                return party  # not an officer who tells it
            if s.subject and party.kind == "country" and verb in FIGHTING:
                return party
        return None

    @cached_property
    def invader(self) -> str | None:
        """The one country whose invasion the story tells: "Chad invaded", "Chadian troops occupy"."""
        parse, tree, at = self.parse, self.tree, self.at
        told: Counter[str] = Counter()
        for i in tokens_with(parse.lemmas, _INVASIONS):
            for doer in tree.kids(i, "nsubj") if parse.tags[i][0] == "V" else tree.kids(i, "poss", "amod"):
                hit = next((at[t] for t in range(doer, tree.left[doer] - 1, -1) if t in at), None)
                if hit is not None and hit.name.country and doer < i:
                    told[hit.name.country] += 1
        return _dominant(told)

    @cached_property
    def invaded(self) -> str | None:
        """The one country that the story tells to be invaded: "invaded Chad", "the invasion of Chad"."""
        parse, tree, at = self.parse, self.tree, self.at
        told: Counter[str] = Counter()
        for i in tokens_with(parse.lemmas, _INVASIONS):
            into = tree.kids(i, "prep") if parse.tags[i][0] == "N" else [i]
            for above in into:
                for t in tree.kids(above, "dobj", "pobj"):
                    country = at[t].name.country if t in at else None
                    if country:
                        told[country] += 1
        found = _dominant(told)
        main = self.scene.top[:_DOMINANT]  # not a war that the story only recalls
        return found if found in main and self.invader in main and found != self.invader else None

    def act_of(self, head: int) -> int:
        """The verb of what somebody does ("they shelled", "are said to have shelled"), -1 without one."""
        deps, heads = self.parse.deps, self.parse.heads
        verb = heads[head]
        if deps[head] == "pobj" and deps[verb] == "agent":
            return heads[verb]
        if deps[head] == "nsubj" or deps[head] == "nsubjpass":
            meant = self.tree.kid(verb, "xcomp")
            if meant is not None and self.parse.lemmas[verb] not in FIGHTING:
                return meant
            return verb if deps[head] == "nsubj" else -1
        return -1

    def hit(self, draft: ActorDraft) -> bool:
        """Whether a weapon is what is destroyed or taken."""
        parse = self.parse
        return parse.deps[draft.head] == "nsubjpass" and parse.lemmas[parse.heads[draft.head]] in _LOST

    def of_the_invaded(self, draft: ActorDraft) -> str | None:
        """The invaded country, for civilians and for those who are killed or hurt where no third is named."""
        sides = {self.invader, self.invaded}
        if None in sides or not sides.issuperset(self.scene.countries_named(draft.head)):
            return None
        deps, heads = self.parse.deps, self.parse.heads
        above = heads[draft.head]
        if deps[draft.head] == "pobj":
            above = heads[above]
        elif draft.lemma != "civilian" and deps[draft.head] not in ("dobj", "nsubjpass"):
            return None
        return self.invaded if draft.lemma == "civilian" or self.parse.lemmas[above] in _HARMED else None

    def attacked(self, draft: ActorDraft) -> set[str]:
        """Countries that soldiers as a subject attack, enter or leave."""
        lemmas = self.parse.lemmas
        verb = self.act_of(draft.head)
        if verb < 0:
            return set()
        if lemmas[verb] in _COMING_AND_GOING:
            return set(self.scene.named_in(draft.head))
        if lemmas[verb] in FIGHTING or (
            lemmas[verb] == "open" and "fire" in self.parse.lemmas[verb : verb + 4]
        ):
            return self.scene.countries_between(draft.head, verb, self.tree.right[verb])
        return set()


def _dominant(told: Counter[str]) -> str | None:
    """The country told of most, if it is far more often than the next."""
    best = told.most_common(2)
    if not best or (len(best) > 1 and best[0][1] < _DOMINANT * best[1][1]):
        return None
    return best[0][0]
