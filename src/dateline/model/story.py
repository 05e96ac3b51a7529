"""What a reader hands on: a story as received, and the text that is parsed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Edit:
    """One stretch where the reading differs from the text as received.

    `reading_start:reading_end` in the reading stands for `text_start:text_end` in the text.
    """

    reading_start: int
    reading_end: int
    text_start: int
    text_end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The text that is parsed, with the way back to the text as received.

    `edits` are sorted and do not overlap; outside them both texts are the same, character by
    character. All stages after `reading` work on offsets into `text` of this record; only the public
    record carries offsets into the story as received.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    _starts: tuple[int, ...] = ()

    @classmethod
    def of(cls, text: str, edits: tuple[Edit, ...] = ()) -> Reading:
        return cls(text, edits, tuple(e.reading_start for e in edits))

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the received text that the span `start:end` of the reading stands for.

        A span that touches an edited stretch takes in the whole of what stood there.
        """
        if not self.edits:
            return start, end
        return self._to_text(start, left=True), self._to_text(end, left=False)

    def _to_text(self, offset: int, *, left: bool) -> int:
        # The last edit that begins at or before a left edge, strictly before a right edge.
        i = bisect_right(self._starts, offset if left else offset - 1) - 1
        if i < 0:
            return offset
        edit = self.edits[i]
        if offset < edit.reading_end or (not left and offset == edit.reading_end):
            return edit.text_start if left else edit.text_end
        return edit.text_end + (offset - edit.reading_end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A dated news report as received, and how it is read.

    `published_basis` says where the day came from: `field` (metadata), `markup` (of a page), `header` (a
    leading `date YYYY-MM-DD`), `url`, `dateline` (`KYIV, Feb 27 (Reuters)`), `option` (the user said so),
    `none`. `notes` say in plain words what reading had to assume or repair. A story that is not in
    English is kept with a note and an empty reading.
    """

    id: str
    text: str
    reading: Reading
    published: date | None = None
    published_basis: str = "none"
    title: str = ""
    outlet: str = ""
    agency: str | None = None
    dateline_place: str | None = None
    url: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Input that could not be used, kept with its reason: nothing vanishes."""

    stage: str
    origin: str
    """File, and line where there is one: `news.jsonl:17`."""
    reason: str
    original: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Where `original` is the text of a story: what else is known of it, by the names of its fields."""
