"""Which variables hasten an event: Cox's regression, and whether to believe it."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, norm, rankdata

from hemiface.errors import StudyError
from hemiface.model.study import LEVEL, Estimate, Study
from hemiface.research.predictors import make_terms
from hemiface.research.survival import read_times

ENDLESS = 12.0
"""A coefficient of a standardized term beyond this has run away: nobody's hazard is e^12 times
another's."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """One term of Cox's regression.

    Parameters
    ----------
    name
        The variable; for a category with the level, against the first one.
    ratio
        How the hazard multiplies for each unit more.
    coefficient
        Its logarithm.
    p_value
        Of Wald's test.
    proportional_p_value
        Of the test of proportional hazards; small where the ratio changes over time, so that
        one number does not say it.
    """

    name: str
    ratio: Estimate
    coefficient: float
    p_value: float
    proportional_p_value: float


@dataclass(frozen=True, slots=True)
class CoxFit:
    """Cox's regression with its diagnostics.

    Parameters
    ----------
    hazards
        Every term.
    n, n_events
        Persons, and those with the event.
    events_per_predictor
        Below 10 the estimates tend to lie too far out (Peduzzi et al. 1995).
    concordance
        How often, of two persons, the one with the higher fitted hazard has the event first.
    largest_influence
        By how many standard errors one person moves a coefficient at most.
    warnings
        What speaks against the fit, in sentences.
    method
        Sentence for a methods section.
    """

    hazards: tuple[Hazard, ...]
    n: int
    n_events: int
    events_per_predictor: float
    concordance: float
    largest_influence: float
    warnings: tuple[str, ...]
    method: str


def fit_hazards(
    study: Study,
    time: str,
    event: str,
    names: Sequence[str],
    *,
    cause: float | None = None,
    level: float = LEVEL,
) -> CoxFit:
    """Cox's regression with Efron's ties (Cox 1972, J R Stat Soc B 34:187-220).

    Parameters
    ----------
    study
        One row a person; incomplete ones are left out.
    time, event
        As for `estimate_survival`.
    names
        The variables; a category becomes one term for each level but the first.
    cause
        Number of the event that counts, of several; others end the time that a person was
        followed. None where there is only one.
    level
        Of the intervals (Wald).

    Raises
    ------
    StudyError
        If times or events are not such, nobody had the event of the cause, terms are constant or
        say exactly the same, or a ratio has no finite estimate.
    """
    kept = study.complete(time, event, *names)
    times, events = read_times(kept, time, event)
    text = f"Hazard ratio by Cox's regression on {', '.join(names)} with Efron's ties, "
    if cause is not None:
        events = (events == cause).astype(np.float64)
        if not events.any():
            raise StudyError("no_such_cause", event=event, cause=cause)
        text = text.replace(" by", f" of cause {cause:g} by", 1)
        text += (
            "persons with another cause followed until then and censored there (cause-specific "
            "hazard, Prentice et al. 1978, Biometrics 34:541-54), "
        )
    text += "Wald interval."
    labels, terms = make_terms(kept, names)
    scale = np.where(np.ptp(terms, axis=0) > 0, terms.std(axis=0), 0.0)
    terms = terms - terms.mean(axis=0)
    _check_terms(terms, scale, labels, events)
    fit = _fit(times, events, terms / scale, labels)
    slopes, errors = fit.params / scale, fit.bse / scale
    z = float(norm.ppf(0.5 + level / 2))
    bounds = np.exp(slopes[:, None] + z * errors[:, None] * np.array([0, -1, 1]))
    hazards = tuple(
        Hazard(
            label,
            Estimate(float(ratio), float(low), float(high), len(times), text, level=level),
            float(slope),
            float(p),
            float(steady),
        )
        for label, (ratio, low, high), slope, p, steady in zip(
            labels, bounds, slopes, fit.pvalues, _test_proportion(fit, times, events), strict=True
        )
    )
    share = float(events.sum()) / len(labels)
    moved = np.abs(np.nan_to_num(fit.score_residuals) @ fit.cov_params()) / fit.bse
    influence = float(moved.max())
    return CoxFit(
        hazards,
        len(times),
        int(events.sum()),
        share,
        measure_concordance(times, events, terms @ slopes),
        influence,
        _warn(hazards, share, influence),
        text,
    )


def measure_concordance(
    time: NDArray[np.float64], event: NDArray[np.float64], hazard: NDArray[np.float64]
) -> float:
    """Harrell's concordance: of usable pairs, the share in which the higher hazard comes first."""
    earlier = (event[:, None] == 1) & (
        (time[:, None] < time[None, :]) | ((time[:, None] == time[None, :]) & (event[None, :] == 0))
    )
    higher = np.sign(hazard[:, None] - hazard[None, :])
    return float(np.mean((1 + higher[earlier]) / 2)) if earlier.any() else float("nan")


def _check_terms(
    terms: NDArray[np.float64],
    scale: NDArray[np.float64],
    labels: list[str],
    events: NDArray[np.float64],
) -> None:
    if (events > 1).any():
        raise StudyError("one_cause")
    flat = [label for label, one in zip(labels, scale, strict=True) if one == 0]
    if flat:
        raise StudyError("flat", names=", ".join(flat))
    if np.linalg.matrix_rank(terms - terms.mean(axis=0)) < len(labels) or events.sum() < 1:
        raise StudyError("few_events", n=int(events.sum()), n_labels=len(labels))


def _fit(
    times: NDArray[np.float64],
    events: NDArray[np.float64],
    terms: NDArray[np.float64],
    labels: list[str],
) -> Any:  # noqa: ANN401 - untyped
    """The fitted model of statsmodels, on standardized terms."""
    from statsmodels.duration.hazard_regression import PHReg
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    with np.errstate(all="ignore"), warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        fit = PHReg(times, terms, status=events, ties="efron").fit(disp=0)
    run = [
        label
        for label, slope, error in zip(labels, fit.params, fit.bse, strict=True)
        if not np.isfinite(error) or abs(slope) > ENDLESS or error > ENDLESS
    ]
    if run:
        raise StudyError("separated_events", names=" and ".join(run))
    if any(issubclass(one.category, ConvergenceWarning) for one in told):
        raise StudyError("cox_failed")
    return fit


def _test_proportion(
    fit: Any,  # noqa: ANN401 - untyped
    times: NDArray[np.float64],
    events: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Correlation of scaled residuals with the rank of time (Grambsch & Therneau 1994)."""
    happened = events == 1
    residuals = np.asarray(fit.schoenfeld_residuals)[happened]
    away = rankdata(times[happened]) - rankdata(times[happened]).mean()
    spread = fit.cov_params()
    n = len(residuals)
    if n < 2 or not np.any(away):
        return np.full(len(spread), np.nan)
    pulled = away @ (n * residuals @ spread)
    statistic = pulled**2 / (np.diag(spread) * n * np.sum(away**2))
    return np.asarray(chi2.sf(statistic, 1), dtype=np.float64)


def _warn(hazards: tuple[Hazard, ...], events: float, influence: float) -> tuple[str, ...]:
    """What speaks against the fit."""
    found = []
    if events < 10:
        found.append(f"Only {events:.1f} events for each predictor: the ratios lie too far out.")
    found += [
        f"The hazard ratio of {one.name} changes over time "
        f"(p = {one.proportional_p_value:.3f}): one number does not say it."
        for one in hazards
        if one.proportional_p_value < 0.05
    ]
    if influence > 1:
        found.append(f"One person moves a coefficient by {influence:.1f} standard errors.")
    return tuple(found)
