"""Events in the 61 columns of GDELT 2.0, tab separated and without a header, as GDELT publishes them.

Source: The GDELT Event Database, data format codebook V2.0 (19 February 2015). GDELT counts an event
once however often it is reported: one row a pair of actor and recipient in a happening.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, TextIO

from dateline.exporting.choice import Exported, LeftOut, Options, act_of, field_pairs
from dateline.exporting.gdelt_places import action_place, actor_place
from dateline.exporting.numbers import happening_number
from dateline.exporting.parties import cameo_party
from dateline.exporting.records import Pair, Party, Record, added_day, citation, first_day, in_lead
from dateline.exporting.tab_table import write_tabs
from dateline.rulebook.exports import ExportCodes, load_export_codes

_ACTOR = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code".split()
_ACTOR += ["Type1Code", "Type2Code", "Type3Code"]
_GEO = "Type Fullname CountryCode ADM1Code ADM2Code Lat Long FeatureID".split()
COLUMNS = (
    "GlobalEventID", "Day", "MonthYear", "Year", "FractionDate",
    *(f"Actor1{c}" for c in _ACTOR), *(f"Actor2{c}" for c in _ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
    "NumMentions", "NumSources", "NumArticles", "AvgTone",
    *(f"Actor1Geo_{c}" for c in _GEO), *(f"Actor2Geo_{c}" for c in _GEO),
    *(f"ActionGeo_{c}" for c in _GEO),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip
"""GDELT's names in GDELT's order; the file itself has no header."""
AGAIN = "row for a happening and pair that is already written"


def write_gdelt_events(records: Iterable[Record], out: TextIO, options: Options) -> Exported:
    """The export. Of the rows already written only their numbers are kept in memory."""
    left = LeftOut()
    rows = _rows(records, options, left, load_export_codes())
    return left.exported(write_tabs(rows, out, None))


def _rows(
    records: Iterable[Record], options: Options, left: LeftOut, codes: ExportCodes
) -> Iterator[Sequence[Any]]:
    written: set[int] = set()
    for record, pair in field_pairs(records, options, left):
        number = happening_number(record, pair)
        if number in written:
            left.add(record, AGAIN)
            continue
        written.add(number)
        yield _row(number, record, pair, codes)


def _row(number: int, record: Record, pair: Pair, codes: ExportCodes) -> Sequence[Any]:
    cameo = act_of(record, codes).cameo
    code = codes.cameo[cameo]
    reports = record.get("reports") or 1
    articles = record.get("articles") or reports
    return (
        number,
        *_day(first_day(record)),
        *_actor(pair.actor, codes),
        *_actor(pair.recipient, codes),
        int(in_lead(record)),
        cameo,
        code.base,
        code.root,
        code.quad,
        code.goldstein,
        max(len(record["mentions"]), articles),
        reports,
        articles,
        None,
        *actor_place(pair.actor, codes),
        *actor_place(pair.recipient, codes),
        *action_place(record, codes),
        stamp(added_day(record)),
        citation(record),
    )


def stamp(day: date | None) -> str:
    """A day as GDELT's YYYYMMDDHHMMSS, at midnight: we know no hours."""
    return f"{day:%Y%m%d}000000" if day else ""


def _day(day: date | None) -> tuple[str, str, str, str]:
    """Day, month, year and fraction: GDELT's years have 365 days and its months 30."""
    assert day is not None  # field_pairs leaves out what has no day
    fraction = min(((day.month - 1) * 30 + day.day) / 365, 0.9999)
    year = f"{day.year:04}"
    return f"{year}{day:%m%d}", f"{year}{day:%m}", year, f"{day.year + fraction:.4f}"


def _actor(party: Party | None, codes: ExportCodes) -> Sequence[str | None]:
    """The ten columns of an actor; ethnic group and religion are not told apart by our tables."""
    if party is None:
        return (None,) * len(_ACTOR)
    coded = cameo_party(party, codes)
    types = [*coded.types, None, None, None][:3]
    return (coded.code, party["name"].upper(), coded.country, coded.group, None, None, None, *types)
