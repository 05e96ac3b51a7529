"""What is remembered of words is bounded, and what is forgotten changes no parse."""

from __future__ import annotations

import pytest

from dateline.model import Reading, Story
from dateline.parsing import forgetting, lemmas, load_model

SYLLABLES = ("ba", "ko", "ri", "mu", "te", "lan", "dor", "vis")


def _name(k: int) -> str:
    """Another word for each number."""
    return "".join(SYLLABLES[k >> shift & 7] for shift in (0, 3, 6, 9)).capitalize()


def _stories(count: int) -> list[Story]:
    named = [[_name(7 * k + n) for n in range(4)] for k in range(count)]
    texts = [f"General {a} met {b} in {c} on Monday, {d} said." for a, b, c, d in named]
    return [Story(id=str(k), text=text, reading=Reading.of(text)) for k, text in enumerate(texts)]


def test_words_are_forgotten_and_parses_stay_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    stories = _stories(300)
    remembering = load_model()
    expected = [parse for story in stories for _, parse in remembering.parse([story])]
    monkeypatch.setattr(forgetting, "LASTING", 20)
    monkeypatch.setattr(forgetting, "PASSING", 50)
    monkeypatch.setattr(lemmas, "MOST_WORDS", 100)
    parser = load_model()
    before = len(parser._nlp.vocab.strings)
    most = 0
    for turn in range(2):
        for story, wanted in zip(stories, expected, strict=True):
            # The second time, two at once: what one has read must outlast what the other forgets.
            ((_, parse), *_) = parser.parse([story, stories[0]] if turn else [story])
            assert parse == wanted
            most = max(most, len(parser._nlp.vocab.strings) - before)
    assert most < 20 + 50 + 100
    assert len(remembering._nlp.vocab.strings) - before > 1_000
