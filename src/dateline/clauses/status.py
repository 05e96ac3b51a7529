"""Clauses: how certain each predicate is said to be."""

from __future__ import annotations

from collections.abc import Mapping

from dateline.clauses.governors import (
    complement_effect,
    happens,
    is_headline,
    is_past,
    is_subjunctive,
    object_effect,
    preposition_effect,
)
from dateline.clauses.hedges import SUBJECTS, Hedges, find_hedges, turned_auxiliary
from dateline.clauses.undone import undoing_verb
from dateline.model import ACTUAL, Parse, Status, Tree
from dateline.rulebook.status import StatusWords

_CLAUSAL = frozenset({"xcomp", "ccomp", "pcomp", "advcl", "acl", "relcl", "csubj", "csubjpass"})
_NOMINAL = frozenset({"dobj", "nsubj", "nsubjpass", "attr", "compound", "dative", "oprd", "appos"})
_PRESENT = frozenset({"VBZ", "VBP", "VB"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "VB"})
_ORDINALS = frozenset({"first", "second", "third", "last", "latest", "only"})
_LATER = frozenset({"when", "once", "after", "while", "as"})
_UNTIL = frozenset({"until", "till", "before"})
_OPEN = frozenset({"future", "hypothetical"})


class StatusReader:
    """The status of any predicate of one story; each token is worked out once.

    A predicate has what its own words say (negation, modal, "planned"), within what the clause or
    noun above it says ("failed to", "if", "threat of"), and so on up to the root of its sentence.
    """

    def __init__(
        self, parse: Parse, tree: Tree, words: StatusWords, ahead: Mapping[int, int] | None = None
    ) -> None:
        """`ahead` maps predicates whose day is still to come to the word that names the day."""
        self._parse = parse
        self._tree = tree
        self._words = words
        self._hedges = Hedges()
        self._read: set[int] = set()
        """The sentences whose hedges are known."""
        self._ahead = {token: Status("future", (day,)) for token, day in (ahead or {}).items()}
        self._full: dict[int, Status] = {}
        self._above: dict[int, Status] = {}

    def status(self, token: int) -> Status:
        """The status of the verb, event noun or adjective at `token`."""
        known = self._full.get(token)
        if known is None:
            sentence = self._tree.sentence[token]
            if sentence not in self._read:
                self._read.add(sentence)
                find_hedges(self._parse, self._tree, self._words, sentence, self._hedges)
            own = self._own(token)
            above = self._context(token)
            known = self._full[token] = own if above is ACTUAL else _within(above, own)
        return known

    def _own(self, token: int) -> Status:
        """What the words beside the predicate say, else the timetable."""
        return self._hedges.own.get(token) or self._ahead.get(token, ACTUAL)

    def _context(self, token: int) -> Status:
        """What the clause, verb, noun or preposition above says."""
        known = self._above.get(token)
        if known is None:
            known = self._above[token] = self._read_context(token)
        return known

    def _read_context(self, token: int) -> Status:
        parse = self._parse
        head, label = parse.heads[token], parse.deps[token]
        if head == token:
            return ACTUAL
        if label == "conj":
            return self._coordinated(token, head)
        if label == "acomp":
            return self.status(head)
        if label == "pobj":
            return self._after_preposition(token, head)
        if label in _NOMINAL and parse.tags[token][0] == "N":
            return self._noun(token, head, label)
        if label in _CLAUSAL:
            return self._clause(token, head, label)
        return ACTUAL

    def _coordinated(self, token: int, head: int) -> Status:
        """A second predicate shares what stands above the first, and its modal where it has no own."""
        parse, tree = self._parse, self._tree
        above = self._context(head)
        if any(parse.deps[c] in SUBJECTS or parse.deps[c] == "aux" for c in tree.children[token]):
            return above
        own = self._own(head)
        if own.value == "negated" and any(
            parse.deps[c] == "cc" and parse.lowers[c] == "but" for c in tree.children[head] if c < token
        ):
            return above
        tag, other = parse.tags[token], parse.tags[head]
        if tag == other or tag == "VB" or (tag[0] == "N" and other[0] == "N"):
            return _within(above, own)
        return above

    def _clause(self, token: int, head: int, label: str) -> Status:
        words = self._words
        mark = self._mark(token)
        if mark in words.marks and not self._concedes(token, mark):
            return Status(words.marks[mark], (self._hedges.marks[token],))
        if label == "advcl":
            return self._adverbial(token, head, mark)
        if label in ("relcl", "acl"):
            return self._under_noun(token, head, label)
        if label == "pcomp":
            return self._after_preposition(token, head)
        if label in ("csubj", "csubjpass"):
            governor = self.status(head)
            return governor if governor.value in _OPEN else ACTUAL
        return self._complement(token, head, label)

    def _complement(self, token: int, head: int, label: str) -> Status:
        parse, tree = self._parse, self._tree
        infinitive = token in self._hedges.to
        effect = complement_effect(parse, tree, self._words, head, label, infinitive=infinitive)
        if (
            effect == "free"
            and label == "ccomp"
            and self._words.clause.get(parse.lemmas[head]) != "share"  # "let them pass"
            and is_subjunctive(parse, tree, token)
        ):
            return Status("hypothetical", (head,))
        if infinitive and parse.lemmas[head] == "be" and is_past(parse, tree, head):
            for c in tree.children[token]:
                if parse.lowers[c] == "have" and parse.deps[c] == "aux":
                    return Status("negated", (head, c))  # "was to have met": it came to nothing
        return self._effect(effect, head)

    def _concedes(self, token: int, mark: str) -> bool:
        """ "even if he was ill": said of the past, this grants that he was."""
        before = self._hedges.marks[token] - 1
        return (
            mark == "if"
            and self._parse.lowers[before] == "even"
            and (is_past(self._parse, self._tree, token) or self._has_past(token))
        )

    def _adverbial(self, token: int, head: int, mark: str) -> Status:
        parse = self._parse
        to = self._hedges.to.get(token, -1)
        if to >= 0 and mark in ("", "so", "as"):
            if parse.tags[head][0] == "J" or parse.lemmas[head] in self._words.clause:
                return self._complement(token, head, "xcomp")
            if is_headline(parse, self._tree, head):
                return Status("future", (to,))
            if parse.lemmas[token] in self._words.purpose and self._fulfilled(token, head, to):
                return self.status(head)  # "rallied to demand his release"
            return Status("hypothetical", (to,))
        turned = turned_auxiliary(self._parse, self._tree, token) if not mark else -1
        if turned >= 0:
            return Status("hypothetical", (turned,))
        tag = parse.tags[token]
        if mark in _UNTIL and tag in _PRESENT and not self._has_past(token):
            return Status("future", (self._hedges.marks[token],))
        if (mark in _LATER and tag in _PRESENT) or (tag in ("VBG", "VBN") and not mark):
            governor = self.status(head)
            if governor.value in _OPEN and parse.tags[head][0] == "V":
                return governor
        return ACTUAL

    def _fulfilled(self, token: int, head: int, to: int) -> bool:
        """Not so "in order to", "cared enough to"."""
        parse = self._parse
        return (
            parse.deps[token] == "advcl"
            and parse.lowers[to - 1] not in ("order", "so", "as", "enough")
            and not any(parse.lowers[c] in ("enough", "too") for c in self._tree.children[head])
        )

    def _under_noun(self, token: int, noun: int, label: str) -> Status:
        """A clause below a noun: "plans to visit", "fears that …", "the troops sent"."""
        parse, children = self._parse, self._tree.children
        to = self._hedges.to.get(token, -1)
        if label == "acl" or to >= 0:
            effect = self._words.nouns.get(parse.lemmas[noun])
            that = self._mark(token) == "that"
            undone = self._undone(noun)
            if undone is not None and (to >= 0 or that or parse.tags[token] in _FINITE):
                return undone
            if effect is not None and (to >= 0 or that or parse.tags[token] in _FINITE):
                return ACTUAL if that and effect == "future" else self._effect(effect, noun)
        if to >= 0:
            if parse.heads[noun] == noun and parse.tags[noun][0] == "N":
                return Status("future", (to,))
            if any(parse.lowers[c] in _ORDINALS for c in children[noun] if c < noun):
                return ACTUAL  # "the first official to visit Kyiv"
            return Status("hypothetical", (to,))
        if label == "acl" and parse.tags[token] in ("VBG", "VBN"):
            own = self._own(noun)
            return own if own.value == "negated" else ACTUAL
        return ACTUAL

    def _undone(self, noun: int) -> Status | None:
        """A claim that somebody denies, an attempt that failed: what they are about is not so."""
        verb = undoing_verb(self._parse, self._tree, self._words, noun)
        if verb < 0 or self.status(verb).value != "actual":
            return None
        return Status("negated", (verb,))

    def _noun(self, token: int, head: int, label: str) -> Status:
        parse, tree, words = self._parse, self._tree, self._words
        sign = parse.tags[head][0]
        if label == "compound":
            return self.status(head) if sign == "N" else ACTUAL
        if sign != "V":
            return ACTUAL
        if label == "attr" or (label == "nsubj" and happens(parse, tree, words, head)):
            return self.status(head)
        if label == "nsubj":
            return ACTUAL
        return self._effect(object_effect(parse, tree, words, token, head), head, noun=True)

    def _after_preposition(self, token: int, preposition: int) -> Status:
        effect, head = preposition_effect(self._parse, self._words, token, preposition)
        if head >= 0 and self._parse.tags[head][0] == "N":
            undone = self._undone(head) if self._parse.lowers[preposition] == "of" else None
            if undone is not None:
                return undone
        return Status(effect, (head,)) if head == preposition else self._effect(effect, head)

    def _effect(self, effect: str, head: int, *, noun: bool = False) -> Status:
        """An effect of the word at `head` on what is below it, within the status of `head` itself."""
        if effect == "free":
            return ACTUAL
        governor = self.status(head)
        if effect == "share":
            return governor
        if effect == "open":
            return governor if governor.value in _OPEN else ACTUAL
        if effect == "attempt":
            return governor if governor.value in ("future", "negated") else Status("hypothetical", (head,))
        if effect == "evidence":
            return self._evidence(head, governor)
        if effect in ("negated", "excludes"):
            if governor.value == "negated":
                # "did not fail to attack", but "did not rule out an attack"
                open_ = noun or effect == "excludes"
                return Status("hypothetical" if open_ else "actual", (*governor.basis, head))
            if governor.value == "hypothetical":
                return governor
            return Status("negated", (head, *governor.basis))
        if governor.value == "negated":
            return self._under_negation(effect, head, governor, below_verb=not noun)
        return Status(effect, (head,))

    def _under_negation(self, effect: str, head: int, governor: Status, *, below_verb: bool) -> Status:
        """ "does not plan to", "no attempt to": not to be done; "did not ask him to": open."""
        lemma, noun = self._parse.lemmas[head], self._parse.tags[head][0] == "N"
        if noun and lemma in self._words.certain:
            return ACTUAL
        if effect == "future" or noun or (below_verb and lemma in self._words.volition):
            return Status("negated", (*governor.basis, head))
        return Status(effect, (head,))

    def _evidence(self, head: int, governor: Status) -> Status:
        """Where there is no sign of it, or hardly any, it did not happen as far as is known."""
        if governor.value == "negated":
            return Status("negated", (*governor.basis, head))
        for c in self._tree.children[head]:
            if c < head and self._parse.lowers[c] in self._words.scarce:
                return Status("negated", (c, head))
        return ACTUAL

    def _mark(self, token: int) -> str:
        """The conjunction that opens the clause of `token`."""
        at = self._hedges.marks.get(token, -1)
        return "" if at < 0 else self._parse.lowers[at]

    def _has_past(self, token: int) -> bool:
        return any(
            self._parse.tags[c] == "VBD" and self._parse.deps[c] in ("aux", "auxpass")
            for c in self._tree.children[token]
        )


def _within(outer: Status, inner: Status) -> Status:
    """What an inner predicate comes to under an outer one."""
    if outer.value == "actual":
        return inner
    if inner.value == "actual":
        return outer
    value = inner.value if outer.value == "future" else outer.value
    return Status(value, (*outer.basis, *inner.basis))
