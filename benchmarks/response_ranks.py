"""Simulation-based calibration of the response to injections.

Persons are drawn as the population says. Where what is inferred is right, the truth of each
session lies anywhere among draws of what was inferred with the same chance: its ranks are even
(Talts et al. 2018, arXiv:1804.06788). A histogram that is high at both ends says that intervals
are too narrow, one that is high in the middle that they are too wide, a slope that they are biased.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chisquare

from hemiface.research.response import weigh_sessions
from hemiface.research.response_course import read_courses
from hemiface.research.response_curve import ONSETS, RETURNS
from hemiface.research.response_population import PUBLISHED, Population
from hemiface.simulation.cohorts import CourseWorld, simulate_courses

DRAWS = 99
BINS = 10
BLOCK = 50


@dataclass(frozen=True, slots=True)
class Ranks:
    """Where the truth lies among draws of what was inferred.

    Parameters
    ----------
    name
        Which number.
    counts
        Cases in each tenth of the ranks, shape ``(10,)``.
    chi_square, p_value
        Against even counts.
    """

    name: str
    counts: NDArray[np.int64]
    chi_square: float
    p_value: float


def know_world(world: CourseWorld) -> Population:
    """The population as the persons of a world are drawn."""
    return replace(
        PUBLISHED,
        mean_return=float(np.log(world.mean_return)),
        between_return=world.between_return,
        within_return=world.within_return,
        mean_onset=float(np.log(world.mean_onset)),
        between_onset=world.between_onset,
        within_onset=world.within_onset,
    )


def rank_truths(seed: int, n: int, world: CourseWorld | None = None) -> list[Ranks]:
    """Ranks of the day of return and of the onset, one session of each person.

    Sessions of one person are not independent; one of each keeps the test of evenness honest.
    """
    ranks: dict[str, list[int]] = {"returned": [], "onset": []}
    for name, rank in _iter_ranks(seed, n, world or CourseWorld()):
        ranks[name].append(rank)
    return [_count(name, found) for name, found in ranks.items()]


def _iter_ranks(seed: int, n: int, world: CourseWorld) -> Iterator[tuple[str, int]]:
    population = know_world(world)
    for block in range(0, n, BLOCK):
        rng = np.random.default_rng([seed, 3, block])
        study, truths = simulate_courses(rng, min(BLOCK, n - block), world)
        courses = read_courses(study, "day", "value", "injected", population)
        for course, truth in zip(courses, truths, strict=True):
            if not course.evidence:
                continue
            place = int(rng.integers(len(truth.injected)))
            chances = weigh_sessions(course.evidence, population)[place]
            yield (
                "returned",
                _rank(rng, RETURNS, chances.sum(axis=(1, 2)), float(truth.returned[place])),
            )
            yield "onset", _rank(rng, ONSETS, chances.sum(axis=(0, 2)), float(truth.onset[place]))


def _rank(
    rng: np.random.Generator,
    points: NDArray[np.float64],
    chances: NDArray[np.float64],
    truth: float,
) -> int:
    """How many of some draws lie below the truth; within a step of the grid all are alike."""
    logs = np.log(points)
    drawn = logs[rng.choice(len(points), DRAWS, p=chances / chances.sum())]
    drawn = drawn + (logs[1] - logs[0]) * rng.uniform(-0.5, 0.5, DRAWS)
    return int(np.sum(drawn < np.log(truth)))


def _count(name: str, ranks: list[int]) -> Ranks:
    counts = np.bincount(np.array(ranks) * BINS // (DRAWS + 1), minlength=BINS)
    test = chisquare(counts)
    return Ranks(name, counts, float(test.statistic), float(test.pvalue))
