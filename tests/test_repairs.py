"""Damaged prose is read as it was meant, what is no prose is masked; every word leads back to its place."""

from __future__ import annotations

from importlib.resources import files

import pytest

from dateline.reading import read_story
from dateline.reading.boilerplate import find_boilerplate
from dateline.rulebook.boilerplate import load_boilerplate, read_wordings
from dateline.rulebook.datelines import load_dateline_names
from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_table

PROSE = "The foreign minister met envoys from three neighbouring states."
ROWS = list(
    read_table(
        files("dateline") / "rules" / "reading" / "boilerplate.tsv",
        ("wording", "where", "example", "counterexample"),
    )
)


def reading(text: str, title: str = "") -> str:
    story = read_story(text, id="x", title=title)
    at_text = at_reading = 0
    for edit in story.reading.edits:
        assert text[at_text : edit.text_start] == story.reading.text[at_reading : edit.reading_start]
        at_text, at_reading = edit.text_end, edit.reading_end
    assert text[at_text:] == story.reading.text[at_reading:]
    return story.reading.text


def masked(line: str) -> bool:
    text = f"{PROSE}\n{line}\n{PROSE}"
    return bool(list(find_boilerplate(text, load_boilerplate(), load_dateline_names().agencies)))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_wording_masks_its_example_and_not_its_counterexample(row: tuple[str, ...]) -> None:
    assert masked(row[2])
    assert masked(row[2].upper())
    assert not row[3] or not masked(row[3])


def test_headlines_about_somebody_after_the_name_are_left_out() -> None:
    page = (
        "Speaker Amara Odili Amara (Mara) Jane OdiliDeputies balk at levy Overnight Mining: Union sues "
        "state MORE’s plan angered Sen. Jan Berg Jan Piet Berg Jr.2020 rivals attack Berg MORE (Ind.)."
    )
    assert reading(page) == "Speaker Amara Odili’s plan angered Sen. Jan Berg (Ind.)."
    for prose in ("Odili wants MORE aid.", "Amara Odili said Amara wants one thing: MORE aid for Tonga."):
        assert reading(prose) == prose


@pytest.mark.parametrize(
    "line",
    [
        "10:45 GMT", "10.45am", "14:32 BST – ", "Updated at 3:03 p.m. ET", "2h ago", "5 minutes ago",
        "The premier leaves Windhoek (Jan Berg/Reuters)", "Jan Berg/Getty Images",
    ],
)  # fmt: skip
def test_stamps_and_captions_are_masked(line: str) -> None:
    assert reading(f"{PROSE}\n{line}\n{PROSE}").split() == f"{PROSE} {PROSE}".split()


@pytest.mark.parametrize(
    "line",
    [
        "10:45 was when the shelling began, he said.",
        "12.50 dollars was the price.",
        "5 minutes ago the tanks rolled in.",
        "The ministers (foreign/defence) met.",
        "Updated plans were shown.",
    ],
)
def test_prose_that_looks_like_it_is_read(line: str) -> None:
    assert reading(f"{PROSE}\n{line}\n{PROSE}") == f"{PROSE}\n{line}\n{PROSE}"


@pytest.mark.parametrize("line", ["\u00a0", " \u2003 ", "\x0b"])
def test_a_line_of_strange_spaces_is_no_fault(line: str) -> None:
    assert not masked(line)


def test_a_stamp_before_prose_goes_and_the_prose_stays() -> None:
    assert reading(f"{PROSE}\n14:32 GMT: {PROSE}").split() == f"{PROSE} {PROSE}".split()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The army doesnâ€™t know, she said.", "The army doesn’t know, she said."),
        ("The mayor of MÃ¡laga resigned.", "The mayor of Málaga resigned."),
        ("Âncora and Ålesund are towns; so is Çanakkale.", "Âncora and Ålesund are towns; so is Çanakkale."),
        ("The govern-\nment fell.", "The government fell."),
        ("A well-\nknown general fled.", "A well-known general fled."),
        (
            "The front-line towns fell. The front-\nline moved.",
            "The front-line towns fell. The front-line moved.",
        ),
        ("He left.She stayed in Rome.The talks failed.", "He left. She stayed in Rome. The talks failed."),
        (
            "He said it.” The U.S.Army left example.Com today.",
            "He said it.” The U.S.Army left example. Com today.",
        ),
    ],
)
def test_damage_is_mended_in_the_reading(text: str, read: str) -> None:
    assert reading(text) == read


def test_words_of_a_mended_text_lead_back_to_where_they_stood() -> None:
    text = "The govern-\nment doesnâ€™t know.The rebels left."
    story = read_story(text, id="x")
    for word, received in (
        ("government", "govern-\nment"),
        ("doesn’t", "doesnâ€™t"),
        ("know", "know"),
        ("The rebels", "The rebels"),
    ):
        start = story.reading.text.index(word)
        assert text[slice(*story.reading.original(start, start + len(word)))] == received


@pytest.mark.parametrize("gap", ["", " ", "\n"])
def test_a_headline_glued_to_the_lead_is_a_paragraph_of_its_own(gap: str) -> None:
    title = "Ministers of three states meet"
    read = reading(f"{title}{gap}{PROSE}", title)
    assert read == f"{title}.\n\n{PROSE}"
    assert (
        reading(f"{title}The foreign minister met envoys.") == f"{title}.\n\nThe foreign minister met envoys."
    )


def test_a_title_that_begins_a_sentence_is_no_headline() -> None:
    text = "Ministers of three states meet in Windhoek on Monday."
    assert reading(text, "Ministers of three states meet") == text


def test_prose_in_capitals_is_read_in_small_letters_but_for_names() -> None:
    text = (
        "KENYA'S FOREIGN MINISTER MET RUSSIAN PRESIDENT VLADIMIR PUTIN IN MOSCOW ON FRIDAY. "
        "THE UNITED NATIONS WELCOMED THE TALKS, NATO DID NOT.\n\nSHORT LINES IN CAPITALS STAY."
    )
    assert reading(text) == (
        "Kenya's foreign minister met Russian president Vladimir Putin in Moscow on Friday. "
        "The United Nations welcomed the talks, NATO did not.\n\nSHORT LINES IN CAPITALS STAY."
    )


def test_a_wording_without_example_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("rules") / "boilerplate.tsv"
    for row in ("read more\tline\t\t", "Read more\tline\tRead more\t", "read more\tend\tRead more\t"):
        file.write_text(f"wording\twhere\texample\tcounterexample\n{row}\n")
        with pytest.raises(RuleError, match="more"):
            read_wordings(file)
