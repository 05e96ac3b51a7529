"""Whom a pronoun, a bare surname or "the ministry" stands for inside a story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from dateline.finding.actors import find_actors
from dateline.finding.quotations import find_quotations
from dateline.model import ActorMention, Parse, Tree
from dateline.rulebook.actors import Gazetteer, load_gazetteer

Parsed = Callable[[str], tuple[Parse, Tree]]
Meaning = Callable[..., list[str]]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture
def mentions(parsed: Parsed, gazetteer: Gazetteer) -> Callable[[str], list[tuple[str, ActorMention]]]:
    def mentions(text: str) -> list[tuple[str, ActorMention]]:
        parse, tree = parsed(text)
        found = find_actors(parse, tree, date(2022, 2, 27), gazetteer)
        return [(text[m.start : m.end], m) for m in found]

    return mentions


@pytest.fixture
def meaning(mentions: Callable[[str], list[tuple[str, ActorMention]]]) -> Meaning:
    """Ids of the parties that the last mention with the given words stands for; empty for none."""

    def meaning(text: str, words: str) -> list[str]:
        found = [m for covered, m in mentions(text) if covered.lower() == words.lower()]
        return [p.id for p in found[-1].parties] if found else []

    return meaning


BENNETT, PUTIN = "person:naftali-bennett", "person:vladimir-putin"
OPENING = "Israeli Prime Minister Naftali Bennett spoke with Russian President Vladimir Putin. "


@pytest.mark.parametrize(
    ("sentence", "words", "ids"),
    [
        ("Bennett thanked the envoys.", "Bennett", [BENNETT]),
        ("The two discussed grain exports.", "The two", [BENNETT, PUTIN]),
        ("The two leaders agreed to meet again.", "The two leaders", [BENNETT, PUTIN]),
        ("The premier’s office gave no details.", "The premier", [BENNETT]),
        ("The Russian president praised the talks.", "The Russian president", [PUTIN]),
        ("Putin said he would travel soon.", "he", [PUTIN]),
        ("He urged restraint.", "He", [BENNETT]),
    ],
)
def test_persons_named_before(meaning: Meaning, sentence: str, words: str, ids: list[str]) -> None:
    assert meaning(OPENING + sentence, words) == ids


def test_nobody_calls_himself_he(parsed: Parsed, gazetteer: Gazetteer) -> None:
    text = OPENING + "“He has promised to keep the border open,” Bennett said."
    parse, tree = parsed(text)
    found = find_actors(parse, tree, date(2022, 2, 27), gazetteer, quotations=find_quotations(parse))
    (he,) = [m for m in found if text[m.start : m.end] == "He"]
    assert [p.id for p in he.parties] == [PUTIN]


def test_they_are_those_who_were_named_together(meaning: Meaning) -> None:
    text = "Russia cut gas to Bulgaria, Poland and Finland after they declined to pay in roubles."
    assert meaning(text, "they") == ["country:BGR", "country:POL", "country:FIN"]
    text = "The presidents of Poland and Latvia visited Ukraine. The leaders came by train."
    assert [i.partition(":")[0] for i in meaning(text, "The leaders")] == ["POL", "LVA"]


def test_a_people_stands_for_its_country(meaning: Meaning) -> None:
    text = "The Malian people suffer under the sanctions imposed on the country by Ghana and its neighbours."
    assert meaning(text, "the country") == ["country:MLI"]


def test_it_and_its_stand_for_the_state_that_acts(meaning: Meaning) -> None:
    text = "Finland said on Thursday that it would close its border with Russia."
    assert meaning(text, "it") == ["country:FIN"]
    assert meaning(text, "its") == ["country:FIN"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Russia denied the report. It is clear that the talks have failed.",
        "Turkey closed the strait. It seems that the convoy turned back.",
        "Egypt opened the crossing. It is expected that aid will follow.",
    ],
)
def test_an_it_that_stands_for_nobody_is_no_mention(meaning: Meaning, sentence: str) -> None:
    assert meaning(sentence, "It") == []


def test_his_troops_are_those_of_his_country(
    mentions: Callable[[str], list[tuple[str, ActorMention]]],
) -> None:
    found = dict(mentions("Vladimir Putin said his troops would leave the city."))
    assert [(p.country, p.sector) for p in found["his troops"].parties] == [("RUS", "MIL")]


def test_a_ministry_without_a_country_takes_that_of_the_story(
    mentions: Callable[[str], list[tuple[str, ActorMention]]],
) -> None:
    found = dict(mentions("Hungary recalled its ambassador. The foreign ministry gave no reason."))
    ministry = found["The foreign ministry"]
    assert (ministry.parties[0].country, ministry.parties[0].sector) == ("HUN", "GOV")
    assert ministry.by_reference
    assert ministry.why


def test_the_leaders_of_the_two_countries_are_one_of_each(
    mentions: Callable[[str], list[tuple[str, ActorMention]]],
) -> None:
    found = dict(
        mentions("Canada and Costa Rica reached a deal, the leaders of the two countries announced.")
    )
    leaders = found["the leaders of the two countries"]
    assert [(p.country, p.sector) for p in leaders.parties] == [("CAN", "GOV"), ("CRI", "GOV")]


def test_the_country_to_leave_is_that_of_who_expels(meaning: Meaning) -> None:
    text = "Somalia cut its ties with Iran. Somalia gave Iranian envoys three days to leave the country."
    assert meaning(text, "the country") == ["country:SOM"]


def test_the_militant_group_is_the_last_group_named(meaning: Meaning) -> None:
    text = "Israel struck posts of Hezbollah fighters. The militant group fired back."
    assert meaning(text, "The militant group") == meaning("Hezbollah fired back.", "Hezbollah")


def test_a_gang_is_no_he(meaning: Meaning) -> None:
    text = "Police arrested a youth gang in Nairobi. He was later freed."
    assert meaning(text, "He") == []


def test_both_sides_are_the_last_two_parties(meaning: Meaning) -> None:
    text = "Armenia and Azerbaijan exchanged prisoners. Both sides promised to respect the truce."
    assert meaning(text, "Both sides") == ["country:ARM", "country:AZE"]


LAVROV, TRUSS = "person:sergei-lavrov", "person:liz-truss"
ERDOGAN = "person:recep-tayyip-erdoğan"


def test_he_and_she_go_by_what_name_and_title_tell(meaning: Meaning) -> None:
    text = "Liz Truss met Sergei Lavrov. He said she was wrong. Her spokeswoman declined to comment."
    assert meaning(text, "He") == [LAVROV]
    assert meaning(text, "she") == [TRUSS]
    assert meaning(text, "Her") == [TRUSS]


def test_he_does_not_reach_into_the_last_paragraph_past_a_plural_subject(meaning: Meaning) -> None:
    text = "Vladimir Putin spoke on Monday.\n\nProtesters marched.\n\nHe was later released."
    assert meaning(text, "He") == []


def test_a_counterpart_has_the_office_of_whom_it_is_the_counterpart(
    mentions: Callable[[str], list[tuple[str, ActorMention]]],
) -> None:
    found = dict(mentions("Malta's tourism minister met her Ugandan counterpart in Kampala."))
    (party,) = found["her Ugandan counterpart"].parties
    assert (party.country, party.sector, party.office) == ("UGA", "GOV", "tourism minister")


def test_a_counterpart_is_a_person_where_the_tables_know_one(meaning: Meaning) -> None:
    text = "Sergei Lavrov spoke by phone with his French counterpart."
    assert meaning(text, "his French counterpart") == ["person:jean-yves-le-drian"]


def test_two_of_an_office_are_those_named_or_those_of_the_states_named_last(meaning: Meaning) -> None:
    text = "Sergei Lavrov met Mevlut Cavusoglu. The two foreign ministers ate. The two presidents will speak."
    assert meaning(text, "The two foreign ministers") == [LAVROV, "person:mevlüt-çavuşoğlu"]
    assert meaning(text, "The two presidents") == [PUTIN, ERDOGAN]
