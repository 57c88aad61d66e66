"""Peaks of a movement and the moments at which it begins and ends."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemiface.model.signals import Mask, Series
from hemiface.model.timebase import Times, after_unseen, find_spans

EDGE_SHARE = 0.1
"""An event lasts while the movement is above a tenth of its peak."""

UNSEEN_S = 0.1
"""Time not seen across which no contractions are joined: a twitch could hide in more."""


@dataclass(frozen=True, slots=True)
class FrameSpan:
    """A stretch of frames with the moments, between frames, at which it begins and ends.

    Parameters
    ----------
    start, stop
        Half-open range of frames.
    onset, offset
        Seconds.
    """

    start: int
    stop: int
    onset: float
    offset: float

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.offset - self.onset


def find_span(time: Times, row: Series, first: int, last: int, threshold: float) -> FrameSpan:
    """Widen a stretch of frames until the row falls to a threshold on both sides.

    Parameters
    ----------
    time, row
        Times and movement, shape ``(n_frames,)``.
    first, last
        Frames known to belong to the event, both included.
    threshold
        Movement at which it begins and ends.

    Returns
    -------
    Span
        Its edges lie between frames, where a straight line meets the threshold; a missing
        value ends it as well.
    """
    start, stop = first, last
    while start > 0 and row[start - 1] > threshold:
        start -= 1
    while stop < len(row) - 1 and row[stop + 1] > threshold:
        stop += 1
    onset = _crossing(time, row, start - 1, start, threshold) if start > 0 else float(time[0])
    offset = (
        _crossing(time, row, stop + 1, stop, threshold)
        if stop < len(row) - 1
        else float(time[stop])
    )
    return FrameSpan(start, stop + 1, onset, offset)


def _crossing(time: Times, row: Series, outside: int, inside: int, threshold: float) -> float:
    """Moment between two neighbouring frames at which the row meets the threshold."""
    low, high = row[outside], row[inside]
    if not np.isfinite(low) or high <= low:
        return float(time[inside])
    share = np.clip((threshold - low) / (high - low), 0, 1)
    return float(time[outside] + share * (time[inside] - time[outside]))


def find_maxima(row: Series, height: float, prominence: float, reach: int) -> list[int]:
    """Frames of the maxima that stand out, looking at most ``reach`` frames around each.

    Missing values count as lower than anything.
    """
    from scipy.signal import find_peaks  # with half of all statistics: not before it is used

    filled = np.where(np.isfinite(row), row, -1.0)
    peaks, _ = find_peaks(filled, height=height, prominence=prominence, wlen=2 * reach + 1)
    return [int(peak) for peak in peaks]


def level_around(row: Series, peak: int, reach: int) -> float:
    """Higher of the lowest values on both sides of a peak: the level it stands on."""
    before = row[max(peak - reach, 0) : peak + 1]
    after = row[peak : peak + reach + 1]
    return float(max(np.nanmin(before), np.nanmin(after)))


def hysteresis(row: Series, on: Series, off: Series) -> list[tuple[int, int]]:
    """Stretches that pass ``on`` somewhere and stay above ``off``; half-open."""
    above: Mask = np.nan_to_num(row, nan=-np.inf) > off
    passed: Mask = np.nan_to_num(row, nan=-np.inf) > on
    return [(start, stop) for start, stop in find_spans(above) if passed[start:stop].any()]


def find_breaks(time: Times, row: Series) -> NDArray[np.intp]:
    """Frames before which a row was not seen for too long to say what went on."""
    return after_unseen(time, np.isfinite(row), UNSEEN_S)


def merge_runs(
    time: Times,
    runs: Sequence[tuple[int, int]],
    gap_s: float,
    breaks: Sequence[int] | NDArray[np.intp] = (),
) -> list[tuple[int, int]]:
    """Join runs of frames that are less than a gap apart; doing it twice changes nothing.

    Parameters
    ----------
    time
        Presentation times in seconds.
    runs
        Half-open ranges of frames.
    gap_s
        Distance from which runs stay apart, in seconds.
    breaks
        Frames before which nothing is joined, because the time before was not seen.
    """
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(runs):
        if (
            merged
            and time[start] - time[merged[-1][1] - 1] < gap_s
            and not any(merged[-1][1] <= frame <= start for frame in breaks)
        ):
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged
