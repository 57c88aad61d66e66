"""Persons whose truth is known: injections that wear off, diaries with and without triggers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemiface.model.study import Column, Study
from hemiface.research.autoregression import draw_noise
from hemiface.research.response_curve import shape_effect

ITEMS = (
    "sleep_h",
    "stress",
    "fatigue",
    "caffeine_cups",
    "screen_h",
    "light",
    "talking_h",
    "alcohol",
)
"""Items of a simulated diary."""


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
    return np.asarray(deviation * draw_noise(rng, days, per_day, 1)[:, 0])


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryWorld:
    """How diaries are drawn.

    Parameters
    ----------
    n_events
        Bad days (above the median) that the entries hold on average.
    effect
        Of stress on the value, standard deviations of the noise for each of the item.
    memory, item_memory
        Share of a day's noise, and of an item, left on the next day.
    missing
        Share of days without an entry.
    together
        Correlation of the items on one day.
    wave
        Height of a slow wave of twelve weeks, as injections make; 0 for none.
    """

    n_events: int = 48
    effect: float = 0.0
    memory: float = 0.6
    item_memory: float = 0.6
    missing: float = 0.3
    together: float = 0.3
    wave: float = 0.0


def simulate_diary(rng: np.random.Generator, world: DiaryWorld) -> Study:
    """Entries of one person, whole numbers from 0 to 10, and items beside them."""
    n_days = round(2 * world.n_events * 1.15 / (1 - world.missing))
    days = np.arange(n_days, dtype=np.float64)
    common = simulate_noise(rng, days, world.together**0.5, world.item_memory)
    own = (1 - world.together) ** 0.5
    items = {
        name: 5 + 2 * (common + simulate_noise(rng, days, own, world.item_memory)) for name in ITEMS
    }
    value = simulate_noise(rng, days, 1.0, world.memory)
    value += world.effect * (items["stress"] - 5) / 2
    value += world.wave * np.sin(2 * np.pi * (days / 84 + rng.random()))
    kept = rng.random(n_days) >= world.missing
    noted = np.clip(np.round(5 + 1.8 * value), 0, 10)
    return Study.of(
        ["p"] * int(kept.sum()),
        day=days[kept],
        spasm=noted[kept],
        **{name: np.clip(np.round(one[kept]), 0, 10) for name, one in items.items()},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortWorld:
    """How a cohort of visits is drawn; months are counted from the treatment.

    Parameters
    ----------
    visits
        Months at which persons are seen.
    change
        Change of the burden a month without treatment.
    effect
        What the treatment adds to that change.
    level, between, slopes, within
        Mean burden, and standard deviations of persons' levels, of their changes a month, and
        of one measurement.
    lost
        Share of persons who are lost between one visit and the next.
    free, again
        Hazards a month of becoming free of spasm, and of a second operation before that.
    free_ratio
        How the treatment multiplies the hazard of becoming free.
    depressed
        Share of persons with depression; their burden is one standard deviation higher.
    """

    visits: tuple[float, ...] = (0.0, 1.0, 3.0, 6.0, 12.0)
    change: float = -0.2
    effect: float = -0.5
    level: float = 20.0
    between: float = 6.0
    slopes: float = 0.3
    within: float = 3.0
    lost: float = 0.05
    free: float = 0.1
    again: float = 0.02
    free_ratio: float = 2.0
    depressed: float = 0.35


def simulate_cohort(rng: np.random.Generator, n: int, world: CohortWorld | None = None) -> Study:
    """Draw persons of two arms with visits, surgery, and measures.

    Parameters
    ----------
    rng
        Where chance comes from.
    n
        Persons; every other one is treated.
    world
        How they are drawn.

    Returns
    -------
    Study
        One row a visit: ``arm``, ``age``, ``sex``, ``depressed``, ``month``, ``burden`` (per
        cent, with its valid time), ``waited`` (months until the first of both, or the last
        visit) and ``outcome`` (0 neither, 1 free of spasm, 2 operated again).
    """
    w = world or CohortWorld()
    visits = np.array(w.visits)
    treated = (np.arange(n) % 2).astype(np.float64)
    age, female = rng.normal(54.9, 13.5, n), rng.random(n) < 0.61
    depressed = (rng.random(n) < w.depressed).astype(np.float64)
    level = rng.normal(w.level, w.between, n) + w.between * depressed
    slope = w.change + w.effect * treated + rng.normal(0, w.slopes, n)
    seen = np.cumprod(rng.random((n, len(visits))) >= w.lost, axis=1).astype(bool)
    seen[:, 0] = True
    free = rng.exponential(1 / (w.free * np.where(treated == 1, w.free_ratio, 1.0)))
    again = rng.exponential(1 / w.again, n)
    last = np.array([visits[row][-1] for row in seen])
    waited = np.minimum(np.minimum(free, again), last)
    outcome = np.where(waited == last, 0.0, np.where(free < again, 1.0, 2.0))
    who, which = np.nonzero(seen)
    month = visits[which]
    burden = level[who] + slope[who] * month + rng.normal(0, w.within, len(who))
    columns = (
        Column("arm", treated[who], ("control", "treated")),
        Column("age", age[who], unit="y"),
        Column("sex", female[who].astype(np.float64), ("m", "f")),
        Column("depressed", depressed[who]),
        Column("month", month, unit="month"),
        Column("burden", np.clip(burden, 0, 100), (), "%", rng.uniform(50, 70, len(who))),
        Column("waited", waited[who], unit="month"),
        Column("outcome", outcome[who]),
    )
    return Study(tuple(f"p{person:05d}" for person in who), columns)
