"""Each eye alone: what a network and the bare pixels see of it without the other."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.engine import INPUT_SIDE, Engine
from hemiface.landmarks.geometry import (
    VIDEO_BLACK,
    Matrix,
    Square,
    chroma_in,
    color_in,
    crop_matrix,
    luma_in,
    mean_of,
    take_planes,
)
from hemiface.landmarks.weights import Network
from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import SIDES
from hemiface.model.landmarks import (
    COLOR_HEIGHT,
    COLOR_WIDTH,
    THUMBNAIL_HEIGHT,
    THUMBNAIL_WIDTH,
)
from hemiface.model.video import Frame, Image, Plane
from hemiface.settings import LandmarkSettings

EYE_SQUARE = 2.3
"""Side of the square around an eye, in eye widths (MediaPipe's value)."""

THUMBNAIL_ROWS, THUMBNAIL_COLUMNS = slice(14, 50), slice(4, 60)
"""Lids and a little of their surroundings in the 64-pixel crop."""

COLOR_ROWS, COLOR_COLUMNS = slice(7, 25), slice(2, 30)
"""The same part in the color, which has half as many pixels."""

_VIDEO_RANGE = 219
"""Steps between black and white in video."""

_FLAT_STEP, _FLAT_RANGE = 0.01, (0.25, 1.0)
"""Difference between neighbors up to which they are alike, as share of the light, and within
which steps of the video it lies."""

OPENING_VALUES = 1
"""Values of the answer: the opening between the lids in eye widths."""


@dataclass(frozen=True, slots=True)
class EyeCrop:
    """One eye cut out of a frame, its outer corner on the left.

    Parameters
    ----------
    image
        Shape ``(64, 64, 3)``.
    scale
        Picture pixels a crop pixel.
    """

    image: Image
    scale: float


@dataclass(frozen=True, slots=True)
class EyeView:
    """Where one eye is looked at, its outer corner on the left.

    Parameters
    ----------
    matrix
        Map from picture to a 64-pixel crop.
    scale
        Picture pixels a crop pixel.
    """

    matrix: Matrix
    scale: float

    def cut(self, frame: Frame) -> "EyePlanes":
        """Cut the eye out of a frame."""
        return EyePlanes(
            take_planes(frame, self.matrix, INPUT_SIDE[Network.EYE_OPENING]), self.scale
        )


@dataclass(frozen=True, slots=True)
class EyePlanes:
    """One eye cut out of a frame once, for all that looks at it; its outer corner on the left.

    Parameters
    ----------
    planes
        Brightness and color differences of 64 pixels, from
        :func:`~hemiface.landmarks.geometry.take_planes`.
    scale
        Picture pixels a crop pixel.
    """

    planes: Plane
    scale: float

    def crop(self) -> EyeCrop:
        """The eye as the network sees it."""
        return EyeCrop(color_in(self.planes), self.scale)

    def thumbnail(self) -> tuple[Plane, float, float]:
        """Shrink the eye to a few gray pixels.

        Returns
        -------
        thumbnail
            The few pixels.
        brightness
            Their mean, 0..255.
        flat_share
            Share of the eye's pixels that are as bright as their neighbors, 0..1.
        """
        luma = luma_in(self.planes)[THUMBNAIL_ROWS, THUMBNAIL_COLUMNS]
        small = np.asarray(
            cv2.resize(luma, (THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT), interpolation=cv2.INTER_AREA),
            np.uint8,
        )
        brightness = (mean_of(small) - VIDEO_BLACK) * 255 / _VIDEO_RANGE
        return small, brightness, flat_share(luma)

    def color(self) -> Plane:
        """Shrink the eye's blue and red color difference to a few pixels."""
        chroma = chroma_in(self.planes)
        small = [
            cv2.resize(plane, (COLOR_WIDTH, COLOR_HEIGHT), interpolation=cv2.INTER_AREA)
            for plane in chroma[:, COLOR_ROWS, COLOR_COLUMNS]
        ]
        return np.array(small, np.uint8)


def flat_share(luma: Plane) -> float:
    """Share of pixels that are as bright as their neighbors, for the light there is, 0..1.

    Skin, lashes and iris shade into each other: fewer than a third of the pixels of an eye
    are flat, open or shut, in little light and after strong compression alike. Bars, large
    picture blocks and strong blur are flat for the most part.
    """
    # Twice the gradient, whose halves at the edge are those of one neighbor.
    across = _difference(luma, 1, 0)
    across[:, 0] *= 2
    across[:, -1] *= 2
    down = _difference(luma, 0, 1)
    down[0] *= 2
    down[-1] *= 2
    light = _upper_quartile(luma) - VIDEO_BLACK
    step = min(max(_FLAT_STEP * light, _FLAT_RANGE[0]), _FLAT_RANGE[1])
    flat = down * down + across * across <= (2 * step) ** 2
    return float(np.count_nonzero(flat) / luma.size)


def _difference(luma: Plane, across: int, down: int) -> NDArray[np.float32]:
    """Difference of the two neighbors of each pixel; at the edge that to the one there is."""
    change = cv2.Sobel(luma, cv2.CV_32F, across, down, ksize=1, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(change, np.float32)


def _upper_quartile(luma: Plane) -> float:
    """Brightness that three of four pixels do not reach; what lies between two is interpolated."""
    place = 0.75 * (luma.size - 1)
    below = int(place)
    ordered = np.partition(luma, (below, below + 1), axis=None)
    low, high = float(ordered[below]), float(ordered[below + 1])
    return low + (place - below) * (high - low)


class EyeHolder:
    """A view of one eye that is held still until the eye really moves."""

    def __init__(self, side: Side, settings: LandmarkSettings) -> None:
        self._side = side
        self._settings = settings
        self._held: Square | None = None

    def hold(self, points: NDArray[np.float64]) -> EyeView:
        """View of the eye on a frame with these mesh points, shape ``(478, 3)``."""
        square = self._square(points)
        settings = self._settings
        if self._held is None or square.has_moved(
            self._held,
            shift=settings.eye_hold_shift,
            scale=settings.hold_scale,
            turn_deg=settings.hold_turn_deg,
        ):
            self._held = square
        size = INPUT_SIDE[Network.EYE_OPENING]
        matrix = crop_matrix(self._held, size, flip=self._side is Side.LEFT)
        return EyeView(matrix, self._held.side / size)

    def _square(self, points: NDArray[np.float64]) -> Square:
        topology = SIDES[self._side]
        outer, inner = points[topology.outer_corner, :2], points[topology.inner_corner, :2]
        rightwards = inner - outer if self._side is Side.RIGHT else outer - inner
        x, y = (outer + inner) / 2
        width = float(np.hypot(*rightwards))
        angle = float(np.arctan2(rightwards[1], rightwards[0]))
        return Square(float(x), float(y), EYE_SQUARE * width, angle)


def read_apertures(engine: Engine, crops: Sequence[EyeCrop]) -> NDArray[np.float64]:
    """Read the opening between the lids from each eye alone.

    Returns
    -------
    ndarray
        Picture pixels, shape ``(n_crops,)``.
    """
    answers = engine.run(Network.EYE_OPENING, (crop.image for crop in crops))
    eye_widths = np.array([float(answer[OPENING_VALUES][0]) for answer in answers])
    eye_px = INPUT_SIDE[Network.EYE_OPENING] / EYE_SQUARE
    scale = np.array([crop.scale for crop in crops])
    return np.asarray(eye_widths * eye_px * scale, np.float64)
