"""Published numbers of repeated measures."""

from collections.abc import Iterator

from benchmarks.published import Row, read_study
from hemiface.research.repeated import fit_repeated

GLASGOW = "printed output of lmer in course notes of the University of Glasgow (D. Barr, 2023)"
MIXEFF = "printed output of lme4 2.0.1 in the audit of another package (mixeff), 31 May 2026"


def compare() -> Iterator[Row]:
    """Every number of this page."""
    study = read_study("sleep", person="person")
    data, package = "reaction after short nights, 18 persons (Belenky et al. 2003)", "R lme4, lmer"
    fit = fit_repeated(study, "reaction_ms", ("days",), slope="days")
    intercept, days = (term.effect for term in fit.terms)
    for quantity, theirs, ours, digits in (
        ("intercept", 251.405, intercept.value, 3),
        ("days", 10.467, days.value, 3),
        ("sd of levels", 24.74, fit.between_deviation, 2),
        ("sd of slopes", 5.92, fit.slope_deviation, 2),
        ("residual sd", 25.59, fit.residual_deviation, 2),
    ):
        yield Row("Mixed model", data, quantity, theirs, ours, digits, package, GLASGOW)
    level = fit_repeated(study, "reaction_ms", ("days",))
    for term, theirs in zip(level.terms, (9.7467, 0.8042), strict=True):
        error = (term.effect.high - term.effect.value) / 1.959964
        name = f"{term.name}, standard error, random level only"
        yield Row("Mixed model", data, name, theirs, error, 4, package, MIXEFF)
