"""Time of frames: seconds, strictly increasing, never assumed even."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Times: TypeAlias = NDArray[np.float64]
"""Presentation times in seconds, shape ``(n_frames,)``, strictly increasing."""

GAP_FACTOR = 2.5
"""Frames further apart than this many usual intervals leave a gap between them."""


def check_times(time: Times) -> None:
    """Refuse a time axis that does not increase strictly.

    Raises
    ------
    ValueError
        If a time is not finite or not later than the one before it.
    """
    if time.ndim != 1 or not np.all(np.isfinite(time)):
        raise ValueError("times must be one finite row of seconds")
    if np.any(np.diff(time) <= 0):
        raise ValueError("times must increase strictly")


def usual_interval_s(time: Times) -> float:
    """Median distance of neighbouring frames in seconds; NaN below two frames."""
    return float(np.median(np.diff(time))) if time.size > 1 else float("nan")


def frame_rate_hz(time: Times) -> float | None:
    """Frames a second where none is missing; None below two frames.

    The mean, not the median: clocks that count milliseconds give 33, 33 and 34 of them.
    """
    steps = np.diff(time)
    if not steps.size:
        return None
    return float(1 / steps[steps <= GAP_FACTOR * np.median(steps)].mean())


def after_gaps(time: Times, least_s: float) -> NDArray[np.intp]:
    """Indices of the frames that follow a gap of at least the given seconds."""
    steps = np.diff(time)
    if not steps.size:
        return np.zeros(0, np.intp)
    return np.flatnonzero(steps > max(GAP_FACTOR * float(np.median(steps)), least_s)) + 1


def after_unseen(time: Times, seen: NDArray[np.bool_], least_s: float) -> NDArray[np.intp]:
    """Seen frames before which more than the given seconds were not seen.

    Parameters
    ----------
    time, seen
        Presentation times and the frames that were seen, shape ``(n_frames,)``.
    least_s
        Seconds, beyond the usual distance of two frames.
    """
    frames = np.flatnonzero(seen)
    if frames.size < 2:
        return np.zeros(0, np.intp)
    return frames[1:][np.diff(time[frames]) > usual_interval_s(time) + least_s]


def length_s(time: Times) -> float:
    """Seconds from the first frame to the end of the last one, gaps included."""
    return float(time[-1] - time[0] + usual_interval_s(time)) if time.size > 1 else 0.0


def frame_durations_s(time: Times) -> NDArray[np.float64]:
    """How long each frame stands, in seconds, shape ``(n_frames,)``.

    A frame stands until the next one; one before a gap, and the last one,
    stand for the usual interval. Sums of these are the valid time on which
    every summary rests, so a gap never counts as time that was watched.
    """
    if time.size == 0:
        return np.zeros(0)
    usual = usual_interval_s(time)
    if not np.isfinite(usual):
        return np.zeros(time.size)
    steps = np.append(np.diff(time), usual)
    return np.where(steps > GAP_FACTOR * usual, usual, steps)


def valid_time_s(time: Times, valid: NDArray[np.bool_]) -> float:
    """Seconds covered by the frames marked valid."""
    return float(frame_durations_s(time)[valid].sum())


def find_spans(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Runs of true values as half-open index pairs ``[start, stop)``."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def bridge(mask: NDArray[np.bool_], time: Times, reach_s: float) -> NDArray[np.bool_]:
    """Widen the true stretches of a mask by a reach in seconds on both sides."""
    wide = mask.copy()
    for start, stop in find_spans(mask):
        wide |= (time >= time[start] - reach_s) & (time <= time[stop - 1] + reach_s)
    return wide
