"""Clauses: any predicate of a parse in one normal form, whatever the syntax was.

Undone here: passive, relative clauses and their gaps, control and raising, participles, shared
subjects and objects of coordinated verbs, light verbs, owners of event nouns. A clause is built
when it is asked for, and only once.
"""

from __future__ import annotations

from collections.abc import Callable

from dateline.model import Clause, Parse, Status, Tree
from dateline.rulebook.grammar import GrammarWords

NOMINAL = frozenset(
    {
        "NN",
        "NNS",
        "NNP",
        "NNPS",
        "PRP",
        "CD",
        "DT",
        "WP",
        "WDT",
        "EX",
        "FW",
        "JJ",
        "PRP$",
    }
)
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
TEMPORAL = frozenset({"after", "before", "since", "while", "following", "during", "until", "by", "despite"})
"""Prepositions whose gerund is another act and no complement: "agreed *after meeting* him"."""
CLAUSAL_COMPLEMENTS = ("xcomp", "ccomp")


class ClauseReader:
    """Reads clauses out of one story's parse."""

    def __init__(
        self,
        parse: Parse,
        tree: Tree,
        words: GrammarWords,
        status: Callable[[int], Status],
    ) -> None:
        self._parse = parse
        self._tree = tree
        self._words = words
        self._status = status
        self._clauses: dict[int, Clause] = {}
        self._subjects: dict[int, tuple[int, ...]] = {}

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
            subjects=self.subjects(v),
            objects=self.objects(v),
            obliques=self._obliques(v),
            particle=self._parse.lowers[particle] if particle is not None else "",
            complements=self._complements(v),
            under=self._governor(v),
            passive=self.is_passive(v),
            status=self._status(v),
        )

    def _noun_clause(self, n: int) -> Clause:
        tree, deps, heads = self._tree, self._parse.deps, self._parse.heads
        subjects: tuple[int, ...] = ()
        objects: tuple[int, ...] = ()
        obliques = self._obliques(n)
        obliques["owner"] = self.owners(n)
        makers = [t for v in tree.kids(n, "acl") for a in tree.kids(v, "agent") for t in tree.kids(a, "pobj")]
        if makers:  # "an offer made by the rebels"
            obliques["by"] = obliques.get("by", ()) + self._expand(makers)
        verb, kind = self._support(n)
        if verb >= 0:
            carried = self._obliques(verb)
            if kind == "do":
                subjects = self.subjects(verb) or carried.get("by", ())
            elif kind == "undergo":
                objects = self.subjects(verb)
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
            complements=tuple(c for c in tree.kids(n, "acl") if self._parse.tags[c] == "VB"),
            support=verb,
            under=self._governor(n),
            status=self._status(n),
        )

    def adjective(self, a: int) -> Clause:
        """The clause of an adjective, or of a participle read as one ("was committed to peace")."""
        heads = self._parse.heads
        copula = heads[a] if self._parse.deps[a] in ("acomp", "oprd", "attr", "xcomp") else a
        judged = self.objects(copula) if copula != a and self._tree.kid(copula, "dobj") is not None else ()
        if self._parse.tags[a][0] == "V":
            subjects = self.objects(a) if self.is_passive(a) else self.subjects(a)
        elif judged:  # "held Iran responsible": Iran is, and whoever held it so says it
            subjects = judged
        else:
            subjects = self.subjects(copula) if copula != a else self._noun_of_amod(a)
        obliques = self._obliques(a)
        if judged:
            obliques["by"] = self.subjects(copula)
        return Clause(
            head=a,
            first=copula if 0 <= a - copula <= 4 else a,
            last=a,
            kind="adjective",
            lemma=self._parse.lemmas[a],
            subjects=subjects,
            obliques=obliques,
            complements=self._complements(a) or (self._complements(copula) if copula != a else ()),
            under=self._governor(copula),
            status=self._status(a),
        )

    def _noun_of_amod(self, a: int) -> tuple[int, ...]:
        return (self._parse.heads[a],) if self._parse.deps[a] in ("acl", "amod", "appos") else ()

    # ---- who does it, to whom ----------------------------------------------------------------

    def subjects(self, v: int) -> tuple[int, ...]:
        """Those who do what the verb says: surface subject, agent, controller or shared subject."""
        known = self._subjects.get(v)
        if known is None:
            self._subjects[v] = ()  # a parse that loops back must not hang us
            known = self._subjects[v] = self._find_subjects(v)
        return known

    def _find_subjects(self, v: int) -> tuple[int, ...]:
        tree = self._tree
        if self.is_passive(v):
            agents = [o for a in tree.kids(v, "agent") for o in tree.kids(a, "pobj")]
            if agents:
                return self._expand(agents)
            if self._parse.deps[v] == "conj":
                return self._shared_agent(v)
            return ()
        own = tree.kids(v, "nsubj", "csubj")
        if own:
            return self._expand([s for s in own if self._parse.tags[s] in NOMINAL])
        return self._inherited_subjects(v)

    def _shared_agent(self, v: int) -> tuple[int, ...]:
        first = self._parse.heads[v]
        return self.subjects(first) if self.is_passive(first) else ()

    def _inherited_subjects(self, v: int) -> tuple[int, ...]:
        """The subject of a verb that has none of its own, from what it hangs below."""
        dep, head = self._parse.deps[v], self._parse.heads[v]
        if head == v:
            return ()
        tags = self._parse.tags
        if dep == "pcomp":
            return self._subject_of_gerund(head)
        if dep == "conj":
            if tags[head][0] == "V":
                return self._surface_subjects(head)
            if tags[head] in NOMINAL and self._parse.deps[head] in (
                "nsubj",
                "nsubjpass",
                "ROOT",
            ):
                return (head,)
            return ()
        if dep == "acl":
            if tags[v] == "VBG" and self._parse.lemmas[head] not in self._words.utterances:
                return self._expand([head])
            return self._owner_or_subject(head)
        if dep == "relcl":
            return ()
        if dep in ("xcomp", "ccomp"):
            return self._controller(head)
        if dep in ("advcl", "aux", "parataxis", "dep"):
            return self._surface_subjects(head) if tags[head][0] == "V" else ()
        return ()

    def _surface_subjects(self, v: int) -> tuple[int, ...]:
        """The subject as it stands, also that of a passive ("was seized and burnt the flag")."""
        if self.is_passive(v):
            return self.objects(v)
        return self.subjects(v)

    def _controller(self, head: int) -> tuple[int, ...]:
        if self._parse.tags[head][0] != "V":
            if self._parse.tags[head][0] == "J":
                return self.subjects(self._parse.heads[head])
            return self._owner_or_subject(head)
        if self._parse.lemmas[head] in self._words.object_control:
            objects = self.objects(head)
            if objects:
                return objects
            for prep in self._tree.kids(head, "prep", "dative"):
                if self._parse.lowers[prep] in ("on", "to", "upon", "for"):
                    return self._expand(self._tree.kids(prep, "pobj"))
        return self._surface_subjects(head)

    def _subject_of_gerund(self, prep: int) -> tuple[int, ...]:
        """Object or subject above: "accused Kyiv of shelling", "by shelling", "after meeting"."""
        governor = self._parse.heads[prep]
        tags = self._parse.tags
        if tags[governor][0] == "V":
            if self._parse.lowers[prep] in (
                "of",
                "from",
                "for",
                "into",
            ) and not self.is_passive(governor):
                objects = self.objects(governor)
                if objects:
                    return objects
            return self._surface_subjects(governor)
        if tags[governor][0] == "N":
            return self._owner_or_subject(governor)
        # "inches closer to seeking": the verb above the adverb has the subject.
        above = next((t for t in self._tree.climb(governor) if tags[t][0] == "V"), -1)
        return self._surface_subjects(above) if above >= 0 else ()

    def _owner_or_subject(self, noun: int) -> tuple[int, ...]:
        """Whose plan, decision, threat, call it is."""
        owners = self._tree.kids(noun, "poss")
        if owners:
            return self._expand(owners)
        verb, kind = self._support(noun)
        if verb >= 0 and kind == "do":
            return self.subjects(verb)
        head = self._parse.heads[noun]
        if head != noun and self._parse.deps[noun] in ("dobj", "attr") and self._parse.tags[head][0] == "V":
            return self.subjects(head)
        return self.owners(noun)

    def objects(self, v: int) -> tuple[int, ...]:
        """Those it is done to: direct object, subject of a passive, gap of a relative clause."""
        tree, tags, deps = self._tree, self._parse.tags, self._parse.deps
        if self.is_passive(v):
            own = tree.kids(v, "nsubjpass", "nsubj")
            if own:
                return self._expand(own)
            dep, head = deps[v], self._parse.heads[v]
            if dep in ("acl", "relcl") and head != v:
                return self._expand([head])
            if dep == "conj" and tags[head][0] == "V":
                return self._surface_subjects(head)
            if dep in ("advcl", "xcomp", "ccomp") and tags[head][0] == "V":
                return self._surface_subjects(head)
            return ()
        own = [o for o in tree.kids(v, "dobj") if tags[o] in NOMINAL or tags[o][0] == "V"]
        own = own or [o for o in tree.kids(v, "oprd") if tags[o] in ("NNP", "NNPS", "PRP")]
        if own:
            return self._expand(own)
        if deps[v] == "relcl" and self._is_object_gap(v):
            return self._expand([self._parse.heads[v]])
        if self._parse.lemmas[v] in self._words.object_control:
            for c in tree.kids(v, "ccomp", "xcomp"):
                if any(self._parse.lowers[a] == "to" for a in tree.kids(c, "aux")):
                    return self._expand(tree.kids(c, "nsubj", "nsubjpass"))
        for other in tree.kids(v, "conj"):
            if tags[other][0] == "V" and not tree.kids(v, "prep", "ccomp", "xcomp") and other - v <= 4:
                return self._expand(tree.kids(other, "dobj"))
        return ()

    def _is_object_gap(self, v: int) -> bool:
        """ "the town (that) the army shelled": a subject that is no relative word, and no object."""
        subjects = self._tree.kids(v, "nsubj")
        return bool(subjects) and all(self._parse.lowers[s] not in RELATIVE for s in subjects)

    def owners(self, noun: int) -> tuple[int, ...]:
        """Possessors, and modifiers that may name a party: "Russia's", "Israeli", "Hamas"."""
        out = list(self._expand(self._tree.kids(noun, "poss")))
        tags = self._parse.tags
        for k in self._tree.kids(noun, "amod", "compound", "nmod"):
            if tags[k] in ("NNP", "NNPS", "JJ", "NN", "NNS"):
                out += [c for c in self._tree.conjuncts(k) if c < noun]
            elif tags[k] == "VBN":  # "Iran-linked targets"
                out += self._tree.kids(k, "npadvmod", "compound", "nmod")
        return tuple(out)

    def is_passive(self, v: int) -> bool:
        """Passive in form: "was seized", "the ship seized by rebels", "Sixty killed in raid"."""
        tree, tags = self._tree, self._parse.tags
        if tree.kid(v, "auxpass", "nsubjpass", "agent") is not None:
            return True
        if tags[v] != "VBN":
            return False
        auxiliaries = [self._parse.lemmas[a] for a in tree.kids(v, "aux")]
        if auxiliaries:
            return "have" not in auxiliaries and ("be" in auxiliaries or "get" in auxiliaries)
        if self._parse.deps[v] == "conj" and tags[self._parse.heads[v]][0] == "V":
            return self.is_passive(self._parse.heads[v])
        return tree.kid(v, "dobj") is None

    # ---- what else hangs on it ---------------------------------------------------------------

    def _obliques(self, head: int) -> dict[str, tuple[int, ...]]:
        tree, lowers, deps = self._tree, self._parse.lowers, self._parse.deps
        out: dict[str, tuple[int, ...]] = {}

        def add(prep: str, tokens: tuple[int, ...]) -> None:
            if tokens:
                out[prep] = out.get(prep, ()) + tokens

        for k in tree.children[head]:
            if deps[k] in ("prep", "agent", "dative") or (
                deps[k] in ("advmod", "prt") and tree.kid(k, "prep", "pobj")
            ):
                pobj = tree.kids(k, "pobj") or self._so_called(k)
                if deps[k] == "dative" and not pobj:
                    add("to", self._expand([k]))
                    continue
                add(lowers[k], self._expand(pobj))
                for deeper in tree.kids(k, "prep"):
                    tokens = self._expand(tree.kids(deeper, "pobj"))
                    add(f"{lowers[k]} {lowers[deeper]}", tokens)
                    add(lowers[deeper], tokens)
                for other in tree.kids(k, "conj"):
                    add(lowers[other], self._expand(tree.kids(other, "pobj")))
        # The parser often hangs a phrase on the noun before it: "met in Vienna with his counterpart".
        nouns = [t for tokens in out.values() for t in tokens] + tree.kids(head, "dobj")
        for noun in nouns:
            for k in tree.kids(noun, "prep"):
                if lowers[k] != "of" and lowers[k] not in out:
                    add(lowers[k], self._expand(tree.kids(k, "pobj")))
        return out

    def _so_called(self, prep: int) -> list[int]:
        """ "on what it calls rebel bases": the bases."""
        out: list[int] = []
        for verb in self._tree.kids(prep, "pcomp"):
            if self._parse.lemmas[verb] in self._words.naming:
                out += [t for t in self._tree.kids(verb, "oprd", "attr", "dobj") if t > verb]
        return out

    def prepositions(self, head: int) -> dict[str, tuple[int, ...]]:
        """The prepositional objects that hang on any token."""
        return self._obliques(head)

    def _complements(self, head: int) -> tuple[int, ...]:
        tree = self._tree
        out = tree.kids(head, *CLAUSAL_COMPLEMENTS)
        for prep in tree.kids(head, "prep", "agent"):
            if self._parse.lowers[prep] not in TEMPORAL:
                out += tree.kids(prep, "pcomp")
        for obj in tree.kids(head, "dobj"):
            # "urged the army to stop" is at times read as an infinitive of the noun.
            out += [c for c in tree.kids(obj, "acl") if self._parse.tags[c] == "VB"]
        return tuple(sorted(out))

    def _governor(self, token: int) -> int:
        """The predicate that a clause is a complement of, -1 at the top."""
        deps, heads, tags = self._parse.deps, self._parse.heads, self._parse.tags
        dep, head = deps[token], heads[token]
        if head == token:
            return -1
        if dep in CLAUSAL_COMPLEMENTS or dep in ("dobj", "conj", "acl"):
            return head
        if dep in ("pcomp", "pobj"):
            above = heads[head]
            return above if tags[above][0] in "VNJ" else -1
        return -1

    # ---- light verbs -------------------------------------------------------------------------

    def _support(self, noun: int) -> tuple[int, str]:
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

    def _expand(self, tokens: list[int]) -> tuple[int, ...]:
        """Coordinations spread out, relative words replaced by what they stand for."""
        out: list[int] = []
        tags = self._parse.tags
        for token in tokens:
            for t in self._tree.conjuncts(token):
                if tags[t] in NOMINAL or t == token:
                    out.append(self._antecedent(t))
        return tuple(dict.fromkeys(out))

    def _antecedent(self, token: int) -> int:
        if self._parse.lowers[token] not in RELATIVE or self._parse.tags[token] not in (
            "WDT",
            "WP",
            "WP$",
            "IN",
        ):
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
