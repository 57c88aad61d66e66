"""The face cut out of a video, upright: for people to look at."""

from collections.abc import Iterable

import numpy as np

from hemiface.landmarks.geometry import Square, crop_matrix, take_crop
from hemiface.model.anatomy import Side
from hemiface.model.event_pictures import FaceTrack, StripFrame
from hemiface.model.face_mesh import SIDES
from hemiface.model.landmarks import Landmarks
from hemiface.model.video import Frame

PORTRAIT = 1.25
"""Side of a portrait, as multiple of the face."""

PORTRAIT_PX = 240


def track_face(landmarks: Landmarks) -> FaceTrack:
    """Find the upright square about the face on every frame."""
    points = landmarks.points[:, :, :2].astype(np.float64)
    corners = landmarks.columns(tuple(SIDES[side].outer_corner for side in Side))
    left, right = points[:, corners[0]], points[:, corners[1]]
    across = left - right
    low, high = points.min(1), points.max(1)
    squares = np.column_stack(
        [
            (low + high) / 2,
            PORTRAIT * (high - low).max(1),
            np.arctan2(across[:, 1], across[:, 0]),
        ]
    )
    squares[~np.isfinite(landmarks.presence)] = np.nan
    return FaceTrack(landmarks.time, squares.astype(np.float32))


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
            take_crop(frame, crop_matrix(Square(*squares[frame.time]), PORTRAIT_PX), PORTRAIT_PX),
        )
        for frame in frames
        if frame.time in wanted
    )
