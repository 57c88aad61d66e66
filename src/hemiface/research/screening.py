"""How well a test finds a condition: sensitivity, predictive values, likelihood ratios."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from hemiface.errors import StudyError
from hemiface.model.study import LEVEL, Estimate, Study

WILSON = "interval by Wilson 1927, J Am Stat Assoc 22:209-12"


@dataclass(frozen=True, slots=True)
class Screen:
    """A test at one cut-off against the truth.

    Parameters
    ----------
    cutoff
        A value of at least this counts as positive.
    true_positives, false_positives, false_negatives, true_negatives
        Persons.
    sensitivity, specificity
        Share of those with and without the condition who are told right.
    positive_value, negative_value
        Share of those told to have it, or not to, who are told right; they hold at the
        prevalence of this study only.
    positive_ratio, negative_ratio
        How a positive or negative test multiplies the odds of the condition.
    prevalence
        Share of persons with the condition.
    """

    cutoff: float
    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int
    sensitivity: Estimate
    specificity: Estimate
    positive_value: Estimate
    negative_value: Estimate
    positive_ratio: Estimate
    negative_ratio: Estimate
    prevalence: Estimate


def estimate_share(part: int, whole: int, what: str, *, level: float = LEVEL) -> Estimate:
    """A share with Wilson's interval; no number where there is nothing to take a share of."""
    method = f"{what}, {WILSON}."
    if whole == 0:
        return Estimate(np.nan, np.nan, np.nan, 0, method, level=level)
    low, high = spread_share(part / whole, whole, level)
    return Estimate(part / whole, low, high, whole, method, level=level)


def spread_share(share: float, n: int, level: float) -> tuple[float, float]:
    """Wilson's interval of a share of n (Wilson 1927)."""
    z = float(norm.ppf(0.5 + level / 2))
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z * (share * (1 - share) / n + z**2 / (4 * n**2)) ** 0.5 / (1 + z**2 / n)
    return 0.0 if share == 0 else middle - reach, 1.0 if share == 1 else middle + reach


def assess_screen(
    study: Study, test: str, truth: str, cutoff: float, *, level: float = LEVEL
) -> Screen:
    """Everything that a test says at one cut-off fixed beforehand.

    Parameters
    ----------
    study
        One row a person; incomplete ones are left out.
    test
        The number that the test gives.
    truth
        1 where the condition is there, 0 where not.
    cutoff
        A value of at least this counts as positive.
    level
        Of the intervals.

    Raises
    ------
    StudyError
        If the truth is anything but 0 and 1, everybody or nobody has the condition, or a person
        has several rows.
    """
    values, ill = read_test(study, test, truth)
    told = values >= cutoff
    counts = [
        int(np.sum((told == first) & (ill == second)))
        for first, second in ((True, True), (True, False), (False, True), (False, False))
    ]
    tp, fp, fn, tn = counts
    return Screen(
        cutoff,
        tp,
        fp,
        fn,
        tn,
        estimate_share(tp, tp + fn, "Sensitivity", level=level),
        estimate_share(tn, tn + fp, "Specificity", level=level),
        estimate_share(tp, tp + fp, "Positive predictive value", level=level),
        estimate_share(tn, tn + fn, "Negative predictive value", level=level),
        _estimate_ratio((tp, tp + fn), (fp, fp + tn), "Positive likelihood ratio", level),
        _estimate_ratio((fn, tp + fn), (tn, fp + tn), "Negative likelihood ratio", level),
        estimate_share(tp + fn, sum(counts), "Prevalence", level=level),
    )


def read_test(study: Study, test: str, truth: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Values and truth of the persons who have both.

    Raises
    ------
    StudyError
        If the truth is anything but 0 and 1, its words have no order, everybody or nobody has
        the condition, or a person has several rows.
    """
    kept = study.complete(test, truth)
    kept.require_single()
    values, ill = kept.codes(test), kept.codes(truth)
    if not np.isin(ill, (0, 1)).all():
        raise StudyError("not_zero_or_one", truth=truth)
    if not 0 < ill.sum() < len(ill):
        raise StudyError("one_kind_of_person", n_ill=len(ill), test=test, n=int(ill.sum()))
    return values, ill == 1


def _estimate_ratio(
    first: tuple[int, int], second: tuple[int, int], what: str, level: float
) -> Estimate:
    """Ratio of two shares with the interval of its logarithm (Simel et al. 1991)."""
    method = f"{what}, interval by Simel et al. 1991, J Clin Epidemiol 44:763-70"
    (a, n), (b, m) = first, second
    value = (a / n) / (b / m) if b else np.inf if a else np.nan
    x, y = float(a), float(b)
    if a == 0 or b == 0:
        method += ", half a person added to each cell because one is empty"
        x, y, n, m = a + 0.5, b + 0.5, n + 1, m + 1
    middle = np.log(x / n) - np.log(y / m)
    reach = float(norm.ppf(0.5 + level / 2)) * (1 / x - 1 / n + 1 / y - 1 / m) ** 0.5
    low, high = float(np.exp(middle - reach)), float(np.exp(middle + reach))
    if a == 0:
        low = 0.0
    if b == 0:
        high = np.inf
    return Estimate(float(value), low, high, first[1] + second[1], method + ".", level=level)
