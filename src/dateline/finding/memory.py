"""The story so far: who was named, where, and how; what later nouns can point back to."""

from __future__ import annotations

from bisect import bisect_left

from dateline.finding.actor_drafts import ActorDraft
from dateline.finding.antecedents import Test, holds, is_person
from dateline.model import Party, Tree

_OF_STATE = frozenset({None, "GOV", "MIL", "COP", "LEG", "JUD", "SPY"})
_SAME_NOUN_REACH = 6
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_ONE_OF_A_STORY = frozenset({"administration", "junta", "regime"})
"""Bodies of which a story seldom has two: "the administration" is the one named pages before."""


class Memory:
    """Resolved drafts in text order, and the persons among them."""

    __slots__ = ("_counts", "_holders", "_sentences", "_tree", "persons", "seen")

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.seen: list[ActorDraft] = []
        self._sentences: list[int] = []
        """Of each of them the sentence, which never falls."""
        self.persons: dict[str, Party] = {}
        """Persons by id, as they were when their country was first known."""
        self._holders: dict[str, Party] = {}
        self._counts: dict[str, tuple[int, int]] = {}

    def add(self, draft: ActorDraft) -> None:
        """Takes in a resolved draft; what is known of a person's country holds for later mentions."""
        party = draft.parties[0]
        if party.kind in ("person", "unknown"):
            if party.country is None:
                party = self.persons.get(party.id, party)
                draft.parties = (party, *draft.parties[1:])
            else:
                self.persons.setdefault(party.id, party)
            if party.office is not None and len(draft.parties) == 1:
                self._holders[party.id] = party
                self._counts[party.id] = (self._counts.get(party.id, (0, 0))[0] + 1, len(self.seen))
        head, parse = draft.head, self._tree.parse
        draft.subject = parse.deps[head] in _SUBJECTS
        draft.agent = parse.deps[parse.heads[head]] == "agent"
        draft.sentence = self._tree.sentence[head]
        self.seen.append(draft)
        self._sentences.append(draft.sentence)

    def since(self, sentence: int) -> list[ActorDraft]:
        """What was seen from a sentence on, latest first."""
        found = self.seen[bisect_left(self._sentences, sentence) :]
        found.reverse()
        return found

    def holder(self, countries: set[str | None], office: str) -> Party | None:
        """The person who holds the office; of several, the one named most often, then last.

        Any country will do where `countries` is empty.
        """
        fitting = [
            key
            for key, party in self._holders.items()
            if (not countries or party.country in countries) and holds(party, office)
        ]
        return self._holders[max(fitting, key=lambda key: self._counts[key])] if fitting else None

    def same_noun(self, lemma: str, countries: set[str | None], sentence: int) -> Party | None:
        """Whoever was called by the same noun, or a longer one that ends with it."""
        for s in self.since(0 if lemma in _ONE_OF_A_STORY else sentence - _SAME_NOUN_REACH):
            party = s.parties[0]
            if len(s.parties) > 1 or s.noun is None or s.plural or party.kind == "person":
                continue
            if countries and party.country not in countries:
                continue
            if s.lemma == lemma or s.lemma.endswith(" " + lemma):
                return party
        return None

    def country_of_noun(self, lemma: str, sentence: int) -> str | None:
        """The country of those last called by the same noun, from a sentence on."""
        for s in self.since(sentence):
            if s.lemma == lemma and len(s.parties) == 1:
                country = s.parties[0].country
                if country:
                    return country
        return None

    def country_of_sector(self, sector: str) -> str | None:
        """The country of those of a sector that the story has met so far, if they are of one only."""
        found = {
            p.country for s in self.seen for p in s.parties if p.sector == sector and p.country is not None
        }
        return found.pop() if len(found) == 1 else None

    def last_of_sector(self, sector: str) -> Party | None:
        """Who of a sector was last called by name."""
        for s in reversed(self.seen):
            party = s.parties[0]
            if s.noun is None and party.sector == sector and not s.by_reference:
                return party
        return None

    def last_actor(self, sentence: int) -> Party | None:
        """The state, or somebody of it, that was the last to act from a sentence on."""
        for s in self.since(sentence):
            if (s.subject or s.agent) and len(s.parties) == 1 and s.parties[0].sector in _OF_STATE:
                party = s.parties[0]
                if party.country:
                    return party
        return None

    def last_two(self, test: Test, *, pairs: bool = True) -> list[Party]:
        """The last two different parties that pass, in text order; with `pairs` two named as one count."""
        out: list[Party] = []
        for s in reversed(self.seen):
            if pairs and len(s.parties) == 2 and not out and test is not is_person:
                return list(s.parties)
            for party in reversed(s.parties):
                if test(party) and all(p.id != party.id for p in out):
                    out.insert(0, party)
                    if len(out) == 2:
                        return out
        return out

    def last_countries(self) -> list[str]:
        """The last two different states that were named or acted, in text order."""
        out: list[str] = []
        for s in reversed(self.seen):
            for party in reversed(s.parties):
                state = party.sector in _OF_STATE and party.country
                if state and party.country and party.country not in out:
                    out.insert(0, party.country)
                    if len(out) == 2:
                        return out
        return out
