"""The way a story goes, stated once: spun text restored, parsed, searched, read into clauses, coded."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from dateline.clauses.reader import ClauseReader
from dateline.clauses.status import StatusReader
from dateline.clauses.timetable import still_to_come
from dateline.coding.coder import Coded, Coder
from dateline.coding.layers import Layers
from dateline.copies.spinning import SpinReport, restore
from dateline.finding.actors import find_actors
from dateline.finding.date_joins import interval_of
from dateline.finding.dates import find_dates
from dateline.finding.figures import find_figures
from dateline.finding.names import find_names
from dateline.finding.places import find_places
from dateline.finding.quotations import find_quotations
from dateline.finding.statements import find_statements
from dateline.model import Found, Parse, Rejected, Story, Tree
from dateline.parsing import SpacyParser
from dateline.reading.time_limit import OutOfTimeError, at_most
from dateline.rulebook.book import Rulebook
from dateline.rulebook.fingerprints import FINDING_FILES

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class CodedStory:
    """A story with its events, and every layer that led to them."""

    story: Story
    layers: Layers
    spin: SpinReport
    coded: Coded


class Worded(Protocol):
    """What has a text: a story, or a record that a story will be made of."""

    @property
    def text(self) -> str: ...


Text = TypeVar("Text", bound=Worded)
Item = TypeVar("Item")
ParsedStory = tuple[Story, SpinReport, Parse]
CHARACTERS = 60_000
"""A chunk ends with the story that brings it to so many: what the parser takes at once, some 15 reports."""


class Pipeline:
    """Codes stories one by one; a story's events depend on nothing but the story and the rules."""

    def __init__(
        self, parser: SpacyParser, rulebook: Rulebook, *, keep_all: bool = False, seconds: float = 0
    ) -> None:
        """`seconds` is what one story may take to be parsed, and to be searched and coded; 0 is no limit."""
        self._in_time = partial(at_most, seconds)
        self._parser = parser
        self._rules = rulebook
        self.coder = Coder(
            rulebook.events,
            rulebook.sources,
            rulebook.sharing,
            rulebook.eras,
            rulebook.status,
            rulebook.figures,
            keep_all=keep_all,
        )

    def code(self, stories: Iterable[Story], rejected: list[Rejected] | None = None) -> Iterator[CodedStory]:
        """Each story coded, in the order given.

        A story on which a stage fails, or takes too long, goes to `rejected` with the reason, and the rest
        goes on; without such a list the failure is raised.
        """
        for chunk in chunks(stories):
            parsed = self.parse(chunk) if rejected is None else self.parsed(chunk, rejected)
            for story, spin, parse in parsed:
                done = self.read(story, spin, parse, rejected)
                if done is not None:
                    yield done

    def read(
        self, story: Story, spin: SpinReport, parse: Parse, rejected: list[Rejected] | None = None
    ) -> CodedStory | None:
        """A parsed story, searched and coded; None for one on which a stage fails (see `code`)."""

        def work() -> CodedStory:
            layers = self.find(story, parse)
            return CodedStory(story, layers, spin, self.coder.code(layers))

        return self.tried(story, work, rejected)

    def tried(
        self, story: Story, work: Callable[[], _Result], rejected: list[Rejected] | None
    ) -> _Result | None:
        """What `work` makes of the story in the time that it has; None where it fails (see `code`)."""
        try:
            with self._in_time():
                return work()
        except Exception as error:
            if rejected is None:
                raise
            rejected.append(failed_story(story, "coding", error))
            return None

    def parsed(self, stories: Sequence[Story], rejected: list[Rejected]) -> list[ParsedStory]:
        """Stories that are parsed together; where that fails, each by itself, to find the one at fault."""
        try:
            return list(self.parse(stories))
        except Exception as error:
            if len(stories) == 1:
                rejected.append(failed_story(stories[0], "parsing", error))
                return []
        return [parsed for story in stories for parsed in self.parsed([story], rejected)]

    def parse(self, stories: Iterable[Story]) -> Iterator[ParsedStory]:
        """Each story as it is read (spun phrases restored), what was restored, and its parse.

        Raises what the parser raises, and `OutOfTimeError`.
        """
        reports: dict[int, SpinReport] = {}

        def restored() -> Iterator[Story]:
            for story in stories:
                with self._in_time():
                    story, report = restore(story, self._rules.spinning)
                reports[id(story)] = report
                yield story

        for story, parse in self._parser.parse(restored(), self._in_time):
            yield story, reports.pop(id(story)), parse

    def find(self, story: Story, parse: Parse) -> Layers:
        """Everything found in one parsed story."""
        tree = Tree(parse)
        return self.layers(story, tree, self.found(story, tree))

    def found(
        self,
        story: Story,
        tree: Tree,
        known: Found | None = None,
        again: Collection[str] = frozenset(FINDING_FILES),
    ) -> Found:
        """What is found in one parsed story; of what is `known` only these kinds are looked for again."""
        parse, rules, published = tree.parse, self._rules, story.published
        quotations = find_quotations(parse)
        if known is None or "actors" in again:
            names = find_names(parse, rules.actors, published)
            actors = find_actors(
                parse,
                tree,
                published,
                rules.actors,
                dateline=story.dateline_place,
                quotations=quotations,
                names=names,
            )
            places = find_places(parse, tree, actors, rules.actors, names=names)
        else:
            actors, places = known.actors, known.places
        if known is None or "dates" in again:
            dates = find_dates(parse, tree, published, rules.dates)
            figures = find_figures(parse, tree, dates, rules.figures)
        else:
            dates, figures = known.dates, known.figures
        if known is None or "statements" in again:
            statements = find_statements(parse, tree, rules.attribution, quotations)
        else:
            statements = known.statements
        return Found(actors=actors, dates=dates, places=places, figures=figures, statements=statements)

    def layers(self, story: Story, tree: Tree, found: Found) -> Layers:
        """What was found in one story, as the coder asks for it, with clauses made when asked for."""
        parse, rules = tree.parse, self._rules
        ahead = still_to_come(parse, tree, found.dates, story.published, rules.status)
        return Layers(
            story=story,
            tree=tree,
            clauses=ClauseReader(parse, tree, rules.grammar),
            status=StatusReader(parse, tree, rules.status, ahead).status,
            words=rules.grammar,
            found=found,
            intervals=[interval_of(parse, found.dates, k) for k in range(len(found.dates))],
        )


def chunks(stories: Iterable[Text], most: int = 500) -> Iterator[list[Text]]:
    """The stories in lists of at most `most`, and of `CHARACTERS` or a little more."""
    return by_length(stories, most, lambda story: len(story.text))


def by_length(items: Iterable[Item], most: int, length: Callable[[Item], int]) -> Iterator[list[Item]]:
    """The same of anything that stands for stories of such a length."""
    chunk: list[Item] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += length(item)
        if size >= CHARACTERS or len(chunk) >= most:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def failed_story(story: Story, stage: str, error: Exception) -> Rejected:
    """A story that took too long, or a fault of ours, with its place in the code so that it can be mended."""
    if isinstance(error, OutOfTimeError):
        return rejected_story(story, stage, f"{error} (limit: seconds)")
    at = traceback.extract_tb(error.__traceback__)[-1]
    reason = f"{type(error).__name__}: {error} ({Path(at.filename).name}:{at.lineno}); please report it"
    return rejected_story(story, stage, reason)


def rejected_story(story: Story, stage: str, reason: str) -> Rejected:
    """A story that a stage after reading cannot use, with all that is needed to try it again."""
    given = {
        "id": story.id,
        "published": story.published.isoformat() if story.published else "",
        "basis": story.published_basis,
        "title": story.title,
        "outlet": story.outlet,
        "url": story.url,
    }
    known = {key: value for key, value in given.items() if value}
    return Rejected(stage=stage, origin=story.id, reason=reason, original=story.text, metadata=known)
