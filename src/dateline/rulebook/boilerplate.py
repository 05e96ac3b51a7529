"""What pages print around a report, and how lines are broken: `rules/reading/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_table, rules_folder


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """`wordings` by their first word: the wording in small letters, and whether it is all of its line.

    `hyphenated` are the first parts of words that keep a hyphen at which their line is broken.
    """

    wordings: dict[str, tuple[tuple[str, bool], ...]]
    hyphenated: frozenset[str]


@cache
def load_boilerplate() -> Boilerplate:
    """The package's tables. Raises `RuleError` for a line that can't be used."""
    folder = rules_folder() / "reading"
    return Boilerplate(
        read_wordings(folder / "boilerplate.tsv"),
        frozenset(first for (first,) in read_table(folder / "hyphens.tsv", ("first",))),
    )


def read_wordings(path: Traversable) -> dict[str, tuple[tuple[str, bool], ...]]:
    found: dict[str, list[tuple[str, bool]]] = {}
    for wording, where, example, _ in read_table(path, ("wording", "where", "example", "counterexample")):
        if where not in ("line", "opening"):
            raise RuleError(path.name, f"{wording!r}: neither line nor opening, but {where!r}")
        if wording != wording.lower() or not example:
            raise RuleError(path.name, f"{wording!r}: needs small letters and an example")
        found.setdefault(first_word(wording), []).append((wording, where == "line"))
    return {word: tuple(wordings) for word, wordings in found.items()}


def first_word(line: str) -> str:
    """The word by which a wording is looked up."""
    return line.split(None, 1)[0].rstrip(":.…!")
