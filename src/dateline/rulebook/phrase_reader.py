"""Phrases compiled: what `phrases.py` tells of, read against the word classes of a rulebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dateline.rulebook.errors import RuleError
from dateline.rulebook.phrases import KEYWORDS, NAMED, PREPOSITIONS, SECTORS, Phrase, Test, Written


class PhraseReader:
    """Compiles phrases against the word classes of one rulebook."""

    def __init__(self, classes: Mapping[str, tuple[str, ...]]) -> None:
        self._classes = classes
        self._tests: dict[tuple[str, ...], Test] = {}
        self._entries: dict[str, Mapping[str, tuple[frozenset[str], ...]]] = {}

    def written(self, text: str, *, noun: bool, file: str = "", source: str = "", after: int = 0) -> Written:
        """A phrase to be read later; raises `RuleError` that points at it where nothing could find it."""
        try:
            _, words, cut = _parts(text, noun=noun)
            found = self._heads(words[cut - 1], words[: cut - 1], noun=noun)
        except _Unreadable as error:
            raise _fault(text, error, file, source, after) from None
        heads = found[0][1] if len(found) == 1 else dict.fromkeys(head for _, some in found for head in some)
        return Written(text, heads, lambda: self.read(text, noun=noun, file=file, source=source, after=after))

    def read(
        self, text: str, *, noun: bool, file: str = "", source: str = "", after: int = 0
    ) -> tuple[Phrase, ...]:
        """Compile one phrase; raises `RuleError` that points at it.

        A noun phrase headed by a class gives one phrase for each entry of several words.
        """
        try:
            return self._read(text, noun=noun)
        except _Unreadable as error:
            raise _fault(text, error, file, source, after) from None

    def _read(self, text: str, *, noun: bool) -> tuple[Phrase, ...]:
        condition, words, cut = _parts(text, noun=noun)
        subject = self._test(condition.split()) if condition else None
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


def _parts(text: str, *, noun: bool) -> tuple[str, list[str], int]:
    """The condition on the subject, the words after it, and how many of those the noun or verb takes."""
    condition, _, body = text.partition(": ") if ": " in text else ("", "", text)
    words = body.split()
    if not words:
        raise _Unreadable("is empty")
    return condition, words, _end_of_noun(words) if noun else 1


def _fault(text: str, error: _Unreadable, file: str, source: str, after: int) -> RuleError:
    # The phrase as it is quoted, not where a longer one happens to hold its words.
    at = max(after, source.find(f'"{text}"', after) + 1)
    return RuleError(file, f"phrase {text!r}: {error}", text=source, near=text, after=at)


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
