"""Signatures of many stories in columns that grow: a fifth of the memory that records of their own add."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.copies.signatures import Hashes, Signature

NO_DAY = 0
"""Stands for no day of publication, in days since the year 1."""
LISTS = (("shingles", "I"), ("names", "I"), ("links", "I"), ("places", "H"))


@dataclass(frozen=True, slots=True)
class Lists:
    """A list of hashes for each story: those of story `k` are `flat[ends[k] : ends[k + 1]]`."""

    flat: Hashes
    ends: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends) - 1


class GrowingLists:
    """Lists of numbers of one size, one after the other, with where each ends."""

    def __init__(self, code: str) -> None:
        self.flat = array(code)
        self.ends = array("q", [0])

    def add(self, column: npt.NDArray[Any]) -> None:
        """One more list."""
        self.flat.frombytes(column.tobytes())
        self.ends.append(len(self.flat))

    def extend(self, flat: npt.NDArray[Any], sizes: npt.NDArray[np.int64]) -> None:
        """Many more, given as `flat` numbers and how many of them each list has."""
        ends = len(self.flat) + np.cumsum(sizes, dtype=np.int64)
        self.flat.frombytes(np.ascontiguousarray(flat).view(np.uint8).data)
        self.ends.frombytes(ends.tobytes())

    def view(self) -> Lists:
        """All lists as arrays. While one is held, none can be added."""
        kind = np.uint32 if self.flat.typecode == "I" else np.uint16
        flat: Any = np.frombuffer(self.flat, kind) if self.flat else np.empty(0, kind)
        return Lists(flat, np.frombuffer(self.ends, np.int64))

    def bytes_of(self, k: int) -> bytes:
        return self.flat[self.ends[k] : self.ends[k + 1]].tobytes()


class Numbering:
    """Numbers for values, of which many rows have the same."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._numbers: dict[Any, int] = {}

    def number(self, value: Any) -> int:
        """The number of a value, which it keeps."""
        found = self._numbers.setdefault(value, len(self.values))
        if found == len(self.values):
            self.values.append(value)
        return found


class SignatureColumns:
    """Signatures by story, numbered in the order in which they came."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.published = array("i")
        self.outlet = array("i")
        self.agencies = array("i")
        self.words = array("i")
        self.score = array("d")
        self.level = array("b")
        self.outlets = Numbering()
        self.credits = Numbering()
        self.lists = {name: GrowingLists(code) for name, code in LISTS}

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, signature: Signature) -> None:
        """One more. Raises `ValueError` for a story that is in already."""
        self.enter([signature.story])
        day = signature.published
        self.published.append(NO_DAY if day is None else day.toordinal())
        self.outlet.append(self.outlets.number(signature.outlet))
        self.agencies.append(self.credits.number(signature.agencies))
        self.words.append(signature.words)
        self.score.append(signature.score)
        self.level.append(signature.level)
        for name, lists in self.lists.items():
            lists.add(getattr(signature, name))

    def enter(self, stories: Iterable[str]) -> None:
        """Give the next numbers to these stories, whose columns the caller adds."""
        for story in stories:
            if story in self.rows:
                msg = f"a story {story!r} is already in the index"
                raise ValueError(msg)
            self.rows[story] = len(self.rows)

    def stories(self) -> list[str]:
        """The ids in the order of their numbers."""
        return list(self.rows)

    def signature(self, story: str) -> Signature:
        """The record of one story. Raises `KeyError`."""
        k = self.rows[story]
        day = self.published[k]
        parts = {name: lists.bytes_of(k) for name, lists in self.lists.items()}
        return Signature(
            story=story,
            published=None if day == NO_DAY else date.fromordinal(day),
            outlet=self.outlets.values[self.outlet[k]],
            agencies=self.credits.values[self.agencies[k]],
            words=self.words[k],
            score=self.score[k],
            level=self.level[k],
            kept=len(parts["shingles"]) // 4,
            named=len(parts["names"]) // 4,
            packed=b"".join(parts.values()),
        )
