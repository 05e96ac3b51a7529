"""Finding: a story's statements while they are gathered."""

from __future__ import annotations

from dataclasses import dataclass, field

from dateline.finding.cues import Cue
from dateline.finding.quotations import Quotation, find_quotations
from dateline.finding.speakers import inverted_speaker, speaker_of
from dateline.model import Parse, Tree
from dateline.rulebook.attribution import AttributionWords

Spans = list[tuple[int, int]]
"""Stretches of the reading, as characters."""


@dataclass(slots=True)
class Draft:
    """A statement in the making; `source` is the head token of who says it, -1 for nobody named."""

    cue: Cue
    source: int
    kind: str
    spans: Spans = field(default_factory=list)
    source_span: tuple[int, int] | None = None


class Drafts:
    """What one story's statements are gathered from, and what has been gathered.

    `inside` gives the number of the quotation that a token stands in; `cues` and `found` are keyed
    by the head token of the cue.
    """

    def __init__(
        self,
        parse: Parse,
        tree: Tree,
        words: AttributionWords,
        quotations: tuple[Quotation, ...] | None = None,
    ) -> None:
        self.parse = parse
        self.tree = tree
        self.words = words
        self.quotations = find_quotations(parse) if quotations is None else quotations
        self.inside = {i: k for k, q in enumerate(self.quotations) for i in range(q.first, q.last + 1)}
        self.sentence_starts = frozenset(first for first, _ in parse.sentences)
        self.cues: dict[int, Cue] = {}
        self.found: dict[int, Draft] = {}

    def speaker(self, cue: int) -> int:
        """Head token of who speaks at the verb `cue`, inverted subjects included; -1 for nobody."""
        source = speaker_of(self.parse, self.tree, self.words, cue)
        if (
            self.tree.kid(cue, "nsubj", "nsubjpass", "expl") is None
            and self.parse.lemmas[cue] not in self.words.addressing
        ):
            behind = inverted_speaker(self.parse, self.tree, cue)
            said = self.tree.kid(cue, "ccomp")
            if behind >= 0 and (source < 0 or (said is not None and said < cue and source > said)):
                return behind
        return source
