"""Work on several items in several processes, one fresh process an item."""

import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Generic, NoReturn, TypeAlias, TypeVar

from hemiface.errors import WorkerStoppedError
from hemiface.operations.stream import STOP_GRACE_S

Item = TypeVar("Item")
Result = TypeVar("Result")
Message = TypeVar("Message")

Work: TypeAlias = Callable[[Item, Callable[[Message], None]], Result]
"""What to do with one item; the second argument takes messages on the way."""


class _Answer(Generic[Result]):
    def __init__(self, result: Result) -> None:
        self.result = result


def run_in_processes(
    work: Work[Item, Message, Result],
    items: Sequence[Item],
    *,
    jobs: int,
) -> Iterator[tuple[int, Message | Result | WorkerStoppedError]]:
    """Do the same work on every item, a few at a time; give messages and results as they come.

    One process an item: its memory is given back, and one that dies takes nobody along.
    Leaving the iterator early, by an interrupt too, stops what still runs.

    Parameters
    ----------
    work
        A function of a module; it should turn its own errors into results.
    items
        What to work on.
    jobs
        How many at the same time.

    Yields
    ------
    tuple
        Position of the item, and what its work told on the way, its result, or how its process
        ended.
    """
    resource_tracker.ensure_running()  # its start would open the ears of the first process
    waiting = list(enumerate(items))[::-1]
    running: dict[Connection, tuple[int, BaseProcess]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                index, item = waiting.pop()
                receiver, process = _start(work, item)
                running[receiver] = index, process
            for ready in wait(list(running)):
                receiver = _as_connection(ready)
                index, process = running[receiver]
                try:
                    message = receiver.recv()
                except EOFError:
                    process.join()
                    message = _Answer(_stopped(process))
                if isinstance(message, _Answer):
                    del running[receiver]
                    receiver.close()
                    process.join()
                    yield index, message.result
                else:
                    yield index, message
    finally:
        _stop([process for _, process in running.values()])


def _start(work: Work[Item, Message, Result], item: Item) -> tuple[Connection, BaseProcess]:
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(work, item, sender), daemon=True)
    with _deaf_to_interrupts():
        process.start()
    sender.close()  # so that the death of the process closes the pipe
    return receiver, process


def _serve(work: Work[Item, Message, Result], item: Item, sender: Connection) -> None:
    signal.signal(signal.SIGTERM, _leave)
    sender.send(_Answer(work(item, sender.send)))


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    # Ctrl-C reaches every process of a terminal, and only the first one is to decide what it
    # means. A process born while the signal is blocked never sees it; here it waits.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    sys.exit(1)  # raises, so that half-written files are removed on the way out


def _stop(processes: Sequence[BaseProcess]) -> None:
    for process in processes:
        process.terminate()
    until = time.monotonic() + STOP_GRACE_S
    for process in processes:
        process.join(max(0.0, until - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()


def _stopped(process: BaseProcess) -> WorkerStoppedError:
    return WorkerStoppedError(
        f"the process that measured it ended without an answer (code {process.exitcode})",
        hint="Most often memory ran out; try again with fewer at a time.",
    )


def _as_connection(ready: object) -> Connection:
    assert isinstance(ready, Connection)
    return ready
