"""Processes that share work: each takes chunks of items, and results come in the order of the chunks.

A process that dies takes no result with it that was handed over, and none counts that was not: its
chunk is given to another. A chunk at which two have died is taken apart, and an item at which yet another
dies, all alone, is given up with the reason. A chunk of one item is given up at the second death.
"""

from __future__ import annotations

import ctypes
import gc
import heapq
import multiprocessing
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[list[Item]], Result]

AHEAD = 2
"""Chunks that a worker holds: one in work, one so that it need not wait while results are put away."""
WINDOW = 8
"""Chunks for each worker that may be in work or done before the one whose turn it is."""
TRIES = 2
STARTS = 3
"""Workers in a row that may die before they have begun."""
PATIENCE = 3.0
"""Seconds that a worker is given to end."""
PR_SET_PDEATHSIG = 1


class WorkersError(Exception):
    """No worker can be started, or the work itself raised."""


@dataclass(frozen=True, slots=True)
class Lost(Generic[Item]):
    """An item that no worker survives."""

    item: Item
    reason: str


@dataclass(slots=True, order=True)
class _Task(Generic[Item]):
    """The chunk of this number, or a piece of one that was taken apart."""

    number: int
    piece: int
    items: list[Item] = field(compare=False)
    deaths: int = field(default=0, compare=False)


class _Worker(Generic[Item]):
    """A process and the tasks it holds, the one in work first."""

    def __init__(self, process: Any, connection: Connection) -> None:
        self.process = process
        self.connection = connection
        self.tasks: list[_Task[Item]] = []
        self.began = False

    def give(self, task: _Task[Item]) -> None:
        self.tasks.append(task)
        try:
            self.connection.send(task.items)
        except OSError:
            # It is dead, which its end of the connection will tell.
            return

    def end(self) -> str:
        """Wait for the process, make it end if need be; returns how it did."""
        self.process.join(PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        code: int = self.process.exitcode
        self.connection.close()
        self.process.close()
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"


class _InOrder(Generic[Result]):
    """Results held back until it is their turn."""

    def __init__(self) -> None:
        self.turn = 0
        self.expected = 0
        self._pieces: dict[int, int] = {}
        self._found: dict[int, dict[int, Result]] = {}

    def expect(self, number: int, pieces: int) -> None:
        self._pieces[number] = pieces
        self.expected = max(self.expected, number + 1)

    def put(self, task: _Task[Any], result: Result) -> None:
        self._found.setdefault(task.number, {})[task.piece] = result

    def due(self) -> Iterator[Result]:
        while self.turn in self._pieces and len(self._found.get(self.turn, {})) == self._pieces[self.turn]:
            found = self._found.pop(self.turn)
            del self._pieces[self.turn]
            self.turn += 1
            yield from (found[piece] for piece in sorted(found))


class Workers(Generic[Item, Result]):
    """So many processes: `with Workers(make, 2, ready=work) as pool: for result in pool.results(chunks)`."""

    def __init__(
        self, make: Callable[[], Work[Item, Result]], n: int, *, ready: Work[Item, Result] | None = None
    ) -> None:
        """`make` makes, in a process of its own, what does the work; it is pickled.

        `ready` is the same, made here already: where processes can be forked, the first ones begin with
        it and share its memory. One that takes the place of a dead one starts afresh: by then there may
        be threads here, which a fork does not survive.
        """
        self._make = make
        self._false_starts = 0
        # A worker may die while it is written to, which must not end this process.
        self._handled = _set_signal("SIGPIPE", signal.SIG_IGN)
        self._workers: list[_Worker[Item]] = []
        gc.collect()
        # What the collector never looks at stays shared.
        gc.freeze()
        try:
            fork = ready is not None and sys.platform == "linux"
            for _ in range(n):
                self._workers.append(self._started(ready if fork else None))
        finally:
            gc.unfreeze()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        _set_signal("SIGPIPE", self._handled)

    @property
    def pids(self) -> list[int]:
        """The processes at work."""
        return [worker.process.pid for worker in self._workers]

    def results(self, chunks: Iterable[list[Item]]) -> Iterator[Result | Lost[Item]]:
        """What the work makes of each chunk, in order; of a chunk that was taken apart, of each piece.

        Chunks are asked for as they are needed. Raises `WorkersError`.
        """
        source = enumerate(chunks)
        waiting: list[_Task[Item]] = []
        order: _InOrder[Result | Lost[Item]] = _InOrder()
        while True:
            self._fill(source, waiting, order)
            if not any(worker.tasks for worker in self._workers):
                return
            for worker in self._heard():
                try:
                    worked, answer = worker.connection.recv()
                except (EOFError, OSError):
                    self._bury(worker, waiting, order)
                    continue
                if not worker.began:
                    worker.began = True
                    self._false_starts = 0
                elif worked:
                    order.put(worker.tasks.pop(0), answer)
                else:
                    raise WorkersError(answer)
            yield from order.due()

    def _fill(
        self, source: Iterator[tuple[int, list[Item]]], waiting: list[_Task[Item]], order: _InOrder[Any]
    ) -> None:
        """Give every worker a task before any gets another."""
        for held in range(AHEAD):
            for worker in self._workers:
                if len(worker.tasks) > held:
                    continue
                if waiting:
                    worker.give(heapq.heappop(waiting))
                    continue
                if order.expected >= order.turn + WINDOW * len(self._workers):
                    return
                number, items = next(source, (0, None))
                if items is None:
                    return
                order.expect(number, 1)
                worker.give(_Task(number, 0, items))

    def _heard(self) -> list[_Worker[Item]]:
        """The workers that have something to say, or have died."""
        heard = wait([worker.connection for worker in self._workers])
        return [worker for worker in self._workers if worker.connection in heard]

    def _bury(self, worker: _Worker[Item], waiting: list[_Task[Item]], order: _InOrder[Any]) -> None:
        """A new worker for one that died, and its tasks to whoever is free."""
        how = worker.end()
        tasks = worker.tasks
        if not worker.began:
            self._false_starts += 1
            if self._false_starts == STARTS:
                self._workers.remove(worker)
                msg = f"{STARTS} worker processes in a row ended before they had begun ({how})"
                raise WorkersError(msg)
        elif tasks:
            tasks = self._blamed(tasks[0], how, order) + tasks[1:]
        for task in tasks:
            heapq.heappush(waiting, task)
        self._workers[self._workers.index(worker)] = self._started(None)

    def _blamed(self, task: _Task[Item], how: str, order: _InOrder[Any]) -> list[_Task[Item]]:
        """What is to be tried again of a task at which a worker died."""
        task.deaths += 1
        if task.deaths < TRIES:
            return [task]
        if len(task.items) > 1:
            order.expect(task.number, len(task.items))
            return [_Task(task.number, k, [item], task.deaths) for k, item in enumerate(task.items)]
        reason = f"{task.deaths} worker processes ended while they worked on it, the last with {how}"
        order.put(task, Lost(task.items[0], reason))
        return []

    def _started(self, ready: Work[Item, Result] | None) -> _Worker[Item]:
        context: Any = multiprocessing.get_context("fork" if ready is not None else "spawn")
        here, there = multiprocessing.Pipe()
        # Whoever is to be interrupted from the keyboard is this process, which then ends the others.
        handled = _set_signal("SIGINT", signal.SIG_IGN)
        try:
            target = _serve if ready is None else _work
            arguments = (there, self._make if ready is None else ready, gc.get_threshold())
            process = context.Process(target=target, args=arguments, daemon=True)
            process.start()
        finally:
            _set_signal("SIGINT", handled)
        there.close()
        return _Worker(process, here)


def _serve(
    connection: Connection, make: Callable[[], Work[Any, Any]], threshold: tuple[int, int, int]
) -> None:
    """A worker that has yet to make what does the work."""
    _end_with_parent()
    _work(connection, make(), threshold)


def _work(connection: Connection, work: Work[Any, Any], threshold: tuple[int, int, int]) -> None:
    """Answers each chunk with (True, the result) or (False, what it raised), until there is nobody to."""
    _end_with_parent()
    gc.set_threshold(*threshold)
    tasks: queue.SimpleQueue[list[Any] | None] = queue.SimpleQueue()
    try:
        connection.send((True, None))
        # Chunks are taken in at once, so that neither side waits for the other to read.
        threading.Thread(target=_take, args=(connection, tasks), daemon=True).start()
        while (items := tasks.get()) is not None:
            try:
                answer = (True, work(items))
            except Exception:
                answer = (False, traceback.format_exc())
            connection.send(answer)
    except OSError:
        # The process that would hear the answer is gone.
        return


def _take(connection: Connection, tasks: queue.SimpleQueue[list[Any] | None]) -> None:
    while True:
        try:
            tasks.put(connection.recv())
        except (EOFError, OSError):
            tasks.put(None)
            return


def _end_with_parent() -> None:
    """Should the parent be killed, the kernel ends this process, too; elsewhere it ends after its chunk."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _set_signal(name: str, handler: Any) -> Any:
    """Set a signal's handler, and return what it was; nothing where that cannot be."""
    if handler is None or not hasattr(signal, name):
        return None
    if threading.current_thread() is not threading.main_thread():
        return None
    return signal.signal(getattr(signal, name), handler)
