#!/usr/bin/env python3
"""The ledger measured: order, kills, readers beside a writer, recoding, a million events.

    python bench/ledger.py STORIES WORK [--stories 800] [--only order,kill,read,recode,million]
        [--events 1000000]

WORK is a folder for the ledgers that are made; what is there already is used again. Times are of the
processor, and what counts are ratios within one run; questions are also timed by the clock, with the
load of the machine beside them.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does; before NumPy is imported

import pyarrow as pa
import pyarrow.compute as pc

from dateline.ledger.store import PARSED, Ledger, LedgerWriter
from dateline.ledger.upkeep import info, verify
from dateline.query.asking import Query
from dateline.query.tables import count_table
from dateline.recoding import recode
from dateline.rulebook.tables import rules_folder
from dateline.run import Run
from dateline.storing import store
from speed import timed

FORK = multiprocessing.get_context("fork")
KILLS = 30
KILLED_STORIES = 300
READERS = 10


def load() -> str:
    return f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"


def chosen(stories: Path, count: int, work: Path) -> Path:
    """Every n-th story, so that there are about `count`, as a file of its own."""
    lines = stories.read_text(encoding="utf-8").splitlines()
    path = work / f"stories-{count}.jsonl"
    path.write_text("\n".join(lines[:: max(1, len(lines) // count)]) + "\n", encoding="utf-8")
    return path


def first_coding(run: Run, stories: Path, work: Path) -> tuple[Path, float]:
    """The stories coded into a ledger, and seconds; both kept for later calls."""
    folder, note = work / "ordered", work / "ordered.json"
    if not note.exists():
        shutil.rmtree(folder, ignore_errors=True)
        seconds, _ = timed(lambda: store(run, folder, [str(stories)], None))
        note.write_text(json.dumps(seconds))
    return folder, json.loads(note.read_text())


def order(run: Run, stories: Path, work: Path) -> None:
    """The same stories shuffled, in three runs, against all at once; and a run that has nothing to add."""
    folder, seconds = first_coding(run, stories, work)
    lines = stories.read_text(encoding="utf-8").splitlines()
    random.Random(3).shuffle(lines)
    pieces = work / "pieces"
    shutil.rmtree(pieces, ignore_errors=True)
    third = len(lines) // 3
    for n, some in enumerate((lines[:third], lines[third - 20 : 2 * third], lines[2 * third :])):
        path = work / f"piece-{n}.jsonl"
        path.write_text("\n".join(some) + "\n", encoding="utf-8")
        store(run, pieces, [str(path)], None, batch=150)
    for table in ("stories", "events", "statements", "figures", "families", "happenings", "members"):
        a, b = (in_order(Ledger(f).read(table)) for f in (folder, pieces))
        print(f"{table:<12} {len(a):>7} rows, {'the same' if a == b else 'NOT THE SAME'} in pieces, shuffled")
    print("faults:", verify(Ledger(folder)) + verify(Ledger(pieces)))
    before = contents(folder)
    again, _ = timed(lambda: store(run, folder, [str(stories)], None))
    print("a second run changes", "nothing" if contents(folder) == before else "SOMETHING", end="; ")
    print(f"it takes {again / seconds:.3f} of the first, {seconds:.0f} s")


def in_order(table: pa.Table) -> list[str]:
    """Rows but for the number of their run, sorted."""
    if "run" in table.column_names:
        table = table.drop("run")
    return sorted(json.dumps(row, default=str, sort_keys=True) for row in table.to_pylist())


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*.*") if p.is_file()}


def kill(run: Run, stories: Path, work: Path) -> None:
    """`kill -9` at random moments, until all stories are in; checked after each."""
    folder = work / "killed"
    shutil.rmtree(folder, ignore_errors=True)
    path = chosen(stories, KILLED_STORIES, work)
    ids = [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]
    chance = random.Random(17)
    kills = faults = 0
    sizes = [0]
    while kills < KILLS:
        child = FORK.Process(target=lambda: store(run, folder, [str(path)], None, batch=4))
        child.start()
        child.join(chance.uniform(0.2, 4))
        if child.is_alive():
            os.kill(child.pid, signal.SIGKILL)
            kills += 1
        child.join()
        if not (folder / "manifest.json").exists():
            continue
        faults += len(verify(Ledger(folder)))
        found = Ledger(folder).read("stories", ["id"])["id"].to_pylist()
        faults += len(found) != len(set(found)) or len(found) < sizes[-1]
        sizes.append(len(found))
        if len(found) == len(ids):
            # All in, and perhaps grouped: from the beginning, for the kills that are left.
            shutil.rmtree(folder)
            sizes = [0]
    store(run, folder, [str(path)], None)
    found = Ledger(folder).read("stories", ["id"])["id"].to_pylist()
    whole = sorted(found) == sorted(ids) and not verify(Ledger(folder))
    print(f"{kills} kills, {faults} faults; at the end {'all there once' if whole else 'NOT WHOLE'}")


def reading(run: Run, stories: Path, work: Path) -> None:
    """Ten processes that ask without a pause while a writer adds stories, 50 a commit."""
    folder = work / "read"
    shutil.rmtree(folder, ignore_errors=True)
    lines = stories.read_text(encoding="utf-8").splitlines()
    first = work / "first.jsonl"
    first.write_text("\n".join(lines[:10]) + "\n", encoding="utf-8")
    store(run, folder, [str(first)], None)
    done, told = FORK.Event(), FORK.Queue()
    readers = [FORK.Process(target=ask, args=(folder, done, told)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    store(run, folder, [str(stories)], None, batch=50)
    done.set()
    seconds: list[float] = []
    errors: list[str] = []
    for _ in readers:
        took, failed = told.get()
        seconds += took
        errors += failed
    for reader in readers:
        reader.join()
    print(
        f"{READERS} readers, {len(seconds)} questions during {Ledger(folder).manifest().commit} commits, "
        f"{len(errors)} errors; median {statistics.median(seconds):.3f} s by the clock; {load()}"
    )
    print("\n".join(errors[:5]), end="\n" if errors else "")


def ask(folder: Path, done: Any, told: Any) -> None:
    """Ask the usual questions again and again; answers that are not of one state count as errors, too."""
    took, failed = [], []
    query = Query(Ledger(folder))
    before = 0
    while not done.is_set() or not took:
        for name, question in questions(query).items():
            start = time.perf_counter()
            try:
                question()
            except Exception as error:
                failed.append(f"{name}: {type(error).__name__}: {error}")
            took.append(time.perf_counter() - start)
        count = query.count()
        if count < before:
            failed.append(f"{before} events, then {count}")
        before = count
    told.put((took, failed))


def rules_changed(work: Path, name: str, file: str, change: Callable[[str], str]) -> Path:
    """Rules that differ from the package's in one file, or where `file` is a folder in all of its files."""
    folder = work / f"rules-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    whole = rules_folder() / file if file.endswith("/") else (rules_folder() / file).parent
    inside = folder / whole.relative_to(rules_folder())
    shutil.copytree(whole, inside)
    changed = 0
    for path in sorted(inside.iterdir()) if file.endswith("/") else [folder / file]:
        text = path.read_text(encoding="utf-8")
        path.write_text(change(text), encoding="utf-8")
        changed += path.read_text(encoding="utf-8") != text
    assert changed, name
    return folder


def named_anew(text: str) -> str:
    """Rules with ids that differ: all that they say counts as new."""
    lines = text.splitlines()
    return "\n".join(line.replace('"', '"new-', 1) if line.startswith("id = ") else line for line in lines)


def one_added(text: str) -> str:
    """With one rule more, of words that are not rare."""
    return f"""{text}
[[rule]]
id = "retreat.measured"
verbs = ["call off @attack|operation|raid|siege", "back off", "halt @attack|advance"]
examples = ["Chad called off the raid."]
"""


def phrases_out(text: str) -> str:
    """Without every fifth of the phrases that another follows on their line."""
    found = re.findall(
        r'(?<=[\[ ])"[^"=]*", (?=")', re.sub(r"(?m)^(?:counter)?examples = \[[^\]]*\]", "", text)
    )
    for phrase in found[::5]:
        text = text.replace(phrase, "", 1)
    return text


def five_edited(text: str) -> str:
    """Five rules with a verb more: two that accuse, two that meet and one that attacks."""
    type_ = re.findall(r'^type = "(\w+)"', text, flags=re.M)[0]
    verbs = {"ACCUSE": ("lambast", "denounce"), "CONSULT": ("confer", "huddle"), "ASSAULT": ("pummel",)}
    first, *rest = text.split("\nverbs = [", len(verbs.get(type_, ())))
    more = (
        f'\nverbs = ["{verb} away",{part}' for verb, part in zip(verbs.get(type_, ()), rest, strict=False)
    )
    return "".join([first, *more])


def heavier(text: str) -> str:
    """With another weight in the last line."""
    lines = text.rstrip().splitlines()
    feature, weight, sides = lines[-1].split("\t")
    return "\n".join([*lines[:-1], f"{feature}\t{float(weight) + 0.5:.3f}\t{sides}"]) + "\n"


CHANGES: dict[str, tuple[str, Callable[[str], str]]] = {
    "one event rule dropped": ("events/retreat.toml", lambda text: text[: text.rindex("[[rule]]")]),
    "one event rule added": ("events/retreat.toml", one_added),
    "one phrase more in a common rule": (
        "events/accuse.toml",
        lambda text: text.replace("verbs = [", 'verbs = ["pour scorn on",', 1),
    ),
    "a word more in the class @attack": (
        "words/classes/politics.toml",
        lambda text: text.replace(
            '"attack", "assault", "strike",', '"attack", "assault", "strike", "clash",', 1
        ),
    ),
    "five rules of three types edited": ("events/", five_edited),
    "a fifth of the phrases of CONSULT less": ("events/consult.toml", phrases_out),
    "a fifth of the phrases of ASSAULT less": ("events/assault.toml", phrases_out),
    "all rules of SANCTION": ("events/sanction.toml", named_anew),
    "all rules of CONSULT": ("events/consult.toml", named_anew),
    "all rules of ASSAULT": ("events/assault.toml", named_anew),
    "all event rules": ("events/", named_anew),
    "a weight of confidence": ("words/confidence.tsv", heavier),
    "a holiday more": (
        "dates/holidays.toml",
        lambda text: text + '\n[[holiday]]\nnames = ["founders day"]\non = "10-09"\n',
    ),
    "a verb of saying less": (
        "words/attribution.toml",
        lambda text: text.replace("  add, admit,", "  admit,", 1),
    ),
    "a word of certainty less": ("words/status.toml", lambda text: text.replace(" thwarted,", "", 1)),
}


def recoding(run: Run, stories: Path, work: Path) -> None:
    """Recoding after changes of some kinds, against the first coding of the same stories."""
    folder, seconds = first_coding(run, stories, work)
    own = work / "own.tsv"
    header = (rules_folder() / "actors" / "groups.tsv").read_text(encoding="utf-8").splitlines()
    (columns,) = [line for line in header if line.startswith("id\t")]
    own.write_text(columns + "\nmine\tNational Liberation Army\t\tVEN\tREB\t\t\n", encoding="utf-8")
    kinds: dict[str, Callable[[], Run]] = {"nothing": lambda: run}
    for name, (file, change) in CHANGES.items():
        kinds[name] = lambda name=name, file=file, change=change: Run(
            rules=rules_changed(work, name.replace(" ", "-"), file, change)
        )
    kinds["a file of actors more"] = lambda: Run(actors=own)
    kinds["all stories, whatever they say"] = lambda: Run(keep_all=True)
    print(f"first coding {seconds:.1f} s; {load()}")
    for kind, made in kinds.items():
        copy = work / "recoded"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        new = made()
        new.coding()
        again, done = timed(lambda new=new, copy=copy: recode(new, copy))
        told = f"{done.gained.total()} gained, {done.lost.total()} lost, {done.changed.total()} changed"
        print(
            f"{kind:<39} {done.read:>5} of {done.stories} {again:6.1f} s {seconds / again:5.1f} times; {told}"
        )
        assert not verify(Ledger(copy))


def million(folder: Path, work: Path, events: int) -> None:
    """A ledger of synthetic events: those of `folder` again and again under other ids, days and countries."""
    target = work / f"synthetic-{events}"
    if not (target / "manifest.json").exists():
        synthesize(folder, target, events)
    real = info(Ledger(folder))["tables"]
    stories = real["stories"]["rows"]
    size = {table: has["bytes"] / stories for table, has in real.items()}
    whole = sum(size.values())
    parsed = sum(size.get(table, 0) for table in PARSED)
    print(f"bytes a story: {whole:.0f}, without parses and what was found {whole - parsed:.0f}")
    print("  " + ", ".join(f"{table} {n:.0f}" for table, n in sorted(size.items(), key=lambda x: -x[1])))
    manifest = Ledger(target).manifest()
    print(f"{manifest.rows('events')} events of {manifest.rows('stories')} stories; {load()}")
    start = time.perf_counter()
    children = os.times().children_user + os.times().children_system
    subprocess.run([sys.executable, "-m", "dateline.cli", "sql", str(target), "SELECT 1"], check=True)
    clock, cpu = time.perf_counter() - start, os.times().children_user + os.times().children_system - children
    print(f"the command's own start, clock and processor: {clock:.2f} {cpu:.2f} s")
    kept = Query(Ledger(target), keep=True)
    start = time.perf_counter()
    print(f"copied into memory: {timed(kept.ready)[0]:.1f} s of the processor, ", end="")
    print(f"{time.perf_counter() - start:.1f} s by the clock")
    ways = [questions(query) for query in (Query(Ledger(target)), kept)]
    print(f"{'':<28} {'of the files':>15} {'of the copy':>15}   answer")
    print(f"{'':<28} {'clock':>7} {'cpu':>7} {'clock':>7} {'cpu':>7}")
    for name in ways[0]:
        figures, answers = [], set()
        for asked in ways:
            clocks, cpus = [], []
            for _ in range(5):
                start = time.perf_counter()
                cpu, answer = timed(asked[name])
                clocks.append(time.perf_counter() - start)
                cpus.append(cpu)
                answers.add(answer)
            figures += [statistics.median(clocks), statistics.median(cpus)]
        print(f"{name:<28} " + " ".join(f"{figure:>7.3f}" for figure in figures), *answers)
    print(load())


def questions(query: Query) -> dict[str, Callable[[], Any]]:
    """The usual ones."""

    def page(**filters: Any) -> Callable[[], str]:
        order = filters.pop("order", "published")

        def ask() -> str:
            asked = query.events(filters, order=order, limit=100)
            return f"{len(asked.records)} of {asked.total}"

        return ask

    return {
        "count of all": lambda: query.count(),
        "newest 100": page(order="newest"),
        "dyad since a day": page(dyad="USA-RUS", since="2022-09-01"),
        "actor and recipient": page(actor="ISR", recipient="PSE"),
        "country": page(country="UKR"),
        "type and status": page(type="CONSULT", status="actual"),
        "a name": page(actor="putin"),
        "at least 3 reports": page(reports=3),
        "text": page(text="ceasefire"),
        "count of a country and type": lambda: query.count({"country": "RUS", "type": "ASSAULT"}),
        "dyad-months": lambda: count_table(query, ["actor", "recipient", "month"]).num_rows,
        "dyad-months of a country": lambda: (
            count_table(query, ["actor", "recipient", "month"], {"country": "UKR"}).num_rows
        ),
        "types by year": lambda: count_table(query, ["type", "year"]).num_rows,
        "happenings of a type": lambda: len(query.happenings({"type": "SANCTION"}, limit=100)),
    }


def synthesize(folder: Path, target: Path, events: int) -> None:
    """Write the ledger of `million`, 2,500 stories a part."""
    ledger = Ledger(folder)
    tables = {
        name: ledger.read(name)
        for name in ("stories", "events", "statements", "figures", "families", "happenings", "members")
    }
    countries = sorted(
        {
            country
            for codes in tables["events"]["actor_codes"].to_pylist()
            for country in re.findall(r"\|(\w{3}):", codes)
        }
    )
    copies = -(-events // tables["events"].num_rows)
    with LedgerWriter(target, parses=False) as writer:
        kept: dict[str, list[pa.Table]] = {name: [] for name in ("families", "happenings")}
        for n in range(copies):
            for name, table in tables.items():
                rows = varied(table, n, countries)
                if name in kept:
                    kept[name].append(rows)
                else:
                    writer.add(name, rows, coding="synthetic")
            writer.add("signatures", pa.table({"story": varied(tables["stories"], n, countries)["id"]}))
        for name, parts in kept.items():
            writer.replace(name, [pa.concat_tables(parts)])
        writer.commit(grouped=True)


WEEK_ZERO = 18_993
"""Monday, 3 January 2022, in days since 1970."""
NAMES = frozenset({"id", "story", "event", "happening", "family", "original", "events", "stories"})


def varied(table: pa.Table, n: int, countries: Sequence[str]) -> pa.Table:
    """The rows with other ids, in the week `n`, and the countries changed round `n` times."""
    shift = {c: countries[(k + n * 7) % len(countries)] for k, c in enumerate(countries)} if n % 3 else {}
    columns = [
        _varied(column.combine_chunks(), name, n, shift)
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]
    return pa.table(columns, schema=table.schema)


def _varied(values: Any, name: str, n: int, shift: dict[str, str]) -> Any:
    kind = values.type
    if name == "shared":
        return pc.add(values, n)
    if pa.types.is_list(kind):
        flat = _varied(values.flatten(), name, n, shift)
        return pa.ListArray.from_arrays(_offsets(values), flat).cast(kind)
    if pa.types.is_struct(kind):
        inner = [_varied(f, kind.field(k).name, n, shift) for k, f in enumerate(values.flatten())]
        return pa.StructArray.from_arrays(inner, fields=list(kind), mask=pc.is_null(values))
    if pa.types.is_date(kind):
        # Ten years of news become one week, and part n the n-th week.
        days = pc.subtract(values.cast(pa.int32()), WEEK_ZERO)
        inside = pc.subtract(days, pc.multiply(pc.divide(days, 7), 7))
        return pc.add(inside, WEEK_ZERO + 7 * n).cast(pa.int32()).cast(kind)
    if pa.types.is_string(kind):
        if name in NAMES and n:
            told = pc.binary_join_element_wise(values, str(n), "~")
            # Ids of actors, such as person:Q1, are not the ledger's.
            return pc.if_else(pc.fill_null(pc.match_substring(values, ":"), True), values, told)
        if shift and (name == "country" or name.endswith("_codes") or name == "place_country"):
            return _mapped(values, shift)
    return values


def _mapped(values: Any, shift: dict[str, str]) -> Any:
    encoded = values.dictionary_encode()
    old = encoded.dictionary.to_pylist()
    new = [re.sub(r"\w+", lambda code: shift.get(code[0], code[0]), codes) for codes in old]
    return pa.DictionaryArray.from_arrays(encoded.indices, pa.array(new, pa.string())).cast(pa.string())


def _offsets(values: pa.ListArray) -> pa.Array:
    lengths = pc.fill_null(pc.list_value_length(values), 0)
    return pa.array([0, *pc.cumulative_sum(lengths).to_pylist()], pa.int32())


def parts(names: str) -> Iterator[str]:
    yield from (name.strip() for name in names.split(","))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("stories", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--stories", dest="count", type=int, default=800)
    parser.add_argument("--only", default="order,kill,read,recode,million")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--ledger", type=Path, help="multiply the events of this ledger, not of STORIES")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    gc.set_threshold(20_000)  # as the command line does
    wanted = set(parts(args.only))
    run = Run() if wanted != {"million"} else None
    stories = chosen(args.stories, args.count, args.work)
    if run is not None:
        for name, work in (("order", order), ("kill", kill), ("read", reading), ("recode", recoding)):
            if name in wanted:
                print(f"— {name}", flush=True)
                work(run, stories, args.work)
    if "million" in wanted:
        print("— million")
        million(args.ledger or args.work / "ordered", args.work, args.events)


if __name__ == "__main__":
    main()
