"""Endpoints of a plan that compare groups, follow persons, or wait for an event."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from hemiface.errors import StudyError
from hemiface.model.study import Estimate, Study
from hemiface.model.study_plan import Endpoint, StudyPlan
from hemiface.model.study_techniques import BY
from hemiface.research.compared_terms import (
    ComparedTerm,
    add_products,
    list_held,
    list_terms,
)
from hemiface.research.comparison import compare_groups
from hemiface.research.competing import estimate_incidence
from hemiface.research.hazards import fit_hazards
from hemiface.research.repeated import fit_repeated
from hemiface.research.study_results import Chart, ChartKind, ResultLine, Series
from hemiface.research.survival import compare_survival, estimate_survival, read_times


@dataclass(frozen=True, slots=True)
class Answer:
    """What one technique gives.

    Parameters
    ----------
    lines
        Numbers.
    chart
        Figure; None for none.
    notes
        What speaks against them.
    n_used
        Persons that the numbers rest on; None for all who have a complete row.
    """

    lines: tuple[ResultLine, ...]
    chart: Chart | None = None
    notes: tuple[str, ...] = ()
    n_used: int | None = None


Names: TypeAlias = tuple[str, ...]
PROPORTIONAL = (
    "P-value of the test of proportional hazards: scaled Schoenfeld residuals against the rank of "
    "the event times (Grambsch & Therneau 1994, Biometrika 81:515-26; in R's survival before 3.0, "
    "cox.zph with transform = rank)."
)
CONCORDANCE = (
    "Concordance of the fitted hazards in the same persons (Harrell et al. 1982, JAMA 247:2543-6)."
)


def option_text(endpoint: Endpoint, name: str, default: str = "") -> str:
    """A column or a word that an endpoint is told."""
    return str(endpoint.options.get(name, default))


def option_texts(endpoint: Endpoint, name: str) -> Names:
    """Columns or words that an endpoint is told."""
    given = endpoint.options.get(name, ())
    return tuple(str(one) for one in given) if isinstance(given, tuple) else ()


def option_number(endpoint: Endpoint, name: str) -> float:
    """A number that an endpoint is told; NaN where it is not."""
    given = endpoint.options.get(name, np.nan)
    return float(given) if isinstance(given, int | float) else float("nan")


def option_numbers(endpoint: Endpoint, name: str) -> tuple[float, ...]:
    """Numbers that an endpoint is told."""
    given = endpoint.options.get(name, ())
    return tuple(float(one) for one in given) if isinstance(given, tuple) else ()


def answer_difference(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """Difference of two groups with its size."""
    value = option_text(endpoint, "value")
    by = option_text(endpoint, "by", plan.group)
    if not by:
        raise StudyError("no_groups", endpoint=endpoint.name)
    (found,) = compare_groups(study, [value], by, level=plan.level)
    subject = f"{found.second} \u2212 {found.first}"
    levels = study.column(value).levels
    code, size = "difference", "effect_size"
    if len(levels) > 2:
        code, size = "delta", "superiority"
    elif levels:
        code, size = "share_difference", "effect_size_h"
        subject = f"{levels[-1]}: {subject}"
    lines = (
        ResultLine(code, subject, found.difference, found.p_value),
        ResultLine(size, subject, found.effect_size),
    )
    return Answer(lines, Chart(ChartKind.FOREST, codes=(code,), x=value))


def answer_repeated(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """Terms of a mixed model, and means over its slope or first variable."""
    value, names = option_text(endpoint, "value"), option_texts(endpoint, "names")
    slope = option_text(endpoint, "slope") or None
    whole, terms = add_products(study, names)
    fit = fit_repeated(whole, value, terms, slope=slope, level=plan.level)
    where = ComparedTerm("", held=list_held(study, names))
    lines = [ResultLine("intercept", "", fit.terms[0].effect, term=where)]
    lines += [
        ResultLine("term", one.name, one.effect, one.p_value, term=term)
        for one, term in zip(fit.terms[1:], list_terms(study, names), strict=True)
    ]
    names = tuple(name for name in names if BY not in name)
    over = slope or next((name for name in names if not study.column(name).levels), "")
    groups = next((name for name in (plan.group, *names) if _is_category(study, name)), "")
    series = tuple(_mean_course(study, value, over, groups, plan.level)) if over else ()
    chart = Chart(ChartKind.COURSE, series, over, value) if series else None
    return Answer(tuple(lines), chart, fit.warnings)


def answer_survival(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """Shares free of an event at the plan's times, medians, and the log-rank test."""
    time, event = option_text(endpoint, "time"), option_text(endpoint, "event")
    by = option_text(endpoint, "by", plan.group)
    marks = option_numbers(endpoint, "at")
    lines, series = [], []
    for name, part in _split(study, by):
        curve = estimate_survival(part, time, event, level=plan.level)
        for mark in marks:
            lines.append(ResultLine("free_at", _join(name, f"{mark:g}"), curve.at(mark)))
        lines.append(ResultLine("median", name, curve.median))
        followed = _follow(part, time, event, curve.at_risk)
        series.append(Series(name, *curve.steps(), *followed))
    notes: list[StudyError] = []
    if len(series) > 1:
        try:
            test = compare_survival(study, time, event, by)
        except StudyError as error:
            notes.append(error)  # the curves stand without it
        else:
            found = _note(test.statistic, test.n, test.method)
            lines.append(ResultLine("log_rank", "", found, test.p_value))
    chart = Chart(ChartKind.STEPS, tuple(series), time, "", (0.0, *marks))
    return Answer(tuple(lines), chart, tuple(one.message for one in notes))


def answer_incidence(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """Shares to whom each cause had come first, at the plan's times."""
    time, event = option_text(endpoint, "time"), option_text(endpoint, "event")
    causes, marks = option_texts(endpoint, "causes"), option_numbers(endpoint, "at")
    lines, series = [], []
    for name, part in _split(study, option_text(endpoint, "by", plan.group)):
        curves = estimate_incidence(part, time, event, n_causes=len(causes), level=plan.level)
        if len(curves) > len(causes):
            raise StudyError("causes", event=event, n_curves=len(curves), n_causes=len(causes))
        for curve, cause in zip(curves, causes, strict=True):
            subject = _join(cause, name)
            for mark in marks:
                lines.append(
                    ResultLine("incidence_at", _join(subject, f"{mark:g}"), curve.at(mark))
                )
            followed = _follow(part, time, event, curve.at_risk)
            series.append(Series(subject, *curve.steps(), *followed))
    return Answer(tuple(lines), Chart(ChartKind.STEPS, tuple(series), time, "", (0.0, *marks)))


def answer_hazards(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """Hazard ratios; of one cause where the plan names it."""
    time, event = option_text(endpoint, "time"), option_text(endpoint, "event")
    cause = option_number(endpoint, "cause")
    names = option_texts(endpoint, "names")
    fit = fit_hazards(
        study, time, event, names, cause=None if np.isnan(cause) else cause, level=plan.level
    )
    pairs = list(zip(fit.hazards, list_terms(study, names), strict=True))
    lines = [
        ResultLine("hazard_ratio", one.name, one.ratio, one.p_value, term=term)
        for one, term in pairs
    ]
    # Diagnostics are no tests of the plan: they stay out of the correction of p-values.
    for one, term in pairs:
        steady = _note(one.proportional_p_value, fit.n, PROPORTIONAL)
        lines.append(ResultLine("proportional", one.name, steady, term=term))
    lines.append(ResultLine("concordance", "", _note(fit.concordance, fit.n, CONCORDANCE)))
    return Answer(tuple(lines), Chart(ChartKind.FOREST, codes=("hazard_ratio",)), fit.warnings)


def _note(value: float, n: int, method: str) -> Estimate:
    """A number of a diagnosis of a fit, which has no interval."""
    return Estimate(value, np.nan, np.nan, n, method)


def _is_category(study: Study, name: str) -> bool:
    return bool(name) and bool(study.column(name).levels)


def _split(study: Study, by: str) -> Iterator[tuple[str, Study]]:
    """Everybody, or each group that has somebody."""
    if not by:
        yield "", study
        return
    column = study.column(by)
    if not column.levels:
        raise StudyError("group_column", by=by)
    for place, level in enumerate(column.levels):
        rows = column.values == place
        if rows.any():
            yield level, study.where(rows)


def _mean_course(study: Study, value: str, over: str, by: str, level: float) -> Iterator[Series]:
    """Mean of each group at each time that several persons share, with its t interval."""
    for name, part in _split(study.complete(value, over), by):
        x, y = part.numbers(over), part.numbers(value)
        rows = []
        for place in np.unique(x):
            here = y[x == place]
            if len(here) > 1:
                reach = float(t.ppf(0.5 + level / 2, len(here) - 1) * here.std(ddof=1))
                rows.append((place, here.mean(), reach / len(here) ** 0.5, len(here)))
        if rows:
            at, mean, reach, n = np.array(rows).T
            yield Series(name, at, mean, mean - reach, mean + reach, n)


def _follow(
    study: Study, time: str, event: str, at_risk: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Persons still followed at 0 and before each time, and times at which some were lost."""
    times, events = read_times(study, time, event)
    return np.concatenate([at_risk[:1], at_risk]), np.unique(times[events == 0])


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
