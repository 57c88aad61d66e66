"""What each side's muscle does is found, and blinks tell how far the clocks are apart."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemiface.events.emg import align_blinks, find_emg_events
from hemiface.model.anatomy import Side
from hemiface.model.emg import EmgRecording
from hemiface.model.events import EventPattern, EventSide, EventType
from hemiface.model.signals import Series

RATE_HZ, LENGTH_S = 1000.0, 30.0
BLINKS = ((3.0, 0.15), (8.4, 0.15), (14.0, 0.2), (22.7, 0.15))
SPASMS = ((5.0, 0.12), (5.4, 0.12), (18.0, 1.5))


def muscle(bursts: Sequence[tuple[float, float]], seed: int = 0) -> Series:
    """Noise that is twenty times stronger within contractions, and a cable's hum."""
    random = np.random.default_rng(seed)
    time = np.arange(0.0, LENGTH_S, 1 / RATE_HZ)
    strength = np.full(time.shape, 2.0)
    for onset, length in bursts:
        strength[(time >= onset) & (time < onset + length)] = 40.0
    hum = 3.0 * np.sin(2 * np.pi * 0.4 * time)
    return np.asarray(strength * random.standard_normal(time.size) + 10 * hum)


def record(
    left: Sequence[tuple[float, float]], right: Sequence[tuple[float, float]]
) -> EmgRecording:
    return EmgRecording(RATE_HZ, {Side.LEFT: muscle(left, 1), Side.RIGHT: muscle(right, 2)})


def test_blinks_and_one_sided_spasms_are_found_with_their_onsets() -> None:
    events = find_emg_events(record((*BLINKS, *SPASMS), BLINKS))
    blinks = [one for one in events if one.event_type is EventType.BLINK]
    assert [one.onset for one in blinks] == pytest.approx([a for a, _ in BLINKS], abs=0.03)
    assert {one.side for one in blinks} == {EventSide.BOTH}
    train, long = (one for one in events if one.event_type is EventType.SPASM)
    assert (train.side, train.pattern, train.n_twitches) == (EventSide.LEFT, EventPattern.CLONIC, 2)
    assert train.onset == pytest.approx(5.0, abs=0.03)
    assert (long.side, long.pattern) == (EventSide.LEFT, EventPattern.TONIC)
    assert long.duration == pytest.approx(1.5, abs=0.08)
    assert len(events) == len(BLINKS) + 2


def test_a_long_squeeze_of_both_is_a_movement() -> None:
    [event] = find_emg_events(record([(10.0, 2.0)], [(10.02, 2.0)]))
    assert (event.event_type, event.side) == (EventType.MOVEMENT, EventSide.BOTH)


def test_swapping_the_sides_swaps_the_answer() -> None:
    there = find_emg_events(record((*BLINKS, *SPASMS), BLINKS))
    emg = record((*BLINKS, *SPASMS), BLINKS)
    swapped = EmgRecording(
        RATE_HZ, {Side.LEFT: emg.channels[Side.RIGHT], Side.RIGHT: emg.channels[Side.LEFT]}
    )
    back = find_emg_events(swapped)
    assert [(one.onset, one.side.opposite) for one in back] == [
        (one.onset, one.side) for one in there
    ]


def test_a_muscle_at_rest_shows_nothing_but_chance() -> None:
    assert find_emg_events(record((), ())) == ()


@settings(max_examples=15)
@given(st.floats(-12.0, 12.0))
def test_blinks_tell_how_far_the_clocks_are_apart(shift: float) -> None:
    video = find_emg_events(record(BLINKS, BLINKS))
    emg = find_emg_events(record(BLINKS, (*BLINKS, (26.0, 0.3))).shifted(-shift))
    assert align_blinks(emg, video) == pytest.approx(shift, abs=0.02)


def test_too_few_blinks_and_strange_ones_are_refused() -> None:
    few = find_emg_events(record(BLINKS[:2], BLINKS[:2]))
    many = find_emg_events(record(BLINKS, BLINKS))
    with pytest.raises(ValueError, match="three blinks"):
        align_blinks(few, many)
    other = ((1.0, 0.15), (2.9, 0.15), (11.3, 0.15), (29.0, 0.15))
    with pytest.raises(ValueError, match="no shift"):
        align_blinks(find_emg_events(record(other, other)), many)


def test_too_few_samples_are_refused() -> None:
    slow = EmgRecording(100.0, {Side.LEFT: np.zeros(1000)})
    with pytest.raises(ValueError, match="200 samples"):
        find_emg_events(slow)
