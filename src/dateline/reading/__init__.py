"""Reading: files in, dated stories out; header, dateline and byline used and masked, never cut."""

from dateline.reading.files import (
    File,
    again,
    list_files,
    read_files,
    read_paths,
    read_records,
    stories_of,
    survey_files,
)
from dateline.reading.languages import declared_in
from dateline.reading.limits import Limits, limits_of
from dateline.reading.records import Record
from dateline.reading.stories import RECEIVED, read_story

__all__ = [
    "RECEIVED",
    "File",
    "Limits",
    "Record",
    "again",
    "declared_in",
    "limits_of",
    "list_files",
    "read_files",
    "read_paths",
    "read_records",
    "read_story",
    "stories_of",
    "survey_files",
]
