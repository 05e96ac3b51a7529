"""Commands that keep a ledger: `recode`, `rejected`, `ledger info`, `ledger verify`, `ledger compact`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dateline.cli.options import (
    Coding,
    coding_options,
    finish,
    interruptible,
    ledger_argument,
    limit_option,
    map_option,
    quiet_option,
    rules_option,
    visible,
    with_examples,
    workers_option,
)

if TYPE_CHECKING:
    from dateline.recoding import Recoded


@click.command(
    epilog=with_examples(
        "dateline recode ledger/",
        "dateline recode ledger/ --rules my-rules/",
        "dateline recode ledger/ --actors my-actors.tsv",
    )
)
@ledger_argument
@workers_option
@coding_options(rules_option)
def recode(ledger: Path, workers: int | None, coding: Coding) -> None:
    """Code the stories of LEDGER again with the rules of today, from what it keeps of them.

    Only stories are coded again in which other actors or dates are found, or other phrases of event rules
    fit. Printed are the events gained and lost, by type.
    """
    from dateline.recoding import recode as again

    run = coding.start()
    progress = _progress() if run.progress else None
    done = again(run, ledger, progress, workers=workers)
    if not coding.quiet:
        _print_changes(done)
    finish(done.rejected, done.summary(ledger), quiet=coding.quiet, coded=done.stories)


@click.command(
    epilog=with_examples(
        "dateline rejected ledger/",
        "dateline rejected ledger/ --format json",
        "dateline rejected ledger/ --retry --limit story=2000000",
    )
)
@ledger_argument
@click.option("--retry", is_flag=True, help="Read and code again what can be, as with `dateline code`.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@coding_options(map_option, limit_option)
def rejected(
    ledger: Path,
    retry: bool,
    form: str,
    coding: Coding,
) -> None:
    """Show what LEDGER could not use, and why; with --retry, try it again.

    Stories are tried again from the text that was kept, lines of JSON from the line. A file that was
    damaged as a whole must be mended and coded anew.
    """
    from dateline.exporting.json_lines import json_line
    from dateline.model.record import plain
    from dateline.retrying import rejections
    from dateline.retrying import retry as again

    if retry:
        done, left = again(coding.start(), ledger)
        if not coding.quiet:
            click.echo(
                f"{done.stories} stories, {done.events} events, {left} rejected still; ledger in {ledger}",
                err=True,
            )
        return
    for r in rejections(ledger):
        if form == "json":
            sys.stdout.write(json_line(plain(r)))
        else:
            words = " ".join(r.original[:200].split())[:80]
            shown = f"{r.origin}: rejected while {r.stage}: {r.reason}"
            click.echo(visible(shown + (f"\n    {words}" if words else "")))


@click.group()
def ledger() -> None:
    """Look after a ledger: what is in it, is it whole, make it compact."""


@ledger.command(
    epilog=with_examples("dateline ledger info ledger/", "dateline ledger info ledger/ --format json")
)
@ledger_argument
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@interruptible
def info(ledger: Path, form: str) -> None:
    """Show what LEDGER holds: tables, days, types, runs, and the rules it was coded with."""
    from dateline.exporting.json_lines import json_line
    from dateline.ledger.store import Ledger
    from dateline.ledger.upkeep import info as told

    found = told(Ledger(ledger))
    sys.stdout.write(json_line(found) if form == "json" else _info_text(found))


@ledger.command(epilog=with_examples("dateline ledger verify ledger/"))
@ledger_argument
@quiet_option
@interruptible
def verify(ledger: Path, quiet: bool) -> None:
    """Check LEDGER from end to end; exit code 4 and a line for each fault where it is not whole."""
    from dateline.ledger.store import Ledger
    from dateline.ledger.upkeep import verify as faults_of

    opened = Ledger(ledger)
    faults = faults_of(opened)
    for fault in faults:
        click.echo(f"dateline: {ledger}: {fault}", err=True)
    if faults:
        sys.exit(4)
    if not quiet:
        manifest = opened.manifest()
        click.echo(
            f"{ledger} is whole: {manifest.rows('stories')} stories, {manifest.rows('events')} events, "
            f"{len(manifest.files())} files",
            err=True,
        )


@ledger.command(epilog=with_examples("dateline ledger compact ledger/"))
@ledger_argument
@quiet_option
@interruptible
def compact(ledger: Path, quiet: bool) -> None:
    """Merge the small parts of LEDGER into large ones, and delete files of earlier states."""
    from dateline.ledger.store import Ledger, LedgerWriter
    from dateline.ledger.upkeep import compact as merge

    Ledger(ledger)
    with LedgerWriter(ledger) as writer:
        before, after = merge(writer)
    if not quiet:
        click.echo(f"{ledger}: {before} files before, {after} now", err=True)


def _info_text(found: dict[str, Any]) -> str:
    days = f"{found['first_day']} to {found['last_day']}" if found["first_day"] else "no dated story"
    kept = " and ".join(name for name in ("text", "parses") if found[name]) or "neither text nor parses"
    lines = [f"{found['folder']}: commit {found['commit']}, {days}, with {kept}"]
    if not found["grouped"]:
        lines.append("the last run was cut off before it grouped copies; the next one will")
    lines.append("")
    for table, has in found["tables"].items():
        size = has["bytes"] / 1e6
        lines.append(f"{table:<12} {has['rows']:>10,} rows {has['parts']:>5} parts {size:>10,.1f} MB")
    for name in ("types", "statuses"):
        counted = ", ".join(f"{key} {n:,}" for key, n in found[name].items())
        lines += ["", f"{name}: {counted}"]
    lines.append("")
    for row in found["codings"]:
        made = f"dateline {row['dateline']}, {row['parser']}"
        lines.append(f"coding {row['coding']}: {made}, {row['parts']} parts")
    lines.append(f"{found['runs']} run{'s' if found['runs'] != 1 else ''}")
    return "\n".join(lines) + "\n"


def _print_changes(done: Recoded) -> None:
    for type_ in sorted(done.gained.keys() | done.lost.keys() | done.changed.keys()):
        counts = (done.gained[type_], done.lost[type_], done.changed[type_])
        click.echo(f"{type_:<10} {counts[0]:>6} gained {counts[1]:>6} lost {counts[2]:>6} changed")


def _progress() -> Any:
    def tell(n: int, total: int) -> None:
        click.echo(f"\rcoding again: part {n} of {total}", nl=n == total, err=True)

    return tell
