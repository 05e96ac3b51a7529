"""How certain an act is on record, given how certain its words are in their sentence."""

from __future__ import annotations

from dateline.coding.layers import Layers
from dateline.model import Clause, Parse, Status
from dateline.rulebook.status import StatusWords

SPOKEN = frozenset({"REQUEST", "AGREE", "CONCEDE", "THREATEN", "REJECT", "ACCUSE", "SUPPORT"})
"""Acts done by speaking: who speaks is the actor, and no source (annotation guide)."""
PROMISES = frozenset({"AGREE", "CONCEDE"})
"""Acts that somebody does by saying that he will."""
_FIRST_PERSON = frozenset({"i", "we"})

UNWILLING = frozenset({"will", "would"})
"""Auxiliaries that refuse a deed when they are denied."""
UNABLE = UNWILLING | {"can", "could"}
CONSENTING = frozenset({"SUPPORT", "AGREE"})
"""Types of mere consent, which who "cannot" give it refuses."""


def as_done(said: Status, parse: Parse, words: StatusWords) -> str:
    """The status; what is merely alleged, or tried without success, is on record as done."""
    basis = said.basis
    if basis and all(
        parse.lowers[t] in words.reported
        or (parse.lowers[t] in words.tried and parse.deps[t] == "amod")  # not "failed to take the town"
        for t in basis
    ):
        return "actual"
    return said.value


def done_by_saying(type_: str, status: str, clause: Clause, layers: Layers, words: StatusWords) -> bool:
    """Is an act of speech made by these very words: "plans to join", "we would urge both sides"?"""
    parse, basis = layers.parse, layers.status(clause).basis
    if status == "future" and type_ in PROMISES:
        return all(parse.lemmas[t] in words.committed for t in basis)
    return (
        type_ in SPOKEN
        and status in ("future", "hypothetical")
        and all(parse.lowers[t] in words.polite for t in basis)
        and any(parse.lowers[t] in _FIRST_PERSON for t in clause.subjects)
    )


def will_not(clause: Clause, type_: str, layers: Layers) -> bool:
    """ "will not release", "would never accept", "cannot support" (an act of `type_`): a refusal in words."""
    verb = clause.support if clause.support >= 0 else clause.head
    words = UNABLE if type_ in CONSENTING else UNWILLING
    return any(layers.parse.lemmas[a] in words for a in layers.tree.kids(verb, "aux"))
