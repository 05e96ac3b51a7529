"""Vectors of words, remembered: the parse is the one that the model gives without the memory."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from spacy.language import Language

from dateline.parsing import DEFAULT_MODEL
from dateline.parsing.word_vectors import WordVectors, remembering

TEXTS = [
    "Rebels can't agree; rebels won't talk.",
    "The rebels said they won't. Can they?",
    "Gunmen shelled a border post near Goma on Friday, the army said.",
]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(DEFAULT_MODEL, exclude=["ner", "parser", "tagger", "lemmatizer", "senter"])


def test_a_remembered_word_has_the_vector_that_the_model_gives_it(nlp: Language) -> None:
    model = nlp.get_pipe("tok2vec").model
    docs = [nlp.make_doc(text) for text in TEXTS]
    remembered = remembering(model)
    for _ in range(2):  # the second time nothing is new
        for ours, theirs in zip(remembered.predict(docs), model.predict(docs), strict=True):
            assert np.allclose(ours, theirs, atol=1e-4)


def test_the_memory_is_emptied_when_it_is_full(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.parsing.word_vectors.MOST_WORDS", 16)
    model = nlp.get_pipe("tok2vec").model
    words = WordVectors(model.get_ref("embed"), model.get_dim("nO"))
    for text in TEXTS * 2:
        doc = nlp.make_doc(text)
        (ours,) = words.of([doc])
        assert np.allclose(ours, model.get_ref("embed").predict([doc])[0], atol=1e-4)
        assert words.size <= 16


def test_a_batch_with_more_words_than_the_memory_holds_is_read_all_the_same(
    nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.parsing.word_vectors.MOST_WORDS", 4)
    model = nlp.get_pipe("tok2vec").model
    docs = [nlp.make_doc(text) for text in TEXTS]
    vectors = WordVectors(model.get_ref("embed"), model.get_dim("nO")).of(docs)
    assert [len(v) for v in vectors] == [len(doc) for doc in docs]
