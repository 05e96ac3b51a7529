"""Direct speech: whose words a pronoun stands in, since nobody calls himself "he"."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from dateline.finding.actor_drafts import ActorDraft
from dateline.finding.quotations import Quotation
from dateline.model import Parse, Tree

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_BACK = 3
"""How many sentences back the speaker of a quotation that runs on may have been named."""


class Speech:
    """The quotations of one story that are whole sentences; fragments are the writer's grammar."""

    __slots__ = ("_firsts", "_known", "_parse", "_tree", "_whole")

    def __init__(self, parse: Parse, tree: Tree, quotations: Sequence[Quotation]) -> None:
        self._parse, self._tree = parse, tree
        self._whole = [q for q in quotations if q.words > 2 and self._begins_sentence(q.first)]
        self._firsts = [q.first for q in self._whole]
        self._known: dict[int, frozenset[str]] = {}

    def _begins_sentence(self, mark: int) -> bool:
        words = self._parse.words
        first = mark if words[mark][0].isalnum() else mark + 1
        first += first < len(words) and words[first] == "["  # "[The voters] have yet to hear …"
        return first < len(words) and words[first][0].isupper()

    def around(self, token: int) -> Quotation | None:
        """The quotation that the token stands in."""
        k = bisect_right(self._firsts, token) - 1
        return self._whole[k] if k >= 0 and token <= self._whole[k].last else None

    def speakers(self, quotation: Quotation, at_head: Mapping[int, ActorDraft]) -> frozenset[str]:
        """Ids of those who may be speaking: the subjects around it, or of a sentence before."""
        known = self._known.get(quotation.first)
        if known is None:
            known = frozenset()
            sentence = self._tree.sentence
            last = sentence[quotation.last]
            for first in range(sentence[quotation.first], sentence[quotation.first] - _BACK - 1, -1):
                known = self._subjects(first, last, at_head)
                if known or first <= 0:
                    break
                last = first - 1
            self._known[quotation.first] = known
        return known

    def country_of_us(self, token: int, at_head: Mapping[int, ActorDraft]) -> str | None:
        """The country of whoever says "our" at the token; None where several states speak, or none."""
        quotation = self.around(token)
        if quotation is None:
            return None
        ids = self.speakers(quotation, at_head)
        found = {p.country for d in at_head.values() for p in d.parties if p.id in ids and p.country}
        return found.pop() if len(found) == 1 else None

    def _subjects(self, first: int, last: int, at_head: Mapping[int, ActorDraft]) -> frozenset[str]:
        """Who is a subject outside of quotations in the sentences `first..last`."""
        begin, end = self._parse.sentences[first][0], self._parse.sentences[last][1]
        deps = self._parse.deps
        found = [at_head[t] for t in range(begin, end) if deps[t] in _SUBJECTS and t in at_head]
        return frozenset([p.id for draft in found if self.around(draft.head) is None for p in draft.parties])
