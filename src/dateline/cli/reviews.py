"""Commands about what people decided: `annotations`, `evaluate`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dateline.cli.options import interruptible, ledger_argument, with_examples

by_option = click.option("--by", metavar="NAME", help="Decisions of this person alone.")


@click.command(
    "annotations",
    epilog=with_examples(
        "dateline annotations ledger/ > decisions.jsonl",
        "dateline annotations ledger/ --format gold --by Ada > gold.jsonl",
    ),
)
@ledger_argument
@by_option
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "gold"]), default="jsonl", show_default=True,
    help="Every decision, or the events as they should be, a story a line.",
)  # fmt: skip
@interruptible
def kept(ledger: Path, by: str | None, form: str) -> None:
    """Write what people decided about the events of LEDGER on its page (`dateline serve`)."""
    from dateline.annotated import gold
    from dateline.exporting.json_lines import json_line
    from dateline.ledger.store import Ledger
    from dateline.model.record import plain
    from dateline.query.asking import Query
    from dateline.reviewing import decisions

    query = Query(Ledger(ledger))
    rows = gold(query, by) if form == "gold" else decisions(query, by=by)
    sys.stdout.writelines(json_line({key: plain(value) for key, value in row.items()}) for row in rows)


@click.command(epilog=with_examples("dateline evaluate ledger/", "dateline evaluate ledger/ --by Ada"))
@ledger_argument
@by_option
@interruptible
def evaluate(ledger: Path, by: str | None) -> None:
    """Measure the events of LEDGER against what people decided about them.

    After a recoding, events are found again by their words: so new rules are measured on old decisions.
    What is judged is what somebody chose to look at: draw at random what is to stand for the whole.
    """
    from dateline.annotated import measure
    from dateline.ledger.store import Ledger
    from dateline.query.asking import Query

    m = measure(Query(Ledger(ledger)), by)
    click.echo(
        f"{m.judged} events judged: {m.accepted} accepted, {m.corrected} corrected, {m.rejected} rejected; "
        f"{m.added} added that the coder missed"
    )
    for said, part, whole in (
        ("of those that the ledger has now, of the right type", m.right, m.found),
        ("of those that should be, found with their type", m.right, m.wanted),
        *((f"  of these, right {name}", n, m.right) for name, n in m.fields.items()),
    ):
        share = f"{part / whole:.2f}" if whole else "   –"
        click.echo(f"{said:<54} {share}  {part} of {whole}")
