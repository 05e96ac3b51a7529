"""What languages are known by: the words that their texts are full of (`rules/reading/languages.tsv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_table, rules_folder


@dataclass(frozen=True, slots=True)
class Languages:
    """`of_word`: the codes of the languages that a word is common in; `names` by code."""

    names: dict[str, str]
    of_word: dict[str, tuple[str, ...]]


@cache
def load_languages() -> Languages:
    """The package's table. Raises `RuleError` for a language that stands twice or lacks words."""
    return read_languages(rules_folder() / "reading" / "languages.tsv")


def read_languages(path: Traversable) -> Languages:
    names: dict[str, str] = {}
    of_word: dict[str, list[str]] = {}
    for code, name, words in read_table(path, ("code", "name", "words")):
        if code in names or not words.strip():
            raise RuleError(
                path.name, f"{code!r} stands twice" if code in names else f"{code!r} has no words"
            )
        names[code] = name
        for word in dict.fromkeys(words.split()):
            of_word.setdefault(word, []).append(code)
    if "en" not in names:
        raise RuleError(path.name, "English (en) is missing")
    return Languages(names, {word: tuple(codes) for word, codes in of_word.items()})
