"""Lemmas: ours are those of spaCy's lemmatizer, found faster."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from dateline.parsing import DEFAULT_MODEL, SpacyParser

FORMS = {
    (
        "VERB",
        "VBD",
    ): "shelled met fled struck seized vetoed trafficked lay underwent unfroze reinfiltrated tweeted",
    ("VERB", "VBZ"): "denies goes crushes tries fights unlinks blitzes panics",
    ("VERB", "VBG"): "lying dying mobilising picketing ceding distilling googling",
    ("NOUN", "NNS"): "militiamen countries axes crises embargoes wolves batches troops bases dunes'  jets",
    ("ADJ", "JJR"): "better closer deadlier further likelier x-er",
    ("ADV", "RBR"): "faster sooner",
}


@pytest.mark.parametrize(("part", "tag"), FORMS)
def test_lemmas_are_those_of_the_models_lemmatizer(parser: SpacyParser, part: str, tag: str) -> None:
    nlp = spacy.load(DEFAULT_MODEL, exclude=["ner", "parser", "senter", "tok2vec", "tagger"])
    words = FORMS[part, tag].split()
    spaced = Doc(nlp.vocab, words=words, pos=[part] * len(words))
    theirs = [nlp.get_pipe("lemmatizer").rule_lemmatize(token)[0] for token in spaced]
    assert parser.lemmas.of(words, [tag] * len(words)) == theirs


def test_what_an_ending_stands_for_depends_on_the_tag(parser: SpacyParser) -> None:
    assert parser.lemmas.of(["'s", "'d", "'d"], ["VBZ", "VBD", "MD"]) == ["be", "have", "would"]
