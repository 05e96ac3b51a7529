"""Batches of paragraphs: whole ones, in order, of a size that bounds memory."""

from __future__ import annotations

from datetime import date

import pytest

from dateline.model import Reading, Story
from dateline.parsing import SpacyParser

TEXTS = [
    "Rebels shelled the port.\n\nThe army said on Monday that it would answer.",
    "The ministers met in Lusaka and signed a treaty on water.",
    "Farmers blocked the road.\n\nPolice looked on.\n\nNobody was hurt.",
]


def _stories() -> list[Story]:
    return [
        Story(id=str(i), text=text, reading=Reading.of(text), published=date(2022, 2, 27))
        for i, text in enumerate(TEXTS)
    ]


@pytest.mark.parametrize("size", [1, 60, 100_000])
def test_the_size_of_batches_changes_no_parse(
    parser: SpacyParser, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    alone = [next(iter(parser.parse([story])))[1] for story in _stories()]
    monkeypatch.setattr("dateline.parsing.spacy_parser.BATCH", size)
    together = list(parser.parse(_stories()))
    assert [story.id for story, _ in together] == ["0", "1", "2"]
    assert [parse for _, parse in together] == alone
