"""Long work as one stream that can be stopped."""

import ctypes
import threading
import time
from collections.abc import Callable
from contextvars import copy_context

import pytest

from hemiface.operations import stream
from hemiface.operations.stream import Advance, Left, leave_when, outcomes, run_in_thread


def half(n: int) -> Advance:
    return Advance("files", n, 2, "files")


def test_messages_come_before_the_result() -> None:
    def work(tell: Callable[[Advance], None]) -> str:
        tell(half(1))
        tell(half(2))
        return "done"

    events = list(run_in_thread(work))
    assert events == [half(1), half(2), "done"]
    assert list(outcomes(events)) == ["done"]


def test_what_goes_wrong_is_raised_where_the_stream_is_read() -> None:
    def work(tell: Callable[[Advance], None]) -> str:
        tell(half(1))
        raise ZeroDivisionError("a fault")

    events = run_in_thread(work)
    assert next(events) == half(1)
    with pytest.raises(ZeroDivisionError, match="a fault"):
        next(events)


def test_closing_a_stream_stops_its_work_and_lets_it_clean_up() -> None:
    cleaned = threading.Event()

    def work(tell: Callable[[Advance], None]) -> None:
        tell(half(1))
        try:
            while True:
                time.sleep(0.01)
        finally:
            cleaned.set()

    others = set(threading.enumerate())
    events = run_in_thread(work)
    next(events)
    events.close()
    assert cleaned.is_set()
    assert set(threading.enumerate()) <= others


def test_a_reader_that_is_asked_to_leave_does_not_wait_for_a_word() -> None:
    """Copying a long recording tells nothing for as long as that takes."""
    begun, cleaned, asked = threading.Event(), threading.Event(), threading.Event()

    def work(tell: Callable[[Advance], None]) -> None:
        del tell
        begun.set()
        try:
            while True:
                time.sleep(0.01)
        finally:
            cleaned.set()

    def ask() -> None:
        begun.wait()
        asked.set()

    def read() -> None:
        leave_when(asked)
        threading.Thread(target=ask).start()
        with pytest.raises(Left):
            next(run_in_thread(work))

    copy_context().run(read)
    assert cleaned.is_set()


def test_work_that_missed_its_stop_ends_when_it_next_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An exception from outside can be lost in a finalizer; the next word is the second chance."""
    monkeypatch.setattr(stream, "_stop", lambda thread: thread.join(60))
    others = set(threading.enumerate())
    over = threading.Event()

    def work(tell: Callable[[Advance], None]) -> None:
        while not over.is_set():
            tell(half(1))
            time.sleep(0.01)

    events = run_in_thread(work)
    next(events)
    events.close()
    alive = set(threading.enumerate()) - others
    over.set()
    assert alive == set()


def test_a_stop_that_is_lost_in_a_finalizer_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What Python could not raise is an error of these tests."""
    monkeypatch.setattr(stream, "NEXT_WORD_S", 0.0)
    asked = threading.Event()
    raised = ctypes.pythonapi.PyThreadState_SetAsyncExc

    class Last:
        def __del__(self) -> None:
            end = time.monotonic() + 10
            while not asked.is_set() and time.monotonic() < end:
                pass
            for _ in range(1000):  # lines of Python for it to be raised in
                pass

    def ask(*given: object) -> None:
        raised(*given)
        asked.set()

    monkeypatch.setattr(ctypes.pythonapi, "PyThreadState_SetAsyncExc", ask)
    steps = []

    def work(tell: Callable[[Advance], None]) -> None:
        tell(half(1))
        last = Last()
        del last
        steps.append("went on")
        tell(half(2))
        steps.append("told")

    events = run_in_thread(work)
    next(events)
    events.close()
    assert steps == ["went on"]
