"""Endpoints of a plan that judge tests, predictors and raters."""

import numpy as np

from hemiface.model.study import Study
from hemiface.model.study_plan import Endpoint, StudyPlan
from hemiface.research.agreement import CategoryScale, Weights, estimate_alpha, estimate_kappa
from hemiface.research.compared_terms import list_terms
from hemiface.research.endpoint_groups import Answer, option_number, option_text, option_texts
from hemiface.research.limits import estimate_limits
from hemiface.research.predictors import fit_predictors
from hemiface.research.reliability import estimate_measurement_error, estimate_reliability
from hemiface.research.roc import choose_cutoff, compare_curves, estimate_curve
from hemiface.research.screening import assess_screen
from hemiface.research.study_results import Chart, ChartKind, ResultLine, Series, unique

SHARES = ("sensitivity", "specificity", "positive_value", "negative_value")


def answer_screen(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """Everything that a test says at a cut-off fixed beforehand."""
    found = assess_screen(
        study,
        option_text(endpoint, "test"),
        option_text(endpoint, "truth"),
        option_number(endpoint, "cutoff"),
        level=plan.level,
    )
    names = (*SHARES, "positive_ratio", "negative_ratio", "prevalence")
    subject = f"≥ {found.cutoff:g}"
    lines = tuple(ResultLine(name, subject, getattr(found, name)) for name in names)
    counts = tuple(
        ResultLine(name, "", None, verdict=str(getattr(found, name)))
        for name in ("true_positives", "false_positives", "false_negatives", "true_negatives")
    )
    return Answer((*lines, *counts), Chart(ChartKind.FOREST, codes=SHARES))


def answer_curve(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """Area under the curve of a test, and of another beside it."""
    truth = option_text(endpoint, "truth")
    tests = [option_text(endpoint, "test"), option_text(endpoint, "against")]
    lines, series = [], []
    notes: list[str] = []
    for test in filter(None, tests):
        curve = estimate_curve(study, test, truth, level=plan.level)
        lines.append(ResultLine("area", plan.title_of(test), curve.area))
        notes += curve.warnings
        series.append(Series(plan.title_of(test), 1 - curve.specificity, curve.sensitivity))
    if tests[1]:
        first, second = tests
        both = compare_curves(study, first, second, truth, level=plan.level)
        subject = f"{plan.title_of(first)} \u2212 {plan.title_of(second)}"
        lines.append(ResultLine("area_difference", subject, both))
    return Answer(tuple(lines), Chart(ChartKind.OPERATING, tuple(series)), unique(notes))


def answer_cutoff(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """A cut-off chosen on these persons, and what to expect of it in others."""
    test, truth = option_text(endpoint, "test"), option_text(endpoint, "truth")
    found = choose_cutoff(study, test, truth, level=plan.level)
    lines = tuple(
        ResultLine(code, "", one)
        for code, one in (
            ("chosen_cutoff", found.cutoff),
            ("expected_sensitivity", found.sensitivity),
            ("expected_specificity", found.specificity),
            ("youden", found.youden),
        )
    )
    curve = estimate_curve(study, test, truth, level=plan.level)
    series = Series(plan.title_of(test), 1 - curve.specificity, curve.sensitivity)
    chosen = (1 - found.seen_specificity, found.seen_sensitivity, f"≥ {found.cutoff.value:g}")
    return Answer(lines, Chart(ChartKind.OPERATING, (series,), points=(chosen,)), found.warnings)


def answer_predictors(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """Odds ratios."""
    names = option_texts(endpoint, "names")
    fit = fit_predictors(study, option_text(endpoint, "truth"), names, level=plan.level)
    lines = [
        ResultLine("odds_ratio", one.name, one.odds_ratio, one.p_value, term=term)
        for one, term in zip(fit.predictors, list_terms(study, names), strict=True)
    ]
    notes = (
        *fit.warnings,
        f"Area under the curve of the fitted chances {fit.discrimination:.2f}, "
        f"{fit.expected_discrimination:.2f} less its optimism (bootstrap, Harrell 1996).",
    )
    return Answer(tuple(lines), Chart(ChartKind.FOREST, codes=("odds_ratio",)), notes)


def answer_reliability(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """All six intraclass correlations under both names, and the error of a measurement."""
    value, by = option_text(endpoint, "value"), option_text(endpoint, "by")
    found = estimate_reliability(study, value, by, level=plan.level)
    error = estimate_measurement_error(study, value, by, level=plan.level)
    lines = [
        ResultLine("correlation", f"{one.shrout_fleiss} = {one.mcgraw_wong}", one.estimate)
        for one in found
    ]
    lines += [
        ResultLine("standard_error", "", error.standard_error),
        ResultLine("smallest_change", "", error.smallest_change),
    ]
    chart = Chart(ChartKind.FOREST, codes=("correlation",))
    return Answer(tuple(lines), chart, n_used=found[0].estimate.n)


def answer_kappa(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """Kappa of two raters."""
    weights = Weights(option_text(endpoint, "weights", Weights.NONE.value))
    first, second = option_text(endpoint, "first"), option_text(endpoint, "second")
    found = estimate_kappa(study, first, second, weights=weights, level=plan.level)
    subject = f"{plan.title_of(first)} / {plan.title_of(second)}"
    return Answer((ResultLine("kappa", subject, found),))


def answer_alpha(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """Krippendorff's alpha."""
    scale = CategoryScale(option_text(endpoint, "scale", CategoryScale.NOMINAL.value))
    value, by = option_text(endpoint, "value"), option_text(endpoint, "by")
    found = estimate_alpha(study, value, by, scale=scale, level=plan.level)
    return Answer((ResultLine("alpha", plan.title_of(value), found),), n_used=found.n)


def answer_limits(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """Limits of agreement of two measurements."""
    first, second = option_text(endpoint, "first"), option_text(endpoint, "second")
    found = estimate_limits(study, first, second, level=plan.level)
    pairs = study.complete(first, second).numbers(first, second)
    # Sorted, so that the order of the points tells nothing of persons.
    mean, difference = pairs.mean(axis=1), pairs[:, 1] - pairs[:, 0]
    order = np.lexsort((difference, mean))
    three = (found.lower, found.bias, found.upper)
    subject = f"{plan.title_of(second)} \u2212 {plan.title_of(first)}"
    lines = (
        ResultLine("bias", subject, found.bias),
        ResultLine("lower_limit", subject, found.lower),
        ResultLine("upper_limit", subject, found.upper),
        ResultLine("limits_slope", subject, found.slope),
    )
    chart = Chart(
        ChartKind.SCATTER,
        (Series("", mean[order], difference[order]),),
        first,
        second,
        levels=tuple((one.low, one.value, one.high) for one in three),
    )
    return Answer(lines, chart)
