"""Phrases that are never reached, rules that contradict each other, word classes nobody uses."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from dateline.cli import main
from dateline.rulebook.event_checks import Finding, check_event_rules, covers
from dateline.rulebook.events import load_event_rules
from dateline.rulebook.phrase_reader import PhraseReader

READER = PhraseReader({"talks": ("talks", "summit"), "meeting": ("talks", "summit", "cabinet meeting")})


def rule(id_: str, phrases: str, mode: str = "", kind: str = "verbs") -> str:
    return f'[[rule]]\nid = "{id_}"\nmode = "{mode}"\n{kind} = [{phrases}]\nexamples = ["They met."]\n'


def check(tmp_path: Path, *rules: str, classes: dict[str, str] | None = None) -> list[Finding]:
    """Findings of a rulebook with these CONSULT rules and no word classes but these files of them."""
    (tmp_path / "events").mkdir()
    text = 'type = "CONSULT"\n' + "".join(rules)
    (tmp_path / "events" / "consult.toml").write_text(text, encoding="utf-8")
    (tmp_path / "words" / "classes").mkdir(parents=True)
    for name, content in (classes or {}).items():
        (tmp_path / "words" / "classes" / name).write_text(content, encoding="utf-8")
    return list(check_event_rules(load_event_rules(tmp_path), tmp_path))


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("meet", "meet ACTOR"),
        ("meet ANY", "meet @talks"),
        ("meet ACTOR", "meet GOV"),
        ("meet @meeting", "meet talks|summit"),
        ("meet council", "meet security council"),
        ("meet with|in ANY", "meet with GOV"),
        ("meet with", "meet with ACTOR in PLACE"),
        ("meet +ANY", "meet +agree"),
        ("GOV|MIL: meet", "MIL: meet in"),
        ("meet NONE", "meet NONE with"),
    ],
)
def test_what_asks_for_less_covers_what_asks_for_more(wide: str, narrow: str) -> None:
    (one,), (two,) = READER.read(wide, noun=False), READER.read(narrow, noun=False)
    assert covers(one, two)
    assert not covers(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("meet ACTOR", "meet PLACE"),
        ("meet in", "meet with"),
        ("meet NONE", "meet ANY"),
        ("meet rebel leader", "meet party leader"),
        ("meet +agree", "meet agree"),
        ("hold on", "hold talks with"),
        ("hold talks with", "hold on"),
    ],
)
def test_what_asks_for_something_else_covers_nothing(one: str, two: str) -> None:
    (first,), (second,) = READER.read(one, noun=False), READER.read(two, noun=False)
    assert not covers(first, second)


def test_one_phrase_with_two_outcomes_is_a_fault_that_names_both_places(tmp_path: Path) -> None:
    (finding,) = check(tmp_path, rule("consult.a", '"meet GOV"'), rule("consult.b", '"meet GOV"', "visit"))
    assert (finding.kind, finding.fault, finding.rules) == ("overlap", True, ("consult.a", "consult.b"))
    assert str(finding) == (
        "consult.toml:10: consult.b: 'meet GOV' is CONSULT visit here, "
        "but CONSULT in 'meet GOV' of consult.a (consult.toml:5)"
    )


def test_a_phrase_that_always_loses_is_never_reached(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        rule("consult.a", '"meet PLACE|ACTOR"'),
        rule("consult.b", '"meet GOV", "meet GOV in"', "visit"),
    )
    assert [(f.kind, f.fault, f.line) for f in found] == [("unreachable", True, 10)]
    assert "'meet GOV' is never reached" in found[0].message


def test_a_heavier_phrase_is_reached_wherever_it_stands(tmp_path: Path) -> None:
    assert check(tmp_path, rule("consult.a", '"meet"'), rule("consult.b", '"meet ACTOR"', "visit")) == []


def test_a_phrase_loses_only_when_it_loses_under_all_its_words(tmp_path: Path) -> None:
    rules = (rule("consult.a", '"meet ACTOR"'), rule("consult.b", '"meet|see ACTOR"', "visit"))
    assert check(tmp_path, *rules) == []


def test_repetition_is_a_warning(tmp_path: Path) -> None:
    found = check(tmp_path, rule("consult.a", '"meet ACTOR", "see ACTOR", "meet ACTOR", "see him|her|him"'))
    assert [(f.kind, f.fault) for f in found] == [("alternative", False), ("duplicate", False)]
    assert "'him' stands twice" in found[0].message
    assert "warning" in str(found[1])


def test_a_plural_loses_against_its_singular(tmp_path: Path) -> None:
    """Nouns are looked up by lemma first, so the plural alone needs something that weighs more."""
    found = check(
        tmp_path,
        rule("consult.a", '"talk"', kind="nouns"),
        rule("consult.b", '"talks", "talks with"', "visit", kind="nouns"),
    )
    assert [(f.kind, "'talks' is" in f.message) for f in found] == [("overlap", True)]


def test_word_classes_nobody_uses_and_classes_in_two_files(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        rule("consult.a", '"hold @talks"'),
        classes={
            "a.toml": '[talks]\nwords = ["talks"]\n[part]\nwords = ["x"]\n[idle]\nincludes = ["part"]\n',
            "b.toml": '[talks]\nwords = ["summit"]\n',
        },
    )
    assert [(f.file, f.line, f.kind) for f in found] == [
        ("a.toml", 5, "unused class"),
        ("b.toml", 1, "split class"),
    ]
    assert not any(f.fault for f in found)


def test_the_command_shows_faults_and_fails(tmp_path: Path) -> None:
    check(tmp_path, rule("consult.a", '"meet"'), rule("consult.b", '"meet"', "visit"))
    result = CliRunner().invoke(main, ["rules", "check", "--rules", str(tmp_path)])
    assert result.exit_code == 3
    assert "consult.toml:10: consult.b: 'meet' is CONSULT visit here" in result.stdout
    other = CliRunner().invoke(main, ["rules", "check", "--rules", str(tmp_path), "assault"])
    assert (other.exit_code, other.stdout) == (0, "")
