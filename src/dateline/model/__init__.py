"""What flows between the stages: frozen, slotted records, and nothing that reads or writes."""

from dateline.model.clause import ACTUAL, Clause, Fit, Status
from dateline.model.event import (
    Event,
    EventContent,
    EventDate,
    EventFigure,
    EventMention,
    EventParty,
    EventPlace,
    EventSource,
    Span,
)
from dateline.model.mentions import (
    ActorMention,
    DateMention,
    FigureMention,
    Found,
    Party,
    PlaceMention,
    Statement,
)
from dateline.model.parse import Parse, Tree, tokens_of, tokens_with
from dateline.model.story import Edit, Reading, Rejected, Story

__all__ = [
    "ACTUAL",
    "ActorMention",
    "Clause",
    "DateMention",
    "Edit",
    "Event",
    "EventContent",
    "EventDate",
    "EventFigure",
    "EventMention",
    "EventParty",
    "EventPlace",
    "EventSource",
    "FigureMention",
    "Fit",
    "Found",
    "Parse",
    "Party",
    "PlaceMention",
    "Reading",
    "Rejected",
    "Span",
    "Statement",
    "Status",
    "Story",
    "Tree",
    "tokens_of",
    "tokens_with",
]
