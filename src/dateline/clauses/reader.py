"""Clauses: any predicate of a parse in one normal form, whatever the syntax was.

Undone here: passive, relative clauses and their gaps, control and raising, participles, shared
subjects and objects of coordinated verbs, light verbs, owners of event nouns. A clause is built
when it is asked for, and only once.
"""

from __future__ import annotations

from dateline.clauses.arguments import Arguments
from dateline.clauses.light_verbs import LightVerbs
from dateline.model import Clause, Parse, Tree
from dateline.rulebook.grammar import GrammarWords

TEMPORAL = frozenset({"after", "before", "since", "while", "following", "during", "until", "by", "despite"})
"""Prepositions whose gerund is another act and no complement: "agreed *after meeting* him"."""
TOGETHER = frozenset({"according", "due", "thanks", "owing", "contrary", "prior"})
"""First words of prepositions of two: who stands after "according to" is gone to by nobody."""
_SEEING = frozenset(
    "report describe witness see document record film cite condemn criticise criticize discover uncover "
    "investigate mention note claim allege fear suffer face endure verify share publish".split()
)
"""What is done to an act by those who did not do it: "atrocities reported by witnesses"."""
CLAUSAL_COMPLEMENTS = ("xcomp", "ccomp")
_PREPOSITIONAL = frozenset({"prep", "agent", "dative"})


class ClauseReader:
    """Reads clauses out of one story's parse."""

    def __init__(
        self,
        parse: Parse,
        tree: Tree,
        words: GrammarWords,
    ) -> None:
        self._parse = parse
        self._tree = tree
        self._words = words
        self._light_verbs = LightVerbs(parse, tree, words)
        self._arguments = Arguments(parse, tree, words, self._light_verbs)
        self.owners = self._arguments.owners
        """Possessors and modifiers of a noun that may name a party."""
        self._clauses: dict[int, Clause] = {}
        self._prepositions: dict[int, dict[str, tuple[int, ...]]] = {}

    def clause(self, head: int) -> Clause:
        """The clause whose predicate is the token `head`."""
        found = self._clauses.get(head)
        if found is None:
            tag = self._parse.tags[head]
            if tag[0] == "V":
                found = self._verb_clause(head)
            elif tag[0] == "N":
                found = self._noun_clause(head)
            else:
                found = self.adjective(head)
            self._clauses[head] = found
        return found

    # ---- the three kinds ---------------------------------------------------------------------

    def _verb_clause(self, v: int) -> Clause:
        particle = self._tree.kid(v, "prt")
        last = particle if particle is not None and particle - v == 1 else v
        return Clause(
            head=v,
            first=v,
            last=last,
            kind="verb",
            lemma=self._parse.lemmas[v],
            subjects=self._arguments.subjects(v),
            objects=self._arguments.objects(v),
            obliques=self.prepositions(v),
            particle=self._parse.lowers[particle] if particle is not None else "",
            complements=self._complements(v),
            passive=self._arguments.is_passive(v),
        )

    def _noun_clause(self, n: int) -> Clause:
        tree, deps, heads = self._tree, self._parse.deps, self._parse.heads
        subjects: tuple[int, ...] = ()
        objects: tuple[int, ...] = ()
        obliques = dict(self.prepositions(n))
        obliques["owner"] = self._arguments.owners(n)
        makers = [
            t
            for v in tree.kids(n, "acl")
            if self._parse.lemmas[v] not in _SEEING
            for a in tree.kids(v, "agent")
            for t in tree.kids(a, "pobj")
        ]
        if makers:  # "an offer made by the rebels"
            obliques["by"] = obliques.get("by", ()) + self._arguments.expand(makers)
        verb, kind = self._light_verbs.of(n)
        if verb >= 0:
            carried = self.prepositions(verb)
            if kind == "do":
                subjects = self._arguments.subjects(verb) or carried.get("by", ())
            elif kind == "undergo":
                objects = self._arguments.subjects(verb)
            for prep, tokens in carried.items():
                obliques.setdefault(prep, tokens)
        left = n
        while left - 1 >= 0 and heads[left - 1] == n and deps[left - 1] in ("compound", "amod"):
            left -= 1
        first = verb if 0 <= verb < n and n - verb <= 7 else n
        return Clause(
            head=n,
            first=first,
            last=n,
            kind="noun",
            lemma=self._parse.lemmas[n],
            subjects=subjects,
            objects=objects,
            obliques=obliques,
            complements=tuple(self._infinitives(n)),
            support=verb,
        )

    def adjective(self, a: int) -> Clause:
        """The clause of an adjective, or of a participle read as one ("was committed to peace")."""
        heads = self._parse.heads
        copula = heads[a] if self._parse.deps[a] in ("acomp", "oprd", "attr", "xcomp") else a
        arguments = self._arguments
        held = copula != a and self._tree.kid(copula, "dobj") is not None
        judged = arguments.objects(copula) if held else ()
        if self._parse.tags[a][0] == "V":
            subjects = arguments.surface_subjects(a)
        elif judged:  # "held Iran responsible": Iran is, and whoever held it so says it
            subjects = judged
        else:
            subjects = self._arguments.subjects(copula) if copula != a else self._noun_of_amod(a)
        obliques = dict(self.prepositions(a))
        if judged:
            obliques["by"] = self._arguments.subjects(copula)
        return Clause(
            head=a,
            first=copula if 0 <= a - copula <= 4 else a,
            last=a,
            kind="adjective",
            lemma=self._parse.lemmas[a],
            subjects=subjects,
            obliques=obliques,
            complements=self._complements(a) or (self._complements(copula) if copula != a else ()),
        )

    def _noun_of_amod(self, a: int) -> tuple[int, ...]:
        return (self._parse.heads[a],) if self._parse.deps[a] in ("acl", "amod", "appos") else ()

    # ---- what else hangs on it ---------------------------------------------------------------

    def _obliques(self, head: int) -> dict[str, tuple[int, ...]]:
        tree, lowers, deps, expand = self._tree, self._parse.lowers, self._parse.deps, self._arguments.expand
        children = tree.children
        out: dict[str, tuple[int, ...]] = {}
        nouns: list[int] = []
        for k in children[head]:
            label = deps[k]
            if label in _PREPOSITIONAL or (
                label in ("advmod", "prt") and children[k] and tree.kid(k, "prep", "pobj")
            ):
                pobj, deeper, others = self._below_preposition(k)
                if label == "dative" and not pobj:
                    _add(out, "to", expand([k]))
                    continue
                _add(out, lowers[k], expand(pobj))
                for d in deeper:
                    tokens = expand(tree.kids(d, "pobj"))
                    _add(out, f"{lowers[k]} {lowers[d]}", tokens)
                    if lowers[k] not in TOGETHER:
                        _add(out, lowers[d], tokens)
                for other in others:
                    _add(out, lowers[other], expand(tree.kids(other, "pobj")))
            elif label == "npadvmod":  # "met one-on-one with", "spoke Sunday with"
                for d in tree.kids(k, "prep"):
                    _add(out, lowers[d], expand(tree.kids(d, "pobj")))
            elif label == "dobj":
                nouns.append(k)
        # The parser often hangs a phrase on the noun before it: "met in Vienna with his counterpart".
        for noun in [t for tokens in out.values() for t in tokens] + nouns if out else nouns:
            for k in children[noun]:
                if deps[k] == "prep" and lowers[k] != "of" and lowers[k] not in out:
                    _add(out, lowers[k], expand(tree.kids(k, "pobj")))
        return out

    def _below_preposition(self, prep: int) -> tuple[list[int], list[int], list[int]]:
        """Its objects, the prepositions below it and those coordinated with it."""
        deps = self._parse.deps
        objects: list[int] = []
        deeper: list[int] = []
        others: list[int] = []
        for c in self._tree.children[prep]:
            label = deps[c]
            if label == "pobj":
                objects.append(c)
            elif label == "prep":
                deeper.append(c)
            elif label == "conj":
                others.append(c)
        return objects or self._so_called(prep), deeper, others

    def _so_called(self, prep: int) -> list[int]:
        """ "on what it calls rebel bases": the bases."""
        out: list[int] = []
        for verb in self._tree.kids(prep, "pcomp"):
            if self._parse.lemmas[verb] in self._words.naming:
                out += [t for t in self._tree.kids(verb, "oprd", "attr", "dobj") if t > verb]
        return out

    def prepositions(self, head: int) -> dict[str, tuple[int, ...]]:
        """The prepositional objects that hang on any token; asked again and again, so remembered."""
        found = self._prepositions.get(head)
        if found is None:
            found = self._prepositions[head] = self._obliques(head) if self._tree.children[head] else {}
        return found

    def _for_to(self, adjunct: int) -> bool:
        """ "calls for Chad to withdraw": what the parser hangs on as an adjunct."""
        return self._parse.tags[adjunct] == "VB" and any(
            self._parse.lowers[m] == "for" for m in self._tree.kids(adjunct, "mark")
        )

    def _infinitives(self, noun: int) -> list[int]:
        """ "urged the army to stop" is at times read as an infinitive of the noun."""
        deps, tags = self._parse.deps, self._parse.tags
        own: list[int] = []
        adjuncts: list[int] = []
        for c in self._tree.children[noun]:
            label = deps[c]
            if label == "acl":
                if tags[c] == "VB":
                    own.append(c)
            elif label == "advcl" and self._for_to(c):
                adjuncts.append(c)
        return own + adjuncts

    def _complements(self, head: int) -> tuple[int, ...]:
        deps, children = self._parse.deps, self._tree.children
        out: list[int] = []
        for k in children[head]:
            label = deps[k]
            if label in CLAUSAL_COMPLEMENTS:
                out.append(k)
            elif label == "dobj":
                if children[k]:
                    out += self._infinitives(k)
            elif label in ("prep", "agent"):
                if children[k] and self._parse.lowers[k] not in TEMPORAL:
                    out += self._tree.kids(k, "pcomp")
            elif label == "advcl" and self._for_to(k):
                out.append(k)
        return tuple(sorted(out))


def _add(out: dict[str, tuple[int, ...]], preposition: str, tokens: tuple[int, ...]) -> None:
    if tokens:
        out[preposition] = out.get(preposition, ()) + tokens
