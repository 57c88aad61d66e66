"""Several measurements of each person: linear mixed models that say when they did not converge."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from hemiface.errors import StudyError
from hemiface.model.study import LEVEL, Estimate, Study
from hemiface.research.predictors import make_terms

OPTIMIZERS = ("bfgs", "lbfgs", "powell")
"""Tried in this order; the first that converges counts."""
FEW_PERSONS = 20
"""Persons below which the intervals are warned of."""


@dataclass(frozen=True, slots=True)
class RepeatedTerm:
    """One term of a mixed model.

    Parameters
    ----------
    name
        The variable; for a category with the level, against the first one.
    effect
        Change of the value for each unit more.
    p_value
        Of Wald's test.
    """

    name: str
    effect: Estimate
    p_value: float


@dataclass(frozen=True, slots=True)
class RepeatedFit:
    """A linear mixed model with random effects of persons.

    Parameters
    ----------
    terms
        Intercept and every variable.
    n_rows, n_persons
        Measurements, and persons.
    between_deviation
        Standard deviation of persons' levels.
    slope_deviation
        Standard deviation of persons' slopes; NaN without any.
    residual_deviation
        Standard deviation within a person.
    method
        Sentence for a methods section.
    warnings
        What speaks against the intervals, in sentences.
    """

    terms: tuple[RepeatedTerm, ...]
    n_rows: int
    n_persons: int
    between_deviation: float
    slope_deviation: float
    residual_deviation: float
    method: str
    warnings: tuple[str, ...] = ()


def fit_repeated(
    study: Study,
    value: str,
    names: Sequence[str],
    *,
    slope: str | None = None,
    level: float = LEVEL,
) -> RepeatedFit:
    """Linear mixed model, restricted maximum likelihood (Laird & Ware 1982, Biometrics 38:963-74).

    Parameters
    ----------
    study
        One row a measurement; incomplete rows are left out, persons with few rows are kept.
    value
        What was measured.
    names
        The variables; a category becomes one term for each level but the first.
    slope
        One of them whose effect differs between persons (random slope); else only the level
        does.
    level
        Of the intervals (Wald).

    Raises
    ------
    StudyError
        If no optimizer converged, if persons do not differ beyond chance, so that the model is
        singular, if there are fewer than five persons, or if terms say the same.
    """
    kept = study.complete(value, *names)
    people, rows = kept.persons
    if len(people) < 5 or len(people) == kept.n_rows:
        raise StudyError("few_repeated", n_rows=kept.n_rows, n_people=len(people))
    if slope is not None and slope not in names:
        raise StudyError("slope", slope=slope)
    labels, terms = make_terms(kept, names)
    design = np.column_stack([np.ones(kept.n_rows), terms])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise StudyError("indistinct", names=", ".join(labels))
    random = np.ones((kept.n_rows, 1))
    if slope is not None:
        random = np.column_stack([random, kept.numbers(slope)])
    fit = _fit(kept.numbers(value), design, random, rows)
    z = float(norm.ppf(0.5 + level / 2))
    unit = kept.column(value).unit
    text = (
        f"Linear mixed model of {value} on {', '.join(names)}, random level"
        f"{f' and slope of {slope}' if slope else ''} of {len(people)} persons, restricted maximum "
        "likelihood (Laird & Ware 1982), Wald interval."
    )
    count = design.shape[1]
    found = tuple(
        RepeatedTerm(
            label,
            Estimate(float(b), float(b - z * e), float(b + z * e), kept.n_rows, text, unit, level),
            float(2 * norm.sf(abs(b / e))),
        )
        for label, b, e in zip(
            ("intercept", *labels), fit.fe_params, np.asarray(fit.bse)[:count], strict=True
        )
    )
    spread = np.asarray(fit.cov_re)
    slopes = float(spread[1, 1] ** 0.5) if slope else float("nan")
    return RepeatedFit(
        found,
        kept.n_rows,
        len(people),
        float(spread[0, 0] ** 0.5),
        slopes,
        float(fit.scale**0.5),
        text,
        _warn(len(people)),
    )


def _warn(n_persons: int) -> tuple[str, ...]:
    """What speaks against Wald's intervals; the share is that of the manual."""
    if n_persons >= FEW_PERSONS:
        return ()
    return (
        f"{n_persons} persons: with fewer than {FEW_PERSONS}, intervals and p-values of the mixed "
        "model are too sure. Intervals of 95 % for what differs between persons hold the truth in "
        "89 % of studies of 6, and in 92 % of studies of 12.",
    )


def _fit(
    values: NDArray[np.float64],
    design: NDArray[np.float64],
    random: NDArray[np.float64],
    people: NDArray[np.intp],
) -> Any:  # noqa: ANN401 - untyped
    """The fitted model of statsmodels; the first optimizer that converges."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    model = MixedLM(values, design, groups=people, exog_re=random)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they say is asked below
        for optimizer in OPTIMIZERS:
            try:
                fit = model.fit(reml=True, method=optimizer, maxiter=500)
            except np.linalg.LinAlgError:
                continue
            errors = np.asarray(fit.bse)[: design.shape[1]]
            if not fit.converged or not np.isfinite(errors).all():
                continue
            spread = np.atleast_2d(np.asarray(fit.cov_re))
            if np.linalg.eigvalsh(spread).min() <= 1e-6 * max(float(np.trace(spread)), 1e-12):
                raise StudyError("no_spread")
            return fit
    raise StudyError("not_converged")
