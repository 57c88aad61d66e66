"""Evidence for a one-sided closure, added up over time."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mirror import mirror_signals
from tests.unit.events.test_detect import SETTINGS, TIME, simulate

from hemiface.events.asymmetry import find_uneven, quiet_deviation, window_mean
from hemiface.model.anatomy import Side
from hemiface.model.signals import Signals
from hemiface.model.timebase import frame_durations_s
from hemiface.settings import EventSettings
from hemiface.simulation import scenes


def with_difference(difference: np.ndarray) -> Signals:
    return replace(simulate(), closure_asymmetry=difference)


def hold(onset: float, duration: float, size: float) -> np.ndarray:
    return size * ((onset <= TIME) & (onset + duration > TIME))


def test_a_slight_hold_stands_out_where_a_moment_as_slight_does_not() -> None:
    noise = np.random.default_rng(0).normal(0, 0.06, TIME.size)
    long = find_uneven(with_difference(noise + hold(8, 1.5, 0.18)), Side.LEFT, SETTINGS)
    short = find_uneven(with_difference(noise + hold(8, 0.04, 0.18)), Side.LEFT, SETTINGS)
    assert any(TIME[a] < 9.5 and TIME[b - 1] > 8 for a, b in long[0])
    assert short[0] == []


def test_a_recording_full_of_spasm_does_not_raise_its_own_threshold() -> None:
    noise = np.random.default_rng(1).normal(0, 0.02, TIME.size)
    spasm = 0.5 * (np.mod(TIME, 2) < 1.2)
    assert quiet_deviation(noise + spasm) < 2 * quiet_deviation(noise)


def test_the_longest_window_neither_joins_closures_nor_reaches_beyond_them() -> None:
    noise = np.random.default_rng(2).normal(0, 0.005, TIME.size)
    row = noise + hold(6, 0.5, 0.6) + hold(7.3, 0.5, 0.6)
    runs, _ = find_uneven(with_difference(row), Side.LEFT, SETTINGS)
    assert runs
    for start, stop in runs:
        onset = 6.0 if TIME[start] < 7 else 7.3
        assert TIME[start] == pytest.approx(onset, abs=0.07)
        assert TIME[stop - 1] == pytest.approx(onset + 0.5, abs=0.07)


def test_what_lids_do_in_blinks_is_no_noise_for_the_time_between() -> None:
    blinks = [
        scenes.build_blink(onset) for onset in np.arange(0.5, 19.5, 0.9) if abs(onset - 10.5) > 1
    ]
    signals = simulate(*blinks)
    shared = np.minimum(signals.left.eyelid_closure, signals.right.eyelid_closure)
    noise = np.random.default_rng(4).normal(0, 0.005, TIME.size)
    uneven = 0.38 * np.clip(shared, 0, 1) * np.where(np.mod(TIME, 1.8) < 0.9, 1, -1)
    signals = replace(signals, closure_asymmetry=uneven + hold(10.4, 0.7, 0.1) + noise)
    runs, _ = find_uneven(signals, Side.LEFT, SETTINGS)
    assert runs
    assert all(10.3 < TIME[start] < TIME[stop - 1] < 11.2 for start, stop in runs)


def test_an_eye_that_opens_wider_is_no_closure_of_the_other() -> None:
    signals = with_difference(hold(8, 1, 0.2))
    wide = replace(signals, right=replace(signals.right, eyelid_closure=-hold(8, 1, 0.2)))
    assert find_uneven(signals, Side.LEFT, SETTINGS)[0]
    assert find_uneven(wide, Side.LEFT, SETTINGS)[0] == []


@given(st.integers(0, 100))
def test_a_mirrored_face_gives_the_other_side(seed: int) -> None:
    row = np.random.default_rng(seed).normal(0, 0.05, TIME.size) + hold(6, 1, 0.4)
    signals = with_difference(row)
    left, certain = find_uneven(signals, Side.LEFT, SETTINGS)
    right, as_certain = find_uneven(mirror_signals(signals), Side.RIGHT, SETTINGS)
    assert left == right
    np.testing.assert_allclose(certain, as_certain)


@pytest.mark.parametrize("rate_hz", [15.0, 30.0, 60.0])
def test_the_mean_over_a_window_does_not_depend_on_the_frame_rate(rate_hz: float) -> None:
    time = np.arange(0, 4, 1 / rate_hz)
    mean = window_mean(time, np.where(np.abs(time - 2) < 0.5, 1.0, 0.0), 0.3)
    assert np.interp(2.0, time, mean) == pytest.approx(1.0, abs=0.01)
    assert np.interp(1.0, time, mean) == pytest.approx(0.0, abs=0.01)


def test_what_was_hardly_seen_has_no_mean() -> None:
    row = np.where(np.arange(TIME.size) % 3 == 0, 0.2, np.nan)
    assert np.isnan(window_mean(TIME, row, 0.7)).all()


def test_the_sensitive_setting_finds_what_the_strict_one_leaves_out() -> None:
    signals = with_difference(hold(8, 0.5, 0.09))
    found = {
        name: find_uneven(signals, Side.LEFT, EventSettings(sensitivity=name))[0]
        for name in ("sensitive", "strict")
    }
    assert found["sensitive"]
    assert not found["strict"]


@pytest.mark.parametrize("window_s", [0.01, 0.3, 1.4])
def test_the_mean_over_a_window_is_the_area_under_its_steps(window_s: float) -> None:
    """The ends of a recording are no exception, and what is missing does not count."""
    random = np.random.default_rng(6)
    time = np.linspace(1.0, 2.77, 60)
    row = np.where(random.random(60) < 0.1, np.nan, random.normal(1, 2, 60))
    durations = frame_durations_s(time)
    edges = np.concatenate(([time[0] - durations[0] / 2], time + durations / 2))
    fine = np.linspace(edges[0], edges[-1], 200_001)[:-1]
    frame = np.clip(np.searchsorted(edges, fine, side="right") - 1, 0, 59)
    found = window_mean(time, row, window_s)
    for place in np.flatnonzero(np.isfinite(found)):
        half = max(window_s, durations[place]) / 2
        inside = row[frame[np.abs(fine - time[place]) < half]]
        assert found[place] == pytest.approx(np.nanmean(inside), abs=0.01)


@pytest.mark.parametrize("late_s", [-1.6 / 30, 1.6 / 30])
@pytest.mark.parametrize("side", [*Side])
def test_of_a_lid_that_blinks_a_moment_later_at_most_one_flank_stands_out(
    side: Side, late_s: float
) -> None:
    onsets = np.arange(1.5, 19.0, 2.5)
    signals = simulate(*[scenes.build_blink(onset) for onset in onsets])
    moved = np.interp(TIME - late_s, TIME, signals.left.eyelid_closure)
    left = replace(signals.left, eyelid_closure=moved)
    apart = moved - signals.right.eyelid_closure
    noise = np.random.default_rng(5).normal(0, 0.005, TIME.size)
    late = replace(signals, left=left, closure_asymmetry=apart + noise)
    assert len(find_uneven(late, side, SETTINGS)[0]) <= len(onsets)
    # Between two such blinks, a slight closure of one lid is found as before.
    twitch = hold(10.2, 0.4, 0.15) * (1 if side is Side.LEFT else -1)
    runs, _ = find_uneven(replace(late, closure_asymmetry=apart + twitch + noise), side, SETTINGS)
    assert any(10.1 < TIME[start] < TIME[stop - 1] < 10.7 for start, stop in runs)


def cover_lower_face(
    signals: Signals, sides: tuple[Side, ...], span: tuple[float, float]
) -> Signals:
    """Leave out the mouth corner of some sides for a while, as below a mask or a hand."""
    under = (span[0] <= TIME) & (span[1] > TIME)
    rows = {side: signals.side(side) for side in Side}
    for side in sides:
        corner = np.where(under, np.nan, rows[side].mouth_corner_excursion_mm)
        rows[side] = replace(rows[side], mouth_corner_excursion_mm=corner)
    return replace(signals, left=rows[Side.LEFT], right=rows[Side.RIGHT])


@pytest.mark.parametrize("covered", [tuple(Side), (Side.LEFT,), (Side.RIGHT,)])
def test_below_a_cover_chance_counts_as_it_is(covered: tuple[Side, ...]) -> None:
    noise = np.random.default_rng(6).normal(0, 1, TIME.size)
    wander = np.nan_to_num(window_mean(TIME, noise, 0.4))
    wander *= 0.12 / wander.std()
    doubtful = with_difference(
        wander + hold(8, 0.4, 0.42 - wander[np.abs(TIME - 8.2) < 0.2].mean())
    )
    clear = with_difference(wander + hold(8, 0.4, 1.0))

    def finds(signals: Signals) -> bool:
        runs, _ = find_uneven(signals, Side.LEFT, SETTINGS)
        return any(TIME[a] < 8.4 and TIME[b - 1] > 8 for a, b in runs)

    under, beside = (6.0, 12.0), (13.0, 16.0)
    assert finds(clear)
    assert finds(cover_lower_face(clear, covered, under))
    assert finds(doubtful)
    assert finds(cover_lower_face(doubtful, covered, beside))
    assert not finds(cover_lower_face(doubtful, covered, under))
