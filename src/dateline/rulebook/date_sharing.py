"""Words that tell whether an act shares the date of another word in its sentence."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_toml, rules_path


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingWords:
    """Each is a list of `rules/dates/sharing.toml`, where it is explained."""

    phases: frozenset[str]
    lasting: frozenset[str]
    about: frozenset[str]
    meanwhile: frozenset[str]
    elsewhen: frozenset[str]
    issued: frozenset[str]
    making: frozenset[str]
    announcing: frozenset[str]
    undated: frozenset[str]


def load_sharing_words(folder: Path | None = None) -> SharingWords:
    """The words of the package, or of `folder`; raises `RuleError` for a list that is unknown or missing."""
    data, text = read_toml(rules_path(folder, "dates", "sharing.toml"))
    names = {f.name for f in fields(SharingWords)}
    for key, words in data.items():
        if key not in names:
            raise RuleError("sharing.toml", f"unknown list {key!r}", text=text, near=key)
        if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
            raise RuleError("sharing.toml", f"{key} must be a list of words", text=text, near=key)
    missing = sorted(names - set(data))
    if missing:
        raise RuleError("sharing.toml", f"lists are missing: {', '.join(missing)}")
    return SharingWords(**{key: frozenset(words) for key, words in data.items()})
