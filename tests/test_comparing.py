"""Two sets of rules on one corpus: `dateline rules diff`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dateline.cli import main
from dateline.comparing import Change, Comparison, compare_events, compare_rules, rules_at
from dateline.comparing_page import comparison_page
from dateline.model import Parse, Reading, Story
from dateline.parsing import SpacyParser
from dateline.pipeline import Pipeline
from dateline.rulebook.book import Rulebook, load_rulebook
from dateline.rulebook.tables import rules_folder


def rule(name: str, mode: str, verb: str, example: str) -> str:
    """A rule of one verb; its id begins with its type."""
    return (
        f'\n[[rule]]\nid = "{name}"\ntype = "{name.partition(".")[0].upper()}"\n'
        + (f'mode = "{mode}"\n' if mode else "")
        + f'verbs = ["{verb}"]\nexamples = ["{example}"]\n'
    )


MEETING = "Ghana's president met Togo's leader."
CONDEMNING = rule("accuse.condemn", "disapprove", "condemn", "Togo condemned Ghana.")
OLD = rule("consult.meet", "third-party", "meet", MEETING) + rule(
    "assault.shell", "", "shell", "Sudan shelled Chad."
)
NEW = rule("consult.visit", "visit", "meet", MEETING) + CONDEMNING
TEXT = """Kenya's president met Uganda's president in Kampala on Monday. <b>Sudan</b> said it had nothing to
add. Ethiopia's army shelled Eritrea on Tuesday. Djibouti condemned Ethiopia on Wednesday.
"""


def folder(path: Path, rules: str) -> Path:
    (path / "events").mkdir(parents=True)
    (path / "events" / "all.toml").write_text(rules, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """The old rules, the new ones, and a corpus."""
    top = tmp_path_factory.mktemp("diff")
    story = {"id": "horn <1>", "published": "2019-06-14", "text": TEXT}
    (top / "corpus.jsonl").write_text(json.dumps(story) + "\n", encoding="utf-8")
    return folder(top / "old", OLD), folder(top / "new", NEW), top / "corpus.jsonl"


@pytest.fixture(scope="module")
def compared(parser: SpacyParser, places: tuple[Path, Path, Path]) -> Comparison:
    old, new, corpus = places
    return compare_rules(parser, old, new, [str(corpus)])


def diff(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["rules", "diff", *map(str, args)])


def only(changes: Iterable[Change]) -> Change:
    (change,) = changes
    return change


# ---- what is compared ------------------------------------------------------------------------


def test_an_event_that_only_the_old_rules_find_is_lost(compared: Comparison) -> None:
    lost = only(compared.of("lost"))
    assert (lost.old and lost.old.type, lost.new) == ("ASSAULT", None)
    assert lost.sentence == "Ethiopia's army shelled Eritrea on Tuesday."
    assert [lost.sentence[a:b] for a, b in lost.marks] == ["shelled"]


def test_an_event_that_only_the_new_rules_find_is_gained(compared: Comparison) -> None:
    gained = only(compared.of("gained"))
    assert (gained.old, gained.new and gained.new.type) == (None, "ACCUSE")
    assert "".join(text for text, _ in gained.pieces()) == gained.sentence


def test_the_same_words_read_otherwise_are_a_change(compared: Comparison) -> None:
    changed = only(compared.of("changed"))
    assert changed.facts == (("mode", "third-party", "visit"),)
    assert [text for text, marked in changed.pieces() if marked] == ["met"]


def test_types_are_counted_on_both_sides(compared: Comparison) -> None:
    rows = {c.type: (c.old, c.new, c.gained, c.lost, c.changed) for c in compared.counts()}
    assert rows == {"ACCUSE": (0, 1, 1, 0, 0), "ASSAULT": (1, 0, 0, 1, 0), "CONSULT": (1, 1, 0, 0, 1)}
    assert compared.summary() == "1 stories, 2 events before, 2 after: 1 gained, 1 lost, 1 changed"


def test_rules_do_not_differ_from_themselves(parser: SpacyParser, places: tuple[Path, Path, Path]) -> None:
    old, _, corpus = places
    compared = compare_rules(parser, old, old, [str(corpus)])
    assert compared.changes == ()
    assert compared.old == compared.new == {"ASSAULT": 1, "CONSULT": 1}


def test_each_story_is_parsed_once(
    parser: SpacyParser, places: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: Counter[str] = Counter()
    parse = SpacyParser.parse

    def counting(self: SpacyParser, stories: Iterable[Story], *rest: Any) -> Iterator[tuple[Story, Parse]]:
        for story, parsed in parse(self, stories, *rest):
            seen[story.id] += 1
            yield story, parsed

    monkeypatch.setattr(SpacyParser, "parse", counting)
    old, new, corpus = places
    compare_rules(parser, old, new, [str(corpus)])
    assert seen == {"horn <1>": 1}


def test_other_rules_than_those_of_events_are_compared_too(
    parser: SpacyParser, places: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    """A folder may hold any of the package's files; here Kenya is no country any more."""
    old, _, corpus = places
    new = folder(tmp_path / "new", OLD)
    (new / "actors").mkdir()
    table = rules_folder() / "actors" / "countries.tsv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    (new / "actors" / "countries.tsv").write_text(
        "".join(line for line in lines if "KEN" not in line.split("\t")), encoding="utf-8"
    )
    changed = only(compare_rules(parser, old, new, [str(corpus)]).changes)
    assert changed.kind == "changed"
    assert "who" in [name for name, _, _ in changed.facts]


def test_of_several_events_on_the_same_words_each_has_one_partner(
    parser: SpacyParser, rulebook: Rulebook
) -> None:
    story = Story(id="x", text=TEXT, reading=Reading.of(TEXT), published=date(2019, 6, 14))
    (done,) = Pipeline(parser, rulebook).code([story])
    first = done.coded.events[0]
    other = replace(first, id="other", mode=None, status="negated")
    assert compare_events(story, [first], [other, first]) == compare_events(story, [], [other])
    assert only(compare_events(story, [other, first], [first])).kind == "lost"
    assert only(compare_events(story, [first], [other])).kind == "changed"


# ---- how it is shown -------------------------------------------------------------------------


def test_a_table_for_people(places: tuple[Path, Path, Path]) -> None:
    result = diff(*places)
    assert result.exit_code == 0
    assert "CONSULT third-party → CONSULT visit" in result.stdout
    assert "− lost" in result.stdout
    assert "[shelled]" in result.stdout
    assert "1 gained, 1 lost, 1 changed" in result.stderr


def test_one_change_a_line_for_programs(places: tuple[Path, Path, Path]) -> None:
    changes = [json.loads(line) for line in diff(*places, "--format", "jsonl").stdout.splitlines()]
    assert [c["kind"] for c in changes] == ["changed", "lost", "gained"]
    for c in changes:
        assert c["story"] == "horn <1>"
        event = c["new"] or c["old"]
        assert [c["sentence"][a:b] for a, b in c["marks"]] == [m["text"] for m in event["mentions"]]


class Page(HTMLParser):
    """Tags in order, attributes by name, and the text of each `mark`."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.marked: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes.update(name for name, _ in attrs)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "mark":
            self.marked.append(data)


def test_the_page_is_whole_and_needs_nothing_from_outside(compared: Comparison) -> None:
    text = comparison_page(compared, "old", "new")
    page = Page(text)
    assert page.open == []
    assert not page.tags.keys() & {"script", "link", "img", "iframe", "b1"}
    assert not page.attributes & {"src", "onclick", "style"}
    assert "url(" not in text
    assert "http" not in text.replace("http-equiv", "")
    assert "prefers-color-scheme: dark" in text


def test_the_page_marks_the_words_and_names_the_kind_in_words(compared: Comparison) -> None:
    text = comparison_page(compared, "old", "new")
    assert sorted(Page(text).marked) == ["condemned", "met", "shelled"]
    for said in ("− lost", "+ gained", "~ changed", "rule consult.meet → consult.visit"):
        assert said in text


def test_stories_cannot_write_into_the_page(compared: Comparison) -> None:
    rude = [
        replace(c, story="<script>x</script>", sentence="<b>\x00 & \ud800", marks=((0, 3),))
        for c in compared.changes
    ]
    text = comparison_page(replace(compared, changes=tuple(rude)), "<old>", "new")
    page = Page(text)
    assert "script" not in page.tags
    assert page.marked == ["<b>"] * 3
    assert text.encode("utf-8")
    assert "\x00" not in text


def test_the_page_is_written_and_the_table_left_out(places: tuple[Path, Path, Path], tmp_path: Path) -> None:
    result = diff(*places, "--html", tmp_path / "changes.html")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Rules compared" in (tmp_path / "changes.html").read_text(encoding="utf-8")


# ---- exit codes ------------------------------------------------------------------------------


def test_a_loss_fails_only_when_asked_to(places: tuple[Path, Path, Path], tmp_path: Path) -> None:
    old, _, corpus = places
    assert diff(*places, "--fail-on-loss").exit_code == 1
    more = folder(tmp_path / "more", OLD + CONDEMNING)
    assert diff(old, more, corpus, "--fail-on-loss").exit_code == 0


def test_what_holds_no_rules_is_wrong_use(places: tuple[Path, Path, Path], tmp_path: Path) -> None:
    result = diff("package", tmp_path, places[2])
    assert result.exit_code == 2
    assert "holds no rules" in result.stderr
    assert diff("package", tmp_path / "nowhere", places[2]).exit_code == 2


def test_a_fault_in_the_rules_is_shown_with_its_place(
    places: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    broken = folder(tmp_path / "broken", OLD.replace('"shell"', '"hit air|sea base"'))
    result = diff(places[0], broken, places[2])
    assert result.exit_code == 3
    assert "all.toml:12" in result.stderr
    assert "^" in result.stderr


def test_the_word_for_the_rules_of_the_package(places: tuple[Path, Path, Path]) -> None:
    assert rules_at("package") is None
    assert set(load_rulebook(folder=places[0]).events.rules) == {"consult.meet", "assault.shell"}
    assert len(load_rulebook().events.rules) > 100
