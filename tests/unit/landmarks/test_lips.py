"""Lips are as red as skin or redder; a mask over them is not."""

import math

import numpy as np
import pytest

from hemiface.landmarks.lips import EVERY_S, LIPS, SKIN, LipColor
from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import SIDES
from hemiface.model.video import Frame

POINTS = np.zeros((478, 3))
POINTS[SIDES[Side.RIGHT].outer_corner, :2] = 60, 80
POINTS[SIDES[Side.LEFT].outer_corner, :2] = 140, 80
POINTS[list(SKIN), :2] = 100, 70
POINTS[list(LIPS), :2] = 100, 150


def look(lips: int, skin: int = 150, time: float = 0.0) -> Frame:
    """A picture of the color of skin, and below its middle of the color of lips or a mask."""
    red = np.full((100, 100), skin, np.uint8)
    red[60:] = lips
    gray = np.full((100, 100), 128, np.uint8)
    return Frame(time, np.full((200, 200), 120, np.uint8), gray, red)


@pytest.mark.parametrize(("lips", "share"), [(150, 1.0), (172, 2.0), (128, 0.0), (106, -1.0)])
def test_lips_are_held_against_the_skin_above_them(lips: int, share: float) -> None:
    assert LipColor().read(look(lips), POINTS) == pytest.approx(share)


@pytest.mark.parametrize("skin", [128, 132, 110])
def test_a_picture_without_the_color_of_skin_tells_nothing(skin: int) -> None:
    assert math.isnan(LipColor().read(look(128, skin), POINTS))


def test_lips_beyond_the_edge_tell_nothing() -> None:
    low = POINTS.copy()
    low[list(LIPS), 1] = 260
    assert math.isnan(LipColor().read(look(150), low))


def test_lips_are_looked_at_now_and_then() -> None:
    reader = LipColor()
    times = np.arange(0, 2, 0.05)
    looks = [reader.read(look(150, time=time), POINTS) for time in times]
    seen = times[np.isfinite(looks)]
    assert seen[0] == 0
    assert np.diff(seen).min() >= EVERY_S - 1e-9
    assert np.diff(seen).max() <= EVERY_S + 0.06
