"""What the events of one happening say together: one vote for each independent source."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from dateline.happenings.independence import origins
from dateline.model.happening import Happening, HappeningFigure, HappeningParty

_Value = TypeVar("_Value", bound=Hashable)
Row = Mapping[str, Any]
"""One row of `EVENT_COLUMNS` as plain values."""
_SURENESS = {"text": 0, "context": 1, "publication": 2, "none": 3}
_STATUSES = ("actual", "negated", "future", "hypothetical")
HALF = 0.5
"""Part of the sources that name anybody on a side, for a party to stand there."""


@dataclass(frozen=True, slots=True)
class Report:
    """Where a story stood, of which family it is, and which agencies it is credited to."""

    outlet: str
    family: str
    agencies: tuple[str, ...]


def reports_of(table: pa.Table) -> dict[str, Report]:
    """Reports by story, of a table of `REPORT_COLUMNS`."""
    columns = (table.column(name).to_pylist() for name in ("story", "outlet", "family", "agencies"))
    return {
        story: Report(outlet or "", family or story, tuple(agencies or ()))
        for story, outlet, family, agencies in zip(*columns, strict=True)
    }


def rows_of(columns: pa.Table) -> list[Row]:
    """The rows of a table of `EVENT_COLUMNS`; an empty list where one is missing."""
    columns = columns.combine_chunks()
    decoded = []
    for column in columns.itercolumns():
        array = column.chunk(0) if column.num_chunks else column.combine_chunks()
        if pa.types.is_list(array.type):
            # An order of magnitude faster than asking each list for its values.
            values = array.flatten().to_pylist()
            ends = np.cumsum(
                pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)
            ).tolist()
            decoded.append([values[a:b] for a, b in pairwise([0, *ends])])
        else:
            decoded.append(array.to_pylist())
    names = columns.column_names
    return [dict(zip(names, row, strict=True)) for row in zip(*decoded, strict=True)]


def happening_id(event: str) -> str:
    """The id of the happening whose earliest event this is: the same on any machine."""
    return xxhash.xxh3_128_hexdigest(b"happening " + event.encode("utf-8", "surrogatepass"))[:20]


def happening_of(rows: Sequence[Row], reports: Mapping[str, Report]) -> Happening:
    """The happening that the events in `rows` tell of. A story without a report is one of its own."""
    if len(rows) == 1:
        return _alone(rows[0], reports)
    rows = sorted(rows, key=lambda r: (r["published"] or date.max, r["story"], r["event"]))
    stories = sorted({r["story"] for r in rows})
    votes = _votes(stories, reports)
    days = [r["published"] for r in rows if r["published"] is not None]
    when = min(rows, key=_date_order(rows, votes))
    place = _best(
        (r["place"], votes[r["story"]], _wideness(r), r["place_country"]) for r in rows if r["place"]
    )
    statuses = _counted((r["status"], votes[r["story"]]) for r in rows)
    statuses = tuple(sorted(statuses, key=lambda s: (-s[1], _STATUSES.index(s[0]))))
    modes = _counted((r["mode"], votes[r["story"]]) for r in rows if r["mode"])
    return Happening(
        id=happening_id(rows[0]["event"]),
        type=_counted((r["type"], votes[r["story"]]) for r in rows)[0][0],
        mode=modes[0][0] if modes else None,
        status=statuses[0][0],
        statuses=statuses,
        first=when["first"],
        last=when["last"],
        basis=when["basis"],
        place=place[0] if place else None,
        place_country=place[1] if place else None,
        actors=_parties(rows, "actor", votes),
        recipients=_parties(rows, "recipient", votes),
        figures=_figures(rows, votes),
        sources=_counted((s, votes[r["story"]]) for r in rows for s in (r["source"] or [""])[:1]),
        events=tuple(r["event"] for r in rows),
        stories=tuple(stories),
        independent=len(set(votes.values())),
        outlets=tuple(sorted({reports[s].outlet for s in stories if s in reports and reports[s].outlet})),
        first_report=min(days, default=None),
        last_report=max(days, default=None),
        confidence=max(r["confidence"] for r in rows),
    )


def _alone(r: Row, reports: Mapping[str, Report]) -> Happening:
    """What one event alone tells: most events are told of once, so there is no need to count votes."""
    report = reports.get(r["story"])
    published = r["published"]
    return Happening(
        id=happening_id(r["event"]),
        type=r["type"],
        mode=r["mode"],
        status=r["status"],
        statuses=((r["status"], 1),),
        first=r["first"],
        last=r["last"],
        basis=r["basis"],
        place=r["place"],
        place_country=r["place_country"],
        actors=_own_parties(r, "actor"),
        recipients=_own_parties(r, "recipient"),
        figures=_figures((r,), {r["story"]: ""}) if r["figure_unit"] else (),
        sources=((r["source"][0] if r["source"] else "", 1),),
        events=(r["event"],),
        stories=(r["story"],),
        independent=1,
        outlets=(report.outlet,) if report and report.outlet else (),
        first_report=published,
        last_report=published,
        confidence=r["confidence"],
    )


def _own_parties(r: Row, side: str) -> tuple[HappeningParty, ...]:
    ids = r[f"{side}_id"]
    if not ids:
        return ()
    others = (r[f"{side}_{field}"] for field in ("name", "country", "sector"))
    parties = zip(ids, *others, strict=True)
    return tuple(HappeningParty(id=i, name=n, country=c, sector=s, reports=1) for i, n, c, s in parties)


def _votes(stories: Sequence[str], reports: Mapping[str, Report]) -> dict[str, str]:
    own = {s: reports[s] for s in stories if s in reports}
    return origins(stories, {s: r.family for s, r in own.items()}, {s: r.agencies for s, r in own.items()})


def _counted(items: Iterable[tuple[_Value, str]]) -> tuple[tuple[_Value, int], ...]:
    """Values with the number of sources that have them, the commonest first, then by value."""
    voters: dict[_Value, set[str]] = {}
    for value, voter in items:
        voters.setdefault(value, set()).add(voter)
    counts = [(value, len(found)) for value, found in voters.items()]
    return tuple(sorted(counts, key=lambda c: (-c[1], str(c[0]))))


def _date_order(rows: Sequence[Row], votes: Mapping[str, str]) -> Callable[[Row], tuple[Any, ...]]:
    """Stated days first, then those that most sources give, then the shortest and earliest."""
    counts = dict(_counted(((r["first"], r["last"]), votes[r["story"]]) for r in rows))

    def order(r: Row) -> tuple[Any, ...]:
        first, last = r["first"] or date.max, r["last"] or date.max
        return (min(_SURENESS[r["basis"]], 2), -counts[r["first"], r["last"]], last - first, first)

    return order


def _wideness(r: Row) -> bool:
    return r["place"] is None or r["lat"] is None


def _best(items: Iterable[tuple[str, str, bool, str | None]]) -> tuple[str, str | None] | None:
    """The place that most sources name; those that are on the map before others."""
    found = list(items)
    if not found:
        return None
    counts = dict(_counted((name, vote) for name, vote, *_ in found))
    name, _, _, country = min(found, key=lambda p: (p[2], -counts[p[0]], p[0], p[3] or ""))
    return name, country


def _parties(rows: Sequence[Row], side: str, votes: Mapping[str, str]) -> tuple[HappeningParty, ...]:
    """Those whom at least half of the sources name that name anybody there; the commonest first."""
    columns = tuple(f"{side}_{field}" for field in ("id", "name", "country", "sector"))
    voters: dict[str, set[str]] = {}
    seen: dict[str, tuple[str, str | None, str | None]] = {}
    places: dict[str, int] = {}
    telling: set[str] = set()
    for r in rows:
        for k, (id_, name, country, sector) in enumerate(zip(*(r[c] for c in columns), strict=True)):
            voters.setdefault(id_, set()).add(votes[r["story"]])
            seen.setdefault(id_, (name, country, sector))
            places[id_] = min(places.get(id_, k), k)
            telling.add(votes[r["story"]])
    order = sorted(voters, key=lambda p: (-len(voters[p]), places[p], p))
    enough = [p for p in order if len(voters[p]) >= HALF * len(telling)] or order[:1]
    return tuple(
        HappeningParty(id=p, name=seen[p][0], country=seen[p][1], sector=seen[p][2], reports=len(voters[p]))
        for p in enough
    )


def _figures(rows: Sequence[Row], votes: Mapping[str, str]) -> tuple[HappeningFigure, ...]:
    by_unit: dict[str, list[tuple[float, float, float | None, str]]] = {}
    for r in rows:
        figures = (r["figure_unit"], r["figure_value"], r["figure_low"], r["figure_high"])
        for unit, value, low, high in zip(*figures, strict=True):
            by_unit.setdefault(unit, []).append((value, low, high, votes[r["story"]]))
    return tuple(_figure(unit, found) for unit, found in sorted(by_unit.items()))


def _figure(unit: str, found: Sequence[tuple[float, float, float | None, str]]) -> HappeningFigure:
    highs = [high for _, _, high, _ in found if high is not None]
    lows = [low for _, low, _, _ in found]
    return HappeningFigure(
        unit=unit,
        values=tuple(sorted({value for value, *_ in found})),
        low=min(lows),
        high=max(highs) if len(highs) == len(found) else None,
        agree=max(lows) <= min(highs, default=float("inf")),
        reports=len({vote for *_, vote in found}),
    )
