"""Clauses: what the word above a predicate does to its certainty, told without looking further up.

Each function gives an effect of the rule file: `negated`, `future`, `hypothetical`, `share` (as
certain as the governor), `attempt`, `excludes`, `evidence` or `free`; and `open`, as certain as a
governor that is still to come.
"""

from __future__ import annotations

from dateline.model import Parse, Tree
from dateline.rulebook.status import StatusWords

FREE = "free"
_JOINS = frozenset({"prep", "agent", "prt", "pcomp", "mark", "dative", "advmod"})
_BELOW_NOUN = frozenset({"of", "for", "on", "to", "about", "against", "over", "at", "toward", "towards"})
_AROUND = frozenset({"by", "after", "before", "while", "since", "with", "in", "on"})
_UNTIL = frozenset({"before", "until", "till"})
_COPULAS = frozenset({"be", "seem", "look", "become", "appear", "remain"})


def complement_effect(
    parse: Parse, tree: Tree, words: StatusWords, head: int, label: str, *, infinitive: bool
) -> str:
    """A verb, adjective or noun at `head` on the clause below it ("failed to …", "ready to …")."""
    sign = parse.tags[head][0]
    if sign != "V":
        return _predicate_effect(parse, tree, words, head, sign, infinitive=infinitive)
    lemma = parse.lemmas[head]
    if lemma in _COPULAS:
        judged = tree.kid(head, "acomp")
        found = words.adjectives.get(parse.lemmas[judged]) if judged is not None else None
        if found and (infinitive or any(parse.lowers[c] == "it" for c in tree.children[head] if c < head)):
            return found  # "it is likely that …", "is not afraid to …"
    with_it = words.clause.get(with_particle(parse, tree, head))
    effect = words.clause.get(lemma)
    if with_it and (effect is None or tree.kid(head, "prt") is not None):
        effect = with_it  # "went on to say", but "went on television to say"
    if infinitive:
        if any(parse.lowers[c] == "yet" for c in tree.children[head]):
            return "negated"
        if lemma in words.past and is_past(parse, tree, head):
            return words.past[lemma]
        return words.infinitive.get(lemma) or effect or ("share" if label == "xcomp" else FREE)
    if label == "ccomp":
        found = words.that.get(lemma)
        if found:
            return FREE if found == "own view" and _first_person(parse, tree, head) else _plain(found)
        return FREE if effect in ("share", "future", None) else effect
    return "share" if effect in ("future", None) else effect


def _plain(effect: str) -> str:
    return "hypothetical" if effect == "own view" else effect


def _predicate_effect(
    parse: Parse, tree: Tree, words: StatusWords, head: int, sign: str, *, infinitive: bool
) -> str:
    lemma = parse.lemmas[head]
    if lemma in words.past and is_past(parse, tree, parse.heads[head]):
        return words.past[lemma]
    effect = words.adjectives.get(lemma)
    if infinitive and sign == "J" and any(parse.lowers[c] == "too" for c in tree.children[head]):
        return "negated"  # "too weak to attack"
    if effect is None and infinitive:
        effect = words.nouns.get(lemma) if sign == "N" else "share"
    return effect or FREE


def object_effect(parse: Parse, tree: Tree, words: StatusWords, noun: int, verb: int) -> str:
    """A verb on the event noun that is its object, or the subject of its passive."""
    lemma = parse.lemmas[verb]
    effect = words.object.get(with_particle(parse, tree, verb)) or words.object.get(lemma)
    if effect == "negated" and lemma in words.answers and parse.lemmas[noun] in words.nouns:
        return FREE  # a rejected proposal has been made
    if effect is None and words.nouns.get(parse.lemmas[noun]) == "evidence":
        return "share"  # "did not find evidence"
    return effect or FREE


def happens(parse: Parse, tree: Tree, words: StatusWords, verb: int) -> bool:
    """Whether the subject of `verb` is what happens: "take place", "break out", "begin"."""
    lemma = parse.lemmas[verb]
    if lemma == "be" and tree.kid(verb, "acomp", "attr", "advmod") is not None:
        return False  # "the assault is not over"
    if lemma in words.happen or with_particle(parse, tree, verb) in words.happen:
        return True
    thing = tree.kid(verb, "dobj")
    return thing is not None and f"{lemma} {parse.lowers[thing]}" in words.happen


def preposition_effect(parse: Parse, words: StatusWords, token: int, preposition: int) -> tuple[str, int]:
    """What a preposition and the word it hangs on do to `token` below it, and which word does it."""
    if parse.deps[preposition] not in _JOINS:
        return FREE, -1
    word, head = parse.lowers[preposition], parse.heads[preposition]
    found = words.prepositions.get(_phrase(parse, words, preposition)) or words.prepositions.get(word)
    if found:
        return found, preposition
    lemma, sign = parse.lemmas[head], parse.tags[head][0]
    effect = None
    if head == preposition:
        return FREE, -1
    if sign == "V" and word in _UNTIL and parse.deps[token] == "pcomp":
        return "open", head
    if sign == "V":
        effect = words.object.get(f"{lemma} {word}")
        if effect is None and parse.deps[token] == "pcomp" and word not in _AROUND:
            effect = words.clause.get(f"{lemma} {word}") or words.clause.get(lemma)
            effect = None if effect == "future" else effect
        if effect is None and word == "from" and words.clause.get(lemma) == "negated":
            effect = "negated"
    elif sign == "N" and word in _BELOW_NOUN:
        effect = words.nouns.get(lemma)
        carried = words.carried.get(lemma)
        if carried is not None:
            effect = effect if word in carried else None
        elif (word == "on" and effect == "hypothetical") or (word == "to" and parse.deps[token] == "pobj"):
            effect = None
    elif sign == "J":
        effect = words.adjectives.get(lemma)
    return effect or FREE, head


def _phrase(parse: Parse, words: StatusWords, preposition: int) -> str:
    """`ahead of` for the `of` of "ahead of the talks", whatever the parser made of it."""
    for n in (4, 3, 2):
        if preposition - n + 1 >= 0:
            phrase = " ".join(parse.lowers[preposition - n + 1 : preposition + 1])
            if phrase in words.prepositions:
                return phrase
    return ""


def with_particle(parse: Parse, tree: Tree, verb: int) -> str:
    """`call off` for the verb with its particle or, without one, its first preposition."""
    for c in tree.children[verb]:
        if c > verb and parse.deps[c] in ("prt", "prep"):
            return f"{parse.lemmas[verb]} {parse.lowers[c]}"
    return ""


def is_subjunctive(parse: Parse, tree: Tree, verb: int) -> bool:
    """ "insisted that he *be* freed": the bare form with a subject, where only a demand puts it."""
    subject = -1
    bare = False
    for c in tree.children[verb]:
        label = parse.deps[c]
        if label in ("aux", "auxpass"):
            if parse.lowers[c] != "be":
                return False
            bare = True
        elif label in ("nsubj", "nsubjpass"):
            subject = c
    if subject < 0 or bare:
        return bare and subject >= 0
    return parse.tags[verb] == "VB" and (
        parse.lowers[subject] in ("he", "she", "it")
        or (parse.tags[subject] in ("NN", "NNP") and tree.kid(subject, "conj") is None)
    )


def is_past(parse: Parse, tree: Tree, verb: int) -> bool:
    """Whether a verb tells of the past: by its own form or an auxiliary's."""
    if parse.tags[verb] == "VBD":
        return True
    return parse.tags[verb] == "VBN" and any(
        parse.lemmas[c] in ("have", "be") and parse.deps[c] in ("aux", "auxpass") and parse.tags[c] != "VB"
        for c in tree.children[verb]
    )


def is_headline(parse: Parse, tree: Tree, root: int) -> bool:
    """Whether the root of a sentence is a name taken for a verb: "Blinken to visit Kyiv"."""
    return (
        parse.heads[root] == root
        and parse.tags[root] in ("VBN", "VBD", "VB", "VBG")
        and parse.words[root][0].isupper()
        and tree.left[root] == root == parse.sentences[tree.sentence[root]][0]
    )


def _first_person(parse: Parse, tree: Tree, verb: int) -> bool:
    subject = tree.kid(verb, "nsubj")
    return subject is not None and parse.lowers[subject] in ("i", "we")
