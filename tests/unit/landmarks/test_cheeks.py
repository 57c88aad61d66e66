"""Cheeks are read against the skin above them, each freed of the light's slope."""

import numpy as np
import pytest
from numpy.typing import NDArray

from hemiface.landmarks.cheeks import LOOKED_FOR, PLACES, CheekReader
from hemiface.landmarks.geometry import VIDEO_BLACK
from hemiface.landmarks.skin import ABOVE, EVERY_S
from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import SIDES
from hemiface.model.video import Frame, Plane

SKIN, EYES_PX = 136, 100
N_PLACES = len(PLACES[Side.LEFT])


def spread() -> NDArray[np.float64]:
    """A mesh of which the cheeks lie apart, as on a face of 100 pixels between the eyes."""
    points = np.zeros((478, 3))
    points[SIDES[Side.RIGHT].outer_corner, :2] = 100, 80
    points[SIDES[Side.LEFT].outer_corner, :2] = 100 + EYES_PX, 80
    points[list(ABOVE), :2] = 150, 60
    grid = np.array([(x, y) for y in (110, 125, 140, 155) for x in (0, 25)])
    points[list(PLACES[Side.RIGHT]), :2] = grid + np.array([90, 0])
    points[list(PLACES[Side.LEFT]), :2] = [300, 0] + grid * [-1, 1] - [90, 0]
    return points


POINTS = spread()


def frame(luma: Plane, time: float = 0.0) -> Frame:
    chroma = np.full((100, 150), 128, np.uint8)
    return Frame(time, luma, chroma, chroma)


def plain() -> Plane:
    return np.full((200, 300), SKIN, np.uint8)


def look(luma: Plane, points: NDArray[np.float64] = POINTS) -> dict[Side, NDArray[np.float64]]:
    """Brightness and unevenness by side."""
    rows = CheekReader().read(frame(luma), points).reshape(len(Side), 2, N_PLACES)
    return dict(zip(Side, rows, strict=True))


def test_plain_skin_is_even() -> None:
    for brightness, unevenness in look(plain()).values():
        np.testing.assert_allclose(brightness, 0, atol=1e-6)
        np.testing.assert_array_equal(unevenness, 0)


def test_light_from_a_side_is_taken_out() -> None:
    x = np.arange(300)
    luma = np.rint(VIDEO_BLACK + 80 * np.exp(x / 400) * np.ones((200, 1))).astype(np.uint8)
    for brightness, unevenness in look(luma).values():
        np.testing.assert_allclose(brightness, 0, atol=0.02)
        assert unevenness.max() < 0.02


@pytest.mark.parametrize("side", list(Side))
def test_fingers_show_on_their_own_side_alone(side: Side) -> None:
    luma = plain()
    columns = slice(0, 150) if side is Side.RIGHT else slice(150, None)
    luma[118:130, columns] = SKIN - 40
    luma[140:143, columns] = SKIN - 40
    read = look(luma)
    assert np.abs(read[side][0]).max() > 0.1
    assert read[side][1].max() > 0.03
    np.testing.assert_allclose(read[side.opposite][0], 0, atol=1e-6)
    np.testing.assert_array_equal(read[side.opposite][1], 0)


def test_a_darker_picture_reads_the_same() -> None:
    rng = np.random.default_rng(1)
    light = (VIDEO_BLACK + rng.uniform(60, 200, (200, 300))).astype(np.uint8)
    dark = (VIDEO_BLACK + (light - float(VIDEO_BLACK)) / 2).astype(np.uint8)
    for side in Side:
        np.testing.assert_allclose(look(light)[side], look(dark)[side], atol=0.02)


def test_a_cheek_beyond_the_edge_tells_nothing() -> None:
    outside = POINTS.copy()
    outside[list(PLACES[Side.LEFT]), 0] += 300
    read = look(plain(), outside)
    assert np.isnan(read[Side.LEFT]).all()
    np.testing.assert_allclose(read[Side.RIGHT], 0, atol=1e-6)


def test_cheeks_are_looked_at_now_and_then() -> None:
    reader = CheekReader()
    times = np.arange(0, 2, 0.05)
    looks = np.array([reader.read(frame(plain(), time), POINTS) for time in times])
    assert looks.shape == (len(times), LOOKED_FOR)
    seen = times[np.isfinite(looks).all(1)]
    assert np.diff(seen).min() >= EVERY_S - 1e-9
    assert np.diff(seen).max() <= EVERY_S + 0.06
