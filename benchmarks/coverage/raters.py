"""Worlds of raters: reliability, limits of agreement, kappa and alpha."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.coverage import Draw, World
from benchmarks.published.raters import spread_ratings
from hemiface.model.study import Estimate, Study
from hemiface.research.agreement import (
    CategoryScale,
    Weights,
    estimate_alpha,
    estimate_fleiss_kappa,
    estimate_kappa,
)
from hemiface.research.limits import estimate_limits
from hemiface.research.reliability import estimate_measurement_error, estimate_reliability

PERSON, RATER, NOISE = 1.0, 0.3, 0.6
"""Standard deviations of persons, of raters' means and of what is left."""
K = 5
CATEGORIES = 4


def worlds() -> Iterator[World]:
    """Every world of this page."""
    yield from _worlds_of_reliability()
    yield from _worlds_of_limits()
    yield from _worlds_of_kappa()


def _worlds_of_reliability() -> Iterator[World]:
    whole = PERSON**2 + RATER**2 + NOISE**2
    # What each form estimates: the raters of the one-way design scatter as noise does.
    truths = (
        PERSON**2 / whole,
        PERSON**2 / whole,
        PERSON**2 / (PERSON**2 + NOISE**2),
        PERSON**2 / (PERSON**2 + (RATER**2 + NOISE**2) / K),
        PERSON**2 / (PERSON**2 + (RATER**2 + NOISE**2) / K),
        PERSON**2 / (PERSON**2 + NOISE**2 / K),
    )
    names = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")
    for place, (name, truth) in enumerate(zip(names, truths, strict=True)):
        yield World(f"{name}, 40 persons, {K} raters", truth, _draw_form(place))
    errors = ((True, (RATER**2 + NOISE**2) ** 0.5), (False, NOISE))
    for agreement, error in errors:
        kind = "agreement" if agreement else "consistency"
        yield World(f"standard error of measurement, {kind}", error, _draw_error(agreement, False))
        change = 1.96 * 2**0.5 * error
        yield World(f"smallest detectable change, {kind}", change, _draw_error(agreement, True))


def simulate_ratings(
    rng: np.random.Generator, n: int, *, nested: bool = False
) -> NDArray[np.float64]:
    """Ratings of n persons by K raters; nested: by other raters for each person."""
    raters = rng.normal(0, RATER, (n if nested else 1, K))
    return rng.normal(0, PERSON, (n, 1)) + raters + rng.normal(0, NOISE, (n, K))


def _draw_form(place: int) -> Draw:
    def draw(rng: np.random.Generator) -> Estimate:
        study = spread_ratings(simulate_ratings(rng, 40, nested=place in (0, 3)))
        return estimate_reliability(study, "rating", "rater")[place].estimate

    return draw


def _draw_error(agreement: bool, change: bool) -> Draw:
    def draw(rng: np.random.Generator) -> Estimate:
        study = spread_ratings(simulate_ratings(rng, 40))
        found = estimate_measurement_error(study, "rating", "rater", agreement=agreement)
        return found.smallest_change if change else found.standard_error

    return draw


def _worlds_of_limits() -> Iterator[World]:
    truths = {"bias": 2.0, "lower": 2.0 - 1.96 * 5, "upper": 2.0 + 1.96 * 5}
    for name, truth in truths.items():
        yield World(f"limits of agreement, {name}, 20 pairs", truth, _draw_limits(name))
    yield World("limits of agreement, slope, 20 pairs", 0.0, _draw_limits("slope"))


def _draw_limits(name: str) -> Draw:
    def draw(rng: np.random.Generator) -> Estimate:
        first, error = rng.normal(50, 20, 20), rng.normal(1.0, 5 / 2**0.5, (2, 20))
        study = Study.of(
            [f"{one}" for one in range(20)], first=first - error[0], second=first + error[1]
        )
        found: Estimate = getattr(estimate_limits(study, "first", "second"), name)
        return found

    return draw


def simulate_categories(rng: np.random.Generator, n: int, k: int) -> NDArray[np.float64]:
    """Categories 0 to 3 of n persons by k raters, each right three times in four."""
    true = rng.choice(CATEGORIES, p=[0.4, 0.3, 0.2, 0.1], size=(n, 1))
    wrong = np.clip(true + rng.choice([-1, 1, 2], size=(n, k)), 0, CATEGORIES - 1)
    return np.where(rng.random((n, k)) < 0.75, true, wrong).astype(np.float64)


def _worlds_of_kappa() -> Iterator[World]:
    measures: dict[str, Callable[[NDArray[np.float64]], Estimate]] = {
        "Cohen's kappa, 100 persons": _kappa(Weights.NONE),
        "weighted kappa (linear), 100 persons": _kappa(Weights.LINEAR),
        "weighted kappa (quadratic), 100 persons": _kappa(Weights.QUADRATIC),
        "Fleiss's kappa, 50 persons, 4 raters": lambda table: estimate_fleiss_kappa(
            spread_ratings(table), "rating", "rater"
        ),
        "alpha (nominal), 50 persons, 4 raters": lambda table: estimate_alpha(
            spread_ratings(table), "rating", "rater", scale=CategoryScale.NOMINAL
        ),
        "alpha (ordinal), 50 persons, 4 raters": lambda table: estimate_alpha(
            spread_ratings(table), "rating", "rater", scale=CategoryScale.ORDINAL
        ),
        "alpha (interval), a fifth missing": lambda table: estimate_alpha(
            spread_ratings(table), "rating", "rater", scale=CategoryScale.INTERVAL
        ),
    }
    many = simulate_categories(np.random.default_rng(0), 200_000, 4)
    for name, measure in measures.items():
        pair = "kappa, 100" in name or "), 100" in name
        n, k = (100, 2) if pair else (50, 4)
        truth = measure_truth(many[:, :k], name)
        yield World(name, truth, _draw_categories(measure, n, k, missing="missing" in name), 100)


def measure_truth(many: NDArray[np.float64], name: str) -> float:
    """The coefficient of a population: of two of its raters, all persons counted."""
    power = 2 if "quadratic" in name or "interval" in name else 1
    nominal = name.startswith(("Cohen", "Fleiss")) or "nominal" in name
    values = np.arange(CATEGORIES, dtype=np.float64)
    if "ordinal" in name:
        totals = np.bincount(many.ravel().astype(int), minlength=CATEGORIES).astype(np.float64)
        values, power = np.cumsum(totals) - totals / 2, 2
    distance = np.abs(values[:, None] - values[None, :])
    cost = (distance > 0).astype(np.float64) if nominal else distance**power
    table = np.zeros((CATEGORIES, CATEGORIES))
    for one in range(many.shape[1]):
        for other in range(many.shape[1]):
            if one != other:
                np.add.at(table, (many[:, one].astype(int), many[:, other].astype(int)), 1.0)
    shares = table / table.sum()
    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    return 1 - float(np.sum(cost * shares) / np.sum(cost * expected))


def _kappa(weights: Weights) -> Callable[[NDArray[np.float64]], Estimate]:
    def measure(table: NDArray[np.float64]) -> Estimate:
        study = Study.of(
            [f"{person}" for person in range(len(table))], one=table[:, 0], other=table[:, 1]
        )
        return estimate_kappa(study, "one", "other", weights=weights)

    return measure


def _draw_categories(
    measure: Callable[[NDArray[np.float64]], Estimate], n: int, k: int, *, missing: bool
) -> Draw:
    def draw(rng: np.random.Generator) -> Estimate:
        table = simulate_categories(rng, n, k)
        if missing:
            table[rng.random(table.shape) < 0.2] = np.nan
        return measure(table)

    return draw
