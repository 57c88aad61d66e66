"""How far a number would move if the same minute were filmed again.

Watched time is cut into short bins. A number is a function of the bins' weights: all ones
for the value, resampled blocks for its interval (moving block bootstrap, Kuensch 1989),
halves of the blocks for its scatter.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

Z_95 = 1.96
"""Standard errors on either side of a 95 % interval."""

Weights: TypeAlias = NDArray[np.float64]
"""How often each bin counts, shape ``(n_resamples, n_bins)``."""

Values: TypeAlias = NDArray[np.float64]
"""One number an item, bin or resample."""

_BIN_S = 1.0
"""Length of the bins that are drawn."""
_MAX_BINS = 600
"""Bins of a long recording at most, which bounds memory."""
_MIN_BLOCKS = 4
"""Blocks below which a recording says nothing of its own scatter."""
_N_HALVES = 200
"""Random halves that are drawn, each with its counterpart."""
NO_EVENT_UPPER = 3.689
"""Upper 95 % limit of a count of which none was seen (exact Poisson, Garwood 1936)."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Interval and scatter of a number; None where there is too little to tell.

    Parameters
    ----------
    low, high
        95 % interval.
    standard_error
        Standard error from split halves.
    """

    low: float | None = None
    high: float | None = None
    standard_error: float | None = None


@dataclass(frozen=True, slots=True)
class Resampler:
    """Bins of watched time with the weights of all resamples.

    Parameters
    ----------
    bin_of_frame
        Bin of each frame, -1 for frames that are not watched, shape ``(n_frames,)``.
    n_bins
        Number of bins.
    resamples, halves
        Weights for intervals and for scatter; no rows where the recording is too short.
    """

    bin_of_frame: NDArray[np.intp]
    n_bins: int
    resamples: Weights
    halves: Weights

    def sum_bins(self, bins: NDArray[np.intp], values: Values) -> Values:
        """Sum of the items' values in each bin, shape ``(n_bins,)``."""
        total: Values = np.bincount(bins, values, self.n_bins).astype(np.float64)
        return total

    def spread_ratio(self, numerator: Values, denominator: Values) -> Spread:
        """Spread of a sum over bins divided by another.

        Parameters
        ----------
        numerator, denominator
            What each bin adds, shape ``(n_bins,)``.
        """
        return self._spread(
            *(
                _divide(weights @ numerator, weights @ denominator)
                for weights in (self.resamples, self.halves)
            )
        )

    def spread_median(self, values: Values, bins: NDArray[np.intp]) -> Spread:
        """Spread of the median of items.

        Parameters
        ----------
        values, bins
            Each item's value and bin, shape ``(n_items,)``.
        """
        return self._spread(
            *(
                compute_weighted_medians(values, weights[:, bins])
                for weights in (self.resamples, self.halves)
            )
        )

    def _spread(self, resampled: Values, halved: Values) -> Spread:
        """Interval from the resamples and scatter from the pairs of halves."""
        resampled = resampled[np.isfinite(resampled)]
        if self.resamples.shape[0] == 0 or 2 * resampled.size < self.resamples.shape[0]:
            return Spread()
        low, high = np.percentile(resampled, [2.5, 97.5])
        if not low < high:
            # What was always alike says nothing of how it would differ the next time.
            return Spread()
        difference = halved[0::2] - halved[1::2]
        difference = difference[np.isfinite(difference)]
        # Half the difference of two halves scatters like the whole.
        error = float(np.sqrt(np.mean(difference**2)) / 2) if difference.size else None
        return Spread(float(low), float(high), error)


def spread_of_share(hits: int, trials: int, scale: float) -> Spread:
    """Exact interval of a share (Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404).

    Parameters
    ----------
    hits, trials
        How many of how many; at least one trial.
    scale
        What a full share is called, such as 100.
    """
    low = float(betaincinv(hits, trials - hits + 1, 0.025)) if hits else 0.0
    high = float(betaincinv(hits + 1, trials - hits, 0.975)) if hits < trials else 1.0
    return Spread(scale * low, scale * high)


def _divide(numerator: Values, denominator: Values) -> Values:
    """Quotient, NaN where there is nothing to divide by."""
    result = np.full(numerator.shape, np.nan)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result


def compute_weighted_medians(values: Values, weights: Weights) -> Values:
    """Median of weighted items for every row of weights; NaN where all weights are 0.

    Parameters
    ----------
    values
        Shape ``(n_items,)``.
    weights
        Shape ``(n_resamples, n_items)``.
    """
    if values.size == 0:
        return np.full(weights.shape[0], np.nan)
    order = np.argsort(values, kind="stable")
    ordered, cumulated = values[order], np.cumsum(weights[:, order], axis=1)
    half = cumulated[:, -1:] / 2
    lower = ordered[np.argmax(cumulated >= half, axis=1)]
    upper = ordered[np.argmax(cumulated > half, axis=1)]
    return np.where(cumulated[:, -1] > 0, (lower + upper) / 2, np.nan)


def build_resampler(
    durations_s: Values, watched: NDArray[np.bool_], *, block_s: float, n_resamples: int, seed: int
) -> Resampler:
    """Cut watched time into bins and draw all weights once.

    Parameters
    ----------
    durations_s
        How long each frame stands, shape ``(n_frames,)``.
    watched
        Frames that count, shape ``(n_frames,)``.
    block_s
        Length of a block; shorter in a short recording, so that there are enough of them.
    n_resamples
        Resamples for the intervals.
    seed
        Seed of the draw: the same input gives the same numbers.
    """
    spent = np.where(watched, durations_s, 0.0)
    total = float(spent.sum())
    # A hair more, so that rounding of the clock never costs a bin.
    n_bins = int(np.clip(np.floor(total / _BIN_S + 1e-6), 1, _MAX_BINS))
    middle = np.cumsum(spent) - spent / 2
    bins = np.minimum((middle / total * n_bins).astype(np.intp), n_bins - 1) if total else 0
    bin_of_frame = np.where(watched, bins, -1).astype(np.intp)
    if n_bins < _MIN_BLOCKS:
        none = np.zeros((0, n_bins))
        return Resampler(bin_of_frame, n_bins, none, none)
    length = int(np.clip(round(block_s * n_bins / total), 1, n_bins // _MIN_BLOCKS))
    random = np.random.default_rng(seed)
    return Resampler(
        bin_of_frame,
        n_bins,
        _draw_blocks(n_bins, length, n_resamples, random),
        _draw_halves(n_bins, length, random),
    )


def _draw_blocks(
    n_bins: int, length: int, n_resamples: int, random: np.random.Generator
) -> Weights:
    """Weights of circular moving blocks, drawn with replacement."""
    n_blocks = -(-n_bins // length)
    starts = random.integers(0, n_bins, (n_resamples, n_blocks))
    members = (starts[:, :, None] + np.arange(length)) % n_bins
    row = np.arange(n_resamples)[:, None] * n_bins
    flat = (row + members.reshape(n_resamples, -1)).ravel()
    counts = np.bincount(flat, minlength=n_resamples * n_bins)
    weights: Weights = counts.reshape(n_resamples, n_bins).astype(np.float64)
    return weights


def _draw_halves(n_bins: int, length: int, random: np.random.Generator) -> Weights:
    """Pairs of rows that share out the blocks of a recording evenly."""
    block = np.arange(n_bins) // length
    n_blocks = int(block[-1]) + 1
    order = np.argsort(random.random((_N_HALVES, n_blocks)), axis=1)
    first = (order < n_blocks // 2)[:, block]
    weights = np.empty((2 * _N_HALVES, n_bins))
    weights[0::2], weights[1::2] = first, ~first
    return weights
