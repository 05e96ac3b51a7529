"""Which events go into an export, why the others do not, and what an event to come counts as."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from dateline.exporting.records import Pair, Record, first_day, pairs, whole
from dateline.rulebook.exports import ExportCodes

FIELD_STATUSES = frozenset({"actual"})
"""What the formats of the field take where nothing else is asked for."""
STATUSES = frozenset({"actual", "future", "hypothetical", "negated"})


@dataclass(frozen=True, slots=True)
class Exported:
    """Rows written, and how many were left out for which reason (rows or events, as the reason says)."""

    rows: int
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the caller asked for; `statuses` None means what is usual for the format."""

    statuses: frozenset[str] | None = None
    pairs: bool = True
    version: str = ""


@dataclass(slots=True)
class LeftOut:
    """Counts what is left out while an export streams; `listener` hears of each record and its reason."""

    listener: Callable[[Record, str], None] | None = None
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, record: Record, reason: str) -> None:
        self.counts[reason] += 1
        if self.listener is not None:
            self.listener(record, reason)

    def exported(self, rows: int) -> Exported:
        """The account of a finished export, reasons in alphabetical order."""
        return Exported(rows, MappingProxyType(dict(sorted(self.counts.items()))))


def with_status(
    records: Iterable[Record], statuses: frozenset[str] | None, left: LeftOut
) -> Iterator[Record]:
    """Records of these statuses; all of them for None."""
    for record in records:
        if statuses is not None and record["status"] not in statuses:
            left.add(record, f"event with status {record['status']}")
        else:
            yield record


def field_pairs(records: Iterable[Record], options: Options, left: LeftOut) -> Iterator[tuple[Record, Pair]]:
    """What the field's formats can take: dated PLOVER events, a pair of actor and recipient at a time."""
    each = pairs if options.pairs else whole
    for record in with_status(records, options.statuses or FIELD_STATUSES, left):
        if record["type"] == "MOVE":
            left.add(record, "event of type MOVE, which PLOVER and CAMEO do not have")
        elif first_day(record) is None:
            left.add(record, "event without a day")
        else:
            for pair in each(record):
                yield record, pair


@dataclass(frozen=True, slots=True)
class Act:
    """What was done in the terms of both ontologies."""

    type: str
    mode: str | None
    cameo: str
    quad: int | None
    intensity: float | None


def act_of(record: Record, codes: ExportCodes) -> Act:
    """The act; cooperation that is still to come counts as the intent (PLOVER: AGREE; CAMEO: 03…)."""
    type_, cameo = record["type"], record["cameo"] or codes.ontology.types[record["type"]].cameo or ""
    if record["status"] != "future":
        return Act(type_, record["mode"], cameo, record["quad"], record["intensity"])
    promised = codes.intended_types.get(type_)
    if promised is None:
        return Act(type_, record["mode"], codes.intent(cameo), record["quad"], record["intensity"])
    kind = codes.ontology.types[promised]
    return Act(promised, None, codes.intent(cameo), kind.quad, kind.intensity)


def contexts(record: Record) -> list[str]:
    """The contexts, with PLOVER's auxiliary ones for what is past, to come, possible or denied."""
    aux = {"future": "future", "hypothetical": "hypothetical", "negated": "negation"}.get(record["status"])
    found = list(record["contexts"])
    if record["historical"]:
        found.append("historical")
    if aux:
        found.append(aux)
    return found
