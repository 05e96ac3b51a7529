"""What a synonym spinner makes of stock phrases: `rules/spinning/`, loaded, checked and indexed.

Tortured phrases: a stock phrase of political news with a word replaced by a thesaurus neighbour
("security council" → "safety council"). The idea is that of Cabanac, Labbé and Magazinov (2021),
"Tortured phrases"; the lists are ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources.abc import Traversable

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_table, rules_folder
from dateline.rulebook.word_forms import Irregular, noun_forms, verb_forms

KINDS = frozenset("nvpaxf")
WRONG_ARTICLE = "a|an"
Words = tuple[str, ...]
Pairs = frozenset[tuple[str, str]]


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


@dataclass(frozen=True, slots=True)
class SpinSigns:
    """Weak signs and their weights: word sequences by first word, endings, a wrong "a" or "an"."""

    words: dict[str, tuple[tuple[Words, float], ...]]
    endings: dict[str, float]
    wrong_article: float


@dataclass(frozen=True, slots=True)
class SpinLexicon:
    """Stock phrases with their spun forms, indexed by the first word of each spun form.

    `anchors[word]` lists (phrase, slot, spun form) where `word` can begin a spun form of that slot.
    `literal` holds (phrase, neighbour) pairs that are ordinary English as well, and so no sign. `signs` are
    weak: what spinners write more often than newsrooms.
    """

    phrases: tuple[StockPhrase, ...]
    anchors: dict[str, tuple[tuple[int, int, Spun], ...]]
    literal: frozenset[tuple[str, str]]
    signs: SpinSigns


@cache
def load_spin_lexicon() -> SpinLexicon:
    """The lexicon that comes with the package. Raises `RuleError` for a line that cannot be used."""
    return read_spin_lexicon(rules_folder() / "spinning")


def read_spin_lexicon(folder: Traversable) -> SpinLexicon:
    """The lexicon in `folder`: neighbours, phrases, literal readings, signs and irregular forms."""
    irregular: Irregular = {
        (word, kind): (first, second)
        for word, kind, first, second in read_table(
            folder / "irregular.tsv", ("word", "kind", "first", "second")
        )
    }
    slots = _slots(folder / "neighbours.tsv", irregular)
    kept, weak = _literal(folder / "literal.tsv")
    phrases = tuple(_phrases(folder / "phrases.tsv", slots, kept))
    unknown = {text for text, _ in kept | weak} - {phrase.text for phrase in phrases}
    if unknown:
        raise RuleError("literal.tsv", f"{min(unknown)!r} is no phrase of phrases.tsv")
    return SpinLexicon(
        phrases=phrases,
        anchors=_anchors(phrases),
        literal=weak,
        signs=_signs(folder / "signs.tsv"),
    )


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
                options.setdefault((form, entry), []).append((tag, originals[tag]))
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
    """The (phrase, neighbour) pairs that are always read as they stand, and those only when unspun."""
    found: dict[str, set[tuple[str, str]]] = {"keep": set(), "weak": set()}
    for text, spun, reading in read_table(path, ("phrase", "spun", "reading")):
        if reading not in found:
            raise RuleError(path.name, f"{text!r}: reading must be keep or weak, not {reading!r}")
        found[reading].update((text, part.strip()) for part in spun.split(","))
    return frozenset(found["keep"]), frozenset(found["weak"])


def _phrases(path: Traversable, slots: dict[str, Slot], kept: Pairs) -> list[StockPhrase]:
    phrases = []
    known = set()
    for text, gives, needs in read_table(path, ("phrase", "gives", "needs")):
        if text in known:
            raise RuleError(path.name, f"{text!r} is listed twice")
        known.add(text)
        made = tuple(
            _without(_phrase_slot(word, slots), text, kept) for word in text.replace("’", "'").split()
        )
        if not any(slot.spun and not slot.function for slot in made):
            raise RuleError(path.name, f"{text!r}: none of its words has a neighbour in neighbours.tsv")
        phrases.append(StockPhrase(text, made, gives, needs))
    topics = {phrase.gives for phrase in phrases}
    for phrase in phrases:
        if phrase.needs and phrase.needs not in topics:
            raise RuleError(path.name, f"{phrase.text!r} needs {phrase.needs!r}, which no phrase gives")
    return phrases


def _without(slot: Slot, text: str, kept: Pairs) -> Slot:
    """The slot without the neighbours that are ordinary English in this phrase."""
    if not any((text, spun.entry) in kept for spun in slot.spun):
        return slot
    return replace(slot, spun=tuple(spun for spun in slot.spun if (text, spun.entry) not in kept))


def _phrase_slot(word: str, slots: dict[str, Slot]) -> Slot:
    if word == "*":
        return Slot(word, kind="gap")
    if word in ("<poss>", "<name>", "<num>"):
        return Slot(word, kind=word[1:-1])
    if word.startswith("<!"):
        return Slot(word, frozenset(word[2:-1].split("|")), kind="not")
    return slots.get(word) or Slot(word, frozenset((word,)))


def _anchors(phrases: tuple[StockPhrase, ...]) -> dict[str, tuple[tuple[int, int, Spun], ...]]:
    anchors: dict[str, list[tuple[int, int, Spun]]] = {}
    for p, phrase in enumerate(phrases):
        for s, slot in enumerate(phrase.slots):
            if not slot.function:
                for spun in slot.spun:
                    anchors.setdefault(spun.words[0], []).append((p, s, spun))
    return {word: tuple(found) for word, found in anchors.items()}


def _signs(path: Traversable) -> SpinSigns:
    words: dict[str, list[tuple[Words, float]]] = {}
    endings: dict[str, float] = {}
    article = 0.0
    for sign, number in read_table(path, ("sign", "weight")):
        try:
            weight = float(number)
        except ValueError:
            raise RuleError(path.name, f"{sign!r}: the weight is not a number: {number!r}") from None
        if sign == WRONG_ARTICLE:
            article = weight
        elif sign.startswith("-"):
            endings[sign[1:]] = weight
        else:
            words.setdefault(sign.split()[0], []).append((tuple(sign.split()), weight))
    return SpinSigns({first: tuple(found) for first, found in words.items()}, endings, article)
