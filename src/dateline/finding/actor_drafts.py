"""A mention while it is still being read: what the words say, before the story around it is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter

from dateline.model import Party
from dateline.rulebook.nouns import Noun


@dataclass(slots=True)
class ActorDraft:
    """One noun phrase or pronoun. `parties` are those its own words name.

    `ask` is what the story has to answer: nothing (``""``), `country` (whose army?), `pronoun`,
    `owner` (the token `owner` says whose), `pair` ("the two leaders"), `back` (a noun of
    `references`: "the group"). `definite`: begins with "the" or "this"; `modified`: says more before
    the noun. `noun` and `lemma` are its common noun, `sector` what the phrase makes of it. `backers`
    stand behind somebody else's men ("Iran-backed"). `of_state`: an office of a state or of an
    international body itself, not of something in it. The story's memory notes in which `sentence` it
    met the draft, and whether as the `subject` of a clause or its `agent` ("by Chad").
    """

    first: int
    last: int
    head: int
    parties: tuple[Party, ...] = ()
    why: str = ""
    ask: str = ""
    noun: Noun | None = None
    lemma: str = ""
    definite: bool = False
    plural: bool = False
    owner: int = -1
    sector: str | None = None
    modified: bool = False
    backers: tuple[str, ...] = ()
    by_reference: bool = False
    of_state: bool = False
    sentence: int = field(init=False, repr=False)
    subject: bool = field(init=False, repr=False)
    agent: bool = field(init=False, repr=False)


in_order = attrgetter("head", "first")
"""Key that sorts drafts by their heads."""


def names_of(draft: ActorDraft) -> str:
    """The names of a draft's parties, for `why`."""
    return " and ".join([p.name for p in draft.parties])
