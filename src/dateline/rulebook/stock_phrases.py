"""Stock phrases of political news, each word with its thesaurus neighbours: tables in, records out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_table
from dateline.rulebook.word_forms import Irregular, noun_forms, verb_forms

KINDS = frozenset("nvpaxf")
Words = tuple[str, ...]
Pairs = frozenset[tuple[str, str]]
"""Phrases, each with a neighbour of one of its words."""


@dataclass(frozen=True, slots=True)
class Spun:
    """One form of a neighbour: its `words`, the entry it comes from, and what it stands for."""

    words: Words
    entry: str
    """The neighbour as listed in `neighbours.tsv`."""
    originals: tuple[tuple[str, str], ...]
    """(form tag, original form); more than one where the spun form is ambiguous (past, participle)."""
    uncapitalised: bool = False
    """Whether it must stand without a capital ("japanese" for "eastern")."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One word of a stock phrase: how it may stand, literally or spun."""

    word: str
    literal: frozenset[str] = frozenset()
    spun: tuple[Spun, ...] = ()
    function: bool = False
    kind: str = "word"
    """`word`, `gap` (`*`), `poss`, `name`, `num`, or `not` (followed by none of `literal`)."""


@dataclass(frozen=True, slots=True)
class StockPhrase:
    """A stock phrase as listed, slot by slot."""

    text: str
    slots: tuple[Slot, ...]
    gives: str = ""
    needs: str = ""


def read_stock_phrases(folder: Traversable) -> tuple[tuple[StockPhrase, ...], Pairs]:
    """The phrases in `folder`, and the (phrase, neighbour) pairs that are no sign of spinning.

    Neighbours that are ordinary English in a phrase are left out of it. Raises `RuleError`.
    """
    irregular: Irregular = {
        (word, kind): (first, second)
        for word, kind, first, second in read_table(
            folder / "irregular.tsv", ("word", "kind", "first", "second")
        )
    }
    slots = _slots(folder / "neighbours.tsv", irregular)
    phrases = _phrases(folder / "phrases.tsv", slots, irregular)
    kept, weak = _literal(folder / "literal.tsv")
    _check_literal("literal.tsv", kept | weak, phrases)
    return tuple(_without(phrase, kept) for phrase in phrases), weak


def _slots(path: Traversable, irregular: Irregular) -> dict[str, Slot]:
    """The slot of each word that has neighbours, also under each of its inflected forms."""
    rows: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for word, kind, spun in read_table(path, ("word", "kind", "spun")):
        entries = tuple(part.strip() for part in spun.split(","))
        if kind not in KINDS or not all(entries):
            raise RuleError(path.name, f"{word!r}: kind must be one of n v p a x f, spun words must be given")
        if word in entries:
            raise RuleError(path.name, f"{word!r} stands for itself")
        rows.setdefault(word, []).append((kind, entries))
    return {word: _slot(word, senses, irregular) for word, senses in rows.items()}


def _slot(word: str, senses: list[tuple[str, tuple[str, ...]]], irregular: Irregular) -> Slot:
    literal = {word}
    options: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for kind, entries in senses:
        originals = _forms(word, kind, irregular)
        literal.update(originals.values())
        for entry in entries:
            for tag, form in _forms(entry.lstrip("~"), kind, irregular, entry).items():
                options.setdefault((form, entry), []).append((tag, originals[tag].replace("_", " ")))
    spun = tuple(
        Spun(tuple(form.split()), entry.lstrip("~"), tuple(dict.fromkeys(found)), entry.startswith("~"))
        for (form, entry), found in options.items()
        if form not in literal
    )
    function = all(kind == "f" for kind, _ in senses)
    return Slot(word, frozenset(literal), spun, function)


def _forms(word: str, kind: str, irregular: Irregular, spun: str | None = None) -> dict[str, str]:
    """Forms by tag; of kind `p` a neighbour `spun` is given as it stands, whatever the verb."""
    if kind == "n":
        return noun_forms(word, irregular)
    if kind == "v":
        return verb_forms(word, irregular)
    if kind == "p":
        past = verb_forms(word, irregular) if spun is None else {"past": spun, "part": spun}
        return {tag: past[tag] for tag in ("past", "part")}
    return {"base": word}


def _literal(path: Traversable) -> tuple[Pairs, Pairs]:
    """The (phrase, neighbour) pairs that always stay as they are, and those that do in unspun stories."""
    found: dict[str, set[tuple[str, str]]] = {"keep": set(), "weak": set()}
    for text, spun, reading in read_table(path, ("phrase", "spun", "reading")):
        if reading not in found:
            raise RuleError(path.name, f"{text!r}: reading must be keep or weak, not {reading!r}")
        found[reading].update((text, part.strip()) for part in spun.split(","))
    return frozenset(found["keep"]), frozenset(found["weak"])


def _check_literal(file: str, pairs: Pairs, phrases: list[StockPhrase]) -> None:
    """Raises `RuleError` for a pair whose phrase is not listed or cannot be spun in this way."""
    possible = {
        (phrase.text, spun.entry) for phrase in phrases for slot in phrase.slots for spun in slot.spun
    }
    for text, entry in sorted(pairs - possible):
        if not any(phrase.text == text for phrase in phrases):
            raise RuleError(file, f"{text!r} is no phrase of phrases.tsv")
        raise RuleError(file, f"{text!r}: {entry!r} is no neighbour of its words")


def _phrases(path: Traversable, slots: dict[str, Slot], irregular: Irregular) -> list[StockPhrase]:
    phrases = []
    known = set()
    for text, gives, needs in read_table(path, ("phrase", "gives", "needs")):
        if text in known:
            raise RuleError(path.name, f"{text!r} is listed twice")
        known.add(text)
        made = tuple(_phrase_slot(word, slots, irregular) for word in text.replace("’", "'").split())
        phrases.append(StockPhrase(text, made, gives, needs))
    topics = {phrase.gives for phrase in phrases}
    for phrase in phrases:
        if phrase.needs and phrase.needs not in topics:
            raise RuleError(path.name, f"{phrase.text!r} needs {phrase.needs!r}, which no phrase gives")
    return phrases


def _without(phrase: StockPhrase, kept: Pairs) -> StockPhrase:
    """The phrase without the neighbours that are ordinary English in it."""
    text = phrase.text
    slots = tuple(
        replace(slot, spun=tuple(spun for spun in slot.spun if (text, spun.entry) not in kept))
        if any((text, spun.entry) in kept for spun in slot.spun)
        else slot
        for slot in phrase.slots
    )
    if not any(slot.spun and not slot.function for slot in slots):
        raise RuleError("phrases.tsv", f"{text!r}: none of its words has a neighbour that shows spinning")
    return replace(phrase, slots=slots)


def _phrase_slot(word: str, slots: dict[str, Slot], irregular: Irregular) -> Slot:
    if word == "*":
        return Slot(word, kind="gap")
    if word in ("<poss>", "<name>", "<num>"):
        return Slot(word, kind=word[1:-1])
    if word.startswith("<!"):
        return Slot(word, frozenset(word[2:-1].split("|")), kind="not")
    if (slot := slots.get(word)) is not None:
        return slot
    # A word without neighbours stands in any form: "war crimes", "released".
    forms = {*noun_forms(word, irregular).values(), *verb_forms(word, irregular).values()}
    return Slot(word, frozenset(forms) if word.isalpha() and len(word) > 3 else frozenset((word,)))
