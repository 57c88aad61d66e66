"""The noise of a person's entries is integrated out, as a direct sum over every noise says."""

import numpy as np
import pytest
from benchmarks.response_ranks import rank_truths
from numpy.typing import NDArray
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from hemiface.research import response_noise
from hemiface.research.response_curve import (
    LEVEL_SPREAD,
    ONSETS,
    RETURNS,
    SPREADS,
    Cycle,
    Expectation,
    shape_effect,
)
from hemiface.research.response_noise import (
    LOG_SIZES,
    NOISE_MEMORIES,
    SIZE_SPREAD,
    weigh_cycles,
)
from hemiface.research.response_population import PUBLISHED

EXPECTED = Expectation(level=6.5, depth=4.5, depth_spread=3.0, noise=0.8)
PLACES = [(20, 4, 0), (44, 8, 1), (46, 8, 1), (50, 12, 2), (60, 2, 1), (78, 16, 2)]


def make_cycle(seed: int, memory: float = 0.7) -> Cycle:
    rng = np.random.default_rng(seed)
    days = np.array([2.0, 9, 16, 30, 44, 58, 72, 86, 100, 114])
    lag = np.abs(days[:, None] - days[None, :])
    noise = rng.multivariate_normal(np.zeros(len(days)), memory**lag)
    return Cycle(days, 6.0 - 4.0 * shape_effect(days, 5.0, 80.0, 0.2) + noise)


def add_up(cycle: Cycle, place: tuple[int, int, int]) -> float:
    """Log likelihood of one point, every noise added up by the density of all entries at once."""
    returned, onset, spread = (
        axis[at] for axis, at in zip((RETURNS, ONSETS, SPREADS), place, strict=True)
    )
    shape = shape_effect(cycle.day, onset, returned, spread)
    lag = np.abs(cycle.day[:, None] - cycle.day[None, :])
    about = LEVEL_SPREAD**2 + EXPECTED.depth_spread**2 * np.outer(shape, shape)
    mean = EXPECTED.level - EXPECTED.depth * shape
    parts = [
        multivariate_normal.logpdf(
            cycle.value,
            mean,
            (EXPECTED.noise * np.exp(size)) ** 2 * (about + _correlate(memory, lag)),
        )
        - 0.5 * (size / SIZE_SPREAD) ** 2
        for memory in NOISE_MEMORIES
        for size in LOG_SIZES
    ]
    return float(logsumexp(parts))


def _correlate(memory: float, lag: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.eye(len(lag)) if memory == 0 else memory**lag


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_likelihood_is_the_sum_over_every_noise(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(response_noise, "NEGLIGIBLE", 1e-9)
    cycle = make_cycle(seed)
    (found,) = weigh_cycles([cycle], EXPECTED, PUBLISHED)
    ours = np.array([found.log_likelihood[place] for place in PLACES])
    theirs = np.array([add_up(cycle, place) for place in PLACES])
    assert ours - ours[1] == pytest.approx(theirs - theirs[1], abs=1e-4)


def test_other_injections_say_which_noise_a_person_has() -> None:
    """A jump that quiet injections would not explain is more easily chance among noisy ones."""
    cycle = make_cycle(4)
    days = np.arange(1.0, 120, 3)
    quiet = Cycle(days, 6.0 - 4.0 * shape_effect(days, 5.0, 80.0, 0.2))
    rough = Cycle(days, quiet.value + np.random.default_rng(5).normal(0, 2.0, len(days)))
    spans = []
    for other in (quiet, rough):
        found, _ = weigh_cycles([cycle, other], EXPECTED, PUBLISHED)
        chances = np.exp(found.log_likelihood - found.log_likelihood.max()).sum(axis=(1, 2))
        chances /= chances.sum()
        spans.append(float(np.sum(chances * (np.log(RETURNS) - chances @ np.log(RETURNS)) ** 2)))
    assert spans[0] < spans[1]


@pytest.mark.slow
def test_the_truth_lies_anywhere_among_draws() -> None:
    """With the likeliest noise taken for the true one, both ends held too many (p = .003, .03)."""
    for found in rank_truths(1, 2000):
        assert found.p_value > 0.05, found
