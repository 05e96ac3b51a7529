"""Reading: files in, dated stories out; header, dateline and byline used and masked, never cut."""

from dateline.reading.files import read_paths
from dateline.reading.stories import read_story

__all__ = ["read_paths", "read_story"]
