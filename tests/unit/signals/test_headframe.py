"""Pose and size of a face that is known to turn."""

from collections.abc import Sequence

import numpy as np
import pytest
from tests.unit.signals.faces import PX_PER_CM, build_landmarks, lose_face, turn_head

from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import SIDES
from hemiface.model.landmarks import Landmarks
from hemiface.signals.headframe import fit_head_frame, fit_like

OPEN = dict.fromkeys(Side, 1.0)


def face(poses: Sequence[tuple[float, float, float]], px_per_cm: float = PX_PER_CM) -> Landmarks:
    """A still face in each of the given poses: yaw, pitch, roll in degrees."""
    time = np.arange(len(poses)) / 30
    openings = {side: np.ones(len(poses)) for side in Side}
    turns = np.stack([turn_head(*pose) for pose in poses])
    return build_landmarks(time, openings, turns=turns, px_per_cm=px_per_cm)


def test_to_the_persons_left_up_and_to_the_left_shoulder_is_positive() -> None:
    head = fit_head_frame(face([(0, 0, 0)] * 3 + [(20, 0, 0), (0, 15, 0), (0, 0, 10)]))
    assert head.yaw_deg == pytest.approx([0, 0, 0, 20, 0, 0], abs=0.2)
    assert head.pitch_deg == pytest.approx([0, 0, 0, 0, 15, 0], abs=0.2)
    assert head.roll_deg == pytest.approx([0, 0, 0, 0, 0, 10], abs=0.2)


@pytest.mark.parametrize("yaw", [-25.0, 0.0, 25.0])
@pytest.mark.parametrize("pitch", [-15.0, 10.0])
def test_a_known_turn_is_found(yaw: float, pitch: float) -> None:
    head = fit_head_frame(face([(0, 0, 0)] * 4 + [(yaw, pitch, 0), (yaw, pitch, 20)]))
    assert head.yaw_deg[4:] == pytest.approx([yaw] * 2, abs=0.3)
    assert head.pitch_deg[4:] == pytest.approx([pitch] * 2, abs=0.3)
    assert head.roll_deg[4:] == pytest.approx([0, 20], abs=0.3)


def test_points_do_not_move_in_the_frame_of_a_turning_head() -> None:
    poses = [(a, a / 2, -a / 3) for a in np.linspace(-20, 20, 15)]
    landmarks = face(poses)
    head = fit_head_frame(landmarks)
    corners = landmarks.columns(SIDES[Side.LEFT].corners)
    places = head.places_mm(landmarks.points[:, corners])
    assert np.ptp(places, axis=0).max() < 0.2


@pytest.mark.parametrize("px_per_cm", [10.0, 25.0, 60.0])
def test_a_millimetre_is_a_millimetre_near_and_far(px_per_cm: float) -> None:
    landmarks = face([(0, 0, 0)] * 4, px_per_cm)
    head = fit_head_frame(landmarks)
    assert head.mm_per_px == pytest.approx([10 / px_per_cm] * 4, rel=0.01)
    assert head.scale_uncertainty == pytest.approx(0.035, abs=0.005)


def test_two_rulers_that_disagree_make_the_scale_less_certain() -> None:
    landmarks = face([(0, 0, 0)] * 4)
    landmarks.iris_px[:] *= 1.2
    head = fit_head_frame(landmarks)
    assert head.mm_per_px == pytest.approx([0.4 / np.sqrt(1.2)] * 4, rel=0.01)
    assert head.scale_uncertainty > 0.05


def test_a_face_that_comes_nearer_keeps_its_size() -> None:
    near, far = face([(0, 0, 0)] * 4, 30.0), face([(0, 0, 0)] * 4, 20.0)
    near.points[2:] = far.points[2:]
    head = fit_head_frame(near)
    corners = near.columns(SIDES[Side.RIGHT].corners)
    places = head.places_mm(near.points[:, corners])
    width = np.linalg.norm(places[:, 0] - places[:, 1], axis=-1)
    assert width == pytest.approx([width[0]] * 4, rel=1e-3)


def test_frames_without_a_face_are_missing() -> None:
    lost = np.array([False, True, False, False])
    head = fit_head_frame(lose_face(face([(10, 0, 0)] * 4), lost))
    np.testing.assert_array_equal(np.isnan(head.yaw_deg), lost)
    np.testing.assert_array_equal(np.isnan(head.mm_per_px), lost)


def test_no_face_at_all_is_missing_throughout() -> None:
    head = fit_head_frame(lose_face(face([(0, 0, 0)] * 3), np.ones(3, bool)))
    assert np.isnan(head.yaw_deg).all()
    assert np.isnan(head.scale_uncertainty)


def test_another_reading_of_some_frames_has_its_own_pose_and_the_known_size() -> None:
    landmarks = face([(0, 0, 0)] * 4)
    turned = face([(12, 0, 0)] * 2)
    head = fit_head_frame(landmarks)
    other = fit_like(turned.points, landmarks, head, np.array([1, 3]))
    assert other.yaw_deg == pytest.approx([12, 12], abs=0.3)
    np.testing.assert_array_equal(other.mm_per_px, head.mm_per_px[[1, 3]])


def test_a_place_in_the_head_is_found_in_the_picture_and_back() -> None:
    head = fit_head_frame(face([(0, 0, 0), (10, -5, 3), (-20, 8, -6)]))
    places = np.array([[25.0, -30.0, 10.0], [-40.0, 20.0, -5.0]])
    assert head.places_mm(head.to_picture(places)) == pytest.approx(np.tile(places, (3, 1, 1)))
