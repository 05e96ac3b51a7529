"""Clauses: the words beside a predicate that bear on its certainty, gathered sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass, field

from dateline.model import Parse, Status, Tree, tokens_with
from dateline.rulebook.status import StatusWords

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_BESIDE = frozenset({"neg", "advmod", "amod", "det", "preconj", "compound"})
_OBJECTS = frozenset({"dobj", "attr"})
_CONNECTING = frozenset({"mark", "aux", "advmod"})
_ONLY = (("only",), ("just",), ("merely",), ("simply",))
_CONTRACTED = frozenset({"'d", "’d"})
"""`would`, but `had` before a participle."""
_PAST = frozenset({"VBD", "VBN"})
_ASKED_FOR = frozenset({"WP", "WRB", "WDT"})
"""Who, when, why: such a question takes for granted that it happened."""
_CONJUNCTION_TAGS = frozenset({"IN", "WRB", "VBN", "VBG", "RB", "CC"})


@dataclass(slots=True)
class Hedges:
    """What stands beside the predicates of the sentences read so far, by token of the predicate.

    `own` is the status that its own words give it, where they give one; `to` the particle of an
    infinitive; `marks` the conjunction that opens its clause.
    """

    own: dict[int, Status] = field(default_factory=dict)
    to: dict[int, int] = field(default_factory=dict)
    marks: dict[int, int] = field(default_factory=dict)


def find_hedges(parse: Parse, tree: Tree, words: StatusWords, sentence: int, out: Hedges) -> None:
    """Add the hedges of a sentence: negations, modals, adverbs, adjectives, questions and commands."""
    first, end = parse.sentences[sentence]
    _connect(parse, words, first, end, out)
    signs, lowers = words.signs, parse.lowers
    found: dict[int, tuple[str, tuple[int, ...]]] = {}
    for i in tokens_with(lowers[first:end], signs, first):
        head, label, word = parse.heads[i], parse.deps[i], lowers[i]
        if head == i:
            continue
        if label == "aux":
            had = word in _CONTRACTED and parse.tags[head] in _PAST
            effect = None if had else words.modals.get(word)
            if effect == "hypothetical":
                effect = _modal(parse, tree, words, out, head, word)
            if effect:
                _add(found, head, effect, i)
        elif label in _BESIDE:
            effect = _beside(parse, words, i, head, word, label)
            if effect:
                _add(found, head, effect, i)
            if word in ("no", "neither"):
                _deny(parse, found, head)
        elif label in ("acl", "amod") and i > head and parse.tags[head][0] == "N":
            effect = words.beside.get(word)
            if effect and _tells_of(parse, tree, words, i):
                _add(found, head, effect, i)
        elif word in words.nobody:
            _deny(parse, found, i)
        if word in words.nobody and label in ("det", "nsubj", "predet", "advmod") and i < head:
            _deny(parse, found, head)
    for token, (value, basis) in found.items():
        out.own[token] = Status(value, basis)
    _mood(parse, tree, first, end, out)


def _connect(parse: Parse, words: StatusWords, first: int, end: int, out: Hedges) -> None:
    heads, lowers, tags = parse.heads, parse.lowers, parse.tags
    for i in tokens_with(parse.deps[first:end], _CONNECTING, first):
        head = heads[i]
        if lowers[i] == "to":
            out.to.setdefault(head, i)
        elif (
            i < head
            and tags[i] in _CONJUNCTION_TAGS
            and (head not in out.marks or lowers[i] in words.marks)  # "only if"
        ):
            out.marks[head] = i


def _add(found: dict[int, tuple[str, tuple[int, ...]]], token: int, effect: str, sign: int) -> None:
    """One more sign for a predicate: negation beats possibility, possibility beats future."""
    value, basis = found.get(token, ("actual", ()))
    if value == "actual":
        found[token] = (effect, (sign,))
    elif "negated" in (value, effect):
        found[token] = ("negated", (*basis, sign))
    elif "hypothetical" in (value, effect):
        found[token] = ("hypothetical", (*basis, sign))


def _deny(parse: Parse, found: dict[int, tuple[str, tuple[int, ...]]], noun: int) -> None:
    """`noun` is nobody or nothing: what it is subject or object of did not happen."""
    verb = parse.heads[noun]
    if (parse.deps[noun] in SUBJECTS or parse.deps[noun] in _OBJECTS) and verb != noun:
        value = found.get(verb, ("actual", ()))[0]
        if value in ("actual", "future"):
            found[verb] = ("negated", (noun,))


def _beside(parse: Parse, words: StatusWords, i: int, head: int, word: str, label: str) -> str | None:
    """What the word `i` does to the predicate `head` it stands beside."""
    noun = parse.tags[head][0] == "N"
    if _is_emphasis(parse, i, word):
        return None
    if word == "longer":
        return "negated" if parse.lowers[i - 1] == "no" else None
    effect = words.beside.get(word)
    if effect == "future" and not noun:
        return None
    if i > head and (noun or label not in ("neg", "advmod")):
        return None
    if word == "any" and not (noun and label == "det"):
        return None
    return effect or (None if noun else words.verbal.get(word))


def _is_emphasis(parse: Parse, i: int, word: str) -> bool:
    """Whether a negation denies nothing: "not only attacked but"."""
    return word == "not" and parse.lowers[i + 1 : i + 2] in _ONLY


def _modal(parse: Parse, tree: Tree, words: StatusWords, hedges: Hedges, verb: int, word: str) -> str:
    """`would` in a report of past speech is a future seen from then: "said it would leave"."""
    if word not in ("would", "'d", "’d"):
        return "hypothetical"
    for c in tree.children[verb]:
        label = parse.deps[c]
        if label == "aux" and parse.lemmas[c] == "have":
            return "hypothetical"
        if label == "advcl" and parse.lowers[hedges.marks.get(c, c)] in words.marks:
            return "hypothetical"
        if label == "prep" and parse.lowers[c] == "under" and _settled(parse, tree, words, c):
            return "future"  # "under the deal the rebels would disarm"
    if parse.deps[verb] in ("ccomp", "conj", "relcl") and parse.tags[parse.heads[verb]] in _PAST:
        return "future"
    if parse.deps[verb] in ("acl", "ccomp") and parse.tags[parse.heads[verb]][0] == "N":
        return "future"  # "announced in a message that it would leave"
    return "hypothetical"


def _tells_of(parse: Parse, tree: Tree, words: StatusWords, participle: int) -> bool:
    """ "the talks scheduled for May", "due to open in May"; not "a step expected to cost jobs"."""
    if parse.tags[participle] not in ("VBN", "VBD", "JJ"):
        return False
    below = tree.kid(participle, "xcomp")
    return below is None or parse.lemmas[below] in words.happen


def _settled(parse: Parse, tree: Tree, words: StatusWords, preposition: int) -> bool:
    terms = tree.kid(preposition, "pobj")
    return terms is not None and words.nouns.get(parse.lemmas[terms]) == "future"


def _mood(parse: Parse, tree: Tree, first: int, end: int, out: Hedges) -> None:
    """A question, a command, or the infinitive of a headline ("Minister to visit Kyiv")."""
    words, tags = parse.words, parse.tags
    root = tree.root(tree.sentence[first])
    if root < 0 or tags[root][0] != "V":
        return
    own = out.own.get(root)
    asks = end - first > 1 and "?" in (words[end - 1], words[end - 2])
    if asks and (own is None or own.value == "future"):
        if not any(tags[c] in _ASKED_FOR for c in tree.children[root]):
            out.own[root] = Status("hypothetical", (end - 1,))
    elif own is None and tags[root] in ("VB", "VBN"):
        if root in out.to:
            out.own[root] = Status("future", (out.to[root],))
        elif (tags[root] == "VB" and root - first < 2) and not any(
            parse.deps[c] in SUBJECTS or parse.deps[c] == "aux" for c in tree.children[root]
        ):
            out.own[root] = Status("hypothetical", (root,))


def turned_auxiliary(parse: Parse, tree: Tree, verb: int) -> int:
    """The auxiliary of "had they attacked", "should he fall", before its subject; -1 without one."""
    auxiliary = -1
    for c in tree.children[verb]:
        label = parse.deps[c]
        if label in SUBJECTS:
            return auxiliary
        if label in ("aux", "auxpass") and parse.lowers[c] in ("had", "were", "should"):
            auxiliary = c
    return -1
