"""One row an event: the columns of CSV and Excel, what each says, and how it is read from a record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dateline.exporting.cells import joined
from dateline.exporting.records import Record, day_of


@dataclass(frozen=True, slots=True)
class Column:
    """`kind`: text, day, number or truth; `says` explains the column to its readers."""

    name: str
    kind: str
    says: str
    value: Callable[[Record], Any]


def _of(key: str, kind: str, says: str) -> Column:
    return Column(key, kind, says, lambda r: r.get(key))


def _list(name: str, side: str, key: str, says: str) -> Column:
    return Column(name, "text", says, lambda r: joined(item.get(key) for item in r[side]))


def _figures(record: Record) -> str:
    return joined(f"{_number(f['value'])} {f['unit']}" for f in record["figures"])


def _number(value: float) -> float | int:
    return int(value) if isinstance(value, float) and value.is_integer() else value


EVENT_COLUMNS = (
    _of("id", "text", "The event's id: the same for the same story and rules, on any machine."),
    _of("story", "text", "The id of the story that reports it."),
    Column("published", "day", "The day the story was published.", lambda r: day_of(r["published"])),
    _of("family", "text", "The family of copies that the story belongs to; named for the first report."),
    _of("type", "text", "PLOVER event type; MOVE is an addition of ours."),
    _of("mode", "text", "PLOVER mode of the type, where the text gives one."),
    Column("contexts", "text", "PLOVER contexts, joined by |.", lambda r: joined(r["contexts"])),
    _of("cameo", "text", "CAMEO code: text with its leading zero."),
    _of("quad", "number", "1 verbal, 2 material cooperation; 3 verbal, 4 material conflict."),
    _of("intensity", "number", "PLOVER's score of the mode or type, -10 to 10."),
    _of("status", "text", "actual, future, hypothetical or negated."),
    _of("aspect", "text", "once, ongoing or recurring."),
    _of("historical", "truth", "Whether it lies more than a year before publication."),
    _list("actors", "actors", "name", "Who did it: names, joined by |."),
    _list("actor_countries", "actors", "country", "Their countries (ISO 3166 alpha-3), joined by |."),
    _list("actor_sectors", "actors", "sector", "Their sectors (PLOVER, and IGO, NGO), joined by |."),
    _list("recipients", "recipients", "name", "To or against whom: names, joined by |."),
    _list("recipient_countries", "recipients", "country", "Their countries or bodies, joined by |."),
    _list("recipient_sectors", "recipients", "sector", "Their sectors, joined by |."),
    Column("first", "day", "First day of the event.", lambda r: day_of(r["date"]["first"])),
    Column("last", "day", "Last day of the event.", lambda r: day_of(r["date"]["last"])),
    Column(
        "date_basis", "text", "Where the day is from: text, context, publication (assumed) or none.",
        lambda r: r["date"]["basis"],
    ),
    Column("place", "text", "Where it happened.", lambda r: r["place"]["name"] if r["place"] else None),
    Column(
        "place_country", "text", "The country of the place (ISO 3166 alpha-3).",
        lambda r: r["place"]["country"] if r["place"] else None,
    ),
    _list("sources", "sources", "text", "According to whom, nearest first, joined by |; empty: the writer."),
    _list("source_kinds", "sources", "kind", "Kinds of these sources, joined by |."),
    Column("figures", "text", "Counts that belong to the event with their units, joined by |.", _figures),
    _list("words", "mentions", "text", "The words that name the act, joined by |."),
    Column(
        "start", "number", "First character of the first of these words in the story as received.",
        lambda r: r["mentions"][0]["start"],
    ),
    Column("end", "number", "The character after them.", lambda r: r["mentions"][0]["end"]),
    _of("rule", "text", "The rule that read it."),
    _of("confidence", "number", "How likely the type and the countries of both sides are right, 0 to 1."),
)  # fmt: skip
"""What a run of its own knows of an event."""

LEDGER_COLUMNS = (
    _of("happening", "text", "The happening that events of several stories are merged into."),
    _of("reports", "number", "How many independent reports the happening has; copies do not count."),
    _of("outlet", "text", "Who published the story."),
    _of("title", "text", "The story's title."),
    _of("url", "text", "The story's address."),
)
"""What a ledger adds; empty where the events come from elsewhere."""
