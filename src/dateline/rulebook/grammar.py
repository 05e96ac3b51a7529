"""Words of grammar that the clause stage needs: light verbs, control, measure nouns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_table, read_toml, rules_path

SUPPORT_CLASSES = ("do", "undergo", "occur")


@dataclass(frozen=True, slots=True)
class GrammarWords:
    """`support` maps (light-verb phrase, class) that exist; the rest are sets of lemmas."""

    support: Mapping[str, frozenset[str]]
    object_control: frozenset[str]
    measures: frozenset[str]
    naming: frozenset[str]
    war: frozenset[str]
    invading: frozenset[str]
    utterances: frozenset[str]


def load_grammar_words(folder: Path | None = None) -> GrammarWords:
    """The words of the package, or of `folder`; raises `RuleError` for unknown classes and keys."""
    support: dict[str, set[str]] = {}
    for verb, kind in read_table(rules_path(folder, "words", "support_verbs.tsv"), ("verb", "class")):
        if kind not in SUPPORT_CLASSES:
            raise RuleError("support_verbs.tsv", f"{verb!r}: unknown class {kind!r}")
        support.setdefault(verb, set()).add(kind)
    data, text = read_toml(rules_path(folder, "words", "control.toml"))
    names = ("object_control", "measures", "naming", "war", "invading", "utterances")
    for key in sorted(data.keys() - set(names)):
        raise RuleError("control.toml", f"unknown key {key!r}", text=text, near=key)
    lists = [frozenset(data.get(name, ())) for name in names]
    return GrammarWords({k: frozenset(v) for k, v in support.items()}, *lists)
