"""How one person responds to injections: onset, peak, plateau, return; and when it is likely next.

Says nothing, with the reason, where there is too little to say anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from hemiface.errors import StudyError
from hemiface.model.messages import Message
from hemiface.model.study import Estimate, Study
from hemiface.research.response_course import NEEDED, PersonCycles, read_courses
from hemiface.research.response_curve import (
    ONSETS,
    RETURNS,
    SPREADS,
    Cycle,
    CycleLikelihood,
    shape_effect,
)
from hemiface.research.response_population import (
    FEWEST_PERSONS,
    LOG_ONSETS,
    PUBLISHED,
    Population,
    fit_population,
    predict_return,
    read_returns,
)

LEVEL = 0.90
METHOD = (
    "Effect that comes and goes after each injection, level, depth and autocorrelated noise "
    "integrated out, days run through on a grid; sessions of a person and persons share strength "
    "(empirical Bayes)"
)
PLATEAU = 0.9
"""Share of the largest effect that counts as plateau."""


@dataclass(frozen=True, slots=True)
class SessionResponse:
    """What one injection did. Numbers are None where ``silent`` says why.

    Parameters
    ----------
    injected
        Day of the injection.
    onset
        Days until half of the effect had come.
    peak
        Days until the effect was largest.
    plateau
        Days with at least nine tenths of the largest effect.
    returned
        Days until half of the effect had gone.
    duration
        Days with at least half of the effect.
    depth
        Largest effect, in units of the value.
    silent
        Why there is no number; None where there is.
    """

    injected: float
    onset: Estimate | None
    peak: Estimate | None
    plateau: Estimate | None
    returned: Estimate | None
    duration: Estimate | None
    depth: Estimate | None
    silent: Message | None


@dataclass(frozen=True, slots=True)
class PersonResponse:
    """What injections do to one person.

    Parameters
    ----------
    person
        Pseudonym.
    responds
        Whether an effect of the injections can be told from chance.
    effect
        How much lower the value is at the full effect, in its units; all injections together.
    sessions
        Each injection.
    forecast
        Days from the last injection until half of its effect will have gone; None where
        ``silent`` says why.
    silent
        Why there is no forecast; None where there is.
    population
        What was expected before looking.
    """

    person: str
    responds: bool
    effect: Estimate
    sessions: tuple[SessionResponse, ...]
    forecast: Estimate | None
    silent: Message | None
    population: Population


def estimate_responses(
    study: Study,
    *,
    day: str = "day",
    value: str = "value",
    injected: str = "injected",
    population: Population | None = None,
) -> tuple[PersonResponse, ...]:
    """What injections do to each person of a study.

    Parameters
    ----------
    study
        One row an entry or an injection.
    day
        Day of the row, on one calendar for each person.
    value
        What was noted or measured, larger is worse; missing on the rows of injections. One
        kind of value only: what a person notes and what a video shows are different curves.
    injected
        1 on the rows of injections, 0 on others.
    population
        What is expected of a clinic's persons. None estimates it from the study where ten
        persons have two injections, and takes published durations elsewhere.

    Returns
    -------
    tuple of PersonResponse
        In order of their pseudonyms. Intervals are of 90 %.

    Raises
    ------
    StudyError
        If a day is missing or nobody was injected.
    """
    start = population or PUBLISHED
    courses = read_courses(study, day, value, injected, start)
    if not courses:
        raise StudyError("nobody_injected", injected=injected)
    if population is None:
        usable = [course.evidence for course in courses if course.responds and course.evidence]
        if sum(len(one) >= 2 for one in usable) >= FEWEST_PERSONS:
            start = fit_population(usable, start)
    return tuple(_respond(course, start) for course in courses)


def _respond(course: PersonCycles, population: Population) -> PersonResponse:
    """Sessions and forecast of one person."""
    if not course.responds or not course.evidence:
        few = np.isnan(course.effect.value)
        reason = Message(f"response.{'few_entries' if few else 'no_effect'}")
        sessions = tuple(_stay_silent(float(shot), reason) for shot in course.injected)
        return PersonResponse(
            course.person, False, course.effect, sessions, None, reason, population
        )
    chances = weigh_sessions(course.evidence, population)
    sessions = tuple(
        _describe(float(shot), cycle, evidence, weights)
        for shot, cycle, evidence, weights in zip(
            course.injected, course.cycles, course.evidence, chances, strict=True
        )
    )
    complete = sum(one.returned is not None for one in sessions[:-1])
    forecast, silent = None, None
    if complete or population.n_persons:
        text = f"{METHOD}; {complete} earlier sessions and {population.source}."
        returns = _summarize(
            np.broadcast_to(RETURNS[:, None, None], chances[-1].shape), chances[-1]
        )
        forecast = Estimate(*returns, len(course.cycles[-1].day), text, "d", LEVEL)
    else:
        silent = Message("response.not_followed")
    return PersonResponse(
        course.person, True, course.effect, sessions, forecast, silent, population
    )


def weigh_sessions(
    evidence: Sequence[CycleLikelihood], population: Population
) -> list[NDArray[np.float64]]:
    """Chances of every point of the grid in each session of a person, all of them considered.

    Parameters
    ----------
    evidence
        What each session says.
    population
        What is expected of a person.

    Returns
    -------
    list of ndarray
        Each of the shape ``(n_returns, n_onsets, n_spreads)`` and adding up to 1.
    """
    likelihoods = [read_returns(one, population) for one in evidence]
    return [
        _weigh_session(one, likelihoods[:place] + likelihoods[place + 1 :], population)
        for place, one in enumerate(evidence)
    ]


def _weigh_session(
    evidence: CycleLikelihood, others: Sequence[NDArray[np.float64]], population: Population
) -> NDArray[np.float64]:
    """Chances of every point of the grid in one session, the person's others considered."""
    onset = (
        -0.5
        * (
            (LOG_ONSETS - population.mean_onset)
            / np.hypot(population.between_onset, population.within_onset)
        )
        ** 2
    )
    returned = np.log(np.maximum(predict_return(others, population), 1e-300))
    log = evidence.log_likelihood + returned[:, None, None] + onset[None, :, None]
    chances = np.exp(log - log.max())
    return np.asarray(chances / chances.sum())


def _describe(
    shot: float, cycle: Cycle, evidence: CycleLikelihood, chances: NDArray[np.float64]
) -> SessionResponse:
    """Numbers of one session, or why there are none."""
    returned, onset, _ = np.meshgrid(RETURNS, ONSETS, SPREADS, indexing="ij")
    found = _summarize(returned, chances)
    start = _summarize(onset, chances)[0]
    held = int(np.sum((cycle.day > start) & (cycle.day <= found[0])))
    after = int(np.sum(cycle.day > found[0]))
    if min(held, after) < NEEDED:
        side = "before" if held < NEEDED else "after"
        values = {"n": float(min(held, after)), "needed": float(NEEDED)}
        return _stay_silent(shot, Message(f"response.little_{side}", values))
    text = f"{METHOD}."

    def say(values: tuple[float, float, float], what: str, unit: str = "d") -> Estimate:
        return Estimate(*values, len(cycle.day), f"{what}. {text}", unit, LEVEL)

    peak, plateau = _find_plateaus()
    early = int(np.sum((cycle.day > 0) & (cycle.day <= 2 * start)))
    depth = float(np.sum(chances * evidence.depth))
    error = float(
        np.sqrt(np.sum(chances * (evidence.depth_variance + (evidence.depth - depth) ** 2)))
    )
    reach = float(stdtrit(max(len(cycle.day) - 2, 1), 0.5 + LEVEL / 2)) * error
    return SessionResponse(
        shot,
        say(_summarize(onset, chances), "Days until half of the effect")
        if early >= NEEDED
        else None,
        say(_summarize(peak, chances), "Days until the largest effect"),
        say(_summarize(plateau, chances), "Days with nine tenths of the largest effect"),
        say(found, "Days until half of the effect had gone"),
        say(_summarize(returned - onset, chances), "Days with at least half of the effect"),
        say((depth, depth - reach, depth + reach), "Largest effect", ""),
        None,
    )


def _stay_silent(shot: float, reason: Message) -> SessionResponse:
    return SessionResponse(shot, None, None, None, None, None, None, reason)


def _summarize(
    values: NDArray[np.float64], chances: NDArray[np.float64]
) -> tuple[float, float, float]:
    """Median and interval of a number over the grid, read between its points."""
    points, places = np.unique(np.round(values.ravel(), 6), return_inverse=True)
    weights = np.bincount(places, weights=chances.ravel())
    below = np.cumsum(weights) - weights / 2
    low, middle, high = np.interp([0.5 - LEVEL / 2, 0.5, 0.5 + LEVEL / 2], below, points)
    return float(middle), float(low), float(high)


@cache
def _find_plateaus() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Day of the largest effect, and days with nine tenths of it, at each point of the grid."""
    days = np.exp(np.linspace(np.log(0.5), np.log(500), 240))
    grid = np.meshgrid(RETURNS, ONSETS, SPREADS, indexing="ij")
    returned, onset, spread = (part[..., None] for part in grid)
    shape = shape_effect(days, onset, returned, spread)
    held = shape >= PLATEAU * shape.max(axis=-1, keepdims=True)
    return days[shape.argmax(axis=-1)], np.sum(held * np.gradient(days), axis=-1)
