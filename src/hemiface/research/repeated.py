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

OPTIMIZERS = ("bfgs", "powell")
"""Tried in this order; the first that converges counts. L-BFGS is left out: where persons hardly
differ it says that it converged while the likelihood still rises."""
SINGULAR = 1e-6
"""Least variance between persons, in any direction, as a share of that within them."""
NO_SLOPE = (
    "Persons do not differ beyond chance in their slope of {slope}: its variance lies at its "
    "boundary (a singular fit), and the numbers are those of the model without it."
)
NO_LEVEL = (
    "Persons do not differ beyond chance: the variance between them lies at its boundary of 0 (a "
    "singular fit), and the numbers are those of the model without it, a linear model of all rows."
)
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
        If no optimizer converged, if there are fewer than five persons, or if terms say the same.

    Notes
    -----
    Where persons do not differ beyond chance in their slope or level, that variance lies at its
    boundary of 0 (a singular fit): the estimates are those of the model without it, and a warning
    says so.
    """
    kept = study.complete(value, *names)
    people, rows = kept.persons
    if len(people) < 5 or len(people) == kept.n_rows:
        raise StudyError("few_repeated", n_rows=kept.n_rows, n_people=len(people))
    if slope is not None and slope not in names:
        raise StudyError("slope", slope=slope)
    labels, terms = make_terms(kept, names)
    if not np.ptp(kept.numbers(value)):
        raise StudyError("flat", names=value)
    if slope is not None:
        kept.numbers(slope)  # refuses a category
    place = None if slope is None else labels.index(slope)
    fit, dropped = _fit_standardized(kept.numbers(value), terms, place, rows, labels)
    z = float(norm.ppf(0.5 + level / 2))
    unit = kept.column(value).unit
    text = (
        f"Linear mixed model of {value} on {', '.join(names)}, random level"
        f"{f' and slope of {slope}' if slope else ''} of {len(people)} persons, restricted maximum "
        "likelihood (Laird & Ware 1982), Wald interval."
    )
    said = {"": (), "slope": (NO_SLOPE.format(slope=slope),), "level": (NO_LEVEL,)}[dropped]
    found = tuple(
        RepeatedTerm(
            label,
            Estimate(float(b), float(b - z * e), float(b + z * e), kept.n_rows, text, unit, level),
            float(2 * norm.sf(abs(b / e))),
        )
        for label, b, e in zip(("intercept", *labels), fit.effects, fit.errors, strict=True)
    )
    deviations = np.diag(fit.spread) ** 0.5
    return RepeatedFit(
        found,
        kept.n_rows,
        len(people),
        float(deviations[0]),
        float(deviations[1]) if slope else float("nan"),
        fit.residual_deviation,
        text,
        (*said, *_warn(len(people))),
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


@dataclass(frozen=True, slots=True)
class _Fit:
    """What was fitted, on the scale that was asked for; the intercept first."""

    effects: NDArray[np.float64]
    errors: NDArray[np.float64]
    spread: NDArray[np.float64]
    residual_deviation: float


def _fit_standardized(
    values: NDArray[np.float64],
    terms: NDArray[np.float64],
    slope: int | None,
    people: NDArray[np.intp],
    labels: Sequence[str],
) -> tuple[_Fit, str]:
    """Fit around the means and in standard deviations: numbers far from 0 would hide the rest.

    The model is the same one: the level of a person where everything is 0 is a sum of what is
    estimated at the means. With it comes what lies at the boundary: slope, level, or nothing.
    """
    middle, scale = terms.mean(axis=0), terms.std(axis=0)
    if (np.ptp(terms, axis=0) == 0).any():
        raise StudyError("indistinct", names=", ".join(labels))
    design = np.column_stack([np.ones(len(terms)), (terms - middle) / scale])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise StudyError("indistinct", names=", ".join(labels))
    unit = float(values.std())
    scaled = (values - values.mean()) / unit
    back = np.diag(np.concatenate([[1.0], 1 / scale]))
    back[0, 1:] = -middle / scale
    random = [0] if slope is None else [0, slope + 1]
    found, dropped = _fit(scaled, design, design[:, random], people), ""
    if found is None and slope is not None:
        random, dropped = [0], "slope"
        found = _fit(scaled, design, design[:, random], people)
    effects, covariance, own, residual = _fit_plain(scaled, design)
    if found is not None:
        effects = np.asarray(found.fe_params)
        covariance = np.asarray(found.cov_params())[: len(effects), : len(effects)]
        own, residual = np.atleast_2d(np.asarray(found.cov_re)), float(found.scale)
    else:
        dropped = "level"
    effects = unit * (back @ effects)
    effects[0] += values.mean()
    errors = unit * np.sqrt(np.diag(back @ covariance @ back.T))
    turned = back[np.ix_(random, random)]
    spread = np.zeros((1 if slope is None else 2,) * 2)
    spread[: len(random), : len(random)] = unit**2 * (turned @ own @ turned.T)
    return _Fit(effects, errors, spread, unit * residual**0.5), dropped


def _fit_plain(
    values: NDArray[np.float64], design: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], float]:
    """The model without any variance between persons: least squares, as a singular fit gives."""
    inverse = np.linalg.inv(design.T @ design)
    effects = inverse @ design.T @ values
    residual = float(np.sum((values - design @ effects) ** 2)) / max(len(design) - len(inverse), 1)
    covariance = np.asarray(residual * inverse, dtype=np.float64)
    return effects, covariance, np.zeros((1, 1)), residual


def _fit(
    values: NDArray[np.float64],
    design: NDArray[np.float64],
    random: NDArray[np.float64],
    people: NDArray[np.intp],
) -> Any:  # noqa: ANN401 - untyped
    """The fitted model of statsmodels; the first optimizer that converges. None at the boundary."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    model = MixedLM(values, design, groups=people, exog_re=random)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they say is asked below
        for optimizer in OPTIMIZERS:
            try:
                fit = model.fit(reml=True, method=optimizer, maxiter=500)
            except np.linalg.LinAlgError:
                continue
            if not fit.converged:
                continue
            spread = np.atleast_2d(np.asarray(fit.cov_re))
            if not np.linalg.eigvalsh(spread).min() > SINGULAR * float(fit.scale):
                return None
            if not np.isfinite(np.asarray(fit.bse)[: design.shape[1]]).all():
                continue
            return fit
    raise StudyError("not_converged")
