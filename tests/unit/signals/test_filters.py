"""Filters that move nothing in time, on clocks that are not even."""

import numpy as np
import pytest

from hemiface.model.timebase import GAP_FACTOR
from hemiface.signals.filters import (
    filter_band,
    filter_level,
    filter_smooth,
    noise_floor,
    robust_fit_best_start,
    robust_slopes,
)
from hemiface.simulation.simulate import build_times

TIMES = [build_times(20.0, 30.0), build_times(20.0, 24.0, jitter=0.4), build_times(20.0, 120.0)]


def bump(time: np.ndarray, middle: float, width: float = 0.15) -> np.ndarray:
    return np.asarray(np.exp(-(((time - middle) / width) ** 2)))


def middle_of(time: np.ndarray, row: np.ndarray) -> float:
    """Centre of gravity in time, each value counted for as long as it stands."""
    weight = row * np.gradient(time)
    return float((time * weight).sum() / weight.sum())


@pytest.mark.parametrize("time", TIMES)
def test_smoothing_shifts_nothing_and_keeps_the_area(time: np.ndarray) -> None:
    row = bump(time, 7.3)
    smooth = filter_smooth(time, row, 0.05)
    assert middle_of(time, smooth) == pytest.approx(7.3, abs=0.004)
    assert (smooth * np.gradient(time)).sum() == pytest.approx(
        (row * np.gradient(time)).sum(), rel=0.02
    )
    assert smooth.max() < row.max()


@pytest.mark.parametrize("time", TIMES)
def test_a_band_keeps_its_own_swing_in_place_and_nothing_else(time: np.ndarray) -> None:
    inside = np.sin(2 * np.pi * 5.5 * time)
    outside = 3 * np.sin(2 * np.pi * 0.7 * time) + 4
    kept = filter_band(time, inside + outside, 3.5, 9.0)
    calm = (time > 2) & (time < 18)
    lags = np.arange(-3, 4)
    likeness = [np.corrcoef(np.roll(kept, lag)[calm], inside[calm])[0, 1] for lag in lags]
    assert lags[int(np.argmax(likeness))] == 0
    assert max(likeness) > 0.95
    # A straight line between frames cuts the tops off: a swing has only four at 24 Hz.
    assert kept[calm].std() == pytest.approx(inside[calm].std(), rel=0.25)


def test_the_level_is_the_usual_opening_not_the_blinks() -> None:
    time = TIMES[0]
    row = 10 - 9 * bump(time, 5.0) - 9 * bump(time, 12.0)
    level = filter_level(time, row, 15.0, 80)
    assert level == pytest.approx(10.0, abs=0.05)


def test_the_level_bridges_what_is_missing() -> None:
    time = TIMES[0]
    row = np.where((time > 6) & (time < 9), np.nan, 5.0)
    assert filter_level(time, row, 15.0, 80) == pytest.approx(5.0)
    assert np.isnan(filter_level(time, np.full_like(time, np.nan), 15.0, 80)).all()


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("sigma", [0.05, 0.4])
def test_the_noise_floor_is_the_noise_even_while_much_moves(time: np.ndarray, sigma: float) -> None:
    noise = np.random.default_rng(1).normal(0, sigma, time.size)
    slow = 2 * np.sin(2 * np.pi * 0.1 * time)
    bouts = sum(5 * bump(time, middle) for middle in (4.0, 6.0, 9.0, 13.0, 16.0))
    # The lower quarter of short windows reads a little low, the lower the fewer frames.
    assert noise_floor(time, noise + slow + bouts) == pytest.approx(sigma, rel=0.3)


def test_the_noise_floor_of_nothing_is_unknown() -> None:
    time = TIMES[0]
    assert np.isnan(noise_floor(time, np.full_like(time, np.nan)))
    assert np.isnan(noise_floor(time[:3], np.zeros(3)))


def test_missing_values_and_gaps_part_what_is_filtered() -> None:
    time = np.concatenate([TIMES[0][:200], TIMES[0][:200] + 30.0])
    row = np.concatenate([np.zeros(200), np.ones(200)])
    row[50:60] = np.nan
    smooth = filter_smooth(time, row, 0.5)
    np.testing.assert_array_equal(np.isnan(smooth), np.isnan(row))
    # Nothing of one stretch flows into the other.
    assert smooth[:50] == pytest.approx(0)
    assert smooth[200:] == pytest.approx(1)


def test_stretches_too_short_to_filter_stay_as_they_are() -> None:
    time = TIMES[0][:20]
    row = np.full(20, np.nan)
    row[[3, 4, 10]] = [1.0, 2.0, 3.0]
    np.testing.assert_array_equal(filter_smooth(time, row, 0.1), row)


def test_slopes_are_not_drawn_by_outliers() -> None:
    random = np.random.default_rng(0)
    x = random.normal(0, 1, 300)
    target = 1.5 * x + 0.5 + random.normal(0, 0.05, 300)
    target[:60] += 20
    intercept, slope = robust_slopes(np.column_stack([np.ones(300), x]), target)
    assert slope == pytest.approx(1.5, abs=0.03)
    assert intercept == pytest.approx(0.5, abs=0.03)


def test_slopes_of_an_exact_line_are_exact() -> None:
    x = np.arange(20.0)
    assert robust_slopes(np.column_stack([np.ones(20), x]), 2 * x) == pytest.approx([0, 2])


@pytest.mark.parametrize("slope", [0.0, 2.0])
def test_what_is_rare_teaches_a_slope_only_where_it_goes_along(slope: float) -> None:
    noise = np.random.default_rng(2).normal(0, 0.1, 300)
    turned = np.where(np.arange(300) < 30, 15.0, 0.0)
    moved = np.where(np.arange(300) > 280, 9.0, 0.0)
    columns = np.column_stack([turned, np.ones(300)])
    assert robust_fit_best_start(columns, slope * turned + moved + noise)[0] == pytest.approx(
        slope, abs=0.02
    )


def test_nothing_is_likelier_than_an_exact_fit() -> None:
    assert robust_fit_best_start(np.ones((20, 1)), np.zeros(20)) == pytest.approx([0.0])


def test_only_more_than_the_longest_gap_parts() -> None:
    """Times that are sums of powers of two, so that the gap is exactly as long as allowed."""
    step = 1 / 32
    for gap, parted in ((GAP_FACTOR, False), (GAP_FACTOR * 1.01, True)):
        time = np.concatenate([np.arange(64) * step, (63 + gap) * step + np.arange(64) * step])
        row = np.repeat([0.0, 1.0], 64)
        smooth = filter_smooth(time, row, 0.2)
        assert (smooth[63] == 0.0) == parted, gap
