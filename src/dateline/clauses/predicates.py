"""Clauses: which words of a story are predicates."""

from __future__ import annotations

from dateline.model import Parse, Tree
from dateline.rulebook.status import StatusWords

_AUXILIARY = frozenset({"aux", "auxpass", "case", "punct", "mark"})
_PREDICATED = frozenset({"acomp", "oprd", "ROOT", "ccomp", "advcl", "pcomp"})


def predicates(parse: Parse, tree: Tree, words: StatusWords) -> list[int]:  # noqa: ARG001
    """Tokens that say that something is or happens, in order: verbs, event nouns, adjectives.

    Auxiliaries are left out. An adjective counts where it is predicated ("is ready"), a participle
    in front of a noun ("alleged attack") as a verb or adjective by its tag. `tree` is taken as by
    every reader of a parse.
    """
    out = []
    lemmas, deps = parse.lemmas, parse.deps
    events, things, suffixes = words.events, words.things, words.suffixes
    for i, tag in enumerate(parse.tags):
        sign = tag[0]
        if sign == "V":
            if deps[i] not in _AUXILIARY:
                out.append(i)
        elif sign == "N":
            lemma = lemmas[i]
            if lemma in events or (
                lemma not in things and not tag.startswith("NNP") and lemma.endswith(suffixes)
            ):
                out.append(i)
        elif sign == "J" and deps[i] in _PREDICATED:
            out.append(i)
    return out
