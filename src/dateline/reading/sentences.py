"""Runs of words without an end, which no sentence is: tables, word lists, attacks."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?…][\"”’')\]]{0,4}\s|\n[ \t\r]{0,100}\n")
_RUN = re.compile(r"\S+")
LONGEST_WORD = 200
"""Characters."""
_SHORTEST_WORD = 2
"""Characters that a word takes at least, with its blank."""


def overlong_sentences(text: str, longest: int) -> Iterator[tuple[int, int, int]]:
    """Start, end and number of words of each run of more than `longest` words in which no sentence ends.

    Signs count as words when blanks part them; a run without blanks counts a word every twenty signs.
    """
    if len(text) < longest * _SHORTEST_WORD or _words(text) <= longest:
        return
    start = 0
    for match in [*_END.finditer(text), None]:
        end = match.end() if match else len(text)
        if end - start >= longest * _SHORTEST_WORD:
            words = _words(text[start:end])
            if words > longest:
                yield start, end, words
        start = end


def _words(text: str) -> int:
    return max(text.count(" "), len(text.split()), len(text) // 20)


def overlong_words(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of runs of more than `LONGEST_WORD` signs without a blank, which no word is.

    The time that a tokenizer takes grows with the square of their length, or worse.
    """
    if len(text) > LONGEST_WORD and max(map(len, text.split()), default=0) > LONGEST_WORD:
        for match in _RUN.finditer(text):
            if match.end() - match.start() > LONGEST_WORD:
                yield match.span()
