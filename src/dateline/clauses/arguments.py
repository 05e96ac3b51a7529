"""Who does what a predicate says and to whom, whatever the syntax was.

Undone here: passive, relative clauses and their gaps, control and raising, participles, shared
subjects and objects of coordinated verbs, owners of event nouns.
"""

from __future__ import annotations

from dateline.clauses.light_verbs import LightVerbs
from dateline.clauses.noun_phrases import NOMINAL, RELATIVE, NounPhrases
from dateline.model import Parse, Tree
from dateline.rulebook.grammar import GrammarWords

_BLOWS = frozenset("shelling bombing fighting shooting strafing looting rioting mining".split())
_FURTHER = frozenset({"prep", "ccomp", "xcomp"})
_NOMINATIVE = frozenset({"i", "he", "she", "we", "they"})


class Arguments:
    """Finds subjects, objects and owners in one story's parse."""

    def __init__(self, parse: Parse, tree: Tree, words: GrammarWords, light_verbs: LightVerbs) -> None:
        self._parse = parse
        self._tree = tree
        self._words = words
        self._light_verbs = light_verbs
        self._subjects: dict[int, tuple[int, ...]] = {}
        self._passive: dict[int, bool] = {}
        self._nouns = NounPhrases(parse, tree)
        self.expand = self._nouns.expand
        self.owners = self._nouns.owners

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
                return self.expand(agents)
            if self._parse.deps[v] == "conj":
                return self._shared_agent(v)
            return self._agent_behind(v)
        own = tree.kids(v, "nsubj", "csubj")
        if own:
            return self.expand([s for s in own if self._parse.tags[s] in NOMINAL])
        if (misjoined := self._nouns.misjoined_before(v)) >= 0:
            return self.expand([misjoined])
        return self._inherited_subjects(v)

    def _agent_behind(self, v: int) -> tuple[int, ...]:
        """ "was robbed and shot by rebels": the agent of the last of several passives did them all."""
        tree = self._tree
        for other in tree.kids(v, "conj"):
            if self._parse.tags[other] == "VBN" and tree.kid(other, "nsubj", "nsubjpass") is None:
                agents = [o for a in tree.kids(other, "agent") for o in tree.kids(a, "pobj")]
                if agents:
                    return self.expand(agents)
        return ()

    def _shared_agent(self, v: int) -> tuple[int, ...]:
        first = self._parse.heads[v]
        return self.subjects(first) if self.is_passive(first) else ()

    def _inherited_subjects(self, v: int) -> tuple[int, ...]:
        """The subject of a verb that has none of its own, from what it hangs below."""
        dep, head = self._parse.deps[v], self._parse.heads[v]
        if head == v:
            return ()
        tags = self._parse.tags
        if self._is_a_blow(v):
            return self.owners(v)
        if dep == "pcomp":
            return self._subject_of_gerund(head)
        if dep == "conj":
            if tags[head][0] == "V":
                return self.surface_subjects(head)
            if tags[head] in NOMINAL and self._parse.deps[head] in (
                "nsubj",
                "nsubjpass",
                "ROOT",
            ):
                return (head,)
            return ()
        if dep == "acl":
            if tags[v] == "VBG" and self._parse.lemmas[head] not in self._words.utterances:
                return self.expand([head])
            return self._owner_or_subject(head)
        if dep == "relcl":
            return ()
        if dep in ("xcomp", "ccomp"):
            return self._controller(head)
        if dep in ("advcl", "aux", "parataxis", "dep"):
            return self.surface_subjects(head) if tags[head][0] == "V" else ()
        return ()

    def _is_a_blow(self, v: int) -> bool:
        """A gerund that the parser took for a verb: "damaged by shelling", "after Chadian bombing"."""
        gerund = self._parse.tags[v] == "VBG" and self._parse.deps[v] in ("pcomp", "xcomp")
        return gerund and self._parse.lowers[v] in _BLOWS and self._tree.kid(v, "dobj", "aux") is None

    def surface_subjects(self, v: int) -> tuple[int, ...]:
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
                    return self.expand(self._tree.kids(prep, "pobj"))
        return self.surface_subjects(head)

    def _subject_of_gerund(self, prep: int) -> tuple[int, ...]:
        """Object or subject above: "accused Kyiv of shelling", "by shelling", "after meeting"."""
        governor = self._parse.heads[prep]
        tags = self._parse.tags
        if self._parse.deps[prep] == "agent":
            return ()  # "killed by invading troops": not those who were killed
        if tags[governor][0] == "V":
            if self._parse.lowers[prep] in ("of", "from", "for", "into") and not self.is_passive(governor):
                objects = self.objects(governor)
                if objects:
                    return objects
            return self.surface_subjects(governor)
        if tags[governor][0] == "N":
            return self._owner_or_subject(governor)
        # "inches closer to seeking": the verb above the adverb has the subject.
        above = next((t for t in self._tree.climb(governor) if tags[t][0] == "V"), -1)
        return self.surface_subjects(above) if above >= 0 else ()

    def _owner_or_subject(self, noun: int) -> tuple[int, ...]:
        """Whose plan, decision, threat, call it is."""
        owners = self._tree.kids(noun, "poss")
        if owners:
            return self.expand(owners)
        for by in self._tree.kids(noun, "prep", "agent"):
            if self._parse.lowers[by] == "by":  # "the decision by Chad to leave"
                return self.expand(self._tree.kids(by, "pobj"))
        verb, kind = self._light_verbs.of(noun)
        if verb >= 0 and kind == "do":
            return self.subjects(verb)
        head = self._parse.heads[noun]
        if head != noun and self._parse.deps[noun] in ("dobj", "attr") and self._parse.tags[head][0] == "V":
            return self.subjects(head)
        return self.owners(noun)

    def objects(self, v: int) -> tuple[int, ...]:
        """Those it is done to: direct object, subject of a passive, gap of a relative clause."""
        if self.is_passive(v):
            return self._objects_of_passive(v)
        tree, tags, deps = self._tree, self._parse.tags, self._parse.deps
        own: list[int] = []
        names: list[int] = []
        joined: list[int] = []
        below: list[int] = []
        for c in tree.children[v]:
            label = deps[c]
            if label == "dobj":
                if tags[c] in NOMINAL or tags[c][0] == "V":
                    own.append(c)
            elif label == "oprd":
                if tags[c] in ("NNP", "NNPS", "PRP"):
                    names.append(c)
            elif label == "conj":
                if tags[c][0] == "V" and c - v <= 4:
                    joined.append(c)
            elif label in _FURTHER:
                below.append(c)
        if own or names:
            return self.expand(own or names)
        if deps[v] == "relcl" and self._is_object_gap(v):
            return self.expand([self._parse.heads[v]])
        if below and self._parse.lemmas[v] in self._words.object_control:
            for c in below:
                if deps[c] != "prep" and any(self._parse.lowers[a] == "to" for a in tree.kids(c, "aux")):
                    return self.expand(tree.kids(c, "nsubj", "nsubjpass"))
        if joined and not below:
            return self.expand(tree.kids(joined[0], "dobj"))
        return ()

    def _objects_of_passive(self, v: int) -> tuple[int, ...]:
        own = self._tree.kids(v, "nsubjpass", "nsubj")
        if own:
            return self.expand(own)
        dep, head = self._parse.deps[v], self._parse.heads[v]
        if dep in ("acl", "relcl") and head != v:
            return self.expand([head])
        if dep in ("conj", "advcl", "xcomp", "ccomp") and self._parse.tags[head][0] == "V":
            return self.surface_subjects(head)
        return ()

    def _is_object_gap(self, v: int) -> bool:
        """ "the town (that) the army shelled": a subject that is no relative word, and no object."""
        subjects = self._tree.kids(v, "nsubj")
        return bool(subjects) and all(self._parse.lowers[s] not in RELATIVE for s in subjects)

    def is_passive(self, v: int) -> bool:
        """Passive in form: "was seized", "the ship seized by rebels", "Sixty killed in raid"."""
        known = self._passive.get(v)
        if known is None:
            known = self._passive[v] = self._read_voice(v)
        return known

    def _read_voice(self, v: int) -> bool:
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
        mark = tree.kid(v, "mark")
        if mark is not None and self._parse.lowers[mark] != "as" and tree.kid(v, "nsubj") is not None:
            return False  # "since Chad invaded": a tense that the tagger missed
        subject = tree.kid(v, "nsubj")
        if subject is not None and (
            self._parse.deps[v] == "relcl" or self._parse.lowers[subject] in _NOMINATIVE
        ):
            return False  # "the war that Chad started", "she called on them"
        return tree.kid(v, "dobj") is None
