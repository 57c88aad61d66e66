"""Published numbers of repeated measures."""

from collections.abc import Iterator

from benchmarks.published import Row, read_study
from hemiface.research.repeated import fit_repeated


def compare() -> Iterator[Row]:
    """Every number of this page."""
    study = read_study("sleep", person="person")
    data, package = "reaction after short nights, 18 persons (Belenky et al. 2003)", "R lme4, lmer"
    fit = fit_repeated(study, "reaction_ms", ("days",), slope="days")
    intercept, days = (term.effect for term in fit.terms)
    yield Row("Mixed model", data, "intercept", 251.405, intercept.value, 3, package)
    yield Row("Mixed model", data, "days", 10.467, days.value, 3, package)
    yield Row("Mixed model", data, "sd of levels", 24.74, fit.between_deviation, 2, package)
    yield Row("Mixed model", data, "sd of slopes", 5.92, fit.slope_deviation, 2, package)
    yield Row("Mixed model", data, "residual sd", 25.59, fit.residual_deviation, 2, package)
    level = fit_repeated(study, "reaction_ms", ("days",))
    for term, theirs in zip(level.terms, (9.7467, 0.8042), strict=True):
        error = (term.effect.high - term.effect.value) / 1.959964
        name = f"{term.name}, standard error, random level only"
        yield Row("Mixed model", data, name, theirs, error, 4, package)
