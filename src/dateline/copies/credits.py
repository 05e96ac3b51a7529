"""Agencies credited with a story, and how many reports are left when those of one source count once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dateline.model import Story
from dateline.rulebook.credits import AGENCY, AgencyCredits

LEAD = 500
"""Characters at the start in which a credit stands for the whole report."""
END = 300
"""The same at the end."""


def credited_agencies(story: Story, credits: AgencyCredits) -> tuple[str, ...]:
    """The agencies that a story is credited to as a whole, sorted: by its dateline, lead or last lines.

    What only one statement in the middle is credited to is no credit of the report.
    """
    known = dict(credits.names)
    found = {known.get(story.agency, story.agency)} if story.agency else set()
    text = story.text
    for piece, wordings in ((text[:LEAD], credits.lead), (text[-END:], credits.end)):
        for written, name in credits.names:
            if written in piece:
                piece = piece.replace(written, AGENCY)
                if wordings.search(piece):
                    found.add(name)
                # A shorter name within a longer one is no other agency.
                piece = piece.replace(AGENCY, "_" * len(written))
    return tuple(sorted(found))


def independent_reports(
    stories: Iterable[str], families: Mapping[str, str], agencies: Mapping[str, tuple[str, ...]]
) -> int:
    """How many independent reports `stories` are: those of one family, or of one agency, count once.

    `families` and `agencies` are by story; a story that is in neither is a family of its own.
    """
    leader: dict[str, str] = {}

    def find(key: str) -> str:
        while leader.setdefault(key, key) != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    own = []
    for story in sorted(set(stories)):
        family = "family " + families.get(story, story)
        own.append(family)
        for agency in agencies.get(story, ()):
            one, other = find(family), find("agency " + agency)
            leader[max(one, other)] = min(one, other)
    return len({find(family) for family in own})
