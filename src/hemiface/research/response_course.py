"""A person's entries sorted by injection, and whether the injections do anything at all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from hemiface.errors import StudyError
from hemiface.model.study import Estimate, Study
from hemiface.research.autoregression import fit_autoregressive
from hemiface.research.response_curve import (
    Cycle,
    CycleLikelihood,
    Expectation,
    shape_effect,
)
from hemiface.research.response_noise import weigh_cycles
from hemiface.research.response_population import Population

NEEDED = 2
"""Entries needed before and after a return, and before and after an onset."""
BEFORE_D = 42.0
"""Days before the first injection that are looked at."""
CHANCE = 0.025
"""How often chance alone may look like an effect (one-sided)."""


@dataclass(frozen=True, slots=True)
class PersonCycles:
    """A person's entries by injection, and what they say of the grid.

    Parameters
    ----------
    person
        Pseudonym.
    injected
        Day of each injection, shape ``(n_sessions,)``.
    cycles
        Entries of each injection.
    effect
        How much lower values are at the full effect, all injections together.
    evidence
        What each cycle says of the grid; empty where there are too few entries.
    """

    person: str
    injected: NDArray[np.float64]
    cycles: tuple[Cycle, ...]
    effect: Estimate
    evidence: tuple[CycleLikelihood, ...]

    @property
    def responds(self) -> bool:
        """Whether an effect can be told from chance."""
        return bool(self.effect.low > 0)


def read_courses(
    study: Study, day: str, value: str, injected: str, population: Population
) -> list[PersonCycles]:
    """Everybody who was injected, in order of pseudonyms.

    Parameters
    ----------
    study, day, value, injected
        As for `estimate_responses`.
    population
        What is expected of a person.

    Raises
    ------
    StudyError
        If a day is missing.
    """
    return [
        _read_course(name, part, population) for name, part in _split(study, day, value, injected)
    ]


def _split(
    study: Study, day: str, value: str, injected: str
) -> list[tuple[str, tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]]]:
    """Injection days, entry days and entries of everybody who was injected."""
    names, rows = study.persons
    days, values, given = study.numbers(day), study.numbers(value), study.codes(injected)
    if np.isnan(days).any():
        raise StudyError("day_missing", day=day)
    found = []
    for place, name in enumerate(names):
        own = rows == place
        shots = np.unique(days[own & (given == 1)])
        kept = own & ~np.isnan(values) & (given != 1)
        order = np.argsort(days[kept], kind="stable")
        if len(shots):
            found.append((name, (shots, days[kept][order], values[kept][order])))
    return found


def _read_course(
    name: str,
    part: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    population: Population,
) -> PersonCycles:
    shots, days, values = part
    session = np.searchsorted(shots, days, side="left") - 1
    cycles = []
    for place, shot in enumerate(shots):
        inside = session == place
        if place == 0:
            inside |= (session == -1) & (days >= shot - BEFORE_D)
        cycles.append(Cycle(days[inside] - shot, values[inside]))
    effect = _test_effect(shots, days, values, population)
    if len(values) < 2 * NEEDED:
        return PersonCycles(name, shots, tuple(cycles), effect, ())
    expected = _expect(values, population)
    evidence = weigh_cycles(cycles, expected, population)
    return PersonCycles(name, shots, tuple(cycles), effect, evidence)


def _expect(values: NDArray[np.float64], population: Population) -> Expectation:
    """What is expected of the values: untreated about their upper end."""
    level = float(np.percentile(values, 90))
    jumps = np.diff(values)
    noise = max(float(np.sqrt(np.mean(jumps**2) / 1.2)), 1e-3 * max(abs(level), 1.0))
    return Expectation(level, population.depth_share * level, population.depth_spread, noise)


def _test_effect(
    shots: NDArray[np.float64],
    days: NDArray[np.float64],
    values: NDArray[np.float64],
    population: Population,
) -> Estimate:
    """How much lower values are while the usual course of an injection would be at its height.

    Generalized least squares with first-order autoregressive noise, its memory by restricted
    maximum likelihood. One contrast, fixed beforehand: nothing is searched for.
    """
    method = (
        "Difference of the value at the full effect of an injection of usual course, generalized "
        "least squares with autoregressive noise (restricted maximum likelihood)."
    )
    nothing = Estimate(np.nan, np.nan, np.nan, len(values), method, level=1 - 2 * CHANCE)
    session = np.searchsorted(shots, days, side="left") - 1
    since = np.where(session >= 0, days - shots[np.maximum(session, 0)], -1.0)
    shape = shape_effect(
        since, float(np.exp(population.mean_onset)), float(np.exp(population.mean_return)), 0.2
    )
    if len(values) < 8 or np.ptp(shape) < 0.5 or np.ptp(values) == 0:
        return nothing
    design = np.column_stack([-shape, np.ones(len(values))])
    fit = fit_autoregressive(values[:, None], design, days, 1)
    value, error = float(fit.slopes[0, 0]), float(fit.errors[0, 0])
    reach = float(stdtrit(len(values) - 3, 1 - CHANCE)) * error
    return Estimate(value, value - reach, value + reach, len(values), method, level=1 - 2 * CHANCE)
