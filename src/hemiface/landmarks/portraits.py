"""The face cut out of a video, upright: for people to look at."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.geometry import Square, crop_matrix, take_crop
from hemiface.model.anatomy import Side
from hemiface.model.event_pictures import MESH_UNITS, FaceTrack, StripFrame
from hemiface.model.face_mesh import DRAWN, SIDES
from hemiface.model.landmarks import Landmarks
from hemiface.model.video import Frame

_PORTRAIT = 1.25
"""Side of a portrait, as multiple of the face."""

_PORTRAIT_PX = 240
"""Side of a portrait in pixels."""


_STEADY_S = 0.1
"""Spread of the Gaussian that holds magnified eyes steady, in seconds."""


def track_face(landmarks: Landmarks) -> FaceTrack:
    """Find the upright square about the face, and both eyes, on every frame."""
    points = landmarks.points[:, :, :2].astype(np.float64)
    corners = landmarks.columns(tuple(SIDES[side].outer_corner for side in Side))
    left, right = points[:, corners[0]], points[:, corners[1]]
    across = left - right
    low, high = points.min(1), points.max(1)
    squares = np.column_stack(
        [
            (low + high) / 2,
            _PORTRAIT * (high - low).max(1),
            np.arctan2(across[:, 1], across[:, 0]),
        ]
    )
    squares[~np.isfinite(landmarks.presence)] = np.nan
    eyes = _find_eyes(landmarks, points, squares[:, 3])
    return FaceTrack(
        landmarks.time,
        squares.astype(np.float32),
        eyes.astype(np.float32),
        _place_mesh(points[:, landmarks.columns(DRAWN)], squares),
    )


def _place_mesh(points: NDArray[np.float64], squares: NDArray[np.float64]) -> NDArray[np.int16]:
    """Points in the square about the face; see `FaceTrack`."""
    within = (points - squares[:, None, :2]) / squares[:, None, 2:3]
    largest = np.iinfo(np.int16).max
    return np.nan_to_num(MESH_UNITS * within).round().clip(-largest, largest).astype(np.int16)


def _find_eyes(
    landmarks: Landmarks, points: NDArray[np.float64], turn: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Middles of both eyes by their corners, which hardly move with the lids; see `FaceTrack`.

    The wider eye gives the width of both: that of a turned face's far side is foreshortened.
    """
    middles, widths = [], []
    for side in (Side.LEFT, Side.RIGHT):
        outer, inner = (points[:, c] for c in landmarks.columns(SIDES[side].corners))
        middles.append((outer + inner) / 2)
        widths.append(np.hypot(*(outer - inner).T))
    wide = np.maximum(*widths)
    rows = np.column_stack([*middles, wide, np.cos(turn), np.sin(turn)])
    held = _hold_steady(
        landmarks.time, np.searchsorted(landmarks.cuts, landmarks.time, "right"), rows
    )
    return np.column_stack([held[:, :5], np.arctan2(held[:, 6], held[:, 5])])


def _hold_steady(
    time: NDArray[np.float64], scene: NDArray[np.intp], rows: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Gaussian mean over the neighbors in time within a scene; missing stays missing."""
    seen: NDArray[np.bool_] = np.asarray(np.isfinite(rows).all(axis=1))
    filled = np.where(seen[:, None], rows, 0.0)
    total, weight = filled.copy(), seen.astype(np.float64)
    for lag in range(1, time.size):
        apart = time[lag:] - time[:-lag]
        if apart.min() > 3 * _STEADY_S:
            break
        share = np.exp(-0.5 * (apart / _STEADY_S) ** 2) * (scene[lag:] == scene[:-lag])
        total[lag:] += (share * seen[:-lag])[:, None] * filled[:-lag]
        total[:-lag] += (share * seen[lag:])[:, None] * filled[lag:]
        weight[lag:] += share * seen[:-lag]
        weight[:-lag] += share * seen[lag:]
    held = np.full(rows.shape, np.nan)
    held[seen] = total[seen] / weight[seen, None]
    return held


def find_frames(track: FaceTrack, moments: Iterable[float]) -> list[float]:
    """Times of the frames nearest to some moments, each once and in order."""
    nearest = {int(np.abs(track.time - moment).argmin()) for moment in moments}
    return [float(track.time[index]) for index in sorted(nearest)]


def cut_portraits(
    frames: Iterable[Frame], track: FaceTrack, times: Iterable[float]
) -> tuple[StripFrame, ...]:
    """Cut the face out of the frames of some times; frames without a face are left out.

    Parameters
    ----------
    frames
        A stretch of the video.
    track
        Where the face is.
    times
        Which frames.
    """
    squares = dict(zip(track.time.tolist(), track.squares.tolist(), strict=True))
    wanted = {time for time in times if np.isfinite(squares[time]).all()}
    return tuple(
        StripFrame(
            frame.time,
            take_crop(frame, crop_matrix(Square(*squares[frame.time]), _PORTRAIT_PX), _PORTRAIT_PX),
        )
        for frame in frames
        if frame.time in wanted
    )
