"""Regression over days of which each resembles the one before, some of them missing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MEMORIES = (0.0, 0.2, 0.35, 0.5, 0.6, 0.7, 0.78, 0.84, 0.89, 0.93, 0.96, 0.98)
"""Shares of a day's noise left on the next day that are tried."""


@dataclass(frozen=True, slots=True)
class AutoregressiveFit:
    """Effects in many series of values over the same days.

    Parameters
    ----------
    slopes, errors
        Shape ``(n_terms, n_series)``.
    memory, deviation
        Share of a day's noise left on the next, and its standard deviation, shape
        ``(n_series,)``.
    """

    slopes: NDArray[np.float64]
    errors: NDArray[np.float64]
    memory: NDArray[np.float64]
    deviation: NDArray[np.float64]


def fit_autoregressive(
    values: NDArray[np.float64],
    design: NDArray[np.float64],
    days: NDArray[np.float64],
    n_terms: int,
) -> AutoregressiveFit:
    """Generalized least squares with first-order autoregressive noise.

    The memory of each series is the one of the largest restricted likelihood (Cheang & Reinsel
    2000, J Am Stat Assoc 95:1173-84): plain likelihood takes it for too short.

    Parameters
    ----------
    values
        Shape ``(n_days, n_series)``.
    design
        Shape ``(n_days, n_columns)``; the terms of interest first.
    days
        Rising, shape ``(n_days,)``.
    n_terms
        How many columns are of interest.
    """
    n, width = design.shape
    n_series, freedom = values.shape[1], n - width
    best = np.full(n_series, -np.inf)
    slopes, errors = np.zeros((n_terms, n_series)), np.ones((n_terms, n_series))
    memory, deviation = np.zeros(n_series), np.ones(n_series)
    for one in MEMORIES:
        white, log_scale = whiten(np.column_stack([design, values]), days, one)
        x, y = white[:, :width], white[:, width:]
        inverse = np.linalg.inv(x.T @ x)
        found = inverse @ (x.T @ y)
        rest = np.maximum(np.sum((y - x @ found) ** 2, axis=0), 1e-12)
        volume = 0.5 * np.linalg.slogdet(inverse)[1]
        likelihood = log_scale - freedom / 2 * np.log(rest) + volume
        better = likelihood > best
        best[better] = likelihood[better]
        memory[better] = one
        deviation[better] = np.sqrt(rest[better] / freedom)
        slopes[:, better] = found[:n_terms, better]
        errors[:, better] = np.sqrt(np.diag(inverse)[:n_terms, None]) * deviation[better]
    return AutoregressiveFit(slopes, errors, memory, deviation)


def whiten(
    columns: NDArray[np.float64], day: NDArray[np.float64], memory: float
) -> tuple[NDArray[np.float64], float]:
    """Columns in which the noise of each day is new, and the logarithm of the change of volume.

    Parameters
    ----------
    columns
        Shape ``(n_days, n_columns)``.
    day
        Rising, shape ``(n_days,)``.
    memory
        Share of a day's noise left on the next.
    """
    if memory == 0 or len(day) < 2:
        return columns, 0.0
    left = memory ** np.maximum(np.diff(day), 0.25)
    new = np.sqrt(1 - left**2)[:, None]
    fresh = (columns[1:] - left[:, None] * columns[:-1]) / new
    return np.vstack([columns[:1], fresh]), -float(np.sum(np.log(new)))


def draw_noise(
    rng: np.random.Generator, days: NDArray[np.float64], memory: float, n_series: int
) -> NDArray[np.float64]:
    """Noise of one standard deviation that lasts from day to day.

    Parameters
    ----------
    rng
        Where chance comes from.
    days
        Rising, shape ``(n_days,)``.
    memory
        Share of a day's noise left on the next.
    n_series
        How many are drawn.

    Returns
    -------
    ndarray
        Shape ``(n_days, n_series)``.
    """
    noise = rng.normal(size=(len(days), n_series))
    left = memory ** np.diff(days)
    for place in range(1, len(days)):
        one = left[place - 1]
        noise[place] = one * noise[place - 1] + (1 - one**2) ** 0.5 * noise[place]
    return noise
