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
    "purpose",
)
EFFECTS = frozenset(
    {"share", "free", "attempt", "own view", "excludes", "evidence", "negated", "future", "hypothetical"}
)
_GRADES = EFFECTS - {"negated", "future", "hypothetical"}
_GRADED = frozenset(
    {"clause", "object", "happen", "past", "nouns", "answers", "that", "infinitive", "purpose", "adjectives"}
)
LISTS: Mapping[str, tuple[str, ...]] = {
    "predicates": ("suffixes", "things", "events"),
    "under_negation": ("volition", "certain"),
    "attempts": ("nouns", "fail"),
    "claims": ("nouns", "deny"),
    "as_done": ("reported", "tried", "committed", "polite"),
    "scarce": ("words",),
}


@dataclass(frozen=True, slots=True)
class StatusWords:
    """Each table of the file as word → effect.

    An effect is a status (`negated`, `future`, `hypothetical`) or one of these grades: `share` (as
    certain as the verb), `free` (as the clause itself says), `attempt` (hypothetical, unless the attempt
    itself is open), `own view` (hypothetical, but not in the first person), `excludes` (negated, but
    possible where it is denied), `evidence` (negated where there is none). Words with particles hold a
    blank. `suffixes`, `things` and `events` tell the nouns that are predicates from those that are not.
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
    purpose: Mapping[str, str]
    carried: Mapping[str, frozenset[str]]
    """For some of `nouns` the prepositions that carry their effect on; for others all do."""
    signs: frozenset[str]
    """All words of `modals`, `beside` and `nobody`: the one test that each token is put to."""
    suffixes: tuple[str, ...]
    things: frozenset[str]
    events: frozenset[str]
    volition: frozenset[str]
    """Verbs whose denial denies what hangs below: "does not want to attack"."""
    certain: frozenset[str]
    """Nouns whose denial asserts it: "no doubt that"."""
    attempts: frozenset[str]
    fail: frozenset[str]
    """Verbs that say that the attempt which is their subject came to nothing."""
    claims: frozenset[str]
    deny: frozenset[str]
    """Verbs that say that the claim which is their object is untrue."""
    reported: frozenset[str]
    tried: frozenset[str]
    """Words that leave an act on record as done: by report only, or without success."""
    committed: frozenset[str]
    """Lemmas of words by which somebody binds himself: the promise is made."""
    polite: frozenset[str]
    """Modals that do what they say in the first person: "we would urge both sides"."""
    scarce: frozenset[str]


@cache
def load_status_words(folder: Path | None = None) -> StatusWords:
    """The words of the package, or of `folder`. Raises `RuleError` for unknown tables and effects."""
    path = rules_path(folder, "words", "status.toml")
    table, text = read_toml(path)
    return status_words(table, text, path.name)


def status_words(table: Mapping[str, Any], text: str, file: str) -> StatusWords:
    """Checked tables out of the parsed TOML file `file`, whose text is `text`."""
    for name in table:
        if name not in (*TABLES, *LISTS, "carried"):
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
    lists = {name: _lists(table.get(name, {}), name, text, file) for name in LISTS}
    return StatusWords(
        **built,
        carried=_carried(table.get("carried", {}), built["nouns"], text, file),
        signs=frozenset((*built["modals"], *built["beside"], *built["nobody"], *built["verbal"], "longer")),
        suffixes=lists["predicates"]["suffixes"],
        things=frozenset(lists["predicates"]["things"]),
        events=frozenset(lists["predicates"]["events"]),
        volition=frozenset(lists["under_negation"]["volition"]),
        certain=frozenset(lists["under_negation"]["certain"]),
        attempts=frozenset(lists["attempts"]["nouns"]),
        fail=frozenset(lists["attempts"]["fail"]),
        claims=frozenset(lists["claims"]["nouns"]),
        deny=frozenset(lists["claims"]["deny"]),
        reported=frozenset(lists["as_done"]["reported"]),
        tried=frozenset(lists["as_done"]["tried"]),
        committed=frozenset(lists["as_done"]["committed"]),
        polite=frozenset(lists["as_done"]["polite"]),
        scarce=frozenset(lists["scarce"]["words"]),
    )


def _lists(table: Mapping[str, Any], name: str, text: str, file: str) -> dict[str, tuple[str, ...]]:
    """The word lists of one table; those that are left out are empty."""
    for key in table:
        if key not in LISTS[name]:
            raise RuleError(file, f"unknown list {key!r} in [{name}]", text=text, near=key)
    return {key: tuple(word_list(table.get(key, ()))) for key in LISTS[name]}


def _carried(
    table: Mapping[str, Any], nouns: Mapping[str, str], text: str, file: str
) -> dict[str, frozenset[str]]:
    """Noun → its prepositions, from a table of prepositions → nouns."""
    out: dict[str, frozenset[str]] = {}
    for prepositions, words in table.items():
        for noun in word_list(words):
            if noun not in nouns:
                at = text.find("[carried]")
                raise RuleError(file, f"{noun!r} has no effect in [nouns]", text=text, near=noun, after=at)
            out[noun] = out.get(noun, frozenset()) | frozenset(prepositions.split())
    return out
