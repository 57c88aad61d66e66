"""Worlds of waiting: exponential times, some of them cut short."""

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.coverage import Draw, World
from hemiface.model.study import Estimate, Study
from hemiface.research.competing import estimate_incidence
from hemiface.research.hazards import fit_hazards
from hemiface.research.survival import estimate_survival

RATE, OTHER_RATE, FOLLOWED = 0.1, 0.05, 20.0
"""Hazards of two causes a month, and the longest that anybody is followed, months."""
N, AT = 80, 6.0
SLOPE = 0.7


def worlds() -> Iterator[World]:
    """Every world of this page."""
    share = float(np.exp(-RATE * AT))
    both = RATE + OTHER_RATE
    incidence = RATE / both * (1 - float(np.exp(-both * AT)))
    yield World(f"Kaplan-Meier at a time, {N} persons", share, _draw(_survival))
    yield World(f"Kaplan-Meier, median, {N} persons", float(np.log(2)) / RATE, _draw(_median))
    yield World(f"cumulative incidence at a time, {N} persons", incidence, _draw(_incidence))
    yield World(f"hazard ratio, {N} persons", float(np.exp(SLOPE)), _draw(_hazard), 60)


def simulate_times(rng: np.random.Generator) -> Study:
    """Persons of two arms; the arm matters where ``hastened`` is read."""
    arm = (np.arange(N) % 2).astype(float)
    stop = rng.uniform(2, FOLLOWED, N)
    first, other = rng.exponential(1 / RATE, N), rng.exponential(1 / OTHER_RATE, N)
    hastened = rng.exponential(1 / (RATE * np.exp(SLOPE * arm)))
    sooner = np.minimum(first, other)
    return Study.of(
        [f"{person}" for person in range(N)],
        months=np.minimum(first, stop),
        spasm_free=(first <= stop).astype(float),
        until_first=np.minimum(sooner, stop),
        cause=np.where(sooner > stop, 0, np.where(first < other, 1, 2)).astype(float),
        waited=np.minimum(hastened, stop),
        happened=(hastened <= stop).astype(float),
        arm=arm,
    )


def _draw(measure: Callable[[Study], Estimate]) -> Draw:
    return lambda rng: measure(simulate_times(rng))


def _survival(study: Study) -> Estimate:
    return estimate_survival(study, "months", "spasm_free").at(AT)


def _median(study: Study) -> Estimate:
    return estimate_survival(study, "months", "spasm_free").median


def _incidence(study: Study) -> Estimate:
    return estimate_incidence(study, "until_first", "cause")[0].at(AT)


def _hazard(study: Study) -> Estimate:
    return fit_hazards(study, "waited", "happened", ("arm",)).hazards[0].ratio
