"""Published numbers of screening tests."""

from collections.abc import Iterator

from benchmarks.published import Row, read_study
from hemiface.research.roc import compare_curves, estimate_curve

NOTES = "printed output in public notes on these data (three of them)"
THREAD = "printed output in pROC's issue 73, comment of 5 January 2026"


def compare() -> Iterator[Row]:
    """Every number of this page."""
    study = read_study("subarachnoid")
    data, package = "113 persons after a brain hemorrhage (Turck et al. 2010)", "R pROC"
    method = "Area under the curve"
    area = estimate_curve(study, "s100b", "outcome").area
    yield Row(method, data, "s100b, value", 0.7314, area.value, 4, package, NOTES)
    yield Row(method, data, "s100b, low", 0.6301, area.low, 4, package, NOTES)
    yield Row(method, data, "s100b, high", 0.8326, area.high, 4, package, NOTES)
    less = compare_curves(study, "s100b", "wfns", "outcome")
    for name, theirs, ours in (("low", -0.17421442, less.low), ("high", -0.01040618, less.high)):
        quantity = f"s100b less wfns, {name}"
        yield Row("Difference of two areas", data, quantity, theirs, ours, 8, package, THREAD)
