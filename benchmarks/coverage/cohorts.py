"""Worlds of groups and of visits."""

from collections.abc import Callable, Iterator

import numpy as np
from scipy.stats import norm

from benchmarks.coverage import Draw, World
from hemiface.model.study import Column, Estimate, Study
from hemiface.research.comparison import compare_groups
from hemiface.research.repeated import fit_repeated
from hemiface.simulation.cohorts import CohortWorld, simulate_cohort

N, DIFFERENCE, CUT = 60, 0.6, 0.5
GRADES = ("none", "slight", "mild", "moderate", "severe")
GRADE_CUTS = (-1.0, -0.2, 0.5, 1.3)
"""Where the number becomes the next grade."""
# Slopes that differ clearly: where they do not, a random slope is refused.
# The level keeps everybody off 0, below which no burden falls: a floor pulls slopes to none.
WORLD = CohortWorld(slopes=1.0, level=60.0)


def worlds() -> Iterator[World]:
    """Every world of this page."""
    shares = norm.sf(CUT), norm.sf(CUT - DIFFERENCE)
    yield World(f"difference of means, {N} persons", DIFFERENCE, _draw(_difference), 100)
    yield World(f"Hedges's g, {N} persons", DIFFERENCE, _draw(_size), 40)
    share = float(shares[1] - shares[0])
    yield World(f"difference of shares, {N} persons", share, _draw(_share), 100)
    size = float(2 * np.arcsin(shares[1] ** 0.5) - 2 * np.arcsin(shares[0] ** 0.5))
    yield World(f"Cohen's h, {N} persons", size, _draw(_size_of_shares), 100)
    superior = _chance_of_superiority()
    yield World(f"Cliff's delta, {N} persons, five grades", 2 * superior - 1, _draw(_delta), 100)
    yield World(f"chance of superiority, {N} persons", superior, _draw(_superiority), 100)
    name = "mixed model, change a month in the treated, 50 persons"
    yield World(name, WORLD.change + WORLD.effect, _draw_change, 6)


def simulate_groups(rng: np.random.Generator) -> Study:
    """Two groups of persons: a number, a category and a grade."""
    second = np.arange(N) % 2
    value = rng.normal(0, 1, N) + DIFFERENCE * second
    study = Study.of(
        [f"{person}" for person in range(N)],
        arm=["b" if one else "a" for one in second],
        value=value,
        high=["yes" if one else "no" for one in value > CUT],
    )
    places = np.searchsorted(GRADE_CUTS, value).astype(np.float64)
    grade = Column("grade", places, GRADES, is_ordered=True)
    return Study(study.person, (*study.columns, grade))


def _draw(measure: Callable[[Study], Estimate]) -> Draw:
    return lambda rng: measure(simulate_groups(rng))


def _difference(study: Study) -> Estimate:
    return compare_groups(study, ("value",), "arm")[0].difference


def _size(study: Study) -> Estimate:
    return compare_groups(study, ("value",), "arm")[0].effect_size


def _size_of_shares(study: Study) -> Estimate:
    return compare_groups(study, ("high",), "arm")[0].effect_size


def _chance_of_superiority() -> float:
    """Chance that one of the second group has the higher grade, equals counted half."""
    ends = np.array([-np.inf, *GRADE_CUTS, np.inf])
    first, second = np.diff(norm.cdf(ends)), np.diff(norm.cdf(ends - DIFFERENCE))
    below = np.cumsum(first) - first
    return float(np.sum(second * (below + first / 2)))


def _delta(study: Study) -> Estimate:
    return compare_groups(study, ("grade",), "arm")[0].difference


def _superiority(study: Study) -> Estimate:
    return compare_groups(study, ("grade",), "arm")[0].effect_size


def _share(study: Study) -> Estimate:
    return compare_groups(study, ("high",), "arm")[0].difference


def _draw_change(rng: np.random.Generator) -> Estimate:
    study = simulate_cohort(rng, 100, WORLD)
    treated = study.where(study.column("arm").values == 1)
    return fit_repeated(treated, "burden", ("month",), slope="month").terms[1].effect
