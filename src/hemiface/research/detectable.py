"""The smallest change of a diary that exceeds its own noise."""

import numpy as np
from numpy.typing import NDArray

NEAR_D = 7.0
"""Days within which two entries are taken for repeats of one state."""
FEWEST_PAIRS = 10
TO_DEVIATION = 0.6745
"""Median of the size of a standard normal number."""


def find_smallest_change(
    days: NDArray[np.float64], values: NDArray[np.float64], resolution: float = 1.0
) -> float | None:
    """Smallest detectable change of a mean of one entry against another.

    1.96 times the square root of 2 times the standard error of measurement (de Vet et al. 2006,
    Health Qual Life Outcomes 4:54). The error is that of neighboring entries, by the median of
    their differences, which a few true changes between them do not move.

    Parameters
    ----------
    days, values
        Entries in order of days, shape ``(n_entries,)`` each.
    resolution
        Step of the answers; no change below it can be seen.

    Returns
    -------
    float or None
        None where fewer than ten pairs of neighbors lie within a week.
    """
    near = np.diff(days) <= NEAR_D
    jumps = np.abs(np.diff(values))[near]
    if len(jumps) < FEWEST_PAIRS:
        return None
    deviation = float(np.median(jumps)) / (TO_DEVIATION * np.sqrt(2))
    return max(float(1.96 * np.sqrt(2) * deviation), resolution)
