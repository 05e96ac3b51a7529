"""Commands that read stories: `code`, `explain`, `copies`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from dateline.cli.options import (
    Coding,
    cluster_in_order,
    coding_options,
    finish,
    interruptible,
    limit_option,
    map_option,
    published_option,
    quiet_option,
    rules_at_option,
    rules_in_order,
    stories_argument,
    with_examples,
    workers_option,
)
from dateline.query.filters import LIKELY


@click.command(
    epilog=with_examples(
        "dateline code examples/",
        "dateline code news.jsonl --format jsonl > events.jsonl",
        "dateline code news/ --ledger ledger/",
        "dateline code s3://news/2022/ --ledger ledger/ --cluster tcp://10.0.0.1:8786",
        "dateline code wire.csv --map text=body,published=pub_date",
        "dateline code CC-NEWS-20220227.warc.gz --ledger ledger/",
        "cat story.txt | dateline code - --published 2022-02-27",
    )
)
@stories_argument
@published_option
@click.option(
    "--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default=None,
    help="How to print the events (default: table, or nothing with --ledger).",
)  # fmt: skip
@click.option(
    "--ledger",
    type=click.Path(file_okay=False, path_type=Path),
    help="Add stories and events to the ledger in this folder; what it has already is passed over.",
)
@click.option(
    "--no-text", "text", flag_value=False, type=bool, default=None,
    help="A new ledger keeps offsets and hashes, but none of the stories' words.",
)  # fmt: skip
@click.option(
    "--no-parses", "parses", flag_value=False, type=bool, default=None,
    help="A new ledger keeps no parses: two fifths less on disk, and a slow `dateline recode`.",
)  # fmt: skip
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), default=None, metavar="P",
    help=f"Leave out events less likely than P to be right in type and sides (default {LIKELY}; 0: --all).",
)  # fmt: skip
@workers_option
@click.option(
    "--cluster", metavar="ADDRESS",
    help="Code with the workers of the Dask cluster whose scheduler is at this address; needs --ledger.",
)  # fmt: skip
@coding_options(map_option, limit_option)
def code(
    stories: Sequence[str],
    published: date | None,
    form: str | None,
    ledger: Path | None,
    text: bool | None,
    parses: bool | None,
    min_confidence: float | None,
    workers: int | None,
    cluster: str | None,
    coding: Coding,
) -> None:
    """Code STORIES (files, folders, or - for standard input) into events.

    Plain text and HTML are one story a file. JSON Lines, CSV and Parquet have `id`, `published` or `date`,
    `text`, and optionally `title`, `source`, `url`. Read are also RSS and Atom, WARC, NITF, NewsML-G2,
    mail (`.eml`, `.mbox`), and ZIP and gzip of all these.
    """
    from dateline import output

    if cluster and ledger is None:
        msg = "--cluster needs --ledger: what the machines make is put together there"
        raise click.UsageError(msg)
    run = coding.start()
    if min_confidence is None:
        min_confidence = 0.0 if coding.keep_all else LIKELY
    if ledger is None:
        result = run.code(stories, published, min_confidence, workers=workers)
        output.write_events(result.events, form or "table", sys.stdout)
        finish(result.rejected, result.summary(), quiet=coding.quiet, coded=result.stories)
        return
    from dateline.ledger.events import read_events
    from dateline.ledger.store import Ledger
    from dateline.storing import store

    if cluster:
        with cluster_in_order():
            from dateline.cluster import store_by_cluster

            stored = store_by_cluster(run, ledger, stories, published, cluster, text=text, parses=parses)
    else:
        stored = store(run, ledger, stories, published, text=text, parses=parses, workers=workers)
    if form is not None:
        events = read_events(Ledger(ledger), stored.ids)
        output.write_events([e for e in events if e.confidence >= min_confidence], form, sys.stdout)
    finish(stored.rejected, stored.summary(ledger), quiet=coding.quiet, coded=len(stored.ids))


@click.command(
    epilog=with_examples(
        "dateline explain story.txt",
        "dateline explain news.jsonl --format json > layers.jsonl",
    )
)
@stories_argument
@published_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@coding_options(map_option, limit_option)
def explain(
    stories: Sequence[str],
    published: date | None,
    form: str,
    coding: Coding,
) -> None:
    """Show every layer of STORIES: what was found, which rule fired, what was dropped and why."""
    from dateline import explaining

    run = coding.start()
    rejected = explaining.explain(run, stories, published, form, sys.stdout)
    finish(rejected, "", quiet=coding.quiet, coded=1)


@click.command(
    epilog=with_examples(
        "dateline copies news.jsonl",
        "dateline copies news/ --format jsonl > families.jsonl",
        "dateline copies news/ --rules my-rules/",
    )
)
@stories_argument
@published_option
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
@click.option(
    "--rules", "folder", default="package", callback=rules_at_option, metavar="FOLDER",
    help="Read spun phrases and credits to agencies by the rules in this folder.",
)  # fmt: skip
@workers_option
@quiet_option
@interruptible
def copies(
    stories: Sequence[str],
    published: date | None,
    form: str,
    folder: Path | None,
    workers: int | None,
    quiet: bool,
) -> None:
    """Group STORIES into families: originals, reprints, excerpts, edited and machine-spun copies."""
    from dateline import output
    from dateline.grouping import group_copies

    with rules_in_order():
        progress = not quiet and sys.stderr.isatty()
        members, n, rejected = group_copies(stories, published, folder, workers=workers, progress=progress)
    output.write_families(members, form, sys.stdout)
    finish(rejected, "", quiet=quiet, coded=n)
