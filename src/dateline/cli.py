"""The command line: one thin face over the pipeline. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dateline import __version__

if TYPE_CHECKING:
    from dateline.run import Result, Run

EXIT_CODES = """\b
Exit codes: 0 all went well; 1 some input was rejected, the rest is coded;
2 wrong use, or nothing that can be read; 3 rules or model at fault; 130 interrupted."""


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2022-02-27", param, ctx)


def _examples(*lines: str) -> str:
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines) + "\n\n" + EXIT_CODES


def _interruptible(command: Callable[..., None]) -> Callable[..., None]:
    """Ctrl-C at any moment ends a command with one line and exit code 130."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except KeyboardInterrupt:
            click.echo("dateline: interrupted; nothing was written", err=True)
            sys.exit(130)

    return guarded


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_examples(
        "dateline code examples/                      a table of the events in the example stories",
        "dateline code story.txt --format jsonl       one event a line",
        "dateline explain story.txt                   every layer, and why",
    ),
)
@click.version_option(__version__, prog_name="dateline")
def main() -> None:
    """Read dated news reports; write who did what to whom, when, how certain, according to whom."""
    # One process, one core: threads inside the matrix products double the work to save a tenth of the
    # time, and rob other processes of their core. Must be said before NumPy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


_stories = click.argument("stories", nargs=-1, required=True, metavar="STORY...")
_published = click.option("--published", type=Day(), help="Publication day of stories that give none.")
_model = click.option(
    "--model", default=None, help="An installed spaCy model (default: the small English one)."
)
_all = click.option("--all", "keep_all", is_flag=True, help="Also keep events without a political actor.")
_actors = click.option(
    "--actors",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of your own actors, tables as in rules/actors; it wins over ours.",
)
_quiet = click.option("--quiet", is_flag=True, help="No progress and no summary.")


@main.command(
    epilog=_examples(
        "dateline code examples/",
        "dateline code news.jsonl --format jsonl > events.jsonl",
        "dateline code news/ --ledger ledger/ --format table",
        "cat story.txt | dateline code - --published 2022-02-27",
    )
)
@_stories
@_published
@click.option(
    "--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default=None,
    help="How to print the events (default: table, or nothing with --ledger).",
)  # fmt: skip
@click.option(
    "--ledger", type=click.Path(file_okay=False, path_type=Path), help="Write the events to this folder."
)
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), default=0.0, metavar="P",
    help="Leave out events that are less likely than P to be of their type.",
)  # fmt: skip
@_all
@_actors
@_model
@_quiet
@_interruptible
def code(
    stories: Sequence[str],
    published: date | None,
    form: str | None,
    ledger: Path | None,
    min_confidence: float,
    keep_all: bool,
    actors: Path | None,
    model: str | None,
    quiet: bool,
) -> None:
    """Code STORIES (files, folders, or - for standard input) into events.

    Plain text is one story a file; JSON Lines have `id`, `published` or `date`, `text`, and
    optionally `title`, `source`, `url`.
    """
    from dateline import output

    run = _start(model, actors, keep_all=keep_all, quiet=quiet)
    result = run.code(stories, published, min_confidence)
    if form is None and ledger is None:
        form = "table"
    if ledger is not None:
        _write_ledger(ledger, result)
    if form is not None:
        output.write_events(result.events, form, sys.stdout)
    _finish(result.rejected, result.summary(ledger), quiet=quiet, coded=result.stories)


@main.command(
    epilog=_examples(
        "dateline explain story.txt",
        "dateline explain news.jsonl --format json > layers.jsonl",
    )
)
@_stories
@_published
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_all
@_actors
@_model
@_quiet
@_interruptible
def explain(
    stories: Sequence[str],
    published: date | None,
    form: str,
    keep_all: bool,
    actors: Path | None,
    model: str | None,
    quiet: bool,
) -> None:
    """Show every layer of STORIES: what was found, which rule fired, what was dropped and why."""
    from dateline import explaining

    run = _start(model, actors, keep_all=keep_all, quiet=quiet)
    rejected = explaining.explain(run, stories, published, form, sys.stdout)
    _finish(rejected, "", quiet=quiet, coded=1)


@main.command(
    epilog=_examples(
        "dateline copies news.jsonl",
        "dateline copies news/ --format jsonl > families.jsonl",
    )
)
@_stories
@_published
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
@_quiet
@_interruptible
def copies(stories: Sequence[str], published: date | None, form: str, quiet: bool) -> None:
    """Group STORIES into families: originals, reprints, excerpts, edited and machine-spun copies."""
    from dateline import output
    from dateline.run import group_copies

    members, rejected = group_copies(stories, published)
    output.write_families(members, form, sys.stdout)
    _finish(rejected, "", quiet=quiet, coded=len(members))


@main.command(
    epilog=_examples(
        'dateline actors "Angela Merkel" --on 2015-09-04',
        'dateline actors "the French president" --on 1998-07-12',
        "dateline actors Georgia --format json",
    )
)
@click.argument("name", nargs=-1, required=True)
@click.option("--on", type=Day(), help="The day to resolve the name on (default: latest known office).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_actors
@_interruptible
def actors(name: Sequence[str], on: date | None, form: str, actors: Path | None) -> None:
    """Show whom NAME means on a day, and why: all senses, offices with their dates, what it needs.

    Looked up are people, countries, organisations, armed groups, places, offices and kinds of
    people. The sense that the name alone has is marked with an arrow. Exit code 1: nobody is
    called so.
    """
    from dateline import naming
    from dateline.exporting.json_lines import json_line
    from dateline.rulebook.actors import load_gazetteer

    with _rules_in_order():
        gazetteer, numbers = load_gazetteer(actors), naming.state_numbers(actors)
    found = naming.resolve_name(gazetteer, numbers, " ".join(name), on)
    if form == "json":
        sys.stdout.write(json_line(naming.resolution_record(found)))
    else:
        sys.stdout.write(naming.resolution_text(found))
    if not found.senses:
        sys.exit(1)


@main.group()
def rules() -> None:
    """Look after the rules that the coder reads by."""


def _rules_at(ctx: click.Context, param: click.Parameter, value: str) -> Path | None:
    from dateline.comparing import rules_at

    try:
        return rules_at(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None


@rules.command(
    epilog=_examples(
        "dateline rules check",
        "dateline rules check assault.shell",
        "dateline rules check --rules my-rules/",
        "dateline rules check --actors my-actors.tsv",
    )
)
@click.argument("names", nargs=-1, metavar="[RULE...]")
@click.option(
    "--rules", "folder", default="package", callback=_rules_at, metavar="FOLDER",
    help="Check the rules in this folder instead of the package's.",
)  # fmt: skip
@_actors
@_model
@_interruptible
def check(names: Sequence[str], folder: Path | None, actors: Path | None, model: str | None) -> None:
    """Check the rule files, and run every rule (or those named) on its own examples, both ways.

    Reported are phrases that are never reached, phrases that two rules read differently, examples
    that do not fire their rule and counter-examples that do; and, where no RULE is named, what is
    wrong in the tables of actors: dates, sectors and countries that cannot be, terms of one person
    that clash, names that two parties have on one day. Warnings are what could be left out.
    """
    from dateline.checking import check_rules, named
    from dateline.rulebook.actor_checks import check_actor_tables
    from dateline.rulebook.event_checks import check_event_rules

    run = _start(model, actors, rules=folder, keep_all=True, quiet=True)
    book = run.rulebook.events
    findings = [f for f in check_event_rules(book, folder) if named(f.rules, names)]
    tables = [] if names else check_actor_tables(actors, folder)
    examples, n = check_rules(run.pipeline, book, names)
    for line in (*findings, *tables, *examples):
        click.echo(line)
    faults = len(examples) + len(tables) + sum(f.fault for f in findings)
    warnings = sum(not f.fault for f in findings)
    click.echo(f"{n} examples and counter-examples checked, {faults} faults, {warnings} warnings", err=True)
    if faults:
        sys.exit(3)


@rules.command(
    epilog=_examples(
        "dateline rules diff package my-rules/ news.jsonl",
        "dateline rules diff old/ new/ news/ --html changes.html",
        "dateline rules diff package my-rules/ dev.jsonl --format jsonl --fail-on-loss",
    )
)
@click.argument("old", callback=_rules_at)
@click.argument("new", callback=_rules_at)
@click.argument("corpus", nargs=-1, required=True, metavar="CORPUS...")
@_published
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default=None,
    help="How to print the changes (default: table, or nothing with --html).")  # fmt: skip
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the changes as a page to this file.",
)
@click.option("--fail-on-loss", is_flag=True, help="Exit with 1 when an event was lost.")
@_all
@_model
@_quiet
@_interruptible
def diff(
    old: Path | None,
    new: Path | None,
    corpus: Sequence[str],
    published: date | None,
    form: str | None,
    html: Path | None,
    fail_on_loss: bool,
    keep_all: bool,
    model: str | None,
    quiet: bool,
) -> None:
    """Code CORPUS with two sets of rules; show the events gained, lost and changed.

    OLD and NEW are folders laid out as the package's rules are, whole or in part: a folder with
    nothing but `events/` takes the rest from the package. `package` stands for the package's rules.
    """
    from dateline.comparing import PACKAGE, compare_rules
    from dateline.comparing_page import comparison_page
    from dateline.comparing_table import write_changes
    from dateline.parsing import DEFAULT_MODEL, load_model

    with _rules_in_order():
        parser = load_model(model or DEFAULT_MODEL)
        progress = not quiet and sys.stderr.isatty()
        result = compare_rules(parser, old, new, corpus, published, keep_all=keep_all, progress=progress)
    if html is not None:
        names = (str(folder or PACKAGE) for folder in (old, new))
        html.write_text(comparison_page(result, *names), encoding="utf-8")
    if form is not None or html is None:
        write_changes(result, form or "table", sys.stdout)
    _finish(result.rejected, result.summary(), quiet=quiet, coded=result.stories)
    if fail_on_loss and result.of("lost"):
        sys.exit(1)


def _start(
    model: str | None, actors: Path | None, *, rules: Path | None = None, keep_all: bool, quiet: bool
) -> Run:
    from dateline.run import Run

    with _rules_in_order():
        return Run(
            model=model,
            actors=actors,
            rules=rules,
            keep_all=keep_all,
            progress=not quiet and sys.stderr.isatty(),
        )


@contextmanager
def _rules_in_order() -> Iterator[None]:
    """A fault in the rules, or a missing model, ends the command with exit code 3."""
    from dateline.parsing import ModelMissingError
    from dateline.rulebook.errors import RuleError

    try:
        yield
    except (RuleError, ModelMissingError) as error:
        click.echo(f"dateline: {error}", err=True)
        sys.exit(3)


def _write_ledger(folder: Path, result: Result) -> None:
    from dateline.ledger.copies_part import write_copies
    from dateline.ledger.parts import write_events, write_manifest
    from dateline.model.record import plain

    families = [plain(member) for member in result.members]
    parts = [write_events(folder, result.events), *write_copies(folder, families, result.copies.to_table())]
    write_manifest(folder, result.manifest(), parts)


def _finish(rejected: Sequence[Any], summary: str, *, quiet: bool, coded: int) -> None:
    for r in rejected:
        click.echo(f"dateline: {r.origin}: rejected while {r.stage}: {r.reason}", err=True)
    if summary and not quiet:
        click.echo(summary, err=True)
    if rejected:
        sys.exit(1 if coded else 2)


if __name__ == "__main__":
    main()
