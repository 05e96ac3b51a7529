"""Reading: files in, dated stories out; header, dateline and byline used and masked, never cut."""

from dateline.reading.files import again, read_paths, stories_of
from dateline.reading.languages import declared_in
from dateline.reading.limits import Limits, limits_of
from dateline.reading.stories import RECEIVED, read_story

__all__ = [
    "RECEIVED",
    "Limits",
    "again",
    "declared_in",
    "limits_of",
    "read_paths",
    "read_story",
    "stories_of",
]
