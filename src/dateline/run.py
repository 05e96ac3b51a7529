"""One run: stories read from disk, coded, and put in an order that does not depend on the input's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dateline import __version__
from dateline.chunks import CodedChunk, code_chunks
from dateline.copies.families import FamilyIndex, FamilyMember
from dateline.model import Event, Rejected, Story
from dateline.parsing import DEFAULT_MODEL, load_model
from dateline.pipeline import CodedStory, Pipeline
from dateline.reading import Limits, read_paths
from dateline.rulebook.book import load_rulebook
from dateline.rulebook.credits import load_agency_credits
from dateline.rulebook.fingerprints import Fingerprint, fingerprint
from dateline.rulebook.happenings import load_happening_rules

if TYPE_CHECKING:
    from dateline.coded_rows import Rows

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run gives: events in order of publication, story and place in it; what was rejected."""

    events: tuple[Event, ...]
    rejected: tuple[Rejected, ...]
    members: tuple[FamilyMember, ...]
    stories: int
    undated: int
    spun: int

    def summary(self) -> str:
        """One line for people."""
        parts = [f"{self.stories} stories", f"{len(self.events)} events"]
        if copies := len(self.members) - len({m.family for m in self.members}):
            parts.append(f"{copies} copies")
        if self.spun:
            parts.append(f"{self.spun} machine-spun")
        if self.undated:
            parts.append(f"{self.undated} without a publication date")
        parts.append(f"{len(self.rejected)} rejected")
        return ", ".join(parts)


class Run:
    """Parser, rules and pipeline of one run; raises `RuleError` or `ModelMissingError`."""

    def __init__(
        self,
        *,
        model: str | None = None,
        actors: Path | None = None,
        rules: Path | None = None,
        keep_all: bool = False,
        progress: bool = False,
        limits: Limits | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> None:
        """`rules` is a folder whose rules replace the package's, `columns` what files call our fields."""
        self.given: dict[str, Any] = {
            "model": model,
            "actors": actors,
            "rules": rules,
            "keep_all": keep_all,
            "limits": limits,
            "columns": columns,
        }
        """What makes the same run again, in another process."""
        self.limits = limits or Limits()
        self.columns = dict(columns or {})
        self.rulebook = load_rulebook(actors, rules)
        self.happening_rules = load_happening_rules(rules)
        self.keep_all = keep_all
        self._files = (actors, rules)
        self.credits = load_agency_credits(rules)
        self.parser = load_model(model or DEFAULT_MODEL)
        self.pipeline = Pipeline(self.parser, self.rulebook, keep_all=keep_all, seconds=self.limits.seconds)
        self.progress = progress

    def code(
        self,
        paths: Sequence[str],
        published: date | None,
        min_confidence: float = 0.0,
        *,
        workers: int | None = 1,
    ) -> Result:
        """Read, code and sort; families are found over all stories of the run.

        `workers` is the number of processes; None: as many as do good.
        """
        rejected: list[Rejected] = []
        index = FamilyIndex(self.rulebook.spinning, self.credits)
        events: list[Event] = []
        n = undated = spun = 0
        stories = accepted(self.read(paths, published), rejected)
        for chunk in self.chunks(stories, workers=workers):
            n += len(chunk.stories)
            undated += chunk.undated
            spun += chunk.spun
            rejected += chunk.rejected
            index.take(chunk.signatures)
            events += [e for e in chunk.events if e.confidence >= min_confidence]
        members = index.families()
        family = {m.story: m.family for m in members}
        events = [replace(e, family=family.get(e.story, e.story)) for e in events]
        events.sort(key=lambda e: (e.published or date.min, e.story, e.mentions[0].start, e.id))
        return Result(
            events=tuple(events),
            rejected=tuple(sorted(rejected, key=lambda r: (r.origin, r.reason))),
            members=members,
            stories=n,
            undated=undated,
            spun=spun,
        )

    def chunks(
        self, stories: Iterable[Story], rows: Rows | None = None, *, workers: int | None, most: int = 500
    ) -> Iterator[CodedChunk]:
        """Chunks of stories, coded (see `code_chunks`)."""
        coded = code_chunks(self, stories, rows, workers=workers, most=most)
        return with_progress(coded, weight=lambda chunk: len(chunk.stories)) if self.progress else coded

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """What the rules of this run are, to be compared with those of another."""
        return fingerprint(self.rulebook.events, *self._files)

    def coding(self) -> str:
        """The name of all that makes the events of this run what they are."""
        return self.fingerprint.id(__version__, self.parser.name, f"all={self.keep_all}")

    def read(self, paths: Sequence[str], published: date | None) -> Iterator[Story | Rejected]:
        """The stories in `paths`, within the limits of this run."""
        return read_paths(paths, published=published, columns=self.columns, limits=self.limits)

    def stories(
        self, paths: Sequence[str], published: date | None, rejected: list[Rejected]
    ) -> Iterator[CodedStory]:
        """Coded stories as they come; what cannot be read goes to `rejected`."""
        stories = accepted(self.read(paths, published), rejected)
        coded = self.pipeline.code(stories, rejected)
        return with_progress(coded) if self.progress else coded


def accepted(items: Iterable[_Item | Rejected], rejected: list[Rejected]) -> Iterator[_Item]:
    """The stories, or records of them; what could not be read goes to `rejected`."""
    for item in items:
        if isinstance(item, Rejected):
            rejected.append(item)
        else:
            yield item


def with_progress(
    stories: Iterable[_Item], doing: str = "coding", weight: Callable[[_Item], int] = lambda _: 1
) -> Iterator[_Item]:
    """The same, counted on standard error; each counts as many stories as its `weight`."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=None)
        for story in stories:
            yield story
            bar.advance(task, weight(story))
