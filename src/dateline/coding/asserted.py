"""Acts that a sentence names and does not assert: purposes, abilities, wishes, deeds in general."""

from __future__ import annotations

from dateline.coding.contents import AIMS
from dateline.coding.layers import Layers
from dateline.model import Clause

MEANT = frozenset({"intend", "design", "mean", "aim", "suppose", "calculate"})
"""Verbs of "a law meant to punish": what something is for."""
ABLE = frozenset(
    """able capable ability capacity power right chance opportunity freedom excuse pretext incentive
    appetite""".split()
)
"""Words that say what somebody could do, not that it may happen."""

POWERS = frozenset({"authority", "power", "right", "capacity", "ability", "capability", "means"})
IMAGINED = frozenset({"would", "'d", "’d"})
"""Modals that tell with "have" of what did not come about; "might have" leaves it open."""
SHARES = frozenset({"%", "percent", "percentage", "majorities", "pluralities"})
"""Subjects that are shares of those asked."""
ASKED_IN_POLLS = frozenset({"respondent", "voter", "adult"})
"""Who is asked in polls, where nothing says which of them: "most voters" but not "the voters"."""
IN_POLLS = ("ccomp", "xcomp", "conj")
ANYBODY = frozenset({"those", "anyone", "anybody", "everyone", "everybody", "whoever", "people", "person"})
"""Whom a relative clause speaks of in general: "those who oppose Sudan"."""

WAYS = frozenset({"way", "method", "idea", "notion", "concept", "option", "alternative", "risk", "fear"})
"""Nouns for a deed thought of: "ways of arming them"."""
FIT = frozenset({"interested", "justified", "capable", "incapable"})
"""Adjectives of whom a deed would suit: "justified in firing"."""
IF_AT_ALL = frozenset({"can", "could", "would", "might", "may", "should", "must"})
UNBELIEVED = frozenset("notion myth hoax falsehood fiction theory misconception pretend imagine".split())
"""Words above what somebody only thinks or wants others to think."""
UNTRUE = frozenset({"falsely", "wrongly", "baselessly", "mistakenly"})
DISCUSSING = frozenset({("discuss", "V"), ("debate", "V"), ("discussion", "N")})
"""Lemmas, verbs or nouns, whose object is only a topic (annotation guide)."""
HABITUAL = frozenset({"typically", "usually", "generally", "normally", "ordinarily", "traditionally"})
"""Adverbs of what somebody does in the present, but at no time that is told."""
PRESENT = ("VBP", "VBZ")
FINITE = (*PRESENT, "VBD", "MD")
HELPERS = ("aux", "auxpass")
REACH = 3
"""How many sentences a scenario may go on after it was announced."""


def why_unasserted(
    clause: Clause, status: str, layers: Layers, *, owned: bool, fulfilled: bool
) -> str | None:
    """Why nobody says that it happened, will happen or may; None when somebody does.

    `owned`: the sentence names somebody whose act it is. `fulfilled`: a purpose that is done by doing
    what it is the purpose of ("gathered to demand his release").
    """
    if not fulfilled and _is_purpose(clause, layers):
        return "only what something is done for"
    if not owned and _is_general(clause, layers):
        return "said of such deeds in general"
    if _is_unreal(clause, status, layers):
        return "only wished, tried or possible"
    if status == "hypothetical" and _is_counterfactual(clause, layers):
        return "only imagined"
    if _is_polled(clause, layers):
        return "an answer in a poll"
    if clause.kind == "noun" and _is_topic(clause.head, layers):
        return "only what is talked about"
    if status != "negated" and clause.kind == "verb":
        if _is_thought_of(clause.head, layers):
            return "a deed thought of, not done"
        if _is_unbelieved(clause.head, layers):
            return "only a thought that is not believed"
        if _is_asked(clause.head, layers):
            return "only asked"
    if clause.kind == "verb" and _is_only_referred_to(clause, layers):
        return "a condition, or as was said before"
    verb, finite = _told_in(clause, layers)
    if finite in PRESENT:
        if _is_habit(verb, layers):
            return "what is done as a rule"
        if _is_scenario(clause, layers):
            return "part of a scenario"
    return None


def _is_unreal(clause: Clause, status: str, layers: Layers) -> bool:
    """Hypothetical by an infinitive, a verb of wishing or a word of ability alone; or no power to do it."""
    tags, lemmas, basis = layers.parse.tags, layers.parse.lemmas, layers.status(clause).basis
    if status == "negated" and any(lemmas[t] in POWERS for t in basis):
        return True  # "lacks the authority to declare an emergency"
    return (
        status == "hypothetical"
        and bool(basis)
        and all(
            tags[t] in ("TO", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ") or lemmas[t] in ABLE for t in basis
        )
    )


def _is_purpose(clause: Clause, layers: Layers) -> bool:
    """ "sent troops *to attack* the town", "in a bid *to win* support": it is not said to happen.

    Nor is what something is meant for ("a law meant *to punish* Chad") or makes possible ("so that they
    can *defend* themselves").
    """
    parse = layers.parse
    if clause.kind != "verb":
        return False
    head = clause.head
    above = parse.heads[head]
    label = parse.deps[head]
    if label == "advcl" and _makes_possible(head, layers):
        return True
    if label == "pcomp":
        return parse.lemmas[parse.heads[above]] in MEANT and parse.lowers[above] in ("at", "for")
    if not layers.is_infinitive(head):
        return False
    if parse.lemmas[above] in MEANT and parse.tags[above] == "VBN":
        return True
    if label == "advcl":
        return above < head
    return label == "acl" and parse.lemmas[above] in AIMS


def _makes_possible(verb: int, layers: Layers) -> bool:
    """ "so that they can defend themselves"."""
    parse = layers.parse
    return any(parse.lowers[m] == "so" for m in layers.tree.kids(verb, "mark", "advmod")) and any(
        parse.tags[a] == "MD" for a in layers.tree.kids(verb, "aux")
    )


def _is_topic(noun: int, layers: Layers) -> bool:
    """ "discussed the war and the sanctions", "a debate on the strikes"."""
    parse = layers.parse
    while parse.deps[noun] == "conj":
        noun = parse.heads[noun]
    above = parse.heads[noun]
    if parse.deps[noun] == "pobj" and parse.lowers[above] in ("of", "about", "on", "over"):
        above = parse.heads[above]
    elif parse.deps[noun] != "dobj":
        return False
    return (parse.lemmas[above], parse.tags[above][0]) in DISCUSSING


def _is_thought_of(verb: int, layers: Layers) -> bool:
    """ "ways of arming them", "such as invading Chad", "can stop it by refusing", "without firing"."""
    parse = layers.parse
    if parse.deps[verb] != "pcomp" or parse.tags[verb] != "VBG":
        return False
    preposition = parse.heads[verb]
    above, word = parse.heads[preposition], parse.lowers[preposition]
    if word == "as":
        return parse.lowers[preposition - 1] == "such"
    if word == "by":
        return any(parse.lemmas[a] in IF_AT_ALL for a in layers.tree.kids(above, "aux"))
    return word == "without" or parse.lemmas[above] in WAYS or parse.lowers[above] in FIT


def _is_unbelieved(verb: int, layers: Layers) -> bool:
    """ "the notion that Chad attacked", "hard to imagine a king refusing", "falsely said that"."""
    parse = layers.parse
    while parse.deps[verb] in ("acl", "ccomp", "xcomp", "conj"):
        label, verb = parse.deps[verb], parse.heads[verb]
        if label == "acl" and parse.deps[verb] == "dobj":
            verb = parse.heads[verb]
        if parse.lemmas[verb] in UNBELIEVED:
            return True
        if label == "ccomp" and any(parse.lowers[a] in UNTRUE for a in layers.tree.kids(verb, "advmod")):
            return True
    return False


def _is_asked(verb: int, layers: Layers) -> bool:
    """ "Do they endorse the premier?": a question that supposes nothing."""
    parse, tree = layers.parse, layers.tree
    _, end = parse.sentences[tree.sentence[verb]]
    if "?" not in parse.words[max(end - 2, verb) : end] or parse.deps[verb] not in ("ROOT", "conj", "ccomp"):
        return False
    subject = tree.kid(verb, "nsubj", "nsubjpass")
    helper = tree.kid(verb, "aux", "auxpass")
    return (
        subject is not None
        and helper is not None
        and parse.tags[helper] != "MD"
        and helper < subject
        and parse.tags[tree.left[verb]] not in ("WRB", "WP", "WDT", "WP$")
    )


def _is_counterfactual(clause: Clause, layers: Layers) -> bool:
    """ "Chad would have attacked": it did not, and nobody said that it would."""
    lemmas = layers.parse.lemmas
    helpers = {lemmas[a] for a in layers.tree.kids(clause.head, "aux")}
    return "have" in helpers and not helpers.isdisjoint(IMAGINED)


def _is_polled(clause: Clause, layers: Layers) -> bool:
    """ "60 percent oppose the wall", "most voters say that he lied": a share of people thinks so."""
    parse, tree = layers.parse, layers.tree
    token = clause.support if clause.support >= 0 else clause.head
    # "support the bloc imposing sanctions": the parser hangs the deed on the bloc
    held = (*IN_POLLS, "acl", "dobj") if parse.tags[token] == "VBG" else IN_POLLS
    for _ in range(4):
        for subject in tree.kids(token, "nsubj"):
            if parse.lowers[subject] in SHARES or (
                parse.lemmas[subject] in ASKED_IN_POLLS and tree.kid(subject, "det", "poss", "relcl") is None
            ):
                return True
        if parse.deps[token] not in held or parse.heads[token] == token:
            return False
        token = parse.heads[token]
    return False


def _is_only_referred_to(clause: Clause, layers: Layers) -> bool:
    """ "until Chad *withdraws*" names a condition, "as *promised*" what was told elsewhere."""
    parse, tree, head = layers.parse, layers.tree, clause.head
    if parse.deps[head] != "advcl":
        return False
    marks = {parse.lowers[m] for m in tree.kids(head, "mark", "advmod")}
    if "as" in marks:
        return parse.tags[head] == "VBN" and tree.kid(head, "nsubj", "nsubjpass", "aux", "auxpass") is None
    return "until" in marks and _finite(head, layers) in PRESENT


def _finite(verb: int, layers: Layers) -> str:
    """The tag of the verb's finite part, empty where it has none."""
    tags, deps = layers.parse.tags, layers.parse.deps
    for c in layers.tree.children[verb]:
        if deps[c] in HELPERS and tags[c] in FINITE:
            return tags[c]
    return tags[verb] if tags[verb] in FINITE else ""


def _told_in(clause: Clause, layers: Layers) -> tuple[int, str]:
    """The verb that tells of an act (its own, or the nearest above), and the tag of its finite part."""
    heads, token = layers.parse.heads, clause.head
    while not (finite := _finite(token, layers)):
        if heads[token] == token:
            return clause.head, ""
        token = heads[token]
    return token, finite


def _is_habit(verb: int, layers: Layers) -> bool:
    """ "Senators *typically* meet ambassadors in groups", told by `verb`, in the present."""
    return any(
        layers.parse.lowers[a] in HABITUAL
        for t in (verb, layers.parse.heads[verb])
        for a in layers.tree.kids(t, "advmod")
    )


def _is_scenario(clause: Clause, layers: Layers) -> bool:
    """ "There are three scenarios. In the first the rebels *take* the port": told in the present."""
    sentences = layers.parse.sentences
    here = layers.tree.sentence[clause.head]
    return any(_announces_scenario(sentences[k][0], layers) for k in range(max(0, here - REACH), here + 1))


def _announces_scenario(first: int, layers: Layers) -> bool:
    """Is the sentence that begins with token `first` of scenarios, or does it bid us imagine something?"""
    words = layers.words_around(first)
    return "scenario" in words or (
        ("imagine" in words or "suppose" in words)
        and (layers.parse.lowers[first] in ("imagine", "suppose") or "let" in words)
    )


def _is_general(clause: Clause, layers: Layers) -> bool:
    """ "Attacks on civilians are war crimes": said of all such deeds, of none that happened.

    So is "an attack on civilians is a war crime".
    """
    parse, head = layers.parse, clause.head
    if clause.kind != "noun" or parse.deps[head] != "nsubj":
        return False
    verb = parse.heads[head]
    if (
        parse.lemmas[verb] != "be"
        or parse.tags[verb] not in ("VBP", "VBZ")
        or layers.tree.kid(verb, "attr", "acomp", "prep") is None
    ):
        return False
    if parse.tags[head] == "NN":
        return any(parse.lowers[d] in ("a", "an", "any") for d in layers.tree.kids(head, "det"))
    return parse.tags[head] == "NNS" and layers.tree.kid(head, "det", "poss", "nummod") is None


def is_of_anybody(clause: Clause, layers: Layers) -> bool:
    """ "those who oppose Sudan", "members who oppose Sudan": nobody in particular is said to have spoken."""
    parse, head = layers.parse, clause.head
    if parse.deps[head] != "relcl":
        return False
    whose = parse.heads[head]
    anybody = parse.lowers[whose] in ANYBODY or (
        parse.tags[whose] == "NNS"
        and _finite(head, layers) in PRESENT
        and any(layers.parse.lowers[s] in ("who", "that", "which") for s in layers.tree.kids(head, "nsubj"))
        and layers.tree.kid(whose, "det", "prep") is None
    )
    return anybody and layers.tree.kid(whose, "amod", "compound", "nummod", "poss") is None
