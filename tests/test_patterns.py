"""No regular expression of ours blows up on long hostile strings."""
# ruff: noqa: E501

from __future__ import annotations

import re
import time
from importlib import import_module
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "dateline"
LENGTH = 4_000
SECONDS = 0.5
"""A hundred times what a pattern takes whose time grows with the length of the text."""
ANCHORED = {
    "dateline.finding.date_scan._COUNT_UNIT": 200,
    "dateline.finding.figure_numbers._SUFFIXED": 200,
    "dateline.reading.boilerplate._STAMP": LENGTH,
    "dateline.reading.datelines._HEADER": LENGTH,
    "dateline.reading.datelines._WEEKDAY_DATE": LENGTH,
    "dateline.reading.datelines._DATELINE": 160,
    "dateline.reading.datelines._CAPITAL_WORD": 160,
    "dateline.reading.datelines._SIGNATURE": 160,
}
"""Patterns that are only tried at one place, of a text, a line or a word, and the length of that."""
UNITS = [
    "a", "A", "1", " ", "\n", "\t", ".", ",", "-", "—", "'", "’", '"', "“", "(", ")", "[", "/", "&", "#", "@", ":", "%",
    "é", "a ", "A ", "1 ", " \n", "\n\n", ". ", ", ", "a.", "A.", "A. ", "1,", "1.", "1/", "1:", "1-", "-1", "a-", "A-",
    "A'", "A’s ", "(a", "((", "[A", "A, ", "Aa ", "Aa, ", "Aa Bb, ", "By A", "By Aa Bb\n", "date ", "date 1", "AA/",
    "AA, Aa ", "Mon", "May 1", "May 1, ", "1 May ", "http://", "www.", "&amp", "&#1", "-\n", ".A", "a\n", "<", "<?", "</",
    "<p>", "=", "charset=", "<!", "10:", "10:10 ", "ago ", "$1", "$1 ", "1 million ", "one ", "and ", "a and ", "of the ",
    "19", "1999", "2019-", "2019-01-01", "v.", "''", "``", "-LRB-", "​", "\u00ad", "(Photo by ", "(A/", "a'b", "*", "...",
]  # fmt: skip


def patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Every pattern that a module holds by name, alone or in a list or table."""
    found: dict[str, re.Pattern[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
        if name.endswith("__main__"):
            continue
        for key, value in vars(import_module(name)).items():
            values = list(value.values()) if isinstance(value, dict) else value
            several = values if isinstance(values, list | tuple | frozenset | set) else [values]
            for k, one in enumerate(several):
                if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                    found.setdefault(one.pattern, one)
                    found[one.pattern] = one
                    names.setdefault(one.pattern, f"{name}.{key}{f'[{k}]' if len(several) > 1 else ''}")
    return [(names[source], pattern) for source, pattern in found.items()]


names: dict[str, str] = {}


@pytest.mark.parametrize(("name", "pattern"), patterns(), ids=lambda v: v if isinstance(v, str) else "")
def test_no_pattern_blows_up(name: str, pattern: re.Pattern[str]) -> None:
    anchored = ANCHORED.get(name)
    for unit in UNITS:
        for ending in ("", "!\x00"):
            text = (unit * LENGTH)[: anchored or LENGTH] + ending
            began = time.process_time()
            pattern.match(text)
            if not anchored:
                for _ in zip(pattern.finditer(text), range(LENGTH), strict=False):
                    pass
            taken = time.process_time() - began
            assert taken < SECONDS, f"{name} takes {taken:.1f} s on {unit!r} again and again"


def test_there_are_patterns_to_look_at() -> None:
    assert len(patterns()) > 40
