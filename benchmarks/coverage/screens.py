"""Worlds of screening tests: a scale that is a standard deviation and a half higher in the ill."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.stats import norm

from benchmarks.coverage import Draw, World
from hemiface.model.study import Estimate, Study
from hemiface.research.predictors import fit_predictors
from hemiface.research.roc import choose_cutoff, compare_curves, estimate_curve
from hemiface.research.screening import assess_screen

SHIFT, OTHER_SHIFT, TOGETHER = 1.5, 1.0, 0.5
"""How much higher both tests are in the ill, in standard deviations, and their correlation."""
N, PREVALENCE = 120, 0.35
CUTOFF = 1.0


def worlds() -> Iterator[World]:
    """Every world of this page."""
    sensitivity, specificity = norm.cdf(SHIFT - CUTOFF), norm.cdf(CUTOFF)
    truths = {
        "sensitivity": sensitivity,
        "specificity": specificity,
        "positive_value": PREVALENCE
        * sensitivity
        / (PREVALENCE * sensitivity + (1 - PREVALENCE) * (1 - specificity)),
        "negative_value": (1 - PREVALENCE)
        * specificity
        / ((1 - PREVALENCE) * specificity + PREVALENCE * (1 - sensitivity)),
        "positive_ratio": sensitivity / (1 - specificity),
        "negative_ratio": (1 - sensitivity) / specificity,
        "prevalence": PREVALENCE,
    }
    for name, truth in truths.items():
        yield World(f"screen, {name.replace('_', ' ')}, {N} persons", float(truth), _screen(name))
    area, other = (float(norm.cdf(shift / 2**0.5)) for shift in (SHIFT, OTHER_SHIFT))
    yield World(f"area under the curve, {N} persons", area, _draw_area)
    yield World(f"difference of two areas, {N} persons", area - other, _draw_difference)
    yield World(f"chosen cut-off, {N} persons", SHIFT / 2, _draw_cutoff, 40)
    for name in ("sensitivity", "specificity", "youden"):
        yield World(f"chosen cut-off, {name} in new persons less truth", 0.0, _cutoff(name), 40)
    yield World("odds ratio, 200 persons, three predictors", float(np.exp(0.7)), _draw_odds, 60)


def simulate_tests(rng: np.random.Generator, n: int = N) -> Study:
    """Persons with two tests and the truth."""
    ill = rng.random(n) < PREVALENCE
    ill[:2] = (True, False)
    common = rng.normal(0, TOGETHER**0.5, n)
    own = rng.normal(0, (1 - TOGETHER) ** 0.5, (2, n))
    return Study.of(
        [f"{person}" for person in range(n)],
        test=SHIFT * ill + common + own[0],
        other=OTHER_SHIFT * ill + common + own[1],
        ill=ill.astype(float),
    )


def _screen(name: str) -> Draw:
    def draw(rng: np.random.Generator) -> Estimate:
        found: Estimate = getattr(assess_screen(simulate_tests(rng), "test", "ill", CUTOFF), name)
        return found

    return draw


def _draw_area(rng: np.random.Generator) -> Estimate:
    return estimate_curve(simulate_tests(rng), "test", "ill").area


def _draw_difference(rng: np.random.Generator) -> Estimate:
    return compare_curves(simulate_tests(rng), "test", "other", "ill")


def _draw_cutoff(rng: np.random.Generator) -> Estimate:
    # Both groups scatter alike, so that the best cut-off of everybody lies midway between them.
    seed = int(rng.integers(1 << 30))
    return choose_cutoff(simulate_tests(rng), "test", "ill", n_samples=200, seed=seed).cutoff


def _cutoff(name: str) -> Draw:
    def draw(rng: np.random.Generator) -> Estimate:
        seed = int(rng.integers(1 << 30))
        found = choose_cutoff(simulate_tests(rng), "test", "ill", n_samples=100, seed=seed)
        cutoff = found.cutoff.value
        sensitivity, specificity = norm.cdf(SHIFT - cutoff), norm.cdf(cutoff)
        truth = {
            "sensitivity": sensitivity,
            "specificity": specificity,
            "youden": sensitivity + specificity - 1,
        }[name]
        one: Estimate = getattr(found, name)
        return replace(one, value=one.value - truth, low=one.low - truth, high=one.high - truth)

    return draw


def _draw_odds(rng: np.random.Generator) -> Estimate:
    x = rng.normal(size=(200, 3))
    chance = 1 / (1 + np.exp(-(-0.5 + x @ np.array([0.7, -0.4, 0.0]))))
    study = Study.of(
        [f"{person}" for person in range(200)],
        first=x[:, 0],
        second=x[:, 1],
        third=x[:, 2],
        ill=(rng.random(200) < chance).astype(float),
    )
    fit = fit_predictors(study, "ill", ("first", "second", "third"), n_samples=0)
    return fit.predictors[0].odds_ratio
