"""Stories coded by many machines: a Dask cluster codes files, this process alone writes the ledger.

Each worker does what `ChunkCoder` does here. A worker that is lost loses nothing: the scheduler gives its
files to another, also those that were coded but not fetched yet; and nothing is doubled, since only
what was fetched is committed, once. Files at which one worker after the other dies are tried again with
nothing else at work; files that end workers then, too, are reported and passed over.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from dateline import __version__
from dateline.chunks import ChunkCoder, CodedChunk
from dateline.cluster_pairs import ClusterCounting
from dateline.coded_rows import Rows
from dateline.known_stories import KnownStories
from dateline.ledger.store import LedgerWriter
from dateline.model import Rejected
from dateline.pipeline import chunks
from dateline.reading import File, list_files, read_files, survey_files
from dateline.run import Run, accepted, with_progress
from dateline.storing import Stored, Storing

PARTITION = 8 << 20
"""Bytes of files that go to a worker together; a larger file goes by itself."""
FEWER_TRIES = 2
"""Times that files are tried again whose coding raised something, as a store that does not answer."""
AHEAD = 2
"""Partitions for each thread of the cluster that are handed out and not yet committed."""
ONE_AT_A_TIME = threading.Lock()
"""A model is not made for several threads."""


class ClusterError(Exception):
    """The cluster cannot be reached, or is not of the same make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """Files for one worker, and what it must know of the others and of the ledger to read them alike.

    `owners` and `elsewhere` as `read_files` has them; `known` are hashes of stories in the ledger, by id.
    """

    files: tuple[File, ...]
    owners: Mapping[str, int] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    known: Mapping[str, str] = field(default_factory=dict)

    def name(self) -> str:
        more = f" and {len(self.files) - 1} more files" if len(self.files) > 1 else ""
        return self.files[0].path + more


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedPartition:
    """What became of a partition; `passed` stories were known, `ids` are those of all stories."""

    chunks: tuple[CodedChunk, ...] = ()
    ids: frozenset[str] = frozenset()
    passed: int = 0
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What all partitions have in common: what makes the run (`Run.given`), and what the ledger takes."""

    given: tuple[tuple[str, Any], ...]
    columns: tuple[tuple[str, str], ...]
    rows: Rows
    published: date | None
    version: str


def store_by_cluster(
    run: Run,
    folder: Path,
    paths: Sequence[str],
    published: date | None,
    address: str,
    *,
    text: bool | None = None,
    parses: bool | None = None,
    partition: int = PARTITION,
) -> Stored:
    """As `storing.store`, with the workers of the cluster whose scheduler is at `address`.

    `paths` must lead to the same files on every machine, or be addresses that fsspec opens. Raises
    `ClusterError`, `LedgerError` and `OSError`; what is committed stays.
    """
    from distributed import Client
    from distributed.comm.addressing import get_address_host_port

    try:
        # A client that is given what can be no address complains once more when the program ends.
        get_address_host_port(address)
        client = Client(address, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        msg = f"no cluster answers at {address}: {error}"
        raise ClusterError(msg) from error
    with client, LedgerWriter(folder, text=text, parses=parses) as writer:
        storing = Storing(run, writer, count=ClusterCounting(client))
        files, wrong = list_files(paths)
        storing.rejected += wrong
        work = _Work(client, run, storing.rows, published)
        parts = list(_cut(files, partition))
        found = list(work.surveyed(parts))
        done: Iterable[CodedPartition] = work.coded(_informed(found, storing.known.hashes))
        if run.progress:
            done = with_progress(done, weight=lambda part: sum(len(c.stories) for c in part.chunks))
        for part in done:
            storing.known.ids.update(part.ids)
            storing.known.passed += part.passed
            storing.rejected += part.rejected
            for chunk in part.chunks:
                storing.take(chunk)
        storing.rejected += work.given_up
        storing.finish()
    return storing.stored


class _Work:
    """What the cluster is asked to do, and what it could not."""

    def __init__(self, client: Any, run: Run, rows: Rows, published: date | None) -> None:
        self.given_up: list[Rejected] = []
        self._client = client
        self._order = Order(
            given=tuple((name, value) for name, value in run.given.items() if name != "columns"),
            columns=tuple(run.columns.items()),
            rows=rows,
            published=published,
            version=__version__,
        )
        self._suspects: list[tuple[Partition, str]] = []

    def surveyed(self, parts: Sequence[Partition]) -> Iterator[tuple[Partition, Mapping[str, int]]]:
        """Each partition that can be read, with its ids."""
        yield from self._results(survey_partition, parts)

    def coded(self, parts: Sequence[Partition]) -> Iterator[CodedPartition]:
        """Each partition coded, in order; those that must be tried alone come last."""
        for _, coded in self._results(code_partition, parts):
            yield coded

    def _results(
        self, work: Callable[[Order, Partition], Any], parts: Sequence[Partition]
    ) -> Iterator[tuple[Partition, Any]]:
        yield from self._together(work, parts)
        # Whatever is at work on a machine that dies is under suspicion. One file alone is not by accident.
        suspects, self._suspects = self._suspects, []
        for part, _ in suspects:
            for file in part.files:
                yield from self._together(work, [replace(part, files=(file,))])
        for part, reason in self._suspects:
            self.given_up.append(
                Rejected(stage="coding", origin=part.name(), reason=reason, original=part.files[0].path)
            )
        self._suspects = []

    def _together(
        self, work: Callable[[Order, Partition], Any], parts: Sequence[Partition]
    ) -> Iterator[tuple[Partition, Any]]:
        from distributed import KilledWorker

        open_: deque[tuple[Partition, Any]] = deque()
        rest = deque(parts)
        while rest or open_:
            while rest and len(open_) < AHEAD * max(1, sum(self._client.nthreads().values())):
                part = rest.popleft()
                future = self._client.submit(work, self._order, part, retries=FEWER_TRIES, pure=False)
                open_.append((part, future))
            part, future = open_.popleft()
            try:
                yield part, future.result()
            except ClusterError:
                raise
            except KilledWorker as error:
                died = error.allowed_failures + 1
                self._suspects.append((part, f"{died} workers in a row ended while they worked on it"))
            except Exception as error:
                self._suspects.append((part, f"{type(error).__name__}: {error}"))


def survey_partition(order: Order, part: Partition) -> dict[str, int]:
    """What a worker is asked first: the ids in some files."""
    run = _coder(order)[0]
    return survey_files(part.files, run.columns, run.limits)


def code_partition(order: Order, part: Partition) -> CodedPartition:
    """What a worker is asked then: the stories of some files, coded."""
    with ONE_AT_A_TIME:
        run, coder, published = _coder(order)
        rejected: list[Rejected] = []
        known = KnownStories(part.known, rejected)
        found = read_files(
            part.files,
            part.owners,
            part.elsewhere,
            published=published,
            columns=run.columns,
            limits=run.limits,
        )
        done = tuple(coder(chunk) for chunk in chunks(known.new(accepted(found, rejected)), 500))
        return CodedPartition(
            chunks=done, ids=frozenset(known.ids), passed=known.passed, rejected=tuple(rejected)
        )


@lru_cache(maxsize=1)
def _coder(order: Order) -> tuple[Run, ChunkCoder, date | None]:
    """Rules and model, loaded once in each worker."""
    run = Run(**dict(order.given) | {"columns": dict(order.columns)})
    if order.version != __version__ or run.coding() != order.rows.coding:
        msg = "a worker has another version of Dateline, other rules or another model than this machine"
        raise ClusterError(msg)
    return run, ChunkCoder(run, order.rows), order.published


def _cut(files: Sequence[File], size: int) -> Iterator[Partition]:
    """The files in their order, in partitions of `size` bytes or a little more."""
    part: list[File] = []
    for file in files:
        part.append(file)
        if sum(f.size for f in part) >= size:
            yield Partition(files=tuple(part))
            part = []
    if part:
        yield Partition(files=tuple(part))


def _informed(
    found: Sequence[tuple[Partition, Mapping[str, int]]], hashes: Mapping[str, str]
) -> list[Partition]:
    """The partitions with what they must know of each other's ids, and of the ledger's."""
    owner: dict[str, int] = {}
    shared: set[str] = set()
    for _, ids in found:
        for id_, mark in ids.items():
            if id_ in owner:
                shared.add(id_)
            owner[id_] = min(mark, owner.get(id_, mark))
    given: set[str] = set()
    informed = []
    for part, ids in found:
        disputed = sorted(shared & ids.keys())
        ours = {id_ for id_ in disputed if ids[id_] == owner[id_] and id_ not in given}
        given |= ours
        informed.append(
            replace(
                part,
                owners={id_: owner[id_] for id_ in disputed},
                elsewhere=frozenset(disputed) - ours,
                known={id_: hashes[id_] for id_ in ids if id_ in hashes},
            )
        )
    return informed
