"""Intervals that cover the truth, and the same ones every time."""

import numpy as np
import pytest

from hemiface.assessment.resampling import (
    Resampler,
    Spread,
    build_resampler,
    compute_weighted_medians,
    spread_of_share,
)


def build(seconds: float, *, rate: float = 10.0, n_resamples: int = 400) -> Resampler:
    n_frames = round(seconds * rate)
    return build_resampler(
        np.full(n_frames, 1 / rate),
        np.ones(n_frames, dtype=bool),
        block_s=5.0,
        n_resamples=n_resamples,
        seed=0,
    )


def test_bins_share_out_watched_time_only() -> None:
    watched = np.ones(600, dtype=bool)
    watched[100:300] = False
    resampler = build_resampler(np.full(600, 0.1), watched, block_s=5.0, n_resamples=50, seed=0)
    assert resampler.n_bins == 40
    assert np.all(resampler.bin_of_frame[100:300] == -1)
    np.testing.assert_array_equal(np.bincount(resampler.bin_of_frame[watched]), 10)


def test_every_resample_is_as_long_as_the_recording() -> None:
    resampler = build(60.0)
    np.testing.assert_array_equal(resampler.resamples.sum(axis=1), 60)
    np.testing.assert_array_equal(resampler.halves[0::2] + resampler.halves[1::2], 1)


def test_a_short_recording_has_no_interval() -> None:
    resampler = build(3.0)
    assert resampler.spread_ratio(np.ones(3), np.ones(3)) == Spread()
    assert resampler.spread_median(np.ones(3), np.arange(3)) == Spread()


def test_nothing_watched_is_no_error() -> None:
    resampler = build_resampler(
        np.full(10, 0.1), np.zeros(10, dtype=bool), block_s=5.0, n_resamples=50, seed=0
    )
    assert np.all(resampler.bin_of_frame == -1)
    assert resampler.spread_ratio(np.zeros(1), np.zeros(1)) == Spread()


def test_intervals_cover_the_true_rate_about_as_often_as_they_say() -> None:
    resampler, random = build(120.0), np.random.default_rng(1)
    covered = 0
    for _ in range(200):
        counts = random.poisson(0.3, 120).astype(float)
        spread = resampler.spread_ratio(counts, np.ones(120))
        assert spread.low is not None
        assert spread.high is not None
        covered += spread.low <= 0.3 <= spread.high
    assert 0.85 <= covered / 200 <= 0.99


def test_the_standard_error_is_that_of_the_whole() -> None:
    resampler, random = build(600.0), np.random.default_rng(2)
    values = random.normal(0, 1, 600)
    spread = resampler.spread_ratio(values, np.ones(600))
    assert spread.standard_error == pytest.approx(1 / np.sqrt(600), rel=0.3)


def test_the_seed_repeats_the_interval() -> None:
    values = np.random.default_rng(3).normal(0, 1, 60)
    assert build(60.0).spread_ratio(values, np.ones(60)) == build(60.0).spread_ratio(
        values, np.ones(60)
    )


def test_weighted_medians_are_medians_of_repeated_items() -> None:
    random = np.random.default_rng(4)
    values = random.normal(0, 1, 9)
    weights = random.integers(0, 4, (50, 9)).astype(float)
    weights[0] = 0
    medians = compute_weighted_medians(values, weights)
    assert np.isnan(medians[0])
    for row, median in zip(weights[1:], medians[1:], strict=True):
        assert median == pytest.approx(np.median(np.repeat(values, row.astype(int))))
    assert np.all(np.isnan(compute_weighted_medians(np.zeros(0), np.zeros((3, 0)))))


def test_what_was_always_alike_has_no_interval() -> None:
    resampler = build(60.0)
    assert resampler.spread_ratio(np.ones(60), np.ones(60)) == Spread()


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(5, 5, 47.8, 100.0), (0, 5, 0.0, 52.2), (1, 1, 2.5, 100.0), (8, 10, 44.4, 97.5)],
)
def test_the_interval_of_a_share_is_exact(hits: int, trials: int, low: float, high: float) -> None:
    # Clopper and Pearson's table.
    spread = spread_of_share(hits, trials, 100.0)
    assert (spread.low, spread.high) == pytest.approx((low, high), abs=0.1)
