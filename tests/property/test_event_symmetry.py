"""What must not change the events found: a mirror, another clock, rate, size or quiet noise."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mirror import mirror_events, mirror_signals
from tests.scenarios import DURATION_S, anything, are_apart, in_a_row

from hemiface.events import detect_events
from hemiface.events.peaks import UNSEEN_S, merge_runs
from hemiface.model.anatomy import Side
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.signals import SideSignals, SignalName, Signals
from hemiface.model.timebase import find_spans, valid_time_s
from hemiface.settings import EventSettings
from hemiface.simulation import scenes
from hemiface.simulation.acts import Act
from hemiface.simulation.simulate import RestingFace, build_times, simulate_signals

SETTINGS = EventSettings()
SOME = settings(max_examples=25)
FEW = settings(SOME, max_examples=15)
QUIET = RestingFace(noise=0.0)
DYADIC_HZ = 32.0
"""A frame rate at which every time is an exact binary number, so that shifts are exact."""

seeds = st.integers(0, 9999)
spasm_scenes = st.builds(
    scenes.build_spasm_scene,
    st.sampled_from(Side),
    st.just(DURATION_S),
    severity=st.sampled_from(("mild", "moderate", "severe")),
    seed=seeds,
)
gaps = st.lists(st.tuples(st.floats(0, DURATION_S), st.floats(0.05, 4.0)), min_size=1, max_size=3)


def simulate(
    acts: tuple[Act, ...],
    rate: float = DYADIC_HZ,
    *,
    face: RestingFace | None = None,
    missing: Sequence[tuple[float, float]] = (),
    seed: int = 0,
) -> Signals:
    time = build_times(DURATION_S, rate)
    return simulate_signals(acts, time, face=face, missing=missing, seed=seed)[0]


def detect(signals: Signals) -> tuple[Event, ...]:
    return detect_events(signals, (), SETTINGS)


def outline(events: tuple[Event, ...]) -> list[tuple[EventType, EventSide]]:
    """What happens in which order."""
    return [(event.event_type, event.side) for event in events]


def change_rows(side: SideSignals, names: set[SignalName], factor: float) -> SideSignals:
    """One side with some of its rows, and their noise, taken times a factor."""
    rows: dict[str, Any] = {name.value: side.get(name) * factor for name in names}
    noise = {name: level * (factor if name in names else 1) for name, level in side.noise.items()}
    return replace(side, **rows, noise=noise)


@SOME
@given(in_a_row(anything), seeds)
def test_a_mirror_swaps_the_sides_and_nothing_else(acts: tuple[Act, ...], seed: int) -> None:
    signals = simulate(acts, seed=seed)
    turned = detect(mirror_signals(signals))
    assert sorted(mirror_events(turned), key=repr) == sorted(detect(signals), key=repr)


@SOME
@given(in_a_row(anything), seeds, st.integers(1, 200_000))
def test_a_shift_in_time_shifts_the_events_and_nothing_else(
    acts: tuple[Act, ...], seed: int, frames: int
) -> None:
    signals = simulate(acts, seed=seed)
    shift = frames / DYADIC_HZ
    before = detect(signals)
    after = detect(replace(signals, time=signals.time + shift))
    assert len(after) == len(before)
    for event, moved in zip(before, after, strict=True):
        assert moved.onset - shift == pytest.approx(event.onset, abs=1e-6)
        assert moved.duration == pytest.approx(event.duration, abs=1e-6)
        assert moved.event_type is event.event_type
        assert moved.side is event.side
        assert moved.regions == event.regions
        assert moved.amplitude == pytest.approx(event.amplitude)
        assert moved.n_twitches == event.n_twitches


@FEW
@given(spasm_scenes, st.sampled_from((24.0, 25.0, 60.0)), st.sampled_from((0.0, 0.4)))
def test_another_frame_rate_finds_the_same_events(
    acts: tuple[Act, ...], rate: float, jitter: float
) -> None:
    usual = detect(simulate(acts, 30.0, face=QUIET))
    time = build_times(DURATION_S, rate, jitter=jitter)
    other = detect(simulate_signals(acts, time, face=QUIET)[0])
    assert outline(other) == outline(usual)
    coarsest = float(np.diff(time).max())
    for event, same in zip(usual, other, strict=True):
        assert same.onset == pytest.approx(event.onset, abs=max(coarsest, 1 / 30) / 2)
        assert same.offset == pytest.approx(event.offset, abs=max(coarsest, 1 / 30) / 2)
        assert same.pattern is event.pattern
        assert same.n_twitches == event.n_twitches


@SOME
@given(in_a_row(anything), seeds, st.floats(1.0, 2.0))
def test_a_larger_eye_has_the_same_events_in_larger_millimetres(
    acts: tuple[Act, ...], seed: int, factor: float
) -> None:
    signals = simulate(acts, seed=seed)
    names = {SignalName.EYELID_APERTURE}
    larger = replace(
        signals,
        left=change_rows(signals.left, names, factor),
        right=change_rows(signals.right, names, factor),
        full_closure_mm={side: mm * factor for side, mm in signals.full_closure_mm.items()},
    )
    before, after = detect(signals), detect(larger)
    assert len(after) == len(before)
    for event, same in zip(before, after, strict=True):
        if event.peak_velocity_mm_per_s is None:
            assert same.amplitude_mm == event.amplitude_mm
        else:
            assert same.peak_velocity_mm_per_s == pytest.approx(
                event.peak_velocity_mm_per_s * factor
            )
            assert same.amplitude_mm == pytest.approx((event.amplitude_mm or 0) * factor)
        assert (
            replace(
                same,
                amplitude=event.amplitude,
                amplitude_mm=event.amplitude_mm,
                peak_velocity_mm_per_s=event.peak_velocity_mm_per_s,
            )
            == event
        )


@FEW
@given(spasm_scenes, seeds, st.floats(0.1, 1.0))
def test_noise_below_the_floor_changes_no_event(
    acts: tuple[Act, ...], seed: int, noise: float
) -> None:
    still = detect(simulate(acts, 30.0, face=QUIET))
    noisy = detect(simulate(acts, 30.0, face=RestingFace(noise=noise), seed=seed))
    assert outline(noisy) == outline(still)
    for event, same in zip(still, noisy, strict=True):
        assert same.onset == pytest.approx(event.onset, abs=0.05)
        assert same.offset == pytest.approx(event.offset, abs=0.08)
        assert same.pattern is event.pattern


@given(
    st.lists(st.floats(0.005, 2.0), min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(1, 6)), max_size=12),
    st.floats(0.01, 3.0),
)
def test_merging_twice_equals_merging_once(
    steps: list[float], starts: list[tuple[int, int]], gap_s: float
) -> None:
    time = np.cumsum(steps)
    runs = [(a, min(a + n, len(time))) for a, n in starts if a < len(time)]
    once = merge_runs(time, runs, gap_s)
    assert merge_runs(time, once, gap_s) == once
    covered = {frame for start, stop in once for frame in range(start, stop)}
    assert {frame for start, stop in runs for frame in range(start, stop)} <= covered
    rests = [time[after[0]] - time[before[1] - 1] for before, after in pairwise(once)]
    assert all(rest >= gap_s for rest in rests)


@SOME
@given(
    st.lists(
        st.tuples(st.floats(0.3, 2.0), st.floats(0.3, 0.7), st.floats(0.15, 1.0)),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from((25.0, 30.0, 60.0)),
    seeds,
)
def test_glances_down_are_neither_blinks_nor_spasms(
    glances: list[tuple[float, float, float]], rate: float, seed: int
) -> None:
    acts, onset = [], 1.0
    for duration, size, rest in glances:
        acts.append(scenes.build_look_down(onset, duration=duration, size=size))
        onset += duration + rest
    face = RestingFace(noise=0.5)
    signals = simulate_signals(acts, build_times(onset + 2.0, rate), face=face, seed=seed)[0]
    events = detect(signals)
    assert {event.event_type for event in events} <= {EventType.MOVEMENT}
    assert {event.subtype for event in events} <= {"looking_down"}
    assert len(events) == len(acts)


@FEW
@given(st.floats(1.2, 3.0), st.floats(0.3, 0.65), st.floats(0.0, 1.0), seeds)
def test_a_blink_on_the_way_of_a_long_look_down_counts(
    duration: float, size: float, place: float, seed: int
) -> None:
    look = scenes.build_look_down(5.0, duration=duration, size=size)
    blink = scenes.build_blink(5.3 + place * (duration - 0.9))
    signals = simulate((look, blink), 30.0, face=RestingFace(noise=0.5), seed=seed)
    blinks = [event for event in detect(signals) if event.event_type is EventType.BLINK]
    assert len(blinks) == 1
    assert blinks[0].onset == pytest.approx(blink.onset, abs=0.1)
    assert not [event for event in detect(signals) if event.event_type is EventType.SPASM]


@SOME
@given(in_a_row(anything, st.floats(0.0, 1.0)), gaps, seeds)
def test_bouts_of_a_side_stay_apart_and_within_the_time_watched(
    acts: tuple[Act, ...], missing: list[tuple[float, float]], seed: int
) -> None:
    signals = simulate(acts, missing=missing, seed=seed)
    events = detect(signals)
    watched = valid_time_s(signals.time, signals.valid)
    for side in EventSide:
        for kind in (EventType.BLINK, EventType.SPASM):
            spans = [
                (event.onset, event.offset)
                for event in events
                if event.side is side and event.event_type is kind
            ]
            assert are_apart(spans)
            assert sum(offset - onset for onset, offset in spans) <= watched + 1e-6


@SOME
@given(in_a_row(anything, st.floats(0.0, 1.0)), seeds)
def test_flutter_lies_outside_the_blinks_and_the_bouts_of_its_side(
    acts: tuple[Act, ...], seed: int
) -> None:
    events = detect(simulate(acts, seed=seed))
    for flutter in (event for event in events if event.subtype == "flutter"):
        for other in events:
            if (
                other.event_type in (EventType.SPASM, EventType.BLINK)
                and other.side is not flutter.side.opposite
            ):
                assert not flutter.overlaps(other)


@SOME
@given(in_a_row(anything, st.floats(0.0, 1.0)), gaps, seeds)
def test_time_without_a_face_gives_no_event(
    acts: tuple[Act, ...], missing: list[tuple[float, float]], seed: int
) -> None:
    signals = simulate(acts, missing=missing, seed=seed)
    for event in detect(signals):
        frame = int(np.argmin(np.abs(signals.time - (event.peak_time or 0.0))))
        assert event.peak_time is not None
        assert signals.valid[frame]
        within = (signals.time >= event.onset) & (signals.time <= event.offset)
        if event.event_type is EventType.BLINK:
            assert signals.valid[within].all()
        if event.event_type is EventType.SPASM:
            for start, stop in find_spans(within & ~signals.valid):
                assert signals.time[stop - 1] - signals.time[start] <= UNSEEN_S


@SOME
@given(st.integers(0, 3), st.booleans())
def test_a_recording_of_hardly_a_frame_has_no_event(n_frames: int, seen: bool) -> None:
    time = np.arange(n_frames) / 30
    missing = () if seen else ((0.0, 1.0),)
    signals, _ = simulate_signals((), time, face=QUIET, missing=missing)
    assert detect(signals) == ()


@FEW
@given(in_a_row(anything), seeds)
def test_detecting_twice_gives_the_same_events(acts: tuple[Act, ...], seed: int) -> None:
    signals = simulate(acts, seed=seed)
    assert detect(signals) == detect(signals)
