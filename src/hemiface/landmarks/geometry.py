"""Squares on a picture, the crops the networks see, and the way back."""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from hemiface.model.video import Frame, Image, Plane

Matrix: TypeAlias = NDArray[np.float64]
"""Affine map from picture to crop, shape ``(2, 3)``."""

VIDEO_BLACK, VIDEO_GREY = 16, 128


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
        moved = float(np.hypot(self.x - held.x, self.y - held.y)) > shift * held.side
        grown = abs(float(np.log(self.side / held.side))) > scale
        turned = abs(np.angle(np.exp(1j * (self.angle - held.angle)))) > np.deg2rad(turn_deg)
        return bool(moved or grown or turned)


def crop_matrix(square: Square, size: int, *, flip: bool = False) -> Matrix:
    """Map from picture to a crop of ``size`` pixels; ``flip`` swaps its left and right."""
    scale = size / square.side
    cos, sin = np.cos(square.angle), np.sin(square.angle)
    turn = scale * np.array([[cos, sin], [-sin, cos]])
    shift = (size - 1) / 2 - turn @ np.array([square.x, square.y])
    if flip:
        turn[0] *= -1
        shift[0] = size - 1 - shift[0]
    return np.column_stack([turn, shift])


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
    back = np.linalg.inv(matrix[:, :2])
    flat = (places[..., :2] - matrix[:, 2]) @ back.T
    if places.shape[-1] == 2:
        return np.asarray(flat, np.float64)
    scale = float(np.sqrt(abs(np.linalg.det(back))))
    return np.concatenate([flat, places[..., 2:] * scale], axis=-1)


def take_luma(frame: Frame, matrix: Matrix, size: int) -> Plane:
    """Brightness of a crop, shape ``(size, size)``; beyond the picture its edge goes on."""
    return _warp(frame.luma, matrix, size, None)


def take_chroma(frame: Frame, matrix: Matrix, size: int, *, padded: bool = False) -> Plane:
    """Blue and red color difference of a crop, shape ``(2, size / 2, size / 2)``.

    Parameters are those of :func:`take_crop`.
    """
    half = matrix.copy()
    half[:, 2] = (matrix[:, :2] @ np.array([0.5, 0.5]) + matrix[:, 2] - 0.5) / 2
    outside = VIDEO_GREY if padded else None
    planes = (frame.chroma_blue, frame.chroma_red)
    return np.stack([_warp(plane, half, size // 2, outside) for plane in planes])


def take_crop(frame: Frame, matrix: Matrix, size: int, *, padded: bool = False) -> Image:
    """Crop in red-green-blue, shape ``(size, size, 3)``.

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
    """
    planes = np.empty((size * 3 // 2, size), np.uint8)
    planes[:size] = _warp(frame.luma, matrix, size, VIDEO_BLACK if padded else None)
    chroma = take_chroma(frame, matrix, size, padded=padded)
    planes[size:] = chroma.reshape(size // 2, size)
    return np.asarray(cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420), np.uint8)


def _warp(plane: Plane, matrix: Matrix, size: int, outside: int | None) -> Plane:
    """One plane through an affine map; thinned out first so that fine detail cannot alias."""
    thin = int(1 / max(float(np.sqrt(abs(np.linalg.det(matrix[:, :2])))), 1e-6))
    if thin >= 2:
        plane, matrix = _thin_out(plane, matrix, size, thin)
    border = cv2.BORDER_REPLICATE if outside is None else cv2.BORDER_CONSTANT
    value = 0 if outside is None else outside
    crop = cv2.warpAffine(
        plane, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=border, borderValue=value
    )
    return np.asarray(crop, np.uint8)


def _thin_out(plane: Plane, matrix: Matrix, size: int, thin: int) -> tuple[Plane, Matrix]:
    """Average blocks of ``thin`` pixels over the part of the plane that the crop needs."""
    corners = np.array([[0, 0], [size, 0], [0, size], [size, size]], np.float64)
    needed = to_picture(matrix, corners)
    height, width = plane.shape
    left, top = np.clip(needed.min(0) - thin, 0, [width - thin, height - thin]).astype(int)
    right, bottom = np.clip(needed.max(0) + thin, [left + thin, top + thin], [width, height])
    columns, rows = (int(right) - left) // thin, (int(bottom) - top) // thin
    part = plane[top : top + rows * thin, left : left + columns * thin]
    small = cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA)
    # A thinned pixel c covers thin*c + (thin - 1)/2 of the part it came from.
    turn = matrix[:, :2] * thin
    centre = np.array([left, top]) + (thin - 1) / 2
    return np.asarray(small, np.uint8), np.column_stack(
        [turn, matrix[:, :2] @ centre + matrix[:, 2]]
    )
