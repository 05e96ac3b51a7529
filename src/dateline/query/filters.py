"""What can be asked of events: each filter with its SQL and its sentence for people.

The same filters serve the command line (`--actor`), the Python interface (`actor=`) and the page
(`?actor=`). Several values of one filter mean "or", several filters "and".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

LIKELY = 0.5
"""Confidence below which events are left out unless asked for; measured in docs/accuracy.md."""

Value = str | int | float | bool | date


class FilterError(ValueError):
    """A filter or a value that does not exist; the message says what does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One filter. `kind`: text, code, day, number, share (0 to 1) or flag.

    `sql` is a condition on the view `events` with a `?` for each use of the value; `given` makes of a
    value what is put there. `sentence` says it in words, with `{}` for the value. `joined` is the table
    that `sql` needs besides the rows of events.
    """

    name: str
    kind: str
    help: str
    sql: str
    sentence: str
    given: Callable[[Any], Sequence[Any]] = lambda value: (value,)
    joined: str = ""

    @property
    def option(self) -> str:
        return "--" + self.name.replace("_", "-")


def _party(side: str) -> str:
    """A code, or a part of a name or id."""
    return (
        f"(list_contains({side}_codes, ?) OR "
        f"len(list_filter({side}_names, lambda name: contains(name, ?))) > 0)"
    )


def _code_and_name(value: str) -> tuple[str, str]:
    # A code is never a part of a name: "US" is not asked of "Russia".
    code = value.upper() if _is_code(value) else ""
    return code, "\0" if code else value.lower()


def _is_code(value: str) -> bool:
    head = value.partition(":")[0]
    return ":" in value or (head.isupper() and head.isalpha() and 2 <= len(head) <= 6)


def _dyad(value: str) -> tuple[str, ...]:
    one, mark, other = value.partition("-")
    if not mark or not one or not other:
        msg = f"{value!r} is no dyad; write two parties as ISR-RUS"
        raise FilterError(msg)
    a, b = _code_and_name(one.strip()), _code_and_name(other.strip())
    return (*a, *b, *b, *a)


_EITHER = f"({_party('actor')} AND {_party('recipient')})"

FILTERS: Mapping[str, Filter] = {
    f.name: f
    for f in (
        Filter(
            name="actor", kind="text", sentence="by {}",
            help="Who did it: a country (ISR), sector (MIL), both (ISR:MIL), or part of a name.",
            sql=_party("actor"), given=_code_and_name,
        ),
        Filter(
            name="recipient", kind="text", sentence="to {}",
            help="To whom, in the same ways.",
            sql=_party("recipient"), given=_code_and_name,
        ),
        Filter(
            name="party", kind="text", sentence="by or to {}",
            help="On either side, in the same ways.",
            sql=f"({_party('actor')} OR {_party('recipient')})",
            given=lambda v: _code_and_name(v) * 2,
        ),
        Filter(
            name="dyad", kind="text", sentence="between {}",
            help="Between two parties, whoever did it: ISR-RUS.",
            sql=f"({_EITHER} OR {_EITHER})", given=_dyad,
        ),
        Filter(
            name="country", kind="code", sentence="with a party of {}",
            help="A country or international body on either side.",
            sql="(list_contains(actor_codes, ?) OR list_contains(recipient_codes, ?))",
            given=lambda v: (v.upper(), v.upper()),
        ),
        Filter(
            name="sector", kind="code", sentence="with a party of sector {}",
            help="A sector on either side: GOV, MIL, REB, CVL, …",
            sql="(list_contains(actor_codes, ?) OR list_contains(recipient_codes, ?))",
            given=lambda v: (v.upper(), v.upper()),
        ),
        Filter(
            name="type", kind="code", sentence="{}",
            help="PLOVER type: CONSULT, ASSAULT, …",
            sql="type = ?", given=lambda v: (v.upper(),),
        ),
        Filter(
            name="mode", kind="text", sentence="in the mode {}",
            help="Mode of the type: phone, aerial, …",
            sql="mode = ?", given=lambda v: (v.lower(),),
        ),
        Filter(
            name="context", kind="text", sentence="in the context {}",
            help="Context: diplomatic, military, …",
            sql="list_contains(contexts, ?)", given=lambda v: (v.lower(),),
        ),
        Filter(
            name="quad", kind="number", sentence="of quad class {}",
            help="Quad class, 1 to 4.",
            sql="quad = ?",
        ),
        Filter(
            name="status", kind="text", sentence="that are {}",
            help="actual, future, hypothetical or negated.",
            sql="status = ?", given=lambda v: (v.lower(),),
        ),
        Filter(
            name="historical", kind="flag", sentence="of more than a year before the report",
            help="Only what lies more than a year before its report; --no-historical leaves it out.",
            sql="historical = ?",
        ),
        Filter(
            name="since", kind="day", sentence="since {}",
            help="Happened on this day or later.",
            sql="last >= ?",
        ),
        Filter(
            name="until", kind="day", sentence="until {}",
            help="Happened on this day or earlier.",
            sql="first <= ?",
        ),
        Filter(
            name="published_since", kind="day", sentence="reported since {}",
            help="Reported on this day or later.",
            sql="published >= ?",
        ),
        Filter(
            name="published_until", kind="day", sentence="reported until {}",
            help="Reported on this day or earlier.",
            sql="published <= ?",
        ),
        Filter(
            name="place", kind="text", sentence="in {}",
            help="Where: a country's code, or a part of the place's name.",
            sql="(place_country = ? OR contains(lower(place_name), ?))", given=_code_and_name,
        ),
        Filter(
            name="source", kind="text", sentence="according to {}",
            help="Among the sources: a country, sector, kind (media, ministry), or part of a name.",
            sql=f"(list_contains(source_codes, ?) OR {_party('source')})",
            given=lambda v: (v.lower(), *_code_and_name(v)),
        ),
        Filter(
            name="only_source", kind="text", sentence="that only {} sources tell",
            help="All sources are of this country, sector or kind; there is at least one.",
            sql="(len(sources) > 0 AND len(list_filter(sources, lambda s: s.country = ? OR s.sector = ? "
                "OR s.kind = ?)) = len(sources))",
            given=lambda v: (v.upper(), v.upper(), v.lower()),
        ),
        Filter(
            name="reports", kind="number", sentence="with at least {} independent reports",
            help="At least so many independent reports: not copies, not the same agency.",
            sql="reports >= ?", joined="members",
        ),
        Filter(
            name="min_confidence", kind="share", sentence="with a confidence of at least {}",
            help=f"At least so likely to be of their type (default {LIKELY}; 0 for all).",
            sql="confidence >= ?",
        ),
        Filter(
            name="outlet", kind="text", sentence="reported by {}",
            help="Part of the outlet's name.",
            sql="story IN (SELECT id FROM stories WHERE contains(lower(outlet), ?))",
            given=lambda v: (v.lower(),),
        ),
        Filter(
            name="text", kind="text", sentence="in stories that say “{}”",
            help="Words that stand in the story.",
            sql="story IN (SELECT id FROM stories WHERE contains(lower(text), ?))",
            given=lambda v: (v.lower(),),
        ),
        Filter(
            name="story", kind="text", sentence="of the story {}",
            help="The story of this id.",
            sql="story = ?",
        ),
        Filter(
            name="family", kind="text", sentence="of the family {}",
            help="Stories that are copies of this one, and itself.",
            sql="family = ?", joined="families",
        ),
        Filter(
            name="happening", kind="text", sentence="of the happening {}",
            help="Events of this happening; an id that was superseded leads on.",
            sql="happening = coalesce((SELECT happening FROM aliases WHERE id = ?), ?)", joined="members",
            given=lambda v: (v, v),
        ),
        Filter(
            name="event", kind="text", sentence="with the id {}",
            help="The event of this id.",
            sql="id = ?",
        ),
        Filter(
            name="reviewed", kind="flag", sentence="reviewed",
            help="Only events that somebody accepted, rejected or corrected; --no-reviewed only others.",
            sql="(id IN (SELECT event FROM annotations)) = ?",
        ),
        Filter(
            name="rule", kind="text", sentence="by the rule {}",
            help="Made by this rule, or by those of this beginning: consult.",
            sql="starts_with(rule, ?)",
        ),
    )
}  # fmt: skip


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
            given = values.get(name, LIKELY if name == "min_confidence" else None)
            several = given if isinstance(given, list | tuple | set | frozenset) else [given]
            known = tuple(_checked(filter_, v) for v in several if v is not None and v != "")
            if known:
                chosen.append((filter_, known))
        return cls(tuple(chosen))

    def where(self) -> tuple[str, list[Any]]:
        """The condition as SQL, and the values of its `?`."""
        parts: list[str] = []
        values: list[Any] = []
        for filter_, given in self.chosen:
            parts.append("(" + " OR ".join([filter_.sql] * len(given)) + ")")
            values += [x for value in given for x in filter_.given(value)]
        return " AND ".join(parts) or "true", values

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
    except (ValueError, TypeError, AttributeError):
        msg = f"{filter_.name}: {value!r} is no {_WANTED[filter_.kind]}"
        raise FilterError(msg) from None


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


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
    "text": str, "code": str, "day": _day, "number": int, "share": _share, "flag": _flag,
}  # fmt: skip
_WANTED = {
    "text": "text", "code": "code", "day": "day; write it as 2022-02-27", "number": "whole number",
    "share": "number from 0 to 1", "flag": "yes or no",
}  # fmt: skip
