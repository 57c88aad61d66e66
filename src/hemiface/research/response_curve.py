"""What the days after one injection say of its onset, its return and its depth.

The effect comes, stays and goes (`shape_effect`). For given days of onset and return, and given
noise, the rest is linear: level and depth have a closed form (Gelman et al. 2013, Bayesian Data
Analysis, ch. 14). Onset, return and spread are run through on a grid; nothing is approximated,
and nothing has to converge. Which noise a person has is `response_noise`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemiface.research.autoregression import whiten

RETURNS = np.exp(np.linspace(np.log(10), np.log(500), 79))
"""Days of return that are tried, evenly on the logarithm."""
ONSETS = np.exp(np.linspace(np.log(1.2), np.log(25), 17))
"""Days of onset that are tried. Nine were too few: an interval is read between points, and with
steps of .38 on the logarithm it held the truth in 96 of 100 cases instead of 90."""
SPREADS = np.array([0.13, 0.2, 0.3])
"""How gradually the effect goes, on the scale of the logarithm of time."""
LEVEL_SPREAD = 20.0
"""Scatter of the level about the person's own, in standard deviations of the noise: as good as
unknown."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """The entries of one injection, until the next.

    Parameters
    ----------
    day
        Days after the injection, shape ``(n_entries,)``; negative before the first one.
    value
        What was noted, shape ``(n_entries,)``.
    """

    day: NDArray[np.float64]
    value: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of a person's values before looking at a cycle.

    Parameters
    ----------
    level
        Value without effect.
    depth, depth_spread
        Mean largest effect, and its scatter in standard deviations of the noise.
    noise
        Standard deviation of the noise.
    """

    level: float
    depth: float
    depth_spread: float
    noise: float


@dataclass(frozen=True, slots=True)
class CycleLikelihood:
    """What a cycle says of each point of the grid.

    Parameters
    ----------
    log_likelihood
        Shape ``(n_returns, n_onsets, n_spreads)``.
    depth, depth_variance
        Mean and variance of the depth at each point, same shape.
    """

    log_likelihood: NDArray[np.float64]
    depth: NDArray[np.float64]
    depth_variance: NDArray[np.float64]


def shape_effect(
    day: NDArray[np.float64],
    onset: NDArray[np.float64] | float,
    returned: NDArray[np.float64] | float,
    spread: NDArray[np.float64] | float,
) -> NDArray[np.float64]:
    """Share of the full effect on days after an injection: it comes, stays and goes.

    Parameters
    ----------
    day
        Days after the injection; before it the share is 0.
    onset, returned
        Days by which half of the effect has come and has gone.
    spread
        How gradually it goes, on the scale of the logarithm of time.

    Returns
    -------
    ndarray
        Shape of the arguments broadcast together.
    """
    days = np.maximum(day, 1e-6)
    with np.errstate(over="ignore"):
        rise = 1 / (1 + (onset / days) ** 4)
        fall = 1 / (1 + (days / returned) ** (1 / np.asarray(spread)))
    return np.where(day > 0, rise * fall, 0.0)


@dataclass(frozen=True, slots=True)
class CycleFit:
    """A cycle fitted at each point of a grid, with noise of one memory and of any size.

    Parameters
    ----------
    n
        Entries.
    volume
        Logarithm of the likelihood as far as it hangs on no size of the noise, shape
        ``(n_points,)``.
    rest
        Squares that are left, what is expected counted in, same shape.
    depth, depth_variance
        Mean of the depth, and its variance with noise of one standard deviation, same shape.
    """

    n: int
    volume: NDArray[np.float64]
    rest: NDArray[np.float64]
    depth: NDArray[np.float64]
    depth_variance: NDArray[np.float64]

    def weigh(self, noise: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Log likelihood of each point with noise of this standard deviation.

        Several standard deviations give one row each, shape ``(n_noises, n_points)``.
        """
        size = np.asarray(noise)[..., None]
        return np.asarray(self.volume - self.n * np.log(size) - self.rest / (2 * size**2))


def fit_cycle(
    cycle: Cycle, expected: Expectation, memories: NDArray[np.float64], *, coarse: bool = False
) -> tuple[CycleFit, ...]:
    """Fit level and depth at every onset, return and spread, once for each memory.

    Parameters
    ----------
    cycle
        Entries of one injection.
    expected
        What is expected of the values.
    memories
        Shares of a day's noise left on the next.
    coarse
        Try every fourth return, three onsets and one spread: enough to rule out kinds of noise.
    """
    axes = (RETURNS[::4], ONSETS[2::6], SPREADS[1:2]) if coarse else (RETURNS, ONSETS, SPREADS)
    returned, onset, spread = np.ix_(*axes)
    effect = -shape_effect(cycle.day[:, None, None, None], onset, returned, spread)
    columns = np.column_stack(
        [
            cycle.value - expected.level,
            np.ones(len(cycle.day)),
            effect.reshape(len(cycle.day), returned.size * onset.size * spread.size),
        ]
    )
    return tuple(_fit_whitened(expected, *whiten(columns, cycle.day, one)) for one in memories)


def _fit_whitened(expected: Expectation, white: NDArray[np.float64], log_scale: float) -> CycleFit:
    """Level (a) and depth (b) at each point, by normal equations with what is expected added."""
    y, one, g = white[:, 0], white[:, 1], white[:, 2:]
    aa = float(one @ one) + 1 / LEVEL_SPREAD**2
    ab = one @ g
    bb = np.einsum("ij,ij->j", g, g) + 1 / expected.depth_spread**2
    ya = float(one @ y)
    yb = y @ g + expected.depth / expected.depth_spread**2
    determinant = aa * bb - ab**2
    depth = (aa * yb - ab * ya) / determinant
    level = (bb * ya - ab * yb) / determinant
    whole = float(y @ y) + (expected.depth / expected.depth_spread) ** 2
    rest = np.maximum(whole - level * ya - depth * yb, 1e-12)
    volume = log_scale - 0.5 * np.log(determinant) - np.log(LEVEL_SPREAD * expected.depth_spread)
    return CycleFit(len(y), volume, rest, depth, aa / determinant)
