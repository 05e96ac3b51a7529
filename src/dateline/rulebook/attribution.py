"""The cues of attribution, from `rules/words/attribution.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_toml, rules_path
from dateline.rulebook.wordlists import word_list

KINDS = frozenset({"say", "write", "show", "believe", "deny", "ask", "order", "intend", "judge"})
FRAMES = frozenset({"clause", "quote", "object", "infinitive", "predicate"})
PREPOSITIONS = frozenset({"of", "for", "on", "to", "as", "about", "over", "with", "against", "at"})
LISTS = (
    "continuing",
    "leading",
    "speakers",
    "light",
    "documents",
    "voices",
    "times",
    "standards",
    "addressing",
    "views",
)


@dataclass(frozen=True, slots=True)
class Frame:
    """One use of a verb of saying: what kind of statement, and what may be its content."""

    kind: str
    takes: frozenset[str]


@dataclass(frozen=True, slots=True)
class AttributionWords:
    """The cue words, by lemma.

    `verbs` maps a verb to its frames in the order of the file, first fit wins; `phrasal` a verb to
    its particles or prepositions ("point": "out") with the frames of both together. `phrases` maps
    the words of a phrase before its object ("according", "to") to the kind.
    """

    verbs: Mapping[str, tuple[Frame, ...]]
    phrasal: Mapping[str, Mapping[tuple[str, ...], tuple[Frame, ...]]]
    nouns: Mapping[str, str]
    adjectives: Mapping[str, str]
    phrases: Mapping[tuple[str, ...], str]
    continuing: frozenset[str]
    leading: frozenset[str]
    speakers: frozenset[str]
    light: frozenset[str]
    documents: frozenset[str]
    voices: frozenset[str]
    times: frozenset[str]
    standards: frozenset[str]
    addressing: frozenset[str]
    views: frozenset[str]
    lemmas: frozenset[str]
    """All lemmas of verbs, nouns, adjectives and views: the one test that each token is put to."""
    starts: Mapping[str, tuple[tuple[str, ...], ...]]
    """The phrases by their first word."""


@cache
def load_attribution_words(folder: Path | None = None) -> AttributionWords:
    """The cue words of the package, or of `folder`. Raises `RuleError` for unknown keys, kinds or frames."""
    path = rules_path(folder, "words", "attribution.toml")
    table, text = read_toml(path)
    return _words(table, text, path.name)


def _words(table: dict[str, Any], text: str, file: str) -> AttributionWords:
    known = {"verbs", "nouns", "phrases", "adjectives", "words"}
    for key in table:
        if key not in known:
            raise RuleError(file, f"unknown table {key!r}", text=text, near=key)
    verbs: dict[str, list[Frame]] = {}
    phrasal: dict[str, dict[tuple[str, ...], list[Frame]]] = {}
    for entry in table.get("verbs", []):
        frame = _frame(entry, text, file)
        for word in word_list(entry["words"]):
            head, *rest = word.split()
            frames = (
                phrasal.setdefault(head, {}).setdefault(tuple(rest), [])
                if rest
                else verbs.setdefault(head, [])
            )
            if frame not in frames:
                frames.append(frame)
    lists = table.get("words", {})
    for key in lists:
        if key not in LISTS:
            raise RuleError(file, f"unknown list {key!r}", text=text, near=key)
    nouns = _by_kind(table.get("nouns", {}), text, file)
    adjectives = _by_kind(table.get("adjectives", {}), text, file)
    phrases = {tuple(p.split()): k for p, k in _by_kind(table.get("phrases", {}), text, file).items()}
    starts: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in phrases:
        starts[phrase[0]] = (*starts.get(phrase[0], ()), phrase)
    listed = {name: frozenset(word_list(lists.get(name, ()))) for name in LISTS}
    return AttributionWords(
        verbs={v: tuple(frames) for v, frames in verbs.items()},
        phrasal={v: {rest: tuple(f) for rest, f in p.items()} for v, p in phrasal.items()},
        nouns=nouns,
        adjectives=adjectives,
        phrases=phrases,
        lemmas=frozenset((*verbs, *phrasal, *nouns, *adjectives)) | listed["views"],
        starts=starts,
        **listed,
    )


def _frame(entry: dict[str, Any], text: str, file: str) -> Frame:
    for key in entry:
        if key not in ("kind", "takes", "words"):
            raise RuleError(file, f"unknown key {key!r} in [[verbs]]", text=text, near=key)
    if entry.get("kind") not in KINDS:
        kind = entry.get("kind")
        raise RuleError(file, f"unknown kind {kind!r}", text=text, near=str(kind))
    for take in entry.get("takes", []):
        if take not in FRAMES | PREPOSITIONS:
            raise RuleError(file, f"unknown frame {take!r}", text=text, near=f'"{take}"')
    return Frame(entry["kind"], frozenset(entry["takes"]))


def _by_kind(table: dict[str, list[str] | str], text: str, file: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for kind, words in table.items():
        if kind not in KINDS:
            raise RuleError(file, f"unknown kind {kind!r}", text=text, near=kind)
        for word in word_list(words):
            out.setdefault(word, kind)
    return out
