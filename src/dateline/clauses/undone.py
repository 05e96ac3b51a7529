"""Clauses: the verbs that say of a claim that it is untrue, of an attempt that it came to nothing."""

from __future__ import annotations

from dateline.clauses.governors import is_past, with_particle
from dateline.model import Parse, Tree
from dateline.rulebook.status import StatusWords


def undoing_verb(parse: Parse, tree: Tree, words: StatusWords, noun: int) -> int:
    """The verb above that makes what hangs below `noun` not so, or -1."""
    verb = _denied_claim(parse, tree, words, noun)
    return verb if verb >= 0 else _failed_attempt(parse, tree, words, noun)


def _denied_claim(parse: Parse, tree: Tree, words: StatusWords, noun: int) -> int:
    """The verb that says a claim is untrue ("*dismissed* reports that …"), or -1."""
    if parse.lemmas[noun] not in words.claims or parse.deps[noun] not in ("dobj", "nsubjpass", "pobj"):
        return -1
    verb = parse.heads[noun]
    if parse.tags[verb][0] != "V" or parse.lemmas[verb] not in words.deny:
        return -1
    return -1 if tree.kid(verb, "neg") is not None else verb


def _failed_attempt(parse: Parse, tree: Tree, words: StatusWords, noun: int) -> int:
    """The verb that says an attempt came to nothing ("an effort to free them *failed*"), or -1."""
    if parse.lemmas[noun] not in words.attempts or parse.deps[noun] not in ("nsubj", "pobj"):
        return -1
    verb = parse.heads[noun]
    if parse.deps[noun] == "pobj":
        verb = parse.heads[verb] if parse.lowers[verb] == "in" else -1
    if verb < 0 or not (parse.lemmas[verb] in words.fail or with_particle(parse, tree, verb) in words.fail):
        return -1
    return verb if is_past(parse, tree, verb) and tree.kid(verb, "neg") is None else -1
