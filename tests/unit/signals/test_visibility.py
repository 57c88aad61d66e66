"""An eye that cannot be seen is not seen, also when it never was."""

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.signals.faces import build_landmarks

from hemiface.model.anatomy import Side
from hemiface.model.landmarks import Landmarks
from hemiface.model.quality import Flaw
from hemiface.settings import SignalSettings
from hemiface.signals import assess_face, compute_signals

TIME = np.arange(240) / 20


def look(
    flat: dict[Side, float],
    outside: frozenset[Side] = frozenset(),
    half: frozenset[Side] = frozenset(),
) -> Landmarks:
    """A face that blinks, with so much of each eye without detail, or beyond the edge."""
    opening = 1 - np.exp(-(((TIME - 6) / 0.1) ** 2))
    landmarks = build_landmarks(TIME, dict.fromkeys(Side, opening), noise_px=0.1)
    seen = np.ones(TIME.shape, bool)
    eyes = {
        side: replace(
            eye,
            flat_share=np.full(TIME.shape, flat.get(side, 0.1)),
            inside=~seen if side in outside else seen,
        )
        for side, eye in landmarks.eyes.items()
    }
    inside = {side: ~seen if side in half else seen for side in Side}
    return replace(landmarks, eyes=eyes, half_inside=inside)


@pytest.mark.parametrize("covered", [{Side.LEFT}, {Side.RIGHT}, set(Side)])
def test_eyes_below_a_bar_from_the_first_frame_are_unknown(covered: set[Side]) -> None:
    landmarks = look(dict.fromkeys(covered, 0.9))
    signals = compute_signals(landmarks, SignalSettings())
    flaws = {flag.flaw for flag in assess_face(landmarks, signals)}
    for side, flaw in ((Side.LEFT, Flaw.LEFT_EYE_COVERED), (Side.RIGHT, Flaw.RIGHT_EYE_COVERED)):
        assert signals.side(side).eye_visible.any() == (side not in covered)
        assert np.isfinite(signals.side(side).eyelid_closure).any() == (side not in covered)
        assert (flaw in flaws) == (side in covered)
    assert not np.isfinite(signals.closure_asymmetry).any()


def test_eyes_with_detail_are_seen() -> None:
    signals = compute_signals(look({}), SignalSettings())
    assert signals.left.eye_visible.all()
    assert signals.right.eye_visible.all()


@pytest.mark.parametrize("side", Side)
def test_a_side_beyond_the_edge_abstains(side: Side) -> None:
    landmarks = look({}, outside=frozenset({side}), half=frozenset({side}))
    signals = compute_signals(landmarks, SignalSettings())
    this, other = signals.side(side), signals.side(side.opposite)
    assert not this.eye_visible.any()
    assert other.eye_visible.all()
    assert np.isnan(this.mouth_corner_excursion_mm).all()
    assert np.isnan(this.cheek_raise_mm).all()
    flaws = {flag.flaw for flag in assess_face(landmarks, signals)}
    wanted = Flaw.LEFT_SIDE_OUTSIDE if side is Side.LEFT else Flaw.RIGHT_SIDE_OUTSIDE
    assert wanted in flaws
    assert not flaws & {Flaw.LEFT_EYE_COVERED, Flaw.RIGHT_EYE_COVERED}
