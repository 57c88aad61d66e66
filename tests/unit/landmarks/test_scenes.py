"""Sizes that change, cuts, pictures of faces, and faces beyond the edge."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from tests.unit.landmarks.walks import RATE_HZ, film, read, track

from hemiface.landmarks.eye import flat_share
from hemiface.landmarks.geometry import lies_inside
from hemiface.landmarks.posters import find_still_faces
from hemiface.landmarks.read_face import EYE_MARGIN, EYE_PLACES
from hemiface.landmarks.scenecuts import SceneWatcher
from hemiface.model.anatomy import Side
from hemiface.model.video import Frame
from hemiface.simulation.drawn_face import DrawnFace, draw_frame
from hemiface.simulation.fake_engine import FakeEngine

ONE = DrawnFace(160, 110)


def later(frames: list[Frame], first: int) -> list[Frame]:
    return [replace(one, time=(first + place) / RATE_HZ) for place, one in enumerate(frames)]


def test_a_face_is_followed_through_a_change_of_size() -> None:
    small = film(lambda _: [ONE], 0.5)
    large = [
        draw_frame((15 + place) / RATE_HZ, [DrawnFace(320, 220, 160)], 640, 480)
        for place in range(15)
    ]
    upright = [
        draw_frame((30 + place) / RATE_HZ, [DrawnFace(120, 150)], 240, 320) for place in range(15)
    ]
    tracked = track(small + large + upright)
    assert all(one.points is not None for one in tracked)
    landmarks = read(small + large + upright)
    assert np.isfinite(landmarks.presence).all()
    corners = landmarks.columns((33, 263))
    apart = np.linalg.norm(
        landmarks.points[:, corners[0], :2] - landmarks.points[:, corners[1], :2], axis=1
    )
    np.testing.assert_allclose(apart, np.repeat([80, 160, 80], 15), rtol=0.05)
    for side in Side:  # what was seen in another size is no movement
        assert np.isnan(landmarks.motion[side][[15, 30]]).all()


def test_a_cut_is_told_from_movement() -> None:
    watcher = SceneWatcher()
    moving = film(lambda t: [replace(ONE, x=120 + 60 * t)], 1.0)
    assert not any(watcher.is_cut(frame) for frame in moving)
    rng = np.random.default_rng(1)
    other = np.kron(rng.integers(30, 220, (12, 16)), np.ones((20, 20))).astype(np.uint8)
    scene = replace(moving[0], luma=other)
    assert watcher.is_cut(scene)
    assert not watcher.is_cut(scene)


def test_cuts_are_kept_with_the_landmarks() -> None:
    frames = film(lambda _: [ONE], 0.5)
    inverted = later([replace(one, luma=255 - one.luma) for one in frames], 15)
    assert read(frames).cuts.size == 0
    np.testing.assert_allclose(read(frames + inverted).cuts, [15 / RATE_HZ])


@pytest.mark.parametrize("shake_px", [0.0, 1.5, 4.0])
@pytest.mark.parametrize(
    "place",
    [
        pytest.param((150, 110), id="whole"),
        pytest.param((150, 150), id="cut at the chin"),
        pytest.param((60, 170), id="cut on two sides"),
    ],
)
def test_a_poster_is_told_from_a_living_face(place: tuple[int, int], shake_px: float) -> None:
    def scene(time: float) -> list[DrawnFace]:
        dx, dy = shake_px * np.sin(9 * time), shake_px * np.cos(7 * time)
        closure = dict.fromkeys(Side, abs(np.sin(4 * time)))
        poster = DrawnFace(place[0] + dx, place[1] + dy, 110)
        return [poster, DrawnFace(450 + dx, 110 + dy, 70, closure=closure)]

    frames = film(scene, 2.5, width=600)
    (square,) = find_still_faces(iter(frames), FakeEngine())
    assert square.x == pytest.approx(place[0], abs=20)


@pytest.mark.parametrize("place", [(150, 110), (150, 150), (60, 170)])
def test_a_living_face_that_the_edge_cuts_is_no_poster(place: tuple[int, int]) -> None:
    def scene(time: float) -> list[DrawnFace]:
        dx, dy = 1.5 * np.sin(9 * time), 1.5 * np.cos(7 * time)
        first, second = (dict.fromkeys(Side, abs(np.sin(w * time))) for w in (4.0, 3.0))
        cut = DrawnFace(place[0] + dx, place[1] + dy, 110, closure=first)
        return [cut, DrawnFace(450 + dx, 110 + dy, 70, closure=second)]

    assert find_still_faces(iter(film(scene, 2.5, width=600)), FakeEngine()) == ()


def test_two_living_faces_are_no_poster_and_one_face_is_not_looked_at() -> None:
    def scene(time: float) -> list[DrawnFace]:
        closures = [dict.fromkeys(Side, abs(np.sin(w * time))) for w in (4.0, 3.0)]
        return [
            DrawnFace(150, 150, 110, closure=closures[0]),
            DrawnFace(450, 150, closure=closures[1]),
        ]

    assert find_still_faces(iter(film(scene, 2.5, width=600)), FakeEngine()) == ()
    frames = iter(film(lambda _: [ONE], 1.0))
    assert find_still_faces(frames, FakeEngine()) == ()
    assert len(list(frames)) == 29


@pytest.mark.parametrize(
    ("shift", "outside"), [(0, set()), (-118, {Side.RIGHT}), (118, {Side.LEFT}), (400, set(Side))]
)
def test_an_eye_beyond_the_edge_is_known(shift: float, outside: set[Side]) -> None:
    (one,) = track(film(lambda _: [ONE], 1 / RATE_HZ))
    assert one.points is not None
    moved = one.points + np.array([shift, 0, 0])
    for side in Side:
        inside = lies_inside(one.frame, moved, EYE_PLACES[side], EYE_MARGIN)
        assert inside == (side not in outside)


def test_what_has_no_detail_is_flat() -> None:
    rng = np.random.default_rng(0)
    shading = np.add.outer(np.arange(36), 2 * np.arange(56)) + rng.normal(0, 1, (36, 56)) + 40
    blocks = np.kron(rng.integers(60, 180, (2, 3)), np.ones((18, 19)))[:, :56]
    shares = [
        flat_share(picture.astype(np.uint8))
        for picture in (shading, blocks, np.full((36, 56), 16.0))
    ]
    assert shares[0] < 0.1
    assert shares[1] > 0.7
    assert shares[2] == 1
    assert all(later > earlier for earlier, later in pairwise(shares))
