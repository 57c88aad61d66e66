"""Long work as one stream: how far it is, then what came of it. Leaving the stream stops it."""

import ctypes
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TypeVar

Message = TypeVar("Message")
Result = TypeVar("Result")
Told = TypeVar("Told")

NEXT_WORD_S = 0.3
"""How long work that is left may go on until it would tell something, in seconds."""

STOP_GRACE_S = 1.5
"""How long stopped work may take to clean up after itself, in seconds."""

LOOK_S = 0.1
"""How often it is looked whether a reader was asked to leave, in seconds."""

_ASKED: ContextVar[Event | None] = ContextVar("asked to leave", default=None)


@dataclass(frozen=True, slots=True)
class Advance:
    """How far something is.

    Parameters
    ----------
    of
        What is being worked on: the place of a video, or what is counted.
    done, total
        How much of it; the total is None where it is not known.
    unit
        Of both: ``s`` for seconds of a video, else what is counted.
    n_frames
        Frames measured so far, where it is a video.
    face
        A small picture of the face with its lines, as WebP, now and then where it was asked for.
    """

    of: str
    done: float
    total: float | None
    unit: str
    n_frames: int = 0
    face: bytes = field(default=b"", repr=False)


def outcomes(events: Iterable[Advance | Result]) -> Iterator[Result]:
    """What a stream gives apart from how far it is."""
    for event in events:
        if not isinstance(event, Advance):
            yield event


class Left(BaseException):
    """Raised in a stream whose reader was asked to leave, as an interrupt is."""


def leave_when(asked: Event) -> None:
    """Leave the streams that are read in this thread once somebody asks for it.

    Nobody can close a stream from another thread, and work that is asked to stop may tell
    nothing for a long time.

    Parameters
    ----------
    asked
        Set by whoever wants the streams to be left; reading them raises `Left` then.
    """
    _ASKED.set(asked)


class _Stopped(BaseException):
    """Raised in a thread that is to stop, as an interrupt is raised in the first thread."""


def run_in_thread(
    work: Callable[[Callable[[Message], None]], Result],
) -> Generator[Message | Result, None, None]:
    """Do one piece of work, and give what it tells on the way and then its result.

    Closing the generator, by an interrupt too, stops the work: where it would tell the next
    message, or, if that takes too long, at its next line of Python.

    Parameters
    ----------
    work
        Takes what it can tell messages to.

    Yields
    ------
    Message or Result
        The result comes last. Whatever the work raises, is raised; `Left` where the reader is
        asked to leave.
    """
    told: SimpleQueue[tuple[bool, Message | Result | BaseException]] = SimpleQueue()
    left = Event()

    def tell(message: Message) -> None:
        if left.is_set():
            raise _Stopped
        told.put((False, message))

    def serve() -> None:
        try:
            told.put((True, work(tell)))
        except _Stopped:
            return
        except BaseException as error:  # noqa: BLE001 - raised again where the stream is read
            told.put((True, error))

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        ended = False
        while not ended:
            ended, value = _hear(told)
            if ended:  # a thread that is still leaving must not be told to stop
                thread.join()
            if isinstance(value, BaseException) and ended:
                raise value
            yield value  # type: ignore[misc]  # an exception was raised above
    finally:
        left.set()
        _stop(thread)


def _hear(told: SimpleQueue[Told]) -> Told:
    """Wait for the next word, or until the reader is asked to leave."""
    asked = _ASKED.get()
    while asked is not None:
        if asked.is_set():
            raise Left
        try:
            return told.get(timeout=LOOK_S)
        except Empty:
            continue
    return told.get()


def _stop(thread: Thread) -> None:
    # What is raised from outside may fall between the opening of a file and its `with`, or is lost
    # where Python happens to clean up: it is the last resort.
    thread.join(NEXT_WORD_S)
    if thread.is_alive() and thread.ident is not None:
        _hush_lost_stops()
        place = ctypes.c_ulong(thread.ident)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(place, ctypes.py_object(_Stopped))
        thread.join(STOP_GRACE_S)


@cache
def _hush_lost_stops() -> None:
    """Print nothing of a stop that was lost in a finalizer: the next word is its second chance."""
    others = sys.unraisablehook

    def tell_of_others(lost: "sys.UnraisableHookArgs") -> None:
        if lost.exc_type is not _Stopped:
            others(lost)

    sys.unraisablehook = tell_of_others
