"""The noise of a person's entries: how large it is and how long it lasts, all cycles together.

Neither is known, and an interval that takes the likeliest for the true one is too narrow: ranks of
the truth among draws are then high at both ends (`benchmarks.response_ranks`). Both are therefore
run through on a grid, weighed by what all of a person's cycles say, and integrated out.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hemiface.research.response_curve import (
    ONSETS,
    RETURNS,
    SPREADS,
    Cycle,
    CycleFit,
    CycleLikelihood,
    Expectation,
    fit_cycle,
)
from hemiface.research.response_population import Population, expect_cycles

NOISE_MEMORIES = np.array([0.0, 0.3, 0.5, 0.6, 0.7, 0.78, 0.85, 0.9, 0.95])
"""Shares of a day's noise left on the next that are compared."""
LOG_SIZES: NDArray[np.float64] = 0.15 * np.arange(-9.0, 10.0)
"""Noise that is compared: logarithms of multiples of the standard deviation expected."""
SIZE_SPREAD = 0.7
"""Scatter of that logarithm: half of what is expected or twice as much is usual."""
NEGLIGIBLE = 1e-3
"""Memories and sizes whose chance is below this share of the largest are left out."""


def weigh_cycles(
    cycles: Sequence[Cycle], expected: Expectation, population: Population
) -> tuple[CycleLikelihood, ...]:
    """Likelihood of every onset, return and spread of each cycle, the noise integrated out.

    Parameters
    ----------
    cycles
        Entries of each injection of one person.
    expected
        What is expected of the values.
    population
        What is expected of onset and return, without which no noise can be judged.
    """
    rough = [fit_cycle(one, expected, NOISE_MEMORIES, coarse=True) for one in cycles]
    told = _tell(rough, LOG_SIZES, expected, expect_cycles(population, coarse=True))
    chances = _judge(told, LOG_SIZES)
    memories = NOISE_MEMORIES[chances.max(axis=1) >= NEGLIGIBLE * chances.max()]
    sizes = LOG_SIZES[chances.max(axis=0) >= NEGLIGIBLE * chances.max()]
    fits = [fit_cycle(one, expected, memories) for one in cycles]
    told = _tell(fits, sizes, expected, expect_cycles(population))
    chances = _judge(told, sizes)
    return tuple(
        _mix(own, expected.noise * np.exp(sizes), chances, found)
        for own, found in zip(fits, told, strict=True)
    )


def _tell(
    fits: Sequence[Sequence[CycleFit]],
    log_sizes: NDArray[np.float64],
    expected: Expectation,
    prior: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Log likelihood of each noise by each cycle, shape ``(n_cycles, n_memories, n_sizes)``."""
    noise = expected.noise * np.exp(log_sizes)
    found = np.empty((len(fits), len(fits[0]), len(log_sizes)))
    for place, own in enumerate(fits):
        for row, fit in enumerate(own):
            log = fit.weigh(noise)
            top = log.max(axis=1)
            found[place, row] = top + np.log(np.exp(log - top[:, None]) @ prior)
    return found


def _judge(told: NDArray[np.float64], log_sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances of each noise by all cycles, shape ``(n_memories, n_sizes)``, adding up to 1."""
    log = told.sum(axis=0) - 0.5 * (log_sizes / SIZE_SPREAD) ** 2
    chances = np.exp(log - log.max())
    return np.asarray(chances / chances.sum())


def _mix(
    fits: Sequence[CycleFit],
    noise: NDArray[np.float64],
    chances: NDArray[np.float64],
    told: NDArray[np.float64],
) -> CycleLikelihood:
    """One cycle's likelihood, depth and its variance over every noise.

    Each noise counts as much as all cycles together find it likely: what this cycle said of it
    is in its chance already and is taken out of the likelihood.
    """
    shape = (len(RETURNS), len(ONSETS), len(SPREADS))
    total = np.full(np.prod(shape), 1e-300)
    depth, square = np.zeros_like(total), np.zeros_like(total)
    for fit, own, said in zip(fits, chances, told, strict=True):
        parts = own[:, None] * np.exp(fit.weigh(noise) - said[:, None])
        part = parts.sum(axis=0)
        total += part
        depth += part * fit.depth
        square += fit.depth_variance * (noise**2 @ parts) + part * fit.depth**2
    depth /= total
    variance = np.maximum(square / total - depth**2, 0.0)
    return CycleLikelihood(
        np.log(total).reshape(shape), depth.reshape(shape), variance.reshape(shape)
    )
