"""Whom "he", "she", "it" and "they" stand for.

Rules, in order: the subject of the clause above; the subject of the sentence before; the nearest
that fits. What nothing fits stays unresolved.
"""

from __future__ import annotations

from functools import partial

from dateline.finding.actor_drafts import ActorDraft, names_of
from dateline.finding.antecedents import Fits, fits_collective, fits_personal, fits_plural, fits_several
from dateline.finding.attackers import FIGHTING
from dateline.finding.belonging import REACH
from dateline.finding.binding import Binding
from dateline.finding.gender import Genders
from dateline.finding.memory import Memory
from dateline.finding.phrases import Phrases
from dateline.finding.pointers import HE, IT, THEY, pleonastic
from dateline.finding.quotations import Quotation
from dateline.finding.speech import Speech

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_MUTUAL = frozenset(
    "meeting talk talks call conversation summit discussion relationship dispute feud exchange debate border "
    "alliance friendship differences".split()
)
"""What two have together: "their meeting"."""
_MEETING = frozenset({"meet", "speak", "talk", "confer", "negotiate", "consult"})


_UNARMED = frozenset(
    "people resident child woman civilian villager family witness local girl boy mother parent refugee "
    "evacuee patient hostage victim prisoner".split()
)
"""Those who in news are not the "they" that kills, loots and bombs."""


class Pronouns:
    """Answers for one story; `memory` and `at_head` grow as the story is read."""

    def __init__(
        self, phrases: Phrases, memory: Memory, speech: Speech, at_head: dict[int, ActorDraft]
    ) -> None:
        self.parse, self.tree, self.gazetteer = phrases.parse, phrases.tree, phrases.gazetteer
        self.memory, self.speech, self.at_head = memory, speech, at_head
        self.binding = Binding(phrases.tree)
        self.genders = Genders(phrases.parse, phrases.gazetteer)

    def settle(self, draft: ActorDraft) -> None:
        """Gives the pronoun the parties of whom it stands for, if anybody."""
        i = draft.head
        lower = self.parse.lowers[i]
        if lower in IT and (pleonastic(self.parse, self.tree, i) or self.binding.is_a_thing(i, self.at_head)):
            return
        fits: Fits = fits_collective if lower in IT else fits_plural
        if lower in HE:
            fits = partial(self._individual, lower)
        several: Fits = fits_several
        if lower in THEY and self._does_violence(i):
            fits, several = partial(_armed, fits), partial(_armed, several)
        found = self._by_syntax(i, several if lower in THEY else fits)
        if found is None and lower in THEY:
            found = self._meeting(i) or self._body_above(i)
        found = found or self._antecedent(i, fits)
        if found is None and lower in THEY:
            found = self._antecedent(i, several)
        if found is not None:
            found = self._not_the_victim(i, found)
            draft.parties = (found if lower not in THEY else self._with_host(found)).parties
            draft.plural = found.plural
            draft.why = f"{self.parse.words[i]!r} for {names_of(found)}"

    def _does_violence(self, i: int) -> bool:
        return self.parse.deps[i] == "nsubj" and self.parse.lemmas[self.parse.heads[i]] in FIGHTING

    def _by_syntax(self, i: int, fits: Fits) -> ActorDraft | None:
        """Whom the words before the pronoun point to, where they do."""
        for found in (
            self.binding.beside(i, self.at_head),
            self.binding.told_of(i, self.at_head, fits),
            self.binding.threatened(i, self.at_head, fits),
        ):
            if found is not None and found.parties and fits(found):
                return found
        return None

    def _not_the_victim(self, i: int, found: ActorDraft) -> ActorDraft:
        """ "Villagers were beaten by soldiers. They also killed …": it is the soldiers who kill."""
        parse, tree = self.parse, self.tree
        done, verb = parse.heads[found.head], parse.heads[i]
        if (
            parse.deps[found.head] != "nsubjpass"
            or parse.deps[i] != "nsubj"
            or parse.lemmas[done] not in FIGHTING
            or parse.lemmas[verb] not in FIGHTING
        ):
            return found
        agent = tree.kid(done, "agent")
        doer = self.at_head.get(tree.kid(agent, "pobj") or -1) if agent is not None else None
        return doer if doer is not None and doer.parties else found

    def _with_host(self, found: ActorDraft) -> ActorDraft:
        """ "The premier met with the envoys. They": he and the envoys."""
        parse, up = self.parse, self.parse.heads[found.head]
        if parse.deps[found.head] == "pobj" and parse.lowers[up] == "with":
            up = parse.heads[up]
        elif parse.deps[found.head] != "dobj":
            return found
        host = self.at_head.get(self.tree.kid(up, "nsubj") or -1) if parse.lemmas[up] in _MEETING else None
        if host is None or not host.parties:
            return found
        parties = {p.id: p for p in (*host.parties, *found.parties)}
        return ActorDraft(host.first, found.last, found.head, tuple(parties.values()), plural=True)

    def _meeting(self, i: int) -> ActorDraft | None:
        """Those who have "their meeting": the last two whom the sentence names before."""
        parse, tree = self.parse, self.tree
        if parse.deps[i] != "poss" or parse.lemmas[parse.heads[i]] not in _MUTUAL:
            return None
        pair: dict[str, ActorDraft] = {}
        for s in self.memory.since(tree.sentence[i]):
            if fits_plural(s):
                return None
            if s.parties[0].kind in ("person", "country"):
                pair.setdefault(s.parties[0].id, s)
            if len(pair) == 2:
                later, earlier = pair.values()
                parties = (earlier.parties[0], later.parties[0])
                return ActorDraft(earlier.first, later.last, later.head, parties, plural=True)
        return None

    def _body_above(self, i: int) -> ActorDraft | None:
        """ "The agency said they had called": the body that is the subject of a clause above."""
        parse, tree = self.parse, self.tree
        own = parse.heads[i]
        if parse.deps[i] not in _SUBJECTS or self.speech.around(i) is not None:
            return None
        for up in tree.climb(own):
            for c in tree.kids(up, "nsubj"):
                draft = self.at_head.get(c)
                if draft is not None and draft.parties and c < i:
                    body = draft.parties[0].kind in ("organisation", "group")
                    return draft if body and fits_collective(draft) else None
        return None

    def _individual(self, pronoun: str, draft: ActorDraft) -> bool:
        """Could "he" or "she" stand for it? Not for a gang or a school, nor for one of the other sex."""
        if not fits_personal(draft):
            return False
        if draft.noun is not None and draft.parties[0].kind != "person":
            refers = self.gazetteer.references.get(draft.noun.words[-1], "person")
            if refers != "person":
                return False
        return self.genders.agrees(draft, pronoun)

    def _antecedent(self, i: int, fits: Fits) -> ActorDraft | None:
        """Who a pronoun at token `i` stands for."""
        parse, tree = self.parse, self.tree
        own = parse.heads[i]
        spoken = self.speech.around(i)
        if spoken is not None:
            return self._in_speech(i, fits, spoken)
        if (blamed := self.binding.blamed(i, self.at_head, fits)) is not None:
            return blamed
        possessive = parse.deps[i] == "poss"
        rivals = self.binding.rivals(i)
        child = i
        for up in tree.climb(i):
            if up == own and not possessive:
                child = up
                continue
            if parse.deps[child] in ("acl", "relcl") and parse.tags[child] == "VB":
                planner = self._planner(up)  # "a move by Chad to send its army": its is Chad's
                if planner is not None and fits(planner):
                    return planner
            child = up
            for c in tree.children[up]:
                if parse.deps[c] in _SUBJECTS and c != i and c not in rivals:
                    # "His hatred shone when he spoke": he is whose hatred it was.
                    for t in (c, *tree.kids(c, "poss")):
                        draft = self.at_head.get(t)
                        if draft is not None and draft.parties and t != i and fits(draft):
                            return draft
        sentence = tree.sentence[i]
        earliest = sentence if self._cut_off(sentence, fits) else sentence - REACH
        strangers = self.binding.strangers(i, self.at_head)
        near = [s for s in self.memory.since(earliest) if fits(s) and s.head not in rivals]
        if strangers:
            near = [s for s in near if strangers.isdisjoint([p.id for p in s.parties])]
        if not near:
            return None
        if parse.tags[own] == "VBG" and parse.deps[own] == "advcl" and not possessive:
            # "The envoy singled out Chad and Peru, accusing them": them are those singled out.
            singled = tree.kid(parse.heads[own], "dobj")
            for s in reversed(near):
                if s.head == singled:
                    return s
        subjects = [s for s in near if s.subject]
        if subjects and subjects[0].sentence == sentence:
            return subjects[0]
        if not subjects or (possessive and near[0].sentence == sentence and near[0].head < i):
            # "moved away from Chadian gas in response to its raid"
            return near[0]
        # Of the subjects of the last sentence that has one the first.
        return [s for s in subjects if s.sentence == subjects[0].sentence][-1]

    def _planner(self, noun: int) -> ActorDraft | None:
        """Whose plan, move or promise to do something it is."""
        tree = self.tree
        whose = tree.kids(noun, "poss")
        for prep in tree.kids(noun, "prep"):
            if self.parse.lowers[prep] == "by":
                whose += tree.kids(prep, "pobj")
        found = (self.at_head.get(t) for t in whose)
        return next((d for d in found if d is not None and d.parties), None)

    def _in_speech(self, i: int, fits: Fits, spoken: Quotation) -> ActorDraft | None:
        """Whom a pronoun of direct speech means: a subject in it, or the last one named but the speaker."""
        parse, tree = self.parse, self.tree
        speakers = self.speech.speakers(spoken, self.at_head)
        own = {c for c in tree.children[parse.heads[i]] if parse.deps[c] in _SUBJECTS}
        fronted = False
        for up in tree.climb(i):
            if up < spoken.first:
                break
            for c in tree.children[up]:
                inside = spoken.first <= c < i or (fronted and i < c <= spoken.last)
                if parse.deps[c] in _SUBJECTS and inside and c not in own:
                    draft = self.at_head.get(c)
                    if draft is not None and draft.parties and fits(draft):
                        return draft
            # "While he had not decided to go, the premier was ready": he is the premier.
            fronted = parse.deps[up] == "advcl" and up < parse.heads[up]
        near = [
            s
            for s in self.memory.since(tree.sentence[i] - REACH)
            if fits(s)
            and s.head not in own
            and speakers.isdisjoint(p.id for p in s.parties)
            and s.parties[0].sector != "JRN"  # those who ask and report
        ]
        within = [s for s in near if s.head >= spoken.first]
        for pool in (within, near):
            found = next((s for s in pool if s.subject), None) or (pool[0] if pool else None)
            if found is not None:
                return found
        return None

    def _cut_off(self, sentence: int, fits: Fits) -> bool:
        """Whether a paragraph begins here and only several people were the subject of the last one."""
        paragraphs = self.parse.paragraphs
        if not sentence or paragraphs[sentence] == paragraphs[sentence - 1]:
            return False
        subjects = [s for s in self.memory.since(sentence - 1) if s.subject and s.sentence == sentence - 1]
        return bool(subjects) and all(fits_plural(d) and not fits(d) for d in subjects)


def _armed(fits: Fits, draft: ActorDraft) -> bool:
    """Could "they" who attack be those of the draft?"""
    unarmed = draft.noun is not None and draft.noun.words[-1] in _UNARMED and draft.sector == "CVL"
    return not unarmed and fits(draft)
