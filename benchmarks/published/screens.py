"""Published numbers of screening tests."""

from collections.abc import Iterator

from benchmarks.published import Row, read_study
from hemiface.research.roc import compare_curves, estimate_curve


def compare() -> Iterator[Row]:
    """Every number of this page."""
    study = read_study("subarachnoid")
    data, package = "113 persons after a brain hemorrhage (Turck et al. 2010)", "R pROC"
    area = estimate_curve(study, "s100b", "outcome").area
    yield Row("Area under the curve", data, "value", 0.7314, area.value, 4, package)
    yield Row("Area under the curve", data, "low", 0.6301, area.low, 4, package)
    yield Row("Area under the curve", data, "high", 0.8326, area.high, 4, package)
    less = compare_curves(study, "s100b", "wfns", "outcome")
    yield Row("Difference of two areas", data, "low", -0.17421442, less.low, 8, package)
    yield Row("Difference of two areas", data, "high", -0.01040618, less.high, 8, package)
