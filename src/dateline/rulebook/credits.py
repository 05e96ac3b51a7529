"""Agencies that are credited with a report, and the wordings that credit them: `rules/copies/`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_table, rules_path

AGENCY = "\x00"
"""Stands for an agency's name in a text that the wordings are looked up in."""
_PARTS = {
    "*": rf"(?:the\s)?(?<!\w){AGENCY}(?!\w)",
    "...": r"[^.\n]{0,120}",
    "#": r"(?:19|20)\d\d",
}


@dataclass(frozen=True, slots=True)
class AgencyCredits:
    """`names`: agencies as written, the longest first, with the name that we use.

    `lead` and `end` match the wordings that credit a report there, with `AGENCY` for the agency.
    """

    names: tuple[tuple[str, str], ...]
    lead: re.Pattern[str]
    end: re.Pattern[str]


@cache
def load_agency_credits(folder: Path | None = None) -> AgencyCredits:
    """The tables of the package, or of a folder of rules. Raises `RuleError` for a line of no use."""
    return read_agency_credits(rules_path(folder, "copies"))


def read_agency_credits(folder: Traversable) -> AgencyCredits:
    """The tables in `folder`: `agencies.tsv` and `credits.tsv`."""
    names: dict[str, str] = {}
    for written, name in read_table(folder / "agencies.tsv", ("written", "name")):
        if names.setdefault(written, name) != name:
            raise RuleError("agencies.tsv", f"{written!r} already stands for {names[written]!r}")
    wordings: dict[str, list[str]] = {"lead": [], "end": []}
    for wording, where in read_table(folder / "credits.tsv", ("wording", "where")):
        if where not in wordings:
            raise RuleError("credits.tsv", f"{wording!r}: neither lead nor end, but {where!r}")
        if wording.count("*") != 1:
            raise RuleError("credits.tsv", f"{wording!r}: needs one * for the agency")
        wordings[where].append(_pattern(wording))
    return AgencyCredits(
        names=tuple(sorted(names.items(), key=lambda n: (-len(n[0]), n[0]))),
        lead=_any(wordings["lead"]),
        end=_any(wordings["end"]),
    )


def _pattern(wording: str) -> str:
    parts = re.split(r"(\*|\.\.\.|#|\s+)", wording)
    pattern = "".join(_PARTS.get(p, r"\s+" if p.isspace() else re.escape(p)) for p in parts)
    before = r"(?<!\w)" if wording[0].isalnum() else ""
    return before + pattern + (r"(?!\w)" if wording[-1].isalnum() else "")


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)
