"""The command line: thin faces over the rest. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import gc
import os

import click

from dateline import __version__
from dateline.cli import ledgers, queries, reviews, rules, serving, stories, watching
from dateline.cli.options import with_examples

__all__ = ["main"]


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=with_examples(
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
    # Hardly anything we make needs the collector of cycles; at its usual 700 objects it runs all the time.
    gc.set_threshold(20_000)


for command in (
    stories.code,
    stories.explain,
    stories.copies,
    *queries.COMMANDS,
    serving.serve,
    reviews.kept,
    reviews.evaluate,
    ledgers.recode,
    ledgers.rejected,
    ledgers.ledger,
    rules.actors,
    rules.rules,
    watching.watch,
):
    main.add_command(command)
