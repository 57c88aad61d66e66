"""Faces made of one half and its mirror image, so that no side can speak for the other.

One pass of the landmark network over a whole face copies 24-42 % of a one-sided eye
closure onto the other eye. On a face made of one half and its mirror image nothing of the
other half is left to be copied.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.engine import INPUT_SIDE, Engine
from hemiface.landmarks.geometry import (
    Matrix,
    Square,
    crop_matrix,
    take_crop,
    to_picture,
)
from hemiface.landmarks.mesh import mesh_of
from hemiface.landmarks.weights import Network
from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import MIDLINE
from hemiface.model.video import Frame, Image
from hemiface.settings import LandmarkSettings

_MIDDLE = np.array(MIDLINE)


class MidlineHolder:
    """A square upright on the middle of the face, held still until the face moves."""

    def __init__(self, settings: LandmarkSettings) -> None:
        self._settings = settings
        self._held: Square | None = None

    def hold(self, points: NDArray[np.float64], around: Square) -> Square:
        """Square whose vertical middle lies on the fitted midline.

        Parameters
        ----------
        points
            All mesh points, shape ``(478, 3)``.
        around
            Region of the whole face.
        """
        square = midline_square(points, around)
        if self._held is None or square.has_moved(
            self._held,
            shift=self._settings.midline_hold_shift,
            scale=self._settings.hold_scale,
            turn_deg=self._settings.midline_hold_turn_deg,
        ):
            self._held = square
        return self._held


def midline_square(points: NDArray[np.float64], around: Square) -> Square:
    """Fit a line to the points in the middle of the face and stand a square on it."""
    middle = points[_MIDDLE, :2]
    centre = middle.mean(0)
    x, y = (middle - centre).T
    # Turn of the main axis of inertia from upright.
    angle = math.atan2(-2 * float(x @ y), float(y @ y - x @ x)) / 2
    down = np.array([-math.sin(angle), math.cos(angle)])
    place = centre + down * ((np.array([around.x, around.y]) - centre) @ down)
    return Square(float(place[0]), float(place[1]), around.side, angle)


@dataclass(frozen=True, slots=True)
class HalfFaces:
    """The two faces made of one half each, and the way back to the picture.

    Parameters
    ----------
    images
        Face of each side's half and its mirror image, by the person's own side.
    matrix
        Map from picture to these crops.
    """

    images: dict[Side, Image]
    matrix: Matrix


def make_half_faces(frame: Frame, square: Square) -> HalfFaces:
    """Cut a face along its midline and complete each half by its mirror image."""
    size = INPUT_SIDE[Network.FACE_LANDMARKS]
    matrix = crop_matrix(square, size)
    crop = take_crop(frame, matrix, size)
    half = size // 2
    # The person's right half stands on the left of the picture.
    right, left = crop.copy(), crop.copy()
    right[:, half:] = cv2.flip(crop[:, :half], 1)
    left[:, :half] = cv2.flip(crop[:, half:], 1)
    return HalfFaces({Side.RIGHT: right, Side.LEFT: left}, matrix)


def read_half_faces(
    engine: Engine, half_faces: list[HalfFaces]
) -> dict[Side, list[NDArray[np.float64]]]:
    """Read all mesh points of each half face, in picture pixels, by side."""
    asked = [(faces, side) for faces in half_faces for side in Side]
    crops = (faces.images[side] for faces, side in asked)
    meshes: dict[Side, list[NDArray[np.float64]]] = {side: [] for side in Side}
    for (faces, side), answer in zip(asked, engine.run(Network.FACE_LANDMARKS, crops), strict=True):
        points, _ = mesh_of(answer)
        meshes[side].append(to_picture(faces.matrix, points))
    return meshes
