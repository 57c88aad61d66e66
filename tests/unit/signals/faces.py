"""Landmarks of a rigid face with known pose, known lids and a known leak between them."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import KEPT
from hemiface.model.landmarks import (
    COLOR_HEIGHT,
    COLOR_WIDTH,
    THUMBNAIL_HEIGHT,
    THUMBNAIL_WIDTH,
    EyeReadings,
    Landmarks,
    Points,
    Thumbnails,
)
from hemiface.model.signals import Series
from hemiface.model.timebase import Times
from hemiface.simulation.fake_engine import build_mesh

PX_PER_CM = 25.0
MIDDLE_PX = (320.0, 240.0)
SKIN_COLOR = (-18.0, 22.0)
"""Blue and red color difference."""


def turn_head(yaw_deg: float, pitch_deg: float, roll_deg: float) -> NDArray[np.float64]:
    """Rotation of a head whose nose points to its left and up, tilted about its own nose.

    Axes: x to the right of the picture (the person's left), y up, z to the camera.
    """
    yaw, pitch, roll = np.deg2rad([yaw_deg, -pitch_deg, -roll_deg])
    # A head that turns to its own left moves its nose to the right of the picture.
    around_y = [[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]]
    around_x = [[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]]
    around_z = [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]]
    return np.asarray(around_y) @ np.asarray(around_x) @ np.asarray(around_z)


def to_points(
    openings_cm: Mapping[Side, Series], turns: NDArray[np.float64], px_per_cm: float
) -> NDArray[np.float64]:
    """Kept points of a turning face in the picture, shape ``(n_frames, n_points, 3)``."""
    shut = build_mesh(dict.fromkeys(Side, 0.0))[list(KEPT)]
    mesh = np.tile(shut, (len(turns), 1, 1))
    for side, opening in openings_cm.items():
        # The drawn mesh is a straight function of the opening of each eye.
        opens = build_mesh({side: 1.0, side.opposite: 0.0})[list(KEPT)] - shut
        mesh += opening[:, None, None] * opens
    places = np.einsum("nij,npj->npi", turns, mesh) * px_per_cm
    return np.asarray(places * [1, -1, -1] + [*MIDDLE_PX, 0])


def draw_eyes(opening: Series, contrast: float = 100.0) -> Thumbnails:
    """Own pixels of an eye: the white and dark of it under a lid that comes down."""
    rows = np.linspace(-1, 1, THUMBNAIL_HEIGHT)[None, :, None]
    columns = np.linspace(-1, 1, THUMBNAIL_WIDTH)[None, None, :]
    half = 0.6 * opening[:, None, None] * (1 - columns**2)
    inside = np.clip((half - np.abs(rows)) * 6 + 0.5, 0, 1)
    eye = inside * (np.abs(columns) - 0.5) + (1 - inside) * 0.3 + 0.2 * (rows < -0.8)
    return np.clip(128 + contrast * eye, 0, 255).astype(np.uint8)


def draw_colors(opening: Series) -> Thumbnails:
    """Color of an eye: skin, and something colorless between the lids."""
    rows = np.linspace(-1, 1, COLOR_HEIGHT)[None, :, None]
    columns = np.linspace(-1, 1, COLOR_WIDTH)[None, None, :]
    half = 0.6 * opening[:, None, None] * (1 - columns**2)
    inside = np.clip((half - np.abs(rows)) * 4 + 0.5, 0, 1)[:, None]
    skin = np.array(SKIN_COLOR)[None, :, None, None]
    return np.asarray(np.rint(128 + (1 - inside) * skin), np.uint8)


def build_landmarks(
    time: Times,
    openings_cm: Mapping[Side, Series],
    *,
    leak: float = 0.0,
    noise_px: float = 0.0,
    turns: NDArray[np.float64] | None = None,
    px_per_cm: float = PX_PER_CM,
) -> Landmarks:
    """Landmarks of a rigid face whose eyes open and close.

    Parameters
    ----------
    time
        Presentation times.
    openings_cm
        Opening between the lids by side, shape ``(n_frames,)``.
    leak
        Share of each opening that the whole-face reading takes from the other eye.
    noise_px
        Standard deviation of every coordinate.
    turns
        Rotation of the head on every frame, shape ``(n_frames, 3, 3)``.
    px_per_cm
        Size of the face.
    """
    n = time.size
    random = np.random.default_rng(0)
    turns = np.tile(np.eye(3), (n, 1, 1)) if turns is None else turns
    mixed = {
        side: (1 - leak) * openings_cm[side] + leak * openings_cm[side.opposite] for side in Side
    }

    def read(openings: Mapping[Side, Series]) -> Points:
        places = to_points(openings, turns, px_per_cm)
        return (places + random.normal(0, noise_px, places.shape)).astype(np.float32)

    checked = np.arange(0, n, 4)
    return Landmarks(
        time=time,
        width=640,
        height=480,
        presence=np.full(n, 0.99),
        point_indices=KEPT,
        points=read(mixed),
        checked=checked,
        mirrored={side: read(dict.fromkeys(Side, openings_cm[side]))[checked] for side in Side},
        eyes={
            side: EyeReadings(
                alone_px=openings_cm[side] * px_per_cm + random.normal(0, noise_px, n),
                thumbnails=draw_eyes(openings_cm[side]),
                brightness=np.full(n, 120.0),
                color=draw_colors(openings_cm[side]),
            )
            for side in Side
        },
        looked_at=np.ones(n, bool),
        iris_px=np.full(n, 1.177 * px_per_cm),
        motion={side: np.zeros(n) for side in Side},
        sharpness=np.full(n, 0.05),
        n_faces=np.ones(n),
    )


def lose_face(landmarks: Landmarks, lost: NDArray[np.bool_]) -> Landmarks:
    """The same landmarks with the face out of the picture on some frames."""
    points, presence = landmarks.points.copy(), landmarks.presence.copy()
    points[lost], presence[lost] = np.nan, np.nan
    kept = ~lost[landmarks.checked]
    eyes = {
        side: replace(eye, alone_px=np.where(lost, np.nan, eye.alone_px))
        for side, eye in landmarks.eyes.items()
    }
    return replace(
        landmarks,
        points=points,
        presence=presence,
        checked=landmarks.checked[kept],
        mirrored={side: rows[kept] for side, rows in landmarks.mirrored.items()},
        eyes=eyes,
        iris_px=np.where(lost, np.nan, landmarks.iris_px),
    )
