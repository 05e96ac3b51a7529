"""Commands that ask a ledger: `events`, `happenings`, `table`, `sql`, `export`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dateline.cli.options import Day, interruptible, ledger_argument, with_examples
from dateline.query.filters import FILTERS, Filter

if TYPE_CHECKING:
    import pyarrow as pa

    from dateline.query.asking import Query

_TYPES: dict[str, Any] = {"day": Day(), "number": int, "quad": int, "share": click.FloatRange(0, 1)}


def _option(filter_: Filter) -> Callable[[Any], Any]:
    if filter_.kind == "flag":
        flag = f"{filter_.option}/--no-{filter_.option[2:]}"
        return click.option(flag, filter_.name, default=None, help=filter_.help)
    return click.option(
        filter_.option, filter_.name, multiple=True, type=_TYPES.get(filter_.kind, str), help=filter_.help
    )


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """All filters as options; given twice, an option means "or"."""
    for filter_ in reversed(list(FILTERS.values())):
        command = _option(filter_)(command)
    return command


def _chosen(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value not in (None, ())}


def _query(ledger: Path) -> Query:
    from dateline.ledger.store import Ledger
    from dateline.query.asking import Query

    return Query(Ledger(ledger))


@click.command(
    epilog=with_examples(
        "dateline events ledger/ --actor ISR --recipient RUS --type CONSULT --since 2022-02-20",
        "dateline events ledger/ --dyad ARM-AZE --reports 2 --format csv > events.csv",
        "dateline events ledger/ --only-source RUS --status actual --format jsonl",
    )
)
@ledger_argument
@with_filters
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table",
    show_default=True)  # fmt: skip
@click.option(
    "--order", type=click.Choice(["published", "newest", "date", "confidence", "reports"]),
    default="published", show_default=True, help="What to sort by.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(min=0), help="Show so many at most.")
@interruptible
def events(ledger: Path, form: str, order: str, limit: int | None, **options: Any) -> None:
    """Show the events of LEDGER that fit all filters; several values of one filter mean "or"."""
    from dateline import output
    from dateline.exporting.csv_table import WHOLE, write_rows
    from dateline.exporting.json_lines import json_line
    from dateline.model.record import event_of
    from dateline.query.asking import ADDED

    asked = _query(ledger).events(_chosen(options), order=order, limit=limit)
    if form == "jsonl":
        sys.stdout.writelines(json_line(record) for record in asked.records)
        return
    if form == "csv":
        write_rows(asked.records, sys.stdout, WHOLE)
        return
    found = [event_of({k: v for k, v in record.items() if k not in ADDED}) for record in asked.records]
    output.write_events(found, form, sys.stdout)
    shown = "" if len(found) == asked.total else f", {len(found)} shown"
    click.echo(f"{asked.total} events{shown}: {asked.sentence}", err=True)


@click.command(
    epilog=with_examples(
        "dateline happenings ledger/ --type ASSAULT --since 2022-02-24",
        "dateline happenings ledger/ --reports 3 --format jsonl",
    )
)
@ledger_argument
@with_filters
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
@click.option("--limit", type=click.IntRange(min=0), help="Show so many at most.")
@interruptible
def happenings(ledger: Path, form: str, limit: int | None, **options: Any) -> None:
    """Show what happened, once each: events of different stories that tell of one thing done.

    Shown are happenings that have an event which fits all filters.
    """
    from dateline.exporting.json_lines import json_line
    from dateline.model.record import plain
    from dateline.output import happenings_table

    found = _query(ledger).happenings(_chosen(options), limit=limit)
    if form == "jsonl":
        sys.stdout.writelines(json_line(plain(row)) for row in found)
    else:
        _print(happenings_table(found))


@click.command(
    epilog=with_examples(
        "dateline table ledger/ --by actor,recipient,month > dyad-months.csv",
        "dateline table ledger/ --by type,year --country UKR --format table",
        "dateline table ledger/ --by place,week --type ASSAULT",
    )
)
@ledger_argument
@click.option(
    "--by", required=True, metavar="NAMES",
    help="actor, recipient, actor-sector, recipient-sector, type, mode, quad, status, year, quarter, "
         "month, week, day, place, outlet, source, source-kind; several with commas.",
)  # fmt: skip
@with_filters
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="csv",
    show_default=True)  # fmt: skip
@interruptible
def table(ledger: Path, by: str, form: str, **options: Any) -> None:
    """Count the events of LEDGER, and add up their intensities: dyad-months and the like.

    Counted are events, happenings (what many stories tell counts once) and independent reports; sums of
    intensity and quad classes are over happenings. Events are actual unless --status says otherwise.
    """
    from dateline.query.tables import count_table

    names = [name.strip() for name in by.split(",") if name.strip()]
    _write_table(count_table(_query(ledger), names, _chosen(options)), form)


@click.command(
    epilog=with_examples(
        'dateline sql ledger/ "SELECT type, count(*) FROM events GROUP BY type ORDER BY 2 DESC"',
        'dateline sql ledger/ "SELECT unit, sum(value) FROM figures GROUP BY ALL" --format csv',
        'dateline sql ledger/ "DESCRIBE events"',
    )
)
@ledger_argument
@click.argument("statement")
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table",
    show_default=True)  # fmt: skip
@interruptible
def sql(ledger: Path, statement: str, form: str) -> None:
    """Ask LEDGER in DuckDB's SQL. `docs/ledger.md` names the tables; nothing can be changed."""
    _write_table(_query(ledger).sql(statement), form)


@click.command(
    epilog=with_examples(
        "dateline export ledger/ --format excel --output events.xlsx",
        "dateline export ledger/ --format polecat --output polecat.txt --since 2022-01-01",
        "dateline export ledger/ --format gdelt --output events.CSV --min-confidence 0.7",
        "dateline export ledger/ --format icews --status actual --status future",
    )
)
@ledger_argument
@click.option(
    "--format", "form", required=True, metavar="FORMAT",
    help="csv, jsonl, parquet, excel, polecat, plover, gdelt, gdelt-mentions or icews.",
)  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@with_filters
@interruptible
def export(ledger: Path, form: str, output: Path | None, **options: Any) -> None:
    """Write the events of LEDGER in a format that other programs read; `docs/exports.md` explains each.

    The formats of the field hold actual events, one row for a pair of actor and recipient, unless
    --status names others; how many rows were left out, and why, is said at the end.
    """
    from dateline import exporting
    from dateline.query.exports import export_records

    if form not in exporting.FORMATS:
        raise click.BadParameter(f"there is no format {form!r}; there are {', '.join(exporting.FORMATS)}")
    chosen = _chosen(options)
    records = export_records(_query(ledger), chosen, sentences=exporting.FORMATS[form].sentences)
    target = output if output is not None else sys.stdout.buffer
    done = exporting.write(records, form, target, statuses=chosen.get("status"))
    click.echo(f"{done.rows} rows" + (f" in {output}" if output else ""), err=True)
    for reason, count in sorted(done.left_out.items()):
        click.echo(f"{count} left out: {reason}", err=True)


def _write_table(found: pa.Table, form: str) -> None:
    from dateline.exporting.cells import safe
    from dateline.exporting.json_lines import json_line
    from dateline.model.record import plain

    rows = found.to_pylist()
    if form == "jsonl":
        sys.stdout.writelines(json_line(plain(row)) for row in rows)
        return
    if form == "csv":
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(found.column_names)
        writer.writerows([_cell(safe(v)) for v in row.values()] for row in rows)
        return
    from rich.table import Table

    shown = Table(box=None, header_style="bold", pad_edge=False)
    for name in found.column_names:
        shown.add_column(name)
    for row in rows:
        shown.add_row(*(_cell(value) for value in row.values()))
    _print(shown)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _print(shown: Any) -> None:
    from dateline import output

    output.console(sys.stdout).print(shown)


COMMANDS: Sequence[click.Command] = (events, happenings, table, sql, export)
