"""What stands around the head of a noun phrase: whose it is, of what body, and what changes it."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.finding.names import Hit
from dateline.model import Parse, Tree
from dateline.rulebook.actors import Gazetteer
from dateline.rulebook.nouns import BELONGING, OTHERS, Noun

BEFORE = frozenset("det amod compound poss nummod nmod quantmod npadvmod predet punct case appos".split())
"""Labels of what belongs to a noun phrase to the left of its head."""
OWNING_PREPOSITIONS = frozenset({"of", "in", "from", "for", "at", "within", "across", "with", "to", "on"})
_NAMING = frozenset({"like", "as"})
"""Prepositions before examples: "countries like Chad", "neighbours such as Chad"."""
SENT = frozenset(
    "ambassador embassy consulate consul envoy mission diplomat attache representative delegation".split()
)
"""Those whom a state sends."""
_FROM_ELSEWHERE = SENT | {"refugee", "migrant", "evacuee", "immigrant", "seeker"}
"""Those who are not of the place "in" which they are."""
_MEMBERS = frozenset({"state", "country", "nation", "member"})
"""Nouns for parts of a body: "diplomats from the alliance's member states"."""
DATED = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february april june july august "
    "september october november december a.m. p.m. gmt".split()
)
_PLACING = frozenset({"of", "in", "from", "within", "across"})
_SERVING = frozenset({"of", "for", "from", "at", "in", "with", "to", "on"})
DETERMINERS = frozenset({"the", "this", "that", "these", "those"})
QUANTITIES = frozenset(
    "hundred thousand dozen million score ten number majority crowd many some most several all group lot "
    "none one two three four five six seven eight nine both each few couple handful pair wave part rest "
    "half member convoy column stream total plenty minority percent % elements element".split()
)
"""Nouns that, before "of", only say how many ("hundreds of Jews")."""
STATES = frozenset({"country", "adjective", "national", "seat", "capital", "place"})


@dataclass(slots=True)
class Around:
    """What the tokens around a head say.

    `states` are the hits of countries and places whose it is, `backers` codes of those behind it.
    `body` is the organisation, group or person named beside it; `inner` the common noun of a body or
    office beside it (token). `sector` is set by a modifier. `owner` is a possessive pronoun, or "whose".
    `definite`: begins with "the"; `bare`: nothing else stands before the head. `last` is the last
    token of the phrase with the names after it; `used` are the hits that went into it.
    """

    first: int
    last: int
    states: tuple[Hit, ...] = ()
    backers: tuple[str, ...] = ()
    body: Hit | None = None
    inner: int = -1
    inner_after: bool = False
    sector: str | None = None
    owner: int = -1
    definite: bool = False
    bare: bool = True
    counted: bool = False
    members: bool = False
    """`states` are examples or seats of the head itself: "allies like Chad", "allies in Chad"."""
    used: tuple[Hit, ...] = ()


class Surroundings:
    """Reads what stands around heads in one story."""

    __slots__ = ("at", "gazetteer", "inside", "nouns", "parse", "tree")

    def __init__(
        self,
        parse: Parse,
        tree: Tree,
        gazetteer: Gazetteer,
        at: dict[int, Hit],
        nouns: dict[int, Noun],
        inside: dict[int, int],
    ) -> None:
        self.parse, self.tree, self.gazetteer = parse, tree, gazetteer
        self.at = at
        self.nouns = nouns
        self.inside = inside
        """Tokens of nouns of several words, to the token that the noun is kept under."""

    def first_of(self, head: int) -> int:
        """The first token of the noun phrase that `head` heads."""
        deps, left = self.parse.deps, self.tree.left
        first = head
        for child in reversed(self.tree.children[head]):
            if child > head:
                continue
            if deps[child] not in BEFORE:
                break
            if deps[child] != "punct":
                first = left[child]
            elif self.parse.words[child] in (",", ";", ":", "(", ")"):
                break
        return first

    def around(self, head: int, name_first: int, last: int) -> Around:
        """Everything around a phrase whose own words are `name_first..last`."""
        first = self.first_of(head)
        if name_first < first:
            first = self.first_of(name_first)
        if first > name_first:
            first = name_first
        out = Around(first, last)
        if first < name_first:
            out.first = self._past_dates(first, name_first)
            self._before(out, name_first)
        if self.tree.right[head] > head:
            self._after(out, head)
        return out

    def _past_dates(self, first: int, end: int) -> int:
        """`first`, or the token after a date or time that a noise of the parse put before the phrase."""
        lowers = self.parse.lowers
        for t in range(end - 1, first - 1, -1):
            word = lowers[t]
            if word in DATED:
                return t + 1
            if len(word) == 4 and word.isdigit() and t and (lowers[t - 1] == "," or lowers[t - 1] in DATED):
                return t + 1  # a year
        return first

    def _before(self, out: Around, end: int) -> None:
        lowers, tags, at = self.parse.lowers, self.parse.tags, self.at
        modifiers, nouns = self.gazetteer.modifiers, self.nouns
        t = out.first
        while t < end:
            lower = lowers[t]
            hit = at.get(t)
            if hit is not None:
                self._named(out, hit)
                t = hit.last + 1
                out.bare = False
                continue
            if lower in DETERMINERS:
                out.definite = t == out.first
            elif tags[t] in ("PRP$", "WP$"):
                out.owner = t
                out.bare = False
            elif tags[t] == "CD":
                out.counted = True
                out.bare = False
            elif lower != "a" and lower != "an":
                out.bare = False
            if t in nouns:
                out.inner = t
            if lower in modifiers and not self.link_after(t):
                for modifier in modifiers[lower]:
                    n = len(modifier.words)
                    if t + n <= end and lowers[t : t + n] == modifier.words:
                        cased = modifier.cased
                        if not cased or self.parse.words[t : t + n] == cased:
                            out.sector = modifier.sector
                            break
            elif lower == "ex" and self.parse.words[t + 1] == "-":
                out.sector = "ELI"
            t += 1

    def link_after(self, last: int) -> str:
        """What a hyphen and a participle right after a word say ("rebel-held"), empty without them."""
        parse = self.parse
        if last + 2 < len(parse) and parse.words[last + 1] in "-–":
            return self.gazetteer.links.get(parse.lowers[last + 2], "")
        return ""

    def _named(self, out: Around, hit: Hit) -> None:
        """A name before the head: its owner, the power behind it, or the body it is part of."""
        lowers, words, links = self.parse.lowers, self.parse.words, self.gazetteer.links
        meaning = hit.name.detail and hit.name.kind == "adjective" and links.get(hit.name.detail)
        meaning = meaning or self.link_after(hit.last)
        if not meaning and hit.first >= 2 and words[hit.first - 1] in "-–":
            prefix = links.get(lowers[hit.first - 2] + "-")
            if prefix == "former":
                out.sector = "ELI"
            elif prefix:
                meaning = prefix
        if meaning and meaning not in BELONGING:
            if hit.name.country:
                out.backers += (hit.name.country,)
                out.used += (hit,)
            return
        if hit.name.kind in STATES:
            if hit.name.kind == "place" and out.states:
                return
            out.states += (hit,)
            out.used += (hit,)
        elif hit.name.person is None or self.parse.deps[hit.head] == "poss" or out.body is None:
            out.body = hit
            if self.parse.deps[hit.head] != "poss" and hit.name.kind != "person":
                out.used += (hit,)

    def _after(self, out: Around, head: int) -> None:
        """ "of Ukraine", "in Belarus", "for the Ukrainian army" after the head."""
        deps, lowers, tree = self.parse.deps, self.parse.lowers, self.tree
        for child in tree.children[head]:
            if child < head or deps[child] != "prep":
                continue
            if lowers[child] in _NAMING and self._examples(out, head, child):
                continue
            if lowers[child] not in OWNING_PREPOSITIONS:
                continue
            if child > out.last + 3:
                break
            for p in tree.children[child]:
                if deps[p] != "pobj":
                    continue
                self._object(out, p, lowers[child], head)
                if lowers[child] == "of" and not out.states:
                    out.definite = False

    def _object(self, out: Around, p: int, preposition: str, head: int) -> None:
        hit = self.at.get(p)
        if hit is not None:
            kind = hit.name.kind
            if preposition in ("to", "at", "on") and (out.states or hit.name.country is None):
                # An ambassador to the UN speaks for the country that sent him.
                return
            lemma = self.parse.lemmas[head]
            other = preposition == "in" and lemma in OTHERS
            if preposition in ("in", "at") and not other and (out.owner >= 0 or lemma in _FROM_ELSEWHERE):
                return
            if kind in STATES and preposition in _PLACING and not out.states:
                self._states_beside(out, p)
                out.members = other  # "its allies in Chad" are Chad's
            elif kind not in STATES and preposition in _SERVING and out.body is None:
                out.body = hit
                if kind != "person":
                    out.used += (hit,)
                    out.last = max(out.last, hit.last)
                if hit.name.sector == "IGO" and self.parse.tags[head] in ("NNS", "NNPS"):
                    self._states_beside(out, p)  # "the leaders of the EU, Canada and Japan"
            return
        inner = self.inside.get(p, p)
        if self.parse.lemmas[p] in _MEMBERS and self._members(out, p):
            return
        if inner in self.nouns and preposition in _SERVING and out.inner < 0:
            noun = self.nouns[inner]
            if noun.kind == "role" and preposition != "of":
                return
            out.inner = inner
            out.inner_after = True
            deeper = Around(self.first_of(p), p)
            self._before(deeper, p)
            self._after(deeper, p)
            if not out.states:
                out.states = deeper.states
                out.used += deeper.used
            if out.owner < 0:
                out.owner = deeper.owner
            if out.body is None:
                out.body = deeper.body
            if deeper.states or deeper.owner >= 0:
                out.last = max(out.last, p, deeper.last)
            out.sector = out.sector or deeper.sector

    def _examples(self, out: Around, head: int, preposition: int) -> bool:
        """Takes in "like Chad and Peru", "such as Chad" after a noun for states; whether it could."""
        lowers = self.parse.lowers
        if self.parse.lemmas[head] not in _MEMBERS and self.parse.lemmas[head] not in OTHERS:
            return False
        if lowers[preposition] == "as" and lowers[preposition - 1] != "such":
            return False
        p = self.tree.kid(preposition, "pobj")
        if p is None or out.states or p not in self.at or self.at[p].name.kind not in STATES:
            return False
        self._states_beside(out, p)
        out.members = True
        return True

    def _states_beside(self, out: Around, p: int) -> None:
        """The states that `p` is named together with, itself among them."""
        for c in self.tree.conjuncts(p):
            other = self.at.get(c)
            if other is not None and other.name.kind in STATES:
                out.states += (other,)
                out.used += (other,)
                out.last = max(out.last, other.last)

    def _members(self, out: Around, p: int) -> bool:
        """ "NATO member states", "the bloc's members": part of the body named before."""
        if out.states or out.body is not None or out.owner >= 0:
            return False
        deeper = Around(self.first_of(p), p)
        self._before(deeper, p)
        whose = self.tree.kid(p, "poss")
        if not deeper.states:
            self._after(deeper, p)  # "fighters from countries like Chad"
        if deeper.body is not None:
            out.body = deeper.body
            out.used += deeper.used
        elif deeper.states:
            out.states = deeper.states
            out.used += deeper.used
        elif whose is not None:
            out.owner = whose
        else:
            return False
        out.last = max(out.last, p)
        return True
