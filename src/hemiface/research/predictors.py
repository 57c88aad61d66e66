"""Which variables go with a condition: logistic regression, and whether to believe it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.stats import chi2, norm

from hemiface.errors import StudyError
from hemiface.model.study import LEVEL, Estimate, Study
from hemiface.research.roc import compare_areas
from hemiface.research.screening import read_test


@dataclass(frozen=True, slots=True)
class Predictor:
    """One term of a regression.

    Parameters
    ----------
    name
        The variable; for a category with the level, against the first one.
    odds_ratio
        How the odds multiply for each unit more.
    p_value
        Of Wald's test.
    inflation
        Variance inflation: how much other terms say the same; above 5 they can hardly be told
        apart.
    """

    name: str
    odds_ratio: Estimate
    p_value: float
    inflation: float


@dataclass(frozen=True, slots=True)
class LogisticFit:
    """A logistic regression with its diagnostics.

    Parameters
    ----------
    predictors
        Every term but the intercept.
    n, n_events
        Persons, and those with the condition.
    events_per_predictor
        Of the rarer outcome; below 10 the estimates tend to lie too far out (Peduzzi et al.
        1996, J Clin Epidemiol 49:1373-9).
    discrimination, expected_discrimination
        Area under the curve of the fitted chances, as seen and less its optimism.
    calibration_p_value
        Of Hosmer & Lemeshow's test; small where the fitted chances are off.
    largest_influence
        Largest Cook's distance of a person; above 1 one person decides.
    warnings
        What speaks against the fit, in sentences.
    method
        Sentence for a methods section.
    """

    predictors: tuple[Predictor, ...]
    n: int
    n_events: int
    events_per_predictor: float
    discrimination: float
    expected_discrimination: float
    calibration_p_value: float
    largest_influence: float
    warnings: tuple[str, ...]
    method: str


def fit_predictors(
    study: Study,
    truth: str,
    names: Sequence[str],
    *,
    n_samples: int = 200,
    seed: int = 1,
    level: float = LEVEL,
) -> LogisticFit:
    """Logistic regression of a condition on several variables.

    Parameters
    ----------
    study
        One row a person; incomplete ones are left out.
    truth
        1 where the condition is there, 0 where not.
    names
        The variables; a category becomes one term for each level but the first.
    n_samples, seed
        Bootstrap samples for the optimism of the discrimination.
    level
        Of the intervals (Wald).

    Raises
    ------
    StudyError
        If a variable tells both groups apart without fail, so that its odds ratio has no
        finite estimate (separation; Albert & Anderson 1984), if variables say exactly the
        same, or if there are fewer persons than terms.
    """
    kept = study.complete(truth, *names)
    labels, terms = make_terms(kept, names)
    _, ill = read_test(kept, truth, truth)
    # On the scale of each term: numbers far from 0 would hide what they differ by.
    scale = np.where(np.ptp(terms, axis=0) > 0, terms.std(axis=0), 1.0)
    terms = (terms - terms.mean(axis=0)) / scale
    design = np.column_stack([np.ones(len(ill)), terms])
    _check_design(design, labels)
    _check_separation(design, ill, labels)
    fit = _fit(design, ill)
    z = float(norm.ppf(0.5 + level / 2))
    method = "Odds ratio by logistic regression on " + ", ".join(names) + ", Wald interval."
    ratios = np.exp(
        (fit.params[1:, None] + z * fit.bse[1:, None] * np.array([0, -1, 1])) / scale[:, None]
    )
    odds = [
        Estimate(float(ratio), float(low), float(high), len(ill), method, level=level)
        for ratio, low, high in ratios
    ]
    inflation = np.diag(np.linalg.inv(np.atleast_2d(np.corrcoef(terms, rowvar=False))))
    predictors = tuple(
        Predictor(label, one, float(p), float(v))
        for label, one, p, v in zip(labels, odds, fit.pvalues[1:], inflation, strict=True)
    )
    area = float(compare_areas((design @ fit.params)[None, :], ill)[0][0])
    rarer = int(min(ill.sum(), (~ill).sum()))
    influence = float(np.max(fit.get_influence().cooks_distance[0]))
    calibration = _test_calibration(fit.fittedvalues, ill)
    return LogisticFit(
        predictors,
        len(ill),
        int(ill.sum()),
        rarer / len(labels),
        area,
        area - _measure_optimism(design, ill, n_samples, seed),
        calibration,
        influence,
        _warn(predictors, rarer / len(labels), calibration, influence),
        method,
    )


def make_terms(study: Study, names: Sequence[str]) -> tuple[list[str], NDArray[np.float64]]:
    """Terms of a regression, without intercept.

    Returns
    -------
    tuple
        Labels, and values of shape ``(n_rows, n_terms)``; a category gives one term of 0 and 1
        for each level but the first.
    """
    labels: list[str] = []
    terms: list[NDArray[np.float64]] = []
    for name in names:
        column = study.column(name)
        if not column.levels:
            labels.append(name)
            terms.append(column.values)
        for place, level in enumerate(column.levels[1:], start=1):
            labels.append(f"{name}: {level} against {column.levels[0]}")
            terms.append((column.values == place).astype(np.float64))
    if not terms:
        raise StudyError("no_predictor")
    return labels, np.column_stack(terms)


def _fit(design: NDArray[np.float64], ill: NDArray[np.bool_]) -> Any:  # noqa: ANN401 - untyped
    """The fitted model of statsmodels."""
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    return GLM(ill.astype(np.float64), design, family=Binomial()).fit()


def _check_design(design: NDArray[np.float64], labels: list[str]) -> None:
    flat = [label for label, term in zip(labels, design[:, 1:].T, strict=True) if np.ptp(term) == 0]
    if flat:
        raise StudyError("flat", names=", ".join(flat))
    if np.linalg.matrix_rank(design) < design.shape[1] or len(design) <= design.shape[1]:
        raise StudyError("few_persons", n_design=len(design), n_labels=len(labels))


def _check_separation(
    design: NDArray[np.float64], ill: NDArray[np.bool_], labels: list[str]
) -> None:
    """Refuse data that some combination of terms splits without fail (Konis 2007)."""
    scale = np.abs(design).max(axis=0)
    signed = np.where(ill[:, None], design, -design) / scale
    found = linprog(
        -signed.sum(axis=0),
        A_ub=-signed,
        b_ub=np.zeros(len(ill)),
        bounds=[(-1, 1)] * design.shape[1],
    )
    if -found.fun > 1e-7:
        guilty = [label for label, b in zip(labels, found.x[1:], strict=True) if abs(b) > 1e-7] or [
            "the intercept"
        ]
        raise StudyError("separated_groups", names=" and ".join(guilty))


def _test_calibration(chances: NDArray[np.float64], ill: NDArray[np.bool_]) -> float:
    """Hosmer & Lemeshow's test over tenths of the fitted chances; equal ones share a group.

    Of persons with one chance, where the sorted list happens to put whom is not to count.
    """
    parts = np.array_split(np.arange(len(ill)), min(10, len(ill) // 5 or 1))
    tenth = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    # Rounded, because the last digits of equal chances depend on the order of the sums.
    _, tied, counts = np.unique(np.round(chances, 9), return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts + (counts - 1) // 2
    place = tenth[middle][tied]
    groups = [np.flatnonzero(place == one) for one in np.unique(place)]
    if len(groups) < 3:
        return float("nan")
    seen = np.array([ill[group].sum() for group in groups])
    expected = np.array([chances[group].sum() for group in groups])
    size = np.array([len(group) for group in groups])
    statistic = np.sum((seen - expected) ** 2 / (expected * (1 - expected / size)))
    return float(chi2.sf(statistic, len(groups) - 2))


def _measure_optimism(
    design: NDArray[np.float64], ill: NDArray[np.bool_], n_samples: int, seed: int
) -> float:
    """How much the discrimination loses in persons it was not fitted to (Harrell 1996)."""
    rng = np.random.default_rng(seed)
    lost = []
    for _ in range(n_samples):
        rows = rng.integers(0, len(ill), len(ill))
        one, sick = design[rows], ill[rows]
        if not 1 < sick.sum() < len(sick) - 1 or np.linalg.matrix_rank(one) < one.shape[1]:
            continue
        slopes = _climb(one, sick)
        lost.append(
            float(compare_areas((one @ slopes)[None, :], sick)[0][0])
            - float(compare_areas((design @ slopes)[None, :], ill)[0][0])
        )
    return float(np.mean(lost)) if lost else float("nan")


def _climb(design: NDArray[np.float64], ill: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Coefficients by Newton's method, a hint of ridge keeping separated draws finite."""
    slopes = np.zeros(design.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-np.clip(design @ slopes, -30, 30)))
        bend = (design.T * (chance * (1 - chance))) @ design + 1e-6 * np.eye(len(slopes))
        step = np.linalg.solve(bend, design.T @ (ill - chance) - 1e-6 * slopes)
        slopes = slopes + step
        if np.max(np.abs(step)) < 1e-8:
            break
    return slopes


def _warn(
    predictors: tuple[Predictor, ...], events: float, calibration: float, influence: float
) -> tuple[str, ...]:
    """What speaks against the fit."""
    found = []
    if events < 10:
        found.append(f"Only {events:.1f} events for each predictor: the ratios lie too far out.")
    found += [
        f"{one.name} says much the same as the others (variance inflation {one.inflation:.1f})."
        for one in predictors
        if one.inflation > 5
    ]
    if calibration < 0.05:
        found.append(f"The fitted chances are off (Hosmer-Lemeshow p = {calibration:.3f}).")
    if influence > 1:
        found.append(f"One person decides the fit (Cook's distance {influence:.1f}).")
    return tuple(found)
