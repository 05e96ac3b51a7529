"""According to whom: everybody an act is attributed to, in the order of quoting."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.coding.layers import Layers, Named
from dateline.model import Clause, EventSource, Party, Span, Statement
from dateline.rulebook.sources import SourceWords

ASSERTING = frozenset({"say", "write", "show", "believe", "deny"})
"""Kinds of statement that make their source one of an event; asking or ordering is an act itself."""
PRESENT = frozenset({"VB", "VBP", "VBZ", "VBG", "JJ"})
PRESUPPOSING = frozenset({"after", "following", "since", "amid", "during", "despite", "before", "over"})
PRONOUNS = {"he": False, "she": False, "they": True}
PLURALS = {False: ("NN", "NNP"), True: ("NNS", "NNPS")}
FARTHEST = 4
"""Sentences back to whoever spoke last."""
NAMES = frozenset({"NNP", "NNPS"})


class Sources:
    """Who says what in one story, asked by act."""

    def __init__(self, layers: Layers, words: SourceWords) -> None:
        self._layers = layers
        self._words = words
        self._cited: dict[int, list[Statement]] = {}
        self._spans: dict[int, tuple[int, int]] = {}
        self._first: dict[str, int] = {}
        parse = layers.parse
        for s in layers.statements:
            if s.source_head < 0:
                continue
            if parse.lemmas[s.cue_first] in words.citing:
                self._cited.setdefault(s.source_head, []).append(s)
            span = parse.span(s.source_first, s.source_last)
            self._spans[span[0]] = max(self._spans.get(span[0], span), span)

    def of(
        self, clause: Clause, trigger: tuple[int, int], speakers: tuple[Party, ...]
    ) -> tuple[EventSource, ...]:
        """Everybody the act is attributed to; never the act's own speaking.

        The first is whom the writer quotes, the next whom that one has it from ("Reuters reported that
        officials said …": Reuters, officials).

        `speakers` are those whose own words the act is, for acts done by speaking: the actors, and who
        speaks by name for the same government.
        """
        if self._presupposed(clause):
            return ()
        parse = self._layers.parse
        own = range(trigger[0], trigger[1] + 1)
        ids = {p.id for p in speakers}
        # "Kerry said the U.S. would consider it": he does it by saying so; not so of what was done before.
        now = parse.tags[clause.head] in PRESENT
        governments = {p.country for p in speakers if now and p.sector == "GOV" and p.country}
        out: list[EventSource] = []
        last: frozenset[str] = frozenset()
        for s in reversed(self._layers.statements_around(clause.head)):
            if s.kind not in ASSERTING or s.cue_first in own or s.cue_last in own:
                continue
            if self._beside(clause.head, s):
                continue
            named = self._layers.named_parties(self._speaker(s).source_head)
            parties = frozenset(n.party.id for n in named)
            if ids & parties or any(_speaks_for(n.party, governments) for n in named):
                continue
            if not (parties and parties == last):  # one who goes on speaking is one source
                out += self.chain(s)
            last = parties
        return tuple(out)

    def denial(self, clause: Clause) -> tuple[int, ...]:
        """The words of a denial that it was done: "*denied* reports that it had sent troops".

        A noun in a denial, and what a relative clause says of it, is what the denial is about ("denied
        a part in the attack that killed six"), and stays.
        """
        if clause.kind != "verb":
            return ()
        layers = self._layers
        cue = next((s for s in layers.statements_around(clause.head) if s.denies), None)
        deps = layers.parse.deps
        if cue is None or any(deps[t] == "relcl" for t in (clause.head, *layers.tree.climb(clause.head))):
            return ()
        return tuple(range(cue.cue_first, cue.cue_last + 1))

    def says_so_himself(self, clause: Clause, actors: Sequence[Named]) -> bool:
        """Does one of `actors`, or who speaks for the same government, say it?"""
        ids = {n.party.id for n in actors}
        governments = {n.party.country for n in actors if n.party.sector == "GOV" and n.party.country}
        return any(
            n.party.id in ids or (n.party.sector == "GOV" and n.party.country in governments)
            for s in self._layers.statements_around(clause.head)
            if s.kind in ASSERTING
            for n in self._layers.source_parties(s.source_head)
        )

    def chain(self, statement: Statement) -> list[EventSource]:
        """Who brings a statement ("via the state agency"), its source, and whom that source cites."""
        parse = self._layers.parse
        out = [self._record(t, self._phrase(t), statement) for t in self._bearers(statement)]
        speaker = self._speaker(statement)
        out.append(self._record(speaker.source_head, self._source_span(speaker), statement))
        sentence = self._layers.tree.sentence
        for s in self._cited.get(statement.source_head, ()):
            named = self._layers.tree.kid(s.cue_first, "dobj")
            if (
                s.cue_first != statement.cue_first
                and sentence[s.cue_first] == sentence[statement.cue_first]
                and named is not None
                and self._could_speak(named)
                and s.contents[0][0] <= parse.starts[named] < s.contents[0][1]
            ):
                out.append(self._record(named, self._phrase(named), s))
        return out

    def _speaker(self, statement: Statement) -> Statement:
        """The statement that names who speaks: "he" and "they" who are nobody else spoke before."""
        parse, sentence = self._layers.parse, self._layers.tree.sentence
        plural = PRONOUNS.get(parse.lowers[statement.source_head])
        if plural is None or self._layers.actor_at(statement.source_head) is not None:
            return statement
        here = sentence[statement.cue_first]
        for s in reversed(self._layers.statements):
            if s.cue_first >= statement.cue_first or s.source_head < 0 or s.kind not in ASSERTING:
                continue
            if here - sentence[s.cue_first] > FARTHEST:
                break
            if parse.tags[s.source_head] in PLURALS[plural]:
                return s
        return statement

    def _bearers(self, statement: Statement) -> list[int]:
        """Media that pass a statement on: "said via the agency", "in remarks carried by state television"."""
        parse, tree = self._layers.parse, self._layers.tree
        found: list[int] = []
        for prep in tree.kids(statement.cue_first, "prep"):
            nouns = tree.kids(prep, "pobj")
            if parse.lowers[prep] in self._words.through:
                found += nouns
            for noun in nouns:
                for verb in tree.kids(noun, "acl"):
                    if parse.lemmas[verb] in self._words.carrying:
                        found += [t for by in tree.kids(verb, "agent") for t in tree.kids(by, "pobj")]
        return [t for t in found if self._is_medium(t)]

    def _is_medium(self, noun: int) -> bool:
        named = self._layers.named_parties(noun)
        if named:
            return any(n.party.sector == "JRN" for n in named)
        return self._words.kinds.get(self._layers.parse.lemmas[noun]) == "media"

    def _could_speak(self, noun: int) -> bool:
        lemma = self._layers.parse.lemmas[noun]
        return (
            lemma in self._words.kinds
            or lemma in self._words.anonymous
            or bool(self._layers.named_parties(noun))
        )

    def _phrase(self, noun: int) -> tuple[int, int]:
        """Characters of a noun phrase without what is set off behind it."""
        parse, tree = self._layers.parse, self._layers.tree
        last = noun
        for c in tree.children[noun]:
            if c > noun:
                if (
                    parse.deps[c] not in ("prep", "appos", "conj", "cc")
                    or parse.tags[tree.left[c] - 1] == ","
                ):
                    break
                last = tree.right[c]
        return parse.span(tree.left[noun], last)

    def _presupposed(self, clause: Clause) -> bool:
        """A known deed that a speaker only refers to: "since the invasion", "for Russia's war on Georgia"."""
        if clause.kind != "noun" or clause.support >= 0:
            return False
        parse = self._layers.parse
        owner = self._layers.tree.kid(clause.head, "poss")
        if owner is not None and parse.deps[clause.head] in ("pobj", "dobj", "nsubj", "nsubjpass", "poss"):
            return True  # whose it is is known, and so that it is
        if parse.deps[clause.head] != "pobj":
            return False
        return parse.lowers[parse.heads[clause.head]] in PRESUPPOSING

    def _beside(self, head: int, statement: Statement) -> bool:
        """Is the act the writer's own remark on somebody named in reported speech?

        "The envoy said they had met Ahmed Said, who leads the party": it is not the envoy who tells us
        who he is. What stands between quotation marks was said.
        """
        parse, tree = self._layers.parse, self._layers.tree
        if statement.quoted:
            return False
        begin = min(start for start, _ in statement.contents)
        for token in (head, *tree.climb(head)):
            name = parse.heads[token]
            if parse.deps[token] != "relcl" or parse.starts[name] < begin:
                continue
            first = tree.left[token]
            if (
                parse.lowers[first] in ("who", "whom", "whose")
                and parse.tags[first - 1] == ","
                and parse.tags[name] in NAMES
            ):
                return True
        return False

    # ---- the public record of a source ---------------------------------------------------------

    def _source_span(self, statement: Statement) -> tuple[int, int]:
        """The words that name the source: for "he" and a bare surname the fullest name in the story."""
        layers, head = self._layers, statement.source_head
        parse = layers.parse
        span = parse.span(statement.source_first, statement.source_last)
        mention = layers.actor_at(head)
        if mention is None or len(mention.parties) != 1:
            return span
        if not mention.by_reference and mention.parties[0].kind != "person":
            return span
        named = layers.named_parties(head)[0]
        if parse.tags[head] == "PRP" and named.start == span[0]:
            return self._first_named(named) or span
        fullest = max((named.start, named.end), self._spans.get(named.start, (0, 0)))
        if parse.tags[head] == "PRP" or parse.tags[head] in NAMES:
            return fullest
        return (
            fullest
            if mention.parties[0].kind == "person" and fullest[1] - fullest[0] > span[1] - span[0]
            else span
        )

    def _first_named(self, named: Named) -> tuple[int, int] | None:
        """Where somebody without a name of his own is first spoken of: "a spokesman for the army"."""
        if not self._first:
            for mention in self._layers.actors:
                if self._layers.parse.tags[mention.head] != "PRP":
                    for party in mention.parties:
                        self._first.setdefault(party.id, mention.start)
        start = self._first.get(named.party.id, -1)
        return self._spans.get(start)

    def _record(self, head: int, span: tuple[int, int], statement: Statement) -> EventSource:
        """The source headed by the token `head`, in the characters `span` of the reading."""
        layers = self._layers
        parse, story = layers.parse, layers.story
        party = self._party(head)
        lemma = parse.lemmas[head]
        start, end = story.reading.original(*span)
        cue = story.reading.original(*parse.span(statement.cue_first, statement.cue_last))
        sector = party.sector if party else self._words.sectors.get(lemma)
        if party and party.kind == "country" and sector is None:
            sector = "GOV"
        person = party is not None and party.kind == "person"
        name = self._name_beside(head)
        return EventSource(
            text=story.text[start:end],
            name=name or (party.name if party else None),
            country=party.country if party else None,
            sector=sector,
            kind=self._words.kind(lemma, sector, named=person),
            anonymous=not person and not name and lemma in self._words.anonymous,
            cue=Span(start=cue[0], end=cue[1], text=story.text[cue[0] : cue[1]]),
            quoted=statement.quoted,
            start=start,
            end=end,
        )

    def _party(self, head: int) -> Party | None:
        """Who speaks: the one named, the one the source belongs to, or who made a document."""
        layers = self._layers
        named: tuple[Named, ...] = layers.source_parties(head)
        if not named and self._words.kinds.get(layers.parse.lemmas[head]) in ("document", "media"):
            below = layers.prepositions(head)
            named = tuple(
                n for p in ("by", "from", "in") for t in below.get(p, ()) for n in layers.named_parties(t)
            )
        return named[0].party if named else None

    def _name_beside(self, head: int) -> str | None:
        """Ivan Petrov of "a spokesman for the ministry, Ivan Petrov, said"."""
        parse, tree = self._layers.parse, self._layers.tree
        if parse.tags[head] in NAMES:
            return None
        name = tree.kid(head, "appos")
        if name is None or parse.tags[name] != "NNP" or tree.left[name] <= head:
            return None
        return parse.slice(tree.left[name], name) if parse.tags[tree.left[name]] == "NNP" else None


def _speaks_for(party: Party, governments: set[str]) -> bool:
    return party.kind == "person" and party.sector == "GOV" and party.country in governments
