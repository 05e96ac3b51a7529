"""The vectors of words before their neighbours are looked at, worked out once for each word.

The first half of the model's token-to-vector layer (hashed features of a word, mixed by one wide
layer) sees one word at a time: its form, its norm ("can" for the "ca" of "can't") and whether a blank
follows. News repeats itself, so most words of a batch were met before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from thinc.api import Model

MOST_WORDS = 50_000
"""Words remembered before the memory is emptied: some 20 MB at 96 numbers a word."""

Key = tuple[int, int, int]
"""Hash of the form, hash of the norm, 1 where a blank follows."""


def remembering(tok2vec: Model[Any, Any]) -> Model[Any, Any]:
    """A layer that gives what `tok2vec` (spaCy's `Tok2Vec`, any embedding) gives, for prediction only."""
    from thinc.api import Model

    words = WordVectors(tok2vec.get_ref("embed"), tok2vec.get_dim("nO"))
    encode = tok2vec.get_ref("encode")

    def forward(_model: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[Any, Any]:
        if is_train:
            msg = "a layer that remembers words cannot be trained"
            raise ValueError(msg)
        return encode.predict(words.of(docs)), None

    return Model("remembering_tok2vec", forward, dims={"nO": tok2vec.get_dim("nO")})


class WordVectors:
    """What the layer `embed` gives for each token, `width` numbers a token."""

    def __init__(self, embed: Model[Any, Any], width: int) -> None:
        self._embed = embed
        self._rows: dict[Key, int] = {}
        self._vectors = np.empty((MOST_WORDS, width), dtype=np.float32)

    @property
    def size(self) -> int:
        """Words remembered."""
        return len(self._rows)

    def of(self, docs: Sequence[Doc]) -> list[Any]:
        """An array (tokens, width) for each doc."""
        from spacy.attrs import NORM, ORTH, SPACY

        table = np.concatenate([doc.to_array([ORTH, NORM, SPACY]).reshape(-1, 3) for doc in docs])
        keys: list[Key] = list(zip(*table.T.tolist(), strict=True))
        new = list(dict.fromkeys(key for key in keys if key not in self._rows))
        if len(self._rows) + len(new) > MOST_WORDS:
            self._rows.clear()
            new = list(dict.fromkeys(keys))
        if len(new) > MOST_WORDS:  # one batch of a size that no batch of ours has
            return list(self._embed.predict(docs))
        if new:
            self._learn(new, docs[0].vocab)
        vectors = self._vectors[[self._rows[key] for key in keys]]
        return np.split(vectors, np.cumsum([len(doc) for doc in docs])[:-1])

    def _learn(self, keys: Sequence[Key], vocab: Any) -> None:
        from spacy.attrs import NORM
        from spacy.tokens import Doc

        words = Doc(
            vocab, [vocab.strings[form] for form, _, _ in keys], [bool(space) for _, _, space in keys]
        )
        norms: Any = np.array([[norm] for _, norm, _ in keys], dtype=np.uint64)
        words.from_array([NORM], norms)
        first = len(self._rows)
        self._vectors[first : first + len(keys)] = self._embed.predict([words])[0]
        self._rows.update(zip(keys, range(first, first + len(keys)), strict=True))
