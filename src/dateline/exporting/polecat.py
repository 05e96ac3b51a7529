"""Events in the 40 columns of POLECAT, tab separated, with a header.

Columns as published on the Harvard Dataverse (doi:10.7910/DVN/AJGVIT) since 2023; missing names and
codes are the word None there, and several values of a cell are joined by "; ".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO

from dateline.exporting.cells import joined
from dateline.exporting.choice import Exported, LeftOut, Options, act_of, contexts, field_pairs
from dateline.exporting.parties import plover_party
from dateline.exporting.records import Pair, Party, Record, day_of, first_day
from dateline.exporting.tab_table import write_tabs
from dateline.rulebook.exports import ExportCodes, load_export_codes

COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title",
    "Actor Name Raw", "Wikipedia Actor ID",
    "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID",
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID",
    "Raw Placename", "Feature Type", "Source", "Publication Date", "Story People",
    "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip
QUADS = {1: "VERBAL COOPERATION", 2: "MATERIAL COOPERATION", 3: "VERBAL CONFLICT", 4: "MATERIAL CONFLICT"}
LANGUAGE = "en"


def write_polecat(records: Iterable[Record], out: TextIO, options: Options) -> Exported:
    """The export: one row a pair of actor and recipient, or one an event where no pairs are asked for."""
    left = LeftOut()
    codes = load_export_codes()
    rows = (_row(r, p, codes, options.version) for r, p in field_pairs(records, options, left))
    return left.exported(write_tabs(rows, out, COLUMNS))


def row_id(record: Record, pair: Pair) -> str:
    """The event's id; with the number of the pair where the event has several."""
    return str(record["id"]) if pair.of == 1 else f"{record['id']}-{pair.number}"


def _row(record: Record, pair: Pair, codes: ExportCodes, version: str) -> Sequence[Any]:
    act = act_of(record, codes)
    return (
        row_id(record, pair),
        first_day(record),
        act.type,
        act.mode or "None",
        act.intensity,
        QUADS[act.quad] if act.quad else "None",
        joined(contexts(record), "; ") or "None",
        *_side(pair.actors, codes),
        *_side(pair.recipients, codes),
        *_place(record, codes),
        record.get("outlet") or "None",
        day_of(record["published"]),
        "None",
        "None",
        "None",
        LANGUAGE,
        version,
    )


def _side(parties: Sequence[Party], codes: ExportCodes) -> Iterator[str]:
    """Name, country, COW, primary sector, sectors, title, name raw, Wikipedia id."""
    coded = [plover_party(p, codes) for p in parties]
    sectors = [c.sector for c in coded]
    yield _listed(p["name"] for p in parties)
    yield _listed(c.code for c in coded)
    yield _listed(c.cow for c in coded)
    yield sectors[0] or "None" if sectors else "None"
    yield _listed(sectors)
    yield _listed(p["office"] for p in parties)
    yield _listed(p.get("text") for p in parties)
    yield _listed(None for _ in parties)


def _listed(values: Iterable[Any]) -> str:
    """Values joined by "; ", None among them kept so that lists of one row stay in step."""
    return "; ".join("None" if v is None else str(v) for v in values) or "None"


def _place(record: Record, codes: ExportCodes) -> Iterator[Any]:
    """Place name, city, district, province, country, latitude, longitude, GeoNames, raw, feature."""
    place = record["place"]
    if place is None:
        yield from ("None", "None", "None", "None", "None", None, None, None, "None", "None")
        return
    name, country = place["name"], place["country"]
    kind = codes.place(name, country)
    yield name
    yield name if kind.level == "city" else "None"
    yield "None"
    yield name if kind.level == "province" else "None"
    yield codes.states[country].name if country in codes.states else "None"
    yield place["lat"]
    yield place["lon"]
    yield place["geonameid"]
    yield place.get("text") or "None"
    yield kind.feature or "None"
