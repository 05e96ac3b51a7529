"""What the model remembers of the words it has met: bounded, however many stories it reads.

spaCy keeps each form, and what it knows of it, for good: some 400 bytes, and news never runs out of new
names. The words met first are the common ones and stay; those that come later are kept in zones of memory,
each of which is given back when it is full. A word met again is worked out again, with the same result.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

LASTING = 40_000
"""Strings beyond the model's own that stay."""
PASSING = 60_000
"""Strings that a zone holds before it is given back."""


class Forgetting:
    """The strings of a model, and when to let go of them."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._zone: AbstractContextManager[Any] | None = None
        self._most = len(nlp.vocab.strings) + LASTING
        self._texts: dict[int, str] = {}

    def texts(self, hashes: list[int]) -> list[str]:
        """The strings behind these hashes."""
        known, store = self._texts, self._nlp.vocab.strings
        found = []
        for h in hashes:
            text = known.get(h)
            if text is None:
                text = known[h] = store[h]
            found.append(text)
        return found

    def forget(self) -> None:
        """Let go of what is too much. To be called only while no document of the model is in use."""
        if len(self._nlp.vocab.strings) < self._most:
            return
        if self._zone is not None:
            self._zone.__exit__(None, None, None)
        # What hashes stand for never changes; this is to bound the memory of it as well.
        self._texts.clear()
        self._most = len(self._nlp.vocab.strings) + PASSING
        self._zone = self._nlp.memory_zone()
        self._zone.__enter__()
