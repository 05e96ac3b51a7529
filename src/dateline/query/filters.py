"""What can be asked of events: each filter with its condition in SQL and its sentence for people.

The same filters serve the command line (`--actor`), the Python interface (`actor=`) and the page
(`?actor=`). Several values of one filter mean "or", several filters "and".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

LIKELY = 0.25
"""Confidence below which events are left out unless asked for; measured in docs/accuracy.md."""

Value = str | int | float | bool | date


class FilterError(ValueError):
    """A filter or a value that does not exist; the message says what does."""


Condition = tuple[str, tuple[Any, ...]]
"""SQL on the columns of events, and the values of its `?`."""
Asking = Callable[[Any], Condition]


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter. `kind`: text, code, day, number, quad, share (0 to 1) or flag.

    `asks` makes a condition of a value. `sentence` says it in words, with `{}` for the value. `joined` is
    the table that the condition needs besides the rows of events.
    """

    name: str
    kind: str
    sentence: str
    help: str
    asks: Asking
    joined: str = ""

    @property
    def option(self) -> str:
        return "--" + self.name.replace("_", "-")


def _is(condition: str, form: Callable[[Any], Any] = lambda value: value) -> Asking:
    """The condition, with the value in the place of each `?`."""
    return lambda value: (condition, (form(value),) * condition.count("?"))


def _party(side: str) -> Asking:
    """A code, or a part of a name or id."""

    def asked(value: str) -> Condition:
        code, name = code_or_name(value)
        return coded(code) if code else (f"contains({side}_names, ?)", (name,))

    coded = _coded(side)
    return asked


def _coded(side: str) -> Asking:
    """A country, a sector (of sources also a kind), or both with a colon."""

    def asked(code: str) -> Condition:
        ways = [f"|{code}|"] if ":" in code else [f"|{code}:", f":{code}|"]
        return " OR ".join([f"contains({side}_codes, ?)"] * len(ways)), tuple(ways)

    return asked


def _any(*ways: Asking) -> Asking:
    return lambda value: _joined(" OR ", [way(value) for way in ways])


def _joined(word: str, conditions: Sequence[Condition]) -> Condition:
    whole = word.join(f"({sql})" for sql, _ in conditions)
    return whole, tuple(value for _, values in conditions for value in values)


def code_or_name(value: str) -> tuple[str, str]:
    """A code and nothing, or nothing and a name: a code is no part of a name ("US" is not in "Russia")."""
    head = value.partition(":")[0]
    if ":" in value or (head.isupper() and head.isalpha() and 2 <= len(head) <= 6):
        return value.upper(), ""
    return "", value.lower()


def _dyad(value: str) -> Condition:
    one, mark, other = (part.strip() for part in value.partition("-"))
    if not mark or not one or not other:
        msg = f"{value!r} is no dyad; write two parties as ISR-RUS"
        raise FilterError(msg)
    pairs = [((_ACTOR(a), _RECIPIENT(b))) for a, b in ((one, other), (other, one))]
    return _joined(" OR ", [_joined(" AND ", pair) for pair in pairs])


def _place(value: str) -> Condition:
    code, name = code_or_name(value)
    return ("place_country = ?", (code,)) if code else ("contains(lower(place_name), ?)", (name,))


def _only_source(value: str) -> Condition:
    each = "list_filter(sources, lambda s: s.country = ? OR s.sector = ? OR s.kind = ?)"
    return f"len(sources) > 0 AND len({each}) = len(sources)", (value.upper(), value.upper(), value.lower())


_ACTOR, _RECIPIENT = _party("actor"), _party("recipient")
_WITH_CODE = _any(_coded("actor"), _coded("recipient"))


def _on_either_side(value: str) -> Condition:
    return _WITH_CODE(value.upper())


def _in_stories(column: str) -> Asking:
    # A pattern finds words in any case without a copy of each text in lower case: in half the time.
    return _is(f"story IN (SELECT id FROM stories WHERE regexp_matches({column}, ?, 'i'))", re.escape)


FILTERS: Mapping[str, Filter] = {
    f.name: f
    for f in (
        Filter("actor", "text", "by {}",
            "Who did it: a country (ISR), sector (MIL), both (ISR:MIL), or part of a name.", _ACTOR),
        Filter("recipient", "text", "to {}", "To whom, in the same ways.", _RECIPIENT),
        Filter("party", "text", "by or to {}", "On either side, in the same ways.", _any(_ACTOR, _RECIPIENT)),
        Filter("dyad", "text", "between {}", "Between two parties, whoever did it: ISR-RUS.", _dyad),
        Filter("country", "code", "with a party of {}",
            "A country or international body on either side.", _on_either_side),
        Filter("sector", "code", "with a party of sector {}",
            "A sector on either side: GOV, MIL, REB, CVL, …", _on_either_side),
        Filter("type", "code", "{}", "PLOVER type: CONSULT, ASSAULT, …", _is("type = ?", str.upper)),
        Filter("mode", "text", "in the mode {}",
            "Mode of the type: phone, aerial, …", _is("mode = ?", str.lower)),
        Filter("context", "text", "in the context {}",
            "Context: diplomatic, military, …", _is("list_contains(contexts, ?)", str.lower)),
        Filter("quad", "quad", "of quad class {}", "Quad class, 1 to 4.", _is("quad = ?")),
        Filter("status", "text", "that are {}",
            "actual, future, hypothetical or negated.", _is("status = ?", str.lower)),
        Filter("historical", "flag", "of more than a year before the report",
            "Only what lies more than a year before its report; --no-historical leaves it out.",
            _is("historical = ?")),
        Filter("since", "day", "since {}", "Happened on this day or later.", _is("last >= ?")),
        Filter("until", "day", "until {}", "Happened on this day or earlier.", _is("first <= ?")),
        Filter("published_since", "day", "reported since {}",
            "Reported on this day or later.", _is("published >= ?")),
        Filter("published_until", "day", "reported until {}",
            "Reported on this day or earlier.", _is("published <= ?")),
        Filter("place", "text", "in {}", "Where: a country's code, or a part of the place's name.", _place),
        Filter("source", "text", "according to {}",
            "Among the sources: a country, sector, kind (media, ministry), or part of a name.",
            _any(_is("contains(source_codes, ?)", lambda kind: f":{kind.lower()}|"), _party("source"))),
        Filter("only_source", "text", "that only {} sources tell",
            "All sources are of this country, sector or kind; there is at least one.", _only_source),
        Filter("reports", "number", "with at least {} independent reports",
            "At least so many independent reports: not copies, not the same agency.",
            _is("reports >= ?"), "members"),
        Filter("min_confidence", "share", "with a confidence of at least {}",
            f"At least so likely to be right in type and sides (default {LIKELY}; 0 for all).",
            _is("confidence >= ?")),
        Filter("outlet", "text", "reported by {}",
            "Part of the outlet's name.", _in_stories("outlet"), "stories"),
        Filter("text", "text", "in stories that say “{}”",
            "Words that stand in the story.", _in_stories("text"), "stories"),
        Filter("story", "text", "of the story {}", "The story of this id.", _is("story = ?")),
        Filter("family", "text", "of the family {}",
            "Stories that are copies of this one, and itself.", _is("family = ?"), "families"),
        Filter("happening", "text", "of the happening {}",
            "Events of this happening; an id that was superseded leads on.",
            _is("happening = coalesce((SELECT happening FROM aliases WHERE id = ?), ?)"), "members"),
        Filter("event", "text", "with the id {}", "The event of this id.", _is("id = ?")),
        Filter("reviewed", "flag", "reviewed",
            "Only events that somebody accepted, rejected or corrected; --no-reviewed only others.",
            _is("(id IN (SELECT event FROM annotations)) = ?")),
        Filter("rule", "text", "by the rule {}",
            "Made by this rule, or by those of this beginning: consult.", _is("starts_with(rule, ?)")),
    )
}  # fmt: skip


@cache
def listed() -> Mapping[str, tuple[str, ...]]:
    """The values of those filters that have a list of them, by the ontology of the package."""
    from dateline.rulebook.ontology import load_ontology
    from dateline.rulebook.phrases import SECTORS

    known = load_ontology()
    values: Mapping[str, Iterable[str]] = {
        "type": known.types,
        "mode": {mode for _, mode in known.modes},
        "context": known.contexts,
        "status": ("actual", "future", "hypothetical", "negated"),
        "sector": SECTORS,
    }
    return {name: tuple(sorted(names)) for name, names in values.items()}


@dataclass(frozen=True, slots=True)
class Filters:
    """Chosen filters with their values, in the order of `FILTERS`."""

    chosen: tuple[tuple[Filter, tuple[Value, ...]], ...]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Filters:
        """Filters by name; None and empty lists are no filter. Unlikely events must be asked for.

        Raises `FilterError` for an unknown name, or a value that is not of the filter's kind.
        """
        for name in values:
            if name not in FILTERS:
                msg = f"there is no filter {name!r}; there are {', '.join(FILTERS)}"
                raise FilterError(msg)
        chosen = []
        for name, filter_ in FILTERS.items():
            # Who names an event means it, however unlikely it is.
            likely = name == "min_confidence" and not values.get("event")
            given = values.get(name, LIKELY if likely else None)
            several = given if isinstance(given, list | tuple | set | frozenset) else [given]
            known = tuple(_checked(filter_, v) for v in several if v is not None and v != "")
            if known:
                chosen.append((filter_, known))
        return cls(tuple(chosen))

    def where(self) -> tuple[str, list[Any]]:
        """The condition as SQL, and the values of its `?`."""
        parts = [_joined(" OR ", [filter_.asks(value) for value in given]) for filter_, given in self.chosen]
        where, values = _joined(" AND ", parts)
        return where or "true", list(values)

    def joined(self) -> frozenset[str]:
        """The tables that the condition needs besides the rows of events."""
        return frozenset(filter_.joined for filter_, _ in self.chosen if filter_.joined)

    def sentence(self) -> str:
        """What was asked for, in words."""
        said = []
        for filter_, given in self.chosen:
            if filter_.name == "min_confidence" and given == (LIKELY,):
                continue
            if filter_.kind == "flag":
                said.append(filter_.sentence if given[0] else f"not {filter_.sentence}")
            else:
                said.append(filter_.sentence.format(" or ".join(str(value) for value in given)))
        return ", ".join(said) or "all likely events"


def _checked(filter_: Filter, value: Any) -> Value:
    """A value as its filter wants it; words of it from a query string, too."""
    try:
        return _CONVERTED[filter_.kind](value)
    except (ValueError, TypeError, AttributeError, KeyError):
        msg = f"{filter_.name}: {value!r} is no {_WANTED[filter_.kind]}"
        raise FilterError(msg) from None


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _number(value: Any) -> int:
    number = int(value)
    if number != float(value) or number < 0:
        raise ValueError
    return number


def _quad(value: Any) -> int:
    quad = _number(value)
    if quad not in (1, 2, 3, 4):
        raise ValueError
    return quad


def _share(value: Any) -> float:
    share = float(value)
    if not 0 <= share <= 1:
        raise ValueError
    return share


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[value]


_CONVERTED: Mapping[str, Callable[[Any], Value]] = {
    "text": str, "code": str, "day": _day, "number": _number, "quad": _quad, "share": _share, "flag": _flag,
}  # fmt: skip
_WANTED = {
    "text": "text", "code": "code", "day": "day; write it as 2022-02-27", "number": "whole number",
    "quad": "quad class; there are 1 to 4",
    "share": "number from 0 to 1", "flag": "yes or no",
}  # fmt: skip
