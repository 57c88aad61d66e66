"""The brow that rises while the eye below it closes."""

from dataclasses import replace

import numpy as np
import pytest

from hemiface.events.peaks import FrameSpan
from hemiface.events.regions import find_brow_lift
from hemiface.model.anatomy import Side
from hemiface.model.signals import Series, Signals
from hemiface.settings import EventSettings
from hemiface.simulation.simulate import build_times, simulate_signals

SETTINGS = EventSettings()


def bout(
    rise_mm: float, *, other_mm: float = 0.0, closure: float = 0.9
) -> tuple[Signals, FrameSpan]:
    """Signals with one closure of the left eye from 2 to 3 s, and what its brow does."""
    signals, _ = simulate_signals([], build_times(6.0, 30.0))
    inside = (signals.time >= 2.0) & (signals.time < 3.0)

    def row(height: float) -> Series:
        return np.where(inside, height, 0.0)

    left = replace(signals.left, eyelid_closure=row(closure), brow_height_mm=row(rise_mm))
    right = replace(signals.right, brow_height_mm=row(other_mm))
    start, stop = np.flatnonzero(inside)[[0, -1]]
    span = FrameSpan(int(start), int(stop) + 1, 2.0, 3.0)
    return replace(signals, left=left, right=right), span


@pytest.mark.parametrize(
    ("rise_mm", "other_mm", "closure", "lift"),
    [
        (1.5, 0.0, 0.9, True),
        (0.2, 0.0, 0.9, None),
        (-2.0, 0.0, 0.9, None),
        (0.2, 0.0, 0.3, False),
        (-2.0, 0.0, 0.3, None),
        (2.0, 2.0, 0.3, False),
        (-0.1, -1.5, 0.3, None),
    ],
)
def test_a_lift_is_above_the_other_brow(
    rise_mm: float, other_mm: float, closure: float, lift: bool | None
) -> None:
    signals, span = bout(rise_mm, other_mm=other_mm, closure=closure)
    assert find_brow_lift(signals, Side.LEFT, span, SETTINGS) is lift


def test_a_brow_that_was_not_seen_cannot_be_told() -> None:
    signals, span = bout(2.0)
    hidden = replace(signals.left, brow_height_mm=np.full_like(signals.time, np.nan))
    unseen = replace(signals, left=hidden)
    assert find_brow_lift(unseen, Side.LEFT, span, SETTINGS) is None
