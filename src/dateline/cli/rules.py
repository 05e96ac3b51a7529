"""Commands about the rules: `rules check`, `rules diff`, and `actors`, who is called so."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from dateline.cli.options import (
    Coding,
    Day,
    actors_option,
    all_option,
    finish,
    interruptible,
    model_option,
    published_option,
    quiet_option,
    rules_at_option,
    rules_in_order,
    with_examples,
)


@click.command(
    epilog=with_examples(
        'dateline actors "Angela Merkel" --on 2015-09-04',
        'dateline actors "the French president" --on 1998-07-12',
        "dateline actors Georgia --format json",
    )
)
@click.argument("name", nargs=-1, required=True)
@click.option("--on", type=Day(), help="The day to resolve the name on (default: latest known office).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@actors_option
@interruptible
def actors(name: Sequence[str], on: date | None, form: str, actors: Path | None) -> None:
    """Show whom NAME means on a day, and why: all senses, offices with their dates, what it needs.

    Looked up are people, countries, organisations, armed groups, places, offices and kinds of
    people. The sense that the name alone has is marked with an arrow. Exit code 1: nobody is
    called so.
    """
    from dateline import naming
    from dateline.exporting.json_lines import json_line
    from dateline.rulebook.actors import load_gazetteer

    with rules_in_order():
        gazetteer, numbers = load_gazetteer(actors), naming.state_numbers(actors)
    found = naming.resolve_name(gazetteer, numbers, " ".join(name), on)
    if form == "json":
        sys.stdout.write(json_line(naming.resolution_record(found)))
    else:
        sys.stdout.write(naming.resolution_text(found))
    if not found.senses:
        sys.exit(1)


@click.group()
def rules() -> None:
    """Look after the rules that the coder reads by."""


@rules.command(
    epilog=with_examples(
        "dateline rules check",
        "dateline rules check assault.shell",
        "dateline rules check --rules my-rules/",
        "dateline rules check --actors my-actors.tsv",
    )
)
@click.argument("names", nargs=-1, metavar="[RULE...]")
@click.option(
    "--rules", "folder", default="package", callback=rules_at_option, metavar="FOLDER",
    help="Check the rules in this folder instead of the package's.",
)  # fmt: skip
@actors_option
@model_option
@interruptible
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
    from dateline.rulebook.exports import load_export_codes

    run = Coding(model=model, actors=actors, rules=folder, keep_all=True, quiet=True).start()
    with rules_in_order():
        load_export_codes(folder)
        run.rulebook.actors.read()
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
    epilog=with_examples(
        "dateline rules diff package my-rules/ news.jsonl",
        "dateline rules diff old/ new/ news/ --html changes.html",
        "dateline rules diff package my-rules/ dev.jsonl --format jsonl --fail-on-loss",
    )
)
@click.argument("old", callback=rules_at_option)
@click.argument("new", callback=rules_at_option)
@click.argument("corpus", nargs=-1, required=True, metavar="CORPUS...")
@published_option
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default=None,
    help="How to print the changes (default: table, or nothing with --html).")  # fmt: skip
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the changes as a page to this file.",
)
@click.option("--fail-on-loss", is_flag=True, help="Exit with 1 when an event was lost.")
@all_option
@model_option
@quiet_option
@interruptible
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

    with rules_in_order():
        parser = load_model(model or DEFAULT_MODEL)
        progress = not quiet and sys.stderr.isatty()
        result = compare_rules(parser, old, new, corpus, published, keep_all=keep_all, progress=progress)
    if html is not None:
        names = (str(folder or PACKAGE) for folder in (old, new))
        html.write_text(comparison_page(result, *names), encoding="utf-8")
    if form is not None or html is None:
        write_changes(result, form or "table", sys.stdout)
    finish(result.rejected, result.summary(), quiet=quiet, coded=result.stories)
    if fail_on_loss and result.of("lost"):
        sys.exit(1)
