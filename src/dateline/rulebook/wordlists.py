"""Long lists of words in rule files: one text, the words parted by commas."""

from __future__ import annotations

from collections.abc import Iterable


def word_list(value: str | Iterable[str]) -> list[str]:
    """The words of a TOML array, or of one text with commas between (quicker to read and to load)."""
    if isinstance(value, str):
        return [word for piece in value.split(",") if (word := " ".join(piece.split()))]
    return list(value)
