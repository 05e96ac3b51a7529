"""The index of copies: it may be saved and go on growing, takes little memory, and keeps its parts whole."""

from __future__ import annotations

import gc
import tracemalloc
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.copies.dealing import added_up, dealt, found_in
from dateline.copies.families import FamilyIndex, FamilyMember
from dateline.copies.pairing import Find, Flags, Order, Packed, Times, counted_here
from dateline.copies.signature_columns import Lists
from dateline.copies.spinning import SpinReport
from dateline.ledger.store import Ledger, LedgerWriter
from dateline.model import Story
from dateline.reading import read_paths, read_story
from dateline.rulebook.spinning import load_spin_lexicon

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
PINNED = (
    11,
    [3278690180, 3800633602, 2610477928, 2114142115],
    [0, 3, 2, 4, 1, 6, 5],
    [767655628, 1617948922, 1795124907, 2965380357, 3828424671, 3860488712, 3864836897],
)
BLOCK, RANGES = 7, 3
JUDGED = SpinReport(score=0.1, phrases=(), signs=0.0)


@cache
def examples() -> tuple[Story, ...]:
    return tuple(s for s in read_paths([EXAMPLES]) if isinstance(s, Story))


def counted_by_ranges(
    lists: Lists, order: Order, fresh: Flags | None, find: Find, least: int
) -> tuple[Packed, Times]:
    """As a cluster counts: stories dealt out in blocks, hashes in ranges, pairs in shares."""
    blocks = []
    for start in range(0, len(lists), BLOCK):
        ends = lists.ends[start : start + BLOCK + 1]
        places = order.places[start : start + BLOCK]
        blocks.append(dealt(lists.flat[ends[0] : ends[-1]].copy(), np.diff(ends), places, RANGES))
    found = [found_in(find, fresh, RANGES, [block[k] for block in blocks]) for k in range(RANGES)]
    sums = [added_up([one[k] for one in found], least) for k in range(RANGES)]
    pairs, counts = (np.concatenate(column) for column in zip(*sums, strict=True))
    by_pair = np.argsort(pairs)
    here = counted_here(lists, order, fresh, find, least)
    assert here[0].tolist() == pairs[by_pair].tolist()
    if least > 1:
        assert here[1].tolist() == counts[by_pair].tolist()
    return here


def grown(stories: list[Story], index: FamilyIndex | None = None) -> FamilyIndex:
    index = index if index is not None else FamilyIndex(load_spin_lexicon())
    for story in stories:
        index.add(story)
    return index


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(len(examples()))), st.integers(0, len(examples())))
def test_an_index_saved_and_grown_further_is_the_index_built_at_once(order: list[int], cut: int) -> None:
    stories = [examples()[k] for k in order]
    saved = grown(stories[:cut]).to_table()
    later = grown(stories[cut:], FamilyIndex.from_table(saved, load_spin_lexicon()))
    at_once = grown(list(examples()))
    assert later.families() == at_once.families()
    assert later.to_table().equals(at_once.to_table())


def test_an_index_outlives_its_run_on_disk(tmp_path: Path) -> None:
    index = grown(list(examples()))
    with LedgerWriter(tmp_path / "ledger") as writer:
        writer.add("signatures", index.to_table())
        writer.commit()
    table = Ledger(tmp_path / "ledger").read("signatures")
    assert table is not None
    again = FamilyIndex.from_table(table, load_spin_lexicon())
    assert again.families() == index.families()
    assert examples()[0].id in again
    with pytest.raises(ValueError, match=examples()[0].id):
        again.add(examples()[0])


def test_a_table_of_another_make_is_refused() -> None:
    table = grown(list(examples())[:2]).to_table()
    other = table.replace_schema_metadata({"signatures": "0"})
    with pytest.raises(ValueError, match="version 0"):
        FamilyIndex.from_table(other, load_spin_lexicon())
    with pytest.raises(ValueError, match="version none"):
        FamilyIndex.from_table(pa.table({"story": ["a"]}), load_spin_lexicon())


def test_an_empty_index_can_be_saved() -> None:
    index = FamilyIndex.from_table(FamilyIndex(load_spin_lexicon()).to_table(), load_spin_lexicon())
    assert index.families() == ()


def made_up(number: int, words: int) -> Story:
    """A story of so many words of everyday length, a seventh of them names or numbers."""
    random = Random(number)
    vocabulary = [w for s in examples() for w in s.text.split()]
    text = " ".join(random.choice(vocabulary) for _ in range(words))
    return read_story(text, id=f"story-{number:06}", published=date(2023, 5, 1 + number % 28))


def test_a_story_takes_less_than_two_kilobytes() -> None:
    stories = [made_up(k, 300 + 20 * (k % 50)) for k in range(300)]
    index = FamilyIndex(load_spin_lexicon())
    tracemalloc.start()
    # What grows with the vocabulary, not with the stories, comes first.
    for story in stories[:50]:
        index.add(story, JUDGED)
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()
    for story in stories[50:]:
        index.add(story, JUDGED)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (after - before) / 250 < 2000


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(len(examples()))), st.lists(st.integers(0, len(examples())), max_size=3))
def test_families_regrouped_bit_by_bit_are_those_of_grouping_at_once(
    order: list[int], cuts: list[int]
) -> None:
    stories = [examples()[k] for k in order]
    index = FamilyIndex(load_spin_lexicon(), count=counted_by_ranges)
    places: dict[str, FamilyMember] = {}
    edges = sorted({0, len(stories), *cuts})
    for first, after in pairwise(edges):
        grown(stories[first:after], index)
        before = {story: member.family for story, member in places.items()}
        fresh = {story.id for story in stories[first:after]}
        places |= {member.story: member for member in index.regrouped(before, fresh)}
        assert sorted(places.values(), key=lambda m: (m.family, m.story)) == list(index.families())


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 60), st.integers(1, 6))
def test_a_crowd_regrouped_bit_by_bit_is_the_crowd_grouped_at_once(seed: int, most: int, cut: int) -> None:
    """Among very many copies only neighbours are compared, and new ones part those that were neighbours."""
    random = Random(seed)
    texts = [s.text for s in examples()[: 1 + seed % 3]]
    stories = []
    for k in range(120):
        # Some whole, some of a few sentences: these are copies of their neighbours by those alone.
        sentences = random.choice(texts).split(". ")
        kept = random.sample(sentences, max(2, len(sentences) * random.randint(1, 3) // 3))
        stories.append(read_story(". ".join(kept), id=f"{random.random():.6f} {k}", published=None))
    index = FamilyIndex(load_spin_lexicon(), count=counted_here if seed % 8 else counted_by_ranges)
    places: dict[str, FamilyMember] = {}
    start = 0
    while start < len(stories):
        after = start + random.randint(1, most * cut)
        grown(stories[start:after], index)
        before = {story: member.family for story, member in places.items()}
        fresh = {story.id for story in stories[start:after]}
        places |= {member.story: member for member in index.regrouped(before, fresh)}
        start = after
    assert sorted(places.values(), key=lambda m: (m.family, m.story)) == list(index.families())


def test_hashes_do_not_depend_on_the_process() -> None:
    """A saved index must find copies on another machine: the hashes are pinned."""
    index = grown([read_story("Chad and Niger signed a pact on 4 May in Agadez.", id="a", published=None)])
    row = index.to_table().to_pylist()[0]
    assert (row["words"], row["names"], row["places"], row["shingles"]) == PINNED
