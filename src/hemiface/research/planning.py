"""How many persons a study needs, by drawing it many times before it is begun."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np
from scipy.special import stdtr

from hemiface.errors import StudyError
from hemiface.model.study import Estimate
from hemiface.research.screening import estimate_share

Trial = Callable[[np.random.Generator, int], bool]
"""Draws one study of as many persons and says whether it finds what is there."""


@dataclass(frozen=True, slots=True)
class TwoArms:
    """Two equal groups, one measurement of each person, compared by Welch's test.

    Parameters
    ----------
    difference
        Between the groups' means.
    deviation
        Standard deviation of persons.
    dropout
        Share of persons who are lost.
    chance
        Level of the test, two-sided.

    Raises
    ------
    StudyError
        If a number is none that a study can have.
    """

    difference: float
    deviation: float
    dropout: float = 0.0
    chance: float = 0.05

    def __post_init__(self) -> None:
        """Refuse what no study has."""
        for name, value, fits in (
            ("difference", self.difference, isfinite(self.difference)),
            ("deviation", self.deviation, 0 < self.deviation < inf),
            ("dropout", self.dropout, 0 <= self.dropout < 1),
            ("chance", self.chance, 0 < self.chance < 1),
        ):
            if not fits:
                raise StudyError("planned_number", name=name, value=f"{value:g}")

    def __call__(self, rng: np.random.Generator, n: int) -> bool:
        """Draw one study of ``n`` persons."""
        kept = rng.binomial((n // 2, n - n // 2), 1 - self.dropout)
        if min(kept) < 2:
            return False
        one = rng.normal(0.0, self.deviation, kept[0])
        two = rng.normal(self.difference, self.deviation, kept[1])
        parts = one.var(ddof=1) / len(one), two.var(ddof=1) / len(two)
        whole = sum(parts)
        freedom = whole**2 / (parts[0] ** 2 / (len(one) - 1) + parts[1] ** 2 / (len(two) - 1))
        statistic = abs(two.mean() - one.mean()) / whole**0.5
        return bool(2 * stdtr(freedom, -statistic) < self.chance)


@dataclass(frozen=True, slots=True)
class StudySize:
    """What a study of some size may expect.

    Parameters
    ----------
    n
        Persons.
    power
        Share of drawn studies that find what is there.
    """

    n: int
    power: Estimate


def measure_power(trial: Trial, n: int, *, n_studies: int = 1000, seed: int = 1) -> StudySize:
    """Draw a study of ``n`` persons many times.

    Parameters
    ----------
    trial
        Draws and tests one study: the whole analysis plan, not a formula for one like it.
    n
        Persons.
    n_studies, seed
        Studies drawn; the same seed gives the same numbers.

    Raises
    ------
    StudyError
        If there are fewer than two persons, or no study is drawn.
    """
    for name, value, least in (("n", n, 2), ("n_studies", n_studies, 1)):
        if value < least:
            raise StudyError("planned_number", name=name, value=f"{value:g}")
    rng = np.random.default_rng([seed, n])
    found = sum(trial(rng, n) for _ in range(n_studies))
    return StudySize(n, estimate_share(found, n_studies, f"Power of {n} persons by simulation"))


def find_size(
    trial: Trial,
    *,
    power: float = 0.8,
    largest: int = 2000,
    n_studies: int = 1000,
    seed: int = 1,
) -> StudySize:
    """Fewest persons with which a study finds what is there often enough.

    Sizes are halved between one that is too small and one that is large enough; the interval of
    the power says how sure the last step is.

    Parameters
    ----------
    trial, n_studies, seed
        As for `measure_power`.
    power
        How often the study is to find it.
    largest
        Most persons that could be had.

    Raises
    ------
    StudyError
        If even the largest study is too small, or the power is no share.
    """
    if not 0 < power < 1:
        raise StudyError("power", power=power)
    small, large = 2, largest
    found = measure_power(trial, large, n_studies=n_studies, seed=seed)
    if found.power.value < power:
        raise StudyError("too_many_persons", largest=largest, percent=100 * found.power.value)
    while large - small > 1:
        middle = (small + large) // 2
        tried = measure_power(trial, middle, n_studies=n_studies, seed=seed)
        if tried.power.value < power:
            small = middle
        else:
            large, found = middle, tried
    return found
