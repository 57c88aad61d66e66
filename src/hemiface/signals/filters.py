"""Zero-phase filters on uneven times: seconds and hertz in, never frames."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, percentile_filter

from hemiface.model.signals import Series
from hemiface.model.timebase import GAP_FACTOR, Times, find_spans, usual_interval_s

_GRID_HZ = 60.0
"""Rate of the even grid on which filters run; at least this, or the recording's own."""

_SLOW_GRID_HZ = 10.0
"""Rate of the grid for levels that change over many seconds."""

_MIN_SPAN_FRAMES = 4
"""Frames below which a stretch or the values within a window say nothing."""

OUTLIER = 4.685
"""Standard deviations from which a value does not count at all (Tukey's biweight)."""

_ROUNDS = 8
"""How often a robust fit looks for outliers."""


def filter_smooth(time: Times, row: Series, sigma_s: float) -> Series:
    """Smooth with a Gaussian of the given standard deviation in seconds."""
    return _on_even_grid(
        time, row, _GRID_HZ, lambda values, rate: gaussian_filter1d(values, sigma_s * rate)
    )


def filter_band(time: Times, row: Series, low_hz: float, high_hz: float) -> Series:
    """Keep what swings between two frequencies (second-order Butterworth, both ways)."""
    from scipy.signal import butter, sosfiltfilt  # with half of all statistics

    def band(values: Series, rate: float) -> Series:
        sections = butter(2, [low_hz, min(high_hz, 0.45 * rate)], "bandpass", fs=rate, output="sos")
        padding = min(len(values) - 1, int(rate / low_hz))
        return np.asarray(sosfiltfilt(sections, values, padlen=padding), np.float64)

    return _on_even_grid(time, row, _GRID_HZ, band)


def filter_level(time: Times, row: Series, window_s: float, percentile: float) -> Series:
    """Running percentile in a centred window: the level a signal usually has.

    Frames that are NaN are passed over; the level bridges them.

    Returns
    -------
    ndarray
        Shape ``(n_frames,)``; all NaN if no frame is valid.
    """
    valid = np.isfinite(row)
    if not valid.any():
        return np.full(time.shape, np.nan)
    grid = np.arange(time[0], time[-1] + 1 / _SLOW_GRID_HZ, 1 / _SLOW_GRID_HZ)
    values = _bin_medians(time[valid], row[valid], grid)
    size = min(max(int(window_s * _SLOW_GRID_HZ), 1), len(grid))
    level = percentile_filter(values, percentile, size=size, mode="nearest")
    level = gaussian_filter1d(level, _SLOW_GRID_HZ, mode="nearest")
    return np.asarray(np.interp(time, grid, level), np.float64)


def noise_floor(time: Times, row: Series, window_s: float = 0.5) -> float:
    """Scatter of a signal when nothing moves.

    The standard deviation around a straight line in short windows; the lower quarter of
    the windows is what a quiet face looks like, even where it moves half of the time.

    Returns
    -------
    float
        In the unit of the signal; NaN without enough valid time.
    """
    scatter = [
        _scatter_in_windows(time[start:stop], row[start:stop], window_s)
        for start, stop in _valid_spans(time, row)
    ]
    whole = np.concatenate(scatter) if scatter else np.zeros(0)
    return float(np.percentile(whole, 25)) if len(whole) else float("nan")


def _scatter_in_windows(time: Times, values: Series, window_s: float) -> Series:
    """Standard deviation around a straight line, in each whole window of one stretch."""
    place = ((time - time[0]) / window_s).astype(int)
    n_windows = int(np.ceil((time[-1] - time[0]) / window_s)) - 1
    inside = place < n_windows
    place, x, y = place[inside], time[inside], values[inside]

    def total(row: Series) -> Series:
        return np.asarray(np.bincount(place, row, max(n_windows, 0)), np.float64)

    count = total(np.ones_like(x))
    enough = count >= _MIN_SPAN_FRAMES
    count = np.maximum(count, 1)
    x = x - (total(x) / count)[place]
    y = y - (total(y) / count)[place]
    slope = total(x * y) / np.maximum(total(x * x), 1e-12)
    rest = total((y - slope[place] * x) ** 2)
    return np.asarray(np.sqrt(rest[enough] / (count[enough] - 2)), np.float64)


def _bin_medians(time: Times, row: Series, grid: Times) -> Series:
    """Median of the values nearest to each grid point; empty points are bridged."""
    place = np.clip(np.round((time - grid[0]) * _SLOW_GRID_HZ).astype(int), 0, len(grid) - 1)
    ordered = row[np.lexsort((row, place))]
    filled, counts = np.unique(place, return_counts=True)
    starts = np.cumsum(counts) - counts
    medians = (ordered[starts + (counts - 1) // 2] + ordered[starts + counts // 2]) / 2
    return np.asarray(np.interp(np.arange(len(grid)), filled, medians), np.float64)


def _valid_spans(time: Times, row: Series) -> list[tuple[int, int]]:
    """Stretches without a missing value or a gap in time."""
    spans = []
    usual = usual_interval_s(time)
    for start, stop in find_spans(np.isfinite(row)):
        breaks = np.flatnonzero(np.diff(time[start:stop]) > GAP_FACTOR * usual) + start + 1
        edges = [start, *breaks.tolist(), stop]
        spans += list(pairwise(edges))
    return [(a, b) for a, b in spans if b - a >= _MIN_SPAN_FRAMES]


def _on_even_grid(
    time: Times, row: Series, rate: float, change: Callable[[Series, float], Series]
) -> Series:
    """Filter each valid stretch on an even grid and bring it back to the frames' times."""
    filtered = np.array(row, np.float64)
    usual = usual_interval_s(time)
    rate = max(rate, 1 / usual) if np.isfinite(usual) else rate
    for start, stop in _valid_spans(time, row):
        span = time[start:stop]
        grid = np.linspace(span[0], span[-1], max(int(np.ceil((span[-1] - span[0]) * rate)) + 1, 2))
        even = np.interp(grid, span, row[start:stop])
        step = (len(grid) - 1) / max(span[-1] - span[0], 1e-9)
        filtered[start:stop] = np.interp(span, grid, change(even, step))
    return filtered


def robust_slopes(
    columns: NDArray[np.float64],
    target: Series,
    *,
    start: Series | None = None,
    shrink: Series | None = None,
) -> Series:
    """Fit a target by columns so that outliers do not count (Tukey's biweight).

    Parameters
    ----------
    columns
        Shape ``(n, n_columns)``; no missing value.
    target
        Shape ``(n,)``; no missing value.
    start
        Slopes by which outliers are looked for first; without them all values count first.
    shrink
        How strongly each slope is held to nothing, as a sum of squares of its column (ridge
        regression, Hoerl and Kennard 1970, doi:10.1080/00401706.1970.10488634).

    Returns
    -------
    ndarray
        Slopes, shape ``(n_columns,)``.
    """
    slopes: Series = np.zeros(columns.shape[1]) if start is None else start
    weight = np.ones(len(target)) if start is None else _biweight(target - columns @ start)
    for _ in range(_ROUNDS):
        if not weight.any():
            break
        scaled, aim = columns * np.sqrt(weight)[:, None], target * np.sqrt(weight)
        if shrink is not None:
            scaled = np.vstack([scaled, np.diag(np.sqrt(shrink))])
            aim = np.concatenate([aim, np.zeros(len(shrink))])
        slopes = np.asarray(np.linalg.lstsq(scaled, aim, rcond=None)[0], np.float64)
        weight = _biweight(target - columns @ slopes)
    return slopes


def robust_fit_best_start(columns: NDArray[np.float64], target: Series) -> Series:
    """Fit a target by columns robustly, both from no slope and from all values alike.

    What is rare and far out in target and columns at once, such as a single turn of the head,
    is an outlier to the first fit and the backbone of the second; the one that leaves less
    of the target over is the likelier.

    Parameters
    ----------
    columns
        Shape ``(n, n_columns)``; no missing value.
    target
        Shape ``(n,)``; no missing value.

    Returns
    -------
    ndarray
        Slopes, shape ``(n_columns,)``.
    """
    first = robust_slopes(columns, target, start=np.zeros(columns.shape[1]))
    second = robust_slopes(columns, target)
    limit = OUTLIER * scaled_mad(target - columns @ first)
    if limit <= 0:
        return first

    def explained(slopes: Series) -> float:
        # What an outlier costs does not grow with how far out it is.
        inside = 1 - ((target - columns @ slopes) / limit) ** 2
        return float((np.clip(inside, 0, None) ** 3).sum())

    return max(first, second, key=explained)


def scaled_mad(rest: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scaled median absolute deviation from 0 along the first axis: few outliers do not move it."""
    return np.asarray(1.4826 * np.median(np.abs(rest), axis=0), np.float64)


def _biweight(rest: Series) -> Series:
    """Weights that fall to nothing far outside of the usual; none where most rests are 0."""
    limit = OUTLIER * scaled_mad(rest)
    if limit <= 0:
        return np.zeros_like(rest)
    return np.asarray(np.clip(1 - (rest / limit) ** 2, 0, None) ** 2, np.float64)
