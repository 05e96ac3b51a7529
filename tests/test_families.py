"""Families of copies: what belongs together, which came first, and what must stay apart."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.copies.alignment import common_in_order
from dateline.copies.families import FamilyIndex, FamilyMember
from dateline.copies.spinning import restore
from dateline.model import Story
from dateline.reading import read_paths, read_story
from dateline.rulebook.spinning import load_spin_lexicon

SHARED = Path(__file__).resolve().parents[2] / "shared"
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"

FIRST = (
    "NOUMEA (Meridian) - Police in New Caledonia arrested nine members of the Caledonian Union on Tuesday "
    "after roadblocks were set on fire near Dumbea, the high commissioner said. Officers seized 14 hunting "
    "rifles in a shed outside Paita. The French interior minister praised the operation in Paris and vowed "
    "to send 200 gendarmes from Marseille by Friday. Lawyer Elise Wamytan said that her clients had been "
    "beaten in custody and asked the Nouméa court to free them. A spokesman for the prosecutor denied it. "
    "Australia advised its citizens to avoid the road to La Tontouta airport."
)
SECOND = (
    "Nine independence campaigners are in custody in Nouméa, their party announced on Tuesday evening. It "
    "called the arrests near Dumbea a provocation and told supporters to gather in front of the court on "
    "Wednesday. Elise Wamytan, who defends the nine, accused gendarmes of hitting them. In Paris, a minister "
    "spoke of an operation that was carried out with restraint. Police had earlier found 14 rifles at Paita, "
    "where barricades burned for two nights. Travellers to La Tontouta faced long delays, and 200 more "
    "gendarmes are expected from France."
)


def story(id: str, text: str, day: int = 7) -> Story:
    return read_story(text, id=id, published=date(2023, 11, day))


def families(*stories: Story) -> dict[str, FamilyMember]:
    index = FamilyIndex(load_spin_lexicon())
    for one in stories:
        index.add(one)
    return {member.story: member for member in index.families()}


def test_a_reprint_in_another_outlet_belongs_to_the_report_that_came_first() -> None:
    found = families(story("z", FIRST, 7), story("a", FIRST.split(" - ", 1)[1], 8))
    assert (found["a"].family, found["a"].kind, found["a"].original) == ("z", "reprint", "z")
    assert (found["z"].kind, found["z"].original) == ("original", "z")
    assert found["a"].similarity > 0.95
    assert found["a"].evidence


def test_two_reports_of_one_event_in_their_own_words_are_no_copies() -> None:
    found = families(story("a", FIRST), story("b", SECOND))
    assert {m.family for m in found.values()} == {"a", "b"}
    assert {m.kind for m in found.values()} == {"original"}


def test_the_first_half_is_an_excerpt_and_a_longer_later_version_an_update() -> None:
    sentences = FIRST.split(". ")
    excerpt = ". ".join(sentences[:3])
    update = FIRST + " " + SECOND
    found = families(story("a", FIRST), story("b", excerpt, 8), story("c", update, 9))
    assert {m.family for m in found.values()} == {"a"}
    assert (found["b"].kind, found["c"].kind) == ("excerpt", "updated")


@pytest.mark.parametrize(
    ("outlet", "day", "kind"),
    [("The Reef Post", 9, "updated"), ("The Mainland Mail", 9, "edited"), ("The Reef Post", 7, "original")],
)
def test_only_a_later_fuller_version_in_the_same_outlet_is_an_update(
    outlet: str, day: int, kind: str
) -> None:
    first = read_story(FIRST, id="a", published=date(2023, 11, 7), outlet="The Reef Post")
    later = read_story(f"{FIRST} {SECOND}", id="b", published=date(2023, 11, day), outlet=outlet)
    # On one day, the fuller one is the original.
    assert families(first, later)["b"].kind == kind


def test_a_report_with_sentences_cut_here_and_there_is_an_edited_copy() -> None:
    sentences = FIRST.split(". ")
    found = families(story("a", FIRST), story("b", ". ".join(sentences[k] for k in (0, 2, 4)), 8))
    assert (found["b"].family, found["b"].kind) == ("a", "edited")


def test_a_paragraph_of_background_in_both_makes_no_copy() -> None:
    background = ". ".join(FIRST.split(". ")[1:4]) + ". "
    one = (
        "A cyclone closed the port of Poindimie on Monday and cut the power in three valleys. Two fishing "
        "boats are missing off Touho, and the mayor of Hienghene opened the school to families whose roofs "
        "were torn away. The army flew water and rice to Ouvea in two helicopters. Forecasters expect the "
        "wind to turn south before it weakens over the Loyalty Islands on Thursday. "
    )
    other = (
        "The nickel smelter at Doniambo will lay off 300 workers unless a buyer is found by the end of June, "
        "its managers told unions. Prices have halved since Indonesia opened new mines. The congress votes "
        "next week on a loan that would keep two of the three furnaces burning through the winter, but its "
        "finance committee wants guarantees from the shareholders first. "
    )
    found = families(story("a", one + background), story("b", other + background))
    assert {m.family for m in found.values()} == {"a", "b"}


def test_our_examples_hold_one_copy_of_each_kind() -> None:
    found = families(*(s for s in read_paths([EXAMPLES]) if isinstance(s, Story)))
    copies = {m.story: (m.family, m.kind) for m in found.values() if m.kind != "original"}
    assert copies == {
        "eu-belarus-reprint": ("eu-belarus-sanctions", "reprint"),
        "mali-village-brief": ("mali-village", "excerpt"),
        "solomon-police-edited": ("solomon-police", "edited"),
        "turkey-azerbaijan-spun": ("turkey-azerbaijan-call", "spun"),
    }


def test_a_spun_story_is_no_original_even_where_it_is_dated_earlier() -> None:
    wire = {s.id: s for s in read_paths([EXAMPLES / "wire.jsonl"]) if isinstance(s, Story)}
    text = wire["turkey-azerbaijan-spun"].text
    found = families(wire["turkey-azerbaijan-call"], read_story(text, id="a", published="2024-03-01"))
    assert (found["a"].family, found["a"].kind) == ("turkey-azerbaijan-call", "spun")


def test_a_spun_story_alone_is_named_so_and_has_no_original() -> None:
    wire = {s.id: s for s in read_paths([EXAMPLES / "wire.jsonl"]) if isinstance(s, Story)}
    spun = wire["turkey-azerbaijan-spun"]
    index = FamilyIndex(load_spin_lexicon())
    index.add(spun, restore(spun, load_spin_lexicon())[1])
    (member,) = index.families()
    assert (member.kind, member.original, member.family) == ("spun", None, spun.id)


@pytest.mark.parametrize("seed", range(3))
def test_order_of_input_does_not_matter(seed: int) -> None:
    stories = [s for s in read_paths([EXAMPLES]) if isinstance(s, Story)]
    shuffled = stories[:]
    Random(seed).shuffle(shuffled)
    assert families(*stories) == families(*shuffled)


def test_other_stories_do_not_change_whether_two_are_copies() -> None:
    pair = [story("y", FIRST, 7), story("z", FIRST.split(" - ", 1)[1], 8)]
    others = [s for s in read_paths([EXAMPLES]) if isinstance(s, Story)]
    alone, among = families(*pair), families(*pair, *others)
    assert {k: among[k] for k in alone} == alone


def test_a_hundred_reprints_are_one_family() -> None:
    found = families(*(story(f"s{n:03}", FIRST) for n in range(100)), story("other", SECOND))
    assert {m.family for m in found.values()} == {"s000", "other"}


def test_empty_and_tiny_stories_stay_by_themselves() -> None:
    found = families(*(story(f"s{n}", text) for n, text in enumerate(("", ".", "Yes.", "Yes.", "He won."))))
    assert all(m.family == m.story for m in found.values())
    assert families() == {}


def test_an_id_can_be_added_once() -> None:
    index = FamilyIndex(load_spin_lexicon())
    index.add(story("a", FIRST))
    with pytest.raises(ValueError, match="'a'"):
        index.add(story("a", SECOND))


@given(st.lists(st.integers(0, 5), max_size=12), st.lists(st.integers(0, 5), max_size=12))
def test_common_in_order_is_the_longest_common_subsequence(one: list[int], other: list[int]) -> None:
    lengths = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, a in enumerate(one, 1):
        for j, b in enumerate(other, 1):
            best = max(lengths[i - 1][j], lengths[i][j - 1])
            lengths[i][j] = lengths[i - 1][j - 1] + 1 if a == b else best
    assert common_in_order(one, other) == lengths[-1][-1]


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
def test_copies_are_found_and_independent_reports_kept_apart() -> None:
    rows = (SHARED / "eval" / "copies" / "gold.jsonl").read_text().splitlines()
    everything = [json.loads(row) for row in rows]
    # Every second family: half the time, the same floors.
    chosen = set(sorted({row["family"] for row in everything})[::2])
    gold = {row["story"]: row for row in everything if row["family"] in chosen}
    stories = [s for s in read_paths([SHARED / "eval" / "copies" / "stories.jsonl"]) if isinstance(s, Story)]
    found = families(*(s for s in stories if s.id in gold))
    reached: dict[str, list[bool]] = defaultdict(list)
    for name, row in gold.items():
        if row["kind"] != "original":
            reached[row["kind"]].append(found[name].family == found[row["family"]].family)
    floors = {
        "edited": 1.0,
        "excerpt": 0.98,
        "reprint": 0.95,
        "spun-0.4": 0.97,
        "spun-0.7": 0.92,
        "spun-0.95": 0.75,
    }
    for kind, floor in floors.items():
        assert sum(reached[kind]) / len(reached[kind]) >= floor, kind
    true_families: dict[str, set[str]] = defaultdict(set)
    for name, row in gold.items():
        true_families[found[name].family].add(row["family"])
    assert sum(len(merged) - 1 for merged in true_families.values()) <= 3
    named = {m.story for m in found.values() if m.kind == "spun"}
    truth = {name for name, row in gold.items() if row["kind"].startswith("spun")}
    assert len(named & truth) >= 0.95 * len(named)
    assert len(named & truth) >= 0.9 * len(truth)
