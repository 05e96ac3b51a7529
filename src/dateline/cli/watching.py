"""The command that reads news as it comes: `watch`."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import click

from dateline.cli.options import Coding, coding_options, limit_option, visible, with_examples


@click.command(
    epilog=with_examples(
        "dateline watch feeds.toml --ledger ledger/",
        "dateline watch feeds.toml --ledger ledger/ --once",
    )
)
@click.argument("feeds", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FEEDS.toml")
@click.option(
    "--ledger", required=True, type=click.Path(file_okay=False, path_type=Path),
    help="Where the stories and their events go.",
)  # fmt: skip
@click.option("--once", is_flag=True, help="Poll what is due, and end: for cron.")
@click.option(
    "--pause", type=click.FloatRange(0), default=2.0, show_default=True, metavar="SECONDS",
    help="Between two requests to one host; more where its robots.txt asks for it.",
)  # fmt: skip
@click.option(
    "--allow-private", is_flag=True,
    help="Also fetch from loopback and private addresses, which feeds of others may abuse.",
)  # fmt: skip
@coding_options(limit_option)
def watch(
    feeds: Path,
    ledger: Path,
    once: bool,
    pause: float,
    allow_private: bool,
    coding: Coding,
) -> None:
    """Poll the feeds of FEEDS.toml, and code what is new into a ledger.

    The file has a [[feed]] table for each: `url`, and optionally `outlet`, `every` (seconds between polls,
    900), `pages` (false: what the feed itself has of a story is enough). Killed at any moment, it goes on
    where it was.
    """
    from dateline.watching.feeds_file import FeedsError, read_feeds_file
    from dateline.watching.fetching import Fetching
    from dateline.watching.manners import Manners
    from dateline.watching.watcher import Watcher

    try:
        settings = read_feeds_file(feeds)
    except FeedsError as error:
        raise click.UsageError(visible(str(error))) from None
    watcher = Watcher(
        replace(coding, quiet=True).start(), ledger, settings, Manners(Fetching(private=allow_private), pause)
    )
    live = sys.stderr.isatty() and not once
    while True:
        done = watcher.round()
        if not coding.quiet:
            click.echo(("\r\x1b[K" if live else "") + done.line(time.time()), err=True, nl=not live)
        if once:
            # Failed altogether is no success for whoever runs it from cron.
            sys.exit(1 if done.failed and done.failed == done.feeds else 0)
        time.sleep(min(60.0, max(1.0, done.next - time.time())))
