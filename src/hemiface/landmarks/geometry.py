"""Squares on a picture, the crops the networks see, and the way back."""

import math
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from hemiface.model.video import Frame, Image, Plane

Matrix: TypeAlias = NDArray[np.float64]
"""Affine map from picture to crop, shape ``(2, 3)``."""

VIDEO_BLACK, _VIDEO_GREY = 16, 128
"""Black of a brightness plane and grey of a color plane of video range (ITU-R BT.601)."""


@dataclass(frozen=True, slots=True)
class Square:
    """A turned square on a picture.

    Parameters
    ----------
    x, y
        Middle, in pixels.
    side
        Length of a side, in pixels.
    angle
        Clockwise turn of its upper edge, in radians.
    """

    x: float
    y: float
    side: float
    angle: float

    def has_moved(self, held: "Square", *, shift: float, scale: float, turn_deg: float) -> bool:
        """Whether it differs from a held square by more than the given tolerances.

        Parameters
        ----------
        held
            The square that has been in use.
        shift, scale
            Tolerated move of the middle and change of size, as share of the side.
        turn_deg
            Tolerated turn, in degrees.
        """
        moved = math.hypot(self.x - held.x, self.y - held.y) > shift * held.side
        grown = abs(math.log(self.side / held.side)) > scale
        turn = math.remainder(self.angle - held.angle, math.tau)
        return moved or grown or abs(turn) > math.radians(turn_deg)


def crop_matrix(square: Square, size: int, *, flip: bool = False) -> Matrix:
    """Map from picture to a crop of ``size`` pixels; ``flip`` swaps its left and right."""
    scale = size / square.side
    cos, sin = scale * math.cos(square.angle), scale * math.sin(square.angle)
    middle = (size - 1) / 2
    across = [cos, sin, middle - cos * square.x - sin * square.y]
    down = [-sin, cos, middle + sin * square.x - cos * square.y]
    if flip:
        across = [-cos, -sin, size - 1 - across[2]]
    return np.array([across, down])


def to_picture(matrix: Matrix, places: NDArray[np.floating]) -> NDArray[np.float64]:
    """Bring places in a crop back to the picture.

    Parameters
    ----------
    matrix
        Map from picture to crop.
    places
        Shape ``(..., 2)`` or, with depth in crop pixels, ``(..., 3)``.

    Returns
    -------
    ndarray
        The same shape in picture pixels.
    """
    (a, b, x), (c, d, y) = matrix.tolist()
    area = a * d - b * c
    back = np.array([[d, -c], [-b, a]]) / area
    flat = (places[..., :2] - np.array([x, y])) @ back
    if places.shape[-1] == 2:
        return np.asarray(flat, np.float64)
    return np.concatenate([flat, places[..., 2:] / math.sqrt(abs(area))], axis=-1)


def lies_inside(
    frame: Frame, points: NDArray[np.float64], places: NDArray[np.intp], margin: float = 0.0
) -> bool:
    """Whether some points of the mesh lie within the picture.

    Parameters
    ----------
    frame
        The picture.
    points
        All mesh points, shape ``(478, 3)``.
    places
        Which of them.
    margin
        Distance that they keep from the edge, as share of their own width.
    """
    chosen = points[places, :2]
    (left, top), (right, bottom) = chosen.min(0).tolist(), chosen.max(0).tolist()
    room = margin * (right - left)
    wide, high = frame.width - 1 - room, frame.height - 1 - room
    return bool(left >= room and top >= room and right <= wide and bottom <= high)


def scale_of(matrix: Matrix) -> float:
    """Crop pixels a picture pixel."""
    (a, b, _), (c, d, _) = matrix.tolist()
    return math.sqrt(abs(a * d - b * c))


def take_luma(frame: Frame, matrix: Matrix, size: int) -> Plane:
    """Brightness of a crop, shape ``(size, size)``; beyond the picture its edge goes on."""
    return _warp(frame.luma, matrix, size, None)


def take_crop(frame: Frame, matrix: Matrix, size: int, *, padded: bool = False) -> Image:
    """Crop in red-green-blue, shape ``(size, size, 3)``.

    Parameters are those of :func:`take_planes`.
    """
    return color_in(take_planes(frame, matrix, size, padded=padded))


def take_planes(frame: Frame, matrix: Matrix, size: int, *, padded: bool = False) -> Plane:
    """Crop as the video has it: brightness, and below it both color differences.

    Parameters
    ----------
    frame
        The picture.
    matrix
        Map from picture to crop.
    size
        Side of the crop in pixels; a multiple of 4.
    padded
        Whether the world beyond the picture is black; else its edge goes on.

    Returns
    -------
    ndarray
        Shape ``(1.5 * size, size)``: the planes one after the other (I420).
    """
    planes = np.empty((size * 3 // 2, size), np.uint8)
    planes[:size] = _warp(frame.luma, matrix, size, VIDEO_BLACK if padded else None)
    half = matrix.copy()
    half[:, 2] = (matrix @ [0.5, 0.5, 1.0] - 0.5) / 2
    outside = _VIDEO_GREY if padded else None
    chroma = chroma_in(planes)
    for place, plane in enumerate((frame.chroma_blue, frame.chroma_red)):
        chroma[place] = _warp(plane, half, size // 2, outside)
    return planes


def luma_in(planes: Plane) -> Plane:
    """Brightness of a crop from :func:`take_planes`, shape ``(size, size)``."""
    return planes[: planes.shape[1]]


def chroma_in(planes: Plane) -> Plane:
    """Blue and red color difference of such a crop, shape ``(2, size / 2, size / 2)``."""
    size = planes.shape[1]
    return planes[size:].reshape(2, size // 2, size // 2)


def color_in(planes: Plane) -> Image:
    """Such a crop in red-green-blue, shape ``(size, size, 3)``."""
    return np.asarray(cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420), np.uint8)


def mean_of(plane: Plane) -> float:
    """Mean of a plane's whole numbers."""
    # OpenCV adds bytes up as they are; numpy makes a large number of each of them first.
    return float(cv2.sumElems(plane)[0]) / plane.size


def _warp(plane: Plane, matrix: Matrix, size: int, outside: int | None) -> Plane:
    """One plane through an affine map; thinned out first so that fine detail cannot alias."""
    wanted = min(1 / max(scale_of(matrix), 1e-6), *plane.shape)
    if wanted >= 2:
        plane, matrix = _thin_out(plane, matrix, size, int(math.log2(wanted)))
    border = cv2.BORDER_REPLICATE if outside is None else cv2.BORDER_CONSTANT
    value = 0 if outside is None else outside
    crop = cv2.warpAffine(
        plane, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=border, borderValue=value
    )
    return np.asarray(crop, np.uint8)


def _thin_out(plane: Plane, matrix: Matrix, size: int, halvings: int) -> tuple[Plane, Matrix]:
    """Halve the part of the plane that the crop needs, as often as asked.

    Halving is by far the quickest way of averaging pixels.
    """
    thin = 2**halvings
    corners = np.array([[0, 0], [size, 0], [0, size], [size, size]], np.float64)
    needed_x, needed_y = to_picture(matrix, corners).T.tolist()
    left, columns = _blocks(needed_x, plane.shape[1], thin)
    top, rows = _blocks(needed_y, plane.shape[0], thin)
    small = plane[top : top + rows * thin, left : left + columns * thin]
    for _ in range(halvings):
        half = cv2.resize(small, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        small = np.asarray(half, np.uint8)
    # A thinned pixel c covers thin*c + (thin - 1)/2 of the part it came from.
    middle = (thin - 1) / 2
    back = np.array([[thin, 0, left + middle], [0, thin, top + middle], [0, 0, 1]])
    return small, matrix @ back


def _blocks(needed: list[float], length: int, thin: int) -> tuple[int, int]:
    """Where whole blocks of ``thin`` pixels begin along one edge, and how many are needed."""
    first = int(min(max(min(needed) - thin, 0), length - thin))
    last = int(min(max(max(needed) + thin, first + thin), length))
    return first, (last - first) // thin
