"""The word classes that event rules name as `@class`: `rules/words/classes/*.toml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_toml, rules_path


@dataclass(frozen=True, slots=True)
class WordClass:
    """One `[name]` table of a file: its own `words`, and the classes whose words it takes over."""

    name: str
    words: tuple[str, ...]
    includes: tuple[str, ...]
    file: str
    line: int


def load_word_classes(folder: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Class to its words, those of included classes too.

    A class that stands in several files holds the words of all of them.
    """
    classes: dict[str, tuple[str, ...]] = {}
    for entry in read_word_classes(folder):
        taken = (word for other in entry.includes for word in classes[other])
        classes[entry.name] = tuple(dict.fromkeys((*classes.get(entry.name, ()), *entry.words, *taken)))
    return classes


def read_word_classes(folder: Path | None = None) -> Iterator[WordClass]:
    """The classes as the files have them, in order; raises `RuleError` with file, line and caret."""
    known: set[str] = set()
    for path in sorted(rules_path(folder, "words", "classes").iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".toml"):
            continue
        data, text = read_toml(path)
        for name, table in data.items():
            at = text.find(f"[{name}]")
            for key in sorted(table.keys() - {"words", "includes", "note"}):
                raise RuleError(path.name, f"unknown key {key!r}", text=text, near=key, after=at)
            for other in table.get("includes", ()):
                if other not in known:
                    message = f"class {other!r} must stand before {name!r}"
                    raise RuleError(path.name, message, text=text, near=other, after=at)
            known.add(name)
            yield WordClass(
                name=name,
                words=tuple(table.get("words", ())),
                includes=tuple(table.get("includes", ())),
                file=path.name,
                line=text.count("\n", 0, at) + 1,
            )
