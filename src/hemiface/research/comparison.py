"""Two groups compared, with the size of the difference and a correction for many looks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import fisher_exact, norm, t

from hemiface.errors import StudyError
from hemiface.model.study import LEVEL, Column, Estimate, Study
from hemiface.research.grades import compare_grades
from hemiface.research.noncentral import find_centers
from hemiface.research.screening import spread_share


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """One variable in two groups, the second less the first.

    Parameters
    ----------
    name
        The variable.
    first, second
        Names of the groups.
    difference
        Of means, of shares for a category of two levels (its last one), or Cliff's delta for more
        levels in an order.
    effect_size
        Hedges's g; Cohen's h of shares; the chance of superiority for levels in an order.
    p_value, corrected_p_value
        Of this test alone, and corrected for all of them.
    """

    name: str
    first: str
    second: str
    difference: Estimate
    effect_size: Estimate
    p_value: float
    corrected_p_value: float


def compare_groups(
    study: Study, names: Sequence[str], by: str, *, level: float = LEVEL
) -> tuple[GroupDifference, ...]:
    """Compare two groups of persons in several variables at once.

    Parameters
    ----------
    study
        One row a person; values that are missing are left out variable by variable.
    names
        The variables, all of the analysis plan: the correction is for as many.
    by
        Category of two levels; of more, two that somebody has.
    level
        Of the intervals, each for itself.

    Returns
    -------
    tuple of GroupDifference
        Means by Welch's test, shares by Fisher's with Newcombe's interval (1998, Stat Med
        17:873-90), both corrected by Holm (1979, Scand J Stat 6:65-70).

    Raises
    ------
    StudyError
        If groups are numbers or not two, a group has fewer than two values, a category has several
        levels, or a person has several rows.
    """
    groups = study.column(by)
    pair = find_groups(groups)
    places = [groups.levels.index(name) for name in pair]
    study.require_single()
    found = []
    for name in names:
        column = study.column(name)
        parts = [column.values[(groups.values == place) & ~column.missing] for place in places]
        if min(len(part) for part in parts) < 2:
            raise StudyError("small_group", n=min(len(part) for part in parts), name=name)
        found.append(_compare(column, parts[0], parts[1], level))
    corrected = correct_by_holm([p for _, _, p in found])
    return tuple(
        GroupDifference(name, *pair, difference, size, p, float(adjusted))
        for name, (difference, size, p), adjusted in zip(names, found, corrected, strict=True)
    )


def find_groups(column: Column) -> tuple[str, str]:
    """The two levels that are compared: of more, those that somebody has.

    Raises
    ------
    StudyError
        If there are no two.
    """
    found = column.levels
    if not found:
        raise StudyError("group_column", by=column.name)
    if len(found) > 2:
        there = np.unique(column.values[~column.missing]).astype(int)
        found = tuple(column.levels[place] for place in there)
    if len(found) != 2:
        raise StudyError(
            "not_two_groups", by=column.name, n_levels=len(found), names=", ".join(found)
        )
    return found[0], found[1]


def correct_by_holm(p_values: Sequence[float]) -> NDArray[np.float64]:
    """P-values corrected for as many tests (Holm 1979, Scand J Stat 6:65-70).

    Parameters
    ----------
    p_values
        Of each test.

    Returns
    -------
    numpy.ndarray
        In the same order, shape ``(n_tests,)``. statsmodels gives the same, but has Python
        look through all of its memory at every call.
    """
    given = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    times = len(given) - np.arange(len(given))
    corrected = np.empty_like(given)
    corrected[order] = np.minimum(np.maximum.accumulate(given[order] * times), 1.0)
    return corrected


def _compare(
    column: Column, one: NDArray[np.float64], two: NDArray[np.float64], level: float
) -> tuple[Estimate, Estimate, float]:
    """Difference, effect size and p-value of one variable."""
    n = len(one) + len(two)
    if column.levels:
        if len(column.levels) > 2 and column.is_ordered:
            return compare_grades(column.name, one, two, level)
        if len(column.levels) != 2:
            raise StudyError("not_two_levels", column=column.name, n_levels=len(column.levels))
        return _compare_shares(one, two, level)
    if np.ptp(one) == 0 and np.ptp(two) == 0:
        raise StudyError("no_variation", column=column.name)
    # By hand: SciPy warns of lost precision where a group is constant, and loses none.
    first, second = (float(part.var(ddof=1)) / len(part) for part in (one, two))
    error = (first + second) ** 0.5
    freedom = (first + second) ** 2 / (first**2 / (len(one) - 1) + second**2 / (len(two) - 1))
    value = float(two.mean() - one.mean())
    reach = float(t.ppf(0.5 + level / 2, freedom)) * error
    method = f"Difference of means by Welch's test, {n} persons."
    difference = Estimate(value, value - reach, value + reach, n, method, column.unit, level)
    p_value = 2 * float(t.sf(abs(value) / error, freedom))
    return difference, _estimate_hedges(one, two, level), p_value


def _compare_shares(
    one: NDArray[np.float64], two: NDArray[np.float64], level: float
) -> tuple[Estimate, Estimate, float]:
    """Difference of two shares with Newcombe's interval (method 10)."""
    p, q = float(one.mean()), float(two.mean())
    (under, over), (low, high) = (
        spread_share(p, len(one), level),
        spread_share(q, len(two), level),
    )
    table = [[int(part.sum()), int(len(part) - part.sum())] for part in (two, one)]
    method = "Difference of shares by Newcombe 1998 (method 10), p-value by Fisher's exact test."
    difference = Estimate(
        q - p,
        q - p - float(np.hypot(q - low, over - p)),
        q - p + float(np.hypot(high - q, p - under)),
        len(one) + len(two),
        method,
        level=level,
    )
    return difference, _estimate_h(one, two, level), float(fisher_exact(table).pvalue)


def _estimate_h(one: NDArray[np.float64], two: NDArray[np.float64], level: float) -> Estimate:
    """Cohen's h: difference of two shares on the arcsine scale, where their scatter is alike."""
    first, second = (2 * float(np.arcsin(part.mean() ** 0.5)) for part in (one, two))
    reach = float(norm.ppf(0.5 + level / 2)) * (1 / len(one) + 1 / len(two)) ** 0.5
    value = second - first
    method = (
        "Cohen's h (Cohen 1988, Statistical Power Analysis for the Behavioral Sciences), interval "
        "by its variance on the arcsine scale."
    )
    return Estimate(value, value - reach, value + reach, len(one) + len(two), method, level=level)


def _estimate_hedges(one: NDArray[np.float64], two: NDArray[np.float64], level: float) -> Estimate:
    """Hedges's g with the interval of the noncentral t (Hedges 1981; Steiger & Fouladi 1997)."""
    n, m = len(one), len(two)
    freedom = n + m - 2
    pooled = ((one.var(ddof=1) * (n - 1) + two.var(ddof=1) * (m - 1)) / freedom) ** 0.5
    scale = (1 / n + 1 / m) ** 0.5
    statistic = float((two.mean() - one.mean()) / (pooled * scale))
    correction = 1 - 3 / (4 * freedom - 1)
    ends = find_centers(statistic, freedom, level)
    method = "Hedges's g, interval of the noncentral t (Steiger & Fouladi 1997)."
    return Estimate(
        correction * statistic * scale,
        correction * ends[0] * scale,
        correction * ends[1] * scale,
        n + m,
        method,
        level=level,
    )
