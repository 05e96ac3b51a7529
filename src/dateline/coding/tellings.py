"""What the mentions of one happening in a story tell together, before it is an event."""

from __future__ import annotations

from dateline.coding.drafts import Draft
from dateline.model import EventFigure, EventMention
from dateline.model.slotted import record


@record(frozen=True, slots=True)
class Telling:
    """The mentions of one happening in text order, the fullest of them, and what all of them count."""

    drafts: list[Draft]
    lead: Draft
    mentions: tuple[EventMention, ...]
    figures: tuple[EventFigure, ...]

    @property
    def type(self) -> str:
        return self.lead.type

    @property
    def status(self) -> str:
        """A noun that points back is as certain as what it points to."""
        return self.lead.status if not self.lead.definite else self.drafts[0].status


def told_together(drafts: list[Draft]) -> Telling:
    """What the mentions of one happening tell together."""
    lead = max(
        drafts, key=lambda d: (bool(d.actors) + bool(d.recipients), d.clause.kind == "verb", -d.mention.start)
    )
    return Telling(
        drafts,
        lead,
        mentions=tuple(dict.fromkeys(d.mention for d in sorted(drafts, key=lambda d: d.mention.start))),
        figures=tuple(dict.fromkeys(f for d in drafts for f in d.figures)),
    )
