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

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

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


class Written:
    """A phrase as its rule has it, `text`, found by `heads`; what else it says is read when it is asked for.

    Of seven thousand phrases a story needs a few hundred.
    """

    __slots__ = ("_read", "heads", "text")

    def __init__(self, text: str, heads: Iterable[str], read: Callable[[], tuple[Phrase, ...]]) -> None:
        self.text = text
        self.heads = heads
        self._read: Callable[[], tuple[Phrase, ...]] | tuple[Phrase, ...] = read

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """The phrase compiled, as `PhraseReader.read` does it; raises `RuleError` as that does."""
        if not isinstance(self._read, tuple):
            self._read = self._read()
        return self._read
