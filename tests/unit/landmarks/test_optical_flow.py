"""Patches of skin that are followed from frame to frame."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hemiface.landmarks.geometry import Square
from hemiface.landmarks.optical_flow import MAX_MODELS, PATIENCE_S, PatchTracker
from hemiface.model.face_mesh import FOLLOWED
from hemiface.model.video import Frame

SQUARE = Square(128.0, 128.0, 256.0, 0.0)
GREY = np.full((128, 128), 128, np.uint8)
LEFT_CORNER = 1


def build_mesh() -> NDArray[np.float64]:
    """Mesh points, of which only the followed ones have a place, apart from each other."""
    points = np.zeros((478, 3))
    for number, mesh in enumerate(FOLLOWED):
        points[list(mesh), :2] = 68 + 24 * np.array([number % 6, number // 6])
    return points


def paint(seed: int) -> NDArray[np.float64]:
    """A picture with texture everywhere."""
    noise = np.random.default_rng(seed).normal(0, 1, (256, 256))
    soft = cv2.GaussianBlur(noise, (0, 0), 3.0)
    return np.asarray(128 + 40 * soft / soft.std())


def frame(time: float, picture: NDArray[np.float64]) -> Frame:
    return Frame(time, np.clip(picture, 16, 235).astype(np.uint8), GREY, GREY)


def shift(picture: NDArray[np.float64], right: float, down: float) -> NDArray[np.float64]:
    matrix = np.array([[1, 0, right], [0, 1, down]], np.float64)
    return np.asarray(cv2.warpAffine(picture, matrix, (256, 256), borderMode=cv2.BORDER_REFLECT))


@pytest.mark.parametrize("move", [(0.3, -0.2), (2.5, 1.5), (-4.0, 3.0)])
def test_a_shift_is_followed_to_a_tenth_of_a_pixel(move: tuple[float, float]) -> None:
    follower, mesh, picture = PatchTracker(), build_mesh(), paint(0)
    before, first = follower.read(frame(0.0, picture), SQUARE, mesh)
    after, model = follower.read(frame(0.03, shift(picture, *move)), SQUARE, mesh)
    assert first == model == 0
    assert np.abs(after - before - move).max() < 0.15


def test_one_patch_that_moves_carries_no_other() -> None:
    follower, mesh, picture = PatchTracker(), build_mesh(), paint(0)
    before, _ = follower.read(frame(0.0, picture), SQUARE, mesh)
    x, y = build_mesh()[FOLLOWED[LEFT_CORNER][0], :2].astype(int)
    part = (slice(y - 11, y + 12), slice(x - 11, x + 12))
    moved = picture.copy()
    moved[part] = shift(picture, 2.0, 0.0)[part]
    after, _ = follower.read(frame(0.03, moved), SQUARE, mesh)
    change = after - before
    assert change[LEFT_CORNER] == pytest.approx([2.0, 0.0], abs=0.3)
    assert np.abs(np.delete(change, LEFT_CORNER, axis=0)).max() < 0.3


def test_what_the_network_thinks_does_not_move_the_skin() -> None:
    follower, mesh, picture = PatchTracker(), build_mesh(), paint(0)
    before, _ = follower.read(frame(0.0, picture), SQUARE, mesh)
    mesh[..., 0] += 1.5
    after, _ = follower.read(frame(0.03, picture), SQUARE, mesh)
    assert np.abs(after - before).max() < 0.15


@pytest.mark.parametrize("gain", [0.4, 0.8, 1.2])
def test_other_light_moves_no_skin(gain: float) -> None:
    follower, mesh, picture = PatchTracker(), build_mesh(), paint(0)
    before, _ = follower.read(frame(0.0, 16 + 0.7 * (picture - 16)), SQUARE, mesh)
    after, model = follower.read(frame(0.03, 16 + 0.7 * gain * (picture - 16)), SQUARE, mesh)
    assert model == 0
    assert np.abs(after - before).max() < 0.1


def test_skin_is_followed_through_the_noise_of_a_dark_picture() -> None:
    follower, mesh, dark = PatchTracker(), build_mesh(), 16 + 0.25 * (paint(0) - 16)
    noise = np.random.default_rng(7).normal(0, 4, (2, 256, 256))
    before, _ = follower.read(frame(0.0, dark + noise[0]), SQUARE, mesh)
    after, model = follower.read(frame(0.03, shift(dark, 2.0, 1.0) + noise[1]), SQUARE, mesh)
    assert model == 0
    assert np.isfinite(after).all(1).mean() > 0.9
    assert np.nanmedian(after - before, axis=0) == pytest.approx([2.0, 1.0], abs=0.3)


@pytest.mark.parametrize("noise", [0.0, 8.0])
def test_a_covered_patch_is_missing(noise: float) -> None:
    follower, mesh, picture = PatchTracker(), build_mesh(), paint(0)
    first, second = np.random.default_rng(7).normal(0, noise, (2, 256, 256))
    follower.read(frame(0.0, picture + first), SQUARE, mesh)
    x, y = build_mesh()[FOLLOWED[LEFT_CORNER][0], :2].astype(int)
    picture[y - 11 : y + 12, x - 11 : x + 12] = 60
    places, model = follower.read(frame(0.03, picture + second), SQUARE, mesh)
    assert model == 0
    assert np.isnan(places[LEFT_CORNER]).all()
    assert np.isfinite(np.delete(places, LEFT_CORNER, axis=0)).all()


def test_another_look_gets_a_model_of_its_own_and_the_first_comes_back() -> None:
    follower, mesh = PatchTracker(), build_mesh()
    seen = [
        follower.read(frame(time, paint(look)), SQUARE, mesh)[1]
        for time, look in ((0.0, 0), (0.1, 1), (0.2 + PATIENCE_S, 1), (0.9, 1), (1.0, 0))
    ]
    assert seen == [0, -1, 1, 1, 0]


def test_few_models_are_kept_and_numbers_are_never_used_again() -> None:
    follower, mesh = PatchTracker(), build_mesh()
    looks = range(MAX_MODELS + 2)
    seen = [follower.read(frame(float(look), paint(look)), SQUARE, mesh)[1] for look in looks]
    assert seen == list(looks)
    assert follower.read(frame(99.0, paint(0)), SQUARE, mesh)[1] == 0


def test_the_crop_goes_along_with_the_face() -> None:
    follower, mesh, picture = PatchTracker(), build_mesh(), paint(0)
    before, _ = follower.read(frame(0.0, picture), SQUARE, mesh)
    follower.lose()
    mesh[..., :2] += 20
    square = Square(148.0, 148.0, 256.0, 0.0)
    after, model = follower.read(frame(0.03, shift(picture, 20, 20)), square, mesh)
    assert model == 0
    assert np.abs(after - before - 20).max() < 0.15
