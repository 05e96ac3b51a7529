"""Fixtures that all tests share: the real model, loaded once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from dateline.model import Parse, Reading, Story, Tree
from dateline.parsing import SpacyParser, load_model
from dateline.rulebook.book import Rulebook, load_rulebook


@pytest.fixture(scope="session")
def parser() -> SpacyParser:
    """The parser with the default model."""
    return load_model()


@pytest.fixture(scope="session")
def parsed(parser: SpacyParser) -> Callable[[str], tuple[Parse, Tree]]:
    """Text in, its parse and tree out."""

    def parse(text: str) -> tuple[Parse, Tree]:
        story = Story(id="test", text=text, reading=Reading.of(text), published=date(2022, 2, 27))
        ((_, result),) = parser.parse([story])
        return result, Tree(result)

    return parse


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """All rules that come with the package."""
    return load_rulebook()
