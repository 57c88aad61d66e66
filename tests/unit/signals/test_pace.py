"""Lids that move as in slow motion raise a doubt; one quick blink settles it."""

from dataclasses import replace

import numpy as np
import pytest

from hemiface.model.quality import Flaw
from hemiface.model.signals import Signals
from hemiface.signals.pace import assess_pace
from hemiface.simulation import scenes
from hemiface.simulation.simulate import build_times, simulate_signals


def film_blinks(*, slowness: float = 1.0, n_blinks: int = 3) -> Signals:
    """A face that blinks, shown as many times slower."""
    blinks = [scenes.build_blink(2.0 + 3 * place) for place in range(n_blinks)]
    signals, _ = simulate_signals(blinks, build_times(12.0, 30.0 * slowness))
    return replace(signals, time=signals.time * slowness)


@pytest.mark.parametrize("slowness", [4, 8, 16])
@pytest.mark.parametrize("n_blinks", [1, 3])
def test_slow_blinks_are_doubted(slowness: float, n_blinks: int) -> None:
    (flag,) = assess_pace(film_blinks(slowness=slowness, n_blinks=n_blinks))
    assert flag.flaw is Flaw.SLOW_MOTION
    assert "pictures per second the camera took" in flag.advice


def test_blinks_of_life_are_not_doubted() -> None:
    assert assess_pace(film_blinks()) == ()
    assert assess_pace(film_blinks(slowness=1.5)) == ()


def test_one_quick_blink_settles_it() -> None:
    acts = [scenes.build_bilateral_spasm(2.0, duration=3.0), scenes.build_blink(8.0)]
    signals, _ = simulate_signals(acts, build_times(12.0, 30.0))
    assert assess_pace(signals) == ()


def test_without_a_blink_nothing_is_said() -> None:
    assert assess_pace(film_blinks(slowness=8, n_blinks=0)) == ()


def close_lids(corners: list[tuple[float, float]]) -> Signals:
    """Lids whose closure runs straight between given moments."""
    time = build_times(4.0, 1000.0)
    signals, _ = simulate_signals([], time)
    row = np.interp(time, *np.transpose(corners))
    left, right = (replace(side, eyelid_closure=row) for side in (signals.left, signals.right))
    return replace(signals, left=left, right=right)


@pytest.mark.parametrize(("slow_part_s", "doubted"), [(0.19, False), (0.23, True)])
@pytest.mark.parametrize("backwards", [False, True])
def test_a_move_is_timed_from_where_it_begins(
    slow_part_s: float, doubted: bool, backwards: bool
) -> None:
    """A lid that leaves its depth at once and goes on slowly: the slow part is not drawn on."""
    fall = slow_part_s / 0.44 * 0.6
    corners = [(1.0, 0.0), (1.01, 0.8), (2.0, 0.8), (2.01, 0.6), (2.01 + fall, 0.0)]
    if backwards:
        corners = [(4.0 - at, depth) for at, depth in corners[::-1]]
    assert bool(assess_pace(close_lids(corners))) == doubted


def test_a_closure_that_is_cut_off_says_nothing() -> None:
    assert assess_pace(close_lids([(0.0, 0.8), (2.0, 0.8), (3.0, 0.0)])) == ()
    assert assess_pace(close_lids([(1.0, 0.0), (2.0, 0.8), (4.0, 0.8)])) == ()
