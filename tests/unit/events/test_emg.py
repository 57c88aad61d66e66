"""What each side's muscle does is found, and blinks tell how far the clocks are apart."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hemiface.events.clocks import match_blinks
from hemiface.events.emg import (
    draw_curves,
    envelope,
    find_bursts,
    find_emg_events,
)
from hemiface.model.anatomy import Side
from hemiface.model.emg import EmgRecording
from hemiface.model.events import Event, EventPattern, EventSide, EventSource, EventType
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
    assert match_blinks(emg, video).shift_s == pytest.approx(shift, abs=0.02)


def test_too_few_blinks_and_strange_ones_are_refused() -> None:
    few = find_emg_events(record(BLINKS[:2], BLINKS[:2]))
    many = find_emg_events(record(BLINKS, BLINKS))
    with pytest.raises(ValueError, match="three blinks"):
        match_blinks(few, many)
    other = ((1.0, 0.15), (2.9, 0.15), (11.3, 0.15), (29.0, 0.15))
    with pytest.raises(ValueError, match="no shift"):
        match_blinks(find_emg_events(record(other, other)), many)


def blinks_at(onsets: NDArray[np.float64]) -> list[Event]:
    return [Event(float(one), 0.2, EventType.BLINK, EventSide.BOTH) for one in onsets]


def test_how_sure_the_shift_is_can_be_told() -> None:
    random = np.random.default_rng(3)
    wrongly, found = 0, 0
    for _ in range(300):
        video = np.sort(random.uniform(0, 120, 25))
        emg = np.sort(random.uniform(0, 120, 25))  # of somebody else
        with suppress(ValueError):  # they meet at no shift, which is right
            wrongly += match_blinks(blinks_at(emg), blinks_at(video)).is_sure
        seen = video[random.random(25) > 0.15]
        own = seen - 4.2 + random.normal(0, 0.02, seen.size)
        match = match_blinks(blinks_at(own), blinks_at(video))
        found += match.is_sure and abs(match.shift_s - 4.2) < 0.05
    assert wrongly <= 3
    assert found >= 290


def test_blinks_in_an_even_beat_are_not_sure() -> None:
    beat = np.arange(2.0, 60.0, 3.0)
    match = match_blinks(blinks_at(beat - 1.0), blinks_at(beat))
    assert not match.is_sure


def test_many_blinks_are_matched_at_once() -> None:
    onsets = np.cumsum(np.random.default_rng(4).uniform(1.0, 6.0, 900))
    match = match_blinks(blinks_at(onsets - 7.5), blinks_at(onsets))
    assert match.shift_s == pytest.approx(7.5, abs=0.01)
    assert match.is_sure


def test_curves_keep_each_burst_however_thin_they_are() -> None:
    emg = record((*BLINKS, *SPASMS), BLINKS).shifted(1.0)
    curves = draw_curves(emg, 25.0)
    assert curves.time[0] > 0
    assert curves.time[-1] <= 25.0 + 0.02
    left, right = curves.strength[Side.LEFT], curves.strength[Side.RIGHT]
    assert np.isnan(left[curves.time < 0.98]).all()  # the recording began later than the video
    spasm = (curves.time > 6.0) & (curves.time < 6.1)
    assert np.nanmax(left[spasm]) > 5 * np.nanmedian(left)
    assert np.nanmax(right[spasm]) < 3 * np.nanmedian(right)
    long = draw_curves(emg, 4000.0)
    assert long.time.size <= 20_001
    assert np.nanmax(long.strength[Side.LEFT]) == pytest.approx(np.nanmax(left), rel=0.2)


def test_too_few_samples_are_refused() -> None:
    slow = EmgRecording(100.0, {Side.LEFT: np.zeros(1000)})
    with pytest.raises(ValueError, match="200 samples"):
        find_emg_events(slow)


@pytest.mark.parametrize("side", Side)
def test_the_muscle_of_one_side_alone_shows_spasms_of_that_side(side: Side) -> None:
    emg = EmgRecording(RATE_HZ, {side: muscle(SPASMS)}, start_s=100.0)
    train, hold = find_emg_events(emg)
    assert (train.onset, train.duration) == pytest.approx((105.0, 0.52), abs=0.04)
    assert (hold.onset, hold.duration) == pytest.approx((118.0, 1.5), abs=0.04)
    for found, pattern, n in ((train, EventPattern.CLONIC, 2), (hold, EventPattern.TONIC, 1)):
        assert found == Event(
            found.onset,
            found.duration,
            EventType.SPASM,
            EventSide.of(side),
            pattern,
            subtype="emg",
            n_twitches=n,
            source=EventSource.ANNOTATED,
        )


def test_a_short_contraction_alone_is_isolated_and_a_blink_says_where_it_is_from() -> None:
    blink, twitch = find_emg_events(record([(4.0, 0.15), (10.0, 0.2)], [(4.02, 0.2)]))
    assert (twitch.pattern, twitch.n_twitches) == (EventPattern.ISOLATED, 1)
    assert (blink.subtype, blink.source) == ("emg", EventSource.ANNOTATED)
    # From the first side that begins to the last that ends.
    assert blink.onset == pytest.approx(4.0, abs=0.03)
    assert blink.offset == pytest.approx(4.22, abs=0.03)


def test_what_one_side_did_before_does_not_hide_a_blink() -> None:
    spasms = [(2.0 + 2 * k, 0.2) for k in range(4)]
    for left, right in ((spasms, []), ([], spasms)):
        both = [(12.0, 0.15), (15.0, 0.15)]
        events = find_emg_events(record([*left, *both], [*right, *both]))
        kinds = [event.event_type for event in events]
        assert kinds == [EventType.SPASM] * 4 + [EventType.BLINK] * 2


@pytest.mark.parametrize(("apart_s", "together"), [(0.04, True), (0.1, False)])
def test_both_sides_blink_when_they_begin_together(apart_s: float, together: bool) -> None:
    for left, right in ((10.0, 10.0 + apart_s), (10.0 + apart_s, 10.0)):
        events = find_emg_events(record([(left, 0.2)], [(right, 0.2)]))
        assert ([event.event_type for event in events] == [EventType.BLINK]) is together
        assert len(events) == (1 if together else 2)


@pytest.mark.parametrize(("length_s", "kind"), [(0.42, "blink"), (0.6, "movement")])
def test_what_both_sides_do_for_long_is_no_blink(length_s: float, kind: str) -> None:
    (event,) = find_emg_events(record([(10.0, length_s)], [(10.0, length_s)]))
    assert event.event_type.value == kind


@pytest.mark.parametrize(("length_s", "tonic"), [(0.9, False), (1.1, True)])
def test_a_long_contraction_of_one_side_is_tonic(length_s: float, tonic: bool) -> None:
    (event,) = find_emg_events(record([(10.0, length_s)], []))
    assert (event.pattern is EventPattern.TONIC) is tonic


@pytest.mark.parametrize(("rest_s", "n"), [(0.4, 1), (0.6, 2)])
def test_contractions_of_one_side_close_to_each_other_are_one_bout(rest_s: float, n: int) -> None:
    assert len(find_emg_events(record([(10.0, 0.2), (10.2 + rest_s, 0.2)], []))) == n


@pytest.mark.parametrize(("pause_s", "n"), [(0.03, 1), (0.06, 1), (0.15, 2)])
def test_a_short_pause_parts_no_contraction(pause_s: float, n: int) -> None:
    emg = EmgRecording(RATE_HZ, {Side.LEFT: muscle([(10.0, 0.2), (10.2 + pause_s, 0.2)])})
    assert len(find_bursts(emg.channels[Side.LEFT], emg)) == n


@pytest.mark.parametrize("rate_hz", [300.0, 1000.0, 4000.0])
def test_the_envelope_is_the_strength_of_what_lies_in_the_band(rate_hz: float) -> None:
    time = np.arange(0, 4, 1 / rate_hz)
    inner = slice(int(rate_hz), int(3 * rate_hz))
    within = envelope(np.asarray(8 * np.sin(2 * np.pi * 60 * time)), rate_hz)[inner]
    assert within.mean() == pytest.approx(8 / np.sqrt(2), rel=0.02)
    below = envelope(np.asarray(8 * np.sin(2 * np.pi * 5 * time)), rate_hz)[inner]
    assert below.max() < 0.01
    gap = np.sin(2 * np.pi * 60 * time) * np.where(np.abs(time - 2) < 0.5, np.nan, 1.0)
    assert envelope(np.asarray(gap), rate_hz)[int(2 * rate_hz)] == pytest.approx(0.0, abs=1e-3)


def test_what_lies_above_the_band_is_no_muscle() -> None:
    time = np.arange(0, 2, 1 / 4000)
    strength = envelope(np.asarray(8 * np.sin(2 * np.pi * 1200 * time)), 4000.0)
    assert strength[2000:6000].max() < 0.01


@settings(max_examples=10)
@given(st.floats(0.01, 1000.0))
def test_the_unit_of_the_voltage_does_not_matter(unit: float) -> None:
    emg = record((*BLINKS, *SPASMS), BLINKS)
    other = replace(emg, channels={side: row * unit for side, row in emg.channels.items()})
    there, here = (find_bursts(one.channels[Side.LEFT], one) for one in (emg, other))
    assert [burst.onset for burst in here] == [burst.onset for burst in there]


def blinks(*onsets: float) -> list[Event]:
    return [Event(onset, 0.2, EventType.BLINK, EventSide.BOTH) for onset in onsets]


def test_three_blinks_are_enough_to_align_and_what_else_happens_does_not_matter() -> None:
    spasm = Event(9.0, 0.5, EventType.SPASM, EventSide.LEFT)
    emg, video = blinks(1.0, 4.5, 9.2), blinks(3.0, 6.52, 11.21)
    assert match_blinks([spasm, *emg], [*video, spasm]).shift_s == pytest.approx(2.01, abs=1e-9)
    with pytest.raises(ValueError, match="three blinks"):
        match_blinks(emg, video[:2])
    with pytest.raises(ValueError, match="three blinks"):
        match_blinks(emg[:2], video)


def test_no_shift_beyond_the_largest_is_taken() -> None:
    emg, video = blinks(1.0, 4.5, 9.25), blinks(31.0, 34.5, 39.25)
    assert match_blinks(emg, video).shift_s == 30.0
    assert match_blinks(video, emg).shift_s == -30.0
    with pytest.raises(ValueError, match="no shift"):
        match_blinks(emg, video, most_s=29.0)


def test_half_of_the_blinks_have_to_meet() -> None:
    emg = blinks(1.0, 4.5, 9.2, 40.7, 52.1, 60.3, 71.7, 83.9)
    video = blinks(2.0, 5.5, 10.2, 111.3, 122.9, 130.1, 147.7, 155.5)
    with pytest.raises(ValueError, match="no shift"):
        match_blinks(emg, video)
    assert match_blinks(emg, [*video, *blinks(41.7)]).shift_s == pytest.approx(1.0)
