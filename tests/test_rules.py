"""The rules that come with the package do what they say of themselves."""

from __future__ import annotations

from dateline.checking import check_rules
from dateline.parsing import SpacyParser
from dateline.pipeline import Pipeline
from dateline.rulebook.book import Rulebook
from dateline.rulebook.event_checks import check_event_rules


def test_every_rule_fires_on_its_examples_and_on_no_counterexample(
    parser: SpacyParser, rulebook: Rulebook
) -> None:
    faults, n = check_rules(Pipeline(parser, rulebook, keep_all=True), rulebook.events)
    assert n > 800
    assert not faults, "\n".join(faults)


def test_no_phrase_is_out_of_reach_and_no_two_rules_disagree(rulebook: Rulebook) -> None:
    faults = [str(f) for f in check_event_rules(rulebook.events) if f.fault]
    assert not faults, "\n".join(faults)
