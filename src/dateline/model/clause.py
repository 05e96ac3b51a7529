"""One predicate of a sentence in a normal form, whatever the syntax was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from dateline.model.slotted import record


@record(frozen=True, slots=True)
class Status:
    """How certain: `value` is actual, future, hypothetical or negated.

    `basis` are the tokens that say so (negation, modal, embedding verb), empty for plain assertion.
    """

    value: str
    basis: tuple[int, ...] = ()


ACTUAL = Status("actual")


@record(frozen=True, slots=True, kw_only=True)
class Clause:
    """A predicate with its arguments, as tokens.

    `head` is the verb, event noun or adjective. `first..last` is what to show as the act ("held a
    telephone call"). `kind`: verb, noun, adjective. `subjects` are those who do it and `objects`
    those it is done to, passive, relative, control and coordination undone. `obliques` maps a
    preposition to the tokens it governs; `to` also holds the indirect object. `particle` is that of
    a phrasal verb. `complements` are heads of clauses below (`agreed to meet`: meet).
    `support` is the light verb of an event noun ("held" of "held talks"), -1 without one. `asked`: a modal
    makes it what somebody asks for, and that is certain ("said that Iran *must* stop").
    """

    head: int
    first: int
    last: int
    kind: str
    lemma: str
    subjects: tuple[int, ...] = ()
    objects: tuple[int, ...] = ()
    obliques: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    particle: str = ""
    complements: tuple[int, ...] = ()
    support: int = -1
    passive: bool = False
    asked: bool = False


@record(frozen=True, slots=True)
class Fit:
    """A phrase of an event rule that fits the predicate at the token `head`.

    `phrase` is the key of the phrase (`rulebook.fingerprints`), `first`..`last` are the tokens that name
    the act, `literal` the arguments that the phrase itself names. `inner` is the key of the phrase that
    the same predicate fits by itself, where a modal made it a request; else 0.
    """

    head: int
    phrase: int
    first: int
    last: int
    literal: tuple[int, ...]
    inner: int = 0
