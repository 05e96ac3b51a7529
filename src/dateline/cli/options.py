"""What the commands share: options, examples, exit codes, and how faults end a command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from dateline.reading.limits import Limits
    from dateline.run import Run

EXIT_CODES = """\b
Exit codes: 0 all went well; 1 some input was rejected, the rest is coded;
2 wrong use, or nothing that can be read; 3 rules or model at fault;
4 the ledger cannot be read or written, or the output not be written;
130 interrupted; 141 nobody read the output to its end."""


NOTHING = "nothing was written"


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


def with_examples(*lines: str) -> str:
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines) + "\n\n" + EXIT_CODES


def interruptible(command: Callable[..., None]) -> Callable[..., None]:
    """Ctrl-C at any moment ends a command with one line and exit code 130; a ledger at fault with 4."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        from dateline.ledger.errors import LedgerError
        from dateline.query.filters import FilterError

        ledger = kwargs.get("ledger")
        try:
            command(*args, **kwargs)
            # A full disk is told here, and not when the program has ended.
            sys.stdout.flush()
        except KeyboardInterrupt:
            left = "nothing was written"
            if ledger is not None and ledger.exists():
                left = f"{ledger} holds what was committed; the same command goes on"
            click.echo(f"dateline: interrupted; {left}", err=True)
            sys.exit(130)
        except FilterError as error:
            click.echo(f"dateline: {error}", err=True)
            sys.exit(2)
        except LedgerError as error:
            click.echo(f"dateline: {error}", err=True)
            sys.exit(4)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                _end_unread()
            file = f"{error.filename}: " if error.filename else ""
            left = f"; {ledger} is as it was" if ledger is not None else ""
            click.echo(f"dateline: {file}{error.strerror or error}{left}", err=True)
            sys.exit(4)

    return guarded


def _end_unread() -> NoReturn:
    """Who reads our output may stop reading (`| head`): end without a word, as SIGPIPE ends others."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(141)


stories_argument = click.argument("stories", nargs=-1, required=True, metavar="STORY...")
ledger_argument = click.argument("ledger", type=click.Path(file_okay=False, path_type=Path))
published_option = click.option("--published", type=Day(), help="Publication day of stories that give none.")
model_option = click.option(
    "--model", default=None, help="An installed spaCy model (default: the small English one)."
)
all_option = click.option(
    "--all", "keep_all", is_flag=True, help="Also keep events without a political actor."
)
actors_option = click.option(
    "--actors",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of your own actors, tables as in rules/actors; it wins over ours.",
)
limit_option = click.option(
    "--limit", "limits", multiple=True, metavar="NAME=NUMBER", callback=lambda *given: limits_given(*given),
    help="Raise or lower a limit: story (characters), sentence (words), file (MB), nesting and expansion "
    "(of archives), depth (of XML), seconds (a story). May be given several times.",
)  # fmt: skip
map_option = click.option(
    "--map", "columns", metavar="FIELD=COLUMN,…", callback=lambda *given: columns_given(*given),
    help="What CSV, Parquet and JSON call our fields, as in text=body,published=pub_date.",
)  # fmt: skip
workers_option = click.option(
    "--workers", type=click.IntRange(min=1), default=None, metavar="N",
    help="Processes that work (default: as many as there are cores and memory for, one for a few stories).",
)  # fmt: skip
quiet_option = click.option("--quiet", is_flag=True, help="No progress and no summary.")


def limits_given(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> Limits:
    from dateline.reading.limits import limits_of

    try:
        return limits_of(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None


def columns_given(ctx: click.Context, param: click.Parameter, value: str | None) -> dict[str, str]:
    from dateline.reading.records import columns_of

    try:
        return columns_of(value or "")
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None


def rules_at_option(ctx: click.Context, param: click.Parameter, value: str) -> Path | None:
    from dateline.comparing import rules_at

    try:
        return rules_at(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None


rules_option = click.option(
    "--rules", default="package", callback=rules_at_option, metavar="FOLDER",
    help="Code with the rules in this folder instead of the package's.",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """How a command was told to code; `rules` is a folder of rules, or None for the package's."""

    model: str | None
    actors: Path | None
    keep_all: bool
    quiet: bool
    limits: Limits | None = None
    columns: Mapping[str, str] | None = None
    rules: Path | None = None

    def start(self) -> Run:
        """Model and rules loaded; what is wrong with them ends the command."""
        from dateline.run import Run

        with rules_in_order():
            return Run(
                model=self.model,
                actors=self.actors,
                rules=self.rules,
                keep_all=self.keep_all,
                progress=not self.quiet and sys.stderr.isatty(),
                limits=self.limits,
                columns=self.columns,
            )


def coding_options(*more: Callable[[Any], Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options of every command that codes, `more` before them; the command gets them as `coding`."""
    settings = [field.name for field in fields(Coding)]

    def give(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def told(**options: Any) -> None:
            coding = Coding(**{name: options.pop(name) for name in settings if name in options})
            command(coding=coding, **options)

        guarded = interruptible(told)
        for option in reversed((*more, all_option, actors_option, model_option, quiet_option)):
            guarded = option(guarded)
        return guarded

    return give


@contextmanager
def rules_in_order() -> Iterator[None]:
    """A fault in the rules, or a missing model, ends the command with exit code 3."""
    from dateline.parsing import ModelMissingError
    from dateline.rulebook.errors import RuleError

    try:
        yield
    except (RuleError, ModelMissingError) as error:
        click.echo(f"dateline: {error}", err=True)
        sys.exit(3)


@contextmanager
def cluster_in_order() -> Iterator[None]:
    """A cluster that does not answer or is not installed ends the command with exit code 2."""
    from dateline.cluster import ClusterError

    try:
        yield
    except ClusterError as error:
        click.echo(f"dateline: {error}", err=True)
        sys.exit(2)
    except ImportError as error:
        click.echo(f"dateline: {error.name} is not installed: pip install dateline[cluster]", err=True)
        sys.exit(2)


def finish(rejected: Sequence[Any], summary: str, *, quiet: bool, coded: int) -> None:
    for r in rejected:
        click.echo(visible(f"dateline: {r.origin}: rejected while {r.stage}: {r.reason}"), err=True)
    if summary and not quiet:
        click.echo(summary, err=True)
    if rejected:
        sys.exit(1 if coded else 2)


def visible(text: str) -> str:
    """`text` with what would steer a terminal written out: input is not to move the cursor."""
    return "".join(c if c.isprintable() or c in " \n" else f"\\x{ord(c):02x}" for c in text)
