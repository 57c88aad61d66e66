"""The face drawn as lines, and cut out upright: for people to look at."""

import cv2
import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.geometry import Square, crop_matrix, take_crop
from hemiface.landmarks.topology import LIPS, MIDLINE, SIDES
from hemiface.model.anatomy import Side
from hemiface.model.landmarks import Landmarks
from hemiface.model.video import Frame, Image

PORTRAIT = 1.25
"""Side of a portrait, as multiple of the face."""

SUBPIXEL_BITS = 4


def face_lines(side: Side) -> tuple[tuple[int, ...], ...]:
    """Mesh points of one side as lines: lids, brow, half of the lips, outline."""
    topology = SIDES[side]
    upper, lower = LIPS[side][:4], LIPS[side][4:]
    corner = topology.mouth_corner[0]
    return (
        (topology.outer_corner, *topology.upper_lid, topology.inner_corner),
        (topology.outer_corner, *topology.lower_lid, topology.inner_corner),
        topology.upper_brow,
        topology.lower_brow,
        (0, *upper, corner),
        (17, *reversed(lower), corner),
        (10, *topology.outline, 152),
    )


def draw_face(
    image: Image, landmarks: Landmarks, index: int, colors: dict[Side, tuple[int, int, int]]
) -> None:
    """Draw both sides of the face into a picture, each in its own color.

    Parameters
    ----------
    image
        Picture that is drawn into.
    landmarks
        Where the face is.
    index
        Frame of the recording.
    colors
        Red, green and blue of each side.
    """
    if not np.isfinite(landmarks.presence[index]):
        return
    places = dict(zip(landmarks.point_indices, landmarks.points[index, :, :2], strict=True))
    width = max(round(landmarks.width / 640), 1)
    for side, color in colors.items():
        for line in face_lines(side):
            _draw_line(image, np.array([places[point] for point in line]), color, width)
    _draw_line(image, np.array([places[point] for point in MIDLINE]), (160, 160, 160), width)


def _draw_line(
    image: Image, places: NDArray[np.float32], color: tuple[int, int, int], width: int
) -> None:
    fixed = np.round(places * 2**SUBPIXEL_BITS).astype(np.int32)[:, None]
    cv2.polylines(image, [fixed], False, color, width, cv2.LINE_AA, SUBPIXEL_BITS)


def write_words(
    image: Image, words: str, place: tuple[int, int], color: tuple[int, int, int]
) -> None:
    """Write a short line of ASCII words into a picture, outlined so that it can be read."""
    scale = image.shape[1] / 900
    for ink, width in (((0, 0, 0), 4), (color, 1)):
        cv2.putText(image, words, place, cv2.FONT_HERSHEY_SIMPLEX, scale, ink, width, cv2.LINE_AA)


def cut_portrait(frame: Frame, landmarks: Landmarks, index: int, size: int) -> Image | None:
    """Cut the face out of a frame, upright; None where there is none.

    Parameters
    ----------
    frame
        The picture.
    landmarks
        Where the face is.
    index
        Frame of the recording to which the picture belongs.
    size
        Side of the portrait in pixels; a multiple of 4.
    """
    if not np.isfinite(landmarks.presence[index]):
        return None
    points = landmarks.points[index, :, :2].astype(np.float64)
    corners = landmarks.columns(tuple(SIDES[side].outer_corner for side in Side))
    left, right = points[corners]
    across = left - right
    angle = float(np.arctan2(across[1], across[0]))
    low, high = points.min(0), points.max(0)
    x, y = (low + high) / 2
    side = PORTRAIT * float((high - low).max())
    return take_crop(frame, crop_matrix(Square(float(x), float(y), side, angle), size), size)


def to_picture_rgb(frame: Frame) -> Image:
    """Whole frame in red-green-blue."""
    height, width = frame.height // 2 * 2, frame.width // 2 * 2
    planes = np.concatenate(
        [
            frame.luma[:height, :width].reshape(-1),
            frame.chroma_blue[: height // 2, : width // 2].reshape(-1),
            frame.chroma_red[: height // 2, : width // 2].reshape(-1),
        ]
    ).reshape(height * 3 // 2, width)
    return np.asarray(cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420), np.uint8)
