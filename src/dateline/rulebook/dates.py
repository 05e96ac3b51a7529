"""The words and patterns of time expressions, from `rules/dates/*.toml`.

A pattern is a regular expression over word classes. Every word of the lexicon stands in one or more
classes; words with the same classes share one character, so that a sentence becomes a short string
and all patterns run over it in the regular-expression engine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_toml, rules_path

OTHER = "."
"""The character of a word that no pattern knows."""
INSIDE = "_"
"""The character of the further words of a phrase that is in the lexicon as a whole."""

# What the scanner makes of words that no table can list; each is a set of classes.
COMPUTED: dict[str, frozenset[str]] = {
    "num": frozenset({"num"}),
    "day": frozenset({"num", "dayno"}),
    "year": frozenset({"year4"}),
    "dayord": frozenset({"dayord"}),
    "countunit": frozenset({"countunit"}),
    "dayspan": frozenset({"dayspan"}),
    "decade": frozenset({"decade"}),
    "clock": frozenset({"clock"}),
    "midyear": frozenset({"midyear"}),
    "holiday": frozenset({"holiday"}),
    "reference": frozenset({"reference"}),
}
PHRASE_KINDS = ("holiday", "reference")
"""Classes of whole phrases."""
TRIGGERS = (
    "month", "weekday", "weekdays", "unit", "units", "unitlong", "tod", "hourword", "deictic", "season",
    "quartertoken", "decadeword", "setword", "overnight", "spokencentury", "period",
)  # fmt: skip
"""Classes whose words make a sentence worth scanning; digits do so too."""
ANCHORS = frozenset({
    *TRIGGERS, "year4", "dayord", "countunit", "dayspan", "decade", "clock", "midyear", "holiday",
    "reference", "ampm", "zone",
})  # fmt: skip
"""Classes one of which is in every expression."""
PLAIN = frozenset({"the", "a", "at", "as", "that", "one", "most", "more", "some", "these"})
IDENTIFIER = re.compile(r"(?:(\w+)=)?([a-z_][a-z_0-9]*)")
WORD_LISTS = (
    "names_too", "before_months", "short", "counted_only", "after_weekday", "before_weekday",
    "after_today", "before_number", "after_number", "before_years", "editions", "named_seasons",
    "aged_people",
)  # fmt: skip
DIRECTION_LISTS = (
    "future_auxiliaries", "planned", "put_off", "forward", "scheduled", "happened", "awaited", "ahead",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DatePattern:
    """One form; `reading` names the rule of the program that values what it matched.

    `firsts` are the characters that a match can begin with.
    """

    name: str
    reading: str
    regex: re.Pattern[str]
    firsts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Holiday:
    """A feast by one of four reckonings: month and day, days from Easter (western or eastern), or
    (month, weekday, which one)."""

    name: str
    on: tuple[int, int] | None
    easter: int | None
    orthodox: int | None
    weekday: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class DateWords:
    """The lexicon of time.

    `lexicon` gives each word its character and `computed` the characters of numbers and the like.
    `worth[class][word]` is what the word stands for. `phrases` maps a first word to whole phrases
    `(words, kind, worth)`, longest first, and `seconds` to the words that can follow it in one ("" where
    it is one by itself). `starting` are the patterns that can begin with a
    character, in the order of the file; every expression has one of the characters `anchors`.
    `guarded` words are times in some places only; of `looked_at` words more than their class is to be seen.
    `lists` are the words that tell a time from something else, and those that tell where time runs.
    """

    lexicon: Mapping[str, str]
    computed: Mapping[str, str]
    worth: Mapping[str, Mapping[str, Any]]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str, str], ...]]
    seconds: Mapping[str, frozenset[str]]
    holidays: Mapping[str, Holiday]
    starting: Mapping[str, tuple[DatePattern, ...]]
    anchors: frozenset[str]
    triggers: frozenset[str]
    guarded: frozenset[str]
    looked_at: frozenset[str]
    lists: Mapping[str, frozenset[str]]


@cache
def load_date_words(folder: Path | None = None) -> DateWords:
    """The date rules of the package, or of `folder`. Raises `RuleError` with file and line of faults."""
    return read_date_words(rules_path(folder, "dates"))


def read_date_words(folder: Traversable) -> DateWords:
    """The date rules of a folder laid out as the package's `rules/dates`."""
    words, text = read_toml(folder / "words.toml")
    singles = words.pop("words", {})
    references = words.pop("references", {})
    for name in words.keys() & singles.keys():
        raise RuleError("words.toml", f"class {name!r} stands here twice", text=text, near=f"\n{name} =")
    classes: dict[str, set[str]] = {}
    for name, table in [*words.items(), *singles.items()]:
        for word in table:
            if word != word.lower():
                raise RuleError("words.toml", f"{word!r} must be in lower case", text=text, near=word)
            classes.setdefault(word, set()).add(name)
    for part in ("early", "mid", "late"):
        for year in range(1900, 2071):
            classes[f"{part}-{year}"] = {"midyear"}
            if not year % 10:
                classes[f"{part}-{year}s"] = {"midyear"}
    characters = _characters({frozenset(c) for c in classes.values()} | set(COMPUTED.values()))
    holidays, names = _holidays(folder)
    phrases = _phrases({**{k: ("reference", v) for k, v in references.items()}, **names})
    known = set().union(*characters)
    patterns = _patterns(folder, characters, known)
    triggers = {w for name in TRIGGERS for w in [*words.get(name, ()), *singles.get(name, ())]}
    triggers |= {max(set(p.split()) - PLAIN, key=lambda w: (len(w), w)) for p in [*references, *names]}
    lists = _lists(folder, "ambiguous.toml", WORD_LISTS) | _lists(folder, "direction.toml", DIRECTION_LISTS)
    lists["day_names"] = frozenset(words["weekday"])
    guarded = (
        lists["names_too"]
        | lists["short"]
        | lists["counted_only"]
        | {"today", "fall", "spring", "tonight", "last"}
        | words["weekday"].keys()
    )
    return DateWords(
        lexicon={w: characters[frozenset(c)] for w, c in classes.items()},
        computed={k: characters[c] for k, c in COMPUTED.items()},
        worth=words | {"references": references},
        phrases=phrases,
        seconds={w: frozenset((*p[0], "")[1] for p in rows) for w, rows in phrases.items()},
        holidays=holidays,
        starting={
            c: tuple(p for p in patterns if c in p.firsts)
            for c in sorted({c for p in patterns for c in p.firsts})
        },
        anchors=frozenset(c for s, c in characters.items() if s & ANCHORS),
        triggers=frozenset(triggers | {w for w in classes if "midyear" in classes[w]}),
        guarded=frozenset(guarded),
        looked_at=frozenset(guarded | phrases.keys()),
        lists=lists,
    )


def _characters(signatures: set[frozenset[str]]) -> dict[frozenset[str], str]:
    """A character for each set of classes, the same on every run."""
    return {s: chr(0x4E00 + k) for k, s in enumerate(sorted(signatures, key=sorted))}


def _holidays(folder: Traversable) -> tuple[dict[str, Holiday], dict[str, tuple[str, str]]]:
    """Holidays by each of their names, and those names as phrases."""
    table, text = read_toml(folder / "holidays.toml")
    holidays: dict[str, Holiday] = {}
    names: dict[str, tuple[str, str]] = {}
    for row in table.get("holiday", ()):
        fault = set(row) - {"names", "on", "easter", "orthodox", "weekday"}
        ways = set(row) - {"names"}
        if fault or len(ways) != 1 or not row.get("names"):
            message = f"a holiday has names and one of on, easter, orthodox, weekday, not {sorted(row)}"
            raise RuleError("holidays.toml", message, text=text, near=str(row.get("names", [""])[0]))
        name = row["names"][0]
        on = None
        if "on" in row:
            try:
                day = date.fromisoformat(f"2000-{row['on']}")
            except ValueError:
                raise RuleError(
                    "holidays.toml", f"{row['on']!r} is no month-day", text=text, near=row["on"]
                ) from None
            on = (day.month, day.day)
        nth = tuple(row["weekday"]) if "weekday" in row else None
        holiday = Holiday(name, on, row.get("easter"), row.get("orthodox"), nth)
        holidays.update((n, holiday) for n in row["names"])
        names.update((n, ("holiday", name)) for n in row["names"])
    return holidays, names


def _phrases(
    table: Mapping[str, tuple[str, str]],
) -> dict[str, tuple[tuple[tuple[str, ...], str, str], ...]]:
    by_first: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for phrase, (kind, worth) in table.items():
        words = tuple(phrase.split())
        by_first.setdefault(words[0], []).append((words, kind, worth))
    return {w: tuple(sorted(rows, key=lambda r: (-len(r[0]), r))) for w, rows in by_first.items()}


def _patterns(
    folder: Traversable, characters: dict[frozenset[str], str], known: set[str]
) -> tuple[DatePattern, ...]:
    table, text = read_toml(folder / "patterns.toml")
    sets = {
        name: "[" + "".join(sorted(c for s, c in characters.items() if name in s)) + "]" for name in known
    }
    for name in PHRASE_KINDS:
        sets[name] += INSIDE + "*"
    macros: dict[str, str] = {}
    for name, form in table.get("macro", {}).items():
        macros[name] = f"(?:{_regex(form, {**sets, **macros}, name, text)})"
    patterns = []
    for row in table.get("pattern", ()):
        if set(row) != {"name", "form", "reading"}:
            message = f"a pattern has name, form and reading, not {sorted(row)}"
            raise RuleError("patterns.toml", message, text=text, near=str(row.get("name", "")))
        regex = _regex(row["form"], {**sets, **macros}, row["name"], text)
        try:
            compiled = re.compile(regex)
        except re.error as error:
            raise RuleError("patterns.toml", f"{row['name']}: {error}", text=text, near=row["name"]) from None
        patterns.append(DatePattern(row["name"], row["reading"], compiled, _Firsts(regex).of_all()))
    return tuple(patterns)


def _regex(form: str, sets: Mapping[str, str], name: str, text: str) -> str:
    """The regular expression over characters that a form over classes means.

    A slot may stand in several branches of a form: the second `d=` becomes the group `d_`, and so on.
    """
    uses: dict[str, int] = {}

    def chars(found: re.Match[str]) -> str:
        slot, ident = found.groups()
        if ident not in sets:
            after = max(0, text.find(form))
            raise RuleError(
                "patterns.toml", f"{name}: unknown word class {ident!r}", text=text, near=ident, after=after
            )
        if not slot:
            return sets[ident]
        uses[slot] = uses.get(slot, 0) + 1
        return f"(?P<{slot}{'_' * (uses[slot] - 1)}>{sets[ident]})"

    grouped = re.sub(r"\((?!\?)", "(?:", form)
    return IDENTIFIER.sub(chars, grouped).replace(" ", "")


class _Firsts:
    """The characters that a match of a pattern can begin with."""

    PIECE = re.compile(r"\(\?P<\w+>|\(\?<?[:=!]|[()|?*+^$]|\[[^]]*\]|.")

    def __init__(self, regex: str) -> None:
        self._pieces = self.PIECE.findall(regex)
        self._at = 0

    def of_all(self) -> frozenset[str]:
        return self._alternatives()[0]

    def _alternatives(self) -> tuple[frozenset[str], bool]:
        """First characters of what stands here up to a closing bracket, and whether it can be empty."""
        firsts: frozenset[str] = frozenset()
        empty_way = False
        open_still = True
        while self._at < len(self._pieces):
            piece = self._pieces[self._at]
            if piece == ")":
                break
            self._at += 1
            if piece == "|":
                empty_way |= open_still
                open_still = True
                continue
            found, empty = self._piece(piece)
            if open_still:
                firsts |= found
                open_still = empty
        return firsts, empty_way or open_still

    def _piece(self, piece: str) -> tuple[frozenset[str], bool]:
        if piece in "^$":
            return frozenset(), True
        if piece[0] == "(":
            found, empty = self._alternatives()
            self._at += 1
            if piece[-1] in "=!":
                return frozenset(), True
        else:
            found, empty = frozenset(piece.strip("[]")), False
        if self._at < len(self._pieces) and self._pieces[self._at] in "?*+":
            empty |= self._pieces[self._at] != "+"
            self._at += 1
        return found, empty


def _lists(folder: Traversable, file: str, names: tuple[str, ...]) -> dict[str, frozenset[str]]:
    table, text = read_toml(folder / file)
    for key in table:
        if key not in names:
            raise RuleError(file, f"unknown key {key!r}", text=text, near=key)
    return {name: frozenset(table.get(name, ())) for name in names}
