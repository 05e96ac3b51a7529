"""What an act is and between whom: type, mode, status and parties, before anything that hangs around it."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.coding.certainty import PROMISES, as_done, done_by_saying, will_not
from dateline.coding.contents import is_direct
from dateline.coding.layers import Layers, Named
from dateline.coding.matching import Match
from dateline.coding.parties import fill
from dateline.coding.sources import Sources
from dateline.model import Clause
from dateline.model.slotted import record
from dateline.rulebook.events import ContentRules
from dateline.rulebook.status import StatusWords

DEEDS = frozenset({"SANCTION", "COERCE"})
"""Hostile deeds that stay themselves when they are only announced (annotation guide)."""
POLITICIANS = frozenset({"GOV", "LEG", "PTY", "ELI", "OPP"})
"""Those who attack one another with words."""
WORDS_OF_FORCE = frozenset({"attack", "assault", "broadside", "salvo", "fire", "war", "battle", "campaign"})
"""Words of force that are as often said of words, by the politicians of one country."""

Content = Sequence[tuple[int, Match]]
"""The acts that are the content of a verbal act, by head, outermost first."""


@record(frozen=True, slots=True, kw_only=True)
class Outline:
    """An act as its own words tell it; `basis` are the tokens that made the status what it is."""

    clause: Clause
    match: Match
    content: Content
    type: str
    mode: str | None
    actors: tuple[Named, ...]
    recipients: tuple[Named, ...]
    status: str
    basis: tuple[int, ...]
    definite: bool
    """A noun that points back: "the attack", "this visit"."""
    refers: bool
    """Nothing but a reference: it joins an event of its type or is left out."""


class Outlines:
    """Outlines the acts of one story; with `keep_all` what nobody does may be more than a reference."""

    def __init__(
        self, layers: Layers, sources: Sources, content: ContentRules, words: StatusWords, *, keep_all: bool
    ) -> None:
        self._layers = layers
        self._sources = sources
        self._content = content
        self._words = words
        self._keep_all = keep_all

    def outline(self, clause: Clause, match: Match, content: Content) -> Outline:
        """What an act is and between whom, under the rule that fits it."""
        layers, rule = self._layers, match.rule
        if match.inner is not None and match.inner.rule.type != "NONE":
            content = ((clause.head, match.inner), *content)
        actors, recipients = fill(match, clause, layers)
        said = layers.status(clause)
        status, basis = as_done(said, layers.parse, self._words), said.basis
        if status == "actual" and (denial := self._sources.denial(clause)):
            status, basis = "negated", denial
        refused = status == "negated" and will_not(clause, rule.type, layers)
        direct = bool(content) and (match.inner is not None or is_direct(content[0][0], clause, layers))
        type_, mode = self._type_and_mode(match, content, status, refused=refused, direct=direct)
        if type_ != rule.type and (refused or status == "future"):
            status = "actual"  # the promise or refusal itself is made
        elif type_ in DEEDS and rule.type not in DEEDS and status == "actual":
            status = "future"  # "agreed to impose sanctions": announced, not yet done
        elif status != "actual" and done_by_saying(type_, status, clause, layers, self._words):
            status = "actual"
        elif status == "future" and type_ in PROMISES and self._sources.says_so_himself(clause, actors):
            status = "actual"  # "said it would consider the request"
        if type_ == "ASSAULT" and _is_of_words(clause, actors, recipients):
            type_, mode = "ACCUSE", "disapprove"
        definite = clause.kind == "noun" and layers.points_back(clause.head)
        return Outline(
            clause=clause,
            match=match,
            content=content,
            type=type_,
            mode=mode,
            actors=actors,
            recipients=recipients,
            status=status,
            basis=basis,
            definite=definite,
            refers=rule.reference or (definite and not (actors or recipients or self._keep_all)),
        )

    def _type_and_mode(
        self, match: Match, content: Content, status: str, *, refused: bool, direct: bool
    ) -> tuple[str, str | None]:
        """The rule's type and mode, after what the content makes of them.

        `direct`: the first content is itself what is asked or promised, not part of it.
        """
        table = self._content
        type_, mode = match.rule.type, match.rule.mode
        if refused and type_ in table.refused:
            return "REJECT", table.refused[type_]
        if status == "future" and type_ in table.future:
            return table.future[type_], None
        if content:
            inner = content[0][1].rule
            if direct and (type_, inner.type) in table.types:
                type_ = table.types[type_, inner.type]
                mode = inner.mode if type_ == inner.type else None
            if mode is None:
                mode = table.modes.get((type_, inner.type))
        return type_, mode


def _is_of_words(clause: Clause, actors: Sequence[Named], recipients: Sequence[Named]) -> bool:
    """ "The senator's attacks on his rival": politicians of one country attack each other with words."""
    sides = [n.party for n in (*actors, *recipients)]
    if not recipients and clause.kind == "noun":
        return bool(sides) and all(p.kind == "person" and p.sector in ("LEG", "PTY", "ELI") for p in sides)
    return (
        clause.lemma in WORDS_OF_FORCE
        and bool(actors and recipients)
        and len({p.country for p in sides}) == 1
        and all(p.sector in POLITICIANS for p in sides)
        and all(n.party.kind == "person" or n.party.sector in ("LEG", "PTY") for n in actors)
        and any(p.kind == "person" or p.sector in ("LEG", "PTY") for p in (n.party for n in recipients))
    )
