"""What of a story its copies keep: word sequences (reprints), names and numbers in order (spun copies)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import xxhash

from dateline.model import Story

Hashes = npt.NDArray[np.uint64]

SHINGLE = 5
"""Words of a shingle."""
SAMPLING = 8
"""Of long stories, shingles with a hash that this number divides are looked up."""
SHORT = 200
"""Stories with fewer shingles than this have all of them looked up."""
RARE = 2
"""Times that a name or number may occur in its story to be one of the rarer ones."""

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*|[.!?:;\"“”\n]")
_PLAIN = re.compile(r"[^\W_]+")
_BREAKS = frozenset('.!?:;"“”\n')
_TITLES = frozenset(
    "president minister prime secretary chancellor premier king queen senator general mr mrs ms".split()
)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """What is compared of one story.

    `shingles`: hashes of all its five-word sequences, sorted, each once; `lead`: those of its first
    third. `names`: names and numbers in
    the order of the text, as hashes. `rare`: those of them that the story has at most twice.
    `links`: hashes of neighbours in `rare`, sorted.
    """

    story: str
    published: date | None
    words: int
    shingles: Hashes
    lead: Hashes
    names: tuple[int, ...]
    rare: tuple[int, ...]
    links: Hashes

    @property
    def looked_up(self) -> Hashes:
        """The shingles under which the story is found."""
        if len(self.shingles) < SHORT:
            return self.shingles
        sampled: Hashes = self.shingles[self.shingles % np.uint64(SAMPLING) == 0]
        return sampled


class WordHashes:
    """xxh3 hashes of words, each computed once; the same on any machine."""

    def __init__(self) -> None:
        self._hashes: dict[str, int] = {}

    def of(self, words: list[str]) -> list[int]:
        hashes = self._hashes
        found = []
        for word in words:
            value = hashes.get(word)
            if value is None:
                value = hashes[word] = xxhash.xxh3_64_intdigest(word.encode("utf-8", "surrogatepass"))
            found.append(value)
        return found


def sign(story: Story, hashes: WordHashes) -> Signature:
    """The signature of the story's reading before anything was restored in it."""
    text = masked_text(story)
    words = _PLAIN.findall(text.lower())
    names = names_in_order(text)
    counts = Counter(names)
    rare = [name for name in names if counts[name] <= RARE]
    rare_hashes = hashes.of(rare)
    word_hashes = hashes.of(words)
    return Signature(
        story=story.id,
        published=story.published,
        words=len(words),
        shingles=_sequences(word_hashes, SHINGLE),
        lead=_sequences(word_hashes[: max(len(words) // 3, 2 * SHINGLE)], SHINGLE),
        names=tuple(hashes.of(names)),
        rare=tuple(rare_hashes),
        links=_sequences(rare_hashes, 2),
    )


def shingles_in_order(story: Story, hashes: WordHashes) -> Hashes:
    """The story's five-word sequences as they follow each other."""
    return _runs(hashes.of(_PLAIN.findall(masked_text(story).lower())), SHINGLE)


def masked_text(story: Story) -> str:
    """The text as received, without what the reading blanks out (header, dateline, byline)."""
    text = story.text
    pieces = []
    last = 0
    for edit in story.reading.edits:
        if not story.reading.text[edit.reading_start : edit.reading_end].strip():
            pieces += [text[last : edit.text_start], " "]
            last = edit.text_end
    pieces.append(text[last:])
    return "".join(pieces)


def names_in_order(text: str) -> list[str]:
    """Lower-cased names and numbers, save the first words of sentences and titles, which spinners change."""
    found = []
    first = True
    for token in _TOKEN.findall(text):
        if token in _BREAKS:
            first = True
            continue
        if token[0].isdigit() or (token[0].isupper() and not first):
            name = token.lower().replace("’", "'").removesuffix("'s")
            if name not in _TITLES:
                found.append(name)
        first = False
    return found


def _sequences(hashes: list[int], length: int) -> Hashes:
    """Hashes of the runs of `length`, sorted, each once."""
    return np.unique(_runs(hashes, length))


def _runs(hashes: list[int], length: int) -> Hashes:
    """Hashes of the runs of `length` in their order; of a shorter list, one of all there is."""
    column = np.array(hashes, dtype=np.uint64)
    length = min(length, len(column))
    if not length:
        return column
    n = len(column) - length + 1
    total = np.zeros(n, dtype=np.uint64)
    for k in range(length):
        # Unsigned products wrap around, which is what a hash wants.
        total = (total ^ column[k : k + n]) * _MIX
        total ^= total >> _SHIFT
    return total
