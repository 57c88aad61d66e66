"""Pose of the head by the skin over its bones.

The mesh turns, nods and tilts a little with every pull of the face: shut eyes read as a nod
of half a degree, which moves a mouth corner by as much as a weak twitch does. Skin that is
followed in the picture knows nothing of eyes and mouths. Many patches far apart, each a
tenth of a millimeter true, say where the head is; those that move with the face differ from
the others and do not count.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from hemiface.model.face_mesh import (
    EDGE_PATCHES,
    EYE_CORNER_PATCHES,
    FOLLOWED,
    NOSE_PATCHES,
    patch_places,
)
from hemiface.model.landmarks import Landmarks, Patches
from hemiface.model.signals import Series
from hemiface.model.timebase import Times
from hemiface.signals.filters import OUTLIER, scaled_mad
from hemiface.signals.headframe import HeadFrame

NOSE_AND_EYES = patch_places(NOSE_PATCHES + EYE_CORNER_PATCHES)
"""Followed patches over bone in the middle of the face; those of the nose stand out in any
light."""

EDGE = patch_places(EDGE_PATCHES)
"""Followed patches over bone at the edge of the face."""

_ROUNDS = 3
"""Rounds of reweighting (IRLS)."""

_NOD_DEG, _TILT_DEG, _SCALE, _SHIFT_MM = 0.3, 1.0, 0.01, 5.0
"""How far the mesh may be wrong about turn and nod, tilt, size and place: standard
deviations. Its turn and nod rest on depth, which patches show badly; its tilt does not."""

_NOD_SHARE = 0.5
"""How far it may be wrong about a nod, as share of the nod: it makes faces nod too little."""

_LEAST_MM = 0.1
"""Error of the best of patches."""

_NOISE_FACTOR = 8.0
"""Error of a patch against its jitter from frame to frame: what blurs it along an edge also
lets it slide there."""

_BEND_MM, _EDGE_BEND_MM = 300.0, 1500.0
"""How fast a patch loses its word as the head turns, times half the angle squared. At the
edge of the face another piece of skin comes into sight."""

_MIN_MODEL_S = 1.0
"""Time followed by one model from which its places count."""


def settle_head(landmarks: Landmarks, patches: Patches, head: HeadFrame) -> HeadFrame:
    """Head frame by the skin over bone, and by the mesh as far as little was followed.

    Parameters
    ----------
    landmarks
        The face.
    patches
        Its skin.
    head
        Its head frame by the mesh.

    Returns
    -------
    HeadFrame
        The same where no skin was followed.

    Notes
    -----
    The pose of each frame is the one that explains best where all patches are and how far
    it may be from the pose of the mesh: the maximum a posteriori pose, by iteratively reweighted
    least squares with Tukey's biweight, linearized for small turns (Gauss-Newton).
    """
    usual = usual_places(landmarks, head, NOSE_AND_EYES + EDGE)
    away = _distance(head)
    change: NDArray[np.float64] = np.zeros((len(away), 6))
    hold = _hold(head)
    for _ in range(_ROUNDS):
        left = hold.copy()
        right = np.zeros_like(change)
        for which, place in zip(NOSE_AND_EYES + EDGE, usual, strict=True):
            expected = np.asarray(head.turn @ place, np.float64)
            columns = _columns(expected)
            gap = _gap(head, patches.places[:, which], expected)
            rest = gap - np.einsum("nka,na->nk", columns, change)
            offset, error = _judge(landmarks.time, patches.model, head, rest)
            bend = (_EDGE_BEND_MM if which in EDGE else _BEND_MM) * away[:, None]
            error = np.hypot(error, bend)
            far = (rest - offset) / (OUTLIER * error)
            weight = np.clip(1 - far**2, 0, None) ** 2 / error**2
            seen = np.isfinite(far).all(1)
            weighted = np.where(seen[:, None, None], columns * weight[..., None], 0)
            left += weighted.transpose(0, 2, 1) @ np.nan_to_num(columns)
            right += np.einsum("nka,nk->na", weighted, np.where(seen[:, None], gap - offset, 0))
        change = np.asarray(np.linalg.solve(left, right[..., None])[..., 0], np.float64)
    return _apply(head, change)


def usual_places(
    landmarks: Landmarks, head: HeadFrame, which: tuple[int, ...]
) -> NDArray[np.float64]:
    """Where the mesh usually has some patches, in the frame of the head.

    Returns
    -------
    ndarray
        Shape ``(n_patches, 3)``, millimeters; NaN without a face.
    """
    usual = []
    for one in which:
        points = landmarks.points[:, landmarks.columns(FOLLOWED[one])].mean(1, keepdims=True)
        places = head.places_mm(points)[:, 0]
        seen = np.isfinite(places[:, 0])
        usual.append(np.median(places[seen], axis=0) if seen.any() else np.full(3, np.nan))
    return np.array(usual)


def align_models(time: Times, row: Series, model: NDArray[np.intp]) -> Series:
    """Usually nothing for each model; NaN where a model served too shortly."""
    least = _MIN_MODEL_S * len(time) / max(np.ptp(time), _MIN_MODEL_S)
    aligned = np.full_like(row, np.nan)
    for number in np.unique(model[model >= 0]):
        seen = (model == number) & np.isfinite(row)
        if seen.sum() >= least:
            aligned[seen] = row[seen] - np.median(row[seen])
    return aligned


def _distance(head: HeadFrame) -> Series:
    """Half the square of the angle to the usual pose, in radians; nothing without a face."""
    return (_from_usual(head.yaw_deg) ** 2 + _from_usual(head.pitch_deg) ** 2) / 2


def _from_usual(angle_deg: Series) -> Series:
    """Angle from the usual one, in radians; nothing without a face."""
    seen = np.isfinite(angle_deg)
    if not seen.any():
        return np.zeros_like(angle_deg)
    return np.where(seen, np.deg2rad(angle_deg - np.median(angle_deg[seen])), 0)


def _hold(head: HeadFrame) -> NDArray[np.float64]:
    """How firmly the pose of the mesh is held to, shape ``(n_frames, 6, 6)``."""
    nod = _from_usual(head.pitch_deg)
    error = np.array([*np.deg2rad([_NOD_DEG, _NOD_DEG, _TILT_DEG]), _SCALE, _SHIFT_MM, _SHIFT_MM])
    hold = np.tile(np.diag(error**-2), (len(nod), 1, 1))
    hold[:, 0, 0] = 1 / (error[0] ** 2 + (_NOD_SHARE * nod) ** 2)
    return hold


def _columns(expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """How a place in the picture goes with turns about three axes, size and shift."""
    x, y, z = expected.T
    nothing, one = np.zeros_like(x), np.ones_like(x)
    across = np.stack([nothing, z, -y, x, one, nothing], axis=-1)
    up = np.stack([-z, nothing, x, y, nothing, one], axis=-1)
    return np.stack([across, up], axis=1)


def _gap(
    head: HeadFrame, places: NDArray[np.float32], expected: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Where a patch is less where the head has it, in millimeters across and up."""
    found = (places * np.array([1.0, -1.0]) - head.origin[:, :2]) * head.mm_per_px[:, None]
    return np.asarray(found - expected[:, :2], np.float64)


def _judge(
    time: Times, model: NDArray[np.intp], head: HeadFrame, rest: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What is always between a patch and its usual place, and its error across and up."""
    turn = head.turn[:, :2, :2]
    own = np.einsum("nij,ni->nj", turn, rest)
    aligned = np.stack([align_models(time, row, model) for row in own.T], axis=1)
    seen = np.isfinite(aligned).all(1)
    if seen.sum() < 2:
        return np.full_like(rest, np.nan), np.ones(2)
    scatter = scaled_mad(aligned[seen])
    jitter = scaled_mad(np.diff(aligned[seen], axis=0)) / np.sqrt(2)
    offset = np.einsum("nij,nj->ni", turn, own - aligned)
    return offset, np.hypot(np.maximum(scatter, _LEAST_MM), _NOISE_FACTOR * jitter)


def _apply(head: HeadFrame, change: NDArray[np.float64]) -> HeadFrame:
    """Put the changes of turn, size and place into the head frame."""
    turn = head.turn.copy()
    seen = np.isfinite(turn).all((1, 2))
    turn[seen] = Rotation.from_rotvec(change[seen, :3]).as_matrix() @ turn[seen]
    origin = head.origin.copy()
    origin[:, :2] += change[:, 4:] / head.mm_per_px[:, None]
    return replace(head, turn=turn, origin=origin, mm_per_px=head.mm_per_px / (1 + change[:, 3]))
