"""Movement of each half face that is left when the whole face is held still."""

import math

import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.geometry import Square, crop_matrix, take_luma
from hemiface.model.anatomy import Side
from hemiface.model.video import Frame

SIZE = 64
"""Side of the square that movement is looked for in, in pixels."""

MARGIN = 10
"""Pixels at each edge of it that show hair, neck and background."""

WIDTH = SIZE - 2 * MARGIN
Y, X = np.mgrid[-1 : 1 : WIDTH * 1j, -1 : 1 : WIDTH * 1j]
ONES = np.ones_like(X)
HALVES = {Side.RIGHT: slice(None, WIDTH // 2), Side.LEFT: slice(WIDTH // 2, None)}


class MotionReader:
    """Compares each frame with the one before it.

    A move of the whole face (shift, turn, stretch, light) changes the picture along the
    brightness gradient in a way that six numbers describe; what they leave over is
    movement within the face, too small or too quick for landmarks (Horn and Schunck
    1981, doi:10.1016/0004-3702(81)90024-2).
    """

    def __init__(self) -> None:
        self._frame: Frame | None = None
        self._square: Square | None = None
        self._picture: NDArray[np.float64] | None = None

    def read(self, frame: Frame, square: Square) -> dict[Side, float]:
        """Movement since the frame before, in face widths a second, by side.

        Parameters
        ----------
        frame
            The picture.
        square
            Region upright on the middle of the face.
        """
        before = self._before(square)
        now = _look(frame, square)
        elapsed = frame.time - self._frame.time if self._frame is not None else np.nan
        self._frame, self._square, self._picture = frame, square, now
        if before is None:
            return dict.fromkeys(Side, float("nan"))
        return _leftover(before, now, elapsed)

    def lose(self) -> None:
        """Forget the frame before: the face was lost in between."""
        self._frame = self._square = self._picture = None

    def _before(self, square: Square) -> NDArray[np.float64] | None:
        """Look at the frame before through the square of now."""
        if self._frame is None or square == self._square:
            return self._picture
        return _look(self._frame, square)


def _look(frame: Frame, square: Square) -> NDArray[np.float64]:
    inner = slice(MARGIN, SIZE - MARGIN)
    return take_luma(frame, crop_matrix(square, SIZE), SIZE)[inner, inner].astype(np.float64)


def _leftover(
    before: NDArray[np.float64], now: NDArray[np.float64], elapsed: float
) -> dict[Side, float]:
    down, across = np.gradient((before + now) / 2)
    stretch, turn = across * X + down * Y, across * Y - down * X
    flat = np.stack([across, down, stretch, turn, ONES, now]).reshape(6, -1)
    change = (now - before).reshape(-1)
    fit = np.linalg.lstsq(flat @ flat.T, flat @ change, rcond=None)[0]
    rest = np.asarray(change - fit @ flat).reshape(now.shape) ** 2
    gradient = np.asarray(across**2 + down**2)
    return {
        side: math.sqrt(rest[:, half].mean() / max(gradient[:, half].mean(), 1e-6)) / SIZE / elapsed
        for side, half in HALVES.items()
    }
