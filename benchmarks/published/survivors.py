"""Published numbers of the time until something happens."""

from collections.abc import Iterator

import numpy as np

from benchmarks.published import Row, read_study
from hemiface.research.competing import estimate_incidence
from hemiface.research.hazards import fit_hazards
from hemiface.research.survival import compare_survival, estimate_survival

TWO_NOTES = "printed output of survfit in two public course notes"
MANY_NOTES = "printed output in public course notes (five of them)"
VIGNETTE = (
    "printed output of coxph in a package's vignette; coefficients also in lifelines' issue 200"
)
SKSURV = "scikit-survival, tests/test_nonparametric.py (issue 490); paper not read"

# Coefficient and standard error of coxph with Efron's ties.
ROSSI = {
    "fin": (-0.37942, 0.19138),
    "age": (-0.05744, 0.02200),
    "race": (0.31390, 0.30799),
    "wexp": (-0.14980, 0.21222),
    "mar": (-0.43370, 0.38187),
    "paro": (-0.08487, 0.19576),
    "prio": (0.09150, 0.02865),
}
# Cumulative incidence at 5, 12 and 35 months: all, acute lymphoblastic, acute myeloid.
INCIDENCE = {
    "all": ((0.20493, 0.27284, 0.27284), (0.17579, 0.34076, 0.48127)),
    "ALL": ((0.11765, 0.17647, 0.17647), (0.29412, 0.47059, 0.70588)),
    "AML": ((0.29514, 0.36819, 0.36819), (0.05556, 0.20571, 0.20571)),
}


def compare() -> Iterator[Row]:
    """Every number of this page."""
    yield from _compare_curves()
    yield from _compare_hazards()
    yield from _compare_incidence()


def _compare_curves() -> Iterator[Row]:
    data, package = "remission under 6-MP or placebo, 42 children", "R survival, survfit"
    study = read_study("mercaptopurine", texts=("arm",))
    treated, other = (
        estimate_survival(study.where(study.column("arm").values == arm), "weeks", "relapsed")
        for arm in (0, 1)
    )
    for week, theirs in ((6, 0.857), (10, 0.753), (23, 0.448)):
        found = treated.at(week).value
        name = f"6-MP, week {week}"
        yield Row("Kaplan & Meier", data, name, theirs, found, 3, package, TWO_NOTES)
    for arm, curve, median in (("6-MP", treated, 23), ("placebo", other, 8)):
        name = f"{arm}, median"
        yield Row("Kaplan & Meier", data, name, median, curve.median.value, 0, package, MANY_NOTES)
    test = compare_survival(study, "weeks", "relapsed", "arm")
    package = "R survival, survdiff"
    yield Row("Log-rank", data, "chi squared", 16.8, test.statistic, 1, package, MANY_NOTES)


def _compare_hazards() -> Iterator[Row]:
    fit = fit_hazards(read_study("rossi"), "week", "arrest", tuple(ROSSI))
    data, package = "432 released prisoners (Rossi et al. 1980)", "R survival, coxph"
    for one in fit.hazards:
        theirs, error = ROSSI[one.name]
        ours = float(np.log(one.ratio.high / one.ratio.low)) / (2 * 1.959964)
        for what, value, found in (
            ("coefficient", theirs, one.coefficient),
            ("standard error", error, ours),
        ):
            yield Row("Cox", data, f"{one.name}, {what}", value, found, 5, package, VIGNETTE)


def _compare_incidence() -> Iterator[Row]:
    study = read_study("bone_marrow")
    package = "R cmprsk, by the tests of scikit-survival"
    for name, disease in (("all", None), ("ALL", 0), ("AML", 1)):
        chosen = (
            study if disease is None else study.where(study.column("disease").values == disease)
        )
        data = f"bone marrow transplants, {name} (Scrucca et al. 2007)"
        for curve, theirs in zip(
            estimate_incidence(chosen, "time", "status"), INCIDENCE[name], strict=True
        ):
            for month, value in zip((5, 12, 35), theirs, strict=True):
                quantity = f"cause {curve.cause}, month {month}"
                ours = curve.at(month).value
                yield Row("Aalen & Johansen", data, quantity, value, ours, 5, package, SKSURV)
