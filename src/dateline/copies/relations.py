"""Whether two stories are copies of each other: decided on what the two say, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dateline.copies.alignment import common_in_order
from dateline.copies.pairing import among
from dateline.copies.signatures import SHINGLE, Signature, at_level, rarer

SAME_WORDS = 0.45
"""Part of the shorter story's five-word sequences that the other has too. Reports of one outlet on one
story share up to 0.35 in background paragraphs, reprints 0.6 and more; estimates err by 0.04."""
SURELY_SAME = 0.6
"""The part from which on it does not matter where the shared sequences stand."""
SAME_LEAD = 0.2
"""Below that: the part of the shorter story's first third that the other must have."""
FEWEST_SHINGLES = 8
"""Sequences that must be shared whatever the part."""
FEWEST_KEPT = 3
"""Of these, the ones that must have been kept of both."""
SAME_NAMES = 0.60
"""Part of all names and numbers that run in the same order in both."""
SAME_RARE_NAMES = 0.50
"""The same of those that occur once or twice."""
FEWEST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Relation:
    """How two stories are alike.

    `common`: five-word sequences that both have (an estimate where not all were kept); `words`: their
    part of the shorter story's. `names`: the part of names and numbers in the same order, looked at
    only where few words are shared.
    """

    common: int
    words: float
    names: float | None = None


def compare(one: Signature, other: Signature) -> Relation:
    """How much of the two stories' wording is shared."""
    level = max(one.level, other.level)
    first, _ = at_level(one, level)
    second, _ = at_level(other, level)
    smaller = min(len(first), len(second))
    both = len(among(first, second))
    return Relation(both << level, both / smaller if smaller else 0.0)


def same_words(one: Signature, other: Signature, relation: Relation) -> bool:
    """Whether the shared sequences make a copy, and are not only a paragraph of background in both."""
    level = max(one.level, other.level)
    fewest = max(FEWEST_SHINGLES, FEWEST_KEPT << level)
    if relation.common < fewest or relation.words < SAME_WORDS:
        return False
    if relation.words >= SURELY_SAME:
        return True
    shorter, longer = sorted((one, other), key=lambda s: (s.words, s.story))
    hashes, places = at_level(shorter, level)
    lead = hashes[places < max(shorter.words // 3, 2 * SHINGLE) - SHINGLE + 1]
    return len(among(lead, at_level(longer, level)[0])) >= SAME_LEAD * len(lead)


def same_names(one: Signature, other: Signature) -> float | None:
    """The part of names and numbers in the same order, where it is that of a spun copy."""
    longer = max(len(one.names), len(other.names))
    rare, other_rare = rarer(one.names).tolist(), rarer(other.names).tolist()
    fewer, more = sorted((len(rare), len(other_rare)))
    if fewer < FEWEST_NAMES or fewer < SAME_RARE_NAMES * more:
        return None
    if common_in_order(rare, other_rare) < SAME_RARE_NAMES * more:
        return None
    part = common_in_order(one.names.tolist(), other.names.tolist()) / longer
    return part if part >= SAME_NAMES else None


def pieces(copy: Signature, original: Signature) -> int:
    """Of how many unbroken stretches of the original the copy consists."""
    level = max(copy.level, original.level)
    hashes, places = at_level(copy, level)
    known, where = at_level(original, level)
    at = np.searchsorted(known, hashes)
    at[at == len(known)] = 0
    shared = known[at] == hashes if len(known) else np.zeros(len(hashes), dtype=np.bool_)
    order = np.argsort(places[shared], kind="stable")
    # Within one stretch, places in the original and in the copy go up together.
    apart = (where[at[shared]].astype(np.int64) - places[shared])[order]
    return 1 + int(np.count_nonzero(np.diff(apart))) if len(apart) else 0
