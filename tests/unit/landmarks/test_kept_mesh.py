"""The mesh that is kept for the review page lies where the points were measured."""

import numpy as np
from tests.unit.signals.faces import build_landmarks, lose_face, turn_head

from hemiface.landmarks import track_face
from hemiface.model.anatomy import Side
from hemiface.model.event_pictures import MESH_UNITS
from hemiface.model.face_mesh import DRAWN

TIME = np.arange(0, 2, 1 / 30)


def test_points_come_back_where_they_were_measured() -> None:
    moving = 2 * np.pi * TIME
    turns = np.stack([turn_head(15 * np.sin(at), 0, 20 * np.cos(at)) for at in moving])
    landmarks = build_landmarks(TIME, dict.fromkeys(Side, np.ones(TIME.size)), turns=turns)
    track = track_face(landmarks)
    assert track.mesh is not None
    middle, side = track.squares[:, None, :2], track.squares[:, None, 2:3]
    drawn = middle + side * track.mesh / MESH_UNITS
    measured = landmarks.points[:, landmarks.columns(DRAWN), :2]
    assert np.abs(drawn - measured).max() < 1.0 / MESH_UNITS * side.max()


def test_without_a_face_there_is_nothing() -> None:
    whole = build_landmarks(TIME, dict.fromkeys(Side, np.ones(TIME.size)))
    lost = (TIME > 0.5) & (TIME < 1)
    mesh = track_face(lose_face(whole, lost)).mesh
    assert mesh is not None
    assert not mesh[lost].any()
    assert mesh[~lost].any(axis=(1, 2)).all()
