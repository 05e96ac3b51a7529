"""Noun phrases as arguments: coordinations spread out, relative words undone, owners found."""

from __future__ import annotations

from dateline.model import Parse, Tree

NOMINAL = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "CD", "DT", "WP", "WDT", "EX", "FW", "JJ", "PRP$"})
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_RELATIVE_TAGS = frozenset({"WDT", "WP", "WP$", "IN"})
_FINITE = frozenset({"VBZ", "VBD", "VBP"})
_BEFORE_VERBS = frozenset({"aux", "advmod", "neg"})
_OWNED = frozenset({"belonging", "owned"})
_MODIFYING = ("amod", "compound", "nmod")
_NAMING = frozenset({"NNP", "NNPS", "JJ", "NN", "NNS"})


class NounPhrases:
    """Reads the noun phrases of one story's parse."""

    def __init__(self, parse: Parse, tree: Tree) -> None:
        self._parse = parse
        self._tree = tree
        self._owners: dict[int, tuple[int, ...]] = {}

    def owners(self, noun: int) -> tuple[int, ...]:
        """Possessors, and modifiers that may name a party: "Russia's", "Israeli", "Hamas"."""
        known = self._owners.get(noun)
        if known is None:
            known = self._owners[noun] = self._find_owners(noun) if self._tree.children[noun] else ()
        return known

    def _find_owners(self, noun: int) -> tuple[int, ...]:
        tree, deps = self._tree, self._parse.deps
        possessors: list[int] = []
        holders: list[int] = []
        modifiers: list[int] = []
        for k in tree.children[noun]:
            label = deps[k]
            if label == "poss":
                possessors.append(k)
            elif label in _MODIFYING:
                modifiers += self._named_before(k, noun)
            elif label == "acl" and self._parse.lowers[k] in _OWNED:
                for by in tree.kids(k, "prep", "agent"):  # "a yacht belonging to a Chadian colonel"
                    holders += self.expand(tree.kids(by, "pobj"))
        return (*self.expand(possessors), *holders, *modifiers)

    def _named_before(self, k: int, noun: int) -> list[int]:
        """The words of a modifier `k` of a noun that may name a party."""
        tree, tags = self._tree, self._parse.tags
        tag = tags[k]
        if tag in _NAMING:
            out = [c for c in tree.conjuncts(k) if c < noun]
            if tag in ("NN", "NNS"):  # "Russian oil imports", "Chinese solar panel makers"
                out += [d for d in tree.kids(k, *_MODIFYING) if tags[d] in ("JJ", "NNP")]
            return out
        return tree.kids(k, "npadvmod", "compound", "nmod") if tag == "VBN" else []  # "Iran-linked targets"

    def expand(self, tokens: list[int]) -> tuple[int, ...]:
        """Coordinations spread out, relative words replaced by what they stand for."""
        out: dict[int, None] = {}
        tags, children = self._parse.tags, self._tree.children
        for token in tokens:
            for t in self._coordinated(token) if children[token] else (token,):
                out[self._antecedent(t) if tags[t] in _RELATIVE_TAGS else t] = None
        return tuple(out)

    def _coordinated(self, token: int) -> list[int]:
        """The token, and the nouns beside it that begin no clause of their own."""
        found, tags = self._tree.conjuncts(token), self._parse.tags
        if len(found) > 1:
            found = [t for t in found if t == token or (tags[t] in NOMINAL and not self._begins_a_clause(t))]
        return [*self._misread(token), *found] if tags[token] == "NNP" else found

    def _misread(self, token: int) -> list[int]:
        """The first of "Museveni and Rwanda's Paul Kagame", taken for an owner of the other."""
        first = self._tree.kid(token, "poss", "nmod")
        if first is None or self._tree.kid(first, "case") is not None or self._tree.kid(first, "cc") is None:
            return []
        return [first] if self._parse.tags[first] == "NNP" else []

    def _antecedent(self, token: int) -> int:
        """For a word with the tag of a relative one what it stands for; else itself."""
        if self._parse.lowers[token] not in RELATIVE:
            return token
        deps, heads = self._parse.deps, self._parse.heads
        at = token
        while heads[at] != at:
            if deps[at] == "relcl":
                return self._identified(heads[at])
            at = heads[at]
        return token

    def _identified(self, noun: int) -> int:
        """For "country" in "Chad is the country that sent troops": Chad."""
        copula = self._parse.heads[noun]
        if self._parse.deps[noun] == "attr" and self._parse.lemmas[copula] == "be":
            subject = self._tree.kid(copula, "nsubj")
            if subject is not None and self._parse.tags[subject] in ("NNP", "NNPS", "PRP"):
                return subject
        return noun

    def misjoined_before(self, v: int) -> int:
        """Mali in "Chad banned imports and Mali plans talks", which the parser may take for an object."""
        deps, tags = self._parse.deps, self._parse.tags
        if deps[v] not in ("conj", "ccomp") or tags[v] not in _FINITE:
            return -1
        t = v - 1
        while t > 0 and self._parse.heads[t] == v and deps[t] in _BEFORE_VERBS:
            t -= 1
        joined = t > self._parse.heads[v] and deps[t] == "conj" and tags[t] in NOMINAL
        return t if joined and self._tree.kid(v, "nsubj", "nsubjpass") is None else -1

    def _begins_a_clause(self, t: int) -> bool:
        """Whether a coordinated noun is such a subject."""
        deps, n = self._parse.deps, len(self._parse)
        v = t + 1
        while v < n and deps[v] in _BEFORE_VERBS:
            v += 1
        return v < n and self._parse.tags[v] in _FINITE and self.misjoined_before(v) == t
