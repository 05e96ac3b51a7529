"""The way a story goes, stated once: spun text restored, parsed, searched, read into clauses, coded."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

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
from dateline.finding.names import written_names
from dateline.finding.places import find_places
from dateline.finding.quotations import find_quotations
from dateline.finding.statements import find_statements
from dateline.model import Found, Parse, Rejected, Story, Tree
from dateline.parsing import SpacyParser
from dateline.rulebook.book import Rulebook
from dateline.rulebook.fingerprints import FINDING_FILES
from dateline.time_limit import OutOfTimeError, at_most

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class CodedStory:
    """A story with its events, and every layer that led to them."""

    story: Story
    layers: Layers
    spin: SpinReport
    coded: Coded


class Pipeline:
    """Codes stories one by one; a story's events depend on nothing but the story and the rules."""

    def __init__(
        self, parser: SpacyParser, rulebook: Rulebook, *, keep_all: bool = False, seconds: float = 0
    ) -> None:
        """`seconds` is what finding and coding one story may take; 0 is no limit."""
        self._seconds = seconds
        self._parser = parser
        self._rules = rulebook
        self.coder = Coder(
            rulebook.events,
            rulebook.sources,
            rulebook.sharing,
            rulebook.status,
            rulebook.figures,
            keep_all=keep_all,
        )

    def code(self, stories: Iterable[Story], rejected: list[Rejected] | None = None) -> Iterator[CodedStory]:
        """Each story coded, in the order given.

        A story on which a stage fails goes to `rejected` with the reason, and the rest goes on; without
        such a list the failure is raised.
        """
        for story, spin, parse in self.parse(stories):
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
            with at_most(self._seconds):
                return work()
        except OutOfTimeError as error:
            if rejected is None:
                raise
            rejected.append(rejected_story(story, "coding", f"{error} (limit: seconds)"))
            return None
        except Exception as error:
            if rejected is None:
                raise
            rejected.append(failed_story(story, error))
            return None

    def parse(self, stories: Iterable[Story]) -> Iterator[tuple[Story, SpinReport, Parse]]:
        """Each story as it is read (spun phrases restored), what was restored, and its parse."""
        reports: dict[int, SpinReport] = {}

        def restored() -> Iterator[Story]:
            for story in stories:
                story, report = restore(story, self._rules.spinning)
                reports[id(story)] = report
                yield story

        for story, parse in self._parser.parse(restored()):
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
            written = written_names(parse, rules.actors)
            actors = find_actors(
                parse,
                tree,
                published,
                rules.actors,
                dateline=story.dateline_place,
                quotations=quotations,
                written=written,
            )
            places = find_places(parse, tree, actors, rules.actors, written=written)
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
        status = StatusReader(parse, tree, rules.status, ahead)
        return Layers(
            story=story,
            tree=tree,
            clauses=ClauseReader(parse, tree, rules.grammar, status.status),
            words=rules.grammar,
            found=found,
            intervals=[interval_of(parse, found.dates, k) for k in range(len(found.dates))],
        )


def failed_story(story: Story, error: Exception) -> Rejected:
    """A fault of ours, with the place in the code, so that it can be reported and mended."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    reason = f"{type(error).__name__}: {error} ({Path(at.filename).name}:{at.lineno}); please report it"
    return rejected_story(story, "coding", reason)


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
