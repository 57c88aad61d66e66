"""Bouts at the ends of a recording and at the limits of their length, and the speed of a head."""

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.events.test_detect import QUIET, SETTINGS, TIME, simulate

from hemiface.events.bouts import find_bouts, head_speed
from hemiface.model.anatomy import Side
from hemiface.model.signals import Signals
from hemiface.simulation.simulate import build_times, simulate_signals


def closing(side: Side, shut: np.ndarray, size: float = 0.6) -> Signals:
    """One eye shut on some frames, without noise."""
    signals = simulate()
    row = np.where(shut, size, 0.0)
    moving = replace(signals.side(side), eyelid_closure=row)
    still = replace(signals.side(side.opposite), eyelid_closure=np.zeros_like(row))
    left, right = (moving, still) if side is Side.LEFT else (still, moving)
    return replace(
        signals,
        left=left,
        right=right,
        closure_asymmetry=row * (1 if side is Side.LEFT else -1),
        closure_asymmetry_noise=0.0,
    )


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(("first", "last"), [(0, 5), (100, 105), (TIME.size - 5, TIME.size)])
def test_a_bout_is_found_at_the_ends_as_in_the_middle(side: Side, first: int, last: int) -> None:
    frames = np.arange(TIME.size)
    signals = closing(side, (frames >= first) & (frames < last))
    (bout,) = find_bouts(signals, side, SETTINGS)
    assert (bout.span.start, bout.span.stop) == (first, last)
    assert find_bouts(signals, side.opposite, SETTINGS) == []


@pytest.mark.parametrize(("limit_s", "found"), [(0.13, 1), (0.14, 0)])
def test_a_bout_up_to_the_last_frame_lasts_as_long_as_it_was_seen(
    limit_s: float, found: int
) -> None:
    shut = np.arange(TIME.size) >= TIME.size - 5
    settings = SETTINGS.model_copy(update={"min_spasm_s": limit_s})
    assert len(find_bouts(closing(Side.LEFT, shut), Side.LEFT, settings)) == found


@pytest.mark.parametrize(("own", "found"), [(0.5, 1), (0.7, 0)])
def test_an_eye_in_spasm_closes_itself(own: float, found: int) -> None:
    settings = SETTINGS.model_copy(update={"own_closure": own})
    signals = closing(Side.LEFT, np.abs(TIME - 8) < 0.3)
    assert len(find_bouts(signals, Side.LEFT, settings)) == found


@pytest.mark.parametrize("rate_hz", [4.0, 30.0])
def test_a_head_that_turns_evenly_has_one_speed(rate_hz: float) -> None:
    time = build_times(12.0, rate_hz)
    signals, _ = simulate_signals((), time, face=QUIET)
    turned = replace(signals, head_yaw_deg=3.0 * time, head_pitch_deg=-4.0 * time)
    inner = (time > 1) & (time < 10.5)
    np.testing.assert_allclose(head_speed(turned)[inner], 5.0, rtol=1e-6)


def test_a_head_in_few_frames_does_not_move() -> None:
    signals, _ = simulate_signals((), build_times(1.0, 1.0), face=QUIET)
    assert head_speed(signals).tolist() == [0.0] * signals.time.size
