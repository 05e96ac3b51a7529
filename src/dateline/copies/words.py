"""A reading cut into words and signs, with what stands between quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from operator import itemgetter

_WORD = re.compile(
    # Words of plain letters are told faster than those of any letters.
    r"([a-z]++(?![^\W\d_])(?:[-'][a-z]++(?![^\W\d_]))*+(?![-'][^\W\d_])"
    r"|[^\W\d_]++(?:[-'][^\W\d_]++)*+|\d[\d,.]*(?<![,.])(?:'?s\b)?|[^\w\s])"
)
_PARAGRAPH_END = re.compile(r"\n(?:(?<=[.!?:”\"]\n)|[ \t\r]*\n)")
_MARK = re.compile(r"[“”\"„]")


class Words:
    """Lower-cased words (with straight apostrophes) of a text, and the spans of its quotations.

    Where words and quotations stand is reckoned when it is asked: in most reports nothing asks.
    """

    def __init__(self, text: str, pieces: list[str]) -> None:
        """`pieces` are blanks and words in turn."""
        self.text = text
        self.lowers = tuple(pieces[1::2])
        self._pieces = pieces

    @cached_property
    def _edges(self) -> tuple[int, ...]:
        """Where words begin and end: the lengths of the pieces, added up. Word `i` begins at `2 * i`."""
        return tuple(accumulate(map(len, self._pieces)))

    @cached_property
    def _quotations(self) -> list[tuple[int, int]]:
        return quoted_spans(self.text)

    def span(self, first: int, after: int) -> tuple[int, int]:
        """The span of the words `first:after`."""
        return self._edges[2 * first], self._edges[2 * after - 1]

    def capitalised(self, i: int) -> bool:
        """Whether word `i` begins with a capital letter."""
        return self.text[self._edges[2 * i]].isupper()

    def quoted(self, first: int, after: int) -> bool:
        """Whether any of the words `first:after` stands within quotation marks."""
        start, end = self.span(first, after)
        # The first quotation that ends beyond the start.
        at = bisect_right(self._quotations, start, key=itemgetter(1))
        return at < len(self._quotations) and self._quotations[at][0] < end


def words_of(text: str) -> Words:
    """The words and signs of `text`. Quotation marks that are not closed reach to their paragraph's end."""
    plain = text.lower().replace("’", "'")
    if len(plain) != len(text):
        # Some capitals have a lower case of two characters ("İ"): those stay as they are.
        plain = "".join(low if len(low := c.lower()) == 1 else c for c in text).replace("’", "'")
    return Words(text, _WORD.split(plain))


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Spans from an opening double quotation mark to its closing one (included)."""
    spans: list[tuple[int, int]] = []
    paragraph_ends = [m.start() for m in _PARAGRAPH_END.finditer(text)] + [len(text)]
    opened = -1
    at = 0
    for match in _MARK.finditer(text):
        i = match.start()
        while paragraph_ends[at] < i:
            if opened >= 0:
                spans.append((opened, paragraph_ends[at]))
                opened = -1
            at += 1
        # A straight mark opens after a blank or a bracket and before a word.
        opens = match[0] in "“„" or (
            match[0] == '"'
            and (i == 0 or text[i - 1] in " \n\t([—–-")
            and i + 1 < len(text)
            and not text[i + 1].isspace()
        )
        if opens and opened < 0:
            opened = i
        elif not opens and opened >= 0:
            spans.append((opened, i + 1))
            opened = -1
    if opened >= 0:
        spans.append((opened, paragraph_ends[at]))
    return spans
