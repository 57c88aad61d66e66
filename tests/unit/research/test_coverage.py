"""Intervals hold the truth as often as they say; the benchmark measures it at length."""

import pytest
from benchmarks.coverage import World, all_worlds, measure_coverage

WORLDS = list(all_worlds())


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS, ids=[world.name for world in WORLDS])
def test_an_interval_holds_the_truth(world: World) -> None:
    found = measure_coverage(world, world.n_quick, seed=7)
    # Three standard errors of the share to the lower side.
    assert found.held >= world.level - 3 * (world.level * (1 - world.level) / world.n_quick) ** 0.5
    assert found.held < 1 or world.n_quick < 200
