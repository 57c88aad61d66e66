"""Intervals hold the truth as often as they say; the benchmark measures it at length."""

import pytest
from benchmarks.coverage import World, all_worlds, measure_coverage

WORLDS = list(all_worlds())


@pytest.mark.parametrize("world", WORLDS, ids=[world.name for world in WORLDS])
def test_an_interval_holds_the_truth(world: World) -> None:
    found = measure_coverage(world, 200, seed=7)
    # 95 % of 200 has a standard error of 1.5 %: three of them to either side.
    assert 0.90 <= found.held <= 0.995
