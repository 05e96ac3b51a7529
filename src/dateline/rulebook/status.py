"""The words of certainty, from `rules/words/status.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_toml, rules_path
from dateline.rulebook.wordlists import word_list

TABLES = (
    "modals",
    "beside",
    "nobody",
    "clause",
    "object",
    "happen",
    "nouns",
    "adjectives",
    "marks",
    "prepositions",
    "past",
    "answers",
    "that",
    "infinitive",
    "verbal",
)
EFFECTS = frozenset({"share", "free", "attempt", "own view", "negated", "future", "hypothetical"})
_GRADES = frozenset({"share", "free", "attempt", "own view"})
_GRADED = frozenset({"clause", "object", "happen", "past", "nouns", "answers", "that", "infinitive"})


@dataclass(frozen=True, slots=True)
class StatusWords:
    """Each table of the file as word → effect.

    An effect is a status (`negated`, `future`, `hypothetical`) or, for verbs, `share` (as certain
    as the verb) and `free` (as the clause itself says). Words with particles hold a blank.
    `suffixes`, `things` and `events` tell the nouns that are predicates from those that are not.
    """

    modals: Mapping[str, str]
    beside: Mapping[str, str]
    nobody: Mapping[str, str]
    clause: Mapping[str, str]
    object: Mapping[str, str]
    happen: Mapping[str, str]
    nouns: Mapping[str, str]
    adjectives: Mapping[str, str]
    marks: Mapping[str, str]
    prepositions: Mapping[str, str]
    past: Mapping[str, str]
    answers: Mapping[str, str]
    that: Mapping[str, str]
    infinitive: Mapping[str, str]
    verbal: Mapping[str, str]
    signs: frozenset[str]
    """All words of `modals`, `beside` and `nobody`: the one test that each token is put to."""
    suffixes: tuple[str, ...]
    things: frozenset[str]
    events: frozenset[str]


@cache
def load_status_words(folder: Path | None = None) -> StatusWords:
    """The words of the package, or of `folder`. Raises `RuleError` for unknown tables and effects."""
    path = rules_path(folder, "words", "status.toml")
    table, text = read_toml(path)
    return status_words(table, text, path.name)


def status_words(table: Mapping[str, Any], text: str, file: str) -> StatusWords:
    """Checked tables out of the parsed TOML file `file`, whose text is `text`."""
    for name in table:
        if name not in (*TABLES, "predicates"):
            raise RuleError(file, f"unknown table {name!r}", text=text, near=name)
    built: dict[str, dict[str, str]] = {}
    for name in TABLES:
        effects: dict[str, str] = {}
        for effect, words in table.get(name, {}).items():
            if effect not in EFFECTS or (effect in _GRADES and name not in _GRADED):
                at = text.find(f"[{name}]")
                raise RuleError(
                    file, f"unknown effect {effect!r} in [{name}]", text=text, near=effect, after=at
                )
            for word in word_list(words):
                effects.setdefault(word, effect)
        built[name] = effects
    lists = table.get("predicates", {})
    for name in lists:
        if name not in ("suffixes", "things", "events"):
            raise RuleError(file, f"unknown list {name!r} in [predicates]", text=text, near=name)
    return StatusWords(
        **built,
        signs=frozenset((*built["modals"], *built["beside"], *built["nobody"], *built["verbal"], "longer")),
        suffixes=tuple(word_list(lists.get("suffixes", ()))),
        things=frozenset(word_list(lists.get("things", ()))),
        events=frozenset(word_list(lists.get("events", ()))),
    )
