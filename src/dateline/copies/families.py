"""Stories and their copies: which belong together, which came first, and what kind of copy each is.

Two stories are related or not by what the two say, whatever else is in the index, and families are
the connected components: so neither the order nor the company of stories matters to a relation.
Reprints, excerpts and edited copies are found by shared five-word sequences; spun copies by names and
numbers, which a spinner leaves alone, in the same order. When in doubt, two stories are not copies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from typing import TYPE_CHECKING

import numpy as np

from dateline.copies.pairing import (
    Counting,
    Flags,
    Order,
    counted_here,
    one_by_one,
    pairs_by_links,
    pairs_by_shingles,
    parted_pairs,
)
from dateline.copies.relations import (
    SAME_WORDS,
    SURELY_SAME,
    Relation,
    compare,
    pieces,
    same_names,
    same_words,
)
from dateline.copies.signature_columns import SignatureColumns
from dateline.copies.signatures import Signature
from dateline.copies.signing import Signer
from dateline.copies.spinning import SPUN, SpinReport
from dateline.model import Story
from dateline.rulebook.credits import AgencyCredits
from dateline.rulebook.spinning import SpinLexicon

if TYPE_CHECKING:
    import pyarrow as pa

NEARLY_ALL = 0.9
GROWN = 1.1
"""How much longer than the original an update is at least."""
FEWEST_LINKS = 4
ODDER = 0.1
"""Among stories with the same names in the same order: how much higher a spun one's score must be."""
LINKED = 0.2
"""Part of the neighbourhoods of rarer names, to be worth a comparison."""

Relations = Mapping[tuple[str, str], Relation]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMember:
    """One story's place in its family. The family's name is the id of its original.

    `kind`: original, reprint, excerpt, edited, updated or spun. `original` is the story's own id for
    an original, and none for a spun story whose original is not here. `similarity`: the part 0…1 of
    the five-word sequences of the shorter of copy and original that both have; for a spun copy, of
    names and numbers in the same order. `agencies` are credited with the story as a whole: families
    that share one are one source.
    """

    story: str
    family: str
    kind: str
    original: str | None
    similarity: float
    evidence: str
    agencies: tuple[str, ...]


class FamilyIndex:
    """Stories come in by `add`, and only their signatures stay; `families` sorts them into families."""

    def __init__(
        self, lexicon: SpinLexicon, credits: AgencyCredits | None = None, count: Counting = counted_here
    ) -> None:
        """`count` finds the pairs of stories that share hashes."""
        self._count = count
        self._signer = Signer(lexicon, credits)
        self._columns = SignatureColumns()

    @classmethod
    def from_table(
        cls,
        table: pa.Table,
        lexicon: SpinLexicon,
        credits: AgencyCredits | None = None,
        count: Counting = counted_here,
    ) -> FamilyIndex:
        """The index that `to_table` made this of. Raises `ValueError` for any other table."""
        from dateline.copies.signature_table import columns_of

        index = cls(lexicon, credits, count)
        index._columns = columns_of(table)
        return index

    def to_table(self, stories: Iterable[str] | None = None) -> pa.Table:
        """What the index knows of all stories, or of these: one row a story in the order of ids."""
        from dateline.copies.signature_table import table_of

        return table_of(self._columns, sorted(self._columns.rows if stories is None else stories))

    def __len__(self) -> int:
        return len(self._columns)

    def __contains__(self, story: object) -> bool:
        return story in self._columns.rows

    def add(self, story: Story, report: SpinReport | None = None) -> None:
        """Takes a story in; a `report` that is at hand saves judging its wording again.

        Raises `ValueError` for an id that is already in.
        """
        self.take([self._signer.sign(story, report)])

    def take(self, signatures: Iterable[Signature]) -> None:
        """Takes stories in that a `Signer` has signed. Raises `ValueError` for an id that is already in."""
        for signature in signatures:
            self._columns.add(signature)

    def beside(self, known: Collection[str]) -> frozenset[str]:
        """The stories that are not among the `known` ones."""
        return frozenset(story for story in self._columns.rows if story not in known)

    def families(self) -> tuple[FamilyMember, ...]:
        """Every story's place in its family, sorted by family and story."""
        return tuple(self.members())

    def members(self) -> Iterator[FamilyMember]:
        """The same one by one: most stories are alone, and need not be held all at once."""
        order = Order.of(self._columns)
        copied = self._together(self._relations(order, None))
        related = {m.story for m in copied}
        alone = (_alone(self._columns.signature(story)) for story in order.ids if story not in related)
        return merge(copied, alone, key=_by_family)

    def regrouped(self, families: Mapping[str, str], fresh: Collection[str]) -> tuple[FamilyMember, ...]:
        """The places of all stories whose place the `fresh` ones may have changed, and their own; sorted.

        `families` are those of all other stories, as `families` gave them before these came in. With the
        places of the stories that are not among these, the result is that of `families`.
        """
        order = Order.of(self._columns)
        new = np.fromiter((story in fresh for story in order.ids), np.bool_, len(order.ids))
        touched = {story for pair in self._relations(order, new) for story in pair}
        for i, j in one_by_one(parted_pairs(self._columns, order, new, self._count)):
            if families[order.ids[i]] == families[order.ids[j]]:
                touched.add(order.ids[i])
        grown = {families[story] for story in touched if story not in fresh}
        open_ = {story for story, family in families.items() if family in grown}.union(fresh)
        chosen = np.fromiter((story in open_ for story in order.ids), np.bool_, len(order.ids))
        stories = [story for story in order.ids if story in open_]
        copied = self._together(self._relations(order, chosen))
        related = {m.story for m in copied}
        copied += [_alone(self._columns.signature(story)) for story in stories if story not in related]
        return tuple(sorted(copied, key=_by_family))

    def _relations(self, order: Order, fresh: Flags | None) -> Relations:
        """The pairs that are copies of each other, by their ids (the smaller first); of `fresh`, if given."""
        columns, count = self._columns, self._count
        found: dict[tuple[str, str], Relation] = {}
        for i, j in one_by_one(pairs_by_shingles(columns, order, SAME_WORDS, fresh, count)):
            one, other = columns.signature(order.ids[i]), columns.signature(order.ids[j])
            relation = compare(one, other)
            if same_words(one, other, relation):
                found[one.story, other.story] = relation
        for i, j in one_by_one(pairs_by_links(columns, order, LINKED, FEWEST_LINKS, fresh, count)):
            if (order.ids[i], order.ids[j]) not in found:
                one, other = columns.signature(order.ids[i]), columns.signature(order.ids[j])
                if (names := same_names(one, other)) is not None:
                    relation = compare(one, other)
                    found[one.story, other.story] = Relation(relation.common, relation.words, names)
        return found

    def _together(self, relations: Relations) -> list[FamilyMember]:
        """The places of the stories that have relations, sorted."""
        found: list[FamilyMember] = []
        for family in _components(relations):
            found += _members([self._columns.signature(story) for story in family], relations)
        return sorted(found, key=_by_family)


def _by_family(member: FamilyMember) -> tuple[str, str]:
    return member.family, member.story


def _components(relations: Relations) -> list[list[str]]:
    """Connected components of the relation, each sorted."""
    stories = sorted({story for pair in relations for story in pair})
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


def _members(family: Sequence[Signature], relations: Relations) -> list[FamilyMember]:
    """The places of the stories of one family, given in the order of their ids."""
    lowest = min(s.score for s in family) if _some_by_names(family, relations) else 1.0
    original = min(family, key=lambda s: _seniority(s, lowest))
    found = [_first(original)]
    for copy in family:
        if copy is not original:
            pair = min(copy.story, original.story), max(copy.story, original.story)
            found.append(_copy(copy, original, relations.get(pair) or compare(copy, original)))
    return found


def _some_by_names(family: Sequence[Signature], relations: Relations) -> bool:
    return any(
        (relation := relations.get((one.story, other.story))) is not None and relation.names is not None
        for i, one in enumerate(family)
        for other in family[i + 1 :]
    )


def _seniority(signature: Signature, lowest: float) -> tuple[bool, date, int, str]:
    """What is spun is no original; then the earliest, the fullest, the smallest id.

    `lowest`: the lowest score of wording in a family that is held together by names.
    """
    return (
        signature.score >= min(SPUN, lowest + ODDER),
        signature.published or date.max,
        -signature.words,
        signature.story,
    )


def _first(signature: Signature) -> FamilyMember:
    return FamilyMember(
        story=signature.story,
        family=signature.story,
        kind="original",
        original=signature.story,
        similarity=1.0,
        evidence="the first",
        agencies=signature.agencies,
    )


def _alone(signature: Signature) -> FamilyMember:
    if signature.score < SPUN:
        return _first(signature)
    return FamilyMember(
        story=signature.story,
        family=signature.story,
        kind="spun",
        original=None,
        similarity=0.0,
        evidence=f"wording scores {signature.score:.2f}; no original among the stories",
        agencies=signature.agencies,
    )


def _copy(copy: Signature, original: Signature, relation: Relation) -> FamilyMember:
    if relation.names is not None:
        kind, similarity = "spun", relation.names
        evidence = f"{relation.names:.0%} of names and numbers in the same order, in other words"
    else:
        kind, similarity = _kind(copy, original, relation), relation.words
        about = "about " if copy.level or original.level else ""
        evidence = f"{about}{relation.common} five-word sequences shared, {relation.words:.0%} of the shorter"
    return FamilyMember(
        story=copy.story,
        family=original.story,
        kind=kind,
        original=original.story,
        similarity=round(similarity, 4),
        evidence=evidence,
        agencies=copy.agencies,
    )


def _kind(copy: Signature, original: Signature, relation: Relation) -> str:
    """What a copy that shares word sequences is, by how much of each story the other has."""
    if copy.score >= SPUN:
        return "spun"
    odder = copy.score >= original.score + ODDER
    if odder and relation.words < SURELY_SAME and same_names(copy, original) is not None:
        return "spun"
    # Of the shorter story the other has the part `words`; of the longer one, accordingly less.
    shorter = min(copy.words, original.words)
    in_original = relation.words * shorter / max(1, copy.words)
    of_original = relation.words * shorter / max(1, original.words)
    if in_original >= NEARLY_ALL and of_original >= NEARLY_ALL:
        return "reprint"
    if in_original >= NEARLY_ALL:
        return "excerpt" if pieces(copy, original) <= 2 else "edited"
    if _later_in_the_same_outlet(copy, original) and of_original >= SURELY_SAME:
        return "updated" if copy.words > GROWN * original.words else "edited"
    return "edited"


def _later_in_the_same_outlet(copy: Signature, original: Signature) -> bool:
    """Where no outlet is named for either, it may be one and the same."""
    return (
        copy.outlet == original.outlet
        and copy.published is not None
        and original.published is not None
        and copy.published > original.published
    )
