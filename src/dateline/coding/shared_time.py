"""Which words of a sentence have one time: an act shares its date with those above and beside it."""

from __future__ import annotations

from dateline.coding.layers import Layers
from dateline.model import Clause
from dateline.rulebook.date_sharing import SharingWords

UPWARDS = frozenset({"conj", "advcl", "acl", "xcomp", "dobj", "pobj", "prep", "pcomp"})
"""Labels over which a clause shares the time of the verb above it."""
RELATIVE = frozenset({"that", "which", "who"})


class SharedTime:
    """Says for each act of one story which other words date it."""

    def __init__(self, layers: Layers, spoken: frozenset[int], words: SharingWords) -> None:
        """`spoken` are the tokens of the acts that are done by speaking."""
        self._layers = layers
        self._spoken = spoken
        self._words = words

    def own_tokens(self, clause: Clause) -> list[int]:
        """The words of a clause on which its own date may hang."""
        tokens = [clause.head]
        if clause.support >= 0:
            tokens.append(clause.support)
        parse = self._layers.parse
        if clause.kind == "noun":
            tokens += self._said_of(clause.head)
        at = clause.head
        # "began shelling on Friday": the day may hang on the verb that only gives the phase.
        while (
            parse.deps[at] in ("xcomp", "dobj", "nsubj", "nsubjpass")
            and parse.tags[parse.heads[at]][0] == "V"
        ):
            above = parse.heads[at]
            if not self._dates_its(at, above):
                break
            tokens.append(above)
            at = above
        return tokens

    def _said_of(self, noun: int) -> list[int]:
        """Verbs that say of an event noun when it happened: "the talks, which took place on Monday"."""
        parse, tree = self._layers.parse, self._layers.tree
        out = []
        for verb in tree.kids(noun, "relcl", "acl"):
            lemma = parse.lemmas[verb]
            if parse.tags[verb][0] != "V" or verb in self._spoken or lemma in self._words.about:
                continue
            subjects = tree.kids(verb, "nsubj", "nsubjpass")
            if lemma in self._words.making or all(parse.lowers[s] in RELATIVE for s in subjects):
                out.append(verb)
        return out

    def _dates_its(self, token: int, above: int) -> bool:
        """Does a date on the verb `above` date its argument `token` too?"""
        parse, words = self._layers.parse, self._words
        phase = parse.lemmas[above] in words.phases
        if parse.deps[token] == "xcomp":
            return phase
        if parse.tags[token][0] == "N" and parse.lemmas[token] in words.lasting:
            return phase
        if parse.deps[token] == "dobj":
            lemma = parse.lemmas[above]
            return lemma in words.making or not (above in self._spoken or lemma in words.about)
        return True

    def around(self, clause: Clause) -> list[int]:
        """Verbs of the same sentence whose time this clause shares."""
        parse, tree, words = self._layers.parse, self._layers.tree, self._words
        out: list[int] = []
        at = clause.support if clause.support >= 0 else clause.head
        if self.perfect(at) or (clause.kind == "noun" and parse.lemmas[at] in words.lasting):
            return []
        while parse.deps[at] in UPWARDS and self._shares(at):
            at = parse.heads[at]
            if parse.tags[at][0] in "VN":
                out.append(at)
        if self._announced(at):
            out.append(parse.heads[at])
        out += [k for k in tree.kids(clause.head, "conj") if parse.tags[k][0] == "V"]
        return out

    def _shares(self, token: int) -> bool:
        """Has what hangs at `token` the time of what stands above it?"""
        parse, tree, words = self._layers.parse, self._layers.tree, self._words
        label, above = parse.deps[token], parse.heads[token]
        if label == "advcl":
            return not any(parse.lowers[k] in words.elsewhen for k in tree.kids(token, "mark"))
        if label == "acl":
            return parse.tags[token] != "VBN"
        if label == "prep":
            return parse.lowers[token] in words.meanwhile and above not in self._spoken
        if label == "dobj" and parse.tags[token][0] == "N":
            return self._dates_its(token, above)
        return True

    def _announced(self, verb: int) -> bool:
        """ "announced on Monday that it is leaving": done by the announcement."""
        parse = self._layers.parse
        return (
            parse.deps[verb] == "ccomp"
            and parse.tags[verb] == "VBG"
            and parse.lemmas[parse.heads[verb]] in self._words.announcing
        )

    def perfect(self, verb: int) -> str:
        """The form of "have" before a verb, "" without one."""
        parse = self._layers.parse
        for k in self._layers.tree.kids(verb, "aux"):
            if parse.lemmas[k] == "have":
                return "had" if parse.tags[k] == "VBD" else "have"
        return ""
