"""The formats that the field publishes: their columns, what fills them, and who is left out."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from dateline import exporting
from dateline.exporting import flat_columns, gdelt_events, gdelt_mentions, icews, polecat
from dateline.exporting.gdelt_events import AGAIN
from dateline.model.event import EventDate, EventMention
from made_records import CROWD, ENVOY, LEDGER, PLACES, PREMIER, UNION, party, record

DOCS = Path(__file__).parent.parent / "docs" / "exports.md"
SHARED = Path(__file__).parent.parent.parent / "shared" / "ontology"
FIELD = ("polecat", "plover", "gdelt", "gdelt-mentions", "icews")
NO_DAY = EventDate(first=None, last=None, value=None, granularity=None, basis="none")


def text(form: str, *records: dict[str, Any], **options: Any) -> str:
    out = io.StringIO()
    exporting.write(records, form, out, **options)
    return out.getvalue()


def table(form: str, *records: dict[str, Any], **options: Any) -> pl.DataFrame:
    """As polars reads it, all text; GDELT's columns get their names."""
    columns = {"gdelt": gdelt_events.COLUMNS, "gdelt-mentions": gdelt_mentions.COLUMNS}.get(form)
    return pl.read_csv(
        io.StringIO(text(form, *records, **options)),
        separator="\t",
        has_header=columns is None,
        new_columns=columns,
        infer_schema_length=0,
        quote_char=None,
    )


def row(form: str, *records: dict[str, Any], **options: Any) -> dict[str, str | None]:
    frame = table(form, *records, **options)
    assert frame.height == 1
    return frame.row(0, named=True)


def lines(*records: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text("plover", *records, **options).splitlines()]


@pytest.mark.parametrize("form", FIELD)
def test_only_dated_actual_events_of_plovers_types_go_in(form: str) -> None:
    records = [
        *(record(id=s, status=s) for s in ("actual", "future", "hypothetical", "negated")),
        record(id="moved", type="MOVE", cameo=None, quad=None, intensity=None, mode=None),
        record(id="undated", date=NO_DAY),
    ]
    done = exporting.write(records, form, io.StringIO())
    assert done.rows == (2 if form == "gdelt-mentions" else 1)
    assert done.left_out == {
        "event of type MOVE, which PLOVER and CAMEO do not have": 1,
        "event with status future": 1,
        "event with status hypothetical": 1,
        "event with status negated": 1,
        "event without a day": 1,
    }
    assert list(done.left_out) == sorted(done.left_out)


@pytest.mark.parametrize("form", ["polecat", "plover", "gdelt", "icews"])
@pytest.mark.parametrize(
    ("actors", "recipients", "rows"),
    [((PREMIER, UNION), (ENVOY, CROWD), 4), ((PREMIER, UNION), (), 2), ((), (ENVOY,), 1), ((), (), 1)],
)
def test_one_row_a_pair(form: str, actors: tuple, recipients: tuple, rows: int) -> None:
    made = record(actors=actors, recipients=recipients)
    assert exporting.write([made], form, io.StringIO()).rows == rows


def test_ids_of_pairs_are_all_different() -> None:
    made = record(actors=(PREMIER, UNION), recipients=(ENVOY, CROWD))
    for form, column in (("polecat", "Event ID"), ("gdelt", "GlobalEventID"), ("icews", "Event ID")):
        assert table(form, made, record(id="other"))[column].n_unique() == 5
    assert len({r["id"] for r in lines(made)}) == 4


def test_polecat_has_its_forty_columns_in_order() -> None:
    assert len(polecat.COLUMNS) == 40
    assert tuple(table("polecat", record()).columns) == polecat.COLUMNS
    if not SHARED.is_dir():
        pytest.skip("the list of columns is not there")
    listed = [line.split("\t")[1] for line in (SHARED / "polecat_columns.tsv").read_text().splitlines()[1:]]
    assert [name.split(" (")[0] for name in listed] == list(polecat.COLUMNS)


def test_polecat_says_who_did_what_to_whom() -> None:
    found = row("polecat", record(LEDGER, actors=(PREMIER,), recipients=(UNION,)))
    assert found["Event ID"] == "0123456789abcdef0123"
    assert found["Event Date"] == "2023-05-03"
    assert (found["Event Type"], found["Event Mode"]) == ("CONSULT", "visit")
    assert (found["Intensity"], found["Quad Code"]) == ("4", "VERBAL COOPERATION")
    assert found["Contexts"] == "diplomatic; economic"
    assert (found["Actor Name"], found["Actor Name Raw"]) == ("Mara Lindqvist", "Premier Lindqvist")
    assert (found["Actor Country"], found["Actor COW"]) == ("SWE", "380")
    assert (found["Primary Actor Sector"], found["Actor Title"]) == ("GOV", "prime minister")
    assert (found["Recipient Country"], found["Recipient COW"]) == ("IGO", "None")
    assert found["Primary Recipient Sector"] == "None"
    assert (found["Placename"], found["City"], found["Province"]) == ("Kampala", "Kampala", "None")
    assert (found["Country"], found["Latitude"], found["Feature Type"]) == ("Uganda", "0.32", "PPLC")
    assert (found["Source"], found["Publication Date"]) == ("Northern Wire", "2023-05-04")


def test_polecat_reads_with_the_types_that_r_guesses() -> None:
    made = [record(LEDGER), record(id="b", place=None, recipients=(), intensity=-2.5)]
    frame = pd.read_csv(
        io.StringIO(text("polecat", *made)), sep="\t", na_values=["None"], quoting=csv.QUOTE_NONE,
        parse_dates=["Event Date", "Publication Date"],
    )  # fmt: skip
    assert frame["Intensity"].dtype == "float64"
    assert frame["Latitude"].dtype == "float64"
    assert frame["Event Date"].dt.year.to_list() == [2023, 2023]
    assert frame["Recipient Name"].isna().to_list() == [False, True]


def test_plovers_two_formats_can_have_lists_instead_of_pairs() -> None:
    made = record(actors=(PREMIER, UNION), recipients=(ENVOY, CROWD))
    found = row("polecat", made, pairs=False)
    assert found["Actor Name"] == "Mara Lindqvist; United Nations"
    assert found["Actor Country"] == "SWE; IGO"
    assert found["Actor Sectors"] == "GOV; None"
    (line,) = lines(made, pairs=False)
    assert [a["identifier_text"] for a in line["actor"]] == ["Mara Lindqvist", "United Nations"]
    assert [r["code"] for r in line["recipient"]] == ["FIN", "KEN"]
    assert line["id"] == made["id"]


def test_plover_records_have_plovers_fields_only() -> None:
    (line,) = lines(record(LEDGER, historical=True))
    assert line["date"] == "2023-05-03"
    assert line["event"] == ["CONSULT"]
    assert line["mode"] == ["visit"]
    assert line["context"] == ["diplomatic", "economic", "historical"]
    assert line["size"] == {"dead": 12}
    assert line["text_info"] == {"sequence": 1, "start": 18, "end": 25}
    assert line["cite_info"]["url"] == LEDGER["url"]
    assert line["link"] == "h-1"
    assert line["text"] == "x" * 95
    place = line["event_loc"]
    assert (place["resolved_place"], place["country_code"], place["resolution"]) == ("Kampala", "UGA", 4)
    assert (place["feature_class"], place["feature_code"]) == ("P", "PPLC")
    if not SHARED.is_dir():
        pytest.skip("the list of fields is not there")
    known: dict[str, set[str]] = {}
    for listed in (SHARED / "plover_json_fields.tsv").read_text().splitlines()[1:]:
        owner, name = listed.split("\t")[:2]
        known.setdefault(owner, set()).add(name)
    assert set(line) <= known["event"] | {"size"}
    assert {"id", "date", "actor", "event"} <= set(line)
    assert set(line["actor"][0]) <= known["entity"]
    assert set(place) <= known["event_loc"]
    assert set(line["cite_info"]) <= known["cite_info"]
    assert set(line["text_info"]) <= known["text_info"]
    assert set(line["size"]) <= known["size"]


def test_the_story_text_stays_where_it_is_unless_a_ledger_hands_it_on() -> None:
    (line,) = lines(record())
    assert "text" not in line
    assert line["cite_info"]["citation"] == "wire-7"


@pytest.mark.parametrize(
    ("type_", "cameo", "plover", "intent"),
    [
        ("CONSULT", "042", "AGREE", "036"),
        ("SUPPORT", "057", "AGREE", "032"),
        ("AID", "072", "AGREE", "0332"),
        ("COOPERATE", "062", "AGREE", "0312"),
        ("RETREAT", "0841", "CONCEDE", "0353"),
        ("ASSAULT", "195", "ASSAULT", "195"),
    ],
)
def test_cooperation_to_come_is_an_intent(type_: str, cameo: str, plover: str, intent: str) -> None:
    made = record(type=type_, cameo=cameo, status="future", mode=None)
    (line,) = lines(made, statuses=["future"])
    assert line["event"] == [plover]
    assert "future" in line["context"]
    assert row("gdelt", made, statuses=["future"])["EventCode"] == intent
    assert row("icews", made, statuses=["future"])["CAMEO Code"] == intent


def test_gdelt_events_have_sixty_one_columns_without_a_header() -> None:
    assert len(gdelt_events.COLUMNS) == 61
    assert gdelt_events.COLUMNS[:5] == ("GlobalEventID", "Day", "MonthYear", "Year", "FractionDate")
    assert gdelt_events.COLUMNS[25] == "IsRootEvent"
    assert gdelt_events.COLUMNS[34:37] == ("AvgTone", "Actor1Geo_Type", "Actor1Geo_Fullname")
    assert gdelt_events.COLUMNS[-2:] == ("DATEADDED", "SOURCEURL")
    (line,) = text("gdelt", record(LEDGER)).splitlines()
    assert line.count("\t") == 60


def test_gdelt_codes_the_event() -> None:
    found = row("gdelt", record(LEDGER, actors=(PREMIER,), recipients=(UNION,)))
    assert (found["Day"], found["MonthYear"], found["Year"]) == ("20230503", "202305", "2023")
    assert found["FractionDate"] == "2023.3370"
    assert (found["Actor1Code"], found["Actor1Name"]) == ("SWEGOV", "MARA LINDQVIST")
    assert (found["Actor1CountryCode"], found["Actor1Type1Code"]) == ("SWE", "GOV")
    assert (found["Actor2Code"], found["Actor2KnownGroupCode"]) == ("IGOUNO", "UNO")
    assert (found["Actor2CountryCode"], found["Actor2Type1Code"]) == (None, "IGO")
    assert (found["EventCode"], found["EventBaseCode"], found["EventRootCode"]) == ("042", "042", "04")
    assert (found["QuadClass"], found["GoldsteinScale"]) == ("1", "1.9")
    assert (found["NumMentions"], found["NumSources"], found["NumArticles"]) == ("9", "3", "9")
    assert found["AvgTone"] is None
    assert found["IsRootEvent"] == "1"
    assert (found["DATEADDED"], found["SOURCEURL"]) == ("20230502000000", LEDGER["url"])


def test_gdelt_without_a_ledger_counts_the_one_story() -> None:
    found = row("gdelt", record())
    assert (found["NumMentions"], found["NumSources"], found["NumArticles"]) == ("2", "1", "1")
    assert (found["DATEADDED"], found["SOURCEURL"]) == ("20230504000000", "wire-7")
    cited = row("gdelt", record({"outlet": "Northern Wire", "title": "Premier in Kampala"}))
    assert cited["SOURCEURL"] == "Northern Wire, Premier in Kampala, 2023-05-04"


@pytest.mark.parametrize(
    ("story", "start", "root"),
    [
        (None, 399, "1"),
        (None, 400, "0"),
        ("A title\n\n" + "w" * 150 + "\n\nmore", 120, "1"),
        ("A title\n\n" + "w" * 150 + "\n\nmore", 161, "0"),
        ("w" * 300, 299, "1"),
    ],
)
def test_gdelts_root_events_stand_in_the_lead(story: str | None, start: int, root: str) -> None:
    mention = EventMention(start=start, end=start + 3, text="met", sentence=(start, start + 9), rule="r")
    assert row("gdelt", record({"text": story}, mentions=(mention,)))["IsRootEvent"] == root


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("city", ("4", "Kampala, Uganda", "UG", None, "0.32", None)),
        ("country", ("1", "Uganda", "UG", "UG", "1", "UG")),
        ("province", ("5", "Bihar, India", "IN", None, "25.6", None)),
        ("american", ("3", "Chicago, United States", "US", None, "41.88", None)),
    ],
)
def test_gdelt_places_the_event(where: str, expected: tuple[str | None, ...]) -> None:
    found = row("gdelt", record(place=PLACES[where]))
    names = ("Type", "Fullname", "CountryCode", "ADM1Code", "Lat", "FeatureID")
    assert tuple(found[f"ActionGeo_{n}"] for n in names) == expected
    assert found["Actor1Geo_Type"] == "1"
    assert (found["Actor1Geo_CountryCode"], found["Actor2Geo_CountryCode"]) == ("SW", "FI")


def test_gdelt_leaves_a_place_or_party_that_nobody_names_empty() -> None:
    found = row("gdelt", record(place=None, recipients=()))
    assert (found["ActionGeo_Type"], found["ActionGeo_Fullname"]) == ("0", None)
    assert (found["Actor2Code"], found["Actor2Geo_Type"]) == (None, "0")


def test_gdelt_reads_with_numbers_as_numbers_and_codes_as_text() -> None:
    codes = {"EventCode": str, "EventBaseCode": str, "EventRootCode": str}
    frame = pd.read_csv(
        io.StringIO(text("gdelt", record(LEDGER), record(id="b", cameo="190", type="ASSAULT"))),
        sep="\t", header=None, names=list(gdelt_events.COLUMNS), dtype=codes,
    )  # fmt: skip
    assert frame["GlobalEventID"].dtype == "int64"
    assert (frame["GlobalEventID"] < 2**53).all()
    assert frame["Day"].dtype == "int64"
    assert frame["FractionDate"].dtype == "float64"
    assert frame["ActionGeo_Lat"].dtype == "float64"
    assert frame["EventRootCode"].to_list() == ["04", "19"]


def test_gdelt_counts_a_happening_once_and_its_mentions_lead_to_it() -> None:
    again = record(LEDGER | {"url": "https://other.example/a"}, id="second", story="wire-8")
    further = record(LEDGER, id="third", story="wire-9", recipients=(ENVOY, CROWD))
    out = io.StringIO()
    done = exporting.write([record(LEDGER), again, further], "gdelt", out)
    assert (done.rows, done.left_out) == (2, {AGAIN: 2})
    events = table("gdelt", record(LEDGER), again, further)
    mentions = table("gdelt-mentions", record(LEDGER), again, further)
    assert mentions.height == 8
    assert set(mentions["GlobalEventID"]) == set(events["GlobalEventID"])


def test_gdelt_mentions_have_sixteen_columns() -> None:
    assert len(gdelt_mentions.COLUMNS) == 16
    first, second = table("gdelt-mentions", record(LEDGER)).rows(named=True)
    assert (first["EventTimeDate"], first["MentionTimeDate"]) == ("20230502000000", "20230504000000")
    assert (first["MentionType"], first["MentionSourceName"]) == ("1", "northern-wire.example")
    assert first["MentionIdentifier"] == LEDGER["url"]
    assert (first["SentenceID"], second["SentenceID"]) == ("1", "2")
    assert (first["Actor1CharOffset"], first["Actor2CharOffset"], first["ActionCharOffset"]) == (
        "0",
        "40",
        "18",
    )
    assert (first["Confidence"], first["MentionDocLen"]) == ("83", "200")
    (cited, _) = table("gdelt-mentions", record({"outlet": "Northern Wire"})).rows(named=True)
    assert (cited["MentionType"], cited["MentionSourceName"]) == ("2", "Northern Wire")
    assert (cited["SentenceID"], cited["MentionDocLen"]) == (None, None)


def test_icews_has_its_twenty_columns_in_order() -> None:
    assert len(icews.COLUMNS) == 20
    frame = table("icews", record(LEDGER))
    assert tuple(frame.columns) == icews.COLUMNS
    found = frame.row(0, named=True)
    assert found["Event Date"] == "2023-05-03"
    assert (found["Source Name"], found["Source Country"]) == ("Mara Lindqvist", "Sweden")
    assert found["Source Sectors"] == "Government"
    assert (found["Event Text"], found["CAMEO Code"], found["Intensity"]) == ("Make a visit", "042", "1.9")
    assert (found["Story ID"], found["Sentence Number"], found["Publisher"]) == (
        "wire-7",
        "1",
        "Northern Wire",
    )
    assert (found["City"], found["Country"], found["Latitude"]) == ("Kampala", "Uganda", "0.32")


def test_icews_calls_countries_as_it_does_and_nobody_unspecified() -> None:
    russian = party("Pavel Orlov", "RUS", "MIL")
    found = row("icews", record(actors=(russian,), recipients=()))
    assert (found["Source Country"], found["Source Sectors"]) == ("Russian Federation", "Military,Government")
    assert (found["Target Name"], found["Target Country"]) == ("Unspecified Actor", None)


def test_icews_reads_with_the_types_that_r_guesses() -> None:
    frame = pd.read_csv(
        io.StringIO(text("icews", record(LEDGER), record(id="b"))), sep="\t", dtype={"CAMEO Code": str},
        parse_dates=["Event Date"],
    )  # fmt: skip
    assert frame["Event ID"].dtype == "int64"
    assert frame["Intensity"].dtype == "float64"
    assert frame["Event Date"].dt.date.to_list() == [date(2023, 5, 3)] * 2
    assert frame["CAMEO Code"].to_list() == ["042", "042"]


def test_a_body_that_only_its_sector_tells_is_still_a_body() -> None:
    mission = party("the mission", None, "IGO")
    found = row("polecat", record(actors=(mission,)))
    assert found["Actor Country"] == "IGO"
    court = party("the court", "ICC", "JUD")
    coded = row("gdelt", record(actors=(court,)))
    assert (coded["Actor1Code"], coded["Actor1Type1Code"], coded["Actor1Type2Code"]) == (
        "IGOJUDICC",
        "IGO",
        "JUD",
    )


def test_every_column_is_documented() -> None:
    page = DOCS.read_text(encoding="utf-8")
    sections = {part.split("\n", 1)[0]: part for part in re.split(r"^## ", page, flags=re.MULTILINE)}
    flat = [c.name for c in (*flat_columns.EVENT_COLUMNS, *flat_columns.LEDGER_COLUMNS)]
    for title, columns in (
        ("CSV and Excel", flat),
        ("POLECAT", polecat.COLUMNS),
        ("GDELT 2.0 events", gdelt_events.COLUMNS),
        ("GDELT 2.0 mentions", gdelt_mentions.COLUMNS),
        ("ICEWS", icews.COLUMNS),
    ):
        named = set(re.findall(r"`([^`]+)`", sections[title]))
        named |= {n.replace("#", d) for n in named for d in "12" if "#" in n}
        assert not set(columns) - named, f"docs/exports.md, {title}"
    (line,) = lines(record(LEDGER))
    inside = [k for part in (line, line["actor"][0], line["cite_info"], line["event_loc"]) for k in part]
    assert not [k for k in inside if f"`{k}`" not in sections["PLOVER JSON"]]
    assert not [name for name in exporting.FORMATS if f"`{name}`" not in page]
