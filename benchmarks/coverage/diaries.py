"""Worlds of diaries: what each item does to one person's days."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from benchmarks.coverage import World
from hemiface.model.study import Estimate, Study
from hemiface.research.triggers import CHANCE, search_triggers
from hemiface.simulation.cohorts import simulate_noise

N_DAYS, MISSING, MEMORY = 160, 0.3, 0.5
EFFECTS = {"stress": 0.6, "sleep": -0.3, "coffee": 0.0, "light": 0.0}
"""Of each item on the value, standard deviations of the day's noise for each of the item."""


def worlds() -> Iterator[World]:
    """Every world of this page."""
    name = f"trigger effects, {len(EFFECTS)} items at once, farthest one less truth (nominal 96 %)"
    yield World(name, 0.0, _draw_farthest, 100, 1 - CHANCE)


def _draw_farthest(rng: np.random.Generator) -> Estimate:
    """Of one diary, the interval that lies farthest from its truth: it holds if all of them do."""
    days = np.arange(N_DAYS, dtype=np.float64)
    items = {name: simulate_noise(rng, days, 1.0, MEMORY) for name in EFFECTS}
    value = simulate_noise(rng, days, 1.0, MEMORY)
    value += sum(effect * items[name] for name, effect in EFFECTS.items())
    noted = rng.random(N_DAYS) >= MISSING
    diary = Study.of(
        ["p"] * int(noted.sum()),
        day=days[noted],
        spasm=value[noted],
        **{name: item[noted] for name, item in items.items()},
    )
    seed = int(rng.integers(1 << 30))
    found = search_triggers(diary, "spasm", tuple(EFFECTS), seed=seed, n_draws=499)
    off = []
    for item in found.items:
        # An effect is told for each standard deviation of the item as this diary has it.
        truth = EFFECTS[item.name] * float(diary.numbers(item.name).std())
        one = item.effect
        off.append(
            replace(one, value=one.value - truth, low=one.low - truth, high=one.high - truth)
        )
    return max(off, key=lambda one: abs(one.low + one.high) / (one.high - one.low))
