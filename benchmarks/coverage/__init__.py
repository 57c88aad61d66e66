"""How often an interval holds the truth, on worlds whose truth is known."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from hemiface.model.study import LEVEL, Estimate

Draw = Callable[[np.random.Generator], Estimate]


@dataclass(frozen=True, slots=True)
class World:
    """One kind of simulated study.

    Parameters
    ----------
    name
        What is estimated, and of how many.
    truth
        The value that the intervals should hold.
    draw
        Simulates one study and estimates it.
    n_quick
        How many studies a short look takes; fewer where one of them is long.
    level
        How many of the intervals are to hold the truth.
    """

    name: str
    truth: float
    draw: Draw
    n_quick: int = 200
    level: float = LEVEL


@dataclass(frozen=True, slots=True)
class Coverage:
    """What came out of many simulated studies.

    Parameters
    ----------
    world
        What was simulated.
    n
        How many times.
    held
        Share of the intervals that held the truth.
    bias
        Mean estimate less the truth.
    width
        Median width of the intervals.
    """

    world: World
    n: int
    held: float
    bias: float
    width: float


def measure_coverage(world: World, n: int, seed: int) -> Coverage:
    """Simulate and estimate ``n`` times; an interval that is missing holds nothing."""
    rng = np.random.default_rng([seed, *world.name.encode()])
    found = [world.draw(rng) for _ in range(n)]
    low, high, value = (
        np.array([getattr(one, name) for one in found]) for name in ("low", "high", "value")
    )
    held = (low <= world.truth) & (world.truth <= high)
    return Coverage(
        world,
        n,
        float(held.mean()),
        float(np.nanmean(value) - world.truth),
        float(np.nanmedian(high - low)),
    )


def all_worlds() -> Iterator[World]:
    """Every world of this benchmark."""
    from benchmarks.coverage import cohorts, diaries, raters, screens, survivors

    yield from raters.worlds()
    yield from screens.worlds()
    yield from survivors.worlds()
    yield from cohorts.worlds()
    yield from diaries.worlds()
