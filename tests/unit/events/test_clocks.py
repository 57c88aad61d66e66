"""Claps are found where they are, and tell how far two clocks are apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemiface.events.clocks import find_claps, match_claps
from hemiface.model.signals import Series

RATE_HZ = 400.0


def listen(claps: list[float], length_s: float = 40.0, rate_hz: float = RATE_HZ) -> Series:
    """Loudness of a room in which somebody speaks, and claps that fade within 80 ms."""
    time = np.arange(0.0, length_s, 1 / rate_hz)
    random = np.random.default_rng(5)
    voice = np.clip(np.sin(2 * np.pi * 0.3 * time), 0, 1) * np.sin(2 * np.pi * 4 * time) ** 2
    loud = 0.01 * random.random(time.size) + 0.15 * voice
    for clap in claps:
        loud += np.where(time >= clap, 0.8 * np.exp(-np.abs(time - clap) / 0.03), 0.0)
    return np.asarray(loud)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(2, 76), min_size=1, max_size=4, unique=True),
    st.sampled_from([1.0, -3.0, 0.02]),
    st.sampled_from([200.0, 1000.0]),
)
def test_claps_are_found_whatever_the_gain_the_sign_and_the_rate(
    halves: list[int], gain: float, rate_hz: float
) -> None:
    claps = sorted(half / 2 for half in halves)
    found = find_claps(gain * listen(claps, rate_hz=rate_hz) + 7, rate_hz)
    assert found == pytest.approx(claps, abs=1.5 / rate_hz)


def test_a_mark_that_is_switched_on_is_a_clap() -> None:
    mark = np.zeros(4000)
    mark[1200:1500] = 5.0
    assert find_claps(mark, RATE_HZ)[0] == pytest.approx(1200 / RATE_HZ)


@pytest.mark.parametrize("strength", [np.zeros(4000), np.empty(0), np.full(4000, np.nan)])
def test_silence_holds_no_clap(strength: Series) -> None:
    assert find_claps(strength, RATE_HZ).size == 0


def test_a_voice_and_hiss_hold_no_clap() -> None:
    assert find_claps(listen([]), RATE_HZ).size == 0


@given(st.floats(-1000, 1000), st.integers(0, 2))
def test_claps_tell_the_shift_where_one_recording_missed_some(shift: float, missed: int) -> None:
    emg = np.array([2.0, 3.1, 9.7, 30.2])
    match = match_claps(emg[missed:], emg + shift)
    assert match.shift_s == pytest.approx(shift)
    assert (match.n_meeting, match.n_claps) == (4 - missed, 4 - missed)


def test_one_clap_each_tells_the_shift() -> None:
    assert match_claps(np.array([4.0]), np.array([5.5])).shift_s == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("emg", "video", "said"),
    [
        ([], [1.0], "no clap in the EMG"),
        ([1.0], [], "no clap in the video"),
        ([1.0], [2.0, 8.0], "several shifts"),
    ],
)
def test_what_does_not_tell_the_shift_is_said(
    emg: list[float], video: list[float], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        match_claps(np.array(emg), np.array(video))
