"""Clauses: what a timetable tells: "the leaders meet on Friday", "is visiting Oslo next week"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dateline.model import DateMention, Parse, Tree
from dateline.rulebook.status import StatusWords

_PRESENT_BE = frozenset({"am", "is", "are", "'s", "’s", "'re", "’re", "'m", "’m"})


def still_to_come(
    parse: Parse, tree: Tree, dates: Sequence[DateMention], published: date | None, words: StatusWords
) -> dict[int, int]:
    """Present verbs and nouns whose own day lies after publication, with the first token of the day."""
    out: dict[int, int] = {}
    if published is None:
        return out
    for d in dates:
        if d.begin is None or d.begin <= published or d.since:
            continue
        at = d.first
        while d.first <= parse.heads[at] <= d.last and parse.heads[at] != at:
            at = parse.heads[at]
        above = parse.heads[at]
        if parse.deps[at] == "pobj" and parse.lowers[above] in ("on", "in", "at", "from", "for"):
            above = parse.heads[above]
        elif parse.deps[at] not in ("npadvmod", "nmod", "compound", "poss", "advmod", "tmod"):
            continue
        if parse.tags[above][0] == "N":
            out.setdefault(above, d.first)
            verb = parse.heads[above]
            # "are holding talks on Thursday": the day may hang on the noun.
            if parse.deps[above] != "dobj" or words.object.get(parse.lemmas[verb]) != "share":
                continue
            above = verb
        if _is_present(parse, tree, above):
            out.setdefault(above, d.first)
    return out


def _is_present(parse: Parse, tree: Tree, verb: int) -> bool:
    tag = parse.tags[verb]
    if tag == "VBG":
        return any(parse.deps[c] == "aux" and parse.lowers[c] in _PRESENT_BE for c in tree.children[verb])
    return tag in ("VBZ", "VBP")
