"""Who acts in a story: country, sector and extent of what a careful reader would name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dateline.finding.actors import find_actors
from dateline.model import ActorMention, Parse, Tree
from dateline.rulebook.actors import Gazetteer, load_gazetteer
from dateline.rulebook.errors import RuleError

Parsed = Callable[[str], tuple[Parse, Tree]]
Find = Callable[..., list[ActorMention]]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture
def find(parsed: Parsed, gazetteer: Gazetteer) -> Find:
    def find(text: str, day: str = "2022-03-01") -> list[ActorMention]:
        parse, tree = parsed(text)
        return list(find_actors(parse, tree, date.fromisoformat(day), gazetteer))

    return find


def texts(mentions: list[ActorMention], text: str) -> dict[str, tuple[str | None, str | None]]:
    """What each mention covers, to country and sector of its first party."""
    return {text[m.start : m.end]: (m.parties[0].country, m.parties[0].sector) for m in mentions}


@pytest.mark.parametrize(
    ("sentence", "phrase", "country", "sector"),
    [
        ("Israeli officials met the mediators on Monday.", "Israeli officials", "ISR", "GOV"),
        ("Russia's defence ministry denied the report.", "Russia's defence ministry", "RUS", "GOV"),
        ("The president of Chile cancelled the summit.", "The president of Chile", "CHL", "GOV"),
        ("Troops from Chad crossed the river at dawn.", "Troops from Chad", "TCD", "MIL"),
        ("Police in Minsk dispersed the march.", "Police in Minsk", "BLR", "COP"),
        ("Syrian rebels shelled the airport.", "Syrian rebels", "SYR", "REB"),
        ("Israeli warplanes struck the depot.", "Israeli warplanes", "ISR", "MIL"),
        ("Kenyan protesters blocked the road.", "Kenyan protesters", "KEN", "CVL"),
        ("French journalists were expelled.", "French journalists", "FRA", "JRN"),
        ("A spokesman for the Kenyan army resigned.", "A spokesman for the Kenyan army", "KEN", "MIL"),
        ("UN peacekeepers left the town.", "UN peacekeepers", "UN", "IGO"),
        ("Hundreds of Israeli citizens flew home.", "Hundreds of Israeli citizens", "ISR", "CVL"),
        ("Residents of Kabul queued for bread.", "Residents of Kabul", "AFG", "CVL"),
    ],
)  # fmt: skip
def test_country_and_sector_come_from_the_whole_phrase(
    find: Find, sentence: str, phrase: str, country: str, sector: str
) -> None:
    assert texts(find(sentence), sentence).get(phrase) == (country, sector)


@pytest.mark.parametrize(
    ("sentence", "country", "sector"),
    [
        ("Former French president Nicolas Sarkozy went on trial.", "FRA", "ELI"),
        ("Venezuelan opposition lawmakers walked out.", "VEN", "OPP"),
        ("The Russian-backed separatists in Ukraine rejected the offer.", "UKR", "REB"),
        ("Iran-backed militias in Iraq fired on the convoy.", "IRQ", "PRM"),
    ],
)
def test_modifiers_change_the_sector_and_backers_do_not_give_the_country(
    find: Find, sentence: str, country: str, sector: str
) -> None:
    subject = next(m for m in find(sentence) if m.first == 0)
    assert (subject.parties[0].country, subject.parties[0].sector) == (country, sector)


def test_a_person_is_what_the_person_was_on_the_day_of_the_story(find: Find) -> None:
    sentence = "Angela Merkel spoke in the capital on Monday."
    for day, sector, office in [("2010-05-01", "GOV", True), ("2023-05-01", "ELI", False)]:
        (merkel,) = [m for m in find(sentence, day) if m.start == 0]
        assert merkel.parties[0].country == "DEU"
        assert merkel.parties[0].sector == sector
        assert (merkel.parties[0].office is not None) is office
        assert merkel.parties[0].id == "person:angela-merkel"


def test_office_and_name_are_one_mention_at_the_name(find: Find, parsed: Parsed) -> None:
    sentence = "Israeli Prime Minister Naftali Bennett called the Kremlin."
    parse, _ = parsed(sentence)
    first = find(sentence, "2022-02-27")[0]
    assert sentence[first.start : first.end] == "Israeli Prime Minister Naftali Bennett"
    assert parse.words[first.head] == "Bennett"
    assert first.parties[0].office == "prime minister"


@pytest.mark.parametrize(
    ("sentence", "name", "country", "sector"),
    [
        ("Peruvian Foreign Minister Rosa Quispemayta resigned.", "Rosa Quispemayta", "PER", "GOV"),
        ("Juma Wekesa, a spokesman for the Kenyan army, denied it.", "Juma Wekesa", "KEN", "MIL"),
    ],
)  # fmt: skip
def test_an_unlisted_person_is_known_by_the_words_around_the_name(
    find: Find, sentence: str, name: str, country: str, sector: str
) -> None:
    (party,) = [m.parties[0] for m in find(sentence) if m.parties[0].name == name]
    assert (party.country, party.sector, party.kind) == (country, sector, "person")


def test_a_capital_is_its_government_only_where_it_acts(find: Find) -> None:
    acting = "Kyiv accused Minsk of lying after talks with Moscow."
    assert texts(find(acting), acting) == {
        "Kyiv": ("UKR", "GOV"),
        "Minsk": ("BLR", "GOV"),
        "Moscow": ("RUS", "GOV"),
    }
    place = "Shells fell in Kyiv and the envoy flew from Minsk to Moscow."
    assert not {"Kyiv", "Minsk", "Moscow"} & texts(find(place), place).keys()


def test_a_capital_in_a_dateline_does_not_act(find: Find) -> None:
    sentence = "JERUSALEM -- An Israeli court rejected the appeal."
    assert "JERUSALEM" not in texts(find(sentence), sentence)


def test_an_acronym_explained_in_the_story_is_known_from_there_on(find: Find) -> None:
    text = "The Kenyan Drought Bureau (KDB) asked for money. Farmers said the KDB was late."
    found = texts(find(text), text)
    assert found["The Kenyan Drought Bureau"] == ("KEN", "GOV")
    assert found["KDB"] == ("KEN", "GOV")


def test_a_counterpart_is_of_the_other_ones_sector(find: Find) -> None:
    sentence = "Ukraine's president and his French counterpart spoke by phone."
    assert texts(find(sentence), sentence)["his French counterpart"] == ("FRA", "GOV")


def test_a_name_can_be_part_of_another_name(find: Find) -> None:
    sentence = "Denzel Washington and Michael Jordan opened the London Bridge exhibition."
    assert not {"USA", "JOR", "GBR"} & {c for c, _ in texts(find(sentence), sentence).values()}


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("Police named Esteban Santiago as the gunman. Santiago was held in Miami.", "Santiago"),
        ("CCTV footage showed soldiers beating a trader.", "CCTV"),
        ("The envoy repeated Peru's opposition to the pipeline.", "Peru's opposition"),
        ("The senator called for family leave.", "family"),
        ("Ghana sent out a press statement.", "press"),
        ("Police beat the trader on the head.", "the head"),
        ("Soldiers tied her to a chair.", "a chair"),
    ],
)
def test_a_word_that_names_somebody_elsewhere_names_nobody_here(find: Find, text: str, nobody: str) -> None:
    assert nobody not in texts(find(text), text)


@pytest.mark.parametrize(
    ("text", "words", "country", "sector"),
    [
        ("Chile's capital, Santiago, shook. Santiago protested to Lima.", "Santiago", "CHL", "GOV"),
        ("CCTV, which is run by Beijing, showed the summit.", "CCTV", "CHN", "JRN"),
        ("Peru's opposition won the vote.", "Peru's opposition", "PER", "OPP"),
        ("The head of Peru's union wept.", "The head of Peru's union", "PER", "LAB"),
        ("The family fled Peru.", "The family", "PER", "CVL"),
        ("Sweden's Social Democrats backed the bid.", "Sweden's Social Democrats", "SWE", "PTY"),
        ("Turkey's National Security Council met.", "Turkey's National Security Council", "TUR", "GOV"),
    ],
)
def test_the_same_word_where_it_does_name_somebody(
    find: Find, text: str, words: str, country: str | None, sector: str
) -> None:
    assert texts(find(text), text)[words] == (country, sector)


def test_small_letters_and_capitals_matter(find: Find) -> None:
    sentence = "They told us to march past the turkey farm, and the US agreed."
    found = texts(find(sentence), sentence)
    assert found.get("the US", found.get("US")) == ("USA", None)
    assert not {"us", "march", "turkey"} & found.keys()


def test_words_remembered_are_forgotten_again_and_change_nothing(
    find: Find, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "The Chadian army and São Tomé and Príncipe sent the UN and NATO a letter, Chad's premier said."
    before = find(text)
    monkeypatch.setattr("dateline.rulebook.names.MOST_FORMS", 0)
    assert find(text) == before
    assert not gazetteer.names.beginnings()
    assert find(text.upper()) != before
    assert find(text) == before


def test_two_states_before_a_plural_are_two_parties(find: Find) -> None:
    mentions = find("The foreign ministers of Iran and Iraq signed the accord.")
    assert [p.country for p in mentions[0].parties] == ["IRN", "IRQ"]


def test_conjuncts_are_mentions_of_their_own(find: Find) -> None:
    sentence = "Egypt, Jordan and the Palestinian Authority welcomed the plan."
    assert [c for c, _ in texts(find(sentence), sentence).values()] == ["EGY", "JOR", "PSE"]


def test_no_two_mentions_share_a_head_and_all_are_in_text_order(find: Find) -> None:
    mentions = find(
        "Turkish President Recep Tayyip Erdogan's office said the army chief had met Iraqi officials, "
        "and that his troops would leave Iraq."
    )
    assert len({m.head for m in mentions}) == len(mentions)
    assert [m.first for m in mentions] == sorted(m.first for m in mentions)
    assert all(m.first <= m.head <= m.last and m.parties and m.why for m in mentions)


@pytest.mark.parametrize(
    ("text", "phrase", "country", "sector"),
    [
        ("France pledged aid. Gunmen ambushed a convoy outside Gao in Mali.", "Gunmen", "MLI", "UAF"),
        ("France pledged aid. Gunmen ambushed a convoy outside Gao in Mali.", "a convoy", "MLI", "MIL"),
        ("Protesters marched through Santiago after the U.S. president spoke.", "Protesters", "CHL", "CVL"),
        ("Germany condemned the coup. Fighters raided a base in Burkina Faso.", "Fighters", "BFA", "REB"),
        ("Canada deplored the vote. Police beat marchers in Harare, Zimbabwe.", "Police", "ZWE", "COP"),
        ("Russia denied the report. Warplanes bombed a market in Idlib.", "Warplanes", None, "UAF"),
        ("Russian forces crossed the border. Missiles hit a market in Kharkiv.", "Missiles", "RUS", "MIL"),
        ("Some 160 national delegations gathered in Vienna.", "Some 160 national delegations", None, "GOV"),
        ("Spain closed its ports. Western officials objected.", "Western officials", None, "GOV"),
        ("Kabul fell in Afghanistan. Many civilians crossed into Iran.", "Many civilians", "AFG", "CVL"),
        ("Chad was invaded. Sudan attacked. Troops shelled a town near Abéché.", "Troops", "SDN", "MIL"),
        ("Texas sued the ministry over the pipeline.", "Texas", "USA", "GOV"),
        ("The West imposed a ban on Belarusian potash.", "The West", None, "GOV"),
        ("Senator Susan Collins spoke. The Collins amendment passed in Ohio.", "Collins", "USA", "LEG"),
        ("Peru objected. Latin American leaders met.", "Latin American leaders", None, "GOV"),
        ("Chad thanked its allies.", "its allies", None, "GOV"),
        ("Chad's allies sent trucks.", "Chad's allies", None, "GOV"),
        ("A camp was hit by Ethiopian shelling there.", "Ethiopian", "ETH", None),
        ("A man was shot by a sheriff's deputy in Ohio.", "a sheriff's deputy in Ohio", "USA", "COP"),
        ("Mercenaries lie outside the Geneva Convention.", "Mercenaries", None, "PRM"),
        ("Spain closed its ports. Foreign troops arrived on Monday.", "Foreign troops", None, "MIL"),
        ("Spain closed its ports. The army was deployed.", "The army", "ESP", "MIL"),
    ],
)
def test_a_country_that_the_words_do_not_name_comes_from_the_nearest_place_or_from_nowhere(
    find: Find, text: str, phrase: str, country: str | None, sector: str
) -> None:
    assert texts(find(text), text).get(phrase) == (country, sector)


def test_a_crowd_without_a_place_is_of_where_the_story_was_filed(
    parsed: Parsed, gazetteer: Gazetteer
) -> None:
    parse, tree = parsed("Protesters blocked roads on Tuesday.")
    filed = find_actors(parse, tree, date(2022, 7, 5), gazetteer, dateline="LIMA, Peru")
    assert filed[0].parties[0].country == "PER"
    assert find_actors(parse, tree, date(2022, 7, 5), gazetteer)[0].parties[0].country is None


def test_diplomats_of_an_alliance_are_the_alliances(find: Find) -> None:
    text = "NATO met on Tuesday. Top diplomats from the alliance's member states agreed to send arms."
    party = next(m for m in find(text) if text[m.start :].startswith("Top diplomats")).parties[0]
    assert (party.country, party.sector) == ("NATO", "IGO")


@pytest.mark.parametrize(
    ("day", "phrase", "name"),
    [
        ("2022-07-05", "The Belgian prime minister", "Alexander De Croo"),
        ("2015-07-05", "The Belgian prime minister", "Charles Michel"),
        ("2022-07-05", "Ukraine's foreign minister", "Dmytro Kuleba"),
        ("2022-07-05", "the UN secretary-general", "António Guterres"),
        ("2010-07-05", "the UN secretary-general", "Ban Ki-moon"),
    ],
)
def test_an_office_of_a_state_is_its_holder_on_the_day(find: Find, day: str, phrase: str, name: str) -> None:
    text = "The Belgian prime minister and Ukraine's foreign minister wrote to the UN secretary-general."
    (party,) = {text[m.start : m.end]: m for m in find(text, day)}[phrase].parties
    assert party.name == name
    assert party.id.startswith("person:")


@pytest.mark.parametrize(
    "text",
    [
        "A Belgian minister resigned.",
        "The next French president will face strikes.",
        "She was elected president of Peru.",
        "In 1974 the French president died in office.",
    ],
)
def test_an_office_that_is_not_held_now_names_nobody(find: Find, text: str) -> None:
    assert all(p.kind != "person" for m in find(text, "2022-07-05") for p in m.parties)


@pytest.mark.parametrize(
    ("text", "phrase", "country", "sector"),
    [
        ("Brussels said it would impose sanctions.", "Brussels", "EU", "IGO"),
        ("Belgium voted. Brussels said it would raise taxes.", "Brussels", "BEL", "GOV"),
        ("Israel's Foreign Office denied it.", "Israel's Foreign Office", "ISR", "GOV"),
        ("The Foreign Office denied it.", "The Foreign Office", "GBR", "GOV"),
        ("The White House denied it.", "The White House", "USA", "GOV"),
        ("The Punjab government in Lahore, Pakistan, resigned.", "The Punjab government", "PAK", "GOV"),
    ],
)
def test_names_that_several_share_go_by_what_stands_beside_them(
    find: Find, text: str, phrase: str, country: str, sector: str
) -> None:
    assert texts(find(text), text).get(phrase) == (country, sector)


def test_a_users_own_table_goes_before_the_packages(parsed: Parsed, tmp_path: Path) -> None:
    (tmp_path / "groups.tsv").write_text(
        "id\tname\taliases\tcountry\tsector\tfrom\tto\nblue-river\tBlue River Front\tBRF\tBOL\tREB\t\t\n",
        encoding="utf-8",
    )
    parse, tree = parsed("The Blue River Front seized a radio station.")
    (first, *_) = find_actors(parse, tree, date(2022, 3, 1), load_gazetteer(tmp_path))
    assert (first.parties[0].id, first.parties[0].country) == ("group:blue-river", "BOL")


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("x\tX Front\t\tBOL\tREBEL\t\t\n", "'REBEL' is not a sector"),
        ("x\tX Front\t\tBOL\tREB\t2001-13\t\n", "'2001-13' is not a date"),
    ],
)
def test_a_bad_row_is_refused_with_file_and_line(tmp_path: Path, row: str, complaint: str) -> None:
    header = "id\tname\taliases\tcountry\tsector\tfrom\tto\n"
    (tmp_path / "groups.tsv").write_text(header + "# mine\n" + row, encoding="utf-8")
    with pytest.raises(RuleError, match=r"groups\.tsv:3") as caught:
        load_gazetteer(tmp_path)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("Ana Lima\t\tBRA\tminister\tGOV\t2001-13\t\n", "'2001-13' is not a date"),
        ("Ana Lima\t\tBRA\tminister\tGOVT\t2001\t\n", "'GOVT' is not a sector"),
    ],
)
def test_a_bad_row_of_a_person_is_refused_when_the_file_is_loaded(
    tmp_path: Path, row: str, complaint: str
) -> None:
    mine = tmp_path / "mine.tsv"
    mine.write_text("name\taliases\tcountry\toffice\tsector\tfrom\tto\n" + row, encoding="utf-8")
    with pytest.raises(RuleError, match=r"mine\.tsv:2") as caught:
        load_gazetteer(mine)
    assert complaint in str(caught.value)


def test_places_of_a_folder_are_checked_when_it_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "places").mkdir()
    (tmp_path / "places" / "places.tsv").write_text(
        "name\taliases\tcountry\tlat\tlon\tkind\nSouth Ford\t\tGBR\t51 N\t0\tcity\n", encoding="utf-8"
    )
    with pytest.raises(RuleError, match=r"places\.tsv:2: lat and lon are degrees"):
        load_gazetteer(folder=tmp_path)


def test_all_that_the_package_lists_can_be_made(gazetteer: Gazetteer) -> None:
    names = list(gazetteer.names)
    assert len(names) > 20_000
    assert all(name in gazetteer.names.called(name.words) for name in names)
    gazetteer.read()
