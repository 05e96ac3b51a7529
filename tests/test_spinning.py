"""Machine-spun stories: recognised, read as what they stood for, and genuine ones left alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.copies.rereading import reread
from dateline.copies.spinning import SpinReport, restore
from dateline.copies.words import quoted_spans
from dateline.model import Edit, Reading, Rejected, Story
from dateline.parsing import SpacyParser
from dateline.pipeline import Pipeline
from dateline.reading import read_paths, read_story
from dateline.rulebook.book import Rulebook
from dateline.rulebook.errors import RuleError
from dateline.rulebook.spinning import SpinLexicon, SpinSigns, load_spin_lexicon, read_spin_lexicon
from dateline.rulebook.word_forms import noun_forms, verb_forms

SHARED = Path(__file__).resolve().parents[2] / "shared"
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"

SPUN = (
    "date 2021-05-09 The Ghanaian international minister held a telephone name with the premier of Togo "
    "on Saturday, her workplace stated. She stated that the safety council would maintain an emergency "
    "assembly and that a whole bunch of hundreds of individuals wanted humanitarian assist.\n\n"
    "“The safety council must act,” she said. In that decision the premier supplied to host peace speaks. "
    "Police opened hearth on protesters on the entrance line, state tv stated, and fired tear gasoline. "
    "The White Home and each governments known as for restraint in japanese Togo."
)
GENUINE = (
    "The foreign minister held a telephone call with the premier on Saturday, her office said. Safety "
    "measures at the port were discussed. The name of the ship was withheld; in that decision the "
    "ministry cited the law. Retailers in the capital and other shops stayed shut. A naval officer "
    "stated that the assembly would meet again, and the international community asked for calm."
)


def read(text: str) -> tuple[Story, SpinReport]:
    return restore(read_story(text, id="x"), load_spin_lexicon())


def stories(path: Path) -> list[Story]:
    found = list(read_paths([path]))
    assert not any(isinstance(s, Rejected) for s in found)
    return [s for s in found if isinstance(s, Story)]


def test_a_spun_story_is_recognised_and_read_as_what_it_stood_for() -> None:
    story, report = read(SPUN)
    assert report.spun
    for phrase in (
        "foreign minister held a telephone call",
        "her office said",
        "security council would hold an emergency meeting",
        "hundreds of thousands of",
        "humanitarian aid",
        "In that call",
        "offered to host peace talks",
        "opened fire",
        "front line",
        "tear gas",
        "White House",
        "both governments called for restraint in eastern Togo",
    ):
        assert phrase in story.reading.text
    assert any("spun" in note for note in story.notes)


def test_quotations_and_the_text_as_received_are_never_touched() -> None:
    story, _ = read(SPUN)
    assert story.text == SPUN
    assert "“The safety council must act,”" in story.reading.text


def test_marked_phrases_slice_back_to_the_text_as_received() -> None:
    story, report = read(SPUN)
    assert report.phrases
    for mark in report.phrases:
        assert SPUN[mark.start : mark.end] == mark.text
        assert mark.restored
        assert mark.original in story.reading.text
        assert mark.original != mark.text


def test_offsets_of_restored_words_lead_back_through_the_masked_header() -> None:
    story, _ = read(SPUN)
    start = story.reading.text.index("call with")
    assert story.text[slice(*story.reading.original(start, start + 4))] == "name"
    start = story.reading.text.index("hundreds of thousands")
    received = story.text[slice(*story.reading.original(start, start + len("hundreds of thousands")))]
    assert received == "a whole bunch of hundreds"
    start = story.reading.text.index("Police")
    assert story.text[slice(*story.reading.original(start, start + 6))] == "Police"
    assert story.published == date(2021, 5, 9)


def test_a_genuine_story_comes_back_as_it_was() -> None:
    before = read_story(GENUINE, id="x")
    after, report = restore(before, load_spin_lexicon())
    assert after == before
    assert not report.spun


def test_one_odd_phrase_is_marked_and_left() -> None:
    story, report = read("The safety council met on Monday. The ministers spoke for an hour about grain.")
    assert not report.spun
    assert [(m.text, m.original, m.restored) for m in report.phrases] == [
        ("safety council", "security council", False)
    ]
    assert "safety council" in story.reading.text


def test_a_decision_is_a_call_only_where_a_call_was_spun() -> None:
    without_call = SPUN.replace("held a telephone name", "met")
    story, report = read(without_call)
    assert report.spun
    assert "In that decision" in story.reading.text


def test_restoring_twice_changes_nothing_more() -> None:
    once, _ = read(SPUN)
    twice, _ = restore(once, load_spin_lexicon())
    assert twice.reading == once.reading


def test_our_spun_example_is_recognised_and_no_other() -> None:
    spun = [s.id for s in stories(EXAMPLES) if restore(s, load_spin_lexicon())[1].spun]
    assert spun == ["turkey-azerbaijan-spun"]


@st.composite
def edited_readings(draw: st.DrawFn) -> tuple[str, Reading, list[tuple[int, int, str]]]:
    """A text, a reading of it with some edits, and replacements to be made in that reading."""
    received, reading, edits = "", "", []
    for piece in draw(st.lists(st.text("abcdef", min_size=1, max_size=4), max_size=6)):
        plain = draw(st.one_of(st.none(), st.text("XYZ", max_size=3)))
        if plain is not None:
            edits.append(
                Edit(len(reading), len(reading) + len(plain), len(received), len(received) + len(piece))
            )
        received += piece
        reading += piece if plain is None else plain
        # Two edits never touch: what separates them is the same in both texts.
        received += "-"
        reading += "-"
    cuts = sorted(draw(st.lists(st.integers(0, len(reading)), max_size=6)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    replacements = [(a, b, draw(st.text("PQ", min_size=1, max_size=3))) for a, b in spans if a < b]
    return received, Reading.of(reading, tuple(edits)), replacements


@given(edited_readings())
def test_composed_edits_lead_back_to_the_text_as_received(
    case: tuple[str, Reading, list[tuple[int, int, str]]],
) -> None:
    received, before, replacements = case
    after = reread(before, replacements)
    at_text = at_reading = 0
    for edit in after.edits:
        kept = after.text[at_reading : edit.reading_start]
        assert kept == received[at_text : edit.text_start]
        for i in range(at_reading, edit.reading_start):
            start, end = after.original(i, i + 1)
            assert received[start:end] == after.text[i]
        at_text, at_reading = edit.text_end, edit.reading_end
    assert after.text[at_reading:] == received[at_text:]
    for _, _, new in replacements:
        assert new in after.text


@pytest.mark.parametrize(
    ("spun", "original"),
    [
        ("Sudan’s protection ministry stated fighting went on.", "defence ministry"),
        ("The ruling celebration lost a vote of self assurance.", "ruling party"),
        ("Troopers fired tear fuel at the gates.", "tear gas"),
        ("They agreed on an alternate of prisoners and inmates of warfare.", "prisoners of war"),
        ("Tens of hundreds marched in japanese Chad.", "Tens of thousands marched in eastern Chad"),
        ("The premier supplied to mediate.", "offered to mediate"),
        ("At least two of the accused had been known as to the excessive courtroom.", "high court"),
        ("A minimum of 14 sailors took half in joint navy workouts.", "joint military exercises"),
        ("The inside minister instructed state tv that it might vote subsequent week.", "next week"),
        (
            "Each governments opened hearth on the entrance line.",
            "Both governments opened fire on the front line",
        ),
    ],
)
def test_words_are_restored_by_the_company_they_keep(spun: str, original: str) -> None:
    story, _ = read(f"{SPUN}\n\n{spun}")
    assert original in story.reading.text.split("\n\n")[-1]


def test_unclosed_quotations_reach_to_the_end_of_their_paragraph() -> None:
    text = 'He said “one.\n\nTwo, "three" and four” five.'
    assert [text[a:b] for a, b in quoted_spans(text)] == ["“one.", '"three"']


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        (noun_forms("ministry", {}), {"sg": "ministry", "pl": "ministries"}),
        (noun_forms("news agency", {}), {"sg": "news agency", "pl": "news agencies"}),
        (
            verb_forms("stop", {}),
            {"base": "stop", "s": "stops", "past": "stopped", "part": "stopped", "ing": "stopping"},
        ),
        (
            verb_forms("carry out", {}),
            {
                "base": "carry out",
                "s": "carries out",
                "past": "carried out",
                "part": "carried out",
                "ing": "carrying out",
            },
        ),
    ],
)
def test_forms_follow_the_rules_of_spelling(forms: dict[str, str], expected: dict[str, str]) -> None:
    assert forms == expected


@pytest.mark.parametrize(
    ("file", "line", "complaint"),
    [
        ("phrases.tsv", "old horse\t\t", "neighbour"),
        ("phrases.tsv", "other call\t\tweather", "weather"),
        ("neighbours.tsv", "call\tq\tname", "kind"),
        ("literal.tsv", "blue moon\tred\tkeep", "blue moon"),
        ("literal.tsv", "phone call\tname\tperhaps", "perhaps"),
        ("literal.tsv", "phone call\thorse\tkeep", "horse"),
        ("literal.tsv", "phone call\tname\tkeep", "shows spinning"),
        ("signs.tsv", "whole bunch\tmuch", "much"),
    ],
)
def test_a_bad_line_of_the_lexicon_is_refused(tmp_path: Path, file: str, line: str, complaint: str) -> None:
    tables = {
        "irregular.tsv": "word\tkind\tfirst\tsecond\n",
        "neighbours.tsv": "word\tkind\tspun\ncall\tn\tname\n",
        "phrases.tsv": "phrase\tgives\tneeds\nphone call\tcall\t\n",
        "literal.tsv": "phrase\tspun\treading\n",
        "signs.tsv": "sign\tweight\n",
    }
    for name, text in tables.items():
        (tmp_path / name).write_text(text + (line + "\n" if name == file else ""))
    with pytest.raises(RuleError, match=complaint):
        read_spin_lexicon(tmp_path)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
def test_the_seed_story_is_recognised_and_restored() -> None:
    (seed,) = (s for s in stories(SHARED / "gold" / "dev.jsonl") if s.id == "seed")
    story, report = restore(seed, load_spin_lexicon())
    assert report.spun
    for phrase in (
        "held a telephone call",
        "the premier’s office said",
        "other outlets",
        "in that call",
        "play a mediation role",
        "call with Putin",
        "humanitarian aid shipment",
        "caught up in the fighting",
        "military presence in Syria",
        ", where Israel",
        "hundreds of thousands of",
        "both Russia and Ukraine",
        "close ties",
        "security cabinet meeting",
        "moves to Israel",
        "The foreign ministry",
    ):
        assert phrase in story.reading.text


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
def test_spun_copies_are_told_from_originals() -> None:
    gold = (SHARED / "eval" / "copies" / "gold.jsonl").read_text().splitlines()
    kinds = {row["story"]: row["kind"] for row in map(json.loads, gold)}
    found = [s for s in stories(SHARED / "eval" / "copies" / "stories.jsonl") if s.id in kinds]
    sample = [s for k, s in enumerate(found) if k % 3 == 0]
    named = {s.id for s in sample if restore(s, load_spin_lexicon())[1].spun}
    truth = {s.id for s in sample if kinds[s.id].startswith("spun")}
    assert len(named & truth) >= 0.9 * len(truth)
    assert len(named - truth) <= 0.01 * len(sample)


def right_events(story: Story, gold: list[dict[str, Any]], pipeline: Pipeline) -> int:
    """How many annotated events are there: of the same type and mode, at words that overlap."""
    (done,) = pipeline.code([story])
    return sum(
        any(
            event.type == true["type"]
            and event.mode == true["mode"]
            and any(
                m.start < t["end"] and t["start"] < m.end for m in event.mentions for t in true["mentions"]
            )
            for event in done.coded.events
        )
        for true in gold
    )


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
def test_the_seed_story_restored_gives_two_more_right_events(parser: SpacyParser, rulebook: Rulebook) -> None:
    path = SHARED / "gold" / "dev.jsonl"
    (seed,) = (s for s in stories(path) if s.id == "seed")
    (gold,) = (row for row in map(json.loads, path.read_text().splitlines()) if row["id"] == "seed")
    nothing = SpinLexicon(
        phrases=(), anchors={}, literal=frozenset(), signs=SpinSigns({}, {}, frozenset(), 0.0)
    )
    restored = right_events(seed, gold["events"], Pipeline(parser, rulebook))
    literal = right_events(seed, gold["events"], Pipeline(parser, replace(rulebook, spinning=nothing)))
    assert restored >= literal + 2


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
def test_nothing_is_restored_in_genuine_reports() -> None:
    genuine = stories(SHARED / "eval" / "bulk" / "stories.jsonl")[::5]
    changed = [s.id for s in genuine if restore(s, load_spin_lexicon())[0] is not s]
    assert changed == []
