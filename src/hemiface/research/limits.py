"""Agreement of two ways to measure one number: Bland & Altman's limits."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import nct, t

from hemiface.errors import StudyError
from hemiface.model.agreement import compute_limits
from hemiface.model.study import LEVEL, Estimate, Study

SOURCE = "Bland & Altman 1986, Lancet 1:307-10"


@dataclass(frozen=True, slots=True)
class LimitsOfAgreement:
    """How far two measurements of one thing lie apart, second minus first.

    Parameters
    ----------
    bias
        Mean difference.
    lower, upper
        Limits within which 95 % of the differences lie, each with its own interval.
    slope
        Change of the difference for each unit of the mean; away from 0 the limits do not hold
        over the whole range.
    """

    bias: Estimate
    lower: Estimate
    upper: Estimate
    slope: Estimate


def estimate_limits(
    study: Study, first: str, second: str, *, level: float = LEVEL
) -> LimitsOfAgreement:
    """Limits of agreement with exact intervals.

    Parameters
    ----------
    study
        One row a person, who was measured in both ways; incomplete ones are left out.
    first, second
        The two measurements.
    level
        Of the intervals.

    Returns
    -------
    LimitsOfAgreement
        The intervals of the limits are exact for normal differences (Carkeet 2015, Optom Vis
        Sci 92:e71-80).

    Raises
    ------
    StudyError
        If fewer than three pairs are complete, all differ by the same, or a person has several
        rows: pairs of one person scatter less than those of several.
    """
    kept = study.complete(first, second)
    kept.require_single()
    pairs = kept.numbers(first, second)
    difference, mean = pairs[:, 1] - pairs[:, 0], pairs.mean(axis=1)
    n = len(difference)
    if n < 3 or np.ptp(difference) == 0:
        raise StudyError("few_differences", n=n, first=first, second=second)
    bias, low, high = compute_limits(difference)
    error = float(np.std(difference, ddof=1)) / n**0.5
    tail, unit = 0.5 + level / 2, study.column(first).unit
    reach = float(t.ppf(tail, n - 1)) * error
    ends = [error * float(q) for q in nct.ppf([1 - tail, tail], n - 1, 1.96 * n**0.5)]
    text = f"of {second} minus {first}, {n} pairs ({SOURCE})"
    exact = (
        f"{text}, interval exact for normal differences (Carkeet 2015, Optom Vis Sci 92:e71-80)."
    )
    return LimitsOfAgreement(
        Estimate(bias, bias - reach, bias + reach, n, f"Mean {text}, t interval.", unit, level),
        Estimate(low, bias - ends[1], bias - ends[0], n, f"Lower limit {exact}", unit, level),
        Estimate(high, bias + ends[0], bias + ends[1], n, f"Upper limit {exact}", unit, level),
        _estimate_slope(difference, mean, text, level),
    )


def _estimate_slope(
    difference: np.ndarray[tuple[int], np.dtype[np.float64]],
    mean: np.ndarray[tuple[int], np.dtype[np.float64]],
    text: str,
    level: float,
) -> Estimate:
    """Regression of differences on means (Bland & Altman 1999)."""
    n, away = len(mean), mean - mean.mean()
    squares = float(np.sum(away**2))
    if squares == 0:
        return Estimate(np.nan, np.nan, np.nan, n, f"Slope {text}: all means are the same.")
    slope = float(np.sum(away * difference)) / squares
    rest = difference - difference.mean() - slope * away
    error = (float(np.sum(rest**2)) / (n - 2) / squares) ** 0.5
    reach = float(t.ppf(0.5 + level / 2, n - 2)) * error
    method = f"Slope {text}: least squares on the mean (Bland & Altman 1999)."
    return Estimate(slope, slope - reach, slope + reach, n, method, level=level)
