"""When events of different stories are one happening: `rules/happenings/evidence.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dateline.rulebook.errors import RuleError
from dateline.rulebook.ontology import load_ontology
from dateline.rulebook.tables import read_table, read_toml, rules_path

EVIDENCE = (
    "stated day", "stated and assumed day", "same assumed day", "days overlap", "named party",
    "country of party", "party unknown to one", "same place", "other country of place", "same figure",
    "near figure", "same mode", "other mode", "same rule", "same words", "same phrase",
    "other sector", "other status", "shared setting", "other setting",
)  # fmt: skip
"""The kinds of evidence that are looked at; each needs its weight."""
_FILE = "evidence.toml"
_NUMBERS = (
    "threshold", "days_before_publication", "same_place", "apart", "figures_apart", "telling_figure",
    "war_silence",
)  # fmt: skip
_WIDE = frozenset({"continent", "region", "province", "state", "sea", "river", "strait"})
"""Kinds of places in which much happens on one day."""
_PLACE_COLUMNS = ("name", "aliases", "country", "lat", "lon", "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningRules:
    """Weights of evidence by name, and what a type alone says; distances in kilometres, times in days.

    `wide` are names of places in which much happens on one day; `middles` are points that stand for
    a country as a whole (latitude, longitude). In types of `state` whoever governs stands for the state.
    """

    threshold: float
    weights: Mapping[str, float]
    types: Mapping[str, float]
    mutual: frozenset[str]
    days_before_publication: int
    same_place: float
    apart: float
    figures_apart: float
    telling_figure: float
    war_silence: int
    vague_figures: frozenset[float]
    state: frozenset[str]
    war: frozenset[str]
    war_words: frozenset[str]
    wide: frozenset[str]
    middles: frozenset[tuple[float, float]]


@cache
def load_happening_rules(folder: Path | None = None) -> HappeningRules:
    """The rules of the package, or of `folder`. Raises `RuleError` for what is missing or unknown."""
    data, text = read_toml(rules_path(folder, "happenings", _FILE))
    known = load_ontology(folder).types
    _only(data, {*_NUMBERS, "vague_figures", "evidence", "types", "mutual", "state", "war"}, text)
    types = _table(data, "types", text)
    mutual = _table(data, "mutual", text)
    state = _table(data, "state", text)
    war = _table(data, "war", text)
    for name in [*types, *(t for table in (mutual, state, war) for t in table.get("types", ()))]:
        if name not in known:
            raise RuleError(_FILE, f"unknown type {name!r}", text=text, near=name)
    numbers = {name: _number(data, name, text) for name in _NUMBERS}
    return HappeningRules(
        threshold=numbers["threshold"],
        weights=_weights(data.get("evidence", []), text),
        types={name: _number(types, name, text) for name in types},
        mutual=frozenset(mutual.get("types", ())),
        days_before_publication=int(numbers["days_before_publication"]),
        same_place=numbers["same_place"],
        apart=numbers["apart"],
        figures_apart=numbers["figures_apart"],
        telling_figure=numbers["telling_figure"],
        war_silence=int(numbers["war_silence"]),
        vague_figures=frozenset(float(value) for value in data.get("vague_figures", ())),
        state=frozenset(state.get("types", ())),
        war=frozenset(war.get("types", ())),
        war_words=frozenset(war.get("words", ())),
        wide=_wide_places(folder),
        middles=frozenset(
            (float(lat), float(lon))
            for _, lat, lon in read_table(
                rules_path(folder, "places", "countries.tsv"), ("code", "lat", "lon")
            )
        ),
    )


def _weights(entries: list[dict[str, Any]], text: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for entry in entries:
        name = entry.get("name", "")
        if name not in EVIDENCE:
            raise RuleError(_FILE, f"unknown evidence {name!r}", text=text, near=f'"{name}"')
        if name in weights:
            raise RuleError(_FILE, f"{name!r} has two weights", text=text, near=f'"{name}"')
        if not entry.get("example"):
            raise RuleError(_FILE, f"{name!r} has no example", text=text, near=f'"{name}"')
        weights[name] = _number(entry, "weight", text)
    if missing := [name for name in EVIDENCE if name not in weights]:
        raise RuleError(_FILE, f"no weight for {', '.join(missing)}")
    return weights


def _wide_places(folder: Path | None) -> frozenset[str]:
    rows = list(read_table(rules_path(folder, "places", "places.tsv"), _PLACE_COLUMNS))
    wide = {row[0] for row in rows if row[5] in _WIDE}
    # A town that bears the name of its region ("Luhansk") is a town where it has no other name.
    return frozenset(wide - {row[0] for row in rows if row[5] not in _WIDE})


def _only(data: Mapping[str, Any], allowed: set[str], text: str) -> None:
    for key in data:
        if key not in allowed:
            raise RuleError(_FILE, f"unknown key {key!r}", text=text, near=key)


def _table(data: Mapping[str, Any], name: str, text: str) -> dict[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise RuleError(_FILE, f"{name!r} must be a table", text=text, near=name)
    return table


def _number(data: Mapping[str, Any], name: str, text: str) -> float:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RuleError(_FILE, f"{name!r} must be a number, not {value!r}", text=text, near=name)
    return float(value)
