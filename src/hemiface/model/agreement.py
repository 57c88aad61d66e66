"""How far two lists of events agree, and the two formulas of agreement that all share."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemiface.model.events import Event, EventSide, EventType

TOLERANCE_S = 0.1
"""Largest gap between events that still match."""

KAPPA_BIN_S = 1.0
"""Length of the bins of kappa."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two lists of events of one recording.

    Parameters
    ----------
    reference, found
        The list that counts as true, and the one that is scored.
    duration_s
        Length of the recording that both looked at.
    """

    reference: tuple[Event, ...]
    found: tuple[Event, ...]
    duration_s: float


@dataclass(frozen=True, slots=True)
class EventScore:
    """Agreement on the events of one type and side.

    Parameters
    ----------
    event_type, side
        Which events; None for the side pools all sides, each still matched on its own.
    n_matched, n_missed, n_extra
        Events in both lists, in the reference only, and in the other one only.
    n_wrong_side
        Missed events that the other list has at the same time on another side; counted
        where all sides are pooled.
    precision, recall, f1
        Of the found events; None where there are none to divide by.
    kappa
        Cohen's kappa of bins with and without such an event; None where both lists
        agree by having all bins alike.
    onset_error_median_s, onset_error_90_s, onset_bias_s
        Median and 90th percentile of the size, and mean, of found minus reference onset.
    """

    event_type: EventType
    side: EventSide | None
    n_matched: int
    n_missed: int
    n_extra: int
    n_wrong_side: int
    precision: float | None
    recall: float | None
    f1: float | None
    kappa: float | None
    onset_error_median_s: float | None
    onset_error_90_s: float | None
    onset_bias_s: float | None


@dataclass(frozen=True, slots=True)
class AgreementLimits:
    """Agreement of a number, found minus reference (Bland & Altman 1986).

    Parameters
    ----------
    name, unit, side
        Number, its unit and side.
    per
        What one pair of numbers is: a recording, or a window of one.
    n
        Number of pairs.
    bias
        Mean difference.
    low, high
        Limits within which 95 % of the differences lie; None below three pairs.
    """

    name: str
    unit: str
    side: EventSide
    per: str
    n: int
    bias: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything two lists agree and differ on.

    Parameters
    ----------
    tolerance_s, kappa_bin_s
        Two events match when they overlap or are no further apart than the tolerance;
        bins of kappa.
    scores
        For each type: all sides, then each side.
    limits
        Rate and burden of spasm by side.
    """

    tolerance_s: float
    kappa_bin_s: float
    scores: tuple[EventScore, ...]
    limits: tuple[AgreementLimits, ...]


def compute_kappa(
    table: NDArray[np.float64], weights: NDArray[np.float64] | None = None
) -> float | None:
    """Cohen's kappa of two raters (Cohen 1960), weighted where weights are given (Cohen 1968).

    Parameters
    ----------
    table
        Counts or shares, one rater's categories by the other's, shape ``(n, n)``.
    weights
        Weight of each disagreement, shape ``(n, n)``, 0 where both agree; None counts
        every disagreement alike.

    Returns
    -------
    float or None
        None where chance alone leaves nothing to disagree on, or there are no counts.
    """
    total = float(np.sum(table))
    if total == 0:
        return None
    cost = 1.0 - np.eye(len(table)) if weights is None else weights
    shares = np.asarray(table, dtype=np.float64) / total
    expected = float(np.sum(cost * np.outer(shares.sum(axis=1), shares.sum(axis=0))))
    return None if expected <= 0 else 1.0 - float(np.sum(cost * shares)) / expected


def compute_limits(differences: NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean of differences and the limits within which 95 % of them lie (Bland & Altman 1986).

    Parameters
    ----------
    differences
        At least two, shape ``(n,)``.

    Returns
    -------
    tuple of float
        Bias, lower and upper limit.
    """
    bias = float(np.mean(differences))
    spread = 1.96 * float(np.std(differences, ddof=1))
    return bias, bias - spread, bias + spread
