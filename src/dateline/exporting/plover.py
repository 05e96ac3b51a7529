"""Events as PLOVER's JSON records, one a line.

Field names and objects follow the PLOVER manual (chapter "JSON Data Fields"); fields that are not
known are left out, since almost all are optional there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from dateline.exporting.choice import Exported, LeftOut, Options, act_of, contexts, field_pairs
from dateline.exporting.json_lines import json_line
from dateline.exporting.parties import plover_party
from dateline.exporting.polecat import LANGUAGE, row_id
from dateline.exporting.records import (
    Pair,
    Party,
    Record,
    citation,
    day_of,
    first_day,
    sentence_number,
    sentence_text,
)
from dateline.rulebook.exports import ExportCodes, load_export_codes

CODEBOOK = "PLOVER"
SIZES = {"killed": "dead", "wounded": "injured", "detained": "arrested"}
RESOLUTIONS = {"country": 1, "province": 2, "city": 4}


def write_plover(records: Iterable[Record], out: TextIO, options: Options) -> Exported:
    """The export: one record a pair of actor and recipient, or one an event with lists of both."""
    left = LeftOut()
    codes = load_export_codes()
    rows = 0
    for record, pair in field_pairs(records, options, left):
        out.write(json_line(_record(record, pair, codes, options.version)))
        rows += 1
    return left.exported(rows)


def _record(record: Record, pair: Pair, codes: ExportCodes, version: str) -> dict[str, Any]:
    act = act_of(record, codes)
    first, last = first_day(record), day_of(record["date"]["last"])
    mention = record["mentions"][0]
    return _known(
        id=row_id(record, pair),
        has_event=True,
        date=first.isoformat() if first else None,
        enddate=last.isoformat() if last and last != first else None,
        actor=[_entity(p, codes) for p in pair.actors],
        recipient=[_entity(p, codes) for p in pair.recipients],
        event=[act.type],
        event_loc=_place(record, codes),
        event_text=[m["text"] for m in record["mentions"] if m.get("text")],
        quad_code=act.quad,
        event_scale=act.intensity,
        mode=[act.mode] if act.mode else [],
        context=contexts(record),
        size=_sizes(record),
        link=record.get("happening"),
        text=sentence_text(record),
        text_info=_known(
            sequence=sentence_number(record, mention["start"]), start=mention["start"], end=mention["end"]
        ),
        cite_info=_known(
            citation=citation(record),
            url=record.get("url"),
            title=record.get("title"),
            language=LANGUAGE,
            publication=record.get("outlet"),
            coder=version,
            codebook=CODEBOOK,
        ),
        coder=version,
        comment=f"rule {record['rule']}, confidence {record['confidence']}",
    )


def _known(**values: Any) -> dict[str, Any]:
    """The fields that are known; empty lists stay, they say that there is none."""
    return {k: v for k, v in values.items() if v is not None and v != "" and v != {}}


def _entity(party: Party, codes: ExportCodes) -> dict[str, Any]:
    coded = plover_party(party, codes)
    return _known(
        code=coded.code,
        sector=coded.sector,
        entity_text=party.get("text"),
        identifier_id=party["id"],
        identifier_text=party["name"],
        office=party["office"],
    )


def _place(record: Record, codes: ExportCodes) -> dict[str, Any] | None:
    place = record["place"]
    if place is None:
        return None
    name, country = place["name"], place["country"]
    kind = codes.place(name, country)
    return _known(
        extracted_place=place.get("text"),
        resolved_place=name,
        geonameid=place["geonameid"],
        lat=place["lat"],
        lon=place["lon"],
        city=name if kind.level == "city" else None,
        province=name if kind.level == "province" else None,
        country=codes.states[country].name if country in codes.states else None,
        country_code=country,
        feature_class=kind.feature_class,
        feature_code=kind.feature,
        resolution=RESOLUTIONS.get(kind.level),
    )


def _sizes(record: Record) -> Mapping[str, float]:
    """How many were killed, wounded and detained: the first figure of each that the event has."""
    sizes: dict[str, float] = {}
    for figure in record["figures"]:
        if (name := SIZES.get(figure["unit"])) is not None:
            sizes.setdefault(name, figure["value"])
    return sizes
