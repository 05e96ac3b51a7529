"""Stories, events, statements and figures as tables of the ledger, and events back as public records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate, pairwise
from typing import Any

import orjson
import pyarrow as pa
import xxhash

from dateline.ledger.record_columns import record_table, storable
from dateline.ledger.schemas import EVENTS, FIGURES, INDEX, MEMBERS, REJECTED, STATEMENTS, STORIES
from dateline.model import Event, Reading, Rejected, Story

GIVEN = frozenset({"field", "option"})
"""Where a day of publication is from that came with the story."""


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


def story_table(stories: Sequence[Story], spins: Sequence[Any], run: int, *, text: bool) -> pa.Table:
    """Rows of `stories`: each a story, and what was found of machine-spun wording in it.

    The latter is a record of `score`, `signs` and `phrases`.
    """
    return record_table(
        stories,
        STORIES,
        text=text,
        hash=[story_hash(story) for story in stories],
        title=[story.title if text else None for story in stories],
        characters=[len(story.text) for story in stories],
        spin=[spin.score for spin in spins],
        spin_signs=[spin.signs for spin in spins],
        spun=[spin.phrases for spin in spins],
        run=[run] * len(stories),
    )


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


def event_table(
    events: Sequence[Event], settings: Sequence[Sequence[int]], coding: str, *, text: bool
) -> pa.Table:
    """Rows of `events`, in the order given; `settings` has hashes of the telling words around each."""
    places = [event.place for event in events]
    return record_table(
        events,
        EVENTS,
        text=text,
        basis=[event.status_basis for event in events],
        coding=[coding] * len(events),
        # What queries ask for, flat.
        start=[event.mentions[0].start for event in events],
        first=[event.date.first for event in events],
        last=[event.date.last for event in events],
        place_name=[place.name if place else None for place in places],
        place_country=[place.country if place else None for place in places],
        actor_codes=[_codes((p.country, p.sector) for p in event.actors) for event in events],
        actor_names=[_names((p.id, p.name) for p in event.actors) for event in events],
        recipient_codes=[_codes((p.country, p.sector) for p in event.recipients) for event in events],
        recipient_names=[_names((p.id, p.name) for p in event.recipients) for event in events],
        source_codes=[_codes((s.country, s.sector, s.kind) for s in event.sources) for event in events],
        source_names=[_names((s.name,) for s in event.sources) for event in events],
        setting=settings,
    )


def _codes(parties: Iterable[tuple[str | None, ...]]) -> str:
    """Country and each other code of each party: `|ISR:MIL|USA:|:CVL|`."""
    return _listed(
        f"{country or ''}:{code}"
        for country, *others in parties
        for code in [code for code in others if code] or ("",)
    )


def _names(parties: Iterable[tuple[str | None, ...]]) -> str:
    return _listed(name.lower() for names in parties for name in names if name)


def _listed(texts: Iterable[str]) -> str:
    """Each of the texts once, between bars; none is an empty text. One column of texts is read in half
    the time that lists take."""
    found = "|".join(dict.fromkeys(texts))
    return f"|{found}|" if found else ""


def ungrouped(events: int) -> pa.Table:
    """Rows of `members` for so many events that are in no happening yet."""
    return pa.table([pa.nulls(events, field.type) for field in MEMBERS], schema=MEMBERS)


def figure_table(events: Sequence[Event], *, text: bool) -> pa.Table:
    """Rows of `figures`: one a count, with the event that it belongs to."""
    owners = [event for event in events for _ in event.figures]
    return record_table(
        [figure for event in events for figure in event.figures],
        FIGURES,
        text=text,
        event=[event.id for event in owners],
        story=[event.story for event in owners],
    )


def statement_table(statements: Sequence[Mapping[str, Any]], *, text: bool) -> pa.Table:
    """Rows of `statements` from records of the same shape."""
    return record_table(statements, STATEMENTS, text=text)


def with_events(statements: pa.Table, events: pa.Table) -> pa.Table:
    """The statements with the events, rows of the same stories, that stand in the content of each."""
    marks: dict[str, list[tuple[int, str]]] = {}
    mentions = events["mentions"].combine_chunks()
    owners = mentions.value_parent_indices().to_pylist()
    ids, stories = (events[name].to_pylist() for name in ("id", "story"))
    for event, start in zip(owners, mentions.flatten().field("start").to_pylist(), strict=True):
        marks.setdefault(stories[event], []).append((start, ids[event]))
    contents = statements["content"].combine_chunks()
    bounds = [contents.flatten().field(name).to_pylist() for name in ("start", "end")]
    spans = list(zip(*bounds, strict=True))
    offsets = [0, *accumulate(contents.value_lengths().to_pylist())]
    told = []
    for story, (first, last) in zip(statements["story"].to_pylist(), pairwise(offsets), strict=True):
        here, own = spans[first:last], marks.get(story, ())
        told.append(list(dict.fromkeys([e for at, e in own for start, end in here if start <= at < end])))
    column = statements.schema.get_field_index("events")
    return statements.set_column(column, STATEMENTS.field("events"), pa.array(told, pa.list_(pa.string())))


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


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.isoformat() if isinstance(value, date) else value
