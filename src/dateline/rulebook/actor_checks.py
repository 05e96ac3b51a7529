"""What is wrong with the tables of actors: more than what keeps them from being read.

Every fault is one line, `people.tsv:123: …`. Checked are cells (dates, sectors, countries), the terms
of one person (clashes, short gaps), and names that two parties have on the same day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path

from dateline.rulebook.actor_sources import COLUMNS, SECTORS
from dateline.rulebook.actors import actor_sources
from dateline.rulebook.names import cut, fold

_DATED = ("countries.tsv", "organisations.tsv", "groups.tsv", "people.tsv")
_WITH_SECTORS = (
    "organisations.tsv", "groups.tsv", "people.tsv", "roles.tsv", "offices.tsv", "organs.tsv", "bodies.tsv",
)  # fmt: skip
_NAMING_COLUMNS = ("name", "aliases", "nationals", "capitals", "seats")
_SHORT_GAP = timedelta(days=3)
"""A break in an office that is no longer is a slip of the pen rather than a loss of the office."""
_HANDOVER = timedelta(days=31)
"""Two rows may share so many days: sources differ on the day of a change."""
_EVER = (date.min, date.max)


@dataclass(frozen=True, slots=True)
class Row:
    """A row with where it stands; `cells` by column."""

    file: str
    line: int
    cells: dict[str, str]

    @property
    def at(self) -> str:
        return f"{self.file}:{self.line}"


def check_actor_tables(extra: Path | None = None, folder: Path | None = None) -> list[str]:
    """Faults of the package's tables, or those of `folder`, and of the user's own file `extra`."""
    tables: dict[str, list[Row]] = {file: [] for file in COLUMNS}
    faults: list[str] = []
    for source in actor_sources(extra, folder):
        for file, rows in _read(source, faults):
            tables[file] += rows
    faults += _cells(tables)
    faults += _terms(tables["people.tsv"])
    faults += _shared_names(tables)
    return faults


# ---- reading with lines ----------------------------------------------------------------------


def _read(source: Path | Traversable, faults: list[str]) -> Iterator[tuple[str, list[Row]]]:
    """Tables of one source; what has no header or the wrong width goes to `faults`."""
    if source.is_file():
        yield from _sections(source, None, faults)
        return
    for file in COLUMNS:
        path = source / file
        if path.is_file():
            yield from _sections(path, file, faults)


def _sections(
    path: Path | Traversable, table: str | None, faults: list[str]
) -> Iterator[tuple[str, list[Row]]]:
    headers: dict[tuple[str, ...], str] = {}
    for file, columns in COLUMNS.items():
        headers.setdefault(columns, file)
    if table is not None:
        headers = {COLUMNS[table]: table}
    now = ""
    for n, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(line.rstrip("\r").split("\t"))
        if cells in headers:
            now = headers[cells]
        elif not now:
            faults.append(f"{path.name}:{n}: no header of a table of actors before this row")
        elif len(cells) != len(COLUMNS[now]):
            faults.append(f"{path.name}:{n}: {len(cells)} columns, not {len(COLUMNS[now])}")
        else:
            yield now, [Row(path.name, n, dict(zip(COLUMNS[now], cells, strict=True)))]


# ---- cells -----------------------------------------------------------------------------------


def _cells(tables: dict[str, list[Row]]) -> Iterator[str]:
    """Dates that no calendar has, sectors and countries that no table has."""
    codes = {row.cells["code"] for row in tables["countries.tsv"]}
    bodies = {row.cells["country"] for row in tables["organisations.tsv"] if _own_short_name(row)}
    for file in _DATED:
        for row in tables[file]:
            for column in ("from", "to"):
                if row.cells[column] and _days(row.cells[column]) is None:
                    yield f"{row.at}: {row.cells[column]!r} is no day, month or year of the calendar"
            begin, end = _span(row)
            if begin > end:
                yield f"{row.at}: from {row.cells['from']} is after to {row.cells['to']}"
            country = row.cells.get("country", "")
            if country and country not in codes and country not in bodies:
                yield f"{row.at}: {country!r} is neither a country nor the short name of a body"
    for file in _WITH_SECTORS:
        for row in tables[file]:
            sector = row.cells["sector"]
            if sector and sector not in SECTORS:
                yield f"{row.at}: {sector!r} is not a sector"


def _own_short_name(row: Row) -> bool:
    """Whether the country cell of an organisation is a name of its own ("IAEA", "WORLDBANK")."""
    names = [row.cells["name"], *row.cells["aliases"].split("|")]
    short = row.cells["country"]
    return row.cells["sector"] in ("IGO", "NGO") or short in {n.replace(" ", "").upper() for n in names}


def _days(cell: str) -> tuple[date, date] | None:
    """First and last day that a date cell can mean; None for no date."""
    parts = cell.split("-")
    if not all(p.isdigit() for p in parts) or [len(p) for p in parts] not in ([4], [4, 2], [4, 2, 2]):
        return None
    year, month, day = (*map(int, parts), 0, 0)[:3]
    try:
        first = date(year, month or 1, day or 1)
        last_month = month or 12
        return first, date(year, last_month, day or monthrange(year, last_month)[1])
    except ValueError:
        return None


def _span(row: Row) -> tuple[date, date]:
    begin = _days(row.cells["from"]) if row.cells["from"] else None
    end = _days(row.cells["to"]) if row.cells["to"] else None
    return (begin or _EVER)[0], (end or _EVER)[1]


# ---- terms of one person ---------------------------------------------------------------------


def _terms(rows: list[Row]) -> Iterator[str]:
    """Two rows of one office of one person that overlap, or that lie a few weeks apart."""
    held: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        key = (row.cells["name"], row.cells["country"], row.cells["office"].lower())
        held.setdefault(key, []).append(row)
    for (name, _, office), terms in held.items():
        if len(terms) < 2:
            continue
        terms.sort(key=_span)
        for earlier, later in pairwise(terms):
            ends, begins = _span(earlier)[1], _span(later)[0]
            if begins < ends:
                yield f"{later.at}: {name} is {office!r} twice on one day (also {earlier.at})"
            elif timedelta(days=1) < begins - ends <= _SHORT_GAP:
                days = (begins - ends).days - 1
                yield f"{later.at}: {name}: a gap of {days} days as {office!r} after {earlier.at}"


# ---- names of two parties --------------------------------------------------------------------


def _shared_names(tables: dict[str, list[Row]]) -> Iterator[str]:
    """One name, two parties, on one day, and nothing in `ambiguous.tsv` that decides."""
    decided = {_key(row.cells["name"]) for row in tables["ambiguous.tsv"]}
    codes = {row.cells["code"] for row in tables["countries.tsv"]}
    # Who holds an office of an international body beside one at home is one person.
    hatted = {row.cells["name"] for row in tables["people.tsv"] if row.cells["country"] not in codes}
    owners: dict[str, list[tuple[str, Row]]] = {}
    for file in ("countries.tsv", "organisations.tsv", "groups.tsv", "people.tsv"):
        for row in tables[file]:
            party = f"{file}:{row.cells.get('code') or row.cells.get('id') or _person(row, hatted)}"
            for column in _NAMING_COLUMNS:
                for name in row.cells.get(column, "").split("|"):
                    if name:
                        owners.setdefault(_key(name), []).append((party, row))
    for name, rows in owners.items():
        if len(rows) < 2 or name in decided or len({party for party, _ in rows}) < 2:
            continue
        for i, (party, row) in enumerate(rows):
            clash = next((r for p, r in rows[:i] if p != party and _overlap(r, row)), None)
            if clash is not None:
                yield f"{row.at}: {name!r} is on one day also the name of {clash.at}"
                break


def _person(row: Row, hatted: set[str]) -> str:
    name = row.cells["name"]
    return name if name in hatted else f"{name}/{row.cells['country']}"


def _key(name: str) -> str:
    return " ".join(fold(token) for token in cut(name))


def _overlap(one: Row, other: Row) -> bool:
    """Whether two rows hold on a common day, but for the days of a change."""
    first, last = _span(one), _span(other)
    begin, end = max(first[0], last[0]), min(first[1], last[1])
    return begin <= end and (end == date.max or begin == date.min or end - begin > _HANDOVER)
