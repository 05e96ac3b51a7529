"""Common nouns for those who act, and the words that change what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

BODIES = frozenset({"organ", "weapon"})
"""Kinds of common nouns that act for a state and are no persons."""
BELONGING = frozenset({"led-by", "located-in", "owned-by", "flagged"})
"""What a participle after a hyphen may mean for the named one to be whose it is ("U.S.-led coalition")."""

OTHERS = frozenset({"ally", "neighbour", "neighbor", "adversary", "foe", "enemy"})
"""Nouns for those who are not of the state that stands before them: "its allies", "Iran's neighbours"."""


@dataclass(slots=True, unsafe_hash=True)
class Noun:
    """A common noun for somebody: `words` are its lower-case lemmas, `lemma` the same as one writes them.

    `kind` is role, office, organ, or weapon: an organ whose note says that it is a weapon.
    `cased` are the words as written where capitals matter ("the House"), else empty.
    Nothing sets its fields again; it is not frozen, since thousands are made when the tables load.
    """

    words: tuple[str, ...]
    lemma: str
    kind: str
    sector: str | None
    cased: tuple[str, ...] = ()


def spoken(words: tuple[str, ...]) -> str:
    """Words as one writes them: "secretary-general"."""
    text = " ".join(words)
    return text.replace(" - ", "-") if "-" in words else text


class Modifier(NamedTuple):
    """A word before a noun that changes its sector; `cased` as in `Noun`."""

    words: tuple[str, ...]
    sector: str | None
    cased: tuple[str, ...] = ()


class Condition(NamedTuple):
    """When a name is not what it looks like: see `ambiguous.tsv`."""

    reading: str
    needs: tuple[str, ...]
    blocks: tuple[str, ...]
