"""The color of an eye says whether a lid closes it, or something else lies over it."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.signals.faces import build_landmarks, draw_colors

from hemiface.model.anatomy import Side
from hemiface.model.landmarks import Landmarks
from hemiface.model.quality import Flaw
from hemiface.model.signals import Series
from hemiface.model.timebase import bridge
from hemiface.settings import SignalSettings
from hemiface.signals.compute import compute_signals
from hemiface.signals.lid_color_check import (
    AROUND_S,
    EDGE_S,
    SLIGHT,
    _share,
    find_blinks,
    find_untrusted,
)
from hemiface.signals.quality import assess_face
from hemiface.simulation.simulate import build_times

TIME = build_times(16.0, 30.0)
BLINKS_S, CLAIM_S = (2.0, 5.0, 13.0), 9.0
OPEN = np.ones_like(TIME)
AHEAD = np.zeros_like(TIME)
STILL = {side: np.zeros_like(TIME) for side in Side}


def hump(middle: float, width: float = 0.15) -> Series:
    return np.asarray(np.exp(-(((TIME - middle) / width) ** 2)))


BLINK = sum((hump(middle, 0.1) for middle in BLINKS_S), np.zeros_like(TIME))


def doubts_of(
    colors: Mapping[Side, NDArray[np.uint8]],
    claim: Series,
    blink: Series = BLINK,
) -> dict[Side, NDArray[np.bool_]]:
    """Doubts where the left eye claims to close, besides the blinks of both."""
    closure = {Side.LEFT: np.maximum(blink, claim), Side.RIGHT: blink}
    return find_untrusted(colors, closure, claim, TIME, yaw_deg=AHEAD)


def paint(closure: Mapping[Side, Series]) -> dict[Side, NDArray[np.uint8]]:
    return {side: draw_colors(1 - row) for side, row in closure.items()}


def bleach(color: NDArray[np.uint8], strength: Series, column: int = 7) -> NDArray[np.uint8]:
    """Light reflected over the middle of an eye: what lies there loses its color."""
    share = np.zeros(color.shape)
    share[..., column - 3 : column + 3] = strength[:, None, None, None]
    return np.rint(color + (128.0 - color) * share).astype(np.uint8)


def test_a_lid_that_closes_takes_the_color_of_a_blink() -> None:
    claim = 0.5 * hump(CLAIM_S)
    doubts = doubts_of(paint({Side.LEFT: np.maximum(BLINK, claim), Side.RIGHT: BLINK}), claim)
    assert not any(mask.any() for mask in doubts.values())


@pytest.mark.parametrize("blink", [BLINK, np.zeros_like(TIME)], ids=["blinks", "no blink"])
def test_a_reflection_that_reads_as_closing_is_left_out(blink: Series) -> None:
    claim = 0.3 * hump(CLAIM_S)
    colors = paint({Side.LEFT: blink, Side.RIGHT: blink})
    colors[Side.LEFT] = bleach(colors[Side.LEFT], hump(CLAIM_S))
    doubts = doubts_of(colors, claim, blink=blink)
    assert doubts[Side.LEFT][np.argmax(claim)]
    assert not doubts[Side.LEFT][np.abs(TIME - CLAIM_S) > AROUND_S + EDGE_S].any()
    assert not doubts[Side.RIGHT].any()


def test_an_eye_that_closes_behind_hair_without_being_read_is_left_out() -> None:
    claim = 0.6 * hump(CLAIM_S)
    behind = np.maximum(BLINK, claim)
    colors = paint({Side.LEFT: behind, Side.RIGHT: behind})
    # Hair of a color of its own that moves a little with the head.
    hair = 100 + 8 * np.sin(TIME)[:, None, None] * np.ones(3)
    colors[Side.RIGHT][:, 0, :, 5:8] = np.where(
        np.arange(9)[None, :, None] > 5, hair, colors[Side.RIGHT][:, 0, :, 5:8]
    )
    doubts = doubts_of(colors, claim)
    assert doubts[Side.RIGHT][np.argmax(claim)]
    assert not doubts[Side.LEFT].any()


@pytest.mark.parametrize("side", [*Side])
@pytest.mark.parametrize("depth", [0.35, 0.95])
def test_an_open_eye_is_kept_where_the_lid_of_the_other_colors_it_little(
    side: Side, depth: float
) -> None:
    """A lid that is held has other folds, lashes and shadows than one that blinks."""
    claim = depth * hump(CLAIM_S, 0.6)
    colors = paint({side: np.maximum(BLINK, 0.3 * claim), side.opposite: BLINK})
    closure = {side: np.maximum(BLINK, claim), side.opposite: BLINK}
    asymmetry = claim if side is Side.LEFT else -claim
    doubts = find_untrusted(colors, closure, asymmetry, TIME, yaw_deg=AHEAD)
    assert not any(mask.any() for mask in doubts.values())


@pytest.mark.parametrize(("waver", "doubted"), [(0.0, True), (0.2, False)])
def test_colors_that_waver_as_much_as_they_show_raise_no_doubt(waver: float, doubted: bool) -> None:
    claim = 0.6 * hump(CLAIM_S)
    # The other eye seems to follow by nine tenths; on some frames more, on others less.
    follow = 0.9 * claim + waver * np.where(np.arange(len(TIME)) % 2, 1, -1)
    colors = paint({Side.LEFT: np.maximum(BLINK, claim), Side.RIGHT: np.maximum(BLINK, follow)})
    assert any(mask.any() for mask in doubts_of(colors, claim).values()) is doubted


@pytest.mark.parametrize(("depth", "asked"), [(SLIGHT - 0.01, False), (SLIGHT + 0.01, True)])
def test_a_closure_too_slight_to_color_the_eye_is_not_asked(depth: float, asked: bool) -> None:
    claim = depth * hump(CLAIM_S) / hump(CLAIM_S).max()
    colors = paint({Side.LEFT: BLINK, Side.RIGHT: BLINK})
    colors[Side.LEFT] = bleach(colors[Side.LEFT], hump(CLAIM_S))
    assert bool(doubts_of(colors, claim)[Side.LEFT].any()) is asked


@pytest.mark.parametrize("blink", [BLINK, np.zeros_like(TIME)], ids=["blinks", "no blink"])
def test_a_picture_without_color_raises_no_doubt(blink: Series) -> None:
    gray = {side: np.full((len(TIME), 2, 9, 14), 128, np.uint8) for side in Side}
    assert not any(
        mask.any() for mask in doubts_of(gray, 0.5 * hump(CLAIM_S), blink=blink).values()
    )


@pytest.mark.parametrize("side", [*Side])
def test_the_sides_are_treated_alike(side: Side) -> None:
    claim = 0.3 * hump(CLAIM_S)
    colors = paint(dict.fromkeys(Side, BLINK))
    colors[side] = bleach(colors[side], hump(CLAIM_S))
    closure = {side: np.maximum(BLINK, claim), side.opposite: BLINK}
    asymmetry = claim if side is Side.LEFT else -claim
    doubts = find_untrusted(colors, closure, asymmetry, TIME, yaw_deg=AHEAD)
    assert doubts[side].any()
    assert not doubts[side.opposite].any()


def with_glare(side: Side, blink_at: float | None = None) -> Landmarks:
    """A face that blinks, with a reflection over one eye that every reading takes for a lid."""
    claim = 0.3 * hump(CLAIM_S, 0.6)
    blink = BLINK if blink_at is None else np.maximum(BLINK, hump(blink_at, 0.1))
    openings = {
        side: OPEN - np.maximum(0.95 * blink, claim),
        side.opposite: OPEN - 0.95 * blink,
    }
    landmarks = build_landmarks(TIME, openings, noise_px=0.1)
    eye = landmarks.eyes[side]
    color = bleach(draw_colors(OPEN - 0.95 * blink), hump(CLAIM_S, 0.6))
    eyes = dict(landmarks.eyes)
    eyes[side] = replace(eye, color=color, brightness=eye.brightness + 30 * hump(CLAIM_S, 0.6))
    return replace(landmarks, eyes=eyes)


@pytest.mark.parametrize("side", [*Side])
def test_a_reflection_is_missing_in_the_signals_and_flagged_in_words(side: Side) -> None:
    landmarks = with_glare(side)
    signals = compute_signals(landmarks, SignalSettings())
    near = bridge(np.abs(TIME - CLAIM_S) < 1.3, TIME, EDGE_S)
    own = signals.side(side)
    assert not own.eye_visible[np.abs(TIME - CLAIM_S) < 0.2].any()
    assert own.eye_visible[~near].all()
    assert signals.side(side.opposite).eye_visible.all()
    assert np.isnan(own.eyelid_closure[~own.eye_visible]).all()
    assert np.isnan(signals.closure_asymmetry[~own.eye_visible]).all()
    (flag,) = assess_face(landmarks, signals)
    expected = {Side.LEFT: Flaw.LEFT_EYE_COVERED, Side.RIGHT: Flaw.RIGHT_EYE_COVERED}
    assert flag.flaw is expected[side]
    assert "glasses" in flag.advice
    assert abs(flag.onset + flag.duration / 2 - CLAIM_S) < 0.2


@pytest.mark.parametrize("side", [*Side])
def test_a_blink_behind_a_reflection_stays_but_not_its_inequality(side: Side) -> None:
    signals = compute_signals(with_glare(side, blink_at=CLAIM_S), SignalSettings())
    shut = np.abs(TIME - CLAIM_S) < 0.1
    for eye in Side:
        assert signals.side(eye).eye_visible[shut].all()
        assert np.nanmax(signals.side(eye).eyelid_closure[shut]) > 0.7
    assert np.isnan(signals.closure_asymmetry[shut]).all()


def test_lids_that_follow_a_gaze_together_are_spared_and_one_alone_is_not() -> None:
    gaze = 0.35 * hump(CLAIM_S, 0.3)
    middle = np.argmax(gaze)
    assert find_blinks(dict.fromkeys(Side, gaze), TIME)[middle]
    for side in Side:
        assert not find_blinks({side: gaze, side.opposite: STILL[side]}, TIME)[middle]


@pytest.mark.parametrize("scale", [0.5, 20.0])
def test_the_share_of_a_closing_is_its_slope_with_the_usual_error(scale: float) -> None:
    """A straight line by least squares and its standard error, as in any textbook."""
    random = np.random.default_rng(4)
    closure = scale * np.linspace(0, 1, 50)
    shares = 0.6 * closure + random.normal(0, 0.1, 50) + 3
    (slope, _), covariance = np.polyfit(closure, shares, 1, cov=True)
    assert _share(shares, closure) == pytest.approx((slope, np.sqrt(covariance[0, 0])))
