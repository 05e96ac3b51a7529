"""What a reader of the rule files would not see: phrases never reached, rules that contradict each other.

Of all phrases that fit a predicate the heaviest wins; among equals the file that comes first, in it
an idiom, then the one written first (`phrases.py`, `events.py`). So a phrase is never reached when
another, at least as heavy and before it in that order, fits wherever it fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.rulebook.events import PHRASES, EventRules, Rule
from dateline.rulebook.openings import Openings
from dateline.rulebook.phrases import SECTORS, Phrase, Test
from dateline.rulebook.tables import rules_path
from dateline.rulebook.word_classes import WordClass, read_word_classes
from dateline.rulebook.word_forms import with_s

WIDTH = 70
"""Characters of a phrase that a message shows."""
_CLASS = re.compile(r"@([^\s|:@]+)")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to mend, at `file:line`. `fault`: the rules do not do what they say; else a warning.

    `kind` is `overlap` (the same phrase gives two types or modes), `unreachable`, `duplicate`,
    `alternative` (a word twice in one choice), `unused class` or `split class`; `rules` are the
    rules that it is about, none for a class.
    """

    file: str
    line: int
    kind: str
    fault: bool
    message: str
    rules: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'' if self.fault else 'warning: '}{self.message}"


def check_event_rules(rules: EventRules, folder: Path | None = None) -> tuple[Finding, ...]:
    """All findings, by file and line. `folder` is the one that the rules were loaded from."""
    lines = _Lines(folder)
    found = [
        *(f for kind in PHRASES for f in _unreached(rules, kind, lines)),
        *_alternatives(rules, lines),
        *_classes(rules, tuple(read_word_classes(folder))),
    ]
    return tuple(sorted(set(found)))


class _Lines:
    """Finds the line on which a rule has a phrase."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._texts: dict[str, list[str]] = {}

    def of(self, phrase: Phrase, rule: Rule) -> int:
        lines = self._texts.get(rule.file)
        if lines is None:
            text = rules_path(self._folder, "events", rule.file).read_text(encoding="utf-8")
            lines = self._texts[rule.file] = text.split("\n")
        quoted = f'"{phrase.text}"'
        return next((n for n, s in enumerate(lines[rule.line :], rule.line + 1) if quoted in s), rule.line)

    def name(self, phrase: Phrase, rule: Rule) -> str:
        return f"{_short(phrase)} of {rule.id} ({rule.file}:{self.of(phrase, rule)})"


def _unreached(rules: EventRules, kind: str, lines: _Lines) -> Iterator[Finding]:
    """Phrases that lose under all words they can be found by, and phrases that are written twice."""
    index = getattr(rules, kind)
    for rule in rules.rules.values():
        for phrases in _by_text(rule.phrases(kind)).values():
            ways = [(p, head) for p in phrases for head in p.heads]
            winners = [_winner(p, rule, head, index, plural=kind == "nouns") for p, head in ways]
            if all(winners):
                first, winner = next(w for w in winners if w)
                yield _finding(phrases[0], rule, first, winner, lines)
            elif len(phrases) > len({(p.heads, p.modifiers) for p in phrases}):
                message = f"{rule.id}: {_short(phrases[0])} is written twice"
                line = lines.of(phrases[0], rule)
                yield Finding(rule.file, line, "duplicate", False, message, (rule.id,))


def _by_text(phrases: Sequence[Phrase]) -> dict[str, list[Phrase]]:
    """A phrase that a class heads stands for several; it is out of reach only when all of them are."""
    table: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        table.setdefault(phrase.text, []).append(phrase)
    return table


def _winner(
    phrase: Phrase,
    rule: Rule,
    head: str,
    index: Openings,
    *,
    plural: bool,
) -> tuple[Phrase, Rule] | None:
    """The pair that is always tried before this one under `head`, and fits whenever it does."""
    for other, owner in index[head]:
        if owner is rule and other.text == phrase.text:
            break
        if covers(other, phrase):
            return other, owner
    if plural and head.endswith("s"):
        # A noun is looked up by its lemma first: "talk" is tried before "talks" of the same weight.
        for single in (head[:-1], head[:-2], head[:-3] + "y"):
            if single and with_s(single) == head:
                for other, owner in index.get(single, ()):
                    if other.weight >= phrase.weight and covers(other, phrase):
                        return other, owner
    return None


def _finding(phrase: Phrase, rule: Rule, other: Phrase, owner: Rule, lines: _Lines) -> Finding:
    twice = _spelt_alike(phrase, other)
    winner, text = lines.name(other, owner), _short(phrase)
    differ = (rule.type, rule.mode) != (owner.type, owner.mode)
    if twice and differ:
        kind = "overlap"
        message = f"{rule.id}: {text} is {_outcome(rule)} here, but {_outcome(owner)} in {winner}"
    elif twice:
        kind = "duplicate"
        message = f"{rule.id}: {text} says nothing that {winner} does not say"
    else:
        kind = "unreachable"
        message = f"{rule.id}: {text} is never reached: {winner} always wins"
    return Finding(
        file=rule.file,
        line=lines.of(phrase, rule),
        kind=kind,
        fault=differ,
        message=message,
        rules=tuple(sorted({rule.id, owner.id})),
    )


def _short(phrase: Phrase) -> str:
    return repr(phrase.text if len(phrase.text) <= WIDTH else phrase.text[: WIDTH - 1] + "…")


def _outcome(rule: Rule) -> str:
    return f"{rule.type} {rule.mode}" if rule.mode else rule.type


def _spelt_alike(one: Phrase, two: Phrase) -> bool:
    """The same demands, whatever other words each may be found by."""
    return covers(one, two) and covers(two, one)


def covers(wide: Phrase, narrow: Phrase) -> bool:
    """Does `wide` fit every predicate that `narrow` fits, if both may be found by its word?"""
    if not wide.modifiers <= narrow.modifiers:
        return False
    if not (
        _test_covers(wide.subject, narrow.subject)
        and _test_covers(wide.object, narrow.object)
        and _test_covers(wide.complement, narrow.complement)
    ):
        return False
    literal = narrow.object is not None and narrow.object.words
    if wide.prepositions and literal and not (wide.object and wide.object.words):
        return False  # a preposition may hang on the object that only the narrow phrase names
    return all(
        any(set(theirs) <= set(ours) and _test_covers(test, asked) for theirs, asked in narrow.prepositions)
        for ours, test in wide.prepositions
    )


def _test_covers(wide: Test | None, narrow: Test | None) -> bool:
    """Does whatever passes `narrow` pass `wide` too?"""
    if wide is None:
        return True
    if narrow is None:
        return False
    if "NONE" in wide.keywords or "NONE" in narrow.keywords:
        return wide.keywords == narrow.keywords
    if "ANY" in wide.keywords:
        return True
    keywords = wide.keywords | SECTORS if "ACTOR" in wide.keywords else wide.keywords
    return narrow.keywords <= keywords and all(
        any(ours <= theirs for ours in wide.words.get(word, ()))
        for word, sets in narrow.words.items()
        for theirs in sets
    )


def _alternatives(rules: EventRules, lines: _Lines) -> Iterator[Finding]:
    """A word that stands twice in one choice: `hit|strike|hit`."""
    for rule in rules.rules.values():
        for phrase in (p for kind in PHRASES for p in rule.phrases(kind)):
            if "|" not in phrase.text:
                continue
            for choice in phrase.text.replace(":", "").replace("+", "").split():
                words = choice.split("|")
                for word in sorted({w for w in words if words.count(w) > 1}):
                    message = f"{rule.id}: {word!r} stands twice in {_short(phrase)}"
                    line = lines.of(phrase, rule)
                    yield Finding(rule.file, line, "alternative", False, message, (rule.id,))


def _classes(rules: EventRules, classes: Sequence[WordClass]) -> Iterator[Finding]:
    """Classes that nothing names, and classes that two files fill with other words."""
    used = {name for c in classes for name in c.includes}
    for rule in rules.rules.values():
        for kind in PHRASES:
            for phrase in getattr(rule, kind):
                used.update(_CLASS.findall(phrase.text))
    first: dict[str, WordClass] = {}
    for c in classes:
        if c.name not in used:
            message = f"no rule uses the word class @{c.name}"
            yield Finding(c.file, c.line, "unused class", False, message)
        before = first.setdefault(c.name, c)
        if set(before.words) != set(c.words) or before.includes != c.includes:
            message = f"@{c.name} has other words than in {before.file}:{before.line}; it means both together"
            yield Finding(c.file, c.line, "split class", False, message)
