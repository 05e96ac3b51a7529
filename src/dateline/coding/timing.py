"""When an act happened: the expression of its own clause, else the time that it shares with another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from dateline.coding.anchoring import anchored
from dateline.coding.layers import Layers
from dateline.coding.shared_time import SharedTime
from dateline.model import Clause, DateMention, EventDate, Party, Statement
from dateline.rulebook.date_sharing import SharingWords

NEWS = timedelta(days=60)
"""What lies further back than this is no news."""
NO_DATE = EventDate(first=None, last=None, value=None, granularity=None, basis="none")
EMBEDDED = frozenset({"pcomp", "csubj", "acl", "xcomp", "ccomp"})
"""Labels of participles that tell nothing done: "moved closer to *applying*"."""
PARTICIPLES = frozenset({"VBN", "VBG"})
_COUNTED = re.compile(r"P(\d+)([YMWD])")


class Timing:
    """Dates the acts of one story. TIMEX3 values come from the date mentions."""

    def __init__(
        self, layers: Layers, acts: frozenset[int], spoken: frozenset[int], words: SharingWords
    ) -> None:
        """`acts` are the tokens of all acts in the story, light verbs included; `spoken` those of them
        that are done by speaking."""
        self._layers = layers
        self._shared = SharedTime(layers, spoken, words)
        self._words = words
        dated: list[tuple[int, int, DateMention]] = []
        lasting: list[tuple[int, int, DateMention]] = []
        self._within: dict[int, DateMention] = {}
        self._by_sentence: dict[int, list[DateMention]] = {}
        for d, (begin, finish) in zip(layers.dates, layers.intervals, strict=True):
            if begin:
                same = begin == d.begin and finish == d.finish
                mention = d if same else replace(d, begin=begin, finish=finish)
                dated.append((d.first, d.last, mention))
                self._within |= dict.fromkeys(range(d.first, d.last + 1), mention)
                self._by_sentence.setdefault(layers.tree.sentence[d.first], []).append(mention)
            elif d.type == "DURATION":
                lasting.append((d.first, d.last, d))
        self._dates = anchored(layers.parse, dated, acts, words.issued)
        self._lengths = anchored(layers.parse, lasting, acts)

    def date(self, clause: Clause, literal: frozenset[int], speakers: Sequence[Party]) -> EventDate:
        """The date of a clause: its own expression, else that of what it shares its time with.

        `literal` are the objects that the rule itself names ("held a *call* on Sunday"). An act done by
        speaking happens when one of its `speakers` speaks ("said on Friday that it rejects …").
        """
        for token in (*self._shared.own_tokens(clause), *sorted(literal)):
            for mention in self._dates.get(token, ()):
                return self._event_date(mention, "text")
        own = (
            self._occasion_named(clause)
            or self._of_noun_with_year(clause)
            or self._going_on(clause)
            or self._of_infinitive(clause)
        )
        if own is not None:
            return own
        for token in self._shared.around(clause):
            for mention in self._dates.get(token, ()):
                return self._event_date(mention, "context")
        for statement in self.own_statements(clause, speakers):
            said = self.said(statement)
            if said is not None:
                return said
        past = self._background(clause)
        if past is not None:
            return self._event_date(past, "context")
        day = self._layers.story.published
        if day is None:
            return NO_DATE
        return EventDate(first=day, last=day, value=day.isoformat(), granularity="day", basis="publication")

    def said(self, statement: Statement) -> EventDate | None:
        """The day on which a statement was made, where the text gives it with the cue."""
        for token in (statement.cue_first, statement.cue_last):
            for mention in self._dates.get(token, ()):
                return self._event_date(mention, "context")
        return None

    def own_statements(self, clause: Clause, speakers: Sequence[Party]) -> list[Statement]:
        """The statements in which the speakers of an act do it, innermost first.

        A noun or a participle within a statement may be anything known; and what had been done before
        the speaking is not done by it.
        """
        if not speakers or clause.kind == "noun" or self._shared.perfect(clause.head) == "had":
            return []
        parse = self._layers.parse
        if parse.tags[clause.head] == "VBG" and not self._layers.tree.kids(clause.head, "aux"):
            return []
        ids = {p.id for p in speakers}
        governments = {
            p.country for p in speakers if p.country and (p.sector == "GOV" or p.kind == "country")
        }
        out = []
        for statement in self._layers.statements_around(clause.head):
            for named in self._layers.source_parties(statement.source_head):
                p = named.party
                if p.id in ids or (p.sector == "GOV" and p.country in governments):
                    out.append(statement)
                    break
        return out

    def told_of(self, clause: Clause) -> bool:
        """Is the act told as part of the story, and not as something from an open past?"""
        verb = clause.support if clause.support >= 0 else clause.head
        if clause.kind == "noun" and clause.support < 0:
            return False
        parse = self._layers.parse
        if self._shared.perfect(verb) or (parse.tags[verb] == "VBG" and parse.deps[verb] in EMBEDDED):
            return False
        if self._layers.is_infinitive(verb):
            return False
        lowers = parse.lowers
        return not any(lowers[k] in self._words.undated for k in self._layers.tree.kids(verb, "advmod"))

    # ---- dates of other shapes -----------------------------------------------------------------

    def _occasion_named(self, clause: Clause) -> EventDate | None:
        """The date that a clause explains: "in September 2016, when members voted to adopt it"."""
        parse = self._layers.parse
        if parse.deps[clause.head] not in ("relcl", "advcl"):
            return None
        mention = self._within.get(parse.heads[clause.head])
        kids = self._layers.tree.kids(clause.head, "advmod")
        if mention is None or not any(parse.lowers[k] == "when" for k in kids):
            return None
        return self._event_date(mention, "text")

    def _of_noun_with_year(self, clause: Clause) -> EventDate | None:
        """ "the 2015 deal, signed by Iran": what is told of a thing of a past year was done in that year."""
        parse, published = self._layers.parse, self._layers.story.published
        noun = parse.heads[clause.head]
        if parse.deps[clause.head] not in ("acl", "relcl") or not self._in_simple_past(clause.head):
            return None
        for k in self._layers.tree.kids(noun, "nummod", "compound"):
            mention = self._within.get(k)
            if mention and mention.granularity == "year" and published and mention.finish:
                return self._event_date(mention, "context") if mention.finish < published else None
        return None

    def _in_simple_past(self, verb: int) -> bool:
        """ "signed" after its noun, or in the plain past."""
        bare = self._layers.parse.tags[verb] == "VBN" and not self._layers.tree.kids(verb, "aux", "auxpass")
        return bare or self.is_past(verb)

    def _of_infinitive(self, clause: Clause) -> EventDate | None:
        """ "refused to appear last week": a past day beside the infinitive is that of the verb above."""
        published = self._layers.story.published
        for verb in self._layers.tree.kids(clause.head, "xcomp"):
            for mention in self._dates.get(verb, ()):
                if published and mention.finish and mention.finish < published:
                    return self._event_date(mention, "text")
        return None

    def _going_on(self, clause: Clause) -> EventDate | None:
        """ "has been shelling the town for three weeks": from three weeks ago to publication."""
        parse, published = self._layers.parse, self._layers.story.published
        for token in self._shared.own_tokens(clause):
            if published is None or self._shared.perfect(token) != "have":
                continue
            for length in self._lengths.get(token, ()):
                counted = _COUNTED.fullmatch(length.value)
                if counted and "for" in parse.lowers[max(0, length.first - 3) : length.first]:
                    first = _back(published, int(counted[1]), counted[2])
                    lasting = replace(length, begin=first, finish=published, value=length.value)
                    return self._event_date(lasting, "text")
        return None

    def _background(self, clause: Clause) -> DateMention | None:
        """The past that a sentence of background tells of: "the 2006 truce led to talks, but a bomb …".

        Where every date of a sentence lies well before the news, so does what it tells in the past tense.
        """
        published = self._layers.story.published
        sentence = self._layers.tree.sentence[clause.head]
        dates = self._by_sentence.get(sentence)
        if published is None or not dates or not self.past_tense(clause):
            return None
        if any(d.finish is None or published - d.finish < NEWS for d in dates):
            return None
        # What somebody said in 2016 may have happened at any time before.
        contents = [span for s in self._layers.statements_around(clause.head)[:1] for span in s.contents]
        before = [
            d
            for d in dates
            if d.first < clause.head and (not contents or any(a <= d.start < z for a, z in contents))
        ]
        return before[-1] if before else None

    def past_tense(self, clause: Clause) -> bool:
        """Is the act told in the plain past, or a noun in a clause that is?"""
        parse = self._layers.parse
        if self._layers.status(clause).value != "actual" or (
            clause.kind == "noun" and parse.lemmas[clause.head] in self._words.lasting
        ):
            return False
        at = clause.support if clause.support >= 0 else clause.head
        while parse.tags[at][0] != "V" and parse.heads[at] != at:
            at = parse.heads[at]
        return self.is_past(at)

    def is_past(self, verb: int) -> bool:
        """ "shelled", "was shelled", "were shelling"; not "has shelled"."""
        parse = self._layers.parse
        if parse.tags[verb] == "VBD":
            return True
        was = (k for k in self._layers.tree.kids(verb, "aux", "auxpass") if parse.tags[k] == "VBD")
        return parse.tags[verb] in PARTICIPLES and any(parse.lemmas[k] == "be" for k in was)

    def dates_at(self, token: int) -> Sequence[DateMention]:
        """The days that hang on a verb or a noun."""
        return self._dates.get(token, ())

    def dates_in(self, sentence: int) -> Sequence[DateMention]:
        """The days named in a sentence."""
        return self._by_sentence.get(sentence, ())

    def dated_sentences(self) -> Sequence[int]:
        """The sentences that name days, in text order."""
        return sorted(self._by_sentence)

    def _event_date(self, mention: DateMention, basis: str) -> EventDate:
        start, end = self._layers.story.reading.original(mention.start, mention.end)
        return EventDate(
            first=mention.begin,
            last=mention.finish,
            value=mention.value,
            granularity=mention.granularity,
            basis=basis,
            text=self._layers.story.text[start:end],
            start=start,
            end=end,
        )


def _back(day: date, count: int, unit: str) -> date:
    """`count` units before `day`; of years the first day, since nobody counts them to the day."""
    if unit == "Y":
        return date(max(1, day.year - count), 1, 1)
    return day - timedelta(days=count * {"M": 30, "W": 7, "D": 1}[unit])
