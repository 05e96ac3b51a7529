"""The event rules: one TOML file a type, loaded, checked and indexed by the words they can start at.

A file sets defaults in its head (`type`, `actor`, `recipient`, …) and lists `[[rule]]` tables:

    id        "consult.hold-talks", unique in the rulebook
    type      a PLOVER type, MOVE, or NONE (an idiom that looks like an event and is none)
    mode      a mode of the type; `contexts`; `cameo`
    verbs, nouns, adjectives    phrases (see `phrases.py`)
    modals                      auxiliaries that make a statement about somebody a request to them:
                                "said that Iran *must* stop"; subject is who says so, object who must
    actor, recipient            where the parties stand, best first: `subject`, `object`, `owner`
                                (possessor or adjective of an event noun), `complement` (subject or
                                object of the complement), `place`, `speaker` (who says so, of
                                a judgement: "the raid was illegal"), or a preposition
    join      true: every listed slot adds parties (meetings); else the first that holds any
    content   true: what hangs below is the content of this act and no event of its own
    reference true: nouns that only refer back ("that call"); no event of their own
    examples, counterexamples   sentences that must, and must not, fire this rule
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

from dateline.rulebook.errors import RuleError
from dateline.rulebook.ontology import Ontology, load_ontology
from dateline.rulebook.openings import Openings
from dateline.rulebook.phrase_reader import PhraseReader
from dateline.rulebook.phrases import PREPOSITIONS, Phrase, Written
from dateline.rulebook.tables import read_table, read_toml, rules_path, uncollected
from dateline.rulebook.word_classes import load_word_classes

SLOTS = frozenset({"subject", "object", "owner", "complement", "place", "speaker"}) | PREPOSITIONS
PHRASES = ("verbs", "nouns", "adjectives")
PREDICATES = (*PHRASES, "modals")
VERBAL = frozenset({"REQUEST", "AGREE", "CONCEDE", "THREATEN", "REJECT"})
"""Types whose complement is their content (annotation guide)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One event rule as written, with its defaults filled in."""

    id: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str | None
    verbs: tuple[Written, ...]
    nouns: tuple[Written, ...]
    adjectives: tuple[Written, ...]
    modals: tuple[str, ...]
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    join: bool
    content: bool
    reference: bool
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    order: int
    file: str
    line: int
    """Where the rule stands: that of its `[[rule]]`."""

    def phrases(self, kind: str) -> tuple[Phrase, ...]:
        """All its phrases of a kind (verbs, nouns or adjectives), read; raises `RuleError`."""
        return tuple(phrase for written in getattr(self, kind) for phrase in written.phrases)


class Weights(NamedTuple):
    """What a feature adds to the natural log odds that an event's type is right, and then its sides."""

    type: float
    sides: float


@dataclass(frozen=True, slots=True)
class EventRules:
    """All event rules; each index maps a word (lemma or form) to the phrases that it may open."""

    rules: Mapping[str, Rule]
    verbs: Openings
    nouns: Openings
    adjectives: Openings
    opening: frozenset[str]
    """The words of the three."""
    modals: Mapping[str, tuple[tuple[Phrase, Rule], ...]]
    classes: Mapping[str, tuple[str, ...]]
    ontology: Ontology
    content: ContentRules
    confidence: Mapping[str, Weights]
    """Weights of the confidence score by feature."""

    def read(self) -> None:
        """Read all phrases; raises `RuleError` for one that cannot be."""
        for rule in self.rules.values():
            for kind in PHRASES:
                rule.phrases(kind)


@dataclass(frozen=True, slots=True)
class ContentRules:
    """What the content of a verbal act makes of it.

    `modes`: (type of the act, type of its content) → mode. `types`: likewise → type of the act.
    `future`: type of a deed → type where it is only announced, planned or promised. `refused`: type of
    a deed → mode of the REJECT that "will not" makes of it.
    """

    modes: Mapping[tuple[str, str], str]
    types: Mapping[tuple[str, str], str]
    future: Mapping[str, str]
    refused: Mapping[str, str]


_RULE_KEYS = frozenset(f.name for f in fields(Rule)) - {"order", "file", "line"}
_FILE_KEYS = frozenset({"type", "contexts", "cameo", "actor", "recipient", "join", "content", "rule"})


def load_event_rules(folder: Path | None = None) -> EventRules:
    """The event rules of the package, or of `folder` that may leave out what it does not change.

    Raises `RuleError` with file, line and caret for unknown keys, modes, classes or slots. Phrases of the
    package, which its tests read, are read when a story needs them, those of a folder at once.
    """
    with uncollected():
        rules = _load(folder)
        if folder is not None:
            rules.read()
        return rules


def _load(folder: Path | None) -> EventRules:
    ontology = load_ontology(folder)
    classes = load_word_classes(folder)
    reader = PhraseReader(classes)
    rules: dict[str, Rule] = {}
    for path in sorted(rules_path(folder, "events").iterdir(), key=lambda p: p.name):
        if path.name.endswith(".toml"):
            data, text = read_toml(path)
            _RuleFile(path.name, text, reader, ontology).read(data, rules)
    verbs, nouns, adjectives = (_index(rules, kind) for kind in PHRASES)
    return EventRules(
        rules=rules,
        verbs=verbs,
        nouns=nouns,
        adjectives=adjectives,
        opening=frozenset([*verbs, *nouns, *adjectives]),
        modals={
            modal: ((Phrase(modal, (modal,), weight=2), rule),)
            for rule in rules.values()
            for modal in rule.modals
        },
        classes=classes,
        ontology=ontology,
        content=_load_content(ontology, folder),
        confidence={
            feature: Weights(float(type_), float(sides))
            for feature, type_, sides in read_table(
                rules_path(folder, "words", "confidence.tsv"), ("feature", "type", "sides")
            )
        },
    )


class _RuleFile:
    """One file's rules while they are read and checked."""

    def __init__(self, name: str, text: str, reader: PhraseReader, ontology: Ontology) -> None:
        self.name = name
        self.text = text
        self.reader = reader
        self.ontology = ontology
        self.at = 0

    def wrong(self, message: str, near: str = "") -> RuleError:
        return RuleError(self.name, message, text=self.text, near=near, after=self.at)

    def read(self, data: dict[str, Any], rules: dict[str, Rule]) -> None:
        for key in data.keys() - _FILE_KEYS:
            raise self.wrong(f"unknown key {key!r}", key)
        defaults = {k: v for k, v in data.items() if k != "rule"}
        for entry in data.get("rule", []):
            self.at = max(0, self.text.find("[[rule]]", self.at + 1 if self.at else 0))
            rule = self._rule(defaults | entry, len(rules))
            if rule.id in rules:
                raise self.wrong(f"rule {rule.id!r} is defined twice", rule.id)
            rules[rule.id] = rule

    def _rule(self, entry: dict[str, Any], order: int) -> Rule:
        for key in sorted(entry.keys() - _RULE_KEYS):
            raise self.wrong(f"unknown key {key!r}", key)
        if not entry.get("id"):
            raise self.wrong("a rule needs an id", "[[rule]]")
        type_ = entry.get("type", "")
        if type_ not in self.ontology.types and type_ != "NONE":
            raise self.wrong(f"unknown type {type_!r}", str(type_) or entry["id"])
        mode = entry.get("mode") or None
        if mode and (type_, mode) not in self.ontology.modes:
            raise self.wrong(f"{type_} has no mode {mode!r}", mode)
        cameo = entry.get("cameo") or None
        if cameo and cameo not in self.ontology.cameo:
            raise self.wrong(f"there is no CAMEO code {cameo!r}", cameo)
        for context in entry.get("contexts", ()):
            if context not in self.ontology.contexts:
                raise self.wrong(f"there is no context {context!r}", context)
        if not any(entry.get(kind) for kind in PREDICATES):
            raise self.wrong("a rule needs verbs, nouns, adjectives or modals", entry["id"])
        if not entry.get("examples"):
            raise self.wrong("a rule needs at least one example", entry["id"])
        return Rule(
            id=entry["id"],
            type=type_,
            mode=mode,
            contexts=tuple(entry.get("contexts", ())),
            cameo=cameo or (self.ontology.types[type_].cameo if type_ != "NONE" else None),
            verbs=self._phrases(entry.get("verbs", ()), noun=False),
            nouns=self._phrases(entry.get("nouns", ()), noun=True),
            adjectives=self._phrases(entry.get("adjectives", ()), noun=False),
            modals=tuple(entry.get("modals", ())),
            actor=self._slots(entry.get("actor", ("subject", "owner", "by"))),
            recipient=self._slots(entry.get("recipient", ("object", "on", "against", "to", "with", "of"))),
            join=bool(entry.get("join", False)),
            content=bool(entry.get("content", type_ in VERBAL)),
            reference=bool(entry.get("reference", False)),
            examples=tuple(entry["examples"]),
            counterexamples=tuple(entry.get("counterexamples", ())),
            order=order,
            file=self.name,
            line=self.text.count("\n", 0, self.at) + 1,
        )

    def _phrases(self, texts: Any, *, noun: bool) -> tuple[Written, ...]:
        return tuple(
            [
                self.reader.written(text, noun=noun, file=self.name, source=self.text, after=self.at)
                for text in texts
            ]
        )

    def _slots(self, names: Any) -> tuple[str, ...]:
        for name in names:
            if name not in SLOTS:
                raise self.wrong(f"there is no slot {name!r}", name)
        return tuple(names)


def _index(rules: Mapping[str, Rule], kind: str) -> Openings:
    table: dict[str, list[tuple[Written, Rule]]] = {}
    for rule in rules.values():
        for written in getattr(rule, kind):
            for head in written.heads:
                table.setdefault(head, []).append((written, rule))
    return Openings(table)


def _load_content(ontology: Ontology, folder: Path | None) -> ContentRules:
    path = rules_path(folder, "words", "content.tsv")
    modes: dict[tuple[str, str], str] = {}
    types: dict[tuple[str, str], str] = {}
    future: dict[str, str] = {}
    refused: dict[str, str] = {}
    for act, content, result in read_table(path, ("act", "content", "result")):
        for name in (act, content):
            if name not in ontology.types and name not in ("future", "refused"):
                raise RuleError(path.name, f"unknown type {name!r}")
        if content == "future":
            future[act] = result
        elif content == "refused":
            if ("REJECT", result) not in ontology.modes:
                raise RuleError(path.name, f"REJECT has no mode {result!r}")
            refused[act] = result
        elif result in ontology.types:
            types[act, content] = result
        elif (act, result) in ontology.modes:
            modes[act, content] = result
        else:
            raise RuleError(path.name, f"{act} has no mode {result!r}")
    return ContentRules(modes, types, future, refused)
