"""Words of number and of what is counted, from `rules/words/figures.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_toml, rules_path

FILE = "figures.toml"
TABLES = frozenset(
    "number suffix vague vague_thousands bounds several none currency units fate belongs not_counts".split()
)
BOUNDS = frozenset({"low", "high", "near"})
FATES = ("killed", "wounded", "missing", "detained", "displaced")
FATE_KEYS = ("verbs", "subjects", "words", "nouns", "tolls")
NOT_COUNTS = frozenset({"names", "ages", "times", "one", "before_one", "scores", "passing", "populations"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureWords:
    """What the finder of figures knows.

    `bounds` maps the words before a number to `low`, `high` or `near`. `unit_of` gives the unit of a
    noun's lemma. `fates[key]` maps words of one key of the file's `fate` tables (`verbs`, `words`, …)
    to the unit of those so counted. `not_counts` are words beside a number that make it no count.
    """

    number: Mapping[str, float]
    suffix: Mapping[str, float]
    vague: Mapping[str, float]
    vague_thousands: Mapping[str, float]
    bounds: Mapping[tuple[str, ...], str]
    several: frozenset[str]
    nobody: frozenset[str]
    none_nouns: frozenset[str]
    currency: Mapping[str, str]
    unit_of: Mapping[str, str]
    fates: Mapping[str, Mapping[str, str]]
    not_counts: Mapping[str, frozenset[str]]
    triggers: frozenset[str]
    harm: frozenset[str]
    """Verbs of being killed or wounded."""
    beside: Mapping[str, frozenset[str]]
    """Types of event that a count of this unit belongs to, where one is told in its sentence."""
    after: Mapping[str, frozenset[str]]
    """The same for an event of the sentences before."""


@cache
def load_figure_words(folder: Path | None = None) -> FigureWords:
    """The words of number of the package, or of `folder`. Raises `RuleError` for unknown keys and values."""
    table, text = read_toml(rules_path(folder, "words", FILE))
    return read_figure_words(table, text)


def read_figure_words(table: Mapping[str, Any], text: str) -> FigureWords:
    """The words of a table laid out as `figures.toml`; `text` is that file, for the place of faults."""
    for key in sorted(TABLES ^ table.keys()):
        raise RuleError(
            FILE, f"{'unknown' if key in table else 'missing'} table {key!r}", text=text, near=key
        )
    for phrase, kind in table["bounds"].items():
        if kind not in BOUNDS:
            raise RuleError(FILE, f"{phrase!r}: {kind!r} is not low, high or near", text=text, near=kind)
    for key in sorted(NOT_COUNTS ^ table["not_counts"].keys()):
        raise RuleError(FILE, f"not_counts: unknown or missing {key!r}", text=text, near=key)
    for name in ("number", "suffix", "vague", "vague_thousands"):
        for word, worth in table[name].items():
            if isinstance(worth, bool) or not isinstance(worth, int | float):
                raise RuleError(FILE, f"{name}: {word!r} is worth no number", text=text, near=word)
    number, vague = table["number"], table["vague"]
    fates = _fates(table["fate"], text)
    nobody = frozenset(table["none"]["words"])
    return FigureWords(
        number=number,
        suffix=table["suffix"],
        vague=vague,
        vague_thousands=table["vague_thousands"],
        bounds={tuple(k.split()): v for k, v in table["bounds"].items()},
        several=frozenset(table["several"]["words"]),
        nobody=nobody,
        none_nouns=frozenset(table["none"]["nouns"]),
        currency=table["currency"],
        unit_of=_units(table["units"]),
        fates=fates,
        not_counts={k: frozenset(v) for k, v in table["not_counts"].items()},
        triggers=frozenset(number.keys() | vague.keys() | nobody | {"no"}),
        harm=frozenset(
            verb
            for key in ("verbs", "subjects")
            for verb, fate in fates[key].items()
            if fate in ("killed", "wounded")
        ),
        beside=_belongs(table["belongs"], "beside", text),
        after=_belongs(table["belongs"], "after", text),
    )


def _belongs(table: Mapping[str, Any], key: str, text: str) -> dict[str, frozenset[str]]:
    for name in sorted(table.keys() ^ {"beside", "after"}):
        raise RuleError(FILE, f"belongs: unknown or missing {name!r}", text=text, near=name)
    for unit, types in table[key].items():
        for type_ in types:
            if not (type_.isalpha() and type_.isupper()):
                raise RuleError(FILE, f"belongs.{key}.{unit}: {type_!r} is no type", text=text, near=type_)
    return {unit: frozenset(types) for unit, types in table[key].items()}


def _units(units: Mapping[str, list[str]]) -> dict[str, str]:
    out: dict[str, str] = {}
    for unit, nouns in units.items():
        for noun in nouns:
            out.setdefault(noun, unit)
    return out


def _fates(table: Mapping[str, Any], text: str) -> dict[str, dict[str, str]]:
    """For each key of the fate tables, its words and what they say became of those counted."""
    out: dict[str, dict[str, str]] = {key: {} for key in FATE_KEYS}
    for fate, row in table.items():
        if fate not in FATES or set(row) != set(FATE_KEYS):
            message = f"fate.{fate}: one of {' '.join(FATES)}, with {' '.join(FATE_KEYS)}"
            raise RuleError(FILE, message, text=text, near=f"fate.{fate}")
        for key in FATE_KEYS:
            for word in row[key]:
                out[key].setdefault(word, fate)
    return out
