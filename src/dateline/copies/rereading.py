"""A reading with words replaced, and its way back to the text as received kept whole."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.model import Edit, Reading

Replacement = tuple[int, int, str]
"""Start and end in the reading, and what is read there instead."""


def reread(reading: Reading, replacements: Sequence[Replacement]) -> Reading:
    """`reading` with the replacements made (they must not overlap), its edits carried along.

    A replacement that reaches into an earlier edit becomes one edit with it.
    """
    if not replacements:
        return reading
    changes = sorted(replacements)
    pieces: list[str] = []
    edits: list[Edit] = []
    last = length = at = 0
    for start, end in _blocks(reading, changes):
        inside = []
        while at < len(changes) and changes[at][0] >= start and changes[at][1] <= end:
            inside.append(changes[at])
            at += 1
        plain = _replaced(reading.text, start, end, inside)
        pieces += [reading.text[last:start], plain]
        length += start - last
        edits.append(Edit(length, length + len(plain), *_received(reading, start, end)))
        length += len(plain)
        last = end
    pieces.append(reading.text[last:])
    return Reading.of("".join(pieces), tuple(edits))


def _blocks(reading: Reading, changes: Sequence[Replacement]) -> list[tuple[int, int]]:
    """The spans of earlier edits and of changes, those that overlap as one."""
    spans = sorted([(e.reading_start, e.reading_end) for e in reading.edits] + [c[:2] for c in changes])
    blocks: list[tuple[int, int]] = []
    for start, end in spans:
        if blocks and start < blocks[-1][1]:
            blocks[-1] = blocks[-1][0], max(end, blocks[-1][1])
        else:
            blocks.append((start, end))
    return blocks


def _replaced(text: str, start: int, end: int, changes: Sequence[Replacement]) -> str:
    pieces = []
    for first, after, new in changes:
        pieces += [text[start:first], new]
        start = after
    return "".join([*pieces, text[start:end]])


def _received(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """The received span of a block; one that is empty in the reading is an earlier deletion."""
    if start == end:
        for edit in reading.edits:
            if (edit.reading_start, edit.reading_end) == (start, end):
                return edit.text_start, edit.text_end
    return reading.original(start, end)
