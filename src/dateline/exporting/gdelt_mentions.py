"""Mentions in the 16 columns of GDELT 2.0: one row for each place in a story that names the event.

Source: The GDELT Event Database, data format codebook V2.0, "Mentions table". The numbers of events
are those of `gdelt_events`, also where several stories report one happening.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO
from urllib.parse import urlsplit

from dateline.exporting.choice import Exported, LeftOut, Options, field_pairs
from dateline.exporting.gdelt_events import stamp
from dateline.exporting.numbers import happening_number
from dateline.exporting.records import Pair, Record, added_day, citation, report_day, sentence_number
from dateline.exporting.tab_table import write_tabs

COLUMNS = (
    "GlobalEventID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName",
    "MentionIdentifier", "SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset",
    "InRawText", "Confidence", "MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras",
)  # fmt: skip
"""GDELT's names in GDELT's order; the file itself has no header."""
WEB, CITATION = 1, 2


def write_gdelt_mentions(records: Iterable[Record], out: TextIO, options: Options) -> Exported:
    """The export: one row a pair of actor and recipient and mention."""
    left = LeftOut()
    rows = (row for record, pair in field_pairs(records, options, left) for row in _rows(record, pair))
    return left.exported(write_tabs(rows, out, None))


def _rows(record: Record, pair: Pair) -> Iterator[Sequence[Any]]:
    number = happening_number(record, pair)
    host = urlsplit(record.get("url") or "")
    web = host.scheme in ("http", "https") and bool(host.hostname)
    text = record.get("text")
    for mention in record["mentions"]:
        yield (
            number,
            stamp(added_day(record)),
            stamp(report_day(record)),
            WEB if web else CITATION,
            (host.hostname or "").removeprefix("www.") if web else record.get("outlet"),
            citation(record),
            sentence_number(record, mention["start"]),
            pair.actor["start"] if pair.actor else None,
            pair.recipient["start"] if pair.recipient else None,
            mention["start"],
            1,
            round(record["confidence"] * 100),
            len(text) if text else None,
            None,
            None,
            None,
        )
