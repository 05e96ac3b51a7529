"""Does a phrase of a rule fit a clause, and on which words?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dateline.coding.layers import Layers
from dateline.model import Clause
from dateline.model.slotted import record
from dateline.rulebook.events import Rule
from dateline.rulebook.openings import Candidate, Openings
from dateline.rulebook.phrases import Phrase, Test

PASS_THROUGH = frozenset(
    {"try", "seek", "begin", "start", "continue", "help", "work", "move", "go", "come", "be", "keep"}
)
"""Verbs whose own complement may be the one that a rule asks for ("agreed to begin to withdraw")."""
PLURAL = frozenset({"they", "we", "both", "who", "all", "those", "these", "many", "several", "some"})
"""Words for more than one, besides plural nouns."""
UNCERTAIN = frozenset({"can", "could", "may", "might"})
"""Modals of what is possible: "accepts that the dam may break" says nothing of what is to be done."""
QUESTIONS = frozenset({"if", "whether", "what", "why", "how", "when", "where"})
"""Words that make a complement a question."""


@record(frozen=True, slots=True)
class Match:
    """A rule that fits: `trigger` are the first and last token that name the act.

    `literal` are object tokens that the phrase itself named, so that they are no parties. `inner` is
    what the same predicate would be by itself, where a modal made it a request.
    """

    rule: Rule
    phrase: Phrase
    trigger: tuple[int, int]
    literal: frozenset[int]
    inner: Match | None = None


def candidates(head: int, index: Openings, layers: Layers) -> list[Candidate]:
    """The phrases that may fit a predicate, to judge by the words of its sentence; best first."""
    parse = layers.parse
    lemma, form = parse.lemmas[head], parse.lowers[head]
    if lemma not in index and form not in index:
        return []
    words = layers.words_around(head)
    found = index.of(lemma, words, head, layers.modifiers)
    if form != lemma and form in index:
        # "joining" is more special than "join"; the sort keeps what is of equal weight in order.
        found = sorted(index.of(form, words, head, layers.modifiers) + found, key=_by_weight)
    return found


def _by_weight(candidate: Candidate) -> int:
    return -candidate[0].weight


def best_match(clause: Clause, found: Iterable[Candidate], layers: Layers) -> Match | None:
    """The first of the candidates that fits the clause, an idiom (type NONE) included."""
    for phrase, rule in found:
        tokens = _fit(phrase, clause, layers)
        if tokens is not None:
            trigger, literal = tokens
            return Match(rule, phrase, trigger, literal)
    return None


def _fit(phrase: Phrase, clause: Clause, layers: Layers) -> tuple[tuple[int, int], frozenset[int]] | None:
    if phrase.subject is not None and not _subject(phrase.subject, clause.subjects, layers):
        return None
    named = {clause.head}
    literal: set[int] = set()
    if phrase.object is not None:
        found = _satisfying(phrase.object, clause.objects, layers)
        if found is None:
            return None
        if phrase.object.words:
            named.update(found)
            literal.update(found)
    for alternatives, test in phrase.prepositions:
        hit = _preposition(alternatives, test, clause, literal, layers, own=phrase.object is None)
        if hit is None:
            return None
        named.update(hit)
        if test is not None and test.words:
            literal.update(hit)
    if phrase.complement is not None and not _complement(phrase.complement, clause, layers):
        return None
    if clause.support >= 0 and layers.parse.lemmas[clause.support] != "be":
        named.add(clause.support)
    return _trigger(named, clause), frozenset(literal)


def _preposition(
    alternatives: tuple[str, ...],
    test: Test | None,
    clause: Clause,
    literal: set[int],
    layers: Layers,
    *,
    own: bool,
) -> tuple[int, ...] | None:
    """The tokens that name the particle or preposition and its literal object; None if it fails.

    `own`: the phrase asks for no object, so a preposition of the object is not the verb's: "called the
    strike on the town a crime" is no "call on".
    """
    for prep in alternatives:
        tokens = clause.obliques.get(prep, ())
        if tokens:
            tokens = tuple([t for t in tokens if not layers.in_date(t)])
            if own and clause.kind == "verb" and not clause.passive:
                tokens = tuple([t for t in tokens if not _of_object(t, clause, layers)])
        if clause.particle == prep:
            tokens += clause.objects  # "break off talks": the object follows the particle
        for obj in sorted(literal):
            tokens += tuple([t for t in layers.prepositions(obj).get(prep, ()) if t not in tokens])
        if test is None:
            particle = layers.particle(clause.head, prep)
            if particle is not None:
                return (particle,)
            if tokens or clause.particle == prep:
                return ()
        else:
            found = _satisfying(test, tokens, layers)
            if found is not None:
                return tuple(found) if test.words else ()
    return None


def _of_object(token: int, clause: Clause, layers: Layers) -> bool:
    """Does the preposition before `token` hang on the object, or come after a clause in its place?"""
    heads, head = layers.parse.heads, clause.head
    preposition = heads[token]
    above = heads[preposition]
    if head < above < token and above in clause.objects:
        return True
    return above == head and any(head < c < preposition for c in layers.tree.kids(head, "ccomp", "oprd"))


def _subject(test: Test, tokens: tuple[int, ...], layers: Layers) -> bool:
    """A bare country that acts is its government (annotation guide)."""
    keywords = test.keywords
    if "SEVERAL" in keywords and _several(tokens, layers):
        return True
    if _satisfying(test, tokens, layers) is not None:
        return True
    return "GOV" in keywords and any(
        n.party.kind == "country" and n.party.sector is None
        for t in tokens
        if layers.parse.tags[t] in ("NNP", "NNPS")
        for n in layers.named_parties(t)
    )


def _several(tokens: tuple[int, ...], layers: Layers) -> bool:
    tags, lowers = layers.parse.tags, layers.parse.lowers
    return len(tokens) > 1 or any(tags[t] in ("NNS", "NNPS", "CD") or lowers[t] in PLURAL for t in tokens)


def _is_deed(verb: int, layers: Layers) -> bool:
    """Says what is to be done: an infinitive, a gerund, or a clause with "will", "should", "be"."""
    tags, helpers = layers.parse.tags, layers.tree.kids(verb, "aux", "auxpass")
    if any(layers.parse.lemmas[a] in UNCERTAIN for a in helpers):
        return False
    return tags[verb] in ("VB", "VBG") or any(tags[a] in ("TO", "MD", "VB") for a in helpers)


def _is_question(verb: int, layers: Layers) -> bool:
    """ "asked if he would leave" asks nothing of anybody but an answer."""
    lowers = layers.parse.lowers
    first = layers.tree.left[verb]
    if lowers[first] in QUESTIONS and 0 < first - layers.parse.heads[verb] < 4:
        return True  # "asked: what should it be punished for?"
    words = layers.tree.kids(verb, "mark", "advmod", "dobj", "attr")
    return any(lowers[w] in QUESTIONS for w in words)


def _complement(test: Test, clause: Clause, layers: Layers) -> bool:
    complements = clause.complements
    if test.keywords and complements:
        if "ANY" in test.keywords:
            return True
        return any(_is_deed(c, layers) for c in complements) and not any(
            _is_question(c, layers) for c in complements
        )
    lemmas, words = layers.parse.lemmas, test.words
    todo = list(complements)
    if clause.kind == "verb":
        # "sent experts to investigate", "called him a liar"
        todo += [k for k in layers.infinitives(clause.head) if k > clause.head and k not in todo]
        todo += [k for k in layers.tree.kids(clause.head, "oprd") if k > clause.head]
    for c in todo:
        if lemmas[c] in words:
            return True
        if lemmas[c] in PASS_THROUGH:
            todo += [k for k in layers.tree.kids(c, "xcomp", "acomp") if k not in todo]
    return False


def _satisfying(test: Test, tokens: Sequence[int], layers: Layers) -> list[int] | None:
    """The tokens that pass the test, None when it fails as a whole."""
    if "NONE" in test.keywords:
        return None if tokens else []
    lemmas, measures = layers.parse.lemmas, layers.words.measures
    found: list[int] = []
    for token in tokens:
        if lemmas[token] in measures:
            found += [t for t in layers.below_measure(token) if _passes(test, t, layers)]
        elif _passes(test, token, layers):
            found.append(token)
    return found or None


def _passes(test: Test, token: int, layers: Layers) -> bool:
    keywords = test.keywords
    if "ANY" in keywords:
        return True
    parse = layers.parse
    for word in (parse.lemmas[token], parse.lowers[token]):
        for modifiers in test.words.get(word, ()):
            if not modifiers or modifiers <= layers.modifiers(token):
                return True
    if not keywords:
        return False
    if "SELF" in keywords and parse.lowers[token].endswith(("self", "selves")):
        return True
    if "PLACE" in keywords and layers.place_at(token) is not None:
        return True
    parties = layers.named_parties(token)
    if "ACTOR" in keywords and parties:
        return True
    return any(p.party.sector in keywords for p in parties)


def _trigger(named: set[int], clause: Clause) -> tuple[int, int]:
    """A short run of words; what lies far off is left out rather than half a sentence taken in."""
    first = last = clause.head
    if len(named) == 1:
        return first, last
    for token in sorted(named, key=lambda t: abs(t - clause.head)):
        if abs(token - clause.head) <= 7:
            first, last = min(first, token), max(last, token)
    return first, last
