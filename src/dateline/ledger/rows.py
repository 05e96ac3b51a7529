"""Stories, events, statements and figures as tables of the ledger, and events back as public records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import orjson
import pyarrow as pa
import xxhash

from dateline.ledger.schemas import EVENTS, FIGURES, INDEX, REJECTED, STATEMENTS, STORIES
from dateline.model import Event, Reading, Rejected, Story
from dateline.model.record import event_record, plain

WORDS = frozenset({"text", "original"})
"""Keys under which a record holds words of the story."""
GIVEN = frozenset({"field", "option"})
"""Where a day of publication is from that came with the story."""
SURROGATE = re.compile("[\ud800-\udfff]")


def story_hash(story: Story) -> str:
    """XXH3-128 of what came in: text, day, title, outlet, url.

    A day that was read off text, page or address is not hashed besides: other rules may read another.
    """
    given = story.published.isoformat() if story.published and story.published_basis in GIVEN else ""
    digest = xxhash.xxh3_128()
    for part in (story.text, given, story.title, story.outlet, story.url):
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\x1f")
    return digest.hexdigest()


def story_table(stories: Sequence[tuple[Story, Mapping[str, Any]]], run: int, *, text: bool) -> pa.Table:
    """Rows of `stories`: each a story, and what was found of machine-spun wording in it.

    The latter is a record of `score`, `signs` and `phrases`.
    """
    rows = [
        {
            "id": story.id,
            "hash": story_hash(story),
            "published": story.published,
            "published_basis": story.published_basis,
            "title": story.title if text else None,
            "outlet": story.outlet,
            "agency": story.agency,
            "dateline_place": story.dateline_place,
            "url": story.url,
            "notes": list(story.notes),
            "characters": len(story.text),
            "text": story.text if text else None,
            "spin": spin["score"],
            "spin_signs": spin["signs"],
            "spun": [_kept(phrase, text=text) for phrase in spin["phrases"]],
            "run": run,
        }
        for story, spin in stories
    ]
    return pa.Table.from_pylist(rows, schema=STORIES)


def story_of(row: Mapping[str, Any], reading: Reading) -> Story:
    """The story of a row, read as it was."""
    return Story(
        id=row["id"],
        text=row["text"],
        reading=reading,
        published=row["published"],
        published_basis=row["published_basis"],
        title=row["title"],
        outlet=row["outlet"],
        agency=row["agency"],
        dateline_place=row["dateline_place"],
        url=row["url"],
        notes=tuple(row["notes"]),
    )


def event_table(events: Sequence[Event], coding: str, *, text: bool) -> pa.Table:
    """Rows of `events`, in the order given."""
    rows = []
    for event in events:
        row = event_record(event)
        row |= {"published": event.published, "coding": coding}
        row["date"] |= {"first": event.date.first, "last": event.date.last}
        rows.append(_kept(row, text=text) | _index(event))
    return pa.Table.from_pylist(rows, schema=EVENTS)


def _index(event: Event) -> dict[str, Any]:
    """What queries ask for, flat."""
    return {
        "start": event.mentions[0].start,
        "first": event.date.first,
        "last": event.date.last,
        "place_name": event.place.name if event.place else None,
        "place_country": event.place.country if event.place else None,
        "actor_codes": _codes((p.country, p.sector) for p in event.actors),
        "actor_names": _names((p.id, p.name) for p in event.actors),
        "recipient_codes": _codes((p.country, p.sector) for p in event.recipients),
        "recipient_names": _names((p.id, p.name) for p in event.recipients),
        "source_codes": _codes((s.country, s.sector, s.kind) for s in event.sources),
        "source_names": _names((s.name,) for s in event.sources),
    }


def _codes(parties: Iterable[tuple[str | None, ...]]) -> list[str]:
    """Each code of each party, and the country with each other code of the same party."""
    found: dict[str, None] = {}
    for country, *others in parties:
        codes = [code for code in others if code]
        for code in (country, *codes, *(f"{country}:{code}" for code in codes if country)):
            if code:
                found[code] = None
    return list(found)


def _names(parties: Iterable[tuple[str | None, ...]]) -> list[str]:
    return list(dict.fromkeys(name.lower() for names in parties for name in names if name))


def figure_table(events: Sequence[Event], *, text: bool) -> pa.Table:
    """Rows of `figures`: one a count, with the event that it belongs to."""
    rows = [
        _kept({"event": event.id, "story": event.story, **plain(figure)}, text=text)
        for event in events
        for figure in event.figures
    ]
    return pa.Table.from_pylist(rows, schema=FIGURES)


def statement_table(statements: Iterable[Mapping[str, Any]], *, text: bool) -> pa.Table:
    """Rows of `statements` from records of the same shape."""
    return pa.Table.from_pylist([_kept(row, text=text) for row in statements], schema=STATEMENTS)


def rejected_table(rejected: Iterable[Rejected], run: int, *, text: bool) -> pa.Table:
    """Rows of `rejected`, in the order of their ids."""
    rows = {
        rejected_id(r): {
            "id": rejected_id(r),
            "stage": r.stage,
            "origin": storable(r.origin),
            "reason": storable(r.reason),
            "original": storable(r.original) if text else None,
            "metadata": _metadata(r, text=text),
            "run": run,
        }
        for r in rejected
    }
    return pa.Table.from_pylist([rows[key] for key in sorted(rows)], schema=REJECTED)


def _metadata(rejected: Rejected, *, text: bool) -> str | None:
    known = {key: storable(value) for key, value in sorted(rejected.metadata.items())}
    return orjson.dumps(known).decode() if known and text else None


def rejected_of(row: Mapping[str, Any]) -> Rejected:
    """The rejection that a row of `rejected` keeps; without its original where the ledger has no text."""
    metadata = row.get("metadata")
    return Rejected(
        stage=row["stage"],
        origin=row["origin"],
        reason=row["reason"],
        original=row["original"] or "",
        metadata=orjson.loads(metadata) if metadata else {},
    )


def rejected_id(rejected: Rejected) -> str:
    """The same for the same input at the same place, whatever was wrong with it."""
    whole = f"{rejected.origin}\x1f{rejected.original}".encode("utf-8", "surrogatepass")
    return xxhash.xxh3_64_hexdigest(whole)


def public_record(row: Mapping[str, Any], family: str) -> dict[str, Any]:
    """A row of `events` as the public record: the same as `event_record` gave of the event."""
    record: dict[str, Any] = {}
    for key, value in row.items():
        if key == "type":
            record["family"] = family
        if key not in INDEX:
            record[key] = _plain(value)
    return record


def storable(text: str) -> str:
    """`text` with the lone surrogates that UTF-8 has no bytes for replaced, character for character."""
    return text if text.isascii() else SURROGATE.sub("\ufffd", text)


def _kept(value: Any, *, text: bool) -> Any:
    """A record as it is stored: if words of the story are left out, spans keep their offsets alone."""
    if isinstance(value, Mapping):
        return {key: _kept(v, text=text) for key, v in value.items() if text or key not in WORDS}
    if isinstance(value, list | tuple):
        return [_kept(v, text=text) for v in value]
    return storable(value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.isoformat() if isinstance(value, date) else value
