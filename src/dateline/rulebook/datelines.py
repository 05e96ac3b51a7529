"""The names that datelines are made of: agencies, cities that file stories, countries and states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_table, rules_folder


@dataclass(frozen=True, slots=True)
class DatelineNames:
    """Lower-cased names; `agencies` gives the name we use for each one as written."""

    agencies: dict[str, str]
    cities: frozenset[str]
    regions: frozenset[str]
    no_places: frozenset[str]


@cache
def load_dateline_names() -> DatelineNames:
    """The names in `rules/datelines/`, checked.

    Raises `RuleError` for a line with the wrong columns or an agency with two names.
    """
    folder = rules_folder() / "datelines"
    return DatelineNames(
        agencies=read_agencies(folder / "agencies.tsv"),
        cities=_names(folder / "cities.tsv"),
        regions=_names(folder / "regions.tsv"),
        no_places=_names(folder / "no_places.tsv"),
    )


def _names(path: Traversable) -> frozenset[str]:
    return frozenset(name.lower() for (name,) in read_table(path, ("name",)))


def read_agencies(path: Traversable) -> dict[str, str]:
    """Agencies as written, lower-cased, with the name that we use."""
    agencies: dict[str, str] = {}
    for written, name in read_table(path, ("written", "name")):
        if agencies.setdefault(written.lower(), name) != name:
            raise RuleError(
                path.name,
                f"{written!r} already stands for {agencies[written.lower()]!r}",
            )
    return agencies
