"""Magnified eyes lie where the eyes are, on turned and small faces too, and keep still."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.signals.faces import build_landmarks, lose_face, turn_head

from hemiface.landmarks import track_face
from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import SIDES
from hemiface.model.landmarks import Landmarks

TIME = np.arange(0, 4, 1 / 30)
OPEN = np.full(TIME.size, 1.0)


def eyes_of(landmarks: Landmarks) -> NDArray[np.float32]:
    eyes = track_face(landmarks).eyes
    assert eyes is not None
    return eyes


def corners(landmarks: Landmarks, side: Side) -> NDArray[np.float32]:
    """Outer and inner corner of an eye, shape ``(2, n_frames, 2)``."""
    return np.stack([landmarks.points[:, c, :2] for c in landmarks.columns(SIDES[side].corners)])


@pytest.mark.parametrize(
    ("pose", "px_per_cm"),
    [((0, 0, 0), 25.0), ((35, 0, 0), 25.0), ((-35, 10, 0), 6.0), ((20, 0, 25), 6.0)],
    ids=["straight", "turned", "turned and small", "tilted and small"],
)
def test_they_lie_between_the_corners(pose: tuple[float, float, float], px_per_cm: float) -> None:
    turns = np.tile(turn_head(*pose), (TIME.size, 1, 1))
    openings = dict.fromkeys(Side, OPEN)
    still = build_landmarks(TIME, openings, turns=turns, px_per_cm=px_per_cm)
    eyes = eyes_of(still)
    widths = []
    for side, place in ((Side.LEFT, eyes[:, :2]), (Side.RIGHT, eyes[:, 2:4])):
        outer, inner = corners(still, side)
        width = float(np.hypot(*(outer - inner)[0]))
        widths.append(width)
        assert np.abs(place - (outer + inner) / 2).max() < 0.01 * width
    assert eyes[:, 4] == pytest.approx(max(widths), rel=1e-3)
    left, right = corners(still, Side.LEFT)[0, 0], corners(still, Side.RIGHT)[0, 0]
    assert eyes[:, 5] == pytest.approx(np.arctan2(*(left - right)[::-1]), abs=1e-3)


def test_they_follow_a_head_that_moves_and_shake_less_than_the_reading() -> None:
    moving = 2 * np.pi * 0.3 * TIME
    turns = np.stack([turn_head(15 * np.sin(at), 0, 5 * np.cos(at)) for at in moving])
    openings = dict.fromkeys(Side, OPEN)
    true = build_landmarks(TIME, openings, turns=turns)
    read = build_landmarks(TIME, openings, turns=turns, noise_px=1.0)
    middle = corners(true, Side.LEFT).mean(0)
    shown = eyes_of(read)[:, :2]
    inner = slice(15, -15)
    off = np.linalg.norm(shown - middle, axis=1)[inner]
    width = float(eyes_of(true)[:, 4].mean())
    assert off.max() < 0.05 * width
    shake = np.diff(shown - middle, axis=0).std()
    assert shake < 0.2 * np.diff(corners(read, Side.LEFT).mean(0) - middle, axis=0).std()


def test_a_blink_moves_nothing() -> None:
    opening = OPEN.copy()
    opening[50:58] = 0.0
    eyes = eyes_of(build_landmarks(TIME, dict.fromkeys(Side, opening)))
    assert np.ptp(eyes, axis=0).max() < 0.5


def test_nothing_is_made_up_and_nothing_is_taken_over_a_cut() -> None:
    openings = dict.fromkeys(Side, OPEN)
    whole = build_landmarks(TIME, openings)
    lost = (TIME > 1) & (TIME < 2)
    seen = np.isfinite(eyes_of(lose_face(whole, lost)))
    assert not seen[lost].any()
    assert seen[~lost].all()
    points = whole.points.copy()
    points[TIME >= 3, :, 0] += 200
    jumped = replace(whole, points=points, cuts=np.array([3.0]))
    x = eyes_of(jumped)[:, 0]
    assert np.ptp(x[TIME < 3]) < 0.01
    assert np.ptp(x[TIME >= 3]) < 0.01
    assert x[-1] - x[0] == pytest.approx(200, abs=0.01)
