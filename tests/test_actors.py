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


def test_small_letters_and_capitals_matter(find: Find) -> None:
    sentence = "They told us to march past the turkey farm, and the US agreed."
    found = texts(find(sentence), sentence)
    assert found.get("the US", found.get("US")) == ("USA", None)
    assert not {"us", "march", "turkey"} & found.keys()


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
