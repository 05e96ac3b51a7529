"""The phrase language in which event rules name their predicates.

A phrase is read from left to right, as one would say it:

    meet                        the verb, whatever follows
    hold @meeting               the verb with a direct object of the word class `meeting`
    lift sanction|embargo       … with one of these words as the object's head
    hold telephone call         … with the head `call`, modified by `telephone`
    call on ACTOR +ANY          … a preposition or particle, its object, an infinitive or clause
    agree +@yield               … a complement whose verb is of the class `yield`
    open fire on                literal object, then a preposition
    step down                   a particle
    leave NONE                  no direct object at all
    agree +DEED                 a complement that says what is to be done: "to leave", "that all would leave"
    @weapon: hit                the part before the colon tests the subject
    MIL|REB: enter PLACE        a sector of the party, a place
    SEVERAL: meet NONE          more than one does it

A noun phrase (`nouns = […]`) begins with its modifiers instead of a verb: `air strike on`,
`call for`, `readiness +@cooperative_deed`. An adjective phrase is like a verb phrase: `ready +ANY`,
`critical of`.

Words are matched against lemma and form alike, so `talks` means the plural only and `strike`
means both. Tests in capitals: ACTOR (somebody who can act), PLACE, ANY, NONE, SELF ("himself"),
DEED (only of a complement), SEVERAL (only of a subject), or PLOVER sectors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.rulebook.errors import RuleError

PREPOSITIONS = frozenset(
    """about above across after against ahead along alongside amid among around as aside at away back before
    behind beside between by despite down during for forth forward from in inside into near of off
    on onto out outside over past round since through to together toward towards under until
    up upon via with within without""".split()
)
KEYWORDS = frozenset({"ACTOR", "PLACE", "ANY", "NONE", "SELF", "DEED", "SEVERAL"})
SECTORS = frozenset(
    """COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE
    REL SOC IGO NGO""".split()
)
NAMED = SECTORS | {"ACTOR", "PLACE"}
"""Tests that only a party or a place passes that the story names."""


@dataclass(frozen=True, slots=True)
class Test:
    """What a noun phrase (or the verb of a complement) must be.

    `words` maps a head to the sets of modifiers, one of which must be present (an empty set: none
    needed). `keywords` are ACTOR, PLACE, ANY, NONE, SELF, DEED, SEVERAL or sectors. `weight` says how
    special it is. What passes is one of the words or keywords in `needs`; empty where it may be anything.
    """

    words: Mapping[str, tuple[frozenset[str], ...]]
    keywords: frozenset[str]
    weight: int
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One compiled phrase. `heads` are the words it can be found by.

    `needs` are sets of words and of tests in capitals: unless one of each stands in the sentence (as form or
    lemma, or named there) the phrase cannot fit, so that most phrases of a common verb need not be tried.
    """

    text: str
    heads: tuple[str, ...]
    modifiers: frozenset[str] = frozenset()
    subject: Test | None = None
    object: Test | None = None
    prepositions: tuple[tuple[tuple[str, ...], Test | None], ...] = ()
    complement: Test | None = None
    weight: int = 0
    needs: tuple[frozenset[str], ...] = ()


class PhraseReader:
    """Compiles phrases against the word classes of one rulebook."""

    def __init__(self, classes: Mapping[str, tuple[str, ...]]) -> None:
        self._classes = classes
        self._tests: dict[tuple[str, ...], Test] = {}
        self._entries: dict[str, Mapping[str, tuple[frozenset[str], ...]]] = {}

    def read(
        self, text: str, *, noun: bool, file: str = "", source: str = "", after: int = 0
    ) -> tuple[Phrase, ...]:
        """Compile one phrase; raises `RuleError` that points at it.

        A noun phrase headed by a class gives one phrase for each entry of several words.
        """
        try:
            return self._read(text, noun=noun)
        except _Unreadable as error:
            message = f"phrase {text!r}: {error}"
            # The phrase as it is quoted, not where a longer one happens to hold its words.
            at = max(after, source.find(f'"{text}"', after) + 1)
            raise RuleError(file, message, text=source, near=text, after=at) from None

    def _read(self, text: str, *, noun: bool) -> tuple[Phrase, ...]:
        body, subject = text, None
        if ": " in text:
            condition, body = text.split(": ", 1)
            subject = self._test(condition.split())
        words = body.split()
        if not words:
            raise _Unreadable("is empty")
        cut = _end_of_noun(words) if noun else 1
        direct, preps, complement, weight = self._rest(words[cut:]) if cut < len(words) else _NO_REST
        if subject:
            weight += subject.weight
        needs = _needs(subject, direct, preps, complement)
        return tuple(
            [
                Phrase(
                    text,
                    heads,
                    mods,
                    subject,
                    direct,
                    preps,
                    complement,
                    weight + 3 * len(mods),
                    (*(frozenset([word]) for word in sorted(mods)), *needs) if mods else needs,
                )
                for mods, heads in self._heads(words[cut - 1], words[: cut - 1], noun=noun)
            ]
        )

    def _heads(
        self, word: str, before: Sequence[str], *, noun: bool
    ) -> list[tuple[frozenset[str], tuple[str, ...]]]:
        """Modifiers and heads: `@meeting` as `talks|summit` and, one by one, `cabinet meeting`, …"""
        if "|" not in word and word[0] != "@":
            _check_head(word)
            return [(frozenset(before), (word,))]
        single: list[str] = []
        several: list[list[str]] = []
        for part in word.split("|"):
            for entry in self._class(part[1:]) if part.startswith("@") else (part,):
                _check_head(entry)
                if " " in entry:
                    several.append(entry.split())
                else:
                    single.append(entry)
        if several and not noun:
            raise _Unreadable("a class with phrases of several words cannot head a phrase")
        found = [(frozenset(before), tuple(dict.fromkeys(single)))] if single else []
        found += [(frozenset([*before, *words[:-1]]), (words[-1],)) for words in several]
        return found

    def _rest(self, words: Sequence[str]) -> _Rest:
        """What follows the head: direct object, prepositions with their objects, complement."""
        direct: list[str] = []
        groups: list[tuple[str, list[str]]] = []
        complement: list[str] = []
        here = direct
        for word in words:
            if word[0] == "+":
                complement.append(word[1:])
            elif complement:
                raise _Unreadable(f"nothing may follow the complement, found {word!r}")
            elif _is_preposition(word):
                here = []
                groups.append((word, here))
            else:
                here.append(word)
        preps = []
        weight = 0
        for prep, wanted in groups:
            if "NONE" in wanted:
                raise _Unreadable(f"NONE is a missing direct object; it cannot follow {prep!r}")
            test = self._test(wanted) if wanted else None
            weight += 2 + (test.weight if test else 0)
            preps.append((tuple(prep.split("|")), test))
        object_ = self._test(direct) if direct else None
        after = self._test(complement) if complement else None
        weight += (object_.weight if object_ else 0) + (after.weight if after else 0)
        return object_, tuple(preps), after, weight

    def _test(self, words: Sequence[str]) -> Test:
        """The test that the words spell; equal words share one, since classes are long."""
        key = tuple(words)
        known = self._tests.get(key)
        if known is None:
            known = self._tests[key] = self._new_test(key)
        return known

    def _new_test(self, words: Sequence[str]) -> Test:
        *modifiers, head = words
        if modifiers:
            _check_modifiers(modifiers)
        asked = frozenset(modifiers)
        parts = head.split("|")
        if "@" not in head and head == head.lower() and "" not in parts:
            return _test_of(dict.fromkeys(parts, (asked,)), _NOTHING, 4 + 2 * len(modifiers))
        if head[0] == "@" and not modifiers and len(parts) == 1:
            return _test_of(self._class_entries(head[1:]), _NOTHING, 3)
        table: dict[str, tuple[frozenset[str], ...]] = {}
        keywords: set[str] = set()
        weight = 0
        for part in parts:
            if part in _CAPITALS:
                if modifiers:
                    raise _Unreadable(f"{part} stands alone; it cannot follow {modifiers[0]!r}")
                if part == "NONE" and len(parts) > 1:
                    raise _Unreadable("NONE stands alone; something else cannot be missing instead")
                keywords.add(part)
                weight = max(weight, 1 if part == "ANY" else 2)
            elif part.startswith("@"):
                weight = max(weight, 3)
                for last, sets in self._class_entries(part[1:]).items():
                    table[last] = table.get(last, ()) + tuple(asked | s for s in sets)
            elif part and part == part.lower():
                weight = max(weight, 4)
                table[part] = (*table.get(part, ()), asked)
            else:
                raise _Unreadable(f"unknown test {part!r}")
        return _test_of(table, frozenset(keywords), weight + 2 * len(modifiers))

    def _class_entries(self, name: str) -> Mapping[str, tuple[frozenset[str], ...]]:
        """A class as a test without modifiers of its own; split once, since classes are long."""
        known = self._entries.get(name)
        if known is None:
            table: dict[str, tuple[frozenset[str], ...]] = {}
            for entry in self._class(name):
                *more, last = entry.split()
                table[last] = (*table.get(last, ()), frozenset(more) if more else _NOTHING)
            known = self._entries[name] = table
        return known

    def _class(self, name: str) -> tuple[str, ...]:
        if name not in self._classes:
            raise _Unreadable(f"there is no word class @{name}")
        return self._classes[name]


_CAPITALS = KEYWORDS | SECTORS
_UNSAID = frozenset({"to", "by"})
"""Prepositions that a phrase may mean where none is written: "gave *them* arms", "*Iran* is blamed"."""
_NOTHING: frozenset[str] = frozenset()
_Rest = tuple[Test | None, tuple[tuple[tuple[str, ...], Test | None], ...], Test | None, int]
_NO_REST: _Rest = (None, (), None, 0)


def _test_of(words: Mapping[str, tuple[frozenset[str], ...]], keywords: frozenset[str], weight: int) -> Test:
    needs = keywords.union(words) if keywords <= NAMED else _NOTHING
    return Test(words, keywords, weight, needs)


def _needs(
    subject: Test | None,
    direct: Test | None,
    prepositions: Sequence[tuple[tuple[str, ...], Test | None]],
    complement: Test | None,
) -> tuple[frozenset[str], ...]:
    """Of what each part of a phrase needs one: the fewest words first, parties last; all news names some."""
    tests = [direct, *(test for _, test in prepositions), subject]
    words = [test.needs for test in tests if test is not None and not test.keywords]
    if complement is not None and not complement.keywords:
        words.append(complement.needs)
    named = [test.needs for test in tests if test is not None and test.keywords and test.needs]
    said = [frozenset(words) for words, _ in prepositions if _UNSAID.isdisjoint(words)]
    return (*sorted(words, key=len), *said, *named)


def _is_preposition(word: str) -> bool:
    return word in PREPOSITIONS or ("|" in word and all(w in PREPOSITIONS for w in word.split("|")))


def _end_of_noun(words: Sequence[str]) -> int:
    """Where a noun ends that begins with its modifiers: at the first preposition but a first word,
    or at a complement."""
    cut = len(words)
    for i, word in enumerate(words):
        if cut > i and (word[0] == "+" or (i and _is_preposition(word))):
            cut = i
    if not cut:
        raise _Unreadable("a phrase begins with a noun or its modifiers")
    if cut > 1:
        _check_modifiers(words[: cut - 1])
    return cut


def _check_modifiers(words: Sequence[str]) -> None:
    """Words before the head stand for themselves: nothing in them is a choice, a class or a test."""
    for word in words:
        if "|" in word:
            raise _Unreadable(f"only the last word may have alternatives; write {word!r} as phrases apart")
        if word[0] == "@":
            raise _Unreadable(f"a word class can only be the last word, found {word!r}")
        if word in _CAPITALS:
            raise _Unreadable(f"{word} stands alone; nothing can follow it here")


def _check_head(word: str) -> None:
    if not word or word != word.lower() or word[0] == "+":
        raise _Unreadable(f"a phrase is found by a word in small letters, not {word!r}")


class _Unreadable(Exception):  # noqa: N818 - never leaves this module
    pass
