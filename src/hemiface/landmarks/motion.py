"""Movement of each half face that is left when the whole face is held still."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.geometry import Square, crop_matrix, take_luma
from hemiface.model.anatomy import Side
from hemiface.model.video import Frame

_SIZE = 64
"""Side of the square that movement is looked for in, in pixels."""

_MARGIN = 10
"""Pixels at each edge of it that show hair, neck and background."""

WIDTH = _SIZE - 2 * _MARGIN
Y, X = np.mgrid[-1 : 1 : WIDTH * 1j, -1 : 1 : WIDTH * 1j]
ROUNDING = 6 * float(np.finfo(float).eps)
"""Share of the largest below which an eigenvalue of six numbers is rounding."""

HALVES = {Side.RIGHT: slice(None, WIDTH // 2), Side.LEFT: slice(WIDTH // 2, None)}


_Pair: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64], float]
"""A frame before, the frame now, and the seconds between them."""


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
        self._looked: list[_Pair | None] = []

    def look(self, frame: Frame, square: Square) -> None:
        """Look at the next frame.

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
        self._looked.append(None if before is None else (before, now, elapsed))
        self._frame, self._square, self._picture = frame, square, now

    def lose(self) -> None:
        """The next frame has no face: forget the frame before."""
        self._looked.append(None)
        self.forget()

    def forget(self) -> None:
        """The next frame cannot be compared with the one before: another size or turn."""
        self._frame = self._square = self._picture = None

    def take(self) -> dict[Side, NDArray[np.float64]]:
        """Movement between each frame since the last call and the frame before it.

        Returns
        -------
        dict
            Face widths a second, shape ``(n_frames,)``, by side; NaN where there is no face
            or no frame before.
        """
        looked, self._looked = self._looked, []
        speeds = {side: np.full(len(looked), np.nan) for side in Side}
        known = [place for place, pair in enumerate(looked) if pair is not None]
        if known:
            before, now, elapsed = zip(*filter(None, looked), strict=True)
            found = _leftover(np.array(before), np.array(now))
            for side, rest in found.items():
                speeds[side][known] = rest / _SIZE / np.array(elapsed)
        return speeds

    def _before(self, square: Square) -> NDArray[np.float64] | None:
        """Look at the frame before through the square of now."""
        if self._frame is None or square == self._square:
            return self._picture
        return _look(self._frame, square)


def _look(frame: Frame, square: Square) -> NDArray[np.float64]:
    inner = slice(_MARGIN, _SIZE - _MARGIN)
    return take_luma(frame, crop_matrix(square, _SIZE), _SIZE)[inner, inner].astype(np.float64)


def _leftover(
    before: NDArray[np.float64], now: NDArray[np.float64]
) -> dict[Side, NDArray[np.float64]]:
    """Movement in pixels that a move of the whole face leaves over, by side.

    Both arguments have shape ``(n_pairs, WIDTH, WIDTH)``, and the answers ``(n_pairs,)``.
    """
    down, across = np.gradient((before + now) / 2, axis=(1, 2))
    stretch, turn = across * X + down * Y, across * Y - down * X
    moves = np.stack([across, down, stretch, turn, np.broadcast_to(1.0, now.shape), now], axis=1)
    flat = moves.reshape(len(now), 6, -1)
    change = (now - before).reshape(len(now), 1, -1)
    # A plain wall has no gradient: the inverse is that of least length.
    inverse = np.linalg.pinv(flat @ flat.mT, rcond=ROUNDING, hermitian=True)
    fit = (flat @ change.mT).mT @ inverse
    rest = (change - fit @ flat).reshape(now.shape) ** 2
    gradient = np.asarray(across**2 + down**2)
    return {
        side: np.sqrt(
            rest[..., half].mean((1, 2)) / np.maximum(gradient[..., half].mean((1, 2)), 1e-6)
        )
        for side, half in HALVES.items()
    }
