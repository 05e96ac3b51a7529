"""Decisions about events: kept beside the coder's rows, exported as gold, and measured against."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from filelock import FileLock

from dateline.annotated import gold, measure
from dateline.cli import main
from dateline.judging import DecisionError, Judged, Named, spans_as_written, spans_written
from dateline.ledger.store import Ledger
from dateline.ledger.upkeep import verify
from dateline.query.asking import Query
from dateline.reviewing import add_event, annotate, decisions, take_back
from dateline.run import Run
from dateline.storing import store
from dateline.web.app import create_app

FILE = Path(__file__).parent / "page_stories.jsonl"


@pytest.fixture(scope="module")
def run() -> Run:
    return Run()


@pytest.fixture
def query(run: Run, tmp_path: Path) -> Query:
    store(run, tmp_path / "ledger", [str(FILE)], None)
    return Query(Ledger(tmp_path / "ledger"))


def events(query: Query) -> list[dict[str, Any]]:
    return query.events({"story": "atlas-1", "min_confidence": 0}).records


def keep(query: Query, event: str, decision: str, by: str = "Ada", **more: Any) -> dict[str, Any]:
    return annotate(query, query.ledger.folder, event, by=by, decision=decision, **more)


CORRECTED = {
    "type": "ASSAULT", "mode": "firearms", "status": "actual", "first": "2024-03-05", "last": "",
    "actors": "M23 rebels | COD | REB", "recipients": "soldiers | COD | MIL\n\n", "place": "Goma",
    "sources": "the Congolese defence ministry | COD | GOV",
}  # fmt: skip


def test_a_decision_stands_beside_the_coders_row(query: Query) -> None:
    event = events(query)[0]
    state = query.ledger.manifest()
    keep(query, event["id"], "correct", judged=Judged.of_form(CORRECTED), note="seen in the paper")
    assert events(query)[0] == event
    (row,) = decisions(query, event=event["id"])
    assert (row["by"], row["decision"], row["mode"], row["place"]) == ("Ada", "correct", "firearms", "Goma")
    assert row["actors"] == [{"text": "M23 rebels", "country": "COD", "sector": "REB"}]
    assert str(row["first"]) == str(row["last"]) == "2024-03-05"
    after = query.ledger.manifest()
    assert (after.commit, after.grouped) == (state.commit + 1, state.grouped + 1)
    assert verify(query.ledger) == []


def test_every_decision_is_kept_and_the_latest_counts(query: Query) -> None:
    event = events(query)[0]["id"]
    keep(query, event, "accept")
    keep(query, event, "reject", by="Ben")
    keep(query, event, "accept", by="Ben")
    assert [row["decision"] for row in decisions(query, event=event)] == ["accept", "reject", "accept"]
    assert [row["decision"] for row in decisions(query, by="Ben")] == ["reject", "accept"]
    assert measure(query).rejected == 0
    reviewed = query.events({"reviewed": True, "min_confidence": 0}).records
    assert [r["id"] for r in reviewed] == [event]
    assert query.count({"reviewed": False, "min_confidence": 0}) == query.count({"min_confidence": 0}) - 1


def test_gold_holds_what_should_be_in_the_guides_form(query: Query) -> None:
    first, second, third = events(query)[:3]
    keep(query, first["id"], "correct", judged=Judged.of_form(CORRECTED))
    keep(query, second["id"], "reject")
    keep(query, third["id"], "accept")
    (story,) = gold(query)
    text = story["text"]
    assert (story["id"], story["judged"], story["coded"]) == ("atlas-1", 3, len(events(query)))
    assert [e["type"] for e in story["events"]] == ["ASSAULT", third["type"]]
    raid = story["events"][0]
    assert raid["date"] == ["2024-03-05", "2024-03-05"]
    assert raid["recipients"] == [{"text": "soldiers", "country": "COD", "sector": "MIL"}]
    for event in story["events"]:
        for mention in event["mentions"]:
            assert text[mention["start"] : mention["end"]] == mention["trigger"]
    assert raid["mentions"][0]["s"] == 0
    assert story["events"][1]["mentions"][0]["s"] > 0


def test_the_measure_counts_what_is_right_by_the_decisions(query: Query) -> None:
    first, second, third = events(query)[:3]
    keep(query, first["id"], "correct", judged=Judged.of_form({**CORRECTED, "status": "future"}))
    keep(query, second["id"], "reject")
    keep(query, third["id"], "accept")
    m = measure(query)
    assert (m.judged, m.accepted, m.corrected, m.rejected) == (3, 1, 1, 1)
    assert (m.found, m.right, m.wanted) == (3, 2, 2)
    assert m.fields["status"] == 1
    out = CliRunner().invoke(main, ["evaluate", str(query.ledger.folder)])
    assert out.exit_code == 0
    assert re.search(r"right type +0\.67 +2 of 3", out.stdout)


def test_the_command_line_writes_decisions_and_gold(query: Query) -> None:
    keep(query, events(query)[0]["id"], "accept")
    for form, key in (("jsonl", "decision"), ("gold", "events")):
        out = CliRunner().invoke(main, ["annotations", str(query.ledger.folder), "--format", form])
        (line,) = out.stdout.splitlines()
        assert json.loads(line)[key]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("type", "PICNIC", "no type"),
        ("mode", "phone", "no mode of ASSAULT"),
        ("status", "maybe", "no status"),
        ("first", "Tuesday", "no day"),
        ("last", "2024-03-01", "is after"),
        ("actors", "rebels | Congo | REB", "no country"),
        ("actors", "rebels | COD | ARMY", "no sector"),
        ("sources", "| COD | GOV", "write words"),
    ],
)
def test_a_correction_that_says_nothing_is_refused_in_words(field: str, value: str, said: str) -> None:
    with pytest.raises(DecisionError, match=re.escape(said)):
        Judged.of_form({**CORRECTED, field: value})


def test_a_party_is_written_as_it_is_read() -> None:
    for line in ("the UN | UN | IGO", "rebels", "an envoy |  | GOV"):
        assert Named.of(Named.of(line).line()) == Named.of(line)


TEXT = "Chad warned Sudan. Later, envoys met in Cairo,\nand envoys met again."


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("warned", ["warned"]),
        ("met in Cairo, and envoys", ["met in Cairo,\nand envoys"]),
        ("envoys met #2\n\nwarned", ["warned", "envoys met"]),
    ],
)
def test_words_are_found_where_they_stand(written: str, words: list[str]) -> None:
    spans = spans_written(TEXT, written)
    assert [TEXT[start:end] for start, end in spans] == words
    assert spans_written(TEXT, spans_as_written(TEXT, spans)) == spans


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "Which words"),
        ("war", "does not stand"),
        ("envoys met", "2 times"),
        ("envoys met #3", "not stand"),
    ],
)
def test_words_that_stand_nowhere_or_twice_are_asked_for_again(written: str, said: str) -> None:
    with pytest.raises(DecisionError, match=said):
        spans_written(TEXT, written)


def test_an_event_that_the_coder_missed_is_gold_and_counts_as_not_found(query: Query) -> None:
    coded = events(query)
    text = query.sql("SELECT text FROM stories WHERE id = 'atlas-1'")["text"].to_pylist()[0]
    free = max(end for event in coded for m in event["mentions"] for end in [m["end"]])
    start = next(m.start() for m in re.finditer(r"\w+", text) if m.start() > free)
    spans = ((start, re.compile(r"\w+").match(text, start).end()),)  # type: ignore[union-attr]
    judged = Judged.of_form({**CORRECTED, "type": "SANCTION", "mode": ""})
    keep(query, coded[0]["id"], "accept")
    row = add_event(query, query.ledger.folder, "atlas-1", by="Ada", judged=judged, spans=spans)
    (story,) = gold(query)
    assert [e["type"] for e in story["events"]] == [coded[0]["type"], "SANCTION"]
    (mention,) = story["events"][1]["mentions"]
    assert text[mention["start"] : mention["end"]] == mention["trigger"] == row["mentions"][0]["text"]
    assert mention["s"] > 0
    assert (story["judged"], story["added"], story["coded"]) == (1, 1, len(coded))
    m = measure(query)
    assert (m.judged, m.added, m.found, m.right, m.wanted) == (1, 1, 1, 1, 2)
    take_back(query, query.ledger.folder, row["event"], by="Ben")
    assert [e["type"] for e in gold(query)[0]["events"]] == [coded[0]["type"]]
    assert events(query) == coded


def test_a_correction_can_change_the_words(query: Query) -> None:
    event = events(query)[0]
    first = event["mentions"][0]
    keep(query, event["id"], "correct", judged=Judged.of_form(CORRECTED), spans=((0, first["end"]),))
    (mention,) = decisions(query, event=event["id"])[0]["mentions"]
    assert (mention["start"], mention["end"]) == (0, first["end"])


# ---- through the page -------------------------------------------------------------------------


def test_the_page_keeps_a_decision_and_shows_it(query: Query) -> None:
    client = TestClient(create_app(query.ledger.folder), base_url="http://127.0.0.1")
    address = f"/events/{events(query)[0]['id']}"
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(address).text)
    assert token
    form = {"form_token": token[1], "decision": "correct", "by": "<Ada>", "note": "", **CORRECTED}
    refused = client.post(f"{address}/review", data={**form, "type": "PICNIC"})
    assert refused.status_code == 400
    assert "no type" in refused.text
    assert "soldiers | COD | MIL" in refused.text  # what was typed is still there
    assert client.post(f"{address}/review", data={**form, "form_token": "x"}).status_code == 403
    assert decisions(query) == []
    page = client.post(f"{address}/review", data=form)
    assert page.status_code == 200
    assert "corrected</b> by &lt;Ada&gt;" in page.text


def test_a_ledger_that_is_being_written_says_so(query: Query) -> None:
    client = TestClient(create_app(query.ledger.folder), base_url="http://127.0.0.1")
    address = f"/events/{events(query)[0]['id']}"
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(address).text)
    assert token
    form = {"form_token": token[1], "decision": "accept", "by": "Ada"}
    with FileLock(query.ledger.folder / "lock"):
        answer = client.post(f"{address}/review", data=form)
    assert answer.status_code == 503
    assert "being written by another run" in answer.text
    assert decisions(query) == []
