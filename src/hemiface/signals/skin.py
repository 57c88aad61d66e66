"""Mouth corners and brows by the skin itself, where it could be followed in the picture."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from hemiface.model.anatomy import Region, Side
from hemiface.model.face_mesh import BROW_PATCHES, MOUTH_PATCHES, patch_places
from hemiface.model.landmarks import Landmarks, Patches
from hemiface.model.signals import Series
from hemiface.model.timebase import Times, find_spans
from hemiface.signals.filters import filter_smooth, robust_fit_best_start, scaled_mad
from hemiface.signals.head_pose_by_skin import align_models, usual_places
from hemiface.signals.headframe import HeadFrame

_STEADY_S, _QUICK_DEG = 0.2, 1.5
"""A twitch of the face turns the pose that is read of the head: more quickly than this, and
by less than this. A head that really turns goes farther."""

PATCHES = {
    side: {
        Region.MOUTH: patch_places(MOUTH_PATCHES[side]),
        Region.BROW: patch_places(BROW_PATCHES[side]),
    }
    for side in Side
}
"""Followed patches whose mean place stands for a region."""

_BRIDGE_S = 0.5
"""Time without skin over which the mesh is taken to be as wrong as around it."""

_MM_PER_DEG = 0.3
"""How much a degree of turn may shift a region: its depth is known to 17 mm, about."""

_REST_MM = 0.2
"""How well a resting face keeps its place over seconds."""


def steady_head(time: Times, head: HeadFrame) -> HeadFrame:
    """Head frame without small quick movement, which is the face's and not the head's."""
    turn = head.turn.copy()
    seen = np.isfinite(turn).all((1, 2))
    if not seen.any():
        return head
    smooth = np.stack(
        [filter_smooth(time, row, _STEADY_S) for row in turn.reshape(-1, 9).T], axis=1
    )
    slow = Rotation.from_matrix(smooth[seen].reshape(-1, 3, 3))
    quick = (Rotation.from_matrix(turn[seen]) * slow.inv()).as_rotvec()
    size = np.linalg.norm(quick, axis=1, keepdims=True)
    quick *= np.clip(1 - np.deg2rad(_QUICK_DEG) / np.maximum(size, 1e-9), 0, None)
    turn[seen] = (Rotation.from_rotvec(quick) * slow).as_matrix()
    return replace(head, turn=turn, mm_per_px=filter_smooth(time, head.mm_per_px, _STEADY_S))


def read_skin(
    landmarks: Landmarks,
    patches: Patches,
    head: HeadFrame,
    by_mesh: Series,
    *,
    side: Side,
    region: Region,
    direction: NDArray[np.float64],
) -> Series:
    """Place of a region along a direction by its skin, and by the mesh where none was followed.

    Parameters
    ----------
    landmarks
        The face.
    patches
        Its skin.
    head
        Its head frame by the skin.
    by_mesh
        Place along the direction by the mesh, shape ``(n_frames,)``, millimeters.
    side, region
        What is read; one of `PATCHES`.
    direction
        Unit vector in the frame of the head.

    Returns
    -------
    ndarray
        Shape ``(n_frames,)``, millimeters.
    """
    time, model = landmarks.time, patches.model
    by_mesh = level_out_pose(head, time, by_mesh)
    own = PATCHES[side][region]
    usual = usual_places(landmarks, head, own)
    places = head.to_picture(usual)
    places[..., :2] = patches.places[:, list(own)]
    moved = (head.places_mm(places) - usual) @ direction
    aligned = np.stack([align_models(time, row, model) for row in moved.T], axis=1)
    by_skin = level_out_pose(head, time, _mean(aligned))
    return by_mesh + _bridge(time, align_models(time, by_skin - by_mesh, model))


def _mean(gap: NDArray[np.float64]) -> Series:
    """Mean over the patches that were followed; NaN without any."""
    seen = np.isfinite(gap)
    n = seen.sum(1)
    return np.where(n > 0, np.where(seen, gap, 0).sum(1) / np.maximum(n, 1), np.nan)


def _bridge(time: Times, row: Series) -> Series:
    """Fill short gaps in a straight line, and long ones with nothing."""
    known = np.isfinite(row)
    if not known.any():
        return np.zeros_like(row)
    filled = np.interp(time, time[known], row[known])
    for start, stop in find_spans(~known):
        if time[stop - 1] - time[start] > _BRIDGE_S:
            filled[start:stop] = 0
    return np.asarray(filled, np.float64)


def level_out_pose(head: HeadFrame, time: Times, along: Series) -> Series:
    """Take out what goes along with the head while the region rests.

    How far the region is in front of the nose is known to a centimeter or two only, so a
    turn of the head shifts it a little. The slopes are learnt where the region rests, or from
    the few turns that there are, and are held near zero where that teaches little.
    """
    known = np.isfinite(along) & np.isfinite(head.yaw_deg)
    if not known.any():
        return along
    poses = np.stack([head.yaw_deg, head.pitch_deg], axis=1)
    poses -= np.median(poses[known], axis=0)
    target = along[known] - np.median(along[known])
    columns = np.column_stack([poses[known], np.ones(known.sum())])
    # One frame says nothing new after another: about one a second counts.
    repeats = int(np.ceil(known.sum() / max(np.ptp(time[known]), 1.0)))
    scatter = max(_REST_MM, float(scaled_mad(target)))
    hold = np.tile(scatter / _MM_PER_DEG * np.eye(3)[:2], (repeats, 1))
    slopes = robust_fit_best_start(
        np.vstack([columns, hold]), np.append(target, np.zeros(len(hold)))
    )
    return np.asarray(along - poses @ slopes[:2], np.float64)
