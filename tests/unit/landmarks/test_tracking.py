"""One face is followed, held, lost and found again, and never mixed with another."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.landmarks.walks import RATE_HZ, bump, eye_middle, film, read, seen_at, track

from hemiface.landmarks import read_face
from hemiface.landmarks.detector import detect_faces
from hemiface.landmarks.geometry import Square
from hemiface.landmarks.mesh import face_square
from hemiface.landmarks.tracking import choose_person
from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import SIDES
from hemiface.simulation.drawn_face import DrawnFace, draw_frame
from hemiface.simulation.fake_engine import FakeEngine

ONE = DrawnFace(160, 110)
LEFT = DrawnFace(80, 110, 50)
RIGHT = DrawnFace(240, 110, 60)


@pytest.mark.parametrize("angle", [-25.0, 0.0, 12.0])
@pytest.mark.parametrize(("x", "y", "size"), [(160.0, 110.0, 80.0), (90.5, 140.25, 45.0)])
def test_the_points_lie_on_the_face(x: float, y: float, size: float, angle: float) -> None:
    (tracked,) = track([draw_frame(0, [DrawnFace(x, y, size, angle)])])
    assert tracked.points is not None
    assert eye_middle(tracked.points) == pytest.approx([x, y], abs=0.5)
    left, right = (tracked.points[SIDES[side].outer_corner, :2] for side in Side)
    assert np.hypot(*(left - right)) == pytest.approx(size, rel=0.02)
    across = left - right
    assert np.degrees(np.arctan2(across[1], across[0])) == pytest.approx(angle, abs=1)
    assert tracked.presence > 0.9
    assert tracked.n_faces == 1


def test_a_detected_face_is_upright_and_about_as_large() -> None:
    (face,) = detect_faces(draw_frame(0, [replace(ONE, angle_deg=20)]), FakeEngine())
    assert np.degrees(face.square.angle) == pytest.approx(20, abs=2)
    assert 1.5 < face.square.side / ONE.eye_distance_px < 3
    assert face.score > 0.9


def test_the_region_is_held_while_the_face_only_trembles() -> None:
    random = np.random.default_rng(0)
    frames = [
        draw_frame(k / RATE_HZ, [replace(ONE, x=160 + dx, y=110 + dy)])
        for k, (dx, dy) in enumerate(random.uniform(-1.5, 1.5, (40, 2)))
    ]
    assert len({tracked.square for tracked in track(frames)}) == 1


def test_the_region_follows_a_face_that_moves() -> None:
    tracked = track(film(lambda t: [replace(ONE, x=100 + 60 * t)], 2.0))
    assert seen_at(tracked) == pytest.approx([100 + 60 * k / RATE_HZ for k in range(60)], abs=0.7)
    squares = {frame.square for frame in tracked}
    assert 3 < len(squares) < 30


def test_a_face_that_jumps_is_found_on_the_same_frame() -> None:
    tracked = track(film(lambda t: [replace(ONE, x=90 if t < 0.5 else 220)], 1.0))
    assert seen_at(tracked) == pytest.approx([90] * 15 + [220] * 15, abs=0.7)


def test_no_face_is_nothing() -> None:
    tracked = track(film(lambda _: [], 0.5))
    assert all(frame.points is None and frame.square is None for frame in tracked)
    assert {frame.presence for frame in tracked} == {0.0}
    assert {frame.n_faces for frame in tracked} == {0}


def test_a_lost_face_is_nothing_until_it_is_back() -> None:
    tracked = track(film(lambda t: [] if 0.5 <= t < 1 else [ONE], 1.5))
    assert [frame.points is not None for frame in tracked] == [True] * 15 + [False] * 15 + [
        True
    ] * 15


@pytest.mark.parametrize(
    ("person", "place"),
    [("left", 80), ("right", 240), ("largest", 240), ("1", 80), ("2", 240), ("3", None)],
)
def test_the_chosen_person_is_followed(person: str, place: float | None) -> None:
    tracked = track(film(lambda _: [LEFT, RIGHT], 0.3), person)
    expected = [np.nan if place is None else place] * 9
    assert seen_at(tracked) == pytest.approx(expected, abs=0.7, nan_ok=True)


def test_nobody_is_chosen_from_nobody() -> None:
    assert choose_person([], "largest") is None
    assert choose_person([], "1") is None


@pytest.mark.parametrize(("person", "place"), [("left", 80.0), ("right", 240.0)])
def test_who_stays_is_never_taken_for_who_left(person: str, place: float) -> None:
    leaver, stayer = (LEFT, RIGHT) if person == "left" else (RIGHT, LEFT)

    def scene(t: float) -> Sequence[DrawnFace]:
        swaying = replace(stayer, x=stayer.x + 8 * np.sin(2 * t))
        return [swaying] if 1.5 <= t < 3.5 else [swaying, leaver]

    seen = seen_at(track(film(scene, 4.5), person))
    away = [1.5 <= k / RATE_HZ < 3.5 for k in range(len(seen))]
    assert seen == pytest.approx([np.nan if a else place for a in away], abs=0.7, nan_ok=True)


def test_two_people_are_counted_about_once_a_second() -> None:
    tracked = track(film(lambda _: [LEFT, RIGHT], 2.5))
    counted = [frame.n_faces for frame in tracked if frame.n_faces is not None]
    assert counted == [2, 2, 2]


@pytest.mark.parametrize(("ahead", "chunk"), [(1, 1), (2, 3), (5, 64)])
def test_the_number_of_frames_read_ahead_changes_no_number(
    monkeypatch: pytest.MonkeyPatch, ahead: int, chunk: int
) -> None:
    def scene(t: float) -> Sequence[DrawnFace]:
        if 0.8 <= t < 1.0:
            return [LEFT]
        closure = {Side.LEFT: bump(t, 0.4), Side.RIGHT: bump(t, 0.4) + bump(t, 1.4)}
        closure = {side: min(value, 1.0) for side, value in closure.items()}
        return [LEFT, replace(RIGHT, x=220 + 30 * np.sin(3 * t), closure=closure)]

    frames = film(scene, 2.0)
    usual = read(frames)
    monkeypatch.setattr(read_face, "CHUNK", chunk)
    other = read(frames, ahead=ahead)
    for name in ("points", "presence", "checked", "iris_px", "sharpness", "n_faces"):
        np.testing.assert_array_equal(getattr(other, name), getattr(usual, name), name)
    for side in Side:
        np.testing.assert_array_equal(other.mirrored[side], usual.mirrored[side])
        np.testing.assert_array_equal(other.motion[side], usual.motion[side])
        np.testing.assert_array_equal(other.eyes[side].alone_px, usual.eyes[side].alone_px)
        np.testing.assert_array_equal(other.eyes[side].thumbnails, usual.eyes[side].thumbnails)


def test_a_square_has_moved_by_shift_size_or_turn_only_beyond_its_tolerance() -> None:
    held = Square(100, 100, 50, 0.0)
    tolerance = {"shift": 0.1, "scale": 0.1, "turn_deg": 5.0}
    assert not Square(104, 100, 52, np.deg2rad(4)).has_moved(held, **tolerance)
    assert Square(106, 100, 50, 0.0).has_moved(held, **tolerance)
    assert Square(100, 100, 60, 0.0).has_moved(held, **tolerance)
    assert Square(100, 100, 50, np.deg2rad(6)).has_moved(held, **tolerance)
    assert not Square(100, 100, 50, np.deg2rad(359)).has_moved(held, **tolerance)


def test_the_region_is_upright_on_the_eyes_and_holds_all_points() -> None:
    (tracked,) = track([draw_frame(0, [replace(ONE, angle_deg=15)])])
    assert tracked.points is not None
    square = face_square(tracked.points)
    assert np.degrees(square.angle) == pytest.approx(15, abs=1)
    away = np.abs(tracked.points[:, :2] - [square.x, square.y]).max()
    assert away < square.side / 2
