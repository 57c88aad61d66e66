"""Published numbers of agreement and reliability."""

from collections.abc import Iterator

import numpy as np

from benchmarks.published import FOLDER, NOT_READ, Row, read_study
from hemiface.model.study import Study
from hemiface.research.agreement import (
    CategoryScale,
    estimate_alpha,
    estimate_fleiss_kappa,
    estimate_kappa,
)
from hemiface.research.limits import estimate_limits
from hemiface.research.reliability import estimate_reliability

REXREPOS = "printed output in D. Wollschläger's RExRepos, interRaterICC"
PSYCH = 'examples of R psych, cohen.kappa: "cohen reports .492 and .348"'
ALPHA_NOTES = "printed output in public course notes, chapter on qualitative research"
ANALYSE_IT = "Analyse-it's tutorial on these data"

# Six persons, four raters: table 2 of Shrout & Fleiss 1979.
SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
)
# Value and interval of each form; the intervals are those of R's psych.
FORMS = {
    "ICC(1,1)": (0.17, -0.133, 0.72),
    "ICC(2,1)": (0.29, 0.019, 0.76),
    "ICC(3,1)": (0.71, 0.342, 0.95),
    "ICC(1,k)": (0.44, -0.884, 0.91),
    "ICC(2,k)": (0.62, 0.071, 0.93),
    "ICC(3,k)": (0.91, 0.676, 0.99),
}
# 200 persons, two raters, in per cent of all: Cohen 1960 and 1968.
COHEN = np.array([[44, 5, 1], [7, 20, 3], [9, 5, 6]])
COHEN_WEIGHTS = np.array([[0.0, 1, 3], [1, 0, 6], [3, 6, 0]])
# Krippendorff 2011, example C: four observers, twelve units.
OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 - - -",
    "1 2 3 3 2 2 4 1 2 5 - 3",
    "- 3 3 3 2 3 4 2 2 5 1 -",
    "1 2 3 3 2 4 4 1 2 5 1 -",
)


def spread_ratings(table: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Study:
    """A table of persons and raters as one row a rating."""
    n, k = table.shape
    people = [f"{person:03d}" for person in range(n) for _ in range(k)]
    raters = [f"r{rater}" for _ in range(n) for rater in range(k)]
    return Study.of(people, rating=table.astype(float).ravel(), rater=raters)


def compare() -> Iterator[Row]:
    """Every number of this page."""
    yield from _compare_reliability()
    yield from _compare_kappa()
    yield from _compare_alpha()
    yield from _compare_limits()


def _compare_reliability() -> Iterator[Row]:
    data = "six persons, four judges (Shrout & Fleiss 1979)"
    for found in estimate_reliability(spread_ratings(SHROUT_FLEISS), "rating", "rater"):
        value, low, high = FORMS[found.shrout_fleiss]
        name, made = f"{found.shrout_fleiss} = {found.mcgraw_wong}", found.estimate
        paper, package = "Shrout & Fleiss 1979, table 4", "R psych, ICC"
        yield Row(name, data, "value", value, made.value, 2, paper, REXREPOS)
        yield Row(name, data, "low", low, made.low, 3, package, REXREPOS)
        yield Row(name, data, "high", high, made.high, 2, package, REXREPOS)


def _compare_kappa() -> Iterator[Row]:
    first, second = np.nonzero(np.ones((3, 3)))
    times = 2 * COHEN.ravel()
    pair = Study.of(
        [f"{place:03d}" for place in range(times.sum())],
        one=np.repeat(first, times),
        other=np.repeat(second, times),
    )
    data = "200 persons, two raters"
    plain = estimate_kappa(pair, "one", "other")
    weighted = estimate_kappa(pair, "one", "other", weights=COHEN_WEIGHTS)
    yield Row("Cohen's kappa", data, "value", 0.492, plain.value, 3, "Cohen 1960", PSYCH)
    yield Row("Weighted kappa", data, "value", 0.348, weighted.value, 3, "Cohen 1968", PSYCH)
    table = np.loadtxt(FOLDER / "diagnoses.csv", delimiter=",")
    found = estimate_fleiss_kappa(spread_ratings(table), "rating", "rater")
    data = "30 patients, six psychiatrists (Fleiss 1971)"
    paper = "Fleiss 1971; R irr"
    yield Row("Fleiss's kappa", data, "value", 0.43, found.value, 2, paper, REXREPOS)


def _compare_alpha() -> Iterator[Row]:
    cells = [[np.nan if c == "-" else float(c) for c in row.split()] for row in OBSERVERS]
    study = spread_ratings(np.array(cells).T)
    data = "twelve units, four observers (Krippendorff 2011)"
    for scale, theirs in (
        (CategoryScale.NOMINAL, 0.743),
        (CategoryScale.ORDINAL, 0.815),
        (CategoryScale.INTERVAL, 0.849),
    ):
        found = estimate_alpha(study, "rating", "rater", scale=scale)
        name = f"Krippendorff's alpha, {scale}"
        paper = "Krippendorff 2011; R irr"
        yield Row(name, data, "value", theirs, found.value, 3, paper, ALPHA_NOTES)


def _compare_limits() -> Iterator[Row]:
    found = estimate_limits(read_study("peak_flow"), "mini", "wright")
    data, paper = "two flow meters, 17 persons, l/min", "Bland & Altman 1986"
    method = "Limits of agreement"
    yield Row(method, data, "bias", -2.1, found.bias.value, 1, paper, ANALYSE_IT)
    yield Row(method, data, "bias, low", -22.0, found.bias.low, 1, paper, NOT_READ)
    yield Row(method, data, "bias, high", 17.8, found.bias.high, 1, paper, NOT_READ)
    yield Row(method, data, "lower", -78.1, found.lower.value, 1, paper, ANALYSE_IT)
    yield Row(method, data, "upper", 73.9, found.upper.value, 1, paper, ANALYSE_IT)
