"""Simulated signals say what was asked of them, at the moment it was asked."""

import numpy as np
import pytest

from hemiface.model.anatomy import Region, Side
from hemiface.model.events import EventPattern, EventSide, EventType
from hemiface.model.signals import SignalName
from hemiface.simulation.acts import LOWER_FACE_MM, Act, compute_course
from hemiface.simulation.scenes import (
    build_bilateral_scene,
    build_blink,
    build_flutter,
    build_healthy_scene,
    build_myokymia_scene,
    build_spasm,
    build_spasm_scene,
    build_synkinesis,
    build_synkinesis_scene,
    build_wink_scene,
)
from hemiface.simulation.simulate import Cover, HeadTurn, RestingFace, build_times, simulate_signals

QUIET = RestingFace(noise=0.0)


@pytest.mark.parametrize("pattern", [p for p in EventPattern if p])
def test_an_act_passes_a_tenth_of_its_peak_at_its_edges(pattern: EventPattern) -> None:
    act = build_spasm(2.0, Side.LEFT, pattern=pattern, size=0.8)
    time = np.arange(0.0, 8.0, 0.0005)
    course = compute_course(time, act)
    inside = time[course > 0.1 * course.max()]
    assert inside[0] == pytest.approx(act.onset, abs=0.002)
    assert inside[-1] == pytest.approx(act.offset, abs=0.002)
    assert course.max() == pytest.approx(1.0, abs=0.05)


def test_a_spasm_moves_one_side_and_a_blink_both() -> None:
    acts = [build_blink(1.0), build_spasm(3.0, Side.RIGHT, size=0.5, lower_face=LOWER_FACE_MM)]
    time = build_times(5.0, 60.0)
    signals, events = simulate_signals(acts, time, face=QUIET)
    in_spasm = (time > 3.0) & (time < 3.3)
    assert signals.right.eyelid_closure[in_spasm].max() == pytest.approx(0.5, abs=0.02)
    assert np.all(signals.left.eyelid_closure[in_spasm] == 0)
    assert signals.right.mouth_corner_excursion_mm.max() == pytest.approx(4.0, abs=0.1)
    assert np.nanmin(signals.closure_asymmetry) == pytest.approx(-0.5, abs=0.02)
    assert signals.left.eyelid_closure.max() == pytest.approx(1.0, abs=0.02)
    assert [event.event_type for event in events] == [EventType.BLINK, EventType.SPASM]
    assert events[1].regions == (Region.EYELID, Region.CHEEK, Region.MOUTH, Region.CHIN)
    assert events[1].conjugacy == 0.0
    assert events[1].amplitude_mm == pytest.approx(4.5)


def test_clonic_twitches_are_countable() -> None:
    act = build_spasm(1.0, Side.LEFT, pattern=EventPattern.CLONIC, n_twitches=5, duration=1.2)
    time = build_times(3.0, 200.0)
    signals, (event,) = simulate_signals([act], time, face=QUIET)
    above = signals.left.eyelid_closure > 0.3
    assert np.count_nonzero(np.diff(above.astype(int)) == 1) == 5
    assert event.n_twitches == 5
    assert event.twitch_rate_hz == pytest.approx(5 / 1.2)


def test_synkinesis_follows_its_cause_on_one_side_only() -> None:
    blink = build_blink(1.0)
    signals, _ = simulate_signals(
        [blink, build_synkinesis(blink, Side.RIGHT)], build_times(3.0), face=QUIET
    )
    assert signals.right.mouth_corner_excursion_mm.max() > 2.0
    assert signals.left.mouth_corner_excursion_mm.max() == 0.0


def test_flutter_shows_in_its_own_row_and_closes_nothing() -> None:
    signals, (event,) = simulate_signals(
        [build_flutter(1.0, Side.LEFT)], build_times(5.0, 60.0), face=QUIET
    )
    assert signals.left.flutter_mm.max() == pytest.approx(0.54, abs=0.05)
    assert signals.right.flutter_mm.max() == 0.0
    assert signals.left.eyelid_closure.max() < 0.15
    assert event.subtype == "flutter"


def test_noise_is_what_it_says_and_the_seed_repeats_it() -> None:
    time = build_times(60.0)
    first, _ = simulate_signals([], time, seed=3)
    again, _ = simulate_signals([], time, seed=3)
    other, _ = simulate_signals([], time, seed=4)
    for name in (SignalName.EYELID_APERTURE, SignalName.BROW_HEIGHT):
        assert first.left.get(name).std() == pytest.approx(first.left.noise[name], rel=0.1)
        np.testing.assert_array_equal(first.left.get(name), again.left.get(name))
        assert np.any(first.left.get(name) != other.left.get(name))


def test_missing_and_covered_stretches_are_nan() -> None:
    time = build_times(10.0)
    signals, _ = simulate_signals(
        [], time, missing=[(2.0, 1.0)], covers=[Cover(5.0, 1.0, Side.LEFT)]
    )
    lost = (time >= 2.0) & (time < 3.0)
    covered = (time >= 5.0) & (time < 6.0)
    np.testing.assert_array_equal(signals.valid, ~lost)
    np.testing.assert_array_equal(np.isnan(signals.right.eyelid_aperture_mm), lost)
    np.testing.assert_array_equal(np.isnan(signals.left.eyelid_aperture_mm), lost | covered)
    np.testing.assert_array_equal(np.isnan(signals.closure_asymmetry), lost | covered)
    np.testing.assert_array_equal(np.isnan(signals.left.brow_height_mm), lost)


def test_a_turned_head_fakes_a_small_difference() -> None:
    signals, events = simulate_signals(
        [], build_times(10.0), face=QUIET, turns=[HeadTurn(2.0, 6.0, 20.0)]
    )
    difference = signals.left.eyelid_aperture_mm - signals.right.eyelid_aperture_mm
    assert difference.max() == pytest.approx(0.4)
    assert signals.head_yaw_deg.max() == pytest.approx(20.0)
    assert events == ()


def test_a_weak_side_does_less() -> None:
    weak = RestingFace(noise=0.0, left_strength=0.6)
    signals, _ = simulate_signals([build_blink(1.0)], build_times(3.0, 100.0), face=weak)
    assert signals.left.eyelid_closure.max() == pytest.approx(0.6, abs=0.01)
    assert signals.right.eyelid_closure.max() == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("jitter", [0.0, 0.4])
def test_times_keep_their_mean_rate(jitter: float) -> None:
    time = build_times(20.0, 24.0, jitter=jitter)
    assert np.all(np.diff(time) > 0)
    assert time[0] >= 0
    assert time.size / time[-1] == pytest.approx(24.0, rel=0.01)


def test_scenes_hold_what_their_names_say() -> None:
    def kinds(acts: tuple[Act, ...], event_type: EventType) -> set[EventSide]:
        return {act.side for act in acts if act.event_type is event_type}

    assert kinds(build_healthy_scene(), EventType.SPASM) == set()
    for severity in ("mild", "moderate", "severe"):
        scene = build_spasm_scene(Side.RIGHT, severity=severity)
        assert kinds(scene, EventType.SPASM) == {EventSide.RIGHT}
        patterns = {act.pattern for act in scene if act.event_type is EventType.SPASM}
        assert (EventPattern.TONIC in patterns) == (severity == "severe")
    assert kinds(build_bilateral_scene(), EventType.SPASM) == {EventSide.BOTH}
    assert kinds(build_synkinesis_scene(Side.LEFT), EventType.SYNKINESIS) == {EventSide.LEFT}
    assert "flutter" in {act.subtype for act in build_myokymia_scene(Side.LEFT)}
    winks = {act.side for act in build_wink_scene() if act.subtype == "wink"}
    assert winks == {EventSide.LEFT, EventSide.RIGHT}
