"""Words that only point: pronouns, "the two leaders", "the group"; and the "it" that points at nothing."""

from __future__ import annotations

from dateline.finding.actor_drafts import ActorDraft
from dateline.finding.phrases import Phrases
from dateline.finding.sectors import named_party
from dateline.model import Parse, Tree, tokens_with

HE = frozenset({"he", "she", "him", "her", "his", "himself", "herself", "hers"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
IT = frozenset({"it", "its", "itself"})
THEY = frozenset({"they", "them", "their", "themselves", "theirs"})
PRONOUNS = HE | IT | THEY
_POINTING = PRONOUNS | {"two", "both", "pair"}
_READY = frozenset(
    "ready willing able prepared committed open determined concerned worried unable unwilling "
    "responsible confident convinced aware interested keen free".split()
)
_PLEONASTIC = frozenset(
    "seem appear happen rain snow turn matter take become follow remain mean transpire".split()
)
_PAIRED = frozenset({"person", "country", "group", "igo", "side"})
_OF_EACH_STATE = frozenset({"MIL", "LEG"})
"""Sectors of bodies of which each of two states has one: "both armies"."""
_REPORTED = frozenset(
    "believe expect hope think report say fear understand estimate know assume feel suggest claim "
    "note".split()
)


def find_pointers(phrases: Phrases, heads: set[int]) -> list[ActorDraft]:
    """Drafts for pronouns and for nouns that only point back; `heads` are taken already."""
    parse, refers = phrases.parse, phrases.gazetteer.references
    lowers, lemmas, tags = parse.lowers, parse.lemmas, parse.tags
    out: list[ActorDraft] = []
    pointing = [(i, lowers[i]) for i in tokens_with(lowers, _POINTING)]
    for i, lower in pointing:
        if lower in PRONOUNS and i not in heads:
            out.append(ActorDraft(i, i, i, ask="pronoun", by_reference=True))
    for i, lower in pointing:
        if lower in PRONOUNS:
            continue
        pair = _pair(phrases, i, lower, heads)
        if pair is not None:
            out.append(pair)
            heads.add(pair.head)
    for i in [i for i in phrases.common if lemmas[i] in refers]:
        if tags[i] != "NN" or i in heads or i in phrases.inside or refers[lemmas[i]] == "people":
            continue
        first = phrases.around.first_of(i)
        before = phrases.at.get(i - 1)
        if before is not None and before.first > first and before.name.kind in ("organisation", "group"):
            # "the NATO alliance" is NATO.
            out.append(ActorDraft(first, i, i, (named_party(before, before.name.sector),), "by name"))
        elif (
            lowers[first] in ("the", "this", "that")
            and (i - first == 1 or refers[lemmas[i]] in ("country", "group"))
            and _names_nobody(phrases, first, i)
        ):
            out.append(ActorDraft(first, i, i, ask="back", lemma=lemmas[i], by_reference=True))
    return out


def _names_nobody(phrases: Phrases, first: int, last: int) -> bool:
    """Whether only adjectives stand between "the" and the noun."""
    tags, at = phrases.parse.tags, phrases.at
    return all(
        t not in at and tags[t] in ("JJ", "VBN", "HYPH", "NN", "RB", "NNP") for t in range(first + 1, last)
    )


def _pair(phrases: Phrases, i: int, lower: str, heads: set[int]) -> ActorDraft | None:
    """ "the two", "the two leaders", "both sides", "the pair"."""
    parse, refers = phrases.parse, phrases.gazetteer.references
    head = parse.heads[i]
    first = i
    if lower in ("two", "pair"):
        if not i or parse.lowers[i - 1] not in ("the", "these"):
            return None
        first = i - 1
    if parse.deps[i] in ("nummod", "det", "predet", "amod") and head > i:
        lemma = parse.lemmas[head]
        noun = phrases.nouns.get(head)
        office = noun is not None and (noun.kind == "office" or noun.sector in _OF_EACH_STATE)
        if (
            (refers.get(lemma) not in _PAIRED and not office)
            or parse.tags[head] not in ("NNS", "NNPS")
            or head - i > 3
        ):
            return None
        if head in heads and head in phrases.at:
            return None
        if office and noun is not None:
            lemma = noun.lemma
            if any(t in phrases.at for t in range(i, head)):
                return None  # "the two Korean presidents" say whose they are
        return ActorDraft(
            first, head, head, ask="pair", noun=noun if office else None, lemma=lemma, by_reference=True
        )
    if lower == "both" or parse.lowers[min(i + 1, len(parse) - 1)] == "of":
        return None
    if parse.deps[i] in ("nsubj", "pobj", "dobj", "nsubjpass", "poss"):
        return ActorDraft(first, i, i, ask="pair", lemma="", by_reference=True)
    return None


def pleonastic(parse: Parse, tree: Tree, i: int) -> bool:
    """ "it is clear that", "it seems", "it is expected that": it stands for nobody."""
    if parse.deps[i] == "poss":
        return False
    if parse.deps[i] not in _SUBJECTS:
        return True
    verb = parse.heads[i]
    lemma = parse.lemmas[verb]
    if lemma in _PLEONASTIC and tree.kid(verb, "prt") is None:
        return True
    if parse.deps[i] == "nsubjpass":
        return lemma in _REPORTED or tree.kid(verb, "ccomp") is not None
    if lemma == "be":
        predicate = tree.kid(verb, "acomp", "attr", "prep", "advmod", "advcl")
        return predicate is None or parse.lemmas[predicate] not in _READY
    return False
