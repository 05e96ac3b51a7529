"""Nothing that looks like text stops the coder, and every offset slices back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.coding.coder import Coder
from dateline.model import Rejected, Story
from dateline.model.record import event_record
from dateline.parsing import SpacyParser
from dateline.pipeline import Pipeline
from dateline.reading import read_story
from dateline.rulebook.book import Rulebook

PIECES = [
    "Israel", "Kenya's", "the rebels", "the foreign minister", "he", "who", "that", "said", "told", "accused",
    "of attacking", "had met", "will visit", "on", "Monday", "since", "Thursday", "last week", "2,000 people",
    "dozens", "killed", "were killed by", "in an air strike on", "talks with", "according to", "the report",
    "not", "if", "“", "”", '"', "'", "‘", "’", "(", ")", "-", "—", ",", ".", "?", "…", ":", "\n\n", "\n", " ",
    "KYIV, Feb 27 (Reuters) —", "date 2022-02-27", "St. Petersburg", "U.S.", "1/2/2003", "$3.5bn", "٣", "🙂",
    "to", "from", "between", "and", "or", "the", "a", "its troops", "both leaders", "agreed to", "refused to",
]  # fmt: skip


def offsets(value: Any, text: str) -> None:
    if isinstance(value, dict):
        if value.get("start") is not None and value.get("text") is not None:
            assert text[value["start"] : value["end"]] == value["text"]
        for inner in value.values():
            offsets(inner, text)
    elif isinstance(value, list):
        for inner in value:
            offsets(inner, text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.booleans())
def test_any_mixture_of_words_is_coded(
    parser: SpacyParser, rulebook: Rulebook, pieces: list[str], spaced: bool
) -> None:
    text = (" " if spaced else "").join(pieces)
    story = read_story(text, id="mixed", published=date(2022, 2, 27))
    (done,) = Pipeline(parser, rulebook, keep_all=True).code([story])
    for event in done.coded.events:
        offsets(event_record(event), text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_text_is_coded(parser: SpacyParser, rulebook: Rulebook, text: str) -> None:
    story = read_story(text, id="any", published=None)
    (done,) = Pipeline(parser, rulebook, keep_all=True).code([story])
    for event in done.coded.events:
        offsets(event_record(event), text)


def test_a_story_on_which_a_stage_fails_is_rejected_and_the_rest_goes_on(
    parser: SpacyParser, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Coder.code

    def failing(self: Coder, layers: Any) -> Any:
        if layers.story.id == "bad":
            raise ValueError("a fault of ours")
        return whole(self, layers)

    monkeypatch.setattr(Coder, "code", failing)
    rejected: list[Rejected] = []
    text = "Chile's president met Peru's president on Monday."
    stories: list[Story] = [read_story(text, id=i, published=date(2020, 1, 3)) for i in ("bad", "good")]
    done = list(Pipeline(parser, rulebook).code(stories, rejected))
    assert [d.story.id for d in done] == ["good"]
    assert [(r.origin, r.stage, r.original) for r in rejected] == [("bad", "coding", text)]
    assert "a fault of ours" in rejected[0].reason


def test_words_that_are_named_by_each_other_alone_end(parser: SpacyParser, rulebook: Rulebook) -> None:
    # A sentence that was glued of two, and is parsed so that it is its own source.
    text = (
        '"Right now our statement will lead to nothing," Take these papers and put them in your bags, so at '
        "least readers will know."
    )
    (done,) = Pipeline(parser, rulebook, keep_all=True).code([read_story(text, id="x")])
    layers = done.layers
    heads = [s.source_head for s in layers.statements]
    assert any(layers.parse.lowers[k] == "our" for head in heads for k in layers.owners(head))
    assert [layers.source_parties(head) for head in heads] == [()] * len(heads)
