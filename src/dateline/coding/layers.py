"""All that earlier stages found in one story, asked by token."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Protocol

from dateline.model import (
    ACTUAL,
    ActorMention,
    Clause,
    Found,
    Parse,
    Party,
    PlaceMention,
    Statement,
    Status,
    Story,
    Tree,
    tokens_of,
)
from dateline.model.slotted import record
from dateline.rulebook.grammar import GrammarWords
from dateline.rulebook.phrases import NAMED

NAMED_KINDS = frozenset({"person", "organisation", "group"})
_US = frozenset({"us", "our", "ourselves"})
_POINTING = frozenset({"the", "this", "that", "these", "those", "such"})
SPEAKERS = frozenset({"i", "we", "us", "me", "our", "my", "ourselves"})


class ClauseSource(Protocol):
    """What the coder needs of the clause stage."""

    def clause(self, head: int) -> Clause:
        """The clause whose predicate is the token `head`."""

    def adjective(self, head: int) -> Clause:
        """The clause of a participle read as an adjective ("was committed to")."""

    def prepositions(self, head: int) -> dict[str, tuple[int, ...]]:
        """Prepositional objects that hang on a token."""

    def owners(self, noun: int) -> tuple[int, ...]:
        """Possessors and modifiers of a noun that may name a party."""


@record(frozen=True, slots=True)
class Named:
    """A party and the characters of the reading that name it."""

    party: Party
    start: int
    end: int
    own: bool = False
    """Named as somebody's own: "its embassy", "his troops"."""
    us: bool = False
    """Only as whoever says "us" or "our"."""


class Layers:
    """One story with its parse, tree, mentions and clauses, indexed by token for the coder."""

    def __init__(
        self,
        *,
        story: Story,
        tree: Tree,
        clauses: ClauseSource,
        status: Callable[[int], Status],
        words: GrammarWords,
        found: Found,
        intervals: Sequence[tuple[date | None, date | None]],
    ) -> None:
        self.story = story
        self.parse: Parse = tree.parse
        self.tree = tree
        self.clauses = clauses
        self._status = status
        self.words = words
        self.found = found
        self.actors = actors = found.actors
        self.dates = found.dates
        self.intervals = intervals
        """First and last day of the stretch that each date stands in ("from Monday to Wednesday")."""
        self.places = found.places
        self.figures = found.figures
        self.statements = found.statements
        sentence = tree.sentence
        self._actor_at: dict[int, ActorMention] = {}
        self._mentions: dict[int, list[ActorMention]] = {}
        for mention in actors:
            self._actor_at.setdefault(mention.head, mention)
            self._mentions.setdefault(sentence[mention.head], []).append(mention)
        self._fullest = _fullest_names(actors)
        self._place_at: dict[int, PlaceMention] = {}
        for place in found.places:
            for token in range(place.first, place.last + 1):
                self._place_at[token] = place
        self._placed = {sentence[token] for token in self._place_at}
        self._in_date = frozenset(t for d in found.dates for t in range(d.first, d.last + 1))
        self._modifiers: dict[int, frozenset[str]] = {}
        self._around: dict[int, tuple[Statement, ...]] = {}
        self._sourced = _sourced(found.statements)
        self._parties: dict[int, tuple[Named, ...]] = {}
        self._nouns: dict[str, list[int]] = {}
        self._states: dict[str, Named] | None = None
        self._words: dict[int, set[str]] = {}

    def actor_at(self, token: int) -> ActorMention | None:
        """The mention headed by the token."""
        return self._actor_at.get(token)

    def place_at(self, token: int) -> PlaceMention | None:
        """The place whose name holds the token."""
        return self._place_at.get(token)

    def in_date(self, token: int) -> bool:
        """Does the token belong to a time expression ("insisted on *Monday*")?"""
        return token in self._in_date

    def modifiers(self, token: int) -> frozenset[str]:
        """Lemmas and forms of the words that modify a noun from the left."""
        known = self._modifiers.get(token)
        if known is None:
            parse = self.parse
            found: set[str] = set()
            for k in self.tree.kids(token, "amod", "compound", "nmod", "nummod", "poss", "advmod"):
                if k < token:
                    found.update((parse.lemmas[k], parse.lowers[k]))
                    for deeper in self.tree.kids(k, "amod", "compound", "conj"):
                        found.update((parse.lemmas[deeper], parse.lowers[deeper]))
            if token and parse.words[token - 1] == "-" and token > 1:
                found.add(parse.lowers[token - 2])
            known = self._modifiers[token] = frozenset(found)
        return known

    def words_around(self, token: int) -> set[str]:
        """Lemmas and forms of the words of the token's sentence, and the tests that those it names may pass.

        These are ACTOR, PLACE and sectors, as rules have them.
        """
        sentence = self.tree.sentence[token]
        known = self._words.get(sentence)
        if known is None:
            first, end = self.parse.sentences[sentence]
            known = {*self.parse.lemmas[first:end], *self.parse.lowers[first:end]}
            if sentence in self._placed:
                known.add("PLACE")
            mentions = self.mentions_in(sentence)
            if mentions:
                known.add("ACTOR")
            for mention in mentions:
                for party in mention.parties:
                    known.add(party.sector or "GOV")  # a country that acts is its government
            if not known.isdisjoint(SPEAKERS):  # who speaks is named in another sentence
                known |= NAMED
            self._words[sentence] = known
        return known

    def mentions_in(self, sentence: int) -> Sequence[ActorMention]:
        """The mentions of actors of a sentence, in order."""
        return self._mentions.get(sentence, ())

    def nouns(self, lemma: str) -> list[int]:
        """The tokens of the story that are common nouns of this lemma, in order."""
        known = self._nouns.get(lemma)
        if known is None:
            parse = self.parse
            found = [t for t in tokens_of(lemma, parse.lemmas) if parse.tags[t] in ("NN", "NNS")]
            known = self._nouns[lemma] = found
        return known

    def prepositions(self, token: int) -> dict[str, tuple[int, ...]]:
        """Prepositional objects that hang on the token."""
        return self.clauses.prepositions(token)

    def status(self, clause: Clause) -> Status:
        """How certain the act of a clause is said to be."""
        return ACTUAL if clause.asked else self._status(clause.head)

    def infinitives(self, verb: int) -> list[int]:
        """Infinitives below a verb: of its own, or of its object ("a team to meet the rebels")."""
        nouns = self.tree.kids(verb, "dobj")
        found = self.tree.kids(verb, "xcomp", "advcl")
        for noun in nouns:
            found += self.tree.kids(noun, "acl", "relcl")
        return [v for v in found if self.is_infinitive(v)]

    def is_infinitive(self, verb: int) -> bool:
        """ "to negotiate", whatever it hangs on."""
        return self.parse.tags[verb] == "VB" and any(
            self.parse.lowers[a] == "to" for a in self.tree.kids(verb, "aux")
        )

    def owners(self, token: int) -> tuple[int, ...]:
        """Possessors and modifiers of a noun that may name a party."""
        return self.clauses.owners(token)

    def points_back(self, noun: int) -> bool:
        """ "The plan", "this visit": may the noun only refer to what was told before?"""
        return any(self.parse.lowers[d] in _POINTING for d in self.tree.kids(noun, "det"))

    def particle(self, verb: int, word: str) -> int | None:
        """The token of `word` where it belongs to the verb without an object of its own.

        No comma stands between: "stood at 16 in 2014, down from 20" is no "stand down".
        """
        lowers = self.parse.lowers
        for k in self.tree.kids(verb, "prt", "advmod", "prep"):
            if lowers[k] == word and abs(k - verb) <= 6 and "," not in lowers[verb:k]:
                return k
        return None

    def below_measure(self, token: int) -> tuple[int, ...]:
        """`token`, or what it measures: for "series" in "a series of strikes", also "strikes"."""
        if self.parse.lemmas[token] in self.words.measures:
            below = self.prepositions(token).get("of", ())
            if below:
                return (*below, token)
        return (token,)

    def named_parties(self, token: int) -> tuple[Named, ...]:
        """The parties that the noun phrase headed by `token` names, without guessing."""
        known = self._parties.get(token)
        if known is None:
            # Words that are named by each other alone ("our ministry", said by our ministry) name nobody.
            self._parties[token] = ()
            known = self._parties[token] = self._named_parties(token)
        return known

    def _named_parties(self, token: int) -> tuple[Named, ...]:
        for t in self.below_measure(token):
            mention = self._actor_at.get(t) or self._measured(t)
            if mention is not None:
                owner = self.tree.kid(t, "poss")
                own = owner is not None and self.parse.tags[owner] == "PRP$"
                return tuple([self._named(p, mention, own) for p in mention.parties])
        if self.parse.lowers[token] in SPEAKERS:
            us = self.parse.lowers[token] in _US
            found = (n for source in self.speakers(token) for n in self.source_parties(source))
            return tuple(replace(n, us=us) for n in found)
        return ()

    def _measured(self, token: int) -> ActorMention | None:
        """The mention that counts the noun: for "troops" in "80% of the troops" that of the whole."""
        parse = self.parse
        of = parse.heads[token]
        if parse.deps[token] != "pobj" or parse.lowers[of] != "of":
            return None
        mention = self._actor_at.get(parse.heads[of])
        return mention if mention is not None and mention.last == token else None

    def state(self, country: str) -> Named | None:
        """The state of that code by its first naming in the story."""
        if self._states is None:
            self._states = {}
            for m in self.actors:
                for p in m.parties:
                    if p.kind != "country" or not p.country or m.by_reference or p.country in self._states:
                        continue
                    bare = replace(p, id=f"country:{p.country}", sector=None, office=None)
                    self._states[p.country] = Named(bare, m.start, m.end)
        return self._states.get(country)

    def source_parties(self, source: int) -> tuple[Named, ...]:
        """The parties that a source names, or those it belongs to ("the premier's office")."""
        found = self.named_parties(source)
        for owner in () if found else self.owners(source):
            found += self.named_parties(owner)
        return found

    def place_as_country(self, token: int) -> Named | None:
        """The country in which the place at the token lies, standing for whoever is there."""
        place = self.place_at(token)
        if place is None or not place.country:
            return None
        party = Party(
            id=f"country:{place.country}",
            name=place.name,
            country=place.country,
            sector=None,
            kind="country",
        )
        return Named(party, place.start, place.end)

    def statements_around(self, token: int) -> tuple[Statement, ...]:
        """The statements that the token stands in and whose source is named, innermost first."""
        known = self._around.get(token)
        if known is None:
            at = self.parse.starts[token]
            found = [s for s, first, last in self._sourced if first <= at < last]
            known = self._around[token] = tuple(
                self._innermost_first(
                    [
                        s
                        for s in found
                        if len(s.contents) == 1 or any(start <= at < end for start, end in s.contents)
                    ]
                )
            )
        return known

    def _innermost_first(self, statements: list[Statement]) -> list[Statement]:
        """Statements about one word: who quotes another stands behind that other.

        Where each has the other's cue in its content ("According to A, … , B said"), the phrase is the
        writer's own; so is what ends the sentence ("A said …, B reports"). Of two who say the same side
        by side the first stands first.
        """
        if len(statements) < 2:
            return statements
        starts = self.parse.starts
        cues = [starts[s.cue_first] for s in statements]

        def rank(s: Statement) -> tuple[int, bool, int, bool, int]:
            quoting = sum(start <= cue < end for cue in cues for start, end in s.contents)
            length = sum(end - start for start, end in s.contents)
            return (
                quoting,
                s.cue_first < s.cue_last < s.source_head,
                length,
                starts[s.cue_first] > s.contents[-1][0],
                -s.cue_first,
            )

        return sorted(statements, key=rank)

    def _named(self, party: Party, mention: ActorMention, own: bool) -> Named:
        """The party by its fullest name in the story, where the words at hand are less."""
        start, end = mention.start, mention.end
        if party.kind in NAMED_KINDS or mention.by_reference:
            start, end = self._fullest.get(party.id, (start, end))
        return Named(party, start, end, own)

    def speakers(self, token: int) -> tuple[int, ...]:
        """Who says it ("we", "I", a judgement): the source of the innermost statement around."""
        said = (s for s in self.statements_around(token) if self.parse.lowers[s.source_head] not in SPEAKERS)
        return tuple(s.source_head for s in islice(said, 1))


def _sourced(statements: Sequence[Statement]) -> list[tuple[Statement, int, int]]:
    """Statements whose source is named, each with the first and last character of its contents."""
    return [
        (s, min(start for start, _ in s.contents), max(end for _, end in s.contents))
        for s in statements
        if s.source_head >= 0 and s.contents
    ]


def _fullest_names(actors: Sequence[ActorMention]) -> dict[str, tuple[int, int]]:
    """For each party the span of its longest name that is no mere reference, the first among equals."""
    found: dict[str, tuple[int, int]] = {}
    for mention in actors:
        if mention.by_reference or len(mention.parties) != 1:
            continue
        key = mention.parties[0].id
        known = found.get(key)
        if known is None or mention.end - mention.start > known[1] - known[0]:
            found[key] = (mention.start, mention.end)
    return found
