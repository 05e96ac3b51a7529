"""The rules that come with the package do what they say of themselves."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from dateline.checking import check_rules
from dateline.parsing import SpacyParser
from dateline.pipeline import Pipeline
from dateline.rulebook.book import Rulebook
from dateline.rulebook.errors import RuleError
from dateline.rulebook.event_checks import check_event_rules
from dateline.rulebook.tables import read_toml

RULES = Path(__file__).parent.parent / "src" / "dateline" / "rules"
TOML = [
    *(path.read_text(encoding="utf-8") for path in sorted(RULES.rglob("*.toml"))),
    'a = ["x", "y",]  # "z"\nb = [ "o\\tne", "two" ]\nc = []\nd = [1, 2.5]\ne = [["p"], ["q"]]\n',
    'a = [\n  "x", # not "y"\n  "z"\n]\n[t]\na = [\n  "[", "]",\n  "b = [\'c\']"\n]\n',
    'a = """\nb = ["x"]\n"""\nb = ["y"]\n',
]
"""All rule files, and what lists of strings can look like."""


def test_every_rule_fires_on_its_examples_and_on_no_counterexample(
    parser: SpacyParser, rulebook: Rulebook
) -> None:
    faults, n = check_rules(Pipeline(parser, rulebook, keep_all=True), rulebook.events)
    assert n > 800
    assert not faults, "\n".join(faults)


def test_no_phrase_is_out_of_reach_and_no_two_rules_disagree(rulebook: Rulebook) -> None:
    faults = [str(f) for f in check_event_rules(rulebook.events) if f.fault]
    assert not faults, "\n".join(faults)


def plain(value: Any) -> Any:
    """The same with lists for tuples."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def test_rule_files_are_read_as_toml(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    for text in TOML:
        path.write_text(text, encoding="utf-8")
        assert plain(read_toml(path)[0]) == tomllib.loads(text)


@pytest.mark.parametrize("fault", ['a = ["x" "y"]', 'a = ["x", , "y"]', 'b = ["z"]', "c = ", 'd = ["x"] "y"'])
def test_a_fault_in_toml_is_where_it_stands(fault: str, tmp_path: Path) -> None:
    text = f'b = [\n  "one",\n  "two",\n]\n{fault}\n'
    (tmp_path / "rules.toml").write_text(text, encoding="utf-8")
    with pytest.raises(tomllib.TOMLDecodeError) as wanted:
        tomllib.loads(text)
    with pytest.raises(RuleError) as caught:
        read_toml(tmp_path / "rules.toml")
    assert str(caught.value) == f"rules.toml: {wanted.value}"
