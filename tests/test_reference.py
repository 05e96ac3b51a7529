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
Countries = Callable[[str, str], list[str | None]]


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


@pytest.fixture
def countries(mentions: Callable[[str], list[tuple[str, ActorMention]]]) -> Countries:
    """Countries of the parties that the last mention with the given words stands for."""

    def countries(text: str, words: str) -> list[str | None]:
        found = [m for covered, m in mentions(text) if covered.lower() == words.lower()]
        assert found, [covered for covered, _ in mentions(text)]
        return [p.country for p in found[-1].parties]

    return countries


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


@pytest.mark.parametrize(
    ("text", "words", "codes"),
    [
        # Whose invasion it is, with whom one agrees and whom one accuses say nothing of where people are.
        ("Shells fell on Goma. Rwanda's invasion drove 9,000 civilians out.", "9,000 civilians", ["COD"]),
        ("Fighting rages in Khartoum. After talks with Egypt 200 civilians left.", "200 civilians", ["SDN"]),
        ("Shells fell on Goma. The president accused Rwanda of killing civilians.", "civilians", ["COD"]),
        ("Egypt sent aid. Soldiers entered Sudan and shot civilians.", "civilians", ["SDN"]),
        # Those who invade, besiege or leave a place are not of it.
        ("Eritrea invaded Ethiopia. The soldiers have left Axum.", "The soldiers", ["ERI"]),
        ("Eritrea invaded Ethiopia. The occupiers burned a market in Axum.", "The occupiers", ["ERI"]),
        ("Eritrea invaded Ethiopia after amassing troops on the border.", "troops", ["ERI"]),
        ("Ethiopia sent 300 soldiers. The soldiers guard the road to Axum.", "The soldiers", ["ETH"]),
        # Forces called by name are those that are meant afterwards.
        ("Ukrainian forces said that Russian forces fled. Those same forces had burned Bucha.",
         "Those same forces", ["RUS"]),
        # A mayor is of the place of the story, whoever else acted in it.
        ("Protests shook Lima. Spanish diplomats left. Mayor Jorge Gomez called for calm.",
         "Mayor Jorge Gomez", ["PER"]),
        # Refugees are of where they fled from, not of where they are.
        ("Poland took in Syrian refugees. Refugees in Poland wait for weeks.", "Refugees", ["SYR"]),
        ("Poland took in Syrian and Iraqi refugees. The refugees wait.", "The refugees", [None]),
        ("Thousands fled Eritrea for Sudan, whose ruler jailed them.", "whose ruler", ["SDN"]),
        # An adjective before a list is said of all of it; soldiers and villagers may have met abroad.
        ("Norway froze the funds of Eritrean banks, firms and officials.", "officials", ["ERI"]),
        ("Fires burned in Goma. Ugandan soldiers and villagers clashed.", "villagers", ["COD"]),
        ("Hackers struck American roads and business.", "business", ["USA"]),
        # Helpers and hackers act from afar.
        ("Shells fell on Goma. Norway works with partners.", "partners", [None]),
        ("Shells fell on Goma. Hackers demanded a ransom.", "Hackers", [None]),
        # Party and state after a name are those of an American lawmaker.
        ("Ukraine's army fought on. Rep. Maria Lopez, D-Nev., praised it.", "Rep. Maria Lopez", ["USA"]),
        # So are its titles; a foreign deputy has his own country.
        ("The US armed Ukraine. Kyiv won. Rep. Maria Lopez praised it.", "Rep. Maria Lopez", ["USA"]),
        ("The US armed Ukraine. Ukrainian deputy Maria Lopez spoke.",
         "Ukrainian deputy Maria Lopez", ["UKR"]),
        # "Lawmakers" are of the parliament that was named last, not of whoever speaks to them.
        ("Congress met. The Israeli premier arrived. He asked lawmakers for help.", "lawmakers", ["USA"]),
        # Refugees without more are of the one country that people flee in the story.
        ("Two million people fled the war in Sudan. Refugees arrive by bus.", "Refugees", ["SDN"]),
        ("Thousands fled Sudan, others Chad. Some had fled Chad before. Refugees wait.", "Refugees", [None]),
        ("Two million fled Sudan. Asian refugees wait.", "Asian refugees", [None]),
        # Civilians and the killed are of the country that is invaded, unless a third one is named.
        ("Eritrea invaded Ethiopia. Eritrea's bombs rain down on many civilians.", "many civilians", ["ETH"]),
        ("Eritrea's invasion of Ethiopia goes on. A missile killed five people.", "five people", ["ETH"]),
        ("Eritrea invaded Ethiopia. Bombs in Lagos killed five people.", "five people", ["NGA"]),
        # Who tells of a strike did not launch it, and what is destroyed is the other side's.
        ("Ukrainian General Taras Koval spoke. The rockets hit a school.", "The rockets", [None]),
        ("Ukraine's army struck a port. A fuel tank was destroyed.", "A fuel tank", [None]),
        ("Ukraine's army struck a port. The rockets hit a ship.", "The rockets", ["UKR"]),
        # Soldiers by whom people were shot, or who are said to have shot them.
        ("The Eritrean army came. Five women were shot by soldiers.", "soldiers", ["ERI"]),
        # A word for who somebody is may be no office: his nationality stands before or after the name.
        ("Norwegian skier Anna Berg criticised the coup.", "Norwegian skier Anna Berg", ["NOR"]),
        ("Idriss Mbaye, a Chadian goalkeeper, criticised the coup.", "Idriss Mbaye", ["TCD"]),
        ("European Union Ambassador to Chad Marta Ruiz spoke.",
         "European Union Ambassador to Chad Marta Ruiz", ["EU"]),
        # What a country's envoy says "the country" has done, his own has.
        ("Mali met Chad. Turkey's envoy, Ali Demir, said the country had offered help.",
         "the country", ["TUR"]),
        ("Mali and Chad met. Turkish envoys asked Chad to leave the country.", "the country", ["TCD"]),
        # A body in short, and the alliance of the story.
        ("The UN Security Council met. Chad spoke. It rained. Then the council voted.",
         "the council", ["UN"]),
        ("Finland may join NATO. It rained. It snowed. All left. All slept. All ate. The alliance agreed.",
         "The alliance", ["NATO"]),
        # Whoever is introduced later with a country has it from the start.
        ("Leila Denissa, a judge, spoke first. Moroccan judge Leila Denissa won.", "Leila Denissa", ["MAR"]),
    ],
)  # fmt: skip
def test_whose_people_and_soldiers_are(
    countries: Countries, text: str, words: str, codes: list[str | None]
) -> None:
    assert countries(text, words) == codes


@pytest.mark.parametrize(
    ("text", "words", "codes"),
    [
        ("Countries such as Peru and Chile sent tents.", "Countries such as Peru and Chile", ["PER", "CHL"]),
        ("The envoy met allies in Chile.", "allies in Chile", ["CHL"]),
        ("The envoy met Chile's allies.", "Chile's allies", [None]),
        ("Togo and Benin sent soldiers. Both armies agreed to a truce.", "Both armies", ["BEN", "TGO"]),
        ("Germany and Denmark signed. The two countries' leaders praised it.", "The two countries' leaders",
         ["DEU", "DNK"]),
    ],
)  # fmt: skip
def test_a_noun_for_states_has_the_members_that_are_named_with_it(
    countries: Countries, text: str, words: str, codes: list[str | None]
) -> None:
    assert countries(text, words) == codes


@pytest.mark.parametrize(
    ("text", "words", "codes"),
    [
        (
            "Turkey's president accused Sweden of lying, saying that Ankara would not drop its veto.",
            "its",
            ["TUR"],
        ),
        ("Turkey accused Sweden of lying, saying it had armed rebels.", "it", ["SWE"]),
        ("After the West placed sanctions on Eritrea in response to its raid, prices rose.", "its", ["ERI"]),
        ("The governor singled out Peru and Chile, accusing them of dumping fish.", "them", ["PER", "CHL"]),
        ("Rwanda borders Uganda. It has taken in 4,000 refugees.", "It", ["RWA"]),
        ("Ugandan villagers were beaten by Eritrean soldiers. They also shot a priest.", "They", ["ERI"]),
        ("Oslo warned Eritrea that it could face war.", "it", ["ERI"]),
        ("Norway is weighing sanctions on Eritrea if it sends troops.", "it", ["ERI"]),
        ("Eritrea will attack Norway if it feels threatened.", "it", ["ERI"]),
        ("The ministry in Oslo warned against any move by the Kremlin to sever its ties.", "its", ["RUS"]),
        ("Ugandan villagers were beaten by Eritrean soldiers. They fled at night.", "They", ["UGA"]),
        ("Our soldiers held out. The Russians shelled the port. They killed two dockers.", "They", ["RUS"]),
    ],
)
def test_a_pronoun_follows_who_does_what_to_whom(
    countries: Countries, text: str, words: str, codes: list[str]
) -> None:
    assert countries(text, words) == codes


def test_where_one_speaks_is_not_where_what_one_tells_of_happens(
    parsed: Parsed, gazetteer: Gazetteer
) -> None:
    """Villagers of whom somebody speaks in Geneva are those of the story, not of Geneva."""
    text = 'Shells fell on Goma. Speaking in Geneva, the envoy said: "Most of the villagers were killed."'
    parse, tree = parsed(text)
    found = find_actors(parse, tree, date(2022, 2, 27), gazetteer, quotations=find_quotations(parse))
    (villagers,) = [m for m in found if text[m.start : m.end] == "Most of the villagers"]
    assert [p.country for p in villagers.parties] == ["COD"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        # Those who loot and bomb are not the people whom the story has just named.
        ("Eritrean soldiers entered Axum. Many residents of Axum fled. They looted shops.", ["ERI"]),
        ("Eritrean soldiers entered Axum. Many residents of Axum fled. They left on foot.", ["ETH"]),
    ],
)
def test_they_who_do_violence_are_no_villagers(countries: Countries, text: str, codes: list[str]) -> None:
    assert countries(text, "They") == codes
