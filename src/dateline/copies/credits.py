"""Agencies credited with a story as a whole."""

from __future__ import annotations

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
