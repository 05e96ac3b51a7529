"""Whole numbers as ids, for formats whose ids are numbers."""

from __future__ import annotations

from dateline.exporting.records import Pair, Record


def number_of(*parts: str) -> int:
    """A number below 2^53 (exact as a double, as R reads it), the same for the same parts everywhere."""
    from xxhash import xxh3_64_intdigest

    return xxh3_64_intdigest("\x1f".join(parts).encode("utf-8", "replace")) >> 11


def happening_number(record: Record, pair: Pair) -> int:
    """The number of a pair in a happening, the same in each story that reports it.

    Where no ledger has merged stories, the event stands for its happening.
    """
    sides = [p["id"] if p else "" for p in (pair.actor, pair.recipient)]
    return number_of(str(record.get("happening") or record["id"]), *sides)
