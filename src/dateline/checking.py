"""Do the event rules do what their own examples say? Both ways: examples fire, counter-examples don't."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dateline.model import Reading, Story
from dateline.pipeline import Pipeline
from dateline.rulebook.events import EventRules

DAY = date(2019, 6, 14)
"""Publication day of all examples, a Friday."""


def check_rules(pipeline: Pipeline, rules: EventRules, names: Sequence[str] = ()) -> tuple[list[str], int]:
    """Faults as one line each, and the number of sentences checked.

    `names` picks rules by id or by its beginning ("assault", "assault.shell"); all without any.
    The pipeline should keep all events (`keep_all`), since examples may name no political actor.
    """
    chosen = [r for r in rules.rules.values() if named([r.id], names)]
    cases = [(rule, text, True) for rule in chosen for text in rule.examples]
    cases += [(rule, text, False) for rule in chosen for text in rule.counterexamples]
    stories = [
        Story(id=str(n), text=text, reading=Reading.of(text), published=DAY)
        for n, (_, text, _) in enumerate(cases)
    ]
    faults = []
    for (rule, text, wanted), done in zip(cases, pipeline.code(stories), strict=True):
        fired = {m.rule for e in done.coded.events for m in e.mentions}
        if rule.type == "NONE":
            # An idiom has no event of its own; its example must give none at all.
            if wanted and fired:
                faults.append(f"{rule.id}: idiom gave {', '.join(sorted(fired))}: {text}")
        elif wanted and rule.id not in fired:
            got = ", ".join(sorted(fired)) or "nothing"
            faults.append(f"{rule.id}: example gave {got}: {text}")
        elif not wanted and rule.id in fired:
            faults.append(f"{rule.id}: counter-example fired: {text}")
    return faults, len(cases)


def named(rules: Sequence[str], names: Sequence[str]) -> bool:
    """Is one of `rules` meant by one of `names`, a rule's id or its beginning? All are without names."""
    return not names or any(f"{rule}.".startswith(f"{name}.") for rule in rules for name in names)
