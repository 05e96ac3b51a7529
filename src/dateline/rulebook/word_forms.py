"""The forms of English nouns and verbs by rules of spelling, with a table for the irregular ones."""

from __future__ import annotations

from collections.abc import Mapping

VOWELS = frozenset("aeiou")
Irregular = Mapping[tuple[str, str], tuple[str, str]]
"""(word, kind) to its plural, or to its past and participle."""


def noun_forms(noun: str, irregular: Irregular) -> dict[str, str]:
    """Singular (`sg`) and plural (`pl`) of a noun; of several words the last one changes."""
    before, _, last = noun.rpartition(" ")
    lead = before + " " if before else ""
    given = irregular.get((last, "n"))
    return {"sg": noun, "pl": lead + (given[0] if given else with_s(last))}


def verb_forms(verb: str, irregular: Irregular) -> dict[str, str]:
    """Base, `s`, `past`, `part` and `ing` of a verb; of several words the first one changes."""
    first, _, after = verb.partition(" ")
    tail = " " + after if after else ""
    given = irregular.get((first, "v"))
    past, part = given or (with_ed(first), with_ed(first))
    forms = {"base": first, "s": with_s(first), "past": past, "part": part, "ing": with_ing(first)}
    return {tag: form + tail for tag, form in forms.items()}


def with_s(word: str) -> str:
    """`word` with the ending of a plural or of a third person."""
    if word.endswith("y") and word[-2:-1] not in VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def with_ed(word: str) -> str:
    """`word` with the ending of a regular past."""
    if word.endswith("e"):
        return word + "d"
    if word.endswith("y") and word[-2:-1] not in VOWELS:
        return word[:-1] + "ied"
    return word + ("ed" if not _doubles(word) else word[-1] + "ed")


def with_ing(word: str) -> str:
    """`word` with the ending of a present participle."""
    if word.endswith("e") and not word.endswith(("ee", "ye", "oe")):
        return word[:-1] + "ing"
    return word + ("ing" if not _doubles(word) else word[-1] + "ing")


def _doubles(word: str) -> bool:
    """Whether a last consonant is written twice: one syllable, one vowel, one consonant ("stop")."""
    return (
        2 < len(word) <= 4
        and word[-1] not in VOWELS
        and word[-1] not in "wxyr"
        and word[-2] in VOWELS
        and word[-3] not in VOWELS
        and sum(c in VOWELS for c in word) == 1
    )
