"""The scene of a story: which countries it is about, and where its sentences take place."""

from __future__ import annotations

from operator import itemgetter
from typing import NamedTuple

from dateline.finding.names import Hit
from dateline.finding.speech import Speech
from dateline.model import Parse, Tree
from dateline.rulebook.actors import Gazetteer

_PLACES = frozenset({"country", "capital", "place", "adjective"})
_ON_THE_MAP = frozenset({"country", "capital", "place"})
_PLACING = frozenset("in at near inside outside across around throughout within through along off of".split())
_PARTS = frozenset(
    "north south east west northeast northwest southeast southwest outskirts edge suburb city town village "
    "region province district part capital coast port border area heart centre center streets street "
    "square university island mountain valley".split()
)
"""What "of" may tie to a name that then says where: "the outskirts of Kabul", not "the president of"."""
_GOALS = frozenset({"into", "to", "toward", "towards", "for"})
"""Where people go is not where they are from: "people crossing into Poland"."""
_COMPANY = frozenset({"with", "by", "between", "against", "alongside"})
"""Prepositions before those who take part: "after an agreement with Chad" says nothing of where."""
_ADDRESSING = frozenset(
    "accuse blame condemn criticise criticize denounce praise thank urge ask tell warn call press pressure "
    "demand want allow sanction punish support back help join arm".split()
)
"""What is done to a state by words or measures, not in its territory: "accused Chad of killing civilians"."""
_MODIFIERS = frozenset({"poss", "compound", "amod", "nmod"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_OBSERVING = frozenset({"IGO", "NGO", "JRN"})
"""Sectors of those who look on: a story that cites Reuters is not about Britain."""
_DOMINANT = 2
"""How many times more often a country must be named as a place than the next to be the story's scene."""
_OFTEN, _FAR_MORE = 4, 4
"""How often, and how many times more often than the next, the one country of a story is named."""


class Spot(NamedTuple):
    """A country named in a sentence: `located` as the place where something is, `named` as a place."""

    country: str
    located: bool
    named: bool
    head: int


class Scene:
    """Countries of a story, by where they are named; `dateline` is where it was filed, if known."""

    __slots__ = (
        "_by_sentence",
        "_parse",
        "_placed",
        "_speech",
        "_tree",
        "dateline",
        "fled",
        "home",
        "placed",
        "top",
    )

    def __init__(
        self, parse: Parse, tree: Tree, hits: list[Hit], speech: Speech, dateline: str | None = None
    ) -> None:
        self._parse, self._tree = parse, tree
        self._speech = speech
        self.dateline = dateline
        placed: dict[str, int] = {}
        everywhere: dict[str, int] = {}
        fled: set[str] = set()
        self._by_sentence: dict[int, list[Spot]] = {}
        deps, heads = parse.deps, parse.heads
        for hit in hits:
            name = hit.name
            country, kind = name.country, name.kind
            if country is None or name.sector in _OBSERVING:
                continue
            head = hit.head
            while deps[head] == "conj":
                head = heads[head]
            located = kind in _PLACES and deps[head] == "pobj" and self._places(heads[head], kind)
            sentence = tree.sentence[hit.first]
            weight = 2 if sentence < 2 else 1
            everywhere[country] = everywhere.get(country, 0) + weight
            if located or kind == "place":
                placed[country] = placed.get(country, 0) + weight
            named = kind in _ON_THE_MAP and deps[head] not in _SUBJECTS and not self._takes_part(head, kind)
            if kind in _ON_THE_MAP and _is_left(parse, head):
                fled.add(country)
            self._by_sentence.setdefault(sentence, []).append(Spot(country, located, named, hit.head))
        self._placed = _ranked(placed)
        self.placed = [c for c, _ in self._placed]
        self.fled = fled.pop() if len(fled) == 1 else None
        """The country that people flee in this story, if it is one only."""
        ranked = _ranked(everywhere)
        self.top = [c for c, _ in ranked]
        self.home = _alone(ranked)
        """The country of a story on the affairs of one country."""

    def _places(self, preposition: int, kind: str) -> bool:
        parse = self._parse
        word = parse.lowers[preposition]
        if word == "of" and kind != "place":
            return parse.lemmas[parse.heads[preposition]] in _PARTS
        return word in _PLACING

    def _takes_part(self, head: int, kind: str) -> bool:
        """ "Chad's invasion", "the Chad envoy", "talks with Chad", "fled to Chad": not where it happens."""
        parse = self._parse
        above = parse.heads[head]
        if parse.deps[head] == "pobj":
            return parse.lowers[above] in _GOALS or parse.lowers[above] in _COMPANY
        if parse.deps[head] == "dobj":
            return parse.lemmas[above] in _ADDRESSING
        return kind != "place" and parse.deps[head] in _MODIFIERS and parse.lemmas[above] not in _PARTS

    def places_in(self, token: int) -> list[str]:
        """Countries that the sentence of `token` names as where something is."""
        return [s.country for s in self._here(token) if s.located]

    def named_in(self, token: int) -> list[str]:
        """Countries that the sentence of `token` names as places, be it as the target of an act."""
        return [s.country for s in self._here(token) if s.located or s.named]

    def place_of_clause(self, token: int) -> str | None:
        """The country where the clause of `token` takes place, as its own words say."""
        here = [s for s in self._here(token) if s.located]
        if not here:
            return None
        clause = self._clause(token)
        return next((s.country for s in here if self._clause(s.head) == clause), None)

    def only_place(self, token: int) -> str | None:
        """The country of the sentence if it names one as a place, and no second."""
        named = self.places_in(token) or self.named_in(token)
        return named[0] if len(set(named)) == 1 else None

    def story_place(self) -> tuple[str | None, str]:
        """The country where the story takes place, and how we know."""
        if self._placed and (
            len(self._placed) == 1
            or self._placed[0][1] >= _DOMINANT * self._placed[1][1]
            or self.dateline not in self.placed
        ):
            return self._placed[0][0], "where the story takes place"
        if self.dateline:
            return self.dateline, "where the story was filed"
        return (self.top[0], "the country the story is about") if self.top else (None, "")

    def actor_near(self, token: int) -> tuple[str | None, str]:
        """The country that a body without a country of its own belongs to, and how we know."""
        here = self._here(token)
        located = [s.country for s in here if s.located]
        if located and len({s.country for s in here}) == 1:
            return located[0], "the country its sentence names"
        return (self.top[0], "the country the story is about") if self.top else (None, "")

    def countries_named(self, token: int) -> set[str]:
        """Countries that the sentence of `token` names in any way."""
        return {s.country for s in self._here(token)}

    def countries_between(self, token: int, first: int, last: int) -> set[str]:
        """Countries that the sentence of `token` names from token `first` to token `last`."""
        return {s.country for s in self._here(token) if first < s.head <= last}

    def _here(self, token: int) -> list[Spot]:
        spots = self._by_sentence.get(self._tree.sentence[token], [])
        said = self._speech.around(token) if spots else None
        # "Speaking in Geneva, she said: 'Villagers were killed'": not in Geneva.
        return spots if said is None else [s for s in spots if said.first <= s.head <= said.last]

    def _clause(self, token: int) -> int:
        """The verb with a subject of its own that `token` hangs under, or the root of its sentence.

        A participle without a subject ("killing six soldiers") belongs to the clause above it.
        """
        deps, heads, children = self._parse.deps, self._parse.heads, self._tree.children
        while heads[token] != token:
            token = heads[token]
            if any(deps[c] in _SUBJECTS for c in children[token]):
                return token
        return token


def _is_left(parse: Parse, head: int) -> bool:
    """ "fled Chad", "fleeing the war in Chad", "refugees from Chad"."""
    deps, heads, lemmas = parse.deps, parse.heads, parse.lemmas
    for _ in range(3):
        up = heads[head]
        if lemmas[up] == "flee":
            return deps[head] == "dobj" or (deps[head] == "prep" and parse.lowers[head] in ("from", "out"))
        if lemmas[up] == "refugee":
            return deps[head] in ("prep", "compound", "nmod") and parse.lowers[head] != "in"
        if deps[head] not in ("pobj", "prep", "poss", "compound"):
            return False
        head = up
    return False


def _ranked(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Countries by how often they are named, those of equal number in text order."""
    return sorted(counts.items(), key=itemgetter(1), reverse=True)


def _alone(ranked: list[tuple[str, int]]) -> str | None:
    """The country named often in a story, and far more often than any other."""
    if not ranked or ranked[0][1] < _OFTEN or len(ranked[0][0]) != len("USA"):
        return None
    others = ranked[1][1] if len(ranked) > 1 else 0
    return ranked[0][0] if ranked[0][1] >= _FAR_MORE * others else None


def country_filed(place: str | None, gazetteer: Gazetteer) -> str | None:
    """The country of a dateline ("LIMA, Peru", "BEIRUT"); None where we do not know the place."""
    for part in reversed((place or "").split(",")):
        words = tuple(part.lower().split())
        if not words:
            continue
        for name in gazetteer.names.called(words):
            if name.kind in _ON_THE_MAP:
                return name.country
    return None
