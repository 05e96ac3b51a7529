"""Times that go by a name ("the Korean war", "the Obama administration")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_table, rules_path

OWNERS = frozenset({"'s", "’s"})
"""What stands within a name that is written as somebody's own: "Obama's administration"."""


@dataclass(frozen=True, slots=True)
class Era:
    """A name, and the days from its first to its last; `last` is None for what goes on."""

    words: tuple[str, ...]
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Eras:
    """The table `rules/dates/eras.tsv`, by the last word of each name and the one before ("" without one)."""

    by_word: Mapping[str, Mapping[str, tuple[Era, ...]]]

    def over(
        self, lowers: Sequence[str], ends: Iterable[int], day: date, age: timedelta
    ) -> Iterator[tuple[int, int]]:
        """First and last token of each era named that was over for more than `age` on `day`.

        `ends` are the words of `by_word`. Of a name that stands for several ("the Bush years") the last
        that had begun counts.
        """
        for last in ends:
            named = self.by_word[lowers[last]]
            before = last - 2 if last and lowers[last - 1] in OWNERS else last - 1
            longer = named.get(lowers[before], ()) if before >= 0 else ()
            for era in (*longer, *named.get("", ())):
                first = _begin(lowers, last, era.words)
                if first is None or day - era.first < age:
                    continue
                if era.last is not None and day - era.last > age:
                    yield first, last
                break


def _begin(lowers: Sequence[str], last: int, words: tuple[str, ...]) -> int | None:
    """The token at which a name that ends at `last` begins; None when other words stand there."""
    at = last
    for k, word in enumerate(reversed(words)):
        if k and at >= 0 and lowers[at] in OWNERS:
            at -= 1
        if at < 0 or lowers[at] != word:
            return None
        at -= 1
    return at + 1


def load_eras(folder: Path | None = None) -> Eras:
    """The package's table, or that of `folder`; raises `RuleError` for a day that is none."""
    by_word: dict[str, dict[str, list[Era]]] = {}
    for names, first, last in read_table(rules_path(folder, "dates", "eras.tsv"), ("names", "first", "last")):
        try:
            begin, end = date.fromisoformat(first), date.fromisoformat(last) if last else None
        except ValueError:
            raise RuleError("eras.tsv", f"{names}: {first!r} or {last!r} is no day") from None
        if end is not None and end < begin:
            raise RuleError("eras.tsv", f"{names}: ends before it begins")
        for name in names.split("|"):
            words = tuple(name.split())
            ends = by_word.setdefault(words[-1], {})
            ends.setdefault(words[-2] if len(words) > 1 else "", []).append(Era(words, begin, end))
    return Eras(
        {
            word: {before: tuple(sorted(eras, key=_latest_first)) for before, eras in ends.items()}
            for word, ends in by_word.items()
        }
    )


def _latest_first(era: Era) -> tuple[int, int, tuple[str, ...]]:
    return -len(era.words), -era.first.toordinal(), era.words
