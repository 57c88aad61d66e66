"""A small picture of the face that is being read, with its lines: for whoever waits."""

import cv2
import numpy as np

from hemiface.landmarks.drawing import COLORS, draw_lines, to_picture_rgb
from hemiface.landmarks.tracking import TrackedFrame
from hemiface.model.face_mesh import face_lines

SIDE_PX, _QUALITY = 280, 70
"""Side of the picture, and how much of it WebP keeps: small enough to be sent every moment."""


def draw_glance(tracked: TrackedFrame) -> bytes:
    """Draw the face of one frame, with the lines of both sides, as WebP.

    Parameters
    ----------
    tracked
        A frame, and where the face is.

    Returns
    -------
    bytes
        A small square picture; empty where no face was found.
    """
    if tracked.points is None or tracked.square is None:
        return b""
    square, scale = tracked.square, SIDE_PX / tracked.square.side
    place = np.array(
        [
            [scale, 0.0, SIDE_PX / 2 - scale * square.x],
            [0.0, scale, SIDE_PX / 2 - scale * square.y],
        ]
    )
    picture = cv2.warpAffine(to_picture_rgb(tracked.frame), place, (SIDE_PX, SIDE_PX))
    points = tracked.points[:, :2] @ place[:, :2].T + place[:, 2]
    image = np.ascontiguousarray(picture, dtype=np.uint8)
    for side, color in COLORS.items():
        draw_lines(image, [points[list(line)] for line in face_lines(side)], color)
    done, packed = cv2.imencode(
        ".webp", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_WEBP_QUALITY, _QUALITY]
    )
    return packed.tobytes() if done else b""
