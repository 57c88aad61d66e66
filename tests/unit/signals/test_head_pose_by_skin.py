"""Pose of the head by the skin over its bones."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.signals.faces import PX_PER_CM, build_landmarks, turn_head

from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import FOLLOWED
from hemiface.model.landmarks import Landmarks, Patches
from hemiface.model.signals import Series
from hemiface.signals.head_pose_by_skin import EDGE, NOSE_AND_EYES, align_models, settle_head
from hemiface.signals.headframe import fit_head_frame
from hemiface.simulation.simulate import build_times

TIME = build_times(6.0, 20.0)
BUMP = np.exp(-(((TIME - 3.0) / 1.0) ** 2))
SHUT = {side: np.ones_like(TIME) for side in Side}
STILL = np.zeros_like(TIME)


def face(yaw: Series, pitch: Series, roll: Series) -> Landmarks:
    """A face whose mesh turns, in degrees, and whose skin is where its mesh is."""
    turns = np.stack([turn_head(*pose) for pose in zip(yaw, pitch, roll, strict=True)])
    landmarks = build_landmarks(TIME, SHUT, turns=turns)
    places = [landmarks.points[:, landmarks.columns(mesh), :2].mean(1) for mesh in FOLLOWED]
    return replace(
        landmarks, patches=Patches(np.stack(places, axis=1), np.zeros(TIME.size, np.intp))
    )


def skin(landmarks: Landmarks) -> Patches:
    assert landmarks.patches is not None
    return landmarks.patches


def swing(row: Series) -> float:
    """Largest change from the pose of the first frame."""
    return float(np.abs(row - row[0]).max())


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_mesh_that_nods_with_the_face_turns_no_head(axis: int) -> None:
    wrong = face(*np.eye(3)[axis][:, None] * 0.5 * BUMP)
    right = skin(face(STILL, STILL, STILL))
    by_mesh = fit_head_frame(wrong)
    settled = settle_head(wrong, right, by_mesh)
    names = ("yaw_deg", "pitch_deg", "roll_deg")
    assert swing(getattr(by_mesh, names[axis])) > 0.4
    assert all(swing(getattr(settled, name)) < 0.1 for name in names)


@settings(max_examples=20)
@given(st.tuples(*[st.floats(-2.0, 2.0)] * 3))
def test_a_head_that_the_skin_follows_turns_as_it_does(most: tuple[float, float, float]) -> None:
    landmarks = face(*(degrees * BUMP for degrees in most))
    by_mesh = fit_head_frame(landmarks)
    settled = settle_head(landmarks, skin(landmarks), by_mesh)
    for name in ("yaw_deg", "pitch_deg", "roll_deg"):
        assert np.abs(getattr(settled, name) - getattr(by_mesh, name)).max() < 0.1


def test_a_nod_that_the_mesh_reads_short_is_read_by_the_skin() -> None:
    by_mesh = face(STILL, 2.5 * BUMP, STILL)
    settled = settle_head(by_mesh, skin(face(STILL, 5 * BUMP, STILL)), fit_head_frame(by_mesh))
    assert swing(settled.pitch_deg) > 4.5


def test_skin_that_goes_along_with_the_face_turns_no_head() -> None:
    landmarks = face(STILL, STILL, STILL)
    moved = skin(landmarks).places
    for patch in (*NOSE_AND_EYES[:3], *NOSE_AND_EYES[-4:-2]):
        moved[:, patch] += BUMP[:, None] * np.array([0.0, -2.0]) * PX_PER_CM / 10
    settled = settle_head(landmarks, skin(landmarks), fit_head_frame(landmarks))
    assert max(swing(settled.yaw_deg), swing(settled.pitch_deg), swing(settled.roll_deg)) < 0.1
    assert swing(settled.origin[:, 1]) < 0.1


def test_the_mesh_speaks_where_no_skin_was_followed() -> None:
    landmarks = face(3 * BUMP, STILL, STILL)
    nothing = Patches(np.full_like(skin(landmarks).places, np.nan), np.full(TIME.size, -1))
    by_mesh = fit_head_frame(landmarks)
    settled = settle_head(landmarks, nothing, by_mesh)
    assert np.allclose(settled.turn, by_mesh.turn)
    assert np.allclose(settled.origin, by_mesh.origin)


def test_the_edge_of_a_turned_head_says_nothing() -> None:
    landmarks = face(20 * BUMP, STILL, STILL)
    turned = BUMP > 0.5
    skin(landmarks).places[turned, EDGE[0] :] += 8
    by_mesh = fit_head_frame(landmarks)
    settled = settle_head(landmarks, skin(landmarks), by_mesh)
    assert np.abs(settled.yaw_deg - by_mesh.yaw_deg).max() < 0.2


def test_a_lost_face_stays_lost() -> None:
    landmarks = face(STILL, STILL, STILL)
    landmarks.points[20:40] = np.nan
    skin(landmarks).places[20:40] = np.nan
    settled = settle_head(landmarks, skin(landmarks), fit_head_frame(landmarks))
    assert np.isnan(settled.yaw_deg[20:40]).all()
    assert np.isfinite(np.delete(settled.yaw_deg, np.s_[20:40])).all()


def test_each_model_has_a_zero_of_its_own() -> None:
    model = np.where(TIME < 2, 0, np.where(TIME < 5.7, 1, 2))
    aligned = align_models(TIME, 5.0 * model + 0.1 * np.sin(TIME), model)
    assert np.abs(aligned[TIME < 5.7]).max() < 0.3
    assert np.isnan(aligned[TIME >= 5.7]).all()
