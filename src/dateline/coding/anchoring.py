"""Which act a date, a place or a figure hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from dateline.model import Parse

Anchored = TypeVar("Anchored")


def anchored(
    parse: Parse,
    mentions: Sequence[tuple[int, int, Anchored]],
    acts: frozenset[int],
    through: frozenset[str] = frozenset(),
) -> dict[int, list[Anchored]]:
    """Mentions (first token, last token, mention) by the act above them that is nearest in the tree.

    A verb that is no act keeps what hangs on it, for the clauses that share its time; participles beside
    a noun whose lemma is in `through` pass it on as well ("in a statement *released* Saturday").
    """
    heads, tags, deps, lemmas = parse.heads, parse.tags, parse.deps, parse.lemmas
    table: dict[int, list[Anchored]] = {}
    for first, last, mention in mentions:
        at = first
        while first <= heads[at] <= last and heads[at] != at:
            at = heads[at]
        while heads[at] != at:
            at = heads[at]
            if at in acts or tags[at][0] == "V":
                if at not in acts and deps[at] == "acl" and lemmas[at] in through:
                    table.setdefault(at, []).append(mention)
                    continue
                break
        table.setdefault(at, []).append(mention)
    return table
