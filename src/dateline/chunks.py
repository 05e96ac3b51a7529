"""Stories coded in chunks, each by itself: the unit that goes to a worker, on this machine or another.

Chunks are cut by what stands in them, not by who codes them. So the model sees the same paragraphs
together, and the same events come out, however many workers there are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

from dateline.copies.signatures import Signature
from dateline.copies.signing import Signer
from dateline.model import Event, Rejected, Story
from dateline.pipeline import CodedStory, Item, chunks, failed_story, rejected_story

if TYPE_CHECKING:
    import pyarrow as pa

    from dateline.coded_rows import Rows
    from dateline.run import Run

Result = TypeVar("Result")
Making = Callable[[list[CodedStory]], Mapping[str, "pa.Table"]]
FEWEST = 4
"""Chunks below which no process is started for them."""
LAST = 4
"""Chunks at the end that are cut into pieces, where there are more of them."""
PIECE = 4
"""Stories of such a piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedChunk:
    """What became of some stories: their ids and signatures, and what is `rejected`.

    `rows` are those of the ledger's tables where a ledger is kept, else there are the `events`.
    """

    stories: tuple[str, ...] = ()
    undated: int = 0
    spun: int = 0
    n_events: int = 0
    events: tuple[Event, ...] = ()
    rows: Mapping[str, pa.Table] = field(default_factory=dict)
    signatures: tuple[Signature, ...] = ()
    rejected: tuple[Rejected, ...] = ()


class ChunkCoder:
    """Codes chunks of stories with the rules of a run; all that a worker does."""

    def __init__(self, run: Run, rows: Rows | None = None) -> None:
        self._run = run
        self._rows = rows
        self._signer = Signer(run.rulebook.spinning, run.credits)

    def __call__(self, stories: list[Story]) -> CodedChunk:
        """The stories coded in their order."""
        rejected: list[Rejected] = []
        batch = list(self._run.pipeline.code(stories, rejected))
        rows: Mapping[str, pa.Table] = {}
        if self._rows is not None:
            keys = self._run.fingerprint.keys
            batch, rows = _tables(partial(self._rows.tables, keys=keys), batch, rejected)
        events = [event for done in batch for event in done.coded.events]
        return CodedChunk(
            stories=tuple(done.story.id for done in batch),
            undated=sum(done.story.published is None for done in batch),
            spun=sum(done.spin.spun for done in batch),
            n_events=len(events),
            events=tuple(events) if self._rows is None else (),
            rows=rows,
            signatures=tuple(self._signer.sign(done.story, done.spin) for done in batch),
            rejected=tuple(rejected),
        )


def _tables(
    made: Making, batch: list[CodedStory], rejected: list[Rejected]
) -> tuple[list[CodedStory], Mapping[str, pa.Table]]:
    """The stories of which rows can be made, and their rows: a fault of ours costs one story."""
    try:
        return batch, made(batch)
    except Exception:
        whole = [done for done in batch if _has_rows(made, done, rejected)]
    return whole, made(whole)


def _has_rows(made: Making, done: CodedStory, rejected: list[Rejected]) -> bool:
    try:
        made([done])
    except Exception as error:
        rejected.append(failed_story(done.story, "storing", error))
        return False
    return True


def code_chunks(
    run: Run, stories: Iterable[Story], rows: Rows | None = None, *, workers: int | None = 1, most: int = 500
) -> Iterator[CodedChunk]:
    """The stories coded, in their order, by so many processes; None: as many as do good.

    `most` stories make a chunk. A story at which a worker dies again and again is rejected.
    """
    coder, make = ChunkCoder(run, rows), partial(make_coder, run.given, rows)
    yield from by_workers(tapered(chunks(stories, most)), coder, make, lost_chunk, workers)


def tapered(given: Iterable[list[Story]]) -> Iterator[list[Story]]:
    """The same chunks, the last ones in pieces: so processes that share them end at almost the same time.

    What is cut depends on the chunks alone, not on the processes.
    """
    held: deque[list[Story]] = deque()
    many = False
    for chunk in given:
        held.append(chunk)
        if len(held) > LAST:
            many = True
            yield held.popleft()
    for chunk in held:
        yield from chunks(chunk, PIECE) if many else (chunk,)


def by_workers(
    given: Iterator[list[Item]],
    work: Callable[[list[Item]], Result],
    make: Callable[[], Callable[[list[Item]], Result]],
    lost: Callable[[Item, str], Result],
    workers: int | None,
) -> Iterator[Result]:
    """What `work` makes of each chunk, in their order, by so many processes; None: as many as do good.

    `make` makes what does the same work in another process, `lost` the result for an item, with the
    reason, at which workers die again and again.
    """
    if workers is None:
        from dateline.processors import useful_workers

        first = list(islice(given, FEWEST))
        given = chain(first, given)
        workers = useful_workers() if len(first) == FEWEST else 1
    if workers == 1:
        yield from map(work, given)
        return
    from dateline.workers import Lost, Workers

    with Workers(make, workers, ready=work) as pool:
        for done in pool.results(given):
            yield lost(done.item, done.reason) if isinstance(done, Lost) else done


def make_coder(given: Mapping[str, Any], rows: Rows | None) -> Callable[[list[Story]], CodedChunk]:
    """A coder with a run of its own, in a process that has none yet; `given` made that of another."""
    from dateline.run import Run

    return ChunkCoder(Run(**given), rows)


def lost_chunk(story: Story, reason: str) -> CodedChunk:
    """A chunk of which nothing came but a rejection."""
    return CodedChunk(rejected=(rejected_story(story, "coding", reason),))
