"""Numbers that say how far a measurement is from the truth. Nothing here reads a file."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemiface.events.peaks import EDGE_SHARE, find_span, level_around
from hemiface.model.timebase import Times

Row = NDArray[np.float64]
Span = tuple[float, float]

MIN_RANGE_MM = 1.0
"""Movement below which neither a correlation nor a range says anything."""

TWITCH_TOLERANCE_S = 0.1


@dataclass(frozen=True, slots=True)
class Counts:
    """Events found, missed and made up.

    Parameters
    ----------
    matched, missed, extra
        In both lists, in the truth only, and found only.
    """

    matched: int = 0
    missed: int = 0
    extra: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Pool two clips."""
        return Counts(
            self.matched + other.matched, self.missed + other.missed, self.extra + other.extra
        )

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there was nothing to find."""
        whole = 2 * self.matched + self.missed + self.extra
        return 2 * self.matched / whole if whole else None


def correlate(truth: Row, read: Row, seen: NDArray[np.bool_]) -> float | None:
    """Pearson correlation on the frames that were seen; None where the truth hardly moves."""
    known = seen & np.isfinite(truth) & np.isfinite(read)
    if known.sum() < 3 or np.ptp(truth[known]) < MIN_RANGE_MM or np.ptp(read[known]) == 0:
        return None
    return float(np.corrcoef(truth[known], read[known])[0, 1])


def range_share(truth: Row, read: Row, seen: NDArray[np.bool_]) -> float | None:
    """Range that was read over the true range; None where the truth hardly moves.

    The range is from the 0.5th to the 99.5th percentile, so that one noisy frame does not
    count as range.
    """
    known = seen & np.isfinite(truth) & np.isfinite(read)
    if not known.any():
        return None
    low, high = np.percentile(truth[known], [0.5, 99.5])
    if high - low < MIN_RANGE_MM:
        return None
    return float(np.ptp(np.percentile(read[known], [0.5, 99.5])) / (high - low))


def crossings(time: Times, row: Row, span: Span, reach_s: float = 0.5) -> Span | None:
    """Moments at which a movement passes a tenth of its peak, upwards and downwards.

    Parameters
    ----------
    time, row
        Times and movement, shape ``(n_frames,)``.
    span
        Where the peak is looked for, in seconds.
    reach_s
        Time around the peak in which the level that it stands on is found.
    """
    inside = np.flatnonzero((time >= span[0]) & (time <= span[1]) & np.isfinite(row))
    if inside.size == 0:
        return None
    peak = int(inside[np.argmax(row[inside])])
    near = np.abs(time - time[peak]) <= (span[1] - span[0]) + reach_s
    first, last = int(np.flatnonzero(near)[0]), int(np.flatnonzero(near)[-1])
    if not np.isfinite(row[first : last + 1]).all():
        return None
    base = level_around(row, peak, max(peak - first, last - peak, 1))
    edge = base + EDGE_SHARE * (float(row[peak]) - base)
    found = find_span(time, row, peak, peak, edge)
    return found.onset, found.offset


def match_spans(truth: Sequence[Span], found: Sequence[Span]) -> list[tuple[int, int]]:
    """Pair spans that overlap, each at most once, the largest overlaps first."""
    overlaps = [
        (min(a[1], b[1]) - max(a[0], b[0]), i, j)
        for i, a in enumerate(truth)
        for j, b in enumerate(found)
    ]
    pairs: list[tuple[int, int]] = []
    for overlap, i, j in sorted(overlaps, key=lambda row: -row[0]):
        if overlap > 0 and all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return sorted(pairs)


def count_spans(truth: Sequence[Span], found: Sequence[Span]) -> Counts:
    """Count the spans of two lists that overlap."""
    n = len(match_spans(truth, found))
    return Counts(n, len(truth) - n, len(found) - n)


def count_moments(
    truth: Sequence[float], found: Sequence[float], tolerance_s: float = TWITCH_TOLERANCE_S
) -> Counts:
    """Count the moments of two lists that are no further apart than a tolerance."""
    half = tolerance_s / 2 + 1e-9
    return count_spans(
        [(moment - half, moment + half) for moment in truth],
        [(moment - half, moment + half) for moment in found],
    )


def leak(moving: Row, untouched: Row, during: NDArray[np.bool_], rest: NDArray[np.bool_]) -> float:
    """How far the untouched eye's reading goes along with the moving eye's.

    Parameters
    ----------
    moving, untouched
        Reading of each eye, shape ``(n_frames,)``.
    during, rest
        Frames of the closure, and frames around it on which both eyes are open.

    Returns
    -------
    float
        Slope of the untouched eye's change from rest on the moving eye's, through nothing.
    """
    a = moving[during] - np.nanmedian(moving[rest])
    b = untouched[during] - np.nanmedian(untouched[rest])
    known = np.isfinite(a) & np.isfinite(b)
    square = float((a[known] ** 2).sum())
    return float((a[known] * b[known]).sum() / square) if square > 0 else float("nan")
