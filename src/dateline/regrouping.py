"""Families and happenings of a ledger: of all its stories, or only where new ones touch what was there.

The second gives what the first gives, row by row. What new events may be one with is looked up by the
keys that events are compared under; then all is grouped again that likely pairs, copies, wars and the
happenings that were lead to, and every other row stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from dateline import happenings
from dateline.copies.families import FamilyIndex, FamilyMember
from dateline.ledger.record_columns import record_table
from dateline.ledger.schemas import ALIASES, EVENTS, FAMILIES, HAPPENINGS, MEMBERS
from dateline.ledger.store import LedgerWriter, read_part
from dateline.model.happening import Happening
from dateline.run import Run

GROUPED = ("families", "happenings", "members", "keys", "wars", "likely")
"""Tables that the last grouping must have left."""
KEPT = ("keys", "wars", "likely")


def group(run: Run, writer: LedgerWriter, index: FamilyIndex) -> None:
    """Families of copies and happenings over all stories of the ledger, committed."""
    families = _family_rows(index.members())
    events = _events(writer, None)
    columns = happenings.columns_of_table(events)
    features = happenings.features_of(columns, run.happening_rules)
    kept = _compared(run, features, None)
    found = _grouped(run, writer, columns, families, kept["likely"], features)
    old = writer.read("happenings", ["id", "events"])
    writer.replace("families", [families])
    writer.replace("happenings", [_happening_rows(found)])
    members = _member_rows(found, events["id"])
    writer.replace("members", [members.slice(*part) for part in _cut(writer)])
    writer.replace("aliases", [_aliases(writer, old, found, {h.id for h in found})])
    for name in KEPT:
        writer.replace(name, [kept[name]])
    writer.commit(grouped=True, by=run.fingerprint.grouping)


def regroup(run: Run, writer: LedgerWriter, index: FamilyIndex) -> None:
    """The same after stories were added; what they do not touch is left as it is."""
    if not _known(run, writer):
        group(run, writer, index)
        return
    tables = {name: _table(writer, name) for name in GROUPED}
    told = _table(writer, "events", ["id", "story"]).rename_columns(["event", "story"])
    every = pa.table([*told.columns, *tables["members"].columns], names=[*told.column_names, *MEMBERS.names])
    tables["members"] = every.filter(every["happening"].is_valid())
    before = dict(zip(*(tables["families"][c].to_pylist() for c in ("story", "family")), strict=True))
    fresh = index.beside(before)
    places = index.regrouped(before, fresh)
    families = _without(tables["families"], "story", [m.story for m in places])
    families = _joined(families, _family_rows(places), [("family", "ascending"), ("story", "ascending")])
    moved = _moved(before, places)
    new = _events(writer, fresh, writer.manifest.grouped)
    kept = _compared(run, *_beside(writer, tables["keys"], new, run))
    for name in KEPT:
        tables[name] = pa.concat_tables([tables[name], kept[name]])
    touched = _touched(told, families, tables, _among(told, "story", moved)["event"].to_pylist())
    owners = _among(told, "event", touched)["story"].unique()
    events = _among(_events(writer, owners.to_pylist()), "id", touched)
    columns = happenings.columns_of_table(events)
    found = _grouped(run, writer, columns, families, _among(tables["likely"], "one", touched))
    gone = _among(tables["members"], "event", touched)["happening"].unique().to_pylist()
    rows = _joined(_without(tables["happenings"], "id", gone), _happening_rows(found), "id")
    old = _among(tables["happenings"].select(["id", "events"]), "id", gone)
    writer.replace("families", [families])
    writer.replace("happenings", [rows])
    _replace_members(writer, every, _member_rows(found, events["id"]), events["id"])
    writer.replace("aliases", [_aliases(writer, old, found, set(rows["id"].to_pylist()))])
    for name in KEPT:
        writer.add(name, kept[name])
    writer.commit(grouped=True, by=run.fingerprint.grouping)


def _known(run: Run, writer: LedgerWriter) -> bool:
    """Whether the last grouping was made by these rules, and stories were only added since."""
    manifest = writer.manifest
    left = all(manifest.tables.get(name) for name in GROUPED)
    if not left or manifest.grouped_by != run.fingerprint.grouping:
        return False
    runs = writer.read("runs", ["run", "command"])
    since = runs.filter(pc.greater(runs["run"], manifest.grouped)) if runs is not None else None
    return since is not None and set(since["command"].to_pylist()) <= {"code"}


def _moved(before: Mapping[str, str], places: Iterable[FamilyMember]) -> list[str]:
    """The stories whose family is new or has lost or won an original, and those that they have left."""
    left = {before.get(m.story) for m in places if before.get(m.story) != m.family}
    return [m.story for m in places if before.get(m.story) in left]


def _table(writer: LedgerWriter, name: str, columns: list[str] | None = None) -> pa.Table:
    table = writer.read(name, columns)
    assert table is not None, name
    return table


def _compared(run: Run, features: happenings.Features, fresh: happenings.Flags | None) -> dict[str, pa.Table]:
    """Likely pairs among events, and the keys of those that are fresh, or of all."""
    return {
        "keys": happenings.keys_of(features, fresh),
        "wars": happenings.wars_of(features, fresh),
        "likely": happenings.likely_pairs(features, run.happening_rules, fresh),
    }


def _beside(
    writer: LedgerWriter, keys: pa.Table, new: pa.Table, run: Run
) -> tuple[happenings.Features, happenings.Flags]:
    """The new events with those that they must be compared with, and which of them are new."""
    rules = run.happening_rules
    theirs = happenings.keys_of(happenings.features_of(happenings.columns_of_table(new), rules))["key"]
    others = keys.filter(pc.is_in(keys["key"], theirs.unique()))["event"].unique().to_pylist()
    told = _among(_table(writer, "events", ["id", "story"]), "id", others)
    found = _among(_events(writer, told["story"].unique().to_pylist()), "id", others)
    columns = happenings.columns_of_table(pa.concat_tables([found, new]))
    return happenings.features_of(columns, rules), np.arange(len(columns)) >= len(found)


def _touched(
    told: pa.Table, families: pa.Table, tables: Mapping[str, pa.Table], fresh: Iterable[str]
) -> list[str]:
    """All events that must be grouped again because of the fresh ones, sorted."""
    members, likely, wars = (tables[name] for name in ("members", "likely", "wars"))
    sizes = families["family"].value_counts()
    several = sizes.filter(pc.greater(sizes.field("counts"), 1)).field("values")
    copied = families.filter(pc.is_in(families["family"], several))
    reached: set[str] = set()
    open_ = set(fresh)
    while open_:
        reached |= open_
        more: set[str] = set()
        known = _among(members, "event", open_)["happening"].unique().to_pylist()
        more.update(_among(members, "happening", known)["event"].to_pylist())
        more.update(_among(likely, "one", open_)["other"].to_pylist())
        more.update(_among(likely, "other", open_)["one"].to_pylist())
        war = wars.filter(pc.is_in(wars["key"], _among(wars, "event", open_)["key"].unique()))
        more.update(war["event"].to_pylist())
        stories = _among(told, "event", open_)["story"].unique().to_pylist()
        theirs = _among(copied, "story", stories)["family"].unique().to_pylist()
        of_copies = _among(copied, "family", theirs)["story"].to_pylist()
        more.update(_among(told, "story", of_copies)["event"].to_pylist())
        open_ = more - reached
    return sorted(reached)


def _events(writer: LedgerWriter, stories: Iterable[str] | None, since: int = 0) -> pa.Table:
    """What grouping must know of the events of these stories, or of all, written `since` a commit."""
    listed = writer.manifest.tables.get("events", ())
    parts = [writer.folder / part.file for part in listed if part.commit > since]
    nothing = EVENTS.empty_table().select(happenings.NEEDED)
    if stories is None:
        found = [read_part(part, happenings.NEEDED) for part in parts]
        return pa.concat_tables(found or [nothing])
    wanted = pa.array(sorted(stories), pa.string())
    found = []
    for part in parts:
        chosen = pc.is_in(read_part(part, ["story"])["story"], wanted)
        if pc.any(chosen).as_py():
            found.append(read_part(part, happenings.NEEDED).filter(chosen))
    return pa.concat_tables(found or [nothing])


def _grouped(
    run: Run,
    writer: LedgerWriter,
    columns: pa.Table,
    families: pa.Table,
    likely: pa.Table,
    features: happenings.Features | None = None,
) -> list[Happening]:
    """The happenings of events given as `happenings.EVENT_COLUMNS`."""
    if not columns.num_rows:
        return []
    owners = columns["story"].unique()
    stories = _table(writer, "stories", ["id", "outlet"])
    stories = stories.filter(pc.is_in(stories["id"], owners))
    outlet = dict(zip(stories["id"].to_pylist(), stories["outlet"].to_pylist(), strict=True))
    told = families.filter(pc.is_in(families["story"], owners)).select(["story", "family", "agencies"])
    rows = zip(*(column.to_pylist() for column in told.columns), strict=True)
    reports = ((story, outlet[story], family, tuple(agencies)) for story, family, agencies in rows)
    told_in = happenings.report_columns(reports)
    return happenings.group(columns, told_in, run.happening_rules, likely, features)


def _family_rows(members: Iterable[FamilyMember]) -> pa.Table:
    return record_table(list(members), FAMILIES)


def _happening_rows(found: Sequence[Happening]) -> pa.Table:
    return record_table(found, HAPPENINGS)


def _member_rows(found: Iterable[Happening], events: pa.ChunkedArray) -> pa.Table:
    """Rows of `members` for the events of these ids."""
    happening = {event: h for h in found for event in h.events}
    told = [happening[event] for event in events.to_pylist()]
    columns = [h.id for h in told], [h.independent for h in told], [_shared(h) for h in told]
    return pa.table(list(columns), schema=MEMBERS)


def _shared(happening: Happening) -> int | None:
    if len(happening.events) == 1:
        return None
    return xxhash.xxh3_64_intdigest(happening.id.encode()) >> 1


def _replace_members(writer: LedgerWriter, known: pa.Table, rows: pa.Table, events: pa.ChunkedArray) -> None:
    """Put `rows`, those of `events`, in their places among the `known` of all events."""
    place = pc.index_in(known["event"], events.combine_chunks())
    new = pa.concat_tables([known.select(MEMBERS.names), rows]).take(
        pc.coalesce(pc.add(place, len(known)), pa.array(np.arange(len(known)), pa.int32()))
    )
    for n, (start, length) in enumerate(_cut(writer)):
        if place.slice(start, length).null_count < length:
            writer.replace_part("members", n, new.slice(start, length))


def _cut(writer: LedgerWriter) -> Iterator[tuple[int, int]]:
    """Where the rows of each part of `events` begin among all of them, and how many they are."""
    sizes = [part.rows for part in writer.parts("events")]
    return zip(accumulate(sizes, initial=0), sizes, strict=False)


def _aliases(writer: LedgerWriter, old: pa.Table | None, found: list[Happening], ids: set[str]) -> pa.Table:
    """Where ids of happenings lead that have been superseded, now or before.

    `old` and `found` are the happenings before and after, but for those that stay; `ids` are of all now.
    """
    was = dict(zip(*(c.to_pylist() for c in old.columns), strict=True)) if old is not None else {}
    fresh = happenings.aliases(was, {h.id: h.events for h in found})
    known = writer.read("aliases")
    before = dict(zip(*(c.to_pylist() for c in known.columns), strict=True)) if known is not None else {}
    # An heir may have been superseded in its turn; an id that has come back is no alias any more.
    heirs = {id_: fresh.get(heir, heir) for id_, heir in before.items()} | fresh
    rows = [{"id": i, "happening": heir} for i, heir in sorted(heirs.items()) if i not in ids and heir in ids]
    return pa.Table.from_pylist(rows, schema=ALIASES)


def _among(table: pa.Table, column: str, values: Iterable[str]) -> pa.Table:
    return table.filter(pc.is_in(table[column], pa.array(list(values), pa.string())))


def _without(table: pa.Table, column: str, values: Iterable[str]) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(table[column], pa.array(list(values), pa.string()))))


def _joined(kept: pa.Table, added: pa.Table, order: Any) -> pa.Table:
    return pa.concat_tables([kept, added]).sort_by(order).combine_chunks()
