"""Work on several items in several processes, each of which serves many items.

The processes are pebble's, which can kill one that hangs and says how one ended. Each place of
work is a pool of one process: a process that is killed may take a lock of its pool along, or an
item that it had not yet said to have begun, and here neither is anybody else's.
"""

import os
import pickle
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from threading import Thread
from types import FrameType
from typing import Any, Generic, NoReturn, TypeAlias, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessFuture, ProcessPool

from hemiface.errors import WorkerStoppedError
from hemiface.jobs.parent import end_with
from hemiface.operations.stream import STOP_GRACE_S

Item = TypeVar("Item")
Result = TypeVar("Result")
Message = TypeVar("Message")

TaskFunction: TypeAlias = Callable[[Item, Callable[[Message], None]], Result]
"""What to do with one item; the second argument takes messages on the way."""

ITEMS_A_PROCESS = 64
"""After how many items a process is replaced, so that what it hoards is given back."""
SILENCE_S = 900.0
"""How long a process may tell nothing before it is taken for hung, in seconds."""
STARTS = 3
"""How often an item is handed out that no process came to begin."""
LOOK_S = 1.0
"""How often the silent are looked at, in seconds."""

CONSTS.term_timeout = STOP_GRACE_S

_teller: "ContextVar[Connection]" = ContextVar("teller")
"""Where the process tells how far it is; set once in each."""


def run_in_processes(
    work: TaskFunction[Item, Message, Result],
    items: Sequence[Item],
    *,
    jobs: int,
    silence_s: float = SILENCE_S,
) -> Iterator[tuple[int, Message | Result | WorkerStoppedError]]:
    """Do the same work on every item, a few at a time; give messages and results as they come.

    A process that dies takes the one item along that it worked on. Leaving the iterator early,
    by an interrupt too, stops what still runs.

    Parameters
    ----------
    work
        A function of a module; it should turn its own errors into results.
    items
        What to work on.
    jobs
        How many at the same time.
    silence_s
        How long nothing may be heard of an item before its process is stopped, in seconds.

    Yields
    ------
    tuple
        Position of the item, and what its work told on the way, its result, or how its process
        ended.
    """
    resource_tracker.ensure_running()  # its start would open the ears of the first process
    waiting = deque(enumerate(items))
    woken, wake = get_context("spawn").Pipe(duplex=False)
    places: list[_Place[Item, Message, Result]] = [
        _Place(work, wake, silence_s) for _ in range(min(jobs, len(items)))
    ]
    try:
        while waiting or any(place.task for place in places):
            for place in places:
                if waiting and place.task is None:
                    place.begin(*waiting.popleft())
            wait([woken, *(place.told for place in places)], LOOK_S)
            while woken.poll():
                woken.recv_bytes()
            for place in places:
                yield from place.hear()
    finally:
        _stop_all(places)
        woken.close()
        wake.close()


@dataclass(slots=True)
class _Task(Generic[Item]):
    """An item that was handed out."""

    index: int
    item: Item
    future: "ProcessFuture[Any]"
    heard: float
    starts: int = 1
    hung: bool = False


class _Place(Generic[Item, Message, Result]):
    """One place of work: a pool of one process, and what it works on."""

    def __init__(
        self, work: TaskFunction[Item, Message, Result], wake: Connection, silence_s: float
    ) -> None:
        self._work = work
        self._wake = wake
        self._silence_s = silence_s
        self.task: _Task[Item] | None = None
        self._open()

    def _open(self) -> None:
        context = get_context("spawn")
        self.told, self._tell = context.Pipe(duplex=False)
        self._pool = ProcessPool(
            max_workers=1,
            max_tasks=ITEMS_A_PROCESS,
            initializer=_begin_process,
            initargs=(self._tell, os.getpid()),
            context=context,
        )

    def begin(self, index: int, item: Item, starts: int = 1) -> None:
        """Hand out an item."""
        with _deaf_to_interrupts():  # the threads of a new pool, and with them its processes
            future = self._pool.schedule(_serve, args=(self._work, index, item))
        self.task = _Task(index, item, future, time.monotonic(), starts)
        future.add_done_callback(lambda _: self._wake.send_bytes(b"."))

    def hear(self) -> Iterator[tuple[int, Message | Result | WorkerStoppedError]]:
        """Give what was told since, and what came of the item if its work is over."""
        task = self.task
        over = task is not None and task.future.done()  # asked first: what was told comes first
        while self.told.poll():
            index, message = self.told.recv()
            if task is not None and index == task.index:
                task.heard = time.monotonic()
                yield index, message
        if task is None:
            return
        if over:
            yield from self._end(task)
        elif time.monotonic() - task.heard > self._silence_s and not task.hung:
            task.hung = True
            task.future.cancel()

    def _end(self, task: _Task[Item]) -> Iterator[tuple[int, Result | WorkerStoppedError]]:
        self.task = None
        try:
            result: Result = task.future.result()
        except (ProcessExpired, BrokenProcessPool, CancelledError, RuntimeError) as error:
            self.stop()
            self._open()
            if isinstance(error, BrokenProcessPool) and task.starts < STARTS:
                self.begin(task.index, task.item, task.starts + 1)
                return
            yield task.index, _stopped(error, hung=task.hung)
        else:
            yield task.index, result

    def stop(self) -> None:
        """End the process, and what it works on."""
        if self.task is not None:
            self.task.future.cancel()
        self._pool.stop()
        self._pool.join()
        self.told.close()
        self._tell.close()


def _stop_all(places: Sequence[_Place[Item, Message, Result]]) -> None:
    """All at once: one after the other, each might take as long as a process may clean up."""
    stops = [Thread(target=place.stop) for place in places]
    for stop in stops:
        stop.start()
    for stop in stops:
        stop.join()


def _begin_process(tell: Connection, parent: int) -> None:
    _teller.set(tell)
    end_with(parent)


def _serve(work: TaskFunction[Item, Message, Result], index: int, item: Item) -> Result:
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        result = work(item, partial(_say, _teller.get(), index))
        pickle.dumps(result)  # what cannot travel is a fault of the work, not of the process
        return result
    except SystemExit:
        os._exit(1)  # half-written files are removed by now
    finally:
        signal.signal(signal.SIGTERM, before)


def _say(teller: Connection, index: int, message: object) -> None:
    teller.send((index, message))


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    raise SystemExit(1)  # so that half-written files are removed on the way out


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    # Ctrl-C reaches every process of a terminal, and only the first one is to decide what it
    # means. A process born while the signal is blocked never sees it; here it waits.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stopped(error: BaseException, *, hung: bool) -> WorkerStoppedError:
    if hung:
        return WorkerStoppedError("hung")
    if isinstance(error, ProcessExpired):
        return WorkerStoppedError("ended_with", exit_code=error.exitcode)
    return WorkerStoppedError("ended")
