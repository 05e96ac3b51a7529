"""Figures: how many of what, and what became of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.finding.dates import find_dates
from dateline.finding.figures import find_figures
from dateline.finding.number_words import digits_value, number_of
from dateline.model import FigureMention, Parse, Tree
from dateline.rulebook.dates import load_date_words
from dateline.rulebook.errors import RuleError
from dateline.rulebook.figures import load_figure_words, read_figure_words
from dateline.rulebook.tables import read_toml, rules_path

Parsed = Callable[[str], tuple[Parse, Tree]]


@pytest.fixture
def figures(parsed: Parsed) -> Callable[[str], list[tuple[str, float, str]]]:
    """Text, value and unit of each figure."""

    def find(text: str) -> list[tuple[str, float, str]]:
        return [(text[f.start : f.end], f.value, f.unit) for f in _find(parsed, text)]

    return find


def _find(parsed: Parsed, text: str) -> tuple[FigureMention, ...]:
    parse, tree = parsed(text)
    return find_figures(parse, tree, find_dates(parse, tree, None, load_date_words()), load_figure_words())


Figures = Callable[[str], list[tuple[str, float, str]]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some 2,000 Israeli residents have left.", ("Some 2,000 Israeli residents", 2000, "people")),
        ("The blast killed 22 people.", ("22 people", 22, "killed")),
        ("At least 22 people were killed in the raid.", ("At least 22 people", 22, "killed")),
        ("The attack left 30 wounded.", ("30", 30, "wounded")),
        ("The death toll rose to 22.", ("22", 22, "killed")),
        ("The quake caused 265 deaths.", ("265 deaths", 265, "killed")),
        ("Police detained 40 protesters.", ("40 protesters", 40, "detained")),
        (
            "More than two thousand Palestinians were arrested.",
            ("More than two thousand Palestinians", 2000, "detained"),
        ),
        ("Dozens were killed.", ("Dozens", 24, "killed")),
        ("Hundreds of villagers fled.", ("Hundreds of villagers", 200, "people")),
        ("Thousands of people marched.", ("Thousands of people", 2000, "people")),
        ("Tens of thousands of people marched.", ("Tens of thousands of people", 20000, "people")),
        ("Hundreds of thousands were displaced.", ("Hundreds of thousands", 200000, "displaced")),
        ("The kingdom sent 1,500 soldiers.", ("1,500 soldiers", 1500, "troops")),
        ("A dozen fighters surrendered.", ("A dozen fighters", 12, "fighters")),
        ("The convoy lost 12 tanks.", ("12 tanks", 12, "vehicles")),
        ("Washington approved $350 million in aid.", ("$350 million", 350e6, "money USD")),
        ("Berlin pledged €1.5bn.", ("€1.5bn", 1.5e9, "money EUR")),
        ("It cost 40 million euros.", ("40 million euros", 40e6, "money EUR")),
        ("Turnout was 45 percent.", ("45 percent", 45, "percent")),
        ("The town lies 64 km from the border.", ("64 km", 64, "km")),
        ("The bill passed with 14 votes.", ("14 votes", 14, "votes")),
        ("No one was hurt.", ("No one", 0, "wounded")),
        ("Half a dozen villages burned.", ("Half a dozen villages", 6, "settlements")),
        ("About 1.2 million people fled.", ("About 1.2 million people", 1.2e6, "people")),
        ("The strike killed dozens of people.", ("dozens of people", 24, "killed")),
        ("The war has claimed thousands of lives.", ("thousands of lives", 2000, "killed")),
        ("Five villagers slaughtered by gunmen were buried.", ("Five villagers", 5, "killed")),
        ("Twenty-five hostages were freed.", ("Twenty-five hostages", 25, "people")),
        ("Japan gave $12m in grants.", ("$12m", 12e6, "money USD")),
        ("Rebels freed 25 hostages, 10 of them women.", ("10 of them", 10, "people")),
        ("The blast killed 22 people. Eleven of them were children.", ("Eleven of them", 11, "killed")),
        ("At least 20 civilians died, among them five children.", ("five children", 5, "killed")),
        ("The dead included three soldiers.", ("three soldiers", 3, "killed")),
        ("Police arrested 12 students, including four minors.", ("four minors", 4, "detained")),
    ],
)
def test_a_figure(figures: Figures, text: str, expected: tuple[str, float, str]) -> None:
    assert expected in figures(text)


def test_the_fate_of_each_count(figures: Figures) -> None:
    """Counts in one sentence have each their own fate."""
    found = figures("The shelling killed at least 58 people, including 11 children, and wounded 60 others.")
    assert [(value, unit) for _, value, unit in found] == [(58, "killed"), (11, "killed"), (60, "wounded")]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("At least 20 trucks crossed.", 20, None),
        ("Up to 30 trucks crossed.", 0, 30),
        ("Between 30 and 40 trucks crossed.", 30, 40),
        ("From 20 to 25 trucks crossed.", 20, 25),
        ("Exactly 25 trucks crossed.", 25, 25),
        ("Dozens of trucks crossed.", 24, None),
    ],
)
def test_bounds(parsed: Parsed, text: str, low: float, high: float | None) -> None:
    (figure,) = _find(parsed, text)
    assert (figure.low, figure.high, figure.unit) == (low, high, "vehicles")


@pytest.mark.parametrize(
    "text",
    [
        "Ali Hassan, 34, was there.",
        "A 34-year-old man aged 34 spoke.",
        "The council adopted Resolution 2254.",
        "The team won 3-1.",
        "The war began in 2014.",
        "It happened on 5 March 2021 at 14:30.",
        "The second convoy left.",
        "One of them spoke.",
        "The 30-member bloc issued a 42-page report.",
        "He will go there in three weeks.",
        "Jets bombed Idlib, a city of 165,000 people.",
    ],
)
def test_no_figure(figures: Figures, text: str) -> None:
    """Ages, names, scores, dates and ordinals are no counts."""
    assert figures(text) == []


WORDS = st.sampled_from(
    "at least more than 20 2,000 two dozen hundreds of thousands people soldiers were killed wounded $ "
    "tanks and between to , . percent the no one toll rose 34 police arrested in 2022 % million".split()
)


@settings(max_examples=60, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=14))
def test_laws(parsed: Parsed, words: list[str]) -> None:
    """Whatever the words: spans slice back, bounds hold the value, and again the same."""
    text = " ".join(words)
    found = _find(parsed, text)
    assert found == _find(parsed, text)
    parse, _ = parsed(text)
    for f in found:
        assert parse.slice(f.first, f.last) == text[f.start : f.end]
        assert f.first <= f.last
        assert f.low <= f.value
        assert f.high is None or f.value <= f.high
        assert f.unit


@given(n=st.integers(0, 10**9))
def test_digits_are_read_with_and_without_commas(n: int) -> None:
    assert digits_value(str(n)) == n == digits_value(f"{n:,}")


def test_number_words() -> None:
    names = load_figure_words().number
    assert number_of(["two", "hundred", "and", "five"], names) == 205
    assert number_of(["one", "million", "two", "hundred", "thousand"], names) == 1_200_000
    assert number_of(["soldiers"], names) is None


@pytest.mark.parametrize(
    ("table", "value", "message"),
    [
        ("fate", {"sad": {}}, "fate.sad"),
        ("bounds", {"at least": "lowest"}, "is not low, high or near"),
        ("colour", {}, "unknown table 'colour'"),
    ],
)
def test_faults_in_the_rules_are_named(table: str, value: dict[str, object], message: str) -> None:
    good: dict[str, object] = {
        "number": {"one": 1}, "suffix": {}, "vague": {}, "vague_thousands": {}, "bounds": {},
        "several": {"words": []}, "none": {"words": [], "nouns": []}, "currency": {}, "units": {},
        "fate": {}, "belongs": {"beside": {}, "after": {}},
        "not_counts": {
            key: [] for key in "names ages times one before_one scores passing populations".split()
        },
    }  # fmt: skip
    read_figure_words(good, "")
    with pytest.raises(RuleError, match=r"figures\.toml") as error:
        read_figure_words({**good, table: value}, "")
    assert message in str(error.value)


def test_a_count_of_an_unknown_place_in_the_rules_is_an_error() -> None:
    """What a count belongs to stands in its own sentence or in one before."""
    table, text = read_toml(rules_path(None, "words", "figures.toml"))
    table["belongs"]["above"] = {}
    with pytest.raises(RuleError, match="above"):
        read_figure_words(table, text)
