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
            if party.sector == "MIL" and not s.by_reference:
                return party
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
        best = told.most_common(2)
        if not best or (len(best) > 1 and best[0][1] < _DOMINANT * best[1][1]):
            return None
        return best[0][0]

    def attacked(self, draft: ActorDraft) -> set[str]:
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
