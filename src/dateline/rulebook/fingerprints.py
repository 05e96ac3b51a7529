"""What a coding was made with, as hashes: so that a ledger can tell what new rules could change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import xxhash

from dateline.rulebook.events import EventRules, Rule
from dateline.rulebook.phrases import Phrase, Test
from dateline.rulebook.tables import rules_folder, rules_path

EVENT_FILES = ("events/", "words/classes/")
"""Files that are only read through the words of the event rules."""
GROUPING_FILES = ("copies/", "happenings/")
"""Files that no event depends on, only what belongs together."""
READING_FILES = ("datelines/", "reading/", "spinning/")
"""Files that settle what is parsed."""
_PHRASES = ("verbs", "nouns", "adjectives")
_NOT_MEANING = frozenset({*_PHRASES, "examples", "counterexamples", "order", "file", "line"})


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`parts`: hash of each file that codes stories, but event rules; `words`: what these say of a word.

    `rules`: definitions by id, for people.
    """

    parts: Mapping[str, str]
    words: Mapping[str, str]
    rules: Mapping[str, dict[str, Any]]

    def id(self, *more: str) -> str:
        """16 hexadecimal digits for these rules and what else `more` names."""
        digest = xxhash.xxh3_64()
        for name, value in (*sorted(self.parts.items()), *sorted(self.words.items())):
            digest.update(f"{name}={value}\n".encode())
        digest.update("\n".join(more).encode())
        return digest.hexdigest()


def fingerprint(rules: EventRules, actors: Path | None = None, folder: Path | None = None) -> Fingerprint:
    """The fingerprint of the rules that `load_rulebook(actors, folder)` loads."""
    parts = dict(_files(folder))
    if actors is not None:
        parts["--actors"] = xxhash.xxh3_64_hexdigest(actors.read_bytes())
    return Fingerprint(parts, _words(rules), {rule.id: _definition(rule) for rule in rules.rules.values()})


def _files(folder: Path | None) -> Iterator[tuple[str, str]]:
    """Path and hash of each file that codes stories; of the user's where `folder` has one."""

    def below(path: Traversable, name: str) -> Iterator[str]:
        for child in sorted(path.iterdir(), key=lambda c: c.name):
            if child.is_dir():
                yield from below(child, f"{name}{child.name}/")
            elif child.name.endswith((".toml", ".tsv")):
                yield f"{name}{child.name}"

    paths = set(below(rules_folder(), "")) | (set(below(folder, "")) if folder is not None else set())
    for path in sorted(paths):
        if not path.startswith((*EVENT_FILES, *GROUPING_FILES)):
            content = rules_path(folder, *path.split("/")).read_bytes()
            yield path, xxhash.xxh3_64_hexdigest(content)


def _words(rules: EventRules) -> dict[str, str]:
    """For each word that may open an act, a hash of all phrases and rules that it may open, in order."""
    memo: dict[int, str] = {}
    digests: dict[str, xxhash.xxh3_64] = {}
    for kind in _PHRASES:
        for word, pairs in getattr(rules, kind).items():
            digest = digests.setdefault(word, xxhash.xxh3_64())
            digest.update(kind.encode())
            for phrase, rule in pairs:
                digest.update((_once(phrase, memo, _phrase) + _once(rule, memo, _rule)).encode())
    for word, rule in rules.modals.items():
        digest = digests.setdefault(word, xxhash.xxh3_64())
        digest.update(("modals" + _once(rule, memo, _rule)).encode())
    return {word: digest.hexdigest() for word, digest in sorted(digests.items())}


def _once(item: Any, memo: dict[int, str], describe: Any) -> str:
    known = memo.get(id(item))
    if known is None:
        known = memo[id(item)] = xxhash.xxh3_64_hexdigest("\x1f".join(describe(item, memo)).encode())
    return known


def _phrase(phrase: Phrase, memo: dict[int, str]) -> Iterable[str]:
    yield phrase.text
    yield str(phrase.weight)
    yield from sorted(phrase.modifiers)
    tests = (phrase.subject, phrase.object, phrase.complement, *(test for _, test in phrase.prepositions))
    for test in tests:
        yield _once(test, memo, _test) if test is not None else "-"


def _test(test: Test, memo: dict[int, str]) -> Iterable[str]:  # noqa: ARG001 - as its fellows have it
    yield str(test.weight)
    yield from sorted(test.keywords)
    for head, modifiers in sorted(test.words.items()):
        yield head
        yield from sorted(" ".join(sorted(words)) for words in modifiers)


def _rule(rule: Rule, memo: dict[int, str]) -> Iterable[str]:  # noqa: ARG001 - as its fellows have it
    return (repr(getattr(rule, f.name)) for f in fields(rule) if f.name not in _NOT_MEANING)


def _definition(rule: Rule) -> dict[str, Any]:
    """A rule as its file has it, defaults filled in."""
    shown: dict[str, Any] = {}
    for field in fields(rule):
        value = getattr(rule, field.name)
        if field.name in _PHRASES:
            value = list(dict.fromkeys(phrase.text for phrase in value))
        if field.name not in ("order", "line") and value not in (None, (), [], False):
            shown[field.name] = list(value) if isinstance(value, tuple) else value
    return shown
