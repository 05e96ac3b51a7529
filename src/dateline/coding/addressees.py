"""To whom what is said goes, where its own clause names nobody: what the passage plainly implies.

"The president met the rebels. He called for an end to the fighting": he called on the rebels. What
politicians of a country say of a bill, while nobody from elsewhere is in sight, goes to those at home. Who
is condemned for an attack is who attacked. Where rows were checked by readers, other guesses ("the one
named last") were seldom right: an empty side is better.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from dateline.coding.drafts import Draft
from dateline.coding.layers import Layers, Named
from dateline.model import ActorMention, Party

ADDRESSED = frozenset({"ACCUSE", "REQUEST", "REJECT", "SUPPORT", "THREATEN", "AGREE", "AID", "SANCTION"})
"""Types that are seldom done to nobody."""
AT_HOME = frozenset({"ACCUSE", "REQUEST", "REJECT", "SUPPORT", "THREATEN"})
"""Of these, what is as a rule done to one's own, where no others are in sight."""
_HOSTILE = frozenset({"ACCUSE", "REJECT", "THREATEN", "SANCTION"})
"""Of these, what goes to whom the same side dealt with last; others only if it met them or offers talks."""
_ONE_AIM = frozenset({"SANCTION", "AID"})
"""Deeds that the sentences of a story tell of one target: "more sanctions", "the shells it sent"."""
_NOT_TO_ENEMIES = frozenset({"SUPPORT", "AID", "REQUEST"})
"""What is not done to whom one fights; of them one demands at most that they yield or meet."""
_YIELDING = frozenset({"yield", "meet"})
_TOLD = 2
"""How often that target must be named, unless by the same word: "sanctions on Chad", "new sanctions"."""
_COMMANDING = frozenset({"order", "instruct", "command", "direct"})
"""What is said to those under one's own command."""
_REACH = 2
"""How many sentences back the other side may have been named."""
_HOME = 0.7
"""Share of all namings of parties that makes a story one country's own."""
_BESIDE = frozenset({"conj", "advcl", "parataxis"})
"""Labels of clauses that stand beside an act, not in it."""
_POLITICAL = frozenset({"GOV", "LEG", "PTY", "OPP", "JUD", "ELI", "REB", "PRM"})
_OF_STATE = frozenset({None, "GOV", "MIL"})
_OPPOSED = frozenset({"OPP", "REB", "PRM"})
"""Whom a government has against it at home."""
_AT_HOME = frozenset({"LEG", "PTY", "OPP"})
_ACTING = _POLITICAL | {None, "MIL", "IGO", "COP", "SPY"}


def with_addressees(groups: list[list[Draft]], layers: Layers) -> list[list[Draft]]:
    """The mentions of each happening, with the other side filled in where none of them names it."""
    passage: _Passage | None = None
    out: list[list[Draft]] = []
    told = [d for group in groups for d in group if d.recipients]
    for group in groups:
        first = group[0]
        open_ = first.type in ADDRESSED or first.mode == "visit"
        if open_ and _own(first) and not _addressed(group):
            passage = passage or _Passage(layers, told)
            found = passage.other_side(first)
            group = (
                [replace(first, recipients=(found,), implied=True), *group[1:]]
                if found is not None
                else group
            )
        out.append(group)
    return out


def _addressed(group: list[Draft]) -> bool:
    """Whether somebody else than those who act is named as the other side."""
    actors = {n.party.id for d in group for n in d.actors}
    return any(n.party.id not in actors for d in group for n in d.recipients)


def _own(draft: Draft) -> set[str]:
    return {n.party.country for n in draft.actors if n.party.country}


def _is_domestic(draft: Draft) -> bool:
    """Whether a parliament, party or the opposition acts: with the government, whatever the story tells."""
    return any(n.party.kind != "person" and n.party.sector in _AT_HOME for n in draft.actors)


class _Passage:
    """The mentions of a story by sentence; those who only report are left out."""

    def __init__(self, layers: Layers, told: list[Draft]) -> None:
        self._layers = layers
        self._told = sorted(told, key=lambda d: d.clause.head)
        sentence = layers.tree.sentence
        telling = {t for s in layers.statements for t in range(s.source_first, s.source_last + 1)}
        self._in: dict[int, list[ActorMention]] = {}
        for mention in (m for m in layers.actors if m.head not in telling):
            self._in.setdefault(sentence[mention.head], []).append(mention)
        namings = Counter(p.country for m in layers.actors for p in m.parties if p.country)
        top, times = namings.most_common(1)[0] if namings else ("", 0)
        self._home = top if times > _HOME * namings.total() else ""
        """The country of a story on home politics."""

    def other_side(self, draft: Draft) -> Named | None:
        """Somebody of another country near the act; whom the same side addressed last; one's own."""
        if self._among_themselves(draft):
            return None
        own, here = _own(draft), self._layers.tree.sentence[draft.clause.head]
        if draft.type == "CONSULT":
            return self._abroad(here, here, own)
        if draft.type == "REQUEST" and draft.clause.lemma in _COMMANDING and len(own) == 1:
            return self._one_of(next(iter(own)), draft)
        if self._asks_somebody(draft):
            return self._one_of(self._home, draft) if own == {self._home} else None
        others = own | self._enemies(draft, own)
        found = (
            self._judged(draft)
            or self._aim(draft, own)
            or self._foreign(self._around(draft, here), others)
            or self._addressed_last(draft, others, here)
        )
        if draft.type not in AT_HOME:
            return found or self._abroad(here - 1, here, own)
        if draft.type == "REJECT" and draft.mode == "assist":
            found = found or self._abroad(here, here, own)  # "refused to send jets to Lima"
        if draft.type == "ACCUSE" and own != {self._home}:
            found = found or self._foreign(self._back(here), own)
        if draft.type in _NOT_TO_ENEMIES and own != {self._home} and not _is_domestic(draft):
            return found
        return found or self._at_home(draft, here, own)

    def _among_themselves(self, draft: Draft) -> bool:
        """Several who agree, sign a treaty "between" them or accuse "each other" are all sides."""
        if len(draft.actors) < 2:
            return False
        parse = self._layers.parse
        between = parse.text[parse.starts[draft.clause.head] : max(n.start for n in draft.actors)]
        joined = any(parse.lowers[t] in ("other", "another") for t in draft.clause.objects)
        return joined or draft.type == "AGREE" or " between " in between

    def _asks_somebody(self, draft: Draft) -> bool:
        """ "urged the company to halt sales": somebody is asked of whom no more is known."""
        if draft.type != "REQUEST" or draft.clause.kind != "verb":
            return False
        tree = self._layers.tree
        for below in draft.clause.complements:
            if self._layers.is_infinitive(below):
                if tree.kid(below, "nsubj") is not None:
                    return tree.kid(below, "mark") is None  # "called for the ban to end" asks nobody
                return tree.kid(draft.clause.head, "dobj", "nsubjpass") is not None
        return False

    def _one_of(self, country: str, draft: Draft) -> Named | None:
        """ "urged the justices to rule": the state, or if the story never names it those who are asked."""
        layers = self._layers
        if (state := layers.state(country)) is not None:
            return state
        whom = layers.tree.kid(draft.clause.head, "dobj", "nsubjpass")
        if whom is None:
            return None
        words = layers.parse.span(layers.tree.left[whom], whom)
        lemma = layers.parse.lemmas[whom]
        name = layers.parse.text[slice(*words)]
        party = Party(id=f"{country}:UNK:{lemma}", name=name, country=country, sector="UNK", kind="role")
        return Named(party, *words)

    def _enemies(self, draft: Draft, own: set[str]) -> set[str]:
        """Countries that fight one's own in the story, for what is not done to enemies."""
        if draft.type not in _NOT_TO_ENEMIES or draft.mode in _YIELDING:
            return set()
        out: set[str] = set()
        for other in self._told:
            if other.type == "ASSAULT":
                doers, hit = _own(other), {n.party.country for n in other.recipients if n.party.country}
                out |= hit if doers & own else doers if hit & own else set()
        return out

    def _aim(self, draft: Draft, own: set[str]) -> Named | None:
        """At whom the same deeds are aimed elsewhere in the story: "more sanctions"."""
        if draft.type not in _ONE_AIM:
            return None
        words = self._words_of(draft)
        aims: Counter[str] = Counter()
        for d in self._told:
            if d.type == draft.type and d.mode == draft.mode:
                weight = _TOLD if words & self._words_of(d) else 1
                for country in {n.party.country for n in d.recipients if n.party.country} - own:
                    aims[country] += weight
        if len(aims) != 1 or aims.total() < _TOLD:
            return None
        return self._layers.state(*aims)

    def _words_of(self, draft: Draft) -> set[str]:
        lemmas = self._layers.parse.lemmas
        return {lemmas[t] for t in (draft.clause.head, *draft.match.literal)}

    def _judged(self, draft: Draft) -> Named | None:
        """ "was convicted on charges brought by the prosecutor": who was."""
        if draft.type != "ACCUSE":
            return None
        ours = {n.party.id for n in draft.actors}
        layers = self._layers
        for up in layers.tree.climb(draft.clause.head):
            for subject in layers.tree.kids(up, "nsubjpass"):
                for named in layers.named_parties(subject):
                    if named.party.id not in ours:
                        return named
        return None

    def _around(self, draft: Draft, here: int) -> list[ActorMention]:
        """The mentions of the act's sentence: those after it first, then those before, nearest first.

        Others in what is refused or denied need not be who asked: one is named outside too, or asks there.
        """
        mentions, at = self._in.get(here, []), draft.clause.head
        before, after = [m for m in reversed(mentions) if m.head < at], [m for m in mentions if m.head > at]
        if draft.type == "REJECT":
            own = _own(draft)
            inside = [m for m in after if self._is_below(m.head, at)]
            about = {p.country for m in inside for p in m.parties if p.country and p.country not in own}
            if about:
                asking = [m for m in inside if self._is_asking(m.head)]
                return asking + [m for m in before if about & {p.country for p in m.parties}]
        return after + before

    def _is_asking(self, token: int) -> bool:
        """ "despite pressure from the envoy", "the plan by Chad"."""
        parse = self._layers.parse
        return parse.deps[token] == "pobj" and parse.lowers[parse.heads[token]] in ("from", "by")

    def _is_below(self, token: int, act: int) -> bool:
        """Whether a token hangs on the act, and not in a clause joined to it."""
        parse = self._layers.parse
        while parse.heads[token] not in (act, token):
            token = parse.heads[token]
        return parse.heads[token] == act and parse.deps[token] not in _BESIDE

    def _back(self, here: int) -> Iterable[ActorMention]:
        """The mentions of the sentences before, latest first."""
        return (m for s in range(here - 1, here - 1 - _REACH, -1) for m in reversed(self._in.get(s, [])))

    def _abroad(self, first: int, last: int, own: set[str]) -> Named | None:
        """The country where these sentences take place: "visited Lima and pledged tents"."""
        sentence, lowers = self._layers.tree.sentence, self._layers.parse.lowers
        for place in reversed(self._layers.places):
            if lowers[place.first - 1] not in ("in", "visited", "to"):
                continue
            if first <= sentence[place.first] <= last and place.country not in own:
                return self._layers.place_as_country(place.first)
        return None

    def _foreign(self, mentions: Iterable[ActorMention], own: set[str]) -> Named | None:
        for mention in mentions:
            for party in mention.parties:
                if party.country and party.country not in own and party.sector in _ACTING:
                    return Named(party, mention.start, mention.end)
        return None

    def _addressed_last(self, draft: Draft, others: set[str], here: int) -> Named | None:
        """Whom somebody of the same country addressed, helped or fought in the last sentences."""
        own = _own(draft)
        talks = draft.content is not None and draft.content.type == "CONSULT"
        for other in reversed(self._told):
            if other.clause.head >= draft.clause.head:
                continue
            if here - self._layers.tree.sentence[other.clause.head] > _REACH:
                break
            if _own(other) & own and (other.type == "CONSULT" or draft.type in _HOSTILE or talks):
                for named in other.recipients:
                    if named.party.country and named.party.country not in others:
                        return named
        return None

    def _at_home(self, draft: Draft, here: int, own: set[str]) -> Named | None:
        """Others in the politics of one's own country, named near the act; else the state."""
        if len(own) != 1:
            return None
        ours = {n.party.id for n in draft.actors}
        governing = any(n.party.sector in _OF_STATE for n in draft.actors)
        for mention in self._around(draft, here):
            for party in mention.parties:
                itself = governing and party.kind == "country"
                if not itself and self._is_rival(party, own, ours):
                    return Named(party, mention.start, mention.end)
        for mention in [*self._back(here), *self._in.get(here + 1, [])]:
            for party in mention.parties:
                opposed = party.sector in _OPPOSED if governing else party.sector == "GOV"
                if (opposed or draft.type == "ACCUSE") and self._is_rival(party, own, ours):
                    return Named(party, mention.start, mention.end)
        if governing or any(n.party.kind == "person" for n in draft.actors):
            return None
        return self._layers.state(next(iter(own)))

    def _is_rival(self, party: Party, own: set[str], ours: set[str]) -> bool:
        return party.country in own and party.id not in ours and party.sector in _POLITICAL
