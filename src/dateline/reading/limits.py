"""How much is read before an input is refused: each limit can be set with `--limit NAME=NUMBER`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

LONGEST_SENTENCE = 1_000
"""Words."""
FREE_BYTES = 64 << 20
"""An archive may always unpack to so much; only above it is the ratio of `expansion` looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is more than this is refused with its reason, and the rest goes on."""

    story: int = 500_000
    """Characters of a story."""
    sentence: int = LONGEST_SENTENCE
    """Words without the end of a sentence or a blank line; a longer run is left out of the reading."""
    file: int = 256
    """Megabytes of a file, or a file in an archive, that has to be read as a whole."""
    nesting: int = 3
    """Archives within archives."""
    expansion: int = 200
    """Times its size that an archive may unpack to, when that is more than 64 MB."""
    depth: int = 200
    """Elements within elements of XML."""
    seconds: int = 60
    """Seconds for finding and coding what a parsed story tells."""

    @property
    def file_bytes(self) -> int:
        return self.file << 20

    @property
    def line_bytes(self) -> int:
        """Bytes of a line that may hold a story: a character takes six at most where it is escaped."""
        return 6 * self.story + (64 << 10)


def limits_of(settings: Iterable[str]) -> Limits:
    """The limits with those set that `settings` name: `story=100000`, `seconds=5`.

    Raises `ValueError` that says what can be set.
    """
    names = {field.name for field in fields(Limits)}
    limits = Limits()
    for setting in settings:
        name, _, number = setting.partition("=")
        if name not in names or not (number.isascii() and number.isdigit() and int(number[:12])):
            known = ", ".join(f"{field.name}={getattr(Limits(), field.name)}" for field in fields(Limits))
            msg = f"{setting!r} sets no limit; there are (as they stand): {known}"
            raise ValueError(msg)
        limits = replace(limits, **{name: int(number[:12])})
    return limits
