"""The scores of the benchmarks, on rows with known answers."""

import numpy as np
import pytest
from benchmarks.scoring import (
    Counts,
    correlate,
    count_moments,
    count_spans,
    crossings,
    leak,
    match_spans,
    range_share,
)

TIME = np.arange(0, 4, 1 / 30)
SEEN = np.ones(TIME.shape, bool)


def bump(middle: float, width: float) -> np.ndarray:
    """Triangle of height 1 that starts and ends half a width from its middle."""
    return np.clip(1 - np.abs(TIME - middle) / (width / 2), 0, None)


def test_counts_pool_and_give_f1() -> None:
    total = Counts(3, 1, 0) + Counts(1, 0, 1)
    assert total == Counts(4, 1, 1)
    assert total.f1 == pytest.approx(0.8)
    assert Counts().f1 is None


def test_correlation_needs_movement_and_seen_frames() -> None:
    truth = 10 * bump(2, 1)
    assert correlate(truth, 0.5 * truth + 3, SEEN) == pytest.approx(1)
    assert correlate(truth, -truth, SEEN) == pytest.approx(-1)
    assert correlate(0.05 * truth, truth, SEEN) is None
    assert correlate(truth, truth, ~SEEN) is None


def test_frames_that_were_not_seen_do_not_count() -> None:
    truth = 10 * bump(2, 1)
    read = np.where(TIME > 2.5, 99.0, truth)
    assert correlate(truth, read, TIME <= 2.5) == pytest.approx(1)


def test_range_share_is_the_scale_of_the_reading() -> None:
    truth = 10 * bump(2, 2)
    assert range_share(truth, 0.8 * truth - 1, SEEN) == pytest.approx(0.8)
    assert range_share(np.zeros_like(truth), truth, SEEN) is None


@pytest.mark.parametrize(("level", "height"), [(0.0, 1.0), (0.2, 0.5), (-0.1, 3.0)])
def test_crossings_lie_between_frames_at_a_tenth_of_the_peak(level: float, height: float) -> None:
    edges = crossings(TIME, level + height * bump(2, 1), (1.4, 2.6))
    assert edges == pytest.approx((1.55, 2.45), abs=0.002)


def test_crossings_want_finite_rows() -> None:
    row = bump(2, 1)
    row[50] = np.nan
    assert crossings(TIME, row, (1.4, 2.6)) is None
    assert crossings(TIME, row, (9.0, 9.5)) is None


def test_each_span_is_matched_once_and_best_overlap_wins() -> None:
    truth = [(0.0, 1.0), (1.2, 2.0)]
    assert match_spans(truth, [(0.1, 1.9)]) == [(0, 0)]
    assert match_spans(truth, [(0.9, 1.9), (0.0, 0.5)]) == [(0, 1), (1, 0)]
    assert count_spans(truth, [(1.0, 1.2)]) == Counts(0, 2, 1)


def test_moments_match_within_the_tolerance() -> None:
    assert count_moments([1.0, 2.0], [1.09, 2.3], 0.1) == Counts(1, 1, 1)


def test_leak_is_the_share_that_the_untouched_eye_moves_along() -> None:
    moving = 10 - 8 * bump(2, 1)
    during = bump(2, 1) > 0
    rest = ~during
    assert leak(moving, 9 - 0.3 * 8 * bump(2, 1), during, rest) == pytest.approx(0.3)
    assert leak(moving, np.full(TIME.shape, 9.0), during, rest) == pytest.approx(0)
    assert np.isnan(leak(np.ones(TIME.shape), moving, during, rest))
