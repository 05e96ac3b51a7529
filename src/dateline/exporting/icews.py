"""Events in the 20 columns of ICEWS, tab separated, with a header.

Columns as published on the Harvard Dataverse (ICEWS Coded Event Data, doi:10.7910/DVN/28075).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from dateline.exporting.choice import Exported, LeftOut, Options, act_of, field_pairs
from dateline.exporting.numbers import number_of
from dateline.exporting.records import Pair, Party, Record, first_day, sentence_number
from dateline.exporting.tab_table import write_tabs
from dateline.rulebook.exports import ExportCodes, load_export_codes

COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text",
    "CAMEO Code", "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID",
    "Sentence Number", "Publisher", "City", "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip
NOBODY = "Unspecified Actor"


def write_icews(records: Iterable[Record], out: TextIO, options: Options) -> Exported:
    """The export: one row a pair of source and target."""
    left = LeftOut()
    codes = load_export_codes()
    rows = (_row(record, pair, codes) for record, pair in field_pairs(records, options, left))
    return left.exported(write_tabs(rows, out, COLUMNS))


def _row(record: Record, pair: Pair, codes: ExportCodes) -> Sequence[Any]:
    cameo = act_of(record, codes).cameo
    code = codes.cameo[cameo]
    return (
        number_of(record["id"], str(pair.number)),
        first_day(record),
        *_side(pair.actor, codes),
        code.name,
        cameo,
        code.goldstein,
        *_side(pair.recipient, codes),
        record["story"],
        sentence_number(record, record["mentions"][0]["start"]),
        record.get("outlet"),
        *_place(record, codes),
    )


def _side(party: Party | None, codes: ExportCodes) -> tuple[str | None, str | None, str | None]:
    """Name, sectors, country."""
    if party is None:
        return NOBODY, None, None
    sector, state = codes.sectors.get(party["sector"] or ""), codes.states.get(party["country"] or "")
    return party["name"], sector.icews if sector else None, state.icews if state else None


def _place(record: Record, codes: ExportCodes) -> tuple[Any, ...]:
    """City, district, province, country, latitude, longitude."""
    place = record["place"]
    if place is None:
        return (None,) * 6
    name, country = place["name"], place["country"]
    level = codes.place(name, country).level
    return (
        name if level == "city" else None,
        None,
        name if level == "province" else None,
        codes.states[country].icews if country in codes.states else None,
        place["lat"],
        place["lon"],
    )
