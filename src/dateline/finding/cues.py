"""Finding: the words that hand a stretch of text to a source."""

from __future__ import annotations

from dateline.model import Parse, tokens_with
from dateline.model.slotted import record
from dateline.rulebook.attribution import AttributionWords, Frame

_PREDICATED = frozenset({"acomp", "ROOT", "conj", "amod", "advcl", "oprd"})
_NO_VERB = frozenset({"aux", "auxpass", "case"})
_SET_OFF = frozenset({",", "''", ".", ":", "_SP"})
_OURS = frozenset({"my", "our", "your"})
NO_FRAMES: tuple[Frame, ...] = ()


@record(frozen=True, slots=True)
class Cue:
    """A cue as tokens `first..last`, its syntactic `head`, and what it may take.

    `sort`: verb, noun, adjective, phrase ("according to").
    """

    head: int
    first: int
    last: int
    sort: str
    frames: tuple[Frame, ...]
    kind: str


def find_cues(parse: Parse, words: AttributionWords) -> list[Cue]:
    """All words of a story that could be cues; whether they are shows in their contents."""
    nouns, adjectives, starts = words.nouns, words.adjectives, words.starts
    tags, lemmas, deps = parse.tags, parse.lemmas, parse.deps
    out: list[Cue] = []
    for i in [i for i, lemma in enumerate(lemmas) if lemma in words.lemmas]:
        lemma, sign = lemmas[i], tags[i][0]
        if sign == "V":
            if cue := _verb(parse, words, i, lemma):
                out.append(cue)
        elif sign == "N":
            if lemma in words.views and (cue := _view(parse, words, i)):
                out.append(cue)
            elif lemma in nouns and deps[i] not in ("compound", "amod"):
                out.append(Cue(i, i, i, "noun", NO_FRAMES, nouns[lemma]))
        elif sign == "J" and lemma in adjectives and deps[i] in _PREDICATED:
            out.append(Cue(i, i, i, "adjective", NO_FRAMES, adjectives[lemma]))
    for i in tokens_with(parse.lowers, starts):
        for phrase in starts[parse.lowers[i]]:
            end = i + len(phrase)
            if parse.lowers[i:end] == phrase:
                out.append(Cue(i, i, end - 1, "phrase", NO_FRAMES, words.phrases[phrase]))
    return out


def _view(parse: Parse, words: AttributionWords, i: int) -> Cue | None:
    """`in Salah's view`, set off from the clause that it hands to Salah; its head is the noun."""
    preposition, owned = parse.heads[i], parse.tags[i - 1]
    if parse.lowers[preposition] != "in" or preposition > i or owned not in ("POS", "PRP$"):
        return None
    around = {*parse.tags[preposition - 1 : preposition], *parse.tags[i + 1 : i + 2]}
    if not around <= _SET_OFF or parse.lowers[i - 1] in _OURS:
        return None  # not: "in her view of the sea", "in our view"
    return Cue(i, preposition, i, "phrase", NO_FRAMES, words.nouns.get(parse.lemmas[i], "say"))


def _verb(parse: Parse, words: AttributionWords, i: int, lemma: str) -> Cue | None:
    label = parse.deps[i]
    if label in _NO_VERB or (label in ("amod", "compound") and parse.tags[i] not in ("VBD", "VBZ")):
        return None
    for rest, frames in words.phrasal.get(lemma, {}).items():
        if (last := _follows(parse, i, rest)) >= 0:
            return Cue(i, i, last, "verb", frames, frames[0].kind)
    simple = words.verbs.get(lemma)
    return Cue(i, i, i, "verb", simple, simple[0].kind) if simple else None


def _follows(parse: Parse, i: int, rest: tuple[str, ...]) -> int:
    """Last token of the particles `rest` right behind token `i` (an adverb may stand between)."""
    at = i + 1
    if at < len(parse) and parse.tags[at] == "RB" and parse.lowers[at] != rest[0]:
        at += 1
    return at + len(rest) - 1 if parse.lowers[at : at + len(rest)] == rest else -1
