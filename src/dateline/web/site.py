"""What the pages share: the ledger, a coder that is loaded when first needed, answers kept for a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from dateline.ledger.store import Ledger
from dateline.query.asking import Query
from dateline.query.overview import Overview, overview
from dateline.web.security import Locks

if TYPE_CHECKING:
    from dateline.pipeline import CodedStory
    from dateline.run import Run

_Result = TypeVar("_Result")
KEPT_ANSWERS = 64


class Site:
    """One ledger being served."""

    def __init__(self, folder: Path, locks: Locks) -> None:
        """Raises `LedgerError` where `folder` is no ledger."""
        self.ledger = Ledger(folder)
        self.query = Query(self.ledger, keep=True)
        self.locks = locks
        self._run: Run | None = None
        self._coding = Lock()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._remembering = Lock()

    def commit(self) -> int:
        """The number of the ledger's present state."""
        return self.ledger.manifest().commit

    def remembered(self, key: Hashable, work: Callable[[], _Result]) -> _Result:
        """`work()`, asked once for each state of the ledger. `key` names the question."""
        whole = (self.commit(), key)
        with self._remembering:
            if whole in self._answers:
                self._answers.move_to_end(whole)
                found: _Result = self._answers[whole]
                return found
        answer = work()
        with self._remembering:
            self._answers[whole] = answer
            while len(self._answers) > KEPT_ANSWERS:
                self._answers.popitem(last=False)
        return answer

    def seen(self, filters: dict[str, list[str]]) -> Overview:
        """The overview of what is asked for; page and charts ask for it together."""
        return self.remembered(("overview", *self.named(filters)), lambda: overview(self.query, filters))

    @staticmethod
    def named(filters: dict[str, list[str]]) -> Iterator[tuple[str, ...]]:
        """The filters as part of a question's name."""
        return ((name, *values) for name, values in sorted(filters.items()))

    def forget(self) -> None:
        """Drop all kept answers."""
        with self._remembering:
            self._answers.clear()

    def coded(self, text: str, **about: Any) -> tuple[CodedStory, Run]:
        """A text coded with the rules of today, with all layers; one text at a time.

        `about`: what `read_story` takes besides the text. Raises `ModelMissingError`, `RuleError`.
        """
        from dateline.reading import read_story

        with self._coding:
            run = self._loaded()
            return next(iter(run.pipeline.code([read_story(text, **about)]))), run

    def warm(self) -> None:
        """Load model and rules, so that the first text need not wait. Raises what `coded` raises."""
        with self._coding:
            self._loaded()

    def _loaded(self) -> Run:
        from dateline.run import Run

        if self._run is None:
            self._run = Run()
        return self._run
