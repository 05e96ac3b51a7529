"""What a coding was made with, as hashes: so that a ledger can tell what new rules could change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import xxhash

from dateline.rulebook.events import EventRules, Rule
from dateline.rulebook.phrases import Test
from dateline.rulebook.tables import rules_folder, rules_path

EVENT_FILES = ("events/", "words/classes/")
"""Files that are only read through the phrases of the event rules."""
GROUPING_FILES = ("copies/", "happenings/", "places/", "spinning/")
"""Files that settle which stories and events belong together."""
OTHER_FILES = ("copies/", "happenings/", "exports/")
"""Files that no event depends on."""
READING_FILES = ("datelines/", "reading/", "spinning/")
"""Files that settle what is parsed."""
FINDING_FILES = {
    "actors": ("--actors", "actors/", "places/"),
    "dates": (
        *(f"dates/{name}.toml" for name in ("ambiguous", "direction", "holidays", "patterns", "words")),
        "words/figures.toml",
    ),
    "statements": ("words/attribution.toml",),
}
"""Files on which hangs what is found: actors and places, dates and figures, statements."""
CODING_FILES = (
    "dates/eras.tsv",
    "dates/sharing.toml",
    "ontology/",
    *(f"words/{name}.toml" for name in ("common", "control", "figures", "sources", "status")),
    *(f"words/{name}.tsv" for name in ("confidence", "content", "invasions", "support_verbs")),
)
"""Files on which hangs what is made of that. Of a file that is named nowhere here both are to be expected."""
_PHRASES = ("verbs", "nouns", "adjectives", "modals")
_TEXTS = _PHRASES[:3]
_RULE_BITS = 24
_NOT_MEANING = frozenset({*_PHRASES, "examples", "counterexamples", "order", "file", "line"})


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`parts`: hash of each file that codes stories, but event rules. `rules`: definitions, for people.

    Each phrase of the event rules has a key that hashes its text and its rule (40 and 24 bits). `phrases`: by
    key, a hash of the words that it asks for, which come from word classes, too. `words`: for each word
    that may open an act, the keys of the phrases that it may open, in the order in which they are tried.
    `keys`: the key of a phrase of the rulebook in memory, by its `id()`. `grouping`: a hash of what
    settles which stories and events belong together.
    """

    parts: Mapping[str, str]
    phrases: Mapping[int, int]
    words: Mapping[str, tuple[int, ...]]
    rules: Mapping[str, dict[str, Any]]
    keys: Mapping[int, int]
    grouping: str

    def id(self, *more: str) -> str:
        """16 hexadecimal digits for these rules and what else `more` names."""
        digest = xxhash.xxh3_64()
        for table in (self.parts, self.phrases, self.words):
            for name, value in sorted(table.items()):
                digest.update(f"{name}={value}\n".encode())
        digest.update("\n".join(more).encode())
        return digest.hexdigest()


def fingerprint(rules: EventRules, actors: Path | None = None, folder: Path | None = None) -> Fingerprint:
    """The fingerprint of the rules that `load_rulebook(actors, folder)` loads."""
    files = dict(_files(folder))
    parts = {
        path: value for path, value in files.items() if not path.startswith((*EVENT_FILES, *OTHER_FILES))
    }
    grouping = "\n".join(
        f"{path}={value}" for path, value in files.items() if path.startswith(GROUPING_FILES)
    )
    if actors is not None:
        parts["--actors"] = xxhash.xxh3_64_hexdigest(actors.read_bytes())
    keys, phrases = _phrases(rules)
    words: dict[str, list[int]] = {}
    for kind in _PHRASES:
        for word, pairs in getattr(rules, kind).items():
            words.setdefault(word, []).extend(keys[id(phrase)] for phrase, _ in pairs)
    return Fingerprint(
        parts,
        phrases,
        {word: tuple(found) for word, found in words.items()},
        {rule.id: _definition(rule) for rule in rules.rules.values()},
        keys,
        xxhash.xxh3_64_hexdigest(grouping.encode()),
    )


def text_of(key: int) -> int:
    """What in the key of a phrase hashes its text: phrases of equal texts fit alike, whatever their rules."""
    return key >> _RULE_BITS << _RULE_BITS


def _files(folder: Path | None) -> Iterator[tuple[str, str]]:
    """Path and hash of each file of rules; of the user's where `folder` has one."""

    def below(path: Traversable, name: str) -> Iterator[str]:
        for child in sorted(path.iterdir(), key=lambda c: c.name):
            if child.is_dir():
                yield from below(child, f"{name}{child.name}/")
            elif child.name.endswith((".toml", ".tsv")):
                yield f"{name}{child.name}"

    paths = set(below(rules_folder(), "")) | (set(below(folder, "")) if folder is not None else set())
    for path in sorted(paths):
        yield path, xxhash.xxh3_64_hexdigest(rules_path(folder, *path.split("/")).read_bytes())


def _phrases(rules: EventRules) -> tuple[dict[int, int], dict[int, int]]:
    """The key of each phrase by its `id()`, and by key a hash of the words that it asks for."""
    keys: dict[int, int] = {}
    asked: dict[int, int] = {}
    meanings: dict[str, int] = {}
    tests: dict[int, str] = {}
    for kind in _PHRASES:
        for pairs in getattr(rules, kind).values():
            for phrase, rule in pairs:
                if id(phrase) in keys:
                    continue
                if rule.id not in meanings:
                    meanings[rule.id] = xxhash.xxh3_64_intdigest(_meaning(rule).encode()) >> 64 - _RULE_BITS
                said = (kind, phrase.text, str(phrase.weight), *sorted(phrase.modifiers))
                read = xxhash.xxh3_64_intdigest("\x1f".join(said).encode())
                key = keys[id(phrase)] = text_of(read) | meanings[rule.id]
                wanted = (
                    phrase.subject,
                    phrase.object,
                    phrase.complement,
                    *(t for _, t in phrase.prepositions),
                )
                words = "\x1f".join(_words(test, tests) for test in wanted)
                # A phrase that a rule has twice counts with both.
                asked[key] = xxhash.xxh3_64_intdigest(f"{asked.get(key, '')}{words}".encode())
    return keys, asked


def _words(test: Test | None, known: dict[int, str]) -> str:
    """A hash of all that a test asks for; the tests of a rulebook are shared by its phrases."""
    if test is None:
        return "-"
    found = known.get(id(test))
    if found is None:
        asked = [str(test.weight), *sorted(test.keywords)]
        for head, modifiers in sorted(test.words.items()):
            asked += [head, *sorted(" ".join(sorted(words)) for words in modifiers)]
        found = known[id(test)] = xxhash.xxh3_64_hexdigest("\x1f".join(asked).encode())
    return found


def _meaning(rule: Rule) -> str:
    return "\x1e".join(repr(getattr(rule, f.name)) for f in fields(rule) if f.name not in _NOT_MEANING)


def _definition(rule: Rule) -> dict[str, Any]:
    """A rule as its file has it, defaults filled in."""
    shown: dict[str, Any] = {}
    for field in fields(rule):
        value = getattr(rule, field.name)
        if field.name in _TEXTS:
            value = list(dict.fromkeys(phrase.text for phrase in value))
        if field.name not in ("order", "line") and value not in (None, (), [], False):
            shown[field.name] = list(value) if isinstance(value, tuple) else value
    return shown
