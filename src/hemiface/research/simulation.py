"""Persons whose truth is known: injections that wear off, written down in a diary."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemiface.model.study import Column, Study
from hemiface.research.response_curve import shape_effect


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseWorld:
    """How courses of injections are drawn. Times are days, values those of a diary from 0 to 10.

    Return after about 90 days and its scatter follow published durations (85.4 +- 41.6 days,
    665 treatments, clinical reference R40), onset the same source; the rest is assumed.

    Parameters
    ----------
    n_sessions
        Injections of each person.
    mean_return, between_return, within_return
        Median day of return, and scatter of its logarithm between persons and between the
        sessions of one person.
    mean_onset, between_onset, within_onset
        The same for the onset.
    level, depth_share
        Mean value without effect, and the mean share of it that an injection takes away; 0 for
        persons in whom nothing acts.
    noise, noise_per_day, rounding
        Standard deviation of what a day brings, how much of it is left after one day, and that
        of what is written down about it.
    every
        Days between entries.
    missing
        Share of the entries that are not made.
    scheduled
        Share of injections given after twelve weeks, returned or not; the others follow two to
        five weeks after the return.
    """

    n_sessions: int = 4
    mean_return: float = 90.0
    between_return: float = 0.40
    within_return: float = 0.15
    mean_onset: float = 5.0
    between_onset: float = 0.5
    within_onset: float = 0.2
    level: float = 6.5
    depth_share: float = 0.8
    noise: float = 1.0
    noise_per_day: float = 0.75
    rounding: float = 0.3
    every: int = 3
    missing: float = 0.2
    scheduled: float = 0.3


@dataclass(frozen=True, slots=True)
class CourseTruth:
    """What was drawn for one person.

    Parameters
    ----------
    person
        Pseudonym.
    injected
        Day of each injection, shape ``(n_sessions,)``.
    onset, returned
        Days after each injection by which half of the effect has come and has gone.
    depth
        Full effect of each, in units of the value.
    spread
        How gradually it goes, on the scale of the logarithm of time.
    """

    person: str
    injected: NDArray[np.float64]
    onset: NDArray[np.float64]
    returned: NDArray[np.float64]
    depth: NDArray[np.float64]
    spread: float


def simulate_courses(
    rng: np.random.Generator, n: int, world: CourseWorld | None = None
) -> tuple[Study, tuple[CourseTruth, ...]]:
    """Draw persons with injections and diaries.

    Parameters
    ----------
    rng
        Where chance comes from.
    n
        Persons.
    world
        How they are drawn.

    Returns
    -------
    tuple
        A study with ``day``, ``value`` (missing on the rows of injections) and ``injected``
        (1 on those rows), and the truth of each person.
    """
    chosen = world or CourseWorld()
    people: list[str] = []
    parts: list[NDArray[np.float64]] = []
    truths = []
    for place in range(n):
        name = f"p{place:05d}"
        truth, rows = _simulate_course(rng, name, chosen)
        truths.append(truth)
        parts.append(rows)
        people += [name] * len(rows)
    table = np.concatenate(parts)
    columns = [
        Column(name, table[:, column], unit=unit)
        for column, (name, unit) in enumerate((("day", "d"), ("value", ""), ("injected", "")))
    ]
    return Study(tuple(people), tuple(columns)), tuple(truths)


def _simulate_course(
    rng: np.random.Generator, name: str, w: CourseWorld
) -> tuple[CourseTruth, NDArray[np.float64]]:
    """One person: the truth, and rows of day, value, injected."""

    def draw(mean: float, between: float, within: float) -> NDArray[np.float64]:
        own = np.log(mean) + rng.normal(0, between)
        return np.asarray(np.exp(own + rng.normal(0, within, w.n_sessions)))

    returned = draw(w.mean_return, w.between_return, w.within_return)
    onset = np.minimum(draw(w.mean_onset, w.between_onset, w.within_onset), returned / 3)
    level = w.level + rng.normal(0, 1) + rng.normal(0, 0.3, w.n_sessions)
    share = 0.0
    if w.depth_share:
        share = rng.beta(10 * w.depth_share, 10 * (1 - w.depth_share))
    depth = level * np.clip(share + rng.normal(0, 0.05, w.n_sessions) * (share > 0), 0, 1)
    spread = float(np.exp(np.log(0.2) + rng.normal(0, 0.25)))
    asked = np.where(
        rng.random(w.n_sessions) < w.scheduled, 84.0, returned + rng.uniform(14, 35, w.n_sessions)
    )
    injected = np.round(np.concatenate([[21.0], 21.0 + np.cumsum(np.maximum(asked, 60))]))
    days = np.arange(0, injected[-1], w.every, dtype=np.float64)
    session = np.searchsorted(injected[:-1], days, side="left") - 1
    inside = np.maximum(session, 0)
    effect = depth[inside] * shape_effect(
        days - injected[inside], onset[inside], returned[inside], spread
    )
    values = level[inside] - effect + simulate_noise(rng, days, w.noise, w.noise_per_day)
    values = np.clip(np.round(values + rng.normal(0, w.rounding, len(days))), 0, 10)
    kept = rng.random(len(days)) >= w.missing
    rows = [np.column_stack([days[kept], values[kept], np.zeros(kept.sum())])]
    given = injected[:-1]
    rows.append(np.column_stack([given, np.full(len(given), np.nan), np.ones(len(given))]))
    return CourseTruth(name, given, onset, returned, depth, spread), np.concatenate(rows)


def simulate_noise(
    rng: np.random.Generator, days: NDArray[np.float64], deviation: float, per_day: float
) -> NDArray[np.float64]:
    """Noise of which a share is left after each day (first-order autoregression).

    Parameters
    ----------
    days
        Rising, shape ``(n_days,)``.
    deviation
        Standard deviation.
    per_day
        Correlation of two days in a row.
    """
    noise = rng.normal(0, 1, len(days))
    kept = per_day ** np.diff(days)
    for place in range(1, len(days)):
        left = kept[place - 1]
        noise[place] = left * noise[place - 1] + (1 - left**2) ** 0.5 * noise[place]
    return np.asarray(deviation * noise)
