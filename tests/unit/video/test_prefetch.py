"""Work ahead of its use: bounded, ending, and honest about errors."""

import threading
import time
from collections.abc import Iterator

import pytest

from hemiface.video.prefetch import Prefetch


def test_items_come_in_order() -> None:
    assert list(Prefetch(iter(range(100)), 3)) == list(range(100))


def test_only_so_many_are_made_ahead() -> None:
    made = []

    def items() -> Iterator[int]:
        for item in range(100):
            made.append(item)
            yield item

    ahead = Prefetch(items(), 4)
    time.sleep(0.1)
    # Four wait in the queue, one in the hand of the thread.
    assert len(made) <= 5
    ahead.close()
    assert len(made) < 100


def test_an_error_comes_out_after_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    ahead = Prefetch(items(), 3)
    got: list[int] = []
    with pytest.raises(ValueError, match="broken"):
        for item in ahead:
            got.append(item)
    assert got == [1]
    with pytest.raises(ValueError, match="broken"):
        list(ahead)


def test_closing_ends_the_thread_while_the_queue_is_full() -> None:
    others = set(threading.enumerate())
    ahead = Prefetch(iter(range(1000)), 2)
    ahead.close()
    ahead.close()
    assert set(threading.enumerate()) <= others
