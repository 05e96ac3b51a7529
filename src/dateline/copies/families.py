"""Stories and their copies: which belong together, which came first, and what kind of copy each is.

Two stories are related or not by what the two say, whatever else is in the index, and families are
the connected components: so neither the order nor the company of stories matters to a relation.
Reprints, excerpts and edited copies are found by shared five-word sequences (Broder 1997, with
hashes divisible by eight kept for the index); spun copies by names and numbers, which a spinner
leaves alone, in the same order. When in doubt, two stories are not copies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from dateline.copies.alignment import common_in_order
from dateline.copies.pairing import pairs_by_links, pairs_by_shingles, shared
from dateline.copies.signatures import Signature, WordHashes, shingles_in_order, sign
from dateline.copies.spinning import SPUN, SpinReport, restore
from dateline.model import Story
from dateline.rulebook.spinning import SpinLexicon

SAME_WORDS = 0.35
"""Part of the shorter story's five-word sequences that the other has too."""
SURELY_SAME = 0.6
"""The part from which on it does not matter where the shared sequences stand."""
SAME_LEAD = 0.2
"""Below that: the part of the shorter story's first third that the other must have."""
NEARLY_ALL = 0.9
FEWEST_SHINGLES = 8
"""Sequences that must be shared whatever the part."""
SAME_NAMES = 0.60
"""Part of all names and numbers that run in the same order in both."""
SAME_RARE_NAMES = 0.50
"""The same of those that occur once or twice."""
FEWEST_NAMES = 8
FEWEST_LINKS = 4
ODDER = 0.1
"""Among stories with the same names in the same order: how much higher a spun one's score must be."""
LINKED = 0.2
"""Part of the neighbourhoods of rarer names, to be worth a comparison."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMember:
    """One story's place in its family. The family's name is the id of its original.

    `kind`: original, reprint, excerpt, edited, updated or spun. `original` is the story's own id for
    an original, and none for a spun story whose original is not here. `similarity`: the part 0…1 of
    the five-word sequences of the shorter of copy and original that both have; for a spun copy, of
    names and numbers in the same order.
    """

    story: str
    family: str
    kind: str
    original: str | None
    similarity: float
    evidence: str


@dataclass(frozen=True, slots=True)
class _Relation:
    """How two stories are alike: shared sequences, and for spun ones names in the same order."""

    common: int
    words: float
    names: float | None = None


class FamilyIndex:
    """Stories come in by `add`; `families` sorts all of them into families."""

    def __init__(self, lexicon: SpinLexicon) -> None:
        self._lexicon = lexicon
        self._hashes = WordHashes()
        self._signatures: dict[str, Signature] = {}
        self._stories: dict[str, Story] = {}
        self._scores: dict[str, float] = {}

    def add(self, story: Story, report: SpinReport | None = None) -> None:
        """Takes a story in; a `report` that is at hand saves judging its wording again.

        Raises `ValueError` for an id that is already in.
        """
        if story.id in self._signatures:
            msg = f"a story {story.id!r} is already in the index"
            raise ValueError(msg)
        self._signatures[story.id] = sign(story, self._hashes)
        self._stories[story.id] = story
        if report is not None:
            self._scores[story.id] = report.score

    def families(self) -> tuple[FamilyMember, ...]:
        """Every story's place in its family, sorted by family and story."""
        signatures = [self._signatures[k] for k in sorted(self._signatures)]
        relations = _relations(signatures)
        members: list[FamilyMember] = []
        for component in _components(sorted(self._signatures), relations):
            members += self._members(component, relations)
        return tuple(sorted(members, key=lambda m: (m.family, m.story)))

    def _members(
        self, component: Sequence[str], relations: Mapping[tuple[str, str], _Relation]
    ) -> list[FamilyMember]:
        if len(component) == 1:
            return [self._alone(component[0])]
        lowest = min(map(self._score, component)) if _some_by_names(component, relations) else 1.0
        original = min(component, key=lambda story: self._seniority(story, lowest))
        first = self._signatures[original]
        found = [_original(original)]
        for story in component:
            if story != original:
                copy = self._signatures[story]
                pair = (min(story, original), max(story, original))
                relation = relations.get(pair) or _compare(copy, first)
                found.append(self._copy(copy, first, relation))
        return found

    def _copy(self, copy: Signature, original: Signature, relation: _Relation) -> FamilyMember:
        if relation.names is not None:
            kind, similarity = "spun", relation.names
            evidence = f"{relation.names:.0%} of names and numbers in the same order, in other words"
        else:
            kind, similarity = self._kind(copy, original, relation), relation.words
            evidence = f"{relation.common} five-word sequences shared, {relation.words:.0%} of the shorter"
        return FamilyMember(
            story=copy.story,
            family=original.story,
            kind=kind,
            original=original.story,
            similarity=round(similarity, 4),
            evidence=evidence,
        )

    def _kind(self, copy: Signature, original: Signature, relation: _Relation) -> str:
        """What a copy that shares word sequences is, by how much of each story the other has."""
        odder = self._score(copy.story) >= self._score(original.story) + ODDER
        if self._score(copy.story) >= SPUN:
            return "spun"
        if odder and relation.words < SURELY_SAME and _same_names(copy, original) is not None:
            return "spun"
        in_original = relation.common / max(1, len(copy.shingles))
        of_original = relation.common / max(1, len(original.shingles))
        if in_original >= NEARLY_ALL and of_original >= NEARLY_ALL:
            return "reprint"
        if in_original >= NEARLY_ALL:
            return "excerpt" if self._pieces(copy, original) <= 2 else "edited"
        grown = copy.words > 1.1 * original.words
        return "updated" if grown and of_original >= SURELY_SAME else "edited"

    def _pieces(self, copy: Signature, original: Signature) -> int:
        """Of how many unbroken stretches of the original the copy consists."""
        in_order = shingles_in_order(self._stories[original.story], self._hashes)
        kept = np.isin(in_order, copy.shingles)
        return int(np.count_nonzero(kept[1:] & ~kept[:-1])) + int(kept[:1].sum())

    def _alone(self, story: str) -> FamilyMember:
        score = self._scores.get(story, 0.0)
        if score < SPUN:
            return _original(story)
        return FamilyMember(
            story=story,
            family=story,
            kind="spun",
            original=None,
            similarity=0.0,
            evidence=f"wording scores {score:.2f}; no original among the stories",
        )

    def _seniority(self, story: str, lowest: float) -> tuple[bool, date, int, str]:
        """What is spun is no original; then the earliest, the fullest, the smallest id.

        `lowest`: the lowest score of wording in a family that is held together by names.
        """
        signature = self._signatures[story]
        return (
            self._score(story) >= min(SPUN, lowest + ODDER),
            signature.published or date.max,
            -signature.words,
            story,
        )

    def _score(self, story: str) -> float:
        if story not in self._scores:
            self._scores[story] = restore(self._stories[story], self._lexicon)[1].score
        return self._scores[story]


def _relations(signatures: Sequence[Signature]) -> dict[tuple[str, str], _Relation]:
    """The pairs that are copies of each other, by their ids (the smaller first)."""
    found: dict[tuple[str, str], _Relation] = {}
    for i, j in pairs_by_shingles(signatures, SAME_WORDS).tolist():
        relation = _compare(signatures[i], signatures[j])
        if _same_words(signatures[i], signatures[j], relation):
            found[signatures[i].story, signatures[j].story] = relation
    for i, j in pairs_by_links(signatures, LINKED, FEWEST_LINKS).tolist():
        pair = signatures[i].story, signatures[j].story
        if pair not in found and (names := _same_names(signatures[i], signatures[j])) is not None:
            relation = _compare(signatures[i], signatures[j])
            found[pair] = _Relation(relation.common, relation.words, names)
    return found


def _same_words(one: Signature, other: Signature, relation: _Relation) -> bool:
    """Whether the shared sequences make a copy, and are not only a paragraph of background in both."""
    if relation.common < FEWEST_SHINGLES or relation.words < SAME_WORDS:
        return False
    if relation.words >= SURELY_SAME:
        return True
    shorter, longer = sorted((one, other), key=lambda s: len(s.shingles))
    return shared(shorter.lead, longer.shingles) >= SAME_LEAD * len(shorter.lead)


def _some_by_names(stories: Sequence[str], relations: Mapping[tuple[str, str], _Relation]) -> bool:
    return any(
        (relation := relations.get((one, other))) is not None and relation.names is not None
        for i, one in enumerate(stories)
        for other in stories[i + 1 :]
    )


def _compare(one: Signature, other: Signature) -> _Relation:
    smaller = min(len(one.shingles), len(other.shingles))
    common = shared(one.shingles, other.shingles)
    return _Relation(common, common / smaller if smaller else 0.0)


def _same_names(one: Signature, other: Signature) -> float | None:
    """The part of names and numbers in the same order, where it is that of a spun copy."""
    fewer, more = sorted((len(one.rare), len(other.rare)))
    longer = max(len(one.names), len(other.names))
    if fewer < FEWEST_NAMES or fewer < SAME_RARE_NAMES * more:
        return None
    if common_in_order(one.rare, other.rare) < SAME_RARE_NAMES * more:
        return None
    part = common_in_order(one.names, other.names) / longer
    return part if part >= SAME_NAMES else None


def _components(stories: Sequence[str], relations: Mapping[tuple[str, str], _Relation]) -> list[list[str]]:
    """Connected components of the relation, each sorted."""
    leader = {story: story for story in stories}

    def find(story: str) -> str:
        while leader[story] != story:
            leader[story] = leader[leader[story]]
            story = leader[story]
        return story

    for one, other in relations:
        a, b = find(one), find(other)
        leader[max(a, b)] = min(a, b)
    groups: dict[str, list[str]] = {}
    for story in stories:
        groups.setdefault(find(story), []).append(story)
    return list(groups.values())


def _original(story: str) -> FamilyMember:
    return FamilyMember(
        story=story, family=story, kind="original", original=story, similarity=1.0, evidence="the first"
    )
