"""The scene of a story: which countries it is about, to say whose army "the army" is."""

from __future__ import annotations

from collections import Counter

from dateline.finding.names import Hit
from dateline.model import Parse, Tree

_PLACES = frozenset({"country", "capital", "place", "adjective"})
_PLACING = frozenset(
    {"in", "at", "near", "inside", "outside", "across", "around", "throughout", "within", "of"}
)


class Scene:
    """Countries of a story, by where they are named."""

    __slots__ = ("_by_sentence", "acting", "hits", "placed", "top", "tree")

    def __init__(self, parse: Parse, tree: Tree, hits: list[Hit]) -> None:
        self.tree = tree
        self.hits = hits
        acting: Counter[str] = Counter()
        placed: Counter[str] = Counter()
        everywhere: Counter[str] = Counter()
        self._by_sentence: dict[int, list[tuple[str, bool]]] = {}
        deps, heads, lowers = parse.deps, parse.heads, parse.lowers
        for hit in hits:
            country = hit.name.country
            if country is None or hit.name.sector == "IGO":
                continue
            head = hit.head
            while deps[head] == "conj":
                head = heads[head]
            located = hit.name.kind in _PLACES and deps[head] == "pobj" and lowers[heads[head]] in _PLACING
            sentence = tree.sentence[hit.first]
            everywhere[country] += 2 if sentence < 2 else 1
            if located or hit.name.kind == "place":
                placed[country] += 2 if sentence < 2 else 1
            else:
                acting[country] += 1
            self._by_sentence.setdefault(sentence, []).append((country, located))
        self.acting = [c for c, _ in acting.most_common()]
        self.placed = [c for c, _ in placed.most_common()]
        self.top = [c for c, _ in everywhere.most_common()]

    def places_in(self, token: int) -> list[str]:
        """Countries that the sentence of `token` names as places."""
        here = self._by_sentence.get(self.tree.sentence[token], [])
        return [country for country, is_place in here if is_place]

    def place_near(self, token: int) -> tuple[str | None, str]:
        """The country where the sentence of `token`, or the story, takes place, and how we know."""
        located = self.places_in(token)
        if located:
            return located[0], "the place its sentence names"
        if self.placed:
            return self.placed[0], "where the story takes place"
        return (self.top[0], "the country the story is about") if self.top else (None, "")

    def actor_near(self, token: int) -> tuple[str | None, str]:
        """The country that a body without a country of its own belongs to, and how we know."""
        here = self._by_sentence.get(self.tree.sentence[token], [])
        located = [country for country, is_place in here if is_place]
        if located and len(set(located)) == 1 and len({country for country, _ in here}) == 1:
            return located[0], "the country its sentence names"
        return (self.top[0], "the country the story is about") if self.top else (None, "")
