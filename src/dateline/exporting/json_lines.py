"""Events as JSON Lines: the public record, one a line."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any, TextIO

import orjson

from dateline.exporting.choice import Exported, LeftOut, Options, with_status
from dateline.exporting.records import Record

_NOT_PUBLIC = frozenset({"text", "sentences"})
"""What a ledger hands to the exporters for their own use; the text is the publisher's."""


def write_json_lines(records: Iterable[Record], out: TextIO, options: Options) -> Exported:
    """The export: each record as it is, with what the ledger adds."""
    left = LeftOut()
    rows = 0
    for record in with_status(records, options.statuses, left):
        out.write(json_line({k: v for k, v in record.items() if k not in _NOT_PUBLIC}))
        rows += 1
    return left.exported(rows)


def json_line(record: Any) -> str:
    """One line of JSON; lone surrogates from broken input are replaced, not fatal."""
    try:
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE).decode()
    except TypeError:
        import json

        # What orjson has no form for, or broken text; numbers that are none are null there, and so here.
        text = json.dumps(_finite(record), default=str, ensure_ascii=False)
        return text.encode("utf-8", "replace").decode() + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not isfinite(value) else value
