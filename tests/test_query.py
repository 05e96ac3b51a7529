"""Questions to a ledger: every filter finds what it says, and the answers are the same from every face."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pytest
from click.testing import CliRunner, Result

import dateline
from dateline.cli import main
from dateline.ledger.errors import LedgerError
from dateline.ledger.store import Ledger, LedgerWriter, read_part
from dateline.query.asking import ORDERS, Query
from dateline.query.details import event_details, story_details
from dateline.query.filters import FILTERS, LIKELY, FilterError, Filters
from dateline.query.overview import overview
from dateline.query.partners import partners
from dateline.query.tables import count_table
from dateline.query.views import VIEWS, declared
from dateline.reviewing import annotate
from dateline.run import Run
from dateline.storing import store

EXAMPLES = Path(__file__).parent.parent / "examples"
PAGE = Path(__file__).parent.parent / "docs" / "python.md"
Record = dict[str, Any]


@pytest.fixture(scope="module")
def run() -> Run:
    return Run()


@pytest.fixture(scope="module")
def folder(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("query") / "ledger"
    store(run, made, [str(EXAMPLES)], None)
    return made


@pytest.fixture(scope="module")
def records(folder: Path) -> list[Record]:
    return Query(dateline.Ledger.open(folder)._ledger).events().records


def test_unlikely_events_must_be_asked_for(folder: Path, records: list[Record]) -> None:
    query = Query(dateline.Ledger.open(folder)._ledger)
    every = query.events({"min_confidence": 0}).records
    assert records == [r for r in every if r["confidence"] >= LIKELY]
    assert len(records) < len(every)


def ask(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args])


def ids(found: list[Record]) -> list[str]:
    return [r["id"] for r in found]


def codes(record: Record, *sides: str) -> set[str]:
    found = set()
    for side in sides:
        for party in record[side]:
            found |= {party["country"], party["sector"], f"{party['country']}:{party['sector']}"}
    return found - {None}


def named(record: Record, side: str, part: str) -> bool:
    return any(part in (p["name"] or "").lower() for p in record[side])


CASES: list[tuple[str, Any, Callable[[Record], bool]]] = [
    ("actor", "COL", lambda r: "COL" in codes(r, "actors")),
    ("actor", "COL:GOV", lambda r: "COL:GOV" in codes(r, "actors")),
    ("actor", "pashinyan", lambda r: named(r, "actors", "pashinyan")),
    ("recipient", "CVL", lambda r: "CVL" in codes(r, "recipients")),
    ("party", "EU", lambda r: "EU" in codes(r, "actors", "recipients")),
    ("country", "zmb", lambda r: "ZMB" in codes(r, "actors", "recipients")),
    ("sector", "reb", lambda r: "REB" in codes(r, "actors", "recipients")),
    (
        "dyad",
        "ARM-TUR",
        lambda r: any(
            a in codes(r, "actors") and b in codes(r, "recipients")
            for a, b in (("ARM", "TUR"), ("TUR", "ARM"))
        ),
    ),
    ("type", ["consult", "AGREE"], lambda r: r["type"] in ("CONSULT", "AGREE")),
    ("mode", "phone", lambda r: r["mode"] == "phone"),
    ("context", "diplomatic", lambda r: "diplomatic" in r["contexts"]),
    ("quad", [1, 4], lambda r: r["quad"] in (1, 4)),
    ("status", "future", lambda r: r["status"] == "future"),
    ("historical", True, lambda r: r["historical"]),
    ("historical", False, lambda r: not r["historical"]),
    ("since", "2024-03-01", lambda r: (r["date"]["last"] or "") >= "2024-03-01"),
    (
        "until",
        date(2023, 6, 1),
        lambda r: r["date"]["first"] is not None and r["date"]["first"] <= "2023-06-01",
    ),
    ("published_since", "2024-03-01", lambda r: (r["published"] or "") >= "2024-03-01"),
    (
        "published_until",
        "2023-06-01",
        lambda r: r["published"] is not None and r["published"] <= "2023-06-01",
    ),
    ("place", "YEM", lambda r: r["place"] is not None and r["place"]["country"] == "YEM"),
    ("place", "minsk", lambda r: r["place"] is not None and "minsk" in r["place"]["name"].lower()),
    (
        "source",
        "media",
        lambda r: any(s["kind"] == "media" for s in r["sources"]) or named(r, "sources", "media"),
    ),
    ("source", "ARM", lambda r: any(s["country"] == "ARM" for s in r["sources"])),
    ("only_source", "GOV", lambda r: r["sources"] != [] and all(s["sector"] == "GOV" for s in r["sources"])),
    ("min_confidence", 0.6, lambda r: r["confidence"] >= 0.6),
    ("rule", "consult.", lambda r: r["rule"].startswith("consult.")),
]


@pytest.mark.parametrize(("name", "value", "fits"), CASES, ids=[f"{n}={v}" for n, v, _ in CASES])
def test_a_filter_finds_what_it_says_and_all_of_it(
    name: str, value: Any, fits: Callable[[Record], bool], folder: Path, records: list[Record]
) -> None:
    found = Query(dateline.Ledger.open(folder)._ledger).events({name: value}).records
    assert ids(found) == [r["id"] for r in records if fits(r)]
    assert 0 < len(found) < len(records)


def test_filters_of_story_family_happening_outlet_text_and_reports(
    folder: Path, records: list[Record]
) -> None:
    query = Query(dateline.Ledger.open(folder)._ledger)
    some = next(r for r in records if r["family"] != r["story"])
    for name in ("story", "family", "happening"):
        same = [r["id"] for r in records if r[name] == some[name]]
        assert ids(query.events({name: some[name]}).records) == same
        assert same
    assert ids(query.events({"event": some["id"]}).records) == [some["id"]]
    outlet = next(r["outlet"] for r in records if r["outlet"])
    assert ids(query.events({"outlet": outlet.upper()}).records) == [
        r["id"] for r in records if outlet.lower() in r["outlet"].lower()
    ]
    texts = {row["id"]: row["text"] for row in query.sql("SELECT id, text FROM stories").to_pylist()}
    assert ids(query.events({"text": "Ceasefire"}).records) == [
        r["id"] for r in records if "ceasefire" in texts[r["story"]].lower()
    ]
    assert query.events({"reviewed": False}).total == len(records)  # test_reviewing.py has the rest
    assert query.events({"reports": 1}).total == len(records)
    assert query.events({"reports": 99}).total == 0


@pytest.mark.parametrize("order", ORDERS)
def test_pages_put_together_are_all_events_in_order(order: str, folder: Path) -> None:
    query = Query(dateline.Ledger.open(folder)._ledger)
    for chosen in ({}, {"reports": 2}, {"country": "UKR"}, {"min_confidence": 0, "status": "future"}):
        every = query.events(chosen, order=order).records
        pages = [query.events(chosen, order=order, limit=23, offset=n) for n in range(0, len(every) + 24, 23)]
        assert {page.total for page in pages} == {len(every)}
        assert [record for page in pages for record in page.records] == every


def test_a_copy_in_memory_answers_as_the_files_do(folder: Path, records: list[Record]) -> None:
    ledger = dateline.Ledger.open(folder)._ledger
    files, copy = Query(ledger), Query(ledger, keep=True)
    some = next(r for r in records if r["family"] != r["story"])
    cases = [(name, value) for name, value, _ in CASES]
    for name, value in [*cases, ("text", "ceasefire"), ("reports", 2), ("happening", some["happening"])]:
        for order in ORDERS:
            asked = [q.events({name: value}, order=order, limit=5) for q in (files, copy)]
            assert asked[0] == asked[1], (name, value, order)
        assert files.happenings({name: value}, limit=3) == copy.happenings({name: value}, limit=3)
        assert files.happenings({name: value}) == copy.happenings({name: value})
    assert overview(files, {"status": "actual"}) == overview(copy, {"status": "actual"})
    assert partners(files, "USA", 5) == partners(copy, "USA", 5)
    assert event_details(files, some["id"]) == event_details(copy, some["id"])
    assert story_details(files, some["story"]) == story_details(copy, some["story"])
    for by in (["actor", "recipient", "month"], ["actor-sector", "source", "outlet"]):
        assert count_table(files, by).equals(count_table(copy, by))


def test_a_copy_in_memory_follows_the_ledger(run: Run, folder: Path, tmp_path: Path) -> None:
    grown = tmp_path / "ledger"
    shutil.copytree(folder, grown)
    ledger = dateline.Ledger.open(grown)._ledger
    copy = Query(ledger, keep=True)
    before = copy.count({"party": "EGY"})
    story = {"id": "later", "published": "2024-05-02", "text": "Egypt met Sudan in Cairo on Wednesday."}
    (tmp_path / "later.jsonl").write_text(json.dumps(story), encoding="utf-8")
    store(run, grown, [str(tmp_path / "later.jsonl")], None)
    (event,) = copy.events({"story": "later"}).records
    assert copy.count({"party": "EGY"}) == Query(ledger).count({"party": "EGY"}) == before + 1
    annotate(copy, grown, event["id"], by="Ada", decision="accept")
    assert ids(copy.events({"reviewed": True}).records) == [event["id"]]


def test_tables_without_rows_have_the_columns_of_those_with_some() -> None:
    with duckdb.connect() as connection:
        for view, schema in VIEWS.items():
            connection.register("columns", schema.empty_table())
            of_arrow = connection.execute("DESCRIBE SELECT * FROM columns").fetchall()
            connection.execute(f"CREATE TABLE declared ({declared(schema)})")
            assert connection.execute("DESCRIBE declared").fetchall() == of_arrow, view
            connection.execute("DROP TABLE declared")


def test_asking_loads_no_pandas(folder: Path) -> None:
    asked = "from dateline.cli import main; import sys; main(sys.argv[1:], standalone_mode=False); "
    told = f"{asked}print([name for name in ('pandas', 'polars', 'spacy') if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", told, "events", str(folder), "--limit", "1", "--format", "jsonl"],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[1:] == ["[]"], done.stderr


def test_every_filter_is_tried_somewhere() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in FILTERS if f'"{name}"' not in source] == []


def test_filters_together_mean_and(folder: Path, records: list[Record]) -> None:
    asked = Query(dateline.Ledger.open(folder)._ledger).events(
        {"type": "ASSAULT", "status": "actual", "since": "2024-01-01"}, order="newest", limit=2
    )
    every = [
        r for r in records
        if r["type"] == "ASSAULT" and r["status"] == "actual" and (r["date"]["last"] or "") >= "2024-01-01"
    ]  # fmt: skip
    assert asked.total == len(every) > len(asked.records) == 2
    assert asked.records[0]["published"] == max(r["published"] for r in every)
    assert asked.sentence == "ASSAULT, that are actual, since 2024-01-01"


@pytest.mark.parametrize(
    ("chosen", "complaint"),
    [
        ({"actors": "ISR"}, "there is no filter 'actors'"),
        ({"since": "yesterday"}, "write it as 2022-02-27"),
        ({"quad": "two"}, "there are 1 to 4"),
        ({"quad": 7}, "there are 1 to 4"),
        ({"reports": 2.7}, "whole number"),
        ({"reports": -1}, "whole number"),
        ({"historical": "maybe"}, "yes or no"),
        ({"min_confidence": 7}, "number from 0 to 1"),
        ({"dyad": "ISR"}, "write two parties as ISR-RUS"),
    ],
)
def test_a_filter_that_cannot_be_says_what_can(chosen: dict[str, Any], complaint: str) -> None:
    with pytest.raises(FilterError, match=re.escape(complaint)):
        Filters.of(chosen).where()


@pytest.mark.parametrize(
    ("chosen", "complaint"),
    [
        ({"type": ["CONSULT", "ASSUALT"]}, "no type 'ASSUALT'; did you mean ASSAULT?"),
        ({"status": "actaul"}, "did you mean actual?"),
        ({"mode": "phnoe"}, "did you mean phone?"),
        ({"sector": "XYZ"}, "there are AGR, "),
        ({"context": "q"}, "diplomatic"),
    ],
)
def test_a_value_that_plover_does_not_know_is_no_answer_of_none(
    chosen: dict[str, Any], complaint: str, folder: Path
) -> None:
    ledger = dateline.Ledger.open(folder)
    with pytest.raises(FilterError, match=re.escape(complaint)):
        ledger.events(**chosen)
    name, values = next(iter(chosen.items()))
    for command in (["events"], ["happenings"], ["table", "--by", "type"], ["export", "--format", "csv"]):
        value = values if isinstance(values, str) else values[-1]
        result = ask(command[0], folder, *command[1:], f"--{name}", value)
        assert result.exit_code == 2
        assert complaint in result.stderr


def test_a_type_of_rules_of_ones_own_can_be_asked_for(folder: Path, tmp_path: Path) -> None:
    grown = tmp_path / "ledger"
    shutil.copytree(folder, grown)
    with LedgerWriter(grown) as writer:
        (part,) = writer.manifest.tables["events"]
        events = read_part(grown / part.file)
        types = ["SUMMON", *events["type"].to_pylist()[1:]]
        column = events.schema.get_field_index("type")
        writer.replace_part("events", 0, events.set_column(column, events.schema.field(column), [types]))
        writer.commit(grouped=True)
    assert Query(Ledger(grown)).count({"type": "SUMMON", "min_confidence": 0}) == 1


def test_an_event_that_is_named_is_shown_however_unlikely(folder: Path) -> None:
    query = Query(Ledger(folder))
    every = query.events({"min_confidence": 0}).records
    unlikely = next(r["id"] for r in every if r["confidence"] < LIKELY)
    assert ids(query.events({"event": unlikely}).records) == [unlikely]


def test_words_cannot_be_asked_for_where_none_were_kept(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "ledger"
    store(run, made, [str(EXAMPLES / "hostage-talks.txt")], None, text=False)
    result = ask("events", made, "--text", "talks")
    assert result.exit_code == 2
    assert "made without text" in result.stderr


def test_a_value_is_never_read_as_sql(folder: Path) -> None:
    query = Query(dateline.Ledger.open(folder)._ledger)
    for name in ("actor", "place", "text", "rule", "happening"):
        assert query.events({name: "x') OR true --"}).total == 0


def test_sql_asks_and_changes_nothing(folder: Path, records: list[Record]) -> None:
    result = ask(
        "sql",
        folder,
        f"SELECT type, count(*) AS n FROM events WHERE confidence >= {LIKELY} GROUP BY type",
        "--format",
        "csv",
    )
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert sum(int(row["n"]) for row in rows) == len(records)
    sums = ask("sql", folder, "SELECT sum(quad) AS s, 'nan'::DOUBLE AS n, DATE '2022-02-27' AS d FROM events",
               "--format", "jsonl")  # fmt: skip
    (told,) = [json.loads(line) for line in sums.stdout.splitlines()]
    assert isinstance(told["s"], int)
    assert (told["n"], told["d"]) == (None, "2022-02-27")
    twice = ask("sql", folder, "SELECT * FROM figures f JOIN members m ON f.event = m.event")
    assert twice.exit_code == 2
    assert "2 columns of the answer are called 'event'" in twice.stderr
    for hostile in (
        "DROP VIEW events",
        f"COPY (SELECT 1) TO '{folder / 'x.csv'}'",
        "SELECT 1; SELECT 2",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM nowhere",
        "SELEC",
        "",
    ):
        result = ask("sql", folder, hostile)
        assert result.exit_code == 2, hostile
        assert "dateline:" in result.stderr
    assert not (folder / "x.csv").exists()


def test_the_command_line_prints_what_was_asked_for(folder: Path, records: list[Record]) -> None:
    result = ask("events", folder, "--format", "jsonl", "--type", "CONSULT", "--type", "AGREE")
    shown = [json.loads(line) for line in result.stdout.splitlines()]
    assert shown == [r for r in records if r["type"] in ("CONSULT", "AGREE")]
    table = list(csv.DictReader(io.StringIO(ask("events", folder, "--format", "csv").stdout)))
    assert [row["happening"] for row in table] == [r["happening"] for r in records]
    result = ask("events", folder, "--country", "ARM", "--limit", "1")
    assert "with a party of ARM" in result.stderr
    result = ask("events", folder, "--since", "soon")
    assert result.exit_code == 2
    result = ask("happenings", folder, "--type", "ASSAULT", "--format", "jsonl")
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert {h["id"] for h in told} == {r["happening"] for r in records if r["type"] == "ASSAULT"}
    assert "ASSAULT" in ask("happenings", folder, "--type", "ASSAULT").stdout


def test_a_table_counts_each_pair_once_and_each_happening_once(folder: Path, records: list[Record]) -> None:
    result = ask("table", folder, "--by", "actor,recipient,month")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    expected: dict[tuple[str, str, str], set[str]] = {}
    happened: dict[tuple[str, str, str], set[str]] = {}
    for r in records:
        if r["status"] == "actual":
            month = (r["date"]["first"] or "")[:7]
            for a in {p["country"] or "" for p in r["actors"]} or {""}:
                for b in {p["country"] or "" for p in r["recipients"]} or {""}:
                    expected.setdefault((a, b, month), set()).add(r["id"])
                    happened.setdefault((a, b, month), set()).add(r["happening"])
    found = {(row["actor"], row["recipient"], row["month"]): row for row in rows}
    assert {key: int(row["events"]) for key, row in found.items()} == {k: len(v) for k, v in expected.items()}
    assert {k: int(row["happenings"]) for k, row in found.items()} == {k: len(v) for k, v in happened.items()}
    assert any(int(row["happenings"]) < int(row["events"]) for row in rows)
    types = dateline.Ledger.open(folder).table("type", frame="arrow").to_pylist()
    for row in types:
        strength: dict[str, list[float]] = {}
        for r in records:
            if r["status"] == "actual" and r["type"] == row["type"] and r["intensity"] is not None:
                strength.setdefault(r["happening"], []).append(r["intensity"])
        total = sum(sum(v) / len(v) for v in strength.values())
        assert row["intensity_sum"] == (pytest.approx(total, abs=1e-3) if strength else None)
    result = ask("table", folder, "--by", "planet")
    assert result.exit_code == 2
    assert "no table by planet" in result.stderr


@pytest.mark.parametrize(
    "form", ["csv", "jsonl", "parquet", "excel", "polecat", "plover", "gdelt", "gdelt-mentions", "icews"]
)
def test_every_export_holds_the_rows_it_says(form: str, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / f"events.{form}"
    result = ask("export", folder, "--format", form, "--output", path, "--type", "CONSULT")
    assert result.exit_code == 0, result.stderr
    rows = int(re.match(r"(\d+) rows", result.stderr)[1])
    assert rows > 0
    if form == "parquet":
        assert polars.read_parquet(path).height == rows
    elif form == "excel":
        assert len(pandas.read_excel(path)) == rows
    elif form == "csv":
        assert len(pandas.read_csv(path)) == rows
    else:
        header = form in ("polecat", "icews")
        assert len(path.read_text(encoding="utf-8").splitlines()) == rows + header
    if form in ("polecat", "gdelt", "icews"):
        assert "left out" in result.stderr


def test_exports_number_the_sentences_that_acts_stand_in(run: Run, tmp_path: Path) -> None:
    text = (
        "Rain fell in Yerevan for a third day. Armenia accused Azerbaijan of shelling a village.\n\n"
        "Officials in Baku said nothing. On Friday Georgia expelled two Armenian diplomats."
    )
    (tmp_path / "rain.jsonl").write_text(json.dumps({"id": "rain", "text": text, "published": "2023-05-06"}))
    numbers = {}
    for parses in (True, False):
        made = tmp_path / f"ledger-{parses}"
        store(run, made, [str(tmp_path / "rain.jsonl")], None, parses=parses)
        assert ask("export", made, "--format", "icews", "--output", tmp_path / "icews.tab").exit_code == 0
        rows = list(csv.DictReader((tmp_path / "icews.tab").open(encoding="utf-8"), delimiter="\t"))
        numbers[parses] = {row["Source Country"]: row["Sentence Number"] for row in rows}
    assert numbers[True] == {"Armenia": "2", "Georgia": "4"}
    assert set(numbers[False].values()) == {""}


def test_an_export_that_there_is_not_names_those_that_there_are(folder: Path) -> None:
    result = ask("export", folder, "--format", "stata")
    assert result.exit_code == 2
    assert "polecat" in result.stderr


def test_frames_and_records_from_python(folder: Path, records: list[Record]) -> None:
    ledger = dateline.Ledger.open(folder)
    frame = ledger.events(type="CONSULT")
    assert isinstance(frame, polars.DataFrame)
    assert frame["id"].to_list() == [r["id"] for r in records if r["type"] == "CONSULT"]
    assert frame.schema["published"] == polars.Date
    assert isinstance(ledger.events(frame="pandas"), pandas.DataFrame)
    typed = list(ledger.records(type="CONSULT"))
    assert [e.id for e in typed] == frame["id"].to_list()
    assert typed[0].date.first is None or isinstance(typed[0].date.first, date)
    assert ledger.count() == len(records)
    with pytest.raises(LedgerError, match="is no ledger"):
        dateline.Ledger.open(folder / "events")


def test_the_examples_of_the_documentation_run(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger").symlink_to(folder)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
    shown = capsys.readouterr().out
    assert len(blocks) >= 2
    for promised in re.findall(r"^# (.+)$", "\n".join(blocks), re.MULTILINE):
        assert promised in shown


def test_ten_readers_ask_while_a_writer_adds(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "ledger"
    first, rest = tmp_path / "first.jsonl", tmp_path / "rest.jsonl"
    lines = (EXAMPLES / "wire.jsonl").read_text(encoding="utf-8").splitlines()
    first.write_text(lines[0], encoding="utf-8")
    rest.write_text("\n".join(lines[1:]), encoding="utf-8")
    store(run, made, [str(first)], None)
    context = multiprocessing.get_context("fork")
    writer = context.Process(target=lambda: store(run, made, [str(rest)], None, batch=1))
    faults: list[Exception] = []
    sizes: list[int] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            try:
                ledger = dateline.Ledger.open(made)
                sizes.append(ledger.count())
                ledger.table("type", frame="arrow")
            except Exception as error:
                faults.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(10)]
    writer.start()
    for reader in readers:
        reader.start()
    writer.join()
    over.set()
    for reader in readers:
        reader.join()
    assert writer.exitcode == 0
    assert faults == []
    assert len(set(sizes)) > 2
