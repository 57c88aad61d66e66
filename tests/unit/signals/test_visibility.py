"""An eye that cannot be seen is not seen, also when it never was."""

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.signals.faces import build_landmarks

from hemiface.events import detect_events
from hemiface.model.anatomy import Side
from hemiface.model.landmarks import Landmarks
from hemiface.model.quality import Flaw
from hemiface.settings import EventSettings, SignalSettings
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


def open_by(shares: dict[Side, float]) -> Landmarks:
    """A face that blinks four times, each eye open by a share of the usual opening."""
    moments = np.array([2, 5, 8, 10])
    blinks = np.exp(-(((TIME[:, None] - moments) / 0.1) ** 2)).sum(1)
    openings = {side: share * (1 - blinks) for side, share in shares.items()}
    return build_landmarks(TIME, openings, noise_px=0.1)


@pytest.mark.parametrize("shut", Side)
def test_an_eye_that_never_opens_makes_no_spasm_of_the_other_ones_blinks(shut: Side) -> None:
    landmarks = open_by({shut: 0.05, shut.opposite: 1.0})
    signals = compute_signals(landmarks, SignalSettings())
    assert not signals.side(shut).eye_visible.any()
    assert signals.side(shut.opposite).eye_visible.all()
    assert not np.isfinite(signals.closure_asymmetry).any()
    assert detect_events(signals, (), EventSettings()) == ()
    flaws = {flag.flaw for flag in assess_face(landmarks, signals)}
    wanted = Flaw.LEFT_EYE_NOT_OPEN if shut is Side.LEFT else Flaw.RIGHT_EYE_NOT_OPEN
    assert wanted in flaws
    assert not flaws & {Flaw.LEFT_EYE_COVERED, Flaw.RIGHT_EYE_COVERED}


@pytest.mark.parametrize("side", Side)
def test_a_lid_that_hangs_is_still_seen(side: Side) -> None:
    signals = compute_signals(open_by({side: 0.45, side.opposite: 1.0}), SignalSettings())
    assert signals.left.eye_visible.mean() > 0.9
    assert signals.right.eye_visible.mean() > 0.9


def test_an_eye_that_opens_for_a_moment_is_seen() -> None:
    """Two fifths of a second of twelve: a spasm that lets go is no eye that never opens."""
    opening = {Side.LEFT: np.where((TIME > 6) & (TIME < 6.5), 1.0, 0.05), Side.RIGHT: TIME * 0 + 1}
    signals = compute_signals(build_landmarks(TIME, opening, noise_px=0.1), SignalSettings())
    assert signals.left.eye_visible.any()
