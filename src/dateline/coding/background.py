"""What a story only recalls: acts of more than a year before it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property

from dateline.coding.layers import Layers
from dateline.coding.timing import Timing
from dateline.model import Clause, EventDate, tokens_with
from dateline.rulebook.eras import Eras

YEAR = timedelta(days=365)
DATED = frozenset({"text", "context"})
IN_TIME = frozenset({"in", "during", "throughout", "amid", "under", "at", "of", "to", "after", "following"})
"""Prepositions between an act and the time in which it was done ("in the run-up to the Iraq war")."""
BY = frozenset({"nsubj", "nsubjpass", "agent", "poss"})
"""Labels of those who act: what "the Obama administration" does, it did then."""

PART_OF_IT = frozenset({"acl", "relcl", "xcomp", "pcomp", "prep", "dobj", "pobj"})
"""Labels that lead from an act to the one that it is told with."""
PRESENT = frozenset({"VBP", "VBZ"})


class Background:
    """Says of each act of one story whether it is old background (PLOVER leaves that out)."""

    def __init__(self, layers: Layers, timing: Timing, eras: Eras) -> None:
        self._layers = layers
        self._timing = timing
        self._in_era = self._acts_in_eras(eras)

    def recalls(self, clause: Clause, when: EventDate) -> bool:
        """Is the act more than a year old: by its day, its era, what was said then, or the passage?"""
        published = self._layers.story.published
        if published is None:
            return False
        if when.basis in DATED:
            return self._is_long_past(when.last)
        return (
            clause.head in self._in_era
            or clause.support in self._in_era
            or self._said_long_ago(clause)
            or self._told_on(clause)
            or self._hangs_on_old(clause)
        )

    def _is_long_past(self, day: date | None) -> bool:
        published = self._layers.story.published
        return day is not None and published is not None and published - day > YEAR

    def _acts_in_eras(self, eras: Eras) -> frozenset[int]:
        """The verbs and nouns that a past era, as their time or their subject, makes past."""
        published, parse = self._layers.story.published, self._layers.parse
        found: set[int] = set()
        if published is None:
            return frozenset()
        ends = tokens_with(parse.lowers, eras.by_word)
        for first, last in eras.over(parse.lowers, ends, published, YEAR):
            at = last
            found.add(last)  # "the Gulf war against Iraq"
            while parse.heads[at] != at:
                label, above = parse.deps[at], parse.heads[at]
                if parse.tags[at] in ("IN", "TO") and at < first and parse.lowers[at] not in IN_TIME:
                    break
                if parse.tags[above][0] == "V":
                    if label == "prep" or (label in BY and at == last):
                        found.add(above)
                    break
                if label not in ("pobj", "prep", "poss", "nmod"):
                    break
                if parse.tags[above][0] == "N" and label != "pobj":
                    found.add(above)
                at = above
        return frozenset(found)

    def _said_long_ago(self, clause: Clause) -> bool:
        """ "said in 2014 that the port had been shelled": older still."""
        said = (self._timing.said(s) for s in self._layers.statements_around(clause.head))
        return any(when is not None and self._is_long_past(when.last) for when in said)

    def _hangs_on_old(self, clause: Clause) -> bool:
        """ "In 2019 he froze aid *authorised* by Congress": part of what was done long ago."""
        parse, timing = self._layers.parse, self._timing
        token = clause.support if clause.support >= 0 else clause.head
        if parse.tags[token] in PRESENT or self._layers.tree.kid(token, "aux") is not None:
            return False
        while parse.deps[token] in PART_OF_IT and parse.heads[token] != token:
            token = parse.heads[token]
            if token in self._in_era:
                return True
            days = timing.dates_at(token)
            if days and parse.tags[token][0] == "V":
                return timing.is_past(token) and all(self._is_long_past(d.finish) for d in days)
        return False

    def _told_on(self, clause: Clause) -> bool:
        """Does the act stand in a passage that goes on to tell, in the past, of what was long ago?"""
        return (
            self._timing.past_tense(clause)
            and not self._layers.statements_around(clause.head)
            and self._layers.tree.sentence[clause.head] in self._old
        )

    @cached_property
    def _old(self) -> frozenset[int]:
        """Sentences told of a day long past, and those that tell on from them in their paragraph."""
        parse, timing, tree = self._layers.parse, self._timing, self._layers.tree
        sentence = tree.sentence
        begun = {sentence[token] for token in self._in_era if parse.heads[token] == token}
        for k in timing.dated_sentences():
            days = timing.dates_at(tree.root(k))
            if days and all(self._is_long_past(d.finish) for d in days):
                begun.add(k)
        reported = {sentence[s.cue_first] for s in self._layers.statements if s.cue_first >= 0}
        old: set[int] = set()
        for k in sorted(begun):
            while k not in old and k not in reported and (root := tree.root(k)) >= 0 and timing.is_past(root):
                old.add(k)
                k += 1
                if (
                    k == len(parse.sentences)
                    or parse.paragraphs[k] != parse.paragraphs[k - 1]
                    or timing.dates_in(k)
                ):
                    break
        return frozenset(old)
