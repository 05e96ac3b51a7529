"""A sample of the fuzzing (`tests/fuzzing.py`), and hypothesis on what reading does to any text."""
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fuzzing
from dateline.reading import read_story

PIECES = [
    "date 2019-06-14", "KYIV, Feb 27 (Reuters) —", "By Amara Odili", "\n", "\n\n", " ", "Read more:", "10:45 GMT", "FILE -",
    "â€™", "Ã©", "\u00ad", "\u202e", "\x00", "&amp;", "-\n", "govern", "ment", ".The army ", "THE ARMY SHELLED THE TOWN OF KHARKIV IN UKRAINE ON FRIDAY",
    "(AP Photo/X)", "https://a.example/", "“", "”", "'", "ſ", "İ", "ß", "ﬁ", "🙂", "\ud800", "the minister said", "x" * 250, "9" * 30,
]  # fmt: skip


@pytest.fixture(scope="module")
def code() -> Callable[[Any], Any]:
    return fuzzing.coder()


def test_damaged_inputs_of_every_format_are_read_or_rejected() -> None:
    counts = fuzzing.fuzz(seed=7, count=1_500)
    assert counts["inputs"] == 1_500
    assert counts["stories"] > 500
    assert counts["rejected"] > 500


def test_what_is_left_of_damaged_inputs_is_coded(code: Callable[[Any], Any]) -> None:
    assert fuzzing.fuzz(seed=8, count=180, code=code)["stories"] > 50


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from(["", "Army shells the town", "x"]))
def test_readings_lead_back(pieces: list[str], title: str) -> None:
    fuzzing.leads_back(read_story("".join(pieces), id="x", title=title))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(fuzzing.seeds())), st.binary(max_size=300))
def test_any_bytes_are_read_or_rejected(name: str, data: bytes) -> None:
    fuzzing.read(name, data)
