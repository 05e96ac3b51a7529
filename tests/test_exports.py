"""Our own formats, read back by the readers of those who use them; and what holds for every format."""

from __future__ import annotations

import gc
import io
import json
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from dateline import exporting
from dateline.cli import main
from dateline.exporting import parquet_table, workbook
from dateline.exporting.flat_columns import EVENT_COLUMNS, LEDGER_COLUMNS
from made_records import HOSTILE, LEDGER, PREMIER, hostile_records, party, record

EXAMPLES = Path(__file__).parent.parent / "examples"
FLAT = [c.name for c in (*EVENT_COLUMNS, *LEDGER_COLUMNS)]
RUNS = ("=", "+", "-", "@", "\t", "\r", "＝")


@pytest.fixture(scope="module")
def coded() -> list[dict[str, Any]]:
    """The records of the example stories, as a run codes them."""
    result = CliRunner().invoke(main, ["code", str(EXAMPLES), "--format", "jsonl"])
    return [json.loads(line) for line in result.stdout.splitlines()]


def statuses() -> list[dict[str, Any]]:
    return [record(id=s, status=s) for s in ("actual", "future", "hypothetical", "negated")]


def written(form: str, records: list[dict[str, Any]], folder: Path, **options: Any) -> Path:
    path = folder / f"out{exporting.FORMATS[form].suffix}"
    exporting.write(iter(records), form, path, **options)
    return path


def test_csv_keeps_columns_order_types_and_text(tmp_path: Path) -> None:
    path = written(
        "csv", [record(LEDGER), record(published=None, place=None, cameo=None, type="MOVE")], tmp_path
    )
    frame = pl.read_csv(path, schema_overrides={"cameo": pl.String}, try_parse_dates=True)
    assert frame.columns == FLAT
    assert frame["cameo"].to_list() == ["042", None]
    assert frame["first"].to_list() == [date(2023, 5, 3)] * 2
    assert frame.schema["historical"] == pl.Boolean
    assert frame["contexts"][0] == "diplomatic|economic"
    assert frame["reports"].to_list() == [3, None]
    same = pd.read_csv(path, dtype={"cameo": str})
    assert list(same.columns) == FLAT
    assert same["confidence"].dtype == "float64"
    assert same["words"][0] == "visited|visit"


def test_csv_of_a_run_has_the_columns_that_a_run_knows(coded: list[dict[str, Any]]) -> None:
    result = CliRunner().invoke(main, ["code", str(EXAMPLES), "--format", "csv"])
    frame = pl.read_csv(io.StringIO(result.stdout), infer_schema_length=0)
    assert frame.columns == [c.name for c in EVENT_COLUMNS]
    assert frame["id"].to_list() == [r["id"] for r in coded]


def test_json_lines_are_the_public_record_without_the_story(tmp_path: Path) -> None:
    path = written("jsonl", [record(LEDGER)], tmp_path)
    (line,) = path.read_text(encoding="utf-8").splitlines()
    known = record(LEDGER)
    assert json.loads(line) == {k: v for k, v in known.items() if k not in ("text", "sentences")}
    assert pl.read_ndjson(path)["cameo"].to_list() == ["042"]


def test_parquet_has_types_and_gives_the_record_back(tmp_path: Path, coded: list[dict[str, Any]]) -> None:
    path = written("parquet", [*coded, record(LEDGER)], tmp_path)
    schema = pq.read_schema(path)
    assert schema.names[:7] == ["id", "story", "published", "family", "type", "mode", "contexts"]
    assert schema.field("published").type == pa.date32()
    assert schema.field("intensity").type == pa.float64()
    assert schema.field("actors").type.value_type.field("country").type == pa.string()
    back = pq.read_table(path).to_pylist()
    assert len(back) == len(coded) + 1
    ledger = parquet_table.record_schema().names[-7:]
    for was, now in zip(coded, back, strict=False):
        assert json.loads(json.dumps({k: v for k, v in now.items() if k not in ledger}, default=str)) == was
    assert back[-1]["first_report"] == date(2023, 5, 2)
    assert pl.read_parquet(path).schema["first_report"] == pl.Date


def test_the_workbook_has_days_numbers_filters_and_explanations(tmp_path: Path) -> None:
    path = written("excel", [record(LEDGER), *statuses()], tmp_path, statuses=["actual"])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["events", "columns", "left out"]
    events = book["events"]
    assert [c.value for c in events[1]] == FLAT
    assert events.max_row == 3
    assert events.freeze_panes == "A2"
    assert events.auto_filter.ref is not None
    row = dict(zip(FLAT, events[2], strict=True))
    assert row["published"].value == datetime(2023, 5, 4)
    assert row["published"].is_date
    assert row["cameo"].value == "042"
    assert row["confidence"].value == 0.83
    assert row["historical"].value is False
    assert [r[0].value for r in book["columns"].iter_rows(min_row=2)] == FLAT
    assert all(len(r[2].value) > 10 for r in book["columns"].iter_rows(min_row=2))
    aside = [[c.value for c in r] for r in book["left out"].iter_rows(min_row=2)]
    assert [r[3] for r in aside] == ["future", "hypothetical", "negated"]
    assert pd.read_excel(path, sheet_name="events", dtype={"cameo": str})["cameo"].to_list() == ["042"] * 2


def test_a_full_sheet_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LAST_ROW", 2)
    path = written("excel", [record(id=str(i)) for i in range(5)], tmp_path)
    book = openpyxl.load_workbook(path)
    assert [book[n].max_row for n in ("events", "events 2", "events 3")] == [3, 3, 2]


def test_days_that_excel_does_not_know_stand_as_text_and_long_text_is_cut(tmp_path: Path) -> None:
    long = record(published=date(1848, 3, 18), actors=(party("n" * 40_000, "DEU", "CVL"),))
    row = dict(
        zip(FLAT, openpyxl.load_workbook(written("excel", [long], tmp_path))["events"][2], strict=True)
    )
    assert row["published"].value == "1848-03-18"
    assert len(row["actors"].value) == workbook.LONGEST
    assert row["actors"].value.endswith("…")


@pytest.mark.parametrize("form", ["csv", "polecat", "icews", "gdelt", "gdelt-mentions"])
def test_no_cell_of_a_text_format_can_run_or_break_its_row(form: str, tmp_path: Path) -> None:
    path = written(form, hostile_records(), tmp_path)
    separator = "," if form == "csv" else "\t"
    for reader in (
        lambda: pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False, header=None),
        lambda: pl.read_csv(path, separator=separator, infer_schema_length=0, has_header=False).to_pandas(),
    ):
        frame = reader().fillna("")
        headed = form in ("csv", "polecat", "icews")
        assert len(frame) == len(HOSTILE) + headed
        cells = [c for row in frame.itertuples(index=False) for c in row]
        texts = [c for c in cells if not c.lstrip("-").replace(".", "", 1).isdigit()]
        assert not [c for c in texts if c.lstrip(" ").startswith(RUNS)]
        assert not [c for c in cells if "\x00" in c or "\ud83d" in c]
        if form != "csv":
            assert not [c for c in cells if set(c) & set('\t\n\r"')]


def test_text_that_is_harmless_comes_back_as_it_was(tmp_path: Path) -> None:
    frame = pl.read_csv(written("csv", hostile_records(), tmp_path), infer_schema_length=0)
    harmless = [i for i, name in enumerate(HOSTILE) if name.lstrip()[:1].isalpha() and "\x00" not in name]
    for i in harmless:
        assert frame["actors"][i] == HOSTILE[i].replace("\ud83d", "?")


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(tmp_path: Path) -> None:
    path = written("excel", hostile_records(), tmp_path)
    sheet = openpyxl.load_workbook(path)["events"]
    assert sheet.max_row == len(HOSTILE) + 1
    column = FLAT.index("actors")
    for cells, name in zip(sheet.iter_rows(min_row=2), HOSTILE, strict=True):
        assert all(c.data_type != "f" and c.hyperlink is None for c in cells)
        if name.startswith(("=", "+", "-", "@")):
            assert cells[column].value == name
            assert cells[column].quotePrefix


@pytest.mark.parametrize("form", ["jsonl", "plover"])
def test_every_line_of_hostile_json_can_be_read(form: str, tmp_path: Path) -> None:
    lines = written(form, hostile_records(), tmp_path).read_bytes().split(b"\n")[:-1]
    assert len(lines) == len(HOSTILE)
    for line, name in zip(lines, HOSTILE, strict=True):
        read = json.loads(line)
        found = read["actors"][0]["name"] if form == "jsonl" else read["actor"][0]["identifier_text"]
        assert found == name.replace("\ud83d", "?")


@pytest.mark.parametrize("form", sorted(exporting.FORMATS))
def test_every_format_takes_an_empty_export_and_a_real_run(
    form: str, tmp_path: Path, coded: list[dict[str, Any]]
) -> None:
    assert exporting.write([], form, tmp_path / "empty") == exporting.Exported(0, {})
    done = exporting.write(coded, form, tmp_path / "full")
    field = exporting.FORMATS[form].field
    taken = [
        r
        for r in coded
        if not field or (r["status"] == "actual" and r["type"] != "MOVE" and r["date"]["first"])
    ]
    rows = (
        sum(max(1, len(r["actors"])) * max(1, len(r["recipients"])) for r in taken) if field else len(taken)
    )
    if form == "gdelt-mentions":
        assert done.rows > rows
    else:
        assert (
            done.rows + done.left_out.get("row for a happening and pair that is already written", 0) == rows
        )
    assert sum(n for why, n in done.left_out.items() if why.startswith("event")) == len(coded) - len(taken)


@pytest.mark.parametrize("form", sorted(exporting.FORMATS))
def test_the_same_records_make_the_same_file(form: str, tmp_path: Path, coded: list[dict[str, Any]]) -> None:
    for name in ("one", "two"):
        exporting.write(coded, form, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


class Counted(dict):
    """A record whose end can be seen."""


@pytest.mark.parametrize("form", sorted(exporting.FORMATS))
def test_records_are_let_go_while_an_export_streams(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_table, "BATCH", 20)
    alive: weakref.WeakSet[Any] = weakref.WeakSet()
    most = 0

    def stream() -> Iterator[dict[str, Any]]:
        nonlocal most
        for i in range(300):
            made = _Kept(record(LEDGER, id=f"{i:020}") | {"happening": str(i)})
            alive.add(made)
            gc.collect(0)
            most = max(most, len(alive))
            yield made

    assert exporting.write(stream(), form, tmp_path / "out").rows >= 300
    assert most <= 25
    if form == "parquet":
        assert pq.ParquetFile(tmp_path / "out").num_row_groups == 300 / 20


class _Kept(Counted):
    __hash__ = object.__hash__  # type: ignore[assignment]


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield record()
        raise OSError("the ledger went away")

    path = tmp_path / "events.csv"
    path.write_text("old")
    with pytest.raises(OSError, match="went away"):
        exporting.write(broken(), "csv", path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["events.csv"]


@pytest.mark.parametrize("form", sorted(exporting.FORMATS))
def test_streams_get_what_files_get(form: str, tmp_path: Path) -> None:
    exporting.write([record(LEDGER)], form, tmp_path / "file")
    binary = io.BytesIO()
    exporting.write([record(LEDGER)], form, binary)
    assert binary.getvalue() == (tmp_path / "file").read_bytes()
    text = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    exporting.write([record(LEDGER)], form, text)
    text.flush()
    assert text.buffer.getvalue() == binary.getvalue()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: exporting.write([], "dbase", "x"), "'dbase' is no format; there are csv, jsonl"),
        (lambda: exporting.write([], "csv", "x", statuses=["real"]), "'real' is no status"),
        (lambda: exporting.write([], "gdelt", "x", pairs=False), "one row a pair"),
        (lambda: exporting.write([], "excel", io.StringIO()), "binary stream"),
    ],
)
def test_what_cannot_be_done_is_said(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "excel"])
def test_our_own_formats_take_all_statuses_unless_asked(form: str, tmp_path: Path) -> None:
    assert exporting.write(statuses(), form, tmp_path / "all").rows == 4
    done = exporting.write(statuses(), form, tmp_path / "some", statuses=["future", "negated"])
    assert done == exporting.Exported(2, {"event with status actual": 1, "event with status hypothetical": 1})


def test_days_may_be_days_as_duckdb_gives_them(tmp_path: Path) -> None:
    iso = record(LEDGER)
    days = iso | {"published": date(2023, 5, 4), "first_report": date(2023, 5, 2)}
    days["date"] = iso["date"] | {"first": date(2023, 5, 3), "last": date(2023, 5, 3)}
    for form in exporting.FORMATS:
        exporting.write([iso], form, tmp_path / "iso")
        exporting.write([days], form, tmp_path / "days")
        assert (tmp_path / "iso").read_bytes() == (tmp_path / "days").read_bytes(), form


def without_words(value: Any) -> Any:
    """A record as a ledger without texts keeps it."""
    if isinstance(value, dict):
        return {k: without_words(v) for k, v in value.items() if k != "text"}
    return [without_words(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("form", sorted(exporting.FORMATS))
def test_a_ledger_without_texts_can_be_exported(form: str, tmp_path: Path) -> None:
    known = record(LEDGER)
    shareable = without_words(known)
    empty = {**shareable, "mentions": [m | {"text": None} for m in shareable["mentions"]]}
    for name, made in (("with", known), ("without", shareable), ("empty", empty)):
        exporting.write([made], form, tmp_path / name)
    rows = exporting.write([shareable], form, tmp_path / "again").rows
    assert rows == exporting.write([known], form, tmp_path / "again").rows
    if form not in ("parquet", "excel", "jsonl"):
        assert (tmp_path / "without").read_bytes() == (tmp_path / "empty").read_bytes()
    if form == "polecat":
        assert "Mara Lindqvist" in (tmp_path / "without").read_text()
        assert "Premier Lindqvist" not in (tmp_path / "without").read_text()


def test_importing_the_exports_imports_nothing_heavy() -> None:
    heavy = ("numpy", "pyarrow", "polars", "pandas", "duckdb", "xlsxwriter", "spacy", "rich")
    script = f"import sys, dateline.exporting; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_premier_stays_one_person_in_every_flat_column() -> None:
    row = {c.name: c.value(record(LEDGER)) for c in EVENT_COLUMNS}
    assert row["actors"] == PREMIER.name
    assert row["figures"] == "12 killed"
