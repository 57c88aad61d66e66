"""Reliability of a measured number: intraclass correlations and the error of a measurement."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, f

from hemiface.errors import StudyError
from hemiface.model.study import LEVEL, Estimate, Study

SOURCE = "McGraw & Wong 1996, Psychol Methods 1:30-46; Shrout & Fleiss 1979, Psychol Bull 86:420-8"


@dataclass(frozen=True, slots=True)
class Reliability:
    """One intraclass correlation under both of its names.

    Parameters
    ----------
    shrout_fleiss, mcgraw_wong
        Its names by Shrout & Fleiss (1979) and by McGraw & Wong (1996).
    design
        What the raters are.
    estimate
        The correlation.
    """

    shrout_fleiss: str
    mcgraw_wong: str
    design: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class MeasurementError:
    """What a measurement is off by, in its own unit.

    Parameters
    ----------
    standard_error
        Standard error of measurement.
    smallest_change
        Smallest detectable change of one person between two measurements.
    """

    standard_error: Estimate
    smallest_change: Estimate


@dataclass(frozen=True, slots=True)
class _Squares:
    """Mean squares of a table of n subjects and k raters (two-way analysis of variance)."""

    n: int
    k: int
    subjects: float
    raters: float
    error: float
    within: float


def estimate_reliability(
    study: Study, value: str, by: str, *, level: float = LEVEL
) -> tuple[Reliability, ...]:
    """All six intraclass correlations of a number that several raters gave to each person.

    Persons whom not every rater rated are left out; ``n`` says how many were kept.

    Parameters
    ----------
    study
        One row a person and rater.
    value
        The rated number.
    by
        Who rated, or on which occasion.
    level
        Of the intervals.

    Raises
    ------
    StudyError
        If fewer than two persons or raters are left, or nobody differs from anybody.
    """
    squares = _analyze(_keep_complete(_spread(study, value, by)))
    one_way, agreement, consistency = (
        _estimate_one_way(squares, level),
        _estimate_agreement(squares, level),
        _estimate_consistency(squares, level),
    )
    rows = (
        ("ICC(1,1)", "ICC(1)", "other raters for each person", one_way, 1),
        ("ICC(2,1)", "ICC(A,1)", "raters drawn from many, absolute agreement", agreement, 1),
        ("ICC(3,1)", "ICC(C,1)", "these raters only, consistency", consistency, 1),
        ("ICC(1,k)", "ICC(k)", "other raters for each person", one_way, squares.k),
        (
            "ICC(2,k)",
            "ICC(A,k)",
            "raters drawn from many, absolute agreement",
            agreement,
            squares.k,
        ),
        ("ICC(3,k)", "ICC(C,k)", "these raters only, consistency", consistency, squares.k),
    )
    return tuple(
        Reliability(
            first, second, design, _lengthen(squares, found, k, f"{first} = {second}", level)
        )
        for first, second, design, found, k in rows
    )


def estimate_measurement_error(
    study: Study, value: str, by: str, *, agreement: bool = True, level: float = LEVEL
) -> MeasurementError:
    """Standard error of measurement and smallest detectable change.

    Parameters
    ----------
    study, value, by
        As for `estimate_reliability`.
    agreement
        Whether differences between the raters' means count as error; else they are taken as
        known and only what is left counts (consistency).
    level
        Of the intervals.

    Returns
    -------
    MeasurementError
        The smallest detectable change is 1.96 times the square root of two times the standard
        error (de Vet et al. 2006, J Clin Epidemiol 59:1033-9).

    Raises
    ------
    StudyError
        As `estimate_reliability`.
    """
    squares = _analyze(_keep_complete(_spread(study, value, by)))
    n, k = squares.n, squares.k
    rest = (squares.error, (n - 1) * (k - 1))
    if agreement:
        parts = [(1 / n, squares.raters, k - 1), ((n - 1) / n, *rest)]
        kind = "agreement, raters' means included"
    else:
        parts = [(1.0, *rest)]
        kind = "consistency, raters' means left out"
    variance, low, high = _sum_variances(parts, level)
    unit = study.column(value).unit
    method = (
        f"Standard error of measurement ({kind}) from a two-way analysis of variance, interval by "
        "modified large samples (Graybill & Wang 1980, J Am Stat Assoc 75:869-73)."
    )
    error = Estimate(variance**0.5, low**0.5, high**0.5, n, method, unit, level)
    factor = 1.96 * 2**0.5
    change = Estimate(
        factor * error.value,
        factor * error.low,
        factor * error.high,
        n,
        f"Smallest detectable change: 1.96 x sqrt(2) x standard error of measurement ({kind}) and "
        "the ends of its interval (de Vet et al. 2006, J Clin Epidemiol 59:1033-9).",
        unit,
        level,
    )
    return MeasurementError(error, change)


def _spread(study: Study, value: str, by: str) -> NDArray[np.float64]:
    """Numbers of persons and raters; a category is refused."""
    study.numbers(value)
    return study.spread(value, by)


def _keep_complete(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Persons whom everybody rated."""
    kept = table[~np.isnan(table).any(axis=1)]
    if kept.shape[0] < 2 or kept.shape[1] < 2:
        raise StudyError("few_rated", n_persons=kept.shape[0], n_raters=kept.shape[1])
    return kept


def _analyze(table: NDArray[np.float64]) -> _Squares:
    """Two-way analysis of variance without repeats."""
    n, k = table.shape
    middle = table.mean()
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    subjects = k * float(np.sum((rows - middle) ** 2)) / (n - 1)
    raters = n * float(np.sum((columns - middle) ** 2)) / (k - 1)
    rest = table - rows[:, None] - columns[None, :] + middle
    error = float(np.sum(rest**2)) / ((n - 1) * (k - 1))
    within = float(np.sum((table - rows[:, None]) ** 2)) / (n * (k - 1))
    if np.ptp(table) == 0:
        raise StudyError("one_number")
    return _Squares(n, k, subjects, raters, error, within)


def _ratio(part: float, whole: float) -> float:
    """Quotient; infinite where nothing is left to divide by."""
    return part / whole if whole > 0 else float("inf")


def _from_f(ratio: float, k: int) -> float:
    """Correlation of single ratings from a ratio of variances."""
    return 1.0 if np.isinf(ratio) else (ratio - 1) / (ratio + k - 1)


def _estimate_one_way(s: _Squares, level: float) -> tuple[float, float, float]:
    ratio = _ratio(s.subjects, s.within)
    return _spread_f(ratio, s.k, s.n - 1, s.n * (s.k - 1), level)


def _estimate_consistency(s: _Squares, level: float) -> tuple[float, float, float]:
    ratio = _ratio(s.subjects, s.error)
    return _spread_f(ratio, s.k, s.n - 1, (s.n - 1) * (s.k - 1), level)


def _spread_f(
    ratio: float, k: int, first: int, second: int, level: float
) -> tuple[float, float, float]:
    """Correlation with the exact interval of a ratio of two mean squares."""
    tail = 0.5 + level / 2
    return (
        _from_f(ratio, k),
        _from_f(ratio / float(f.ppf(tail, first, second)), k),
        _from_f(ratio * float(f.ppf(tail, second, first)), k),
    )


def _estimate_agreement(s: _Squares, level: float) -> tuple[float, float, float]:
    """Absolute agreement; the degrees of freedom are Satterthwaite's."""
    n, k = s.n, s.k
    value = (s.subjects - s.error) / (s.subjects + (k - 1) * s.error + k * (s.raters - s.error) / n)
    if value >= 1:
        return 1.0, 1.0, 1.0
    a, b = k * value / (n * (1 - value)), 1 + k * value * (n - 1) / (n * (1 - value))
    parts = (a * s.raters) ** 2 / (k - 1) + (b * s.error) ** 2 / ((n - 1) * (k - 1))
    freedom = max((a * s.raters + b * s.error) ** 2 / parts, 1.0) if parts > 0 else 1.0
    tail, noise = 0.5 + level / 2, k * s.raters + (k * n - k - n) * s.error
    upper, lower = float(f.ppf(tail, n - 1, freedom)), float(f.ppf(tail, freedom, n - 1))
    low = n * (s.subjects - upper * s.error) / (upper * noise + n * s.subjects)
    high = n * (lower * s.subjects - s.error) / (noise + n * lower * s.subjects)
    return value, low, high


def _lengthen(
    s: _Squares, found: tuple[float, float, float], k: int, name: str, level: float
) -> Estimate:
    """The correlation of means of k ratings (Spearman & Brown), k 1 for single ones."""
    floor = -1 / (s.k - 1) + 1e-12
    value, low, high = (
        k * max(one, floor) / (1 + (k - 1) * max(one, floor)) if k > 1 else one for one in found
    )
    method = f"{name} of {s.n} persons and {s.k} raters, interval by {SOURCE}."
    return Estimate(value, low, high, s.n, method, level=level)


def _sum_variances(
    parts: list[tuple[float, float, int]], level: float
) -> tuple[float, float, float]:
    """A sum of weighted mean squares with its interval (Graybill & Wang 1980).

    Parts are weight, mean square and its degrees of freedom.
    """
    tail = 0.5 - level / 2
    total = sum(weight * square for weight, square, _ in parts)
    down = sum(((1 - d / chi2.ppf(1 - tail, d)) * w * s) ** 2 for w, s, d in parts) ** 0.5
    up = sum(((d / chi2.ppf(tail, d) - 1) * w * s) ** 2 for w, s, d in parts) ** 0.5
    return total, max(total - float(down), 0.0), total + float(up)
