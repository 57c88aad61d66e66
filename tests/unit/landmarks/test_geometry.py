"""Crops of a picture, and the way there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.landmarks.geometry import Square, crop_matrix, scale_of, take_luma, to_picture
from hemiface.landmarks.halfface import midline_square
from hemiface.model.face_mesh import MIDLINE, N_POINTS
from hemiface.model.video import Frame

SIZE = 32
squares = st.builds(
    Square,
    x=st.floats(-50, 700),
    y=st.floats(-50, 500),
    side=st.floats(10, 2000),
    angle=st.floats(-3.1, 3.1),
)


def frame_of(luma: np.ndarray) -> Frame:
    height, width = luma.shape
    chroma = np.full(((height + 1) // 2, (width + 1) // 2), 128, np.uint8)
    return Frame(0.0, luma, chroma, chroma)


@given(squares, st.booleans())
def test_places_come_back_to_where_they_were(square: Square, flip: bool) -> None:
    matrix = crop_matrix(square, SIZE, flip=flip)
    places = np.array([[0.0, 0.0, 1.0], [31.0, 3.0, -2.0]])
    back = to_picture(matrix, places)
    again = back[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    np.testing.assert_allclose(again, places[:, :2], atol=1e-6)
    np.testing.assert_allclose(back[:, 2] * scale_of(matrix), places[:, 2])
    assert scale_of(matrix) == pytest.approx(SIZE / square.side)


@pytest.mark.parametrize("side", [20.0, 40.0, 70.0, 150.0, 300.0])
def test_a_crop_shows_the_place_it_names_however_much_it_shrinks(side: float) -> None:
    ramp = np.tile(np.linspace(20, 220, 400).round(), (400, 1)).astype(np.uint8)
    square = Square(200.0, 200.0, side, 0.0)
    matrix = crop_matrix(square, SIZE)
    crop = take_luma(frame_of(ramp), matrix, SIZE)
    inner = np.arange(4, SIZE - 4)
    x = to_picture(matrix, np.stack([inner, inner], -1))[:, 0]
    expected = 20 + x * 200 / 399
    # Each halving may round up by half a gray level.
    assert np.abs(crop[16, inner] - expected).max() < 2


@pytest.mark.parametrize("shape", [(1, 1), (1, 2000), (3, 500), (500, 3)])
def test_pictures_smaller_than_a_crop_pixel_do_no_harm(shape: tuple[int, int]) -> None:
    luma = np.full(shape, 77, np.uint8)
    matrix = crop_matrix(Square(shape[1] / 2, shape[0] / 2, 4000.0, 0.2), SIZE)
    assert (take_luma(frame_of(luma), matrix, SIZE) == 77).all()


@given(st.floats(-1.4, 1.4), st.floats(0, 640), st.floats(0, 480))
def test_the_midline_is_found_however_the_head_is_tilted(angle: float, x: float, y: float) -> None:
    points = np.zeros((N_POINTS, 3))
    along = np.linspace(-100, 100, len(MIDLINE))
    points[list(MIDLINE), 0] = x - along * np.sin(angle)
    points[list(MIDLINE), 1] = y + along * np.cos(angle)
    found = midline_square(points, Square(x + 5, y + 7, 300.0, 0.0))
    assert found.angle == pytest.approx(angle, abs=1e-6)
    # The middle lies on the line, where the given square is nearest to it.
    across = np.array([np.cos(angle), np.sin(angle)])
    assert (np.array([found.x - x, found.y - y]) @ across) == pytest.approx(0, abs=1e-6)
