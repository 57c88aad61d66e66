"""Lids that move as in slow motion raise a doubt; one quick blink settles it."""

import numpy as np
import pytest
from tests.unit.signals.faces import build_landmarks

from hemiface.model.anatomy import Side
from hemiface.model.quality import Flaw
from hemiface.model.signals import Series
from hemiface.settings import SignalSettings
from hemiface.signals import assess_face, compute_signals

TIME = np.arange(900) / 30
DEPTH = 0.7
"""What is left open tells the drawn eye from a hand over it."""


def close_eyes(time: Series, *moments: tuple[float, float]) -> Series:
    """Opening of an eye that blinks at the given moments, so many times slowed."""
    opening = np.ones(time.size)
    for moment, slowness in moments:
        width = 0.09 * slowness
        opening -= DEPTH * np.exp(-(((time - moment) / width) ** 4))
    return opening


def is_doubted(*moments: tuple[float, float]) -> bool:
    opening = close_eyes(TIME, *moments)
    landmarks = build_landmarks(TIME, dict.fromkeys(Side, opening), noise_px=0.02)
    flags = assess_face(landmarks, compute_signals(landmarks, SignalSettings()))
    return any(flag.flaw is Flaw.SLOW_MOTION for flag in flags)


@pytest.mark.parametrize("slowness", [5, 8, 16])
def test_slow_blinks_are_doubted(slowness: float) -> None:
    assert is_doubted((5, slowness), (15, slowness), (24, slowness))


def test_blinks_of_life_are_not() -> None:
    assert not is_doubted((5, 1), (15, 1.5), (24, 1))


def test_one_quick_blink_settles_it() -> None:
    assert not is_doubted((5, 8), (15, 1), (24, 8))


def test_without_a_blink_nothing_is_said() -> None:
    assert not is_doubted()
