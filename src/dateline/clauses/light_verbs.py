"""Light verbs: whose act an event noun is when a verb such as "hold", "launch" or "suffer" carries it."""

from __future__ import annotations

from dateline.model import Parse, Tree
from dateline.rulebook.grammar import GrammarWords


class LightVerbs:
    """Finds the light verbs of one story's event nouns."""

    def __init__(self, parse: Parse, tree: Tree, words: GrammarWords) -> None:
        self._parse = parse
        self._tree = tree
        self._words = words

    def of(self, noun: int) -> tuple[int, str]:
        """The light verb of an event noun and its class; (-1, "") without one."""
        deps, heads, lemmas, lowers = (
            self._parse.deps, self._parse.heads, self._parse.lemmas, self._parse.lowers,
        )  # fmt: skip
        support = self._words.support
        n = self._measured(noun)
        dep, head = deps[n], heads[n]
        while dep == "conj" and heads[head] != head and self._parse.tags[head][0] == "N":
            dep, head = deps[head], heads[head]
        verb = lemmas[head]
        if dep in ("dobj", "nsubjpass"):
            particle = self._tree.kid(head, "prt")
            name = f"{verb} {lowers[particle]}" if particle is not None else verb
            if "do" in support.get(name, ()):
                return head, "do"
            if "undergo" in support.get(name, ()):
                return head, "undergo"
        elif dep == "nsubj":
            obj = self._tree.kid(head, "dobj", "prt", "acomp", "advmod")
            for name in (f"{verb} {lowers[obj]}" if obj is not None else "", verb):
                if "occur" in support.get(name, ()):
                    return head, "occur"
        elif dep == "pobj":
            above = heads[head]
            name = f"{lemmas[above]} {lowers[head]}"
            if deps[above] == "dobj":
                name = f"{lemmas[heads[above]]} {name}"
                above = heads[above]
            for kind in ("do", "undergo"):
                if kind in support.get(name, ()):
                    return above, kind
        return -1, ""

    def _measured(self, noun: int) -> int:
        """For "attacks" in "a series of attacks": the token of "series"."""
        deps, heads, lemmas = self._parse.deps, self._parse.heads, self._parse.lemmas
        while deps[noun] == "pobj" and lemmas[heads[noun]] == "of":
            above = heads[heads[noun]]
            if lemmas[above] not in self._words.measures:
                break
            noun = above
        return noun
