"""Happenings: what several stories tell of one thing done becomes one record, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.happenings import (
    EVENT_COLUMNS,
    aliases,
    columns_of_records,
    columns_of_table,
    group,
)
from dateline.happenings.columns import report_columns
from dateline.ledger.store import Ledger
from dateline.model.happening import Happening
from dateline.rulebook.errors import RuleError
from dateline.rulebook.happenings import load_happening_rules
from dateline.rulebook.tables import rules_folder
from dateline.run import Run
from dateline.storing import store

DAY = date(2023, 9, 12)
RULES = load_happening_rules()
Record = dict[str, Any]

MALI, CHAD = ("country:MLI", "Mali", "MLI", "GOV"), ("country:TCD", "Chad", "TCD", "GOV")
KEITA = ("person:awa-keita", "Awa Keita", "MLI", "GOV")
DEBY = ("person:sal-deby", "Sal Deby", "TCD", "GOV")
TOURE = ("person:mo-toure", "Mo Touré", "MLI", "GOV")
ARMY = ("MLI:MIL:soldiers", "soldiers", "MLI", "MIL")
VILLAGERS = ("role:CVL:villager:MLI", "villagers", "MLI", "CVL")
GAO = {"name": "Gao", "country": "MLI", "lat": 16.27, "lon": -0.04}
TIMBUKTU = {"name": "Timbuktu", "country": "MLI", "lat": 16.77, "lon": -3.01}
COUNTRY = {"name": "Mali", "country": "MLI", "lat": 18.0, "lon": -2.0}


def party(of: tuple[str, str, str, str]) -> Record:
    return dict(zip(("id", "name", "country", "sector"), of, strict=True))


def event(story: str, type_: str = "CONSULT", *, day: date | None = DAY, **fields: Any) -> Record:
    """An event of `story`; without a `day` that of publication is assumed."""
    published = fields.pop("published", DAY + timedelta(days=1))
    told = fields.pop("told", ["met"])
    figures = [
        {"value": value, "low": low, "high": high, "unit": unit}
        for unit, value, low, high in fields.pop("figures", ())
    ]
    when = day or published
    return {
        "id": f"{story}/{fields.pop('n', 0)}",
        "story": story,
        "published": published.isoformat(),
        "type": type_,
        "mode": None,
        "aspect": "once",
        "historical": False,
        "actors": [party(p) for p in fields.pop("actors", ())],
        "recipients": [party(p) for p in fields.pop("recipients", ())],
        "date": {
            "first": when.isoformat(),
            "last": when.isoformat(),
            "basis": "text" if day else "publication",
        },
        "place": None,
        "status": "actual",
        "sources": [],
        "content": None,
        "figures": figures,
        "mentions": [{"start": fields.pop("start", 0), "text": text} for text in told],
        "rule": f"{type_.lower()}.rule",
        "confidence": 0.8,
    } | fields


def talks(story: str, **fields: Any) -> Record:
    return event(story, "CONSULT", **{"actors": [KEITA], "recipients": [DEBY]} | fields)


def raid(story: str, **fields: Any) -> Record:
    given_ = {
        "actors": [ARMY],
        "recipients": [VILLAGERS],
        "place": GAO,
        "told": ["raided"],
        "mode": "firearms",
    }
    return event(story, "ASSAULT", **given_ | fields)


def happenings(
    events: Sequence[Record], reports: Sequence[tuple[str, str, str, tuple[str, ...]]] = ()
) -> list[Happening]:
    return group(columns_of_records(events), report_columns(reports), RULES)


def sets(found: Sequence[Happening]) -> set[frozenset[str]]:
    return {frozenset(h.events) for h in found}


def joined(*events: Record) -> bool:
    return len(happenings(events)) == 1


# ---- one or two? -------------------------------------------------------------------------------


def by_id(found: Iterable[Happening]) -> dict[str, tuple[str, ...]]:
    return {h.id: h.events for h in found}


def test_two_reports_of_one_meeting_are_one_happening() -> None:
    assert joined(talks("a"), talks("b", published=DAY + timedelta(days=3)))


def test_on_which_side_of_a_meeting_somebody_stands_says_nothing() -> None:
    assert joined(talks("a"), talks("b", actors=[DEBY, KEITA], recipients=[]))


@pytest.mark.parametrize(
    "other",
    [
        talks("b", day=DAY + timedelta(days=1)),
        talks("b", recipients=[TOURE]),
        talks("b", type="ACCUSE"),
        talks("b", historical=True),
        talks("b", aspect="recurring"),
        talks("b", status="hypothetical"),
        talks("b", day=None, status="negated"),
        talks("b", content={"type": "AID"}) | {"type": "REQUEST"},
    ],
)
def test_what_differs_in_day_people_type_or_kind_stays_two(other: Record) -> None:
    assert not joined(talks("a"), other)


def test_an_announcement_is_one_with_what_came_of_it_where_both_say_the_day() -> None:
    coming = talks("a", published=DAY - timedelta(days=2), status="future")
    (found,) = happenings([coming, talks("b"), talks("c")])
    assert found.status == "actual"
    assert found.statuses == (("actual", 2), ("future", 1))
    assert found.first_report == DAY - timedelta(days=2)
    assert not joined(coming, talks("b", day=None))


def test_raids_on_two_towns_on_one_day_stay_apart() -> None:
    assert joined(raid("a"), raid("b"))
    assert not joined(raid("a"), raid("b", place=TIMBUKTU))


def test_a_report_without_a_place_glues_no_two_towns_together() -> None:
    dead = {"figures": [("killed", 14, 14, 14)]}
    found = happenings([raid("a", **dead), raid("b", place=None, **dead), raid("c", place=TIMBUKTU, **dead)])
    assert len(found) == 2
    assert not any({"a/0", "c/0"} <= set(h.events) for h in found)


def test_states_at_war_clash_too_often_for_the_day_alone_to_tell() -> None:
    border = {"actors": [MALI], "recipients": [CHAD], "place": COUNTRY, "told": ["struck"]}
    assert not joined(event("a", "ASSAULT", **border), event("b", "ASSAULT", **border))


def test_a_number_ties_together_what_says_no_place() -> None:
    unplaced = {"place": None, "figures": [("killed", 37, 37, 37)]}
    assert joined(raid("a", **unplaced), raid("b", **unplaced))
    vague = {"place": None, "figures": [("killed", 200, 200, None)]}
    assert not joined(raid("a", **vague), raid("b", **vague))


def test_telling_words_around_the_act_tie_reports_together_and_keep_them_apart() -> None:
    charge = partial(event, type_="ACCUSE", actors=[MALI], recipients=[CHAD], told=["accused"])
    assert not joined(charge("a", setting=[1, 2, 3]), charge("b", setting=[4, 5, 6, 7]))
    assert joined(charge("a", setting=[1, 2, 3]), charge("b", setting=[2, 3, 6, 7]))


def test_a_meeting_stays_one_where_one_sentence_has_no_telling_word() -> None:
    assert joined(talks("a", setting=[]), talks("b", setting=[4, 5, 6, 7]))


def test_what_else_stands_in_the_sentence_tells_two_charges_apart_in_a_ledger(tmp_path: Path) -> None:
    told = {
        "one": "Chad accused Mali on Tuesday of arming nomadic herders around the dried-up lake.",
        "same": "On Tuesday Chad accused neighbouring Mali of handing rifles to nomadic herders.",
        "other": "Chad on Tuesday accused Mali of jamming the radio masts that pilots navigate by.",
    }
    stories = tmp_path / "stories.jsonl"
    lines = [{"id": id_, "text": text, "published": "2023-09-13"} for id_, text in told.items()]
    stories.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    store(Run(), tmp_path / "ledger", [str(stories)], None)
    found = Ledger(tmp_path / "ledger").read("happenings")
    assert found is not None
    assert sorted(map(sorted, found["stories"].to_pylist())) == [["one", "same"], ["other"]]


def test_numbers_far_apart_are_those_of_two_raids() -> None:
    assert joined(raid("a", figures=[("killed", 22, 22, 22)]), raid("b", figures=[("killed", 25, 25, 25)]))
    assert not joined(raid("a", figures=[("killed", 3, 3, 3)]), raid("b", figures=[("killed", 41, 41, 41)]))


def test_two_events_of_one_story_are_two_even_if_another_story_could_be_both() -> None:
    found = happenings([talks("a"), talks("a", n=1, start=300), talks("b")])
    assert len(found) == 2
    assert not any({"a/0", "a/1"} <= set(h.events) for h in found)


def test_a_war_is_one_happening_from_first_report_to_last() -> None:
    war = {"actors": [MALI], "recipients": [CHAD], "place": COUNTRY, "told": ["invasion"], "day": None}
    days = [DAY, DAY + timedelta(days=40), DAY + timedelta(days=80)]
    told = [event(f"s{k}", "ASSAULT", published=day, **war) for k, day in enumerate(days)]
    assert joined(*told)
    # Long silence, another side, a town: another happening.
    later = event("z", "ASSAULT", published=DAY + timedelta(days=200), **war)
    back = event("y", "ASSAULT", published=DAY, **war | {"actors": [CHAD], "recipients": [MALI]})
    town = event("x", "ASSAULT", published=DAY, **war | {"place": GAO})
    assert len(happenings([*told, later, back, town])) == 4


# ---- copies ------------------------------------------------------------------------------------


def test_the_events_of_a_copy_join_those_of_its_original_whatever_was_misread() -> None:
    original = [talks("a"), raid("a", n=1, start=200), event("a", "AID", n=2, start=400, told=["sent grain"])]
    copy = [
        talks("b", recipients=[], day=DAY - timedelta(days=1)),
        raid("b", n=1, start=180, place=TIMBUKTU),
        event("b", "AID", n=2, start=390, told=["sent grain"], actors=[CHAD]),
    ]
    family = [("a", "", "a", ()), ("b", "", "a", ())]
    found = happenings(original + copy, family)
    assert sets(found) == {frozenset({f"a/{k}", f"b/{k}"}) for k in range(3)}
    assert all(h.independent == 1 for h in found)


def test_copies_and_reports_of_one_agency_count_once() -> None:
    events = [talks(s) for s in "abcd"]
    reports = [
        ("a", "Courier", "a", ("Reuters",)),
        ("b", "Herald", "a", ()),
        ("c", "Tribune", "c", ("Reuters",)),
        ("d", "Courier", "d", ()),
    ]
    (found,) = happenings(events, reports)
    assert found.independent == 2
    assert found.outlets == ("Courier", "Herald", "Tribune")
    assert found.stories == ("a", "b", "c", "d")


# ---- what a happening says -----------------------------------------------------------------------


def test_the_record_says_what_most_sources_say_and_where_they_differ() -> None:
    events = [
        raid("a", figures=[("killed", 22, 22, 22)], sources=[{"name": "the governor", "kind": "official"}]),
        raid("b", figures=[("killed", 25, 25, 25)], day=None, published=DAY),
        raid("c", figures=[("killed", 22, 22, 22), ("wounded", 9, 9, None)]),
    ]
    (found,) = happenings(events)
    killed, wounded = found.figures
    assert (killed.unit, killed.values, killed.low, killed.high) == ("killed", (22.0, 25.0), 22.0, 25.0)
    assert (killed.agree, killed.reports) == (False, 3)
    assert (wounded.agree, wounded.high) == (True, None)
    assert (found.place, found.place_country) == ("Gao", "MLI")
    assert (found.first, found.last, found.basis) == (DAY, DAY, "text")
    assert found.sources == (("", 2), ("the governor", 1))
    assert found.mode == "firearms"
    assert [(p.id, p.reports) for p in found.actors] == [(ARMY[0], 3)]
    assert (found.first_report, found.last_report) == (DAY, DAY + timedelta(days=1))


def test_at_least_twenty_and_twenty_five_agree() -> None:
    events = [
        raid("a", figures=[("killed", 20, 20, None)]),
        raid("b", figures=[("killed", 25, 25, 25)]),
    ]
    (found,) = happenings(events)
    assert found.figures[0].agree


def test_a_party_that_few_name_is_left_out() -> None:
    events = [talks(s) for s in "abc"] + [talks("d", actors=[KEITA, MALI])]
    (found,) = happenings(events)
    assert {p.id for p in found.actors} == {KEITA[0]}


def test_an_event_told_once_is_a_happening_of_its_own() -> None:
    (found,) = happenings([raid("a")], [("a", "Courier", "a", ())])
    assert (found.events, found.independent, found.outlets) == (("a/0",), 1, ("Courier",))
    assert happenings([]) == []


# ---- laws ----------------------------------------------------------------------------------------


@st.composite
def ledgers(draw: st.DrawFn) -> list[Record]:
    """Events of up to eight stories that agree and contradict in many ways."""
    events = []
    for story in "abcdefgh"[: draw(st.integers(2, 8))]:
        for n in range(draw(st.integers(1, 3))):
            make = draw(st.sampled_from([talks, raid]))
            fields = {
                "n": n,
                "start": 100 * n,
                "day": draw(st.sampled_from([None, DAY, DAY + timedelta(days=1)])),
                "published": DAY + timedelta(days=draw(st.integers(0, 2))),
                "actors": draw(st.sampled_from([[], [KEITA], [MALI], [ARMY], [KEITA, CHAD]])),
                "recipients": draw(st.sampled_from([[], [DEBY], [CHAD], [VILLAGERS]])),
                "place": draw(st.sampled_from([None, GAO, TIMBUKTU, COUNTRY])),
                "figures": draw(st.sampled_from([(), [("killed", 22, 22, 22)], [("killed", 90, 90, 90)]])),
                "told": draw(st.sampled_from([["met"], ["raided"], ["invasion"]])),
            }
            events.append(make(story, **fields))
    return events


@settings(deadline=None, max_examples=60)
@given(ledgers(), st.randoms(use_true_random=False), st.booleans())
def test_order_does_not_matter_and_no_story_is_in_a_happening_twice(
    events: list[Record], chance: Any, copied: bool
) -> None:
    reports = [(s, "", "a" if copied and s in "bc" else s, ()) for s in "abcdefgh"]
    found = happenings(events, reports)
    shuffled = events[:]
    chance.shuffle(shuffled)
    assert happenings(shuffled, reports) == found
    assert sorted(e for h in found for e in h.events) == sorted(e["id"] for e in events)
    assert all(len(h.events) == len(h.stories) for h in found)
    assert len({h.id for h in found}) == len(found)


@settings(deadline=None, max_examples=60)
@given(ledgers(), st.integers(1, 7))
def test_every_id_that_ever_was_leads_to_a_happening_that_is(events: list[Record], known: int) -> None:
    reports = report_columns([(s, "", "a" if s in "bc" else s, ()) for s in "abcdefgh"])
    columns = columns_of_records(events)
    stories = columns.column("story").to_pylist()
    before = group(columns.filter(pa.array([s in "abcdefgh"[:known] for s in stories])), reports, RULES)
    grown = group(columns, reports, RULES)
    ids = {h.id for h in grown}
    heirs = aliases(by_id(before), by_id(grown))
    assert all(h.id in ids or heirs[h.id] in ids for h in before)
    assert not ids & heirs.keys()


def test_ids_outlive_later_reports_and_lead_on_when_an_earlier_one_comes() -> None:
    (first,) = happenings([talks("b"), talks("c")])
    (second,) = happenings([talks("b"), talks("c"), talks("d", published=DAY + timedelta(days=9))])
    assert second.id == first.id
    (third,) = happenings([talks("b"), talks("c"), talks("a", published=DAY)])
    assert third.id != first.id
    assert aliases(by_id([first]), by_id([third])) == {first.id: third.id}
    assert aliases(by_id([first]), by_id([second])) == {}
    assert aliases(by_id([first]), by_id(happenings([raid("x")]))) == {}


# ---- columns ---------------------------------------------------------------------------------------


def test_columns_are_the_same_from_json_and_from_a_ledger() -> None:
    from dateline.ledger.schemas import EVENTS

    events = [raid("a", figures=[("killed", 22, 22, None)]), talks("b", told=["met", "shook hands"])]
    rows = []
    for e in events:
        when = {**e["date"], **{k: date.fromisoformat(e["date"][k]) for k in ("first", "last")}}
        rows.append({**e, "published": date.fromisoformat(e["published"]), "date": when})
    table = pa.Table.from_pylist(rows, schema=EVENTS)
    assert columns_of_table(table).equals(columns_of_records(events))
    assert columns_of_records(events).schema == EVENT_COLUMNS


def test_an_empty_ledger_has_columns_too() -> None:
    assert columns_of_records([]).schema == EVENT_COLUMNS


# ---- rules -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('name = "same place"', 'name = "same house"', "same house"),
        ("threshold = 6.5", 'threshold = "high"', "threshold"),
        ("CONSULT = 1.0", "CONSULTING = 1.0", "CONSULTING"),
        ('types = ["ASSAULT"]', 'types = ["WAR"]', "WAR"),
        ('example = "“in Gao”; “outside Gao”."', "", "no example"),
        ("apart = 60", "asunder = 60", "asunder"),
    ],
)
def test_a_fault_in_the_rules_is_named(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    text = (rules_folder() / "happenings" / "evidence.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "happenings").mkdir()
    (tmp_path / "happenings" / "evidence.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError, match=complaint):
        load_happening_rules(tmp_path)
