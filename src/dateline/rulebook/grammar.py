"""Words of grammar that the clause stage needs: light verbs, control, measure nouns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_table, read_toml, rules_path

SUPPORT_CLASSES = ("do", "undergo", "occur")
_FORETOLD = timedelta(days=90)
"""How long before its first day an invasion is feared, threatened and prepared."""


@dataclass(frozen=True, slots=True)
class Invasion:
    """A row of `rules/words/invasions.tsv`; `last` is None for what goes on."""

    invader: str
    invaded: str
    first: date
    last: date | None

    def told_on(self, day: date) -> bool:
        """May news of the day tell of it, be it as what is to come?"""
        return self.first - day <= _FORETOLD and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class GrammarWords:
    """`support` maps (light-verb phrase, class) that exist; the rest are sets of lemmas.

    `common` are words that news of any kind is full of.
    """

    support: Mapping[str, frozenset[str]]
    object_control: frozenset[str]
    measures: frozenset[str]
    naming: frozenset[str]
    war: frozenset[str]
    invading: frozenset[str]
    utterances: frozenset[str]
    invasions: tuple[Invasion, ...]
    common: frozenset[str]


def load_grammar_words(folder: Path | None = None) -> GrammarWords:
    """The words of the package, or of `folder`; raises `RuleError` for unknown classes and keys."""
    support: dict[str, set[str]] = {}
    for verb, kind in read_table(rules_path(folder, "words", "support_verbs.tsv"), ("verb", "class")):
        if kind not in SUPPORT_CLASSES:
            raise RuleError("support_verbs.tsv", f"{verb!r}: unknown class {kind!r}")
        support.setdefault(verb, set()).add(kind)
    names = ("object_control", "measures", "naming", "war", "invading", "utterances")
    lists = _lists(folder, "control.toml", names) | _lists(folder, "common.toml", ("common",))
    known = _invasions(folder)
    return GrammarWords({k: frozenset(v) for k, v in support.items()}, **lists, invasions=known)


def _lists(folder: Path | None, file: str, names: Sequence[str]) -> dict[str, frozenset[str]]:
    data, text = read_toml(rules_path(folder, "words", file))
    for key in sorted(data.keys() - set(names)):
        raise RuleError(file, f"unknown key {key!r}", text=text, near=key)
    return {name: frozenset(data.get(name, ())) for name in names}


def _invasions(folder: Path | None) -> tuple[Invasion, ...]:
    out = []
    columns = ("invader", "invaded", "first", "last")
    for invader, invaded, first, last in read_table(rules_path(folder, "words", "invasions.tsv"), columns):
        try:
            begin, end = date.fromisoformat(first), date.fromisoformat(last) if last else None
        except ValueError:
            fault = f"{invader} in {invaded}: {first!r} or {last!r} is no day"
            raise RuleError("invasions.tsv", fault) from None
        if end is not None and end < begin:
            raise RuleError("invasions.tsv", f"{invader} in {invaded}: ends before it begins")
        out.append(Invasion(invader, invaded, begin, end))
    return tuple(out)
