"""What reading makes of files: dates, datelines, masked headings, and input that cannot be used."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.model import Rejected, Story
from dateline.reading import read_paths, read_story
from dateline.rulebook.datelines import read_agencies
from dateline.rulebook.errors import RuleError

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SHARED = Path(__file__).resolve().parents[2] / "shared"


def stories(*paths: Path, published: date | None = None) -> list[Story]:
    return [s for s in read_paths(paths, published=published) if isinstance(s, Story)]


def rejections(*paths: Path) -> list[Rejected]:
    return [s for s in read_paths(paths) if isinstance(s, Rejected)]


@pytest.mark.parametrize(
    ("opening", "place", "agency", "day"),
    [
        ("LUSAKA, May 4 (Reuters) — ", "LUSAKA", "Reuters", None),
        ("GENEVA (AP) - ", "GENEVA", "AP", None),
        ("ASTANA, 3 March 2021 (TASS). -- ", "ASTANA", "TASS", date(2021, 3, 3)),
        ("MOSCOW, February 27. /TASS/. ", "MOSCOW", "TASS", None),
        ("WASHINGTON — ", "WASHINGTON", None, None),
        ("Nairobi — ", "Nairobi", None, None),
        ("BEIRUT, Lebanon, Oct. 23 — ", "BEIRUT, Lebanon", None, None),
        ("MADISON, Wis. (AP) — ", "MADISON, Wis.", "AP", None),
        ("LIMA/QUITO (Reuters) - ", "LIMA/QUITO", "Reuters", None),
        ("DUBAI, Feb. 27, 2020 (WAM) -- ", "DUBAI", "WAM", date(2020, 2, 27)),
        ("ISLAMABAD: ", "ISLAMABAD", None, None),
        ("(AFP) - ", None, "AFP", None),
        ("SEOUL, April 8 -\n", "SEOUL", None, None),
        ("MANILA (Philippines): ", "MANILA, Philippines", None, None),
        ("Lviv, Ukraine (CNN) ", "Lviv, Ukraine", "CNN", None),
    ],
)
def test_a_dateline_gives_place_agency_and_day_and_is_not_read_as_prose(
    opening: str, place: str | None, agency: str | None, day: date | None
) -> None:
    prose = "The foreign minister met envoys from three neighbouring states."
    story = read_story(opening + prose, id="x")
    assert (story.dateline_place, story.agency, story.published) == (place, agency, day)
    assert story.reading.text.lstrip() == prose
    assert len(story.reading.text) == len(opening + prose)
    assert story.text == opening + prose


@pytest.mark.parametrize(
    "text",
    [
        "AUKUS - The pact between three navies was signed in September.",
        "Sanctions — The word alone made traders nervous.",
        "FILE - In this picture from June the general salutes.",
        "The astronauts (ISS) came home on Friday.",
        "Turkish forces (TSK) - The army said they had crossed.",
        "Lusaka police arrested four men on Tuesday.",
        "May 3 was quiet, but 4 March saw fighting.",
    ],
)
def test_the_start_of_a_sentence_is_not_taken_for_a_dateline(text: str) -> None:
    story = read_story(text, id="x")
    assert story.reading.text == text
    assert story.dateline_place is None


def test_header_and_field_give_the_same_reading() -> None:
    body = "The premier flew to Windhoek on Sunday for talks on the dam."
    plain = read_story(f" date 2019-06-09 {body}\n", id="a")
    field = read_story(body, id="b", published="2019-06-09")
    assert plain.published == field.published == date(2019, 6, 9)
    assert (plain.published_basis, field.published_basis) == ("header", "field")
    assert plain.reading.text.split() == field.reading.text.split()
    start = plain.reading.text.index("premier")
    assert plain.text[slice(*plain.reading.original(start, start + 7))] == "premier"


@pytest.mark.parametrize(
    ("text", "field", "option", "day", "basis"),
    [
        ("date 2019-06-09 He spoke.", "2020-01-01", date(2021, 1, 1), date(2020, 1, 1), "field"),
        ("date 2019-06-09 He spoke.", None, date(2021, 1, 1), date(2019, 6, 9), "header"),
        ("PARIS, 7 May 2018 (AFP) - He spoke.", None, date(2021, 1, 1), date(2018, 5, 7), "dateline"),
        ("PARIS, 7 May (AFP) - He spoke.", None, date(2021, 5, 8), date(2021, 5, 8), "option"),
        ("PARIS, 7 May (AFP) - He spoke.", None, None, None, "none"),
        ("He spoke.", "2020-02-28T23:15:00Z", None, date(2020, 2, 28), "field"),
        ("He spoke.", "28 February 2020", None, date(2020, 2, 28), "field"),
        ("He spoke.", "Feb 28, 2020", None, date(2020, 2, 28), "field"),
        ("February 3 , 2018\nOn Wednesday he spoke.", None, None, date(2018, 2, 3), "header"),
        ("Tuesday 4 April 2017 He spoke.", None, None, date(2017, 4, 4), "header"),
    ],
)
def test_what_the_file_says_of_its_day_goes_before_the_option(
    text: str, field: str | None, option: date | None, day: date | None, basis: str
) -> None:
    story = read_story(text, id="x", published=field, assumed=option)
    assert (story.published, story.published_basis) == (day, basis)


def test_impossible_days_are_said_in_a_note_and_the_story_goes_on() -> None:
    in_field = read_story("He spoke.", id="x", published="2021-02-30")
    in_dateline = read_story("ROME, 31 June 2021 (AP) - He spoke.", id="x")
    for story in (in_field, in_dateline):
        assert story.published is None
        assert any("day" in note for note in story.notes)
    assert "He spoke." in in_dateline.reading.text


def test_a_dateline_far_from_the_publication_day_is_noted() -> None:
    story = read_story("ROME, 7 May (AP) - He spoke.", id="x", published="2021-11-20")
    assert story.published == date(2021, 11, 20)
    assert any("dateline" in note for note in story.notes)


def test_bylines_credits_and_links_are_masked_and_damage_is_mended() -> None:
    text = (
        "By Amara Odili and Jan Berg\n\nACCRA (AP) — Troops &amp; police met the mar\u00adchers "
        "(Photo by A. Odili) near https://example.org/a. (Reporting by Jan Berg; Editing by E. Lund)"
    )
    reading = read_story(text, id="x").reading
    assert reading.text.split() == "Troops & police met the marchers near .".split()
    start = reading.text.index("marchers")
    assert text[slice(*reading.original(start, start + 8))] == "mar\u00adchers"


@given(st.text(alphabet="aB .\n\u00ad&amp;(—-)KYIV date2019-03", max_size=80))
def test_outside_its_edits_a_reading_is_the_text(text: str) -> None:
    reading = read_story(text, id="x").reading
    at_text = at_reading = 0
    for edit in reading.edits:
        assert text[at_text : edit.text_start] == reading.text[at_reading : edit.reading_start]
        at_text, at_reading = edit.text_end, edit.reading_end
    assert text[at_text:] == reading.text[at_reading:]


def test_a_bad_line_is_rejected_with_its_place_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "wire.jsonl"
    lines = [
        b'\xef\xbb\xbf{"id": "one", "text": "A spoke.", "published": "2020-01-02", "mood": "grim"}',
        b'{"id": "two", "text": ',
        b'{"id": "three", "text": "caf\xe9"}',
        b"",
        b'{"id": "four"}',
        b"[1]",
        b'{"id": 5, "text": "E spoke.", "date": "2020-01-03", "source": "Wire", "title": "T"}',
    ]
    file.write_bytes(b"\r\n".join(lines))
    found = stories(file)
    assert [(s.id, s.published) for s in found] == [("one", date(2020, 1, 2)), ("5", date(2020, 1, 3))]
    assert (found[1].outlet, found[1].title) == ("Wire", "T")
    bad = rejections(file)
    assert [r.origin.rsplit(":", 1)[1] for r in bad] == ["2", "3", "5", "6"]
    offset = sum(len(line) + 2 for line in lines[:2]) + lines[2].index(b"\xe9")
    assert str(offset) in bad[1].reason
    assert bad[0].original == lines[1].decode()
    assert all(r.stage == "reading" and r.reason for r in bad)


def test_files_that_cannot_be_used_are_rejected_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "latin.txt").write_bytes("Málaga".encode("latin-1"))
    (tmp_path / "nothing.jsonl").write_text("")
    (tmp_path / "good.txt").write_text("\ufeffShe spoke.", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "noise.txt").write_bytes(bytes(range(1, 9)) * 20 + b"\xff\xfa")
    found = stories(tmp_path)
    assert [(s.id, s.text) for s in found] == [("good", "She spoke."), ("latin", "Málaga")]
    assert any("offset 1" in note and "cp1252, a guess" in note for note in found[1].notes)
    reasons = {Path(r.origin).name: r.reason for r in rejections(tmp_path, tmp_path / "absent.txt")}
    assert reasons["empty.txt"] == reasons["nothing.jsonl"] == "empty"
    assert "not text" in reasons["noise.txt"]
    assert "no such file" in reasons["absent.txt"]
    assert "picture.png" not in reasons


def test_ids_come_from_the_stem_the_path_below_a_folder_or_the_content(tmp_path: Path) -> None:
    (tmp_path / "may").mkdir()
    (tmp_path / "a.txt").write_text("One spoke.")
    (tmp_path / "may" / "a.txt").write_text("Two spoke.")
    (tmp_path / "b.jsonl").write_text('{"text": "Three spoke."}\n')
    ids = [s.id for s in stories(tmp_path)]
    assert ids[0] == "a"
    assert ids[2] == "may/a"
    assert ids[1].startswith("text-")
    assert [s.id for s in stories(tmp_path / "may" / "a.txt")] == ["a"]


def test_order_of_input_does_not_matter_and_repeats_count_once(tmp_path: Path) -> None:
    rows = [
        {"id": "x", "text": "One spoke."},
        {"id": "x", "text": "Another spoke."},
        {"id": "y", "text": "Two spoke."},
        {"id": "y", "text": "Two spoke."},
    ]
    results = []
    for k, order in enumerate((rows, rows[::-1])):
        file = tmp_path / f"{k}.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in order))
        results.append(sorted((s.id, s.text) for s in stories(file)))
        (bad,) = rejections(file)
        assert "'x'" in bad.reason
    assert results[0] == results[1]
    assert [i for i, _ in results[0]] == ["x", "y"]
    both = [tmp_path / "0.jsonl", tmp_path / "1.jsonl"]
    assert stories(*both) == stories(*both[::-1])


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (b'{"id": "j", "text": "She spoke."}\n{"id": "k", "text": "He spoke."}\n', ["j", "k"]),
        (b"{She spoke in braces.}", None),
        (b"She spoke.\nHe spoke.", None),
    ],
)
def test_standard_input_is_json_lines_or_one_plain_story(
    monkeypatch: pytest.MonkeyPatch, data: bytes, ids: list[str] | None
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    found = [s for s in read_paths(["-"]) if isinstance(s, Story)]
    if ids:
        assert [s.id for s in found] == ids
    else:
        assert [s.text for s in found] == [data.decode()]


def test_a_json_file_may_hold_an_array(tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    file.write_text(json.dumps([{"id": "a", "text": "One spoke."}, {"id": "b"}], indent=1))
    assert [s.id for s in stories(file)] == ["a"]
    assert rejections(file)[0].origin.endswith("all.json[2]")


def test_an_agency_with_two_names_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "agencies.tsv"
    file.write_text("written\tname\nMeridian\tMeridian\nmeridian\tMeridian News\n")
    with pytest.raises(RuleError, match="meridian"):
        read_agencies(file)


def test_the_examples_are_all_read() -> None:
    found = list(read_paths([EXAMPLES]))
    assert not [s for s in found if isinstance(s, Rejected)]
    assert len(found) >= 20
    by_id = {s.id: s for s in found if isinstance(s, Story)}
    assert by_id["zambia-congo-call"].published_basis == "dateline"
    assert by_id["colombia-ceasefire"].published_basis == "header"
    assert by_id["kosovo-denial"].reading.text.lstrip().startswith("Serbia’s defence ministry denied")


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
def test_the_seed_story_reads_the_same_from_both_its_forms() -> None:
    (plain,) = stories(SHARED / "gold" / "seed.txt")
    (field,) = (s for s in stories(SHARED / "gold" / "dev.jsonl") if s.id == "seed")
    assert plain.published == field.published == date(2022, 2, 27)
    assert plain.reading.text.split() == field.reading.text.split()
