#!/usr/bin/env python3
"""Are events of different stories rightly one happening? Precision and recall of pairs, and seconds.

    python bench/happenings.py copies LEDGER GOLD        events of copies with those of their original
    python bench/happenings.py gold DEV JUDGED           annotated events, judged which are the same
    python bench/happenings.py sample LEDGER SHEET N     pairs of independent reports for readers to judge;
                                                         SHEET gets where they stand, for the verdicts
    python bench/happenings.py judged LEDGER SHEET       what of the judged pairs is one happening
    python bench/happenings.py speed LEDGER N            seconds for N events

LEDGER is one that holds the stories with their texts; what is one happening is settled by the rules of today.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dateline.happenings import columns_of_records, columns_of_table, features_of, group, likely_pairs
from dateline.happenings.columns import report_columns
from dateline.ledger.store import Ledger
from dateline.rulebook.happenings import load_happening_rules
from sample_events import around, who
from wild import of_type

Record = dict[str, Any]
NEAR = 2.0
"""How far below the threshold pairs are drawn to see what is missed."""
DAYS_APART = 200


@dataclass(frozen=True)
class Told:
    """The events of a ledger as rows, with what they are compared by, and families of their stories."""

    rows: list[Record]
    columns: pa.Table
    families: list[Record]

    @classmethod
    def of(cls, ledger: str) -> Told:
        events, families = (Ledger(Path(ledger)).read(table) for table in ("events", "families"))
        return cls(events.to_pylist(), columns_of_table(events), families.to_pylist())

    def by_story(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = defaultdict(list)
        for event in self.rows:
            found[event["story"]].append(event)
        return found

    def happenings(self) -> dict[str, str]:
        return happenings(self.columns, self.families)


def read(path: str) -> list[Record]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def reports(families: list[Record]) -> pa.Table:
    return report_columns((m["story"], "", m["family"], tuple(m["agencies"])) for m in families)


def happenings(columns: pa.Table, families: list[Record]) -> dict[str, str]:
    """The happening of each event."""
    found = group(columns, reports(families), load_happening_rules())
    return {event: h.id for h in found for event in h.events}


def keys(parties: list[Record]) -> frozenset[str]:
    return frozenset(p["country"] or p["id"] for p in parties)


def alike(one: Record, other: Record) -> bool:
    """Whether a copy plainly tells the same event: type, and either the words or both sides agree."""
    if one["type"] != other["type"]:
        return False
    words = one["mentions"][0]["text"].lower() == other["mentions"][0]["text"].lower()
    sides = all(keys(one[s]) == keys(other[s]) for s in ("actors", "recipients"))
    return words or (sides and bool(one["actors"] or one["recipients"]))


def counterparts(original: list[Record], copy: list[Record]) -> Iterator[tuple[str, str]]:
    """Events that only one of each story can be: of a type in the same words, or else of the same parties."""
    taken: set[str] = set()
    for mark in (wording, parties):
        ours, theirs = Counter(map(mark, copy)), Counter(map(mark, original))
        by_mark = {mark(e): e["id"] for e in original}
        for event in copy:
            m = mark(event)
            if ours[m] == theirs[m] == 1 and not taken & {event["id"], by_mark[m]}:
                taken |= {event["id"], by_mark[m]}
                yield event["id"], by_mark[m]


def wording(e: Record) -> tuple[Any, ...]:
    return e["type"], e["mentions"][0]["text"].lower()


def parties(e: Record) -> tuple[Any, ...]:
    return e["type"], keys(e["actors"]), keys(e["recipients"])


def copies(args: argparse.Namespace) -> None:
    told = Told.of(args.ledger)
    events, by_story, found = told.rows, told.by_story(), told.happenings()
    gold = {row["story"]: row for row in read(args.gold)}
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for story, row in gold.items():
        if story != row["family"]:
            for one, other in counterparts(by_story[row["family"]], by_story[story]):
                asked[row["kind"]] += 1
                right[row["kind"]] += found[one] == found[other]
    for kind in sorted(asked):
        print(
            f"{kind:10} {asked[kind]:5} events with a counterpart, together {right[kind] / asked[kind]:.3f}"
        )
    print(
        f"{'all':10} {asked.total():5} events with a counterpart, "
        f"together {right.total() / asked.total():.3f}"
    )
    within = like = across = war = 0
    events_of: dict[str, list[Record]] = defaultdict(list)
    for event in events:
        events_of[found[event["id"]]].append(event)
    biggest = max(events_of.values(), key=len)
    for group_ in events_of.values():
        for one, other in combinations(group_, 2):
            if gold[one["story"]]["family"] == gold[other["story"]]["family"]:
                within += 1
                like += alike(one, other)
            else:
                across += 1
                war += group_ is biggest
    print(f"pairs within a family: {within}, of plainly the same event {like / within:.3f}")
    print(f"pairs of different families: {across}, of them {war} in the happening of most reports")


def gold(args: argparse.Namespace) -> None:
    """Annotated events; all pairs of different stories that are not judged to be one happening are two."""
    events = [event for story in read(args.dev) for event in annotated(story)]
    table = [line.split("\t") for line in Path(args.judged).read_text(encoding="utf-8").splitlines()[1:]]
    truth = {f"{story}#{k}": happening for story, k, happening in table}
    families = [{"story": s, "family": s, "agencies": []} for s in sorted({e["story"] for e in events})]
    found = happenings(columns_of_records(events), families)
    apart = [(a, b) for a, b in combinations(events, 2) if a["story"] != b["story"]]
    one = {
        (a["id"], b["id"])
        for a, b in apart
        if truth.get(a["id"]) and truth.get(a["id"]) == truth.get(b["id"])
    }
    joined = {(a["id"], b["id"]) for a, b in apart if found[a["id"]] == found[b["id"]]}
    print(f"{len(apart)} pairs of different stories, {len(one)} of one happening, {len(joined)} joined")
    print(
        f"precision {len(one & joined) / max(1, len(joined)):.3f}, recall {len(one & joined) / len(one):.3f}"
    )


def annotated(story: Record) -> Iterator[Record]:
    """The events of an annotated story in the shape of the public record."""
    for k, event in enumerate(story["events"]):
        first, last = event["date"] or (story["published"], story["published"])
        place = {"name": event["place"], "country": None, "lat": None, "lon": None}
        yield {
            "id": f"{story['id']}#{k}",
            "story": story["id"],
            "published": story["published"],
            "type": event["type"],
            "mode": event["mode"],
            "aspect": "once",
            "historical": False,
            "actors": [party(p) for p in event["actors"]],
            "recipients": [party(p) for p in event["recipients"]],
            "date": {"first": first, "last": last, "basis": "text" if event["date"] else "publication"},
            # A country is no place in our sense; the annotation gives words, not places.
            "place": place if event["place"] and not is_country(event["place"], event) else None,
            "status": event["status"],
            "sources": [],
            "content": None,
            "figures": [{"value": f["value"], "low": f["value"], "high": f["value"], "unit": f["unit"]}
                        for f in event["figures"]],
            "mentions": event["mentions"],
            "rule": "",
            "confidence": 1.0,
        }  # fmt: skip


def party(p: Record) -> Record:
    """A party by the words of the annotation: somebody by name has two capitalised words."""
    named = sum(w[0].isupper() for w in p["text"].split()) > 1
    kind = "person" if named and p["sector"] == "GOV" else "org" if named else "role"
    return {"id": f"{kind}:{p['text']}", "name": p["text"], "country": p["country"], "sector": p["sector"]}


def is_country(words: str, event: Record) -> bool:
    """Whether the place is just the name of a party that is a country."""
    return any(words == p["text"] and p["sector"] is None for p in event["recipients"])


def sample(args: argparse.Namespace) -> None:
    """Of N happenings one joined pair of independent reports, and N/2 pairs just below the threshold."""
    told = Told.of(args.ledger)
    stories = {s["id"]: s for s in Ledger(Path(args.ledger)).read("stories").to_pylist()}
    found = told.happenings()
    rng = Random(args.seed)
    joined, near = pairs_of(told, found)
    rng.shuffle(joined)
    one_each = list({found[a]: (a, b) for a, b in reversed(joined)}.values())[: args.n]
    drawn = [(pair, "joined") for pair in one_each]
    drawn += [(pair, "near") for pair in rng.sample(near, min(len(near), args.n // 2))]
    rng.shuffle(drawn)
    records = {e["id"]: e for e in told.rows}
    with args.sheet.open("w", encoding="utf-8", newline="") as sheet:
        rows = csv.writer(sheet, delimiter="\t", lineterminator="\n")
        rows.writerow([*(f"{side}_{at}" for side in ("one", "other") for at in PLACE), "drawn", "same"])
        for n, ((a, b), why) in enumerate(drawn, 1):
            rows.writerow([*place(records[a]), *place(records[b]), why, ""])
            print(f"#{n}")
            for event in (records[a], records[b]):
                story = stories[event["story"]]
                print(f"story   {event['published']} {story['title'] or ''}")
                print(f"text    … {around(story['text'], event)} …")
                print(f"row     {as_row(event)}")
            print()


PLACE = ("story", "start", "end", "type")
"""Where an event stands: verdicts by place outlive the ids, which belong to the rules of their day."""


def place(e: Record) -> tuple[str, int, int, str]:
    first = e["mentions"][0]
    return e["story"], first["start"], first["end"], e["type"]


def standing(row: dict[str, str], side: str, by_story: dict[str, list[Record]]) -> str | None:
    """The id of the event that stands today where one of a judged pair stood."""
    story, start, end, type_ = (row[f"{side}_{at}"] for at in PLACE)
    event = of_type(by_story[story], int(start), int(end), type_)
    return event["id"] if event else None


def pairs_of(told: Told, found: dict[str, str]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Likely pairs of different families that are joined, and those just below the threshold that are not."""
    rules = load_happening_rules()
    family = {m["story"]: m["family"] for m in told.families}
    story = {e["id"]: e["story"] for e in told.rows}
    wider = replace(rules, threshold=rules.threshold - NEAR)
    joined, near = [], []
    for row in likely_pairs(features_of(told.columns, wider), wider).to_pylist():
        a, b = row["one"], row["other"]
        if found[a] == found[b] and row["score"] >= rules.threshold and family[story[a]] != family[story[b]]:
            joined.append((a, b))
        elif found[a] != found[b] and row["score"] < rules.threshold:
            near.append((a, b))
    return joined, near


def as_row(e: Record) -> str:
    where = e["place"]["name"] if e["place"] else "-"
    day = f"{e['date']['first']} to {e['date']['last']} ({e['date']['basis']})"
    return f"{e['type']} {e['status']} {who(e['actors'])} → {who(e['recipients'])} {day} at {where}"


def judged(args: argparse.Namespace) -> None:
    """What of a judged sheet is joined by the rules of today, and what of the joined is judged right."""
    told = Told.of(args.ledger)
    found, by_story = told.happenings(), told.by_story()
    with args.sheet.open(encoding="utf-8", newline="") as sheet:
        rows = list(csv.DictReader(sheet, delimiter="\t"))
    stand = [(standing(r, "one", by_story), standing(r, "other", by_story), r["same"]) for r in rows]
    pairs = [(found[a], found[b], same) for a, b, same in stand if a is not None and b is not None]
    if not pairs:
        raise SystemExit(f"{args.sheet}: none of its pairs stands in {args.ledger}")
    right, wrong, missed, apart = (
        sum(one == other if together else one != other for one, other, same in pairs if same == verdict)
        for together, verdict in ((True, "y"), (True, "n"), (False, "y"), (False, "n"))
    )
    joined, near = pairs_of(told, found)
    precision, below = right / max(1, right + wrong), missed / max(1, missed + apart)
    print(
        f"{len(pairs)} of {len(rows)} pairs: joined {right} rightly, {wrong} wrongly; "
        f"apart {apart} rightly, {missed} wrongly"
    )
    print(
        f"of joined pairs of independent reports right {precision:.3f}, "
        f"of pairs just below one happening {below:.3f}"
    )
    kept, lost = precision * len(joined), below * len(near)
    print(
        f"{len(joined)} such pairs joined, {len(near)} just below: "
        f"about {kept / (kept + lost):.2f} of both found"
    )


def speed(args: argparse.Namespace) -> None:
    """The events given, again and again months later, until there are N."""
    told = Told.of(args.ledger)
    columns, told_in = told.columns, reports(told.families)
    turns = range(-(-args.n // len(columns)))
    many = pa.concat_tables([later(columns, k) for k in turns]).slice(0, args.n)
    told_in = pa.concat_tables([renamed(told_in, ("story", "family"), k) for k in turns])
    rules = load_happening_rules()
    start = time.process_time()
    likely = likely_pairs(features_of(many, rules), rules)
    middle = time.process_time()
    found = group(many, told_in, rules, likely)
    end = time.process_time()
    print(f"{len(many)} events, {len(likely)} likely pairs, {len(found)} happenings")
    print(f"seconds: pairs {middle - start:.2f}, groups and records {end - middle:.2f}")


def later(columns: pa.Table, turn: int) -> pa.Table:
    columns = renamed(columns, ("event", "story"), turn)
    for name in ("published", "first", "last"):
        days = pc.add(columns.column(name).cast(pa.int32()), pa.scalar(turn * DAYS_APART, pa.int32()))
        columns = replaced(columns, name, days.cast(pa.date32()))
    return columns


def renamed(table: pa.Table, names: tuple[str, ...], turn: int) -> pa.Table:
    for name in names:
        table = replaced(table, name, pc.binary_join_element_wise(table.column(name), str(turn), " "))
    return table


def replaced(table: pa.Table, name: str, column: pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), table.schema.field(name), column)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    tasks = ap.add_subparsers(required=True)
    for task, names in (
        (copies, ("ledger", "gold")),
        (gold, ("dev", "judged")),
        (sample, ("ledger", "sheet")),
        (judged, ("ledger", "sheet")),
        (speed, ("ledger",)),
    ):
        sub = tasks.add_parser(task.__name__)
        for name in names:
            sub.add_argument(name, type=Path if name == "sheet" else str)
        if task in (sample, speed):
            sub.add_argument("n", type=int)
            sub.add_argument("--seed", type=int, default=1)
        sub.set_defaults(task=task)
    args = ap.parse_args()
    args.task(args)


if __name__ == "__main__":
    main()
