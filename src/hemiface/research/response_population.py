"""What persons of a clinic have in common: how long injections last, and how that scatters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from hemiface.errors import StudyError
from hemiface.research.response_curve import ONSETS, RETURNS, SPREADS, CycleLikelihood

LOG_RETURNS, LOG_ONSETS = np.log(RETURNS), np.log(ONSETS)
FEWEST_PERSONS = 10
"""Fewest persons with two sessions whose scatter says something about others."""
NEWCOMER = 1.15
"""How much wider than the clinic's own scatter a person is taken to lie of whom no other
injection is known. The scatter is itself an estimate, from persons whose injections could be
read, and taken at its word it promises too much: on simulated persons the forecast in the first
injection held the truth in 87 of 100 instead of 90 (`benchmarks.response`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """How return and onset of injections scatter between persons and within one.

    Parameters
    ----------
    mean_return, between_return, within_return
        Mean logarithm of the days until return, its standard deviation between persons and
        between sessions of one person.
    mean_onset, between_onset, within_onset
        The same of the onset.
    depth_share
        Mean share of the untreated value that an injection takes away.
    depth_spread
        Its scatter, in standard deviations of the noise.
    n_persons
        Persons it was estimated from; 0 for the published one.
    source
        Where it comes from, for the methods section.
    """

    mean_return: float
    between_return: float
    within_return: float
    mean_onset: float
    between_onset: float
    within_onset: float
    depth_share: float
    depth_spread: float
    n_persons: int
    source: str


PUBLISHED = Population(
    # 85.4 +- 41.6 days as logarithms: the total variance, three quarters of it between persons.
    mean_return=float(np.log(85.4) - 0.5 * np.log(1 + (41.6 / 85.4) ** 2)),
    between_return=float(np.sqrt(0.75 * np.log(1 + (41.6 / 85.4) ** 2))),
    within_return=float(np.sqrt(0.25 * np.log(1 + (41.6 / 85.4) ** 2))),
    # 5.4 +- 5.3 days.
    mean_onset=float(np.log(5.4) - 0.5 * np.log(1 + (5.3 / 5.4) ** 2)),
    between_onset=float(np.sqrt(0.75 * np.log(1 + (5.3 / 5.4) ** 2))),
    within_onset=float(np.sqrt(0.25 * np.log(1 + (5.3 / 5.4) ** 2))),
    depth_share=0.7,
    depth_spread=3.0,
    n_persons=0,
    source=(
        "onset 5.4 +- 5.3 and duration 85.4 +- 41.6 days of 665 treatments of hemifacial spasm "
        "(clinical reference R40); how much of the scatter lies within a person is assumed"
    ),
)
"""What is expected where no clinic's own persons are known."""


def predict_return(
    likelihoods: Sequence[NDArray[np.float64]], population: Population
) -> NDArray[np.float64]:
    """Chances of the return of one more session, given other sessions of the same person.

    Parameters
    ----------
    likelihoods
        Of each return in each other session, shape ``(n_returns,)``.
    population
        How returns scatter.

    Returns
    -------
    ndarray
        Shape ``(n_returns,)``, adding up to 1.
    """
    scatter = _spread(LOG_RETURNS, population.within_return)
    width = population.between_return * (1.0 if likelihoods else NEWCOMER)
    own = _prior(LOG_RETURNS, population.mean_return, width)
    for likelihood in likelihoods:
        own = own * (scatter @ (likelihood / likelihood.max()))
        own /= own.sum()
    return np.asarray(own @ scatter)


def fit_population(
    courses: Sequence[Sequence[CycleLikelihood]], start: Population = PUBLISHED
) -> Population:
    """Estimate a clinic's scatter from its persons (empirical Bayes; Morris 1983).

    Parameters
    ----------
    courses
        The sessions of each person.
    start
        What is assumed of everything that is not estimated.

    Raises
    ------
    StudyError
        If fewer than ten persons have two sessions.
    """
    usable = [course for course in courses if len(course) >= 2]
    if len(usable) < FEWEST_PERSONS:
        raise StudyError("few_sessions", n_usable=len(usable), fewest=FEWEST_PERSONS)
    population = start
    for _ in range(2):  # what is known of the onset sharpens the return, and the other way round
        returns = [[read_returns(one, population) for one in course] for course in courses]
        onsets = [[read_onsets(one, population) for one in course] for course in courses]
        mean, between, within = _fit_scatter(returns, LOG_RETURNS, population.mean_return)
        first, apart, inside = _fit_scatter(onsets, LOG_ONSETS, population.mean_onset)
        population = replace(
            population,
            mean_return=mean,
            between_return=between,
            within_return=within,
            mean_onset=first,
            between_onset=apart,
            within_onset=inside,
            n_persons=len(courses),
            source=f"{len(courses)} persons of this study, empirical Bayes (Morris 1983)",
        )
    return population


def expect_cycles(population: Population, *, coarse: bool = False) -> NDArray[np.float64]:
    """Chances of every onset, return and spread before looking, adding up to 1.

    Parameters
    ----------
    population
        How onsets and returns scatter.
    coarse
        Of the coarse grid of `fit_cycle`.
    """
    returned = _total(
        LOG_RETURNS, population.mean_return, population.between_return, population.within_return
    )
    onset = _total(
        LOG_ONSETS, population.mean_onset, population.between_onset, population.within_onset
    )
    if coarse:
        returned, onset = returned[::4], onset[2::6]
    both = np.outer(returned / returned.sum(), onset / onset.sum()).ravel()
    n_spreads = 1 if coarse else len(SPREADS)
    return np.repeat(both, n_spreads) / n_spreads


def read_returns(evidence: CycleLikelihood, population: Population) -> NDArray[np.float64]:
    """Likelihood of each return, onset and spread integrated out, largest 1."""
    weights = _total(
        LOG_ONSETS, population.mean_onset, population.between_onset, population.within_onset
    )
    shifted = np.exp(evidence.log_likelihood - evidence.log_likelihood.max())
    found = np.einsum("ros,o->r", shifted, weights)
    return np.asarray(found / found.max())


def read_onsets(evidence: CycleLikelihood, population: Population) -> NDArray[np.float64]:
    """Likelihood of each onset, return and spread integrated out, largest 1."""
    weights = _total(
        LOG_RETURNS, population.mean_return, population.between_return, population.within_return
    )
    shifted = np.exp(evidence.log_likelihood - evidence.log_likelihood.max())
    found = np.einsum("ros,r->o", shifted, weights)
    return np.asarray(found / found.max())


def _fit_scatter(
    likelihoods: Sequence[Sequence[NDArray[np.float64]]],
    points: NDArray[np.float64],
    mean: float,
) -> tuple[float, float, float]:
    """Mean and both scatters of the largest marginal likelihood.

    Half-normal priors of wide scale keep a scatter from running to nothing or to everything.
    """

    def loss(x: NDArray[np.float64]) -> float:
        scatter = _spread(points, float(np.exp(x[2])))
        own = _prior(points, float(x[0]), float(np.exp(x[1])))
        total = 0.0
        for course in likelihoods:
            product = np.ones(len(points))
            for one in course:
                product = product * (scatter @ one)
            total += float(np.log(max(float(own @ product), 1e-300)))
        return -total + 0.5 * float(np.exp(2 * x[1]) + np.exp(2 * x[2])) - float(x[1] + x[2])

    found = minimize(
        loss,
        np.array([mean, np.log(0.4), np.log(0.2)]),
        method="Nelder-Mead",
        options={"xatol": 1e-3, "fatol": 1e-3, "maxiter": 400},
    )
    return float(found.x[0]), float(np.exp(found.x[1])), float(np.exp(found.x[2]))


def _prior(points: NDArray[np.float64], mean: float, deviation: float) -> NDArray[np.float64]:
    """Normal chances of evenly spaced points, adding up to 1."""
    log = -0.5 * ((points - mean) / max(deviation, 1e-3)) ** 2
    chances = np.exp(log - log.max())
    return np.asarray(chances / chances.sum())


def _total(
    points: NDArray[np.float64], mean: float, between: float, within: float
) -> NDArray[np.float64]:
    """Chances of a session of a person of whom nothing is known."""
    return _prior(points, mean, float(np.hypot(between, within)))


def _spread(points: NDArray[np.float64], deviation: float) -> NDArray[np.float64]:
    """Chances of each point (columns) given each center (rows), rows adding up to 1."""
    step = points[1] - points[0]
    log = -0.5 * ((points[None, :] - points[:, None]) / max(deviation, 0.35 * step)) ** 2
    chances = np.exp(log)
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))
