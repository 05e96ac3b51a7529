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
    @weapon: hit                the part before the colon tests the subject
    MIL|REB: enter PLACE        a sector of the party, a place

A noun phrase (`nouns = […]`) begins with its modifiers instead of a verb: `air strike on`,
`call for`. An adjective phrase is like a verb phrase: `ready +ANY`, `critical of`.

Words are matched against lemma and form alike, so `talks` means the plural only and `strike`
means both. Tests in capitals: ACTOR (somebody who can act), PLACE, ANY, NONE, SELF ("himself"), or
PLOVER sectors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dateline.rulebook.errors import RuleError

PREPOSITIONS = frozenset(
    """about above across after against ahead along amid among around as aside at away back before
    behind beside between by despite down during for forth forward from in inside into of off
    on onto out outside over past round since through to together toward towards under until
    up upon via with within without""".split()
)
KEYWORDS = frozenset({"ACTOR", "PLACE", "ANY", "NONE", "SELF"})
SECTORS = frozenset(
    """COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE
    REL SOC IGO NGO""".split()
)


@dataclass(frozen=True, slots=True)
class Test:
    """What a noun phrase (or the verb of a complement) must be.

    `words` maps a head to the sets of modifiers, one of which must be present (an empty set: none
    needed). `keywords` are ACTOR, PLACE, ANY, NONE or sectors. `weight` says how special it is.
    """

    words: Mapping[str, tuple[frozenset[str], ...]]
    keywords: frozenset[str]
    weight: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """One compiled phrase. `heads` are the words it can be found by."""

    text: str
    heads: tuple[str, ...]
    modifiers: frozenset[str] = frozenset()
    subject: Test | None = None
    object: Test | None = None
    prepositions: tuple[tuple[tuple[str, ...], Test | None], ...] = ()
    complement: Test | None = None
    weight: int = 0


class PhraseReader:
    """Compiles phrases against the word classes of one rulebook."""

    def __init__(self, classes: Mapping[str, tuple[str, ...]]) -> None:
        self._classes = classes
        self._tests: dict[tuple[str, ...], Test] = {}

    def read(
        self, text: str, *, noun: bool, file: str = "", source: str = "", after: int = 0
    ) -> tuple[Phrase, ...]:
        """Compile one phrase; raises `RuleError` that points at it.

        A noun phrase headed by a class gives one phrase for each entry of several words.
        """
        try:
            if noun:
                return tuple(self._read(t, noun=True) for t in self._spread(text))
            return (self._read(text, noun=False),)
        except _Unreadable as error:
            message = f"phrase {text!r}: {error}"
            raise RuleError(file, message, text=source, near=text, after=after) from None

    def _spread(self, text: str) -> list[str]:
        """`@meeting on` as `talks|summit on`, `cabinet meeting on`, …"""
        words = text.split()
        if not words:
            raise _Unreadable("is empty")
        cut = next((i for i, w in enumerate(words) if i and _is_preposition(w)), len(words))
        before, head, after = words[: cut - 1], words[cut - 1], words[cut:]
        single: list[str] = []
        several: list[str] = []
        for part in head.split("|"):
            for entry in self._class(part[1:]) if part.startswith("@") else (part,):
                (several if " " in entry else single).append(entry)
        heads = (["|".join(single)] if single else []) + several
        return [" ".join([*before, h, *after]) for h in heads]

    def _read(self, text: str, *, noun: bool) -> Phrase:
        body, subject = text, None
        if ": " in text:
            condition, body = text.split(": ", 1)
            subject = self._test(condition.split())
        words = body.split()
        if not words:
            raise _Unreadable("is empty")
        if noun:
            cut = next((i for i, w in enumerate(words) if i and _is_preposition(w)), len(words))
            heads = self._heads(words[cut - 1])
            modifiers = frozenset(words[: cut - 1])
        else:
            cut, heads, modifiers = 1, self._heads(words[0]), frozenset()
        groups: list[tuple[str, list[str]]] = [("", [])]
        complement: list[str] = []
        for word in words[cut:]:
            if word.startswith("+"):
                complement.append(word[1:])
            elif complement:
                raise _Unreadable(f"nothing may follow the complement, found {word!r}")
            elif _is_preposition(word):
                groups.append((word, []))
            else:
                groups[-1][1].append(word)
        preps = tuple((tuple(p.split("|")), self._test(ws) if ws else None) for p, ws in groups[1:])
        direct = self._test(groups[0][1]) if groups[0][1] else None
        comp = self._test(complement) if complement else None
        tests = [subject, direct, comp, *(t for _, t in preps)]
        weight = sum(t.weight for t in tests if t) + 2 * len(preps) + 3 * len(modifiers)
        return Phrase(
            text=text,
            heads=heads,
            modifiers=modifiers,
            subject=subject,
            object=direct,
            prepositions=preps,
            complement=comp,
            weight=weight,
        )

    def _heads(self, word: str) -> tuple[str, ...]:
        heads: list[str] = []
        for part in word.split("|"):
            heads += self._class(part[1:]) if part.startswith("@") else [part]
        if any(" " in h for h in heads):
            raise _Unreadable("a class with phrases of several words cannot head a phrase")
        return tuple(dict.fromkeys(heads))

    def _test(self, words: list[str]) -> Test:
        """The test that the words spell; equal words share one, since classes are long."""
        known = self._tests.get(tuple(words))
        if known is None:
            known = self._tests[tuple(words)] = self._new_test(words)
        return known

    def _new_test(self, words: list[str]) -> Test:
        *modifiers, head = words
        table: dict[str, list[frozenset[str]]] = {}
        keywords: set[str] = set()
        weight = 0
        for part in head.split("|"):
            if part in KEYWORDS or part in SECTORS:
                keywords.add(part)
                weight = max(weight, 1 if part == "ANY" else 2)
            elif part.startswith("@"):
                weight = max(weight, 3)
                for entry in self._class(part[1:]):
                    *more, last = entry.split()
                    table.setdefault(last, []).append(frozenset([*modifiers, *more]))
            elif part and part == part.lower():
                weight = max(weight, 4)
                table.setdefault(part, []).append(frozenset(modifiers))
            else:
                raise _Unreadable(f"unknown test {part!r}")
        return Test(
            words={k: tuple(v) for k, v in table.items()},
            keywords=frozenset(keywords),
            weight=weight + 2 * len(modifiers),
        )

    def _class(self, name: str) -> tuple[str, ...]:
        if name not in self._classes:
            raise _Unreadable(f"there is no word class @{name}")
        return self._classes[name]


def _is_preposition(word: str) -> bool:
    return all(w in PREPOSITIONS for w in word.split("|"))


class _Unreadable(Exception):  # noqa: N818 - never leaves this module
    pass
