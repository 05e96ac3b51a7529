"""A parsed story as columns: one value a token, and the sentences as ranges of tokens.

Labels are those of the parser's training data: Penn Treebank tags (`VBD`, `NNP`) and ClearNLP
dependencies (`nsubj`, `dobj`, `pobj`, `prep`, `agent`, `relcl`, `acl`, `advcl`, `xcomp`, `ccomp`,
`conj`, `poss`, `compound`, `amod`, `appos`, …).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, count


@dataclass(frozen=True, slots=True)
class Parse:
    """Columns of one story's reading, `n` tokens long. Offsets are characters of `text`.

    `heads[i]` is the token that `i` depends on, or `i` itself for the root of a sentence.
    `sentences` are ranges `(first token, one past the last)`, in order, without gaps;
    `paragraphs[k]` is the number of the paragraph that sentence `k` stands in.
    """

    text: str
    words: tuple[str, ...]
    lowers: tuple[str, ...]
    lemmas: tuple[str, ...]
    tags: tuple[str, ...]
    deps: tuple[str, ...]
    heads: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentences: tuple[tuple[int, int], ...]
    paragraphs: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)

    def sentence_of(self, token: int) -> int:
        """Number of the sentence that holds `token`."""
        return bisect_right(self.sentences, (token, len(self.words) + 1)) - 1

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Characters from token `first` to token `last`, both included."""
        return self.starts[first], self.ends[last]

    def slice(self, first: int, last: int) -> str:
        return self.text[self.starts[first] : self.ends[last]]

    def tokens_in(self, start: int, end: int) -> range:
        """The tokens that touch the characters `start:end`."""
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))


def tokens_with(column: Sequence[str], wanted: Container[str], first: int = 0) -> Iterator[int]:
    """The tokens whose value in a column, which begins at token `first`, is among those wanted.

    No step of Python is taken for the others, so that a story is searched at little cost.
    """
    return compress(count(first), map(wanted.__contains__, column))


def tokens_of(value: str, column: tuple[str, ...]) -> Iterator[int]:
    """The tokens that have one rare value in a column, at half the cost of `tokens_with`."""
    at = -1
    for _ in range(column.count(value)):
        at = column.index(value, at + 1)
        yield at


class Tree:
    """A map over a `Parse`: who hangs below whom. Built once a story, shared by all later stages."""

    __slots__ = ("_deps", "children", "left", "parse", "right", "sentence")

    def __init__(self, parse: Parse) -> None:
        n = len(parse)
        heads = parse.heads
        leaf: list[int] = []
        children = [leaf] * n
        left = list(range(n))
        right = list(range(n))
        sentence: list[int] = []
        for k, (first, end) in enumerate(parse.sentences):
            sentence += [k] * (end - first)
        # Edges travel up until a token reaches as far already: all above it have then been told as well.
        for i, up in enumerate(heads):
            if up != i:
                if children[up] is leaf:
                    children[up] = [i]
                else:
                    children[up].append(i)
                while left[up] > i:
                    left[up] = i
                    up = heads[up]
        for i in range(n - 1, -1, -1):
            up = heads[i]
            while right[up] < i:
                right[up] = i
                up = heads[up]
        self.parse = parse
        self._deps = parse.deps
        self.children: Sequence[Sequence[int]] = children
        self.left: list[int] = left
        """First token of each token's subtree."""
        self.right: list[int] = right
        """Last token of each token's subtree."""
        self.sentence: list[int] = sentence
        """Sentence number of each token."""

    def root(self, sentence: int) -> int:
        """The token that heads a sentence; -1 where it was cut so that none does."""
        first, end = self.parse.sentences[sentence]
        return next((t for t in range(first, end) if self.parse.heads[t] == t), -1)

    def kids(self, token: int, *labels: str) -> list[int]:
        """Children of `token` that carry one of the dependency labels, in text order."""
        deps = self._deps
        out = []
        for c in self.children[token]:  # a loop, since a list in brackets costs a call before Python 3.12
            if deps[c] in labels:
                out.append(c)
        return out

    def kid(self, token: int, *labels: str) -> int | None:
        """The first such child."""
        deps = self._deps
        for c in self.children[token]:
            if deps[c] in labels:
                return c
        return None

    def conjuncts(self, token: int) -> list[int]:
        """`token` and everything coordinated with it below: for A in "A, B and C", all three."""
        out = [token]
        deps = self._deps
        for i in out:
            for c in self.children[i]:
                if deps[c] == "conj":
                    out.append(c)
        return sorted(out) if len(out) > 1 else out

    def climb(self, token: int) -> list[int]:
        """The path from `token`'s head up to the root of its sentence."""
        out = []
        heads = self.parse.heads
        while heads[token] != token:
            token = heads[token]
            out.append(token)
        return out
