"""A stand-in is made once, however often it is asked for."""

from collections.abc import Callable
from threading import Event

import pytest

from hemiface.errors import VideoUnreadableError
from hemiface.web.playable_copies import StandIns


def wait_for(made: StandIns, digest: str, make: Callable[[], None]) -> None:
    while not made.is_made(digest, make):
        pass


def test_many_who_ask_get_one() -> None:
    gate = Event()
    calls: list[str] = []

    def make() -> None:
        calls.append("made")
        gate.wait(30)

    made = StandIns()
    assert [made.is_made("a", make) for _ in range(5)] == [False] * 5
    gate.set()
    wait_for(made, "a", make)
    assert calls == ["made"]


def test_what_fails_is_said_and_tried_again() -> None:
    calls: list[str] = []

    def make() -> None:
        calls.append("tried")
        if len(calls) == 1:
            raise VideoUnreadableError("no video", hint="Give another one.")

    made = StandIns()
    with pytest.raises(VideoUnreadableError):
        wait_for(made, "a", make)
    wait_for(made, "a", make)
    assert calls == ["tried", "tried"]
