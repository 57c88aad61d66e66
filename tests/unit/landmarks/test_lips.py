"""Lips are as red as skin or redder, and darker than it; what covers them is not."""

import numpy as np
import pytest

from hemiface.landmarks.lips import AROUND, BETWEEN, LIPS, LipReader
from hemiface.landmarks.skin import ABOVE, EVERY_S
from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import SIDES
from hemiface.model.video import Frame

SKIN = 120
POINTS = np.zeros((478, 3))
POINTS[SIDES[Side.RIGHT].outer_corner, :2] = 60, 80
POINTS[SIDES[Side.LEFT].outer_corner, :2] = 140, 80
POINTS[list(ABOVE), :2] = 100, 70
POINTS[list(AROUND), :2] = 100, 180
POINTS[list(LIPS), :2] = 100, 150
POINTS[list(BETWEEN), :2] = 100, 160


def look(
    red: int = 150, skin_red: int = 150, *, lips: int = SKIN, line: int = SKIN, time: float = 0.0
) -> Frame:
    """A picture of skin, with lips of a color and a brightness and a line below them."""
    chroma = np.full((100, 100), skin_red, np.uint8)
    chroma[60:] = red
    luma = np.full((200, 200), SKIN, np.uint8)
    luma[145:156], luma[157:164] = lips, line
    return Frame(time, luma, np.full((100, 100), 128, np.uint8), chroma)


def read(frame: Frame, points: np.ndarray = POINTS) -> tuple[float, ...]:
    return tuple(float(value) for value in LipReader().read(frame, points))


@pytest.mark.parametrize(("red", "share"), [(150, 1.0), (172, 2.0), (128, 0.0), (106, -1.0)])
def test_the_color_of_lips_is_held_against_the_skin_above_them(red: int, share: float) -> None:
    assert read(look(red))[0] == pytest.approx(share)


@pytest.mark.parametrize("skin_red", [128, 132, 110])
def test_a_picture_without_the_color_of_skin_still_has_bright_and_dark(skin_red: int) -> None:
    color, shade, line = read(look(128, skin_red, lips=96, line=60))
    assert np.isnan(color)
    assert shade == pytest.approx(0.8)
    assert line == pytest.approx(0.5)


def test_the_line_is_held_against_the_brighter_skin() -> None:
    beard = look(line=60)
    beard.luma[165:] = 60
    _, shade, line = read(beard)
    assert shade == pytest.approx(2.0)
    assert line == pytest.approx(0.5)


@pytest.mark.parametrize("height", [-80, -5, 260])
def test_lips_beyond_the_edge_tell_nothing(height: int) -> None:
    outside = POINTS.copy()
    outside[list(LIPS + BETWEEN), 1] = height
    assert np.isnan(read(look(), outside)).all()


def test_lips_are_looked_at_now_and_then() -> None:
    reader = LipReader()
    times = np.arange(0, 2, 0.05)
    looks = [reader.read(look(time=time), POINTS)[0] for time in times]
    seen = times[np.isfinite(looks)]
    assert seen[0] == 0
    assert np.diff(seen).min() >= EVERY_S - 1e-9
    assert np.diff(seen).max() <= EVERY_S + 0.06
