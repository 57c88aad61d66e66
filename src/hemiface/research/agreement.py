"""Agreement of raters on categories: kappa, weighted and of many raters, and alpha."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from hemiface.errors import StudyError
from hemiface.model.agreement import compute_kappa
from hemiface.model.study import LEVEL, Estimate, Study

JACKKNIFE = "interval by the jackknife over persons on Fisher's scale (Efron 1982)"
Word = TypeVar("Word", bound=StrEnum)
ROUNDING = 1e-6
"""A standard error below this is 0 but for the rounding of its sums."""
FEWEST = 3
"""Fewest persons from which an interval is made."""


class CategoryScale(StrEnum):
    """What the distances between categories mean."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


class Weights(StrEnum):
    """How much a disagreement counts."""

    NONE = "none"
    LINEAR = "linear"
    QUADRATIC = "quadratic"


def estimate_kappa(
    study: Study,
    first: str,
    second: str,
    *,
    weights: Weights | str | NDArray[np.float64] = Weights.NONE,
    level: float = LEVEL,
) -> Estimate:
    """Cohen's kappa of two raters (Cohen 1960), weighted where asked (Cohen 1968).

    Parameters
    ----------
    study
        One row a person; rows that one of them left out are not counted.
    first, second
        Categories, or whole numbers, that each gave.
    weights
        How a disagreement counts: all alike, by its distance, by its square, also by the word
        of a plan; or the cost of each cell, shape ``(n_categories, n_categories)``, in order of
        the categories that were given. Names have the order of the levels of both columns; one
        may lack some of them. Where there is none, costs of each cell go by the alphabet.
    level
        Of the interval, which rests on the variance of Fleiss, Cohen & Everitt (1969).

    Raises
    ------
    StudyError
        If fewer than three persons were rated by both, both gave one answer throughout, the
        categories of one are none of the other, or disagreements are weighted and the categories
        have no order that both share; or if the weights are none.
    """
    weighed = _read_weights(weights)
    pairs = study.complete(first, second)
    answers = _code(pairs, first, second, weighed)
    if len(answers) < FEWEST:
        raise _too_few(len(answers))
    values, places = np.unique(answers, return_inverse=True)
    places = places.reshape(answers.shape)
    table = np.zeros((len(values), len(values)))
    np.add.at(table, (places[:, 0], places[:, 1]), 1.0)
    cost = _weigh(values, weighed)
    if cost.shape != table.shape:
        raise StudyError("weights", n_cost=len(cost), n_values=len(values))
    value = compute_kappa(table, cost)
    if value is None:
        raise _no_chance()
    error = _kappa_error(table / len(answers), cost) / len(answers) ** 0.5
    named = weighed.value if isinstance(weighed, Weights) else "given"
    kind = (
        "Cohen's kappa (Cohen 1960" if named == "none" else f"Weighted kappa ({named}, Cohen 1968"
    )
    method = (
        f"{kind}), interval on Fisher's scale with the variance of Fleiss, Cohen & Everitt 1969, "
        "Psychol Bull 72:323-7."
    )
    low, high = _reach(value, error / max(1 - value**2, 1e-12), float(ndtri(0.5 + level / 2)))
    return Estimate(value, low, high, len(answers), method, level=level)


def estimate_fleiss_kappa(study: Study, value: str, by: str, *, level: float = LEVEL) -> Estimate:
    """Fleiss's kappa of many raters, who need not be the same for each person (Fleiss 1971).

    Parameters
    ----------
    study
        One row a person and rater.
    value
        The category given.
    by
        Who gave it.
    level
        Of the interval.

    Raises
    ------
    StudyError
        If persons have different numbers of ratings, fewer than three are left, or all
        ratings are the same.
    """
    counts = _count(study.spread(value, by))
    ratings = counts.sum(axis=1)
    if len(set(ratings)) > 1:
        raise StudyError("unequal_ratings")
    estimate = _jackknife(counts, _fleiss_kappa, level)
    method = f"Fleiss's kappa (Fleiss 1971, Psychol Bull 76:378-82), {JACKKNIFE}."
    return Estimate(*estimate, len(counts), method, level=level)


def estimate_alpha(
    study: Study,
    value: str,
    by: str,
    *,
    scale: CategoryScale | str = CategoryScale.NOMINAL,
    level: float = LEVEL,
) -> Estimate:
    """Krippendorff's alpha; missing ratings are allowed.

    Parameters
    ----------
    study, value, by
        As for `estimate_fleiss_kappa`.
    scale
        What distances between the values mean.
    level
        Of the interval.

    Raises
    ------
    StudyError
        If fewer than three persons have two ratings, all ratings are the same, or the scale
        asks for an order of names that nobody gave, or is none.
    """
    kind = _read_word(CategoryScale, scale, "scale")
    column = study.column(value)
    if kind is not CategoryScale.NOMINAL and column.levels and not column.is_ordered:
        raise StudyError("no_order", value=value)
    table = study.spread(value, by)
    counts = _count(table)
    values = np.unique(table[~np.isnan(table)])

    def alpha(chosen: NDArray[np.float64]) -> float:
        return _alpha(chosen, values, kind)

    estimate = _jackknife(counts, alpha, level)
    method = (
        f"Krippendorff's alpha, {kind.value} (Krippendorff 2011, Computing Krippendorff's "
        f"Alpha-Reliability), {JACKKNIFE}."
    )
    return Estimate(*estimate, len(counts), method, level=level)


def _read_weights(given: object) -> Weights | NDArray[np.float64]:
    """Weights by name, or costs of cells; refused in words where they are neither."""
    if given is None or isinstance(given, str):
        return _read_word(Weights, given, "weights")
    try:
        cost = np.array(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise _unknown_word(Weights, given, "weights") from error
    if cost.ndim != 2 or not np.isfinite(cost).all():
        raise _unknown_word(Weights, given, "weights")
    return cost


def _read_word(kind: type[Word], given: object, option: str) -> Word:
    if not isinstance(given, str) or given not in list(kind):
        raise _unknown_word(kind, given, option)
    return kind(given)


def _unknown_word(kind: type[StrEnum], given: object, option: str) -> StudyError:
    return StudyError("unknown_word", option=option, value=str(given), names=", ".join(kind))


def _code(
    study: Study, first: str, second: str, weights: Weights | NDArray[np.float64]
) -> NDArray[np.float64]:
    """Answers of both as numbers, or as places in the order of levels that both share.

    Raises
    ------
    StudyError
        If the order counts and there is none.
    """
    columns = study.column(first), study.column(second)
    if not any(column.levels for column in columns):
        return np.column_stack([column.values for column in columns])
    longer = max(columns, key=lambda column: len(column.levels)).levels
    shared = all(
        column.levels and column.is_ordered and _is_part(column.levels, longer)
        for column in columns
    )
    if not shared and isinstance(weights, Weights) and weights is not Weights.NONE:
        raise StudyError("no_common_order", first=first, second=second)
    names = [
        [column.levels[int(value)] for value in column.values]
        if column.levels
        else [f"{value:g}" for value in column.values]
        for column in columns
    ]
    words = [set(column.levels) or set(one) for column, one in zip(columns, names, strict=True)]
    if words[0].isdisjoint(words[1]):
        raise StudyError("no_common_category", first=first, second=second)
    order = longer if shared else sorted({*names[0], *names[1]})
    places = {name: float(place) for place, name in enumerate(order)}
    return np.array([[places[name] for name in one] for one in names]).T


def _is_part(levels: tuple[str, ...], order: tuple[str, ...]) -> bool:
    """Whether levels follow one another as they do in a longer order."""
    return levels == tuple(name for name in order if name in levels)


def _weigh(
    values: NDArray[np.float64], weights: Weights | NDArray[np.float64]
) -> NDArray[np.float64]:
    """Cost of each disagreement; categories with names stand at equal distances."""
    if not isinstance(weights, Weights):
        return np.asarray(weights, dtype=np.float64)
    distance = np.abs(values[:, None] - values[None, :])
    if weights is Weights.NONE:
        return (distance > 0).astype(np.float64)
    return np.asarray(distance if weights is Weights.LINEAR else distance**2, dtype=np.float64)


def _kappa_error(shares: NDArray[np.float64], cost: NDArray[np.float64]) -> float:
    """Standard error of kappa times the root of n (Fleiss, Cohen & Everitt 1969)."""
    agree = 1 - cost / cost.max()
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed = float(np.sum(agree * shares))
    expected = float(np.sum(agree * np.outer(rows, columns)))
    by_row, by_column = agree @ columns, rows @ agree
    inner = agree * (1 - expected) - (by_row[:, None] + by_column[None, :]) * (1 - observed)
    spread = np.sum(shares * inner**2) - (observed * expected - 2 * expected + observed) ** 2
    return float(np.sqrt(max(spread, 0.0))) / (1 - expected) ** 2


def _count(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """How often each person got each value, of those with at least two ratings."""
    values = np.unique(table[~np.isnan(table)])
    counts: NDArray[np.float64] = np.sum(table[:, :, None] == values, axis=1, dtype=np.float64)
    rated: NDArray[np.bool_] = np.sum(counts, axis=1) >= 2
    kept = counts[rated]
    if len(kept) < FEWEST:
        raise _too_few(len(kept))
    return kept


def _fleiss_kappa(counts: NDArray[np.float64]) -> float:
    m = counts.sum(axis=1)[0]
    observed = float(np.mean(np.sum(counts * (counts - 1), axis=1))) / (m * (m - 1))
    shares = counts.sum(axis=0) / counts.sum()
    expected = float(np.sum(shares**2))
    return np.nan if expected >= 1 else (observed - expected) / (1 - expected)


def _alpha(counts: NDArray[np.float64], values: NDArray[np.float64], scale: CategoryScale) -> float:
    """One minus observed over expected disagreement."""
    totals = counts.sum(axis=0)
    n = totals.sum()
    distance = _distance(totals, values, scale)
    observed = float(np.sum((counts @ distance) * counts / (counts.sum(axis=1) - 1)[:, None])) / n
    expected = float(totals @ distance @ totals) / (n * (n - 1))
    return np.nan if expected == 0 else 1 - observed / expected


def _distance(
    totals: NDArray[np.float64], values: NDArray[np.float64], scale: CategoryScale
) -> NDArray[np.float64]:
    """Squared distance of two values on their scale."""
    if scale is CategoryScale.NOMINAL:
        return 1.0 - np.eye(len(values))
    if scale is CategoryScale.INTERVAL:
        return np.asarray((values[:, None] - values[None, :]) ** 2, dtype=np.float64)
    ranks = np.cumsum(totals) - totals / 2
    return np.asarray((ranks[:, None] - ranks[None, :]) ** 2, dtype=np.float64)


def _jackknife(
    counts: NDArray[np.float64], measure: Callable[[NDArray[np.float64]], float], level: float
) -> tuple[float, float, float]:
    """A coefficient and its interval, leaving out one person after the other."""
    n, value = len(counts), measure(counts)
    if np.isnan(value):
        raise _no_chance()
    if abs(value) >= 1:
        return value, np.nan, np.nan
    left = np.array([measure(np.delete(counts, person, axis=0)) for person in range(n)])
    pseudo = n * np.arctanh(value) - (n - 1) * np.arctanh(np.clip(left, -1 + 1e-12, 1 - 1e-12))
    error = float(np.std(pseudo, ddof=1)) / n**0.5
    return value, *_reach(value, error, float(stdtrit(n - 1, 0.5 + level / 2)))


def _reach(value: float, error: float, factor: float) -> tuple[float, float]:
    """Interval of a coefficient whose standard error is known on Fisher's scale.

    There is none where all agree or all disagree, or where the error is 0, as where one rater
    gave one answer throughout: their scatter is not known.
    """
    if abs(value) >= 1 or error < ROUNDING:
        return np.nan, np.nan
    middle = float(np.arctanh(value))
    return float(np.tanh(middle - factor * error)), float(np.tanh(middle + factor * error))


def _too_few(n: int) -> StudyError:
    return StudyError("few_pairs", n=n, fewest=FEWEST)


def _no_chance() -> StudyError:
    return StudyError("all_the_same")
