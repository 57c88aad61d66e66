"""The video with the face drawn as lines, its sides and events: for people to look at."""

from collections.abc import Iterable, Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Side
from hemiface.model.events import Event, EventSide
from hemiface.model.face_mesh import MIDLINE, face_lines
from hemiface.model.landmarks import Landmarks
from hemiface.model.video import Frame, Image

_GROUND = 24
"""Brightness of the plain ground behind lines without a face."""

COLORS = {Side.LEFT: (86, 180, 233), Side.RIGHT: (240, 140, 60)}
"""The report's colors of the sides at night, as red, green and blue."""

_WHITE = (255, 255, 255)
"""Color of writing and of the middle, as red, green and blue."""

_SUBPIXEL_BITS = 4
"""Bits behind the point in places of lines, as OpenCV draws them."""


def draw_overlay(
    frames: Iterable[Frame], landmarks: Landmarks, events: Sequence[Event], *, mesh_only: bool
) -> Iterator[tuple[float, Image]]:
    """Draw lines on the face, its sides, the time and what is going on.

    Parameters
    ----------
    frames
        The video.
    landmarks
        Where the face is.
    events
        What is going on.
    mesh_only
        Whether only the moving lines are shown, on plain ground, without the face. They
        still show how the person moves, which people who know them may recognize.

    Yields
    ------
    tuple
        Presentation time in seconds, and picture.
    """
    place = {time: index for index, time in enumerate(landmarks.time.tolist())}
    for frame in frames:
        image = to_picture_rgb(frame)
        if mesh_only:
            image = np.full_like(image, _GROUND)
        if frame.time in place:
            draw_face(image, landmarks, place[frame.time])
        _caption(image, frame.time, events)
        yield frame.time, image


def draw_face(image: Image, landmarks: Landmarks, index: int) -> None:
    """Draw both sides of the face into a picture, each in its own color.

    Parameters
    ----------
    image
        Picture that is drawn into.
    landmarks
        Where the face is.
    index
        Frame of the recording.
    """
    if not np.isfinite(landmarks.presence[index]):
        return
    places = dict(zip(landmarks.point_indices, landmarks.points[index, :, :2], strict=True))
    width = max(round(landmarks.width / 640), 1)
    for side, color in COLORS.items():
        for line in face_lines(side):
            _draw_line(image, np.array([places[point] for point in line]), color, width)
    _draw_line(image, np.array([places[point] for point in MIDLINE]), (160, 160, 160), width)


def draw_lines(
    image: Image, lines: Iterable[NDArray[np.float64]], color: tuple[int, int, int]
) -> None:
    """Draw thin lines through points, in pixels, into a picture."""
    for line in lines:
        _draw_line(image, line.astype(np.float32), color, 1)


def _draw_line(
    image: Image, places: NDArray[np.float32], color: tuple[int, int, int], width: int
) -> None:
    fixed = np.round(places * 2**_SUBPIXEL_BITS).astype(np.int32)[:, None]
    cv2.polylines(image, [fixed], False, color, width, cv2.LINE_AA, _SUBPIXEL_BITS)


def write_words(
    image: Image, words: str, place: tuple[int, int], color: tuple[int, int, int]
) -> None:
    """Write a short line of ASCII words into a picture, outlined so that it can be read."""
    scale = image.shape[1] / 900
    for ink, width in (((0, 0, 0), 4), (color, 1)):
        cv2.putText(image, words, place, cv2.FONT_HERSHEY_SIMPLEX, scale, ink, width, cv2.LINE_AA)


def _caption(image: Image, time: float, events: Sequence[Event]) -> None:
    """Write the sides, the time and what is going on into a picture."""
    height, width = image.shape[:2]
    line = max(height // 20, 12)
    write_words(image, "R", (line // 2, height // 2), COLORS[Side.RIGHT])
    write_words(image, "L", (width - line, height // 2), COLORS[Side.LEFT])
    write_words(image, f"{time:6.2f} s", (line // 2, height - line // 2), _WHITE)
    now = [event for event in events if event.onset <= time < event.offset]
    for row, event in enumerate(now):
        words = " ".join(
            word for word in (event.side.value, event.pattern.value, event.event_type.value) if word
        )
        color = _WHITE if event.side is EventSide.BOTH else COLORS[Side(event.side.value)]
        write_words(image, words, (line // 2, line * (row + 1)), color)


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
