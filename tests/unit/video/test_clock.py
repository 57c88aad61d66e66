"""Time stamps as seconds."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.video.clock import JUMP_AHEAD_S, FrameClock


def times_of(stamps: list[int | None], *, origin: int | None = 0) -> list[float | None]:
    clock = FrameClock(origin, Fraction(1, 100), 0.04)
    return [clock.time_of(stamp) for stamp in stamps]


def test_stamps_count_from_the_origin() -> None:
    assert times_of([500, 504, 507], origin=500) == pytest.approx([0.0, 0.04, 0.07])


def test_a_repeated_or_earlier_stamp_has_no_time() -> None:
    assert times_of([0, 4, 4, 3, 8]) == pytest.approx([0.0, 0.04, None, None, 0.08])


def test_missing_stamps_follow_at_the_usual_interval() -> None:
    assert times_of([0, 5, 10, 15, None, None]) == pytest.approx([0, 0.05, 0.1, 0.15, 0.2, 0.25])
    assert times_of([None, None], origin=None) == pytest.approx([0.0, 0.04])


@pytest.mark.parametrize("jump", [-5000, -20, 100_000_000])
def test_after_a_jump_the_clock_goes_on(jump: int) -> None:
    clock = FrameClock(0, Fraction(1, 100), 0.04)
    for stamp in (0, 4, 8):
        clock.time_of(stamp)
    assert clock.time_of(jump) == pytest.approx(0.12)
    assert clock.jumped
    assert clock.time_of(jump + 4) == pytest.approx(0.16)
    assert not clock.jumped


def test_a_pause_is_kept() -> None:
    assert times_of([0, 4, 3000]) == pytest.approx([0.0, 0.04, 30.0])


@given(st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)), max_size=50))
def test_times_always_increase_by_little(stamps: list[int | None]) -> None:
    origin = stamps[0] if stamps else None
    clock = FrameClock(origin, Fraction(1, 90_000), 1 / 30)
    times = [time for stamp in stamps if (time := clock.time_of(stamp)) is not None]
    for earlier, later in pairwise(times):
        assert 0 < later - earlier <= JUMP_AHEAD_S * 1.001
