"""Mouth corners and brows by the skin itself, where it could be followed in the picture."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Region, Side
from hemiface.model.landmarks import FOLLOWED, Landmarks
from hemiface.model.signals import Series
from hemiface.model.timebase import Times
from hemiface.signals.filters import filter_smooth, robust_slopes
from hemiface.signals.headframe import HeadFrame

STEADY_S = 0.2
"""A head turns more slowly than a face twitches; what is quicker in its pose is the face."""

PATCHES = {
    Side.RIGHT: {Region.MOUTH: (0,), Region.BROW: (2, 3, 4)},
    Side.LEFT: {Region.MOUTH: (1,), Region.BROW: (5, 6, 7)},
}
"""Followed patches whose mean place stands for a region."""

BESIDE = {Region.MOUTH: (11, 12, 13), Region.BROW: (8, 9, 10)}
"""Followed patches that hardly move with the face's muscles, as near to a region as there
are any: the nearer, the less a wrong pose of the head matters."""

MIN_MODEL_S = 1.0
"""Time followed by one model from which its places count."""

DEPTH_DEG = 0.3
"""Millimeters by which a degree of turn shifts what is taken to be 17 mm nearer or farther
than it is."""

REST_MM = 0.2
"""How well a resting face keeps its place over seconds."""


def steady_head(time: Times, head: HeadFrame) -> HeadFrame:
    """Head frame without what is too quick for a head."""
    turn = np.stack(
        [filter_smooth(time, row, STEADY_S) for row in head.turn.reshape(-1, 9).T], axis=1
    ).reshape(-1, 3, 3)
    seen = np.isfinite(turn).all((1, 2))
    u, _, vt = np.linalg.svd(turn[seen])
    turn[seen] = u @ vt
    return replace(head, turn=turn, mm_per_px=filter_smooth(time, head.mm_per_px, STEADY_S))


def follow_region(
    landmarks: Landmarks, head: HeadFrame, side: Side, region: Region, by_mesh: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Place of a region from patches of skin where they were followed, else by the mesh.

    Parameters
    ----------
    landmarks
        The face.
    head
        Its steady head frame.
    side, region
        What to follow; one of `PATCHES`.
    by_mesh
        Its place by the mesh, shape ``(n_frames, 3)``, millimeters.

    Returns
    -------
    ndarray
        Shape ``(n_frames, 3)``, millimeters; the same zero as that of the mesh.
    """
    patches = landmarks.patches
    if patches is None:
        return by_mesh
    own, beside = PATCHES[side][region], BESIDE[region]
    places = _places_mm(landmarks, head, (*own, *beside))
    gap = places[:, : len(own)].mean(1) - places[:, len(own) :].mean(1) - by_mesh
    least = MIN_MODEL_S * len(landmarks.time) / max(np.ptp(landmarks.time), MIN_MODEL_S)
    for model in np.unique(patches.model):
        rows = (patches.model == model) & np.isfinite(gap[:, 0])
        gap[rows] -= np.median(gap[rows], axis=0) if rows.sum() >= least else np.nan
    known = np.isfinite(gap[:, 0])
    if not known.any():
        return by_mesh
    filled = [np.interp(landmarks.time, landmarks.time[known], row[known]) for row in gap.T]
    return by_mesh + np.stack(filled, axis=1)


def _places_mm(
    landmarks: Landmarks, head: HeadFrame, which: tuple[int, ...]
) -> NDArray[np.float64]:
    """Followed patches in the frame of the head; how far away they are says the mesh."""
    assert landmarks.patches is not None
    depth = [landmarks.points[:, landmarks.columns(FOLLOWED[one]), 2].mean(1) for one in which]
    flat = landmarks.patches.places[:, list(which)]
    return head.places_mm(np.concatenate([flat, np.stack(depth, 1)[..., None]], axis=-1))


def level_out_pose(head: HeadFrame, time: Times, along: Series) -> Series:
    """Take out what goes along with the head while the region rests.

    How far the region is in front of its reference is known to a centimeter or two only,
    so a turn of the head shifts it a little. The slopes are learnt where the region
    rests, and are held near zero where that teaches little.
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
    scatter = max(REST_MM, 1.4826 * float(np.median(np.abs(target))))
    hold = np.tile(scatter / DEPTH_DEG * np.eye(3)[:2], (repeats, 1))
    slopes = robust_slopes(
        np.vstack([columns, hold]), np.append(target, np.zeros(len(hold))), start=np.zeros(3)
    )
    return np.asarray(along - poses @ slopes[:2], np.float64)
