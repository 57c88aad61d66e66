"""Which frames are worth a second look at each half of the face and each eye."""

import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import SIDES
from hemiface.settings import LandmarkSettings

_RISE_S, _FALL_S = 0.5, 20.0
"""Time constants in seconds: how quickly the usual opening follows a wider eye and a
narrower one."""

_EVEN_S, _UNEVEN_S = 2.0, 20.0
"""How quickly the usual difference follows a face that is as usual, and one that is not."""


UPPER_LIDS = np.array([SIDES[side].upper_lid for side in Side])
LOWER_LIDS = np.array([SIDES[side].lower_lid for side in Side])
CORNERS = np.array([(SIDES[side].outer_corner, SIDES[side].inner_corner) for side in Side])
"""Mesh points of each eye, in the order of the sides."""


class FrameSelector:
    """Chooses the frames on which each half face and each eye are also read alone.

    Those are frames at a steady interval, frames with an eye closing, and frames on
    which the eyes differ from each other more than usual.
    """

    def __init__(self, settings: LandmarkSettings) -> None:
        self._settings = settings
        self._open: NDArray[np.float64] | None = None
        self._usual_difference = 0.0
        self._time = -np.inf
        self._checked_at = -np.inf

    def choose(self, time: float, points: NDArray[np.float64]) -> bool:
        """Whether the frame at this time should be checked.

        Parameters
        ----------
        time
            Presentation time in seconds; later than the time before.
        points
            All mesh points, shape ``(478, 3)``.
        """
        settings = self._settings
        elapsed = min(time - self._time, _RISE_S)
        self._time = time
        left, right = self._closure(points, elapsed)
        difference = left - right
        uneven = abs(difference - self._usual_difference) > settings.check_difference
        pace = _UNEVEN_S if uneven else _EVEN_S
        self._usual_difference += (difference - self._usual_difference) * elapsed / pace
        closing = max(left, right) > settings.check_closure
        due = time - self._checked_at >= settings.check_interval_s
        if not (uneven or closing or due):
            return False
        self._checked_at = time
        return True

    def _closure(self, points: NDArray[np.float64], elapsed: float) -> list[float]:
        """Share of the usual opening that is lost, of each eye in the order of the sides."""
        gaps = (points[LOWER_LIDS, :2] - points[UPPER_LIDS, :2]).mean(1)
        widths = points[CORNERS[:, 0], :2] - points[CORNERS[:, 1], :2]
        opening = np.hypot(*gaps.T) / np.maximum(np.hypot(*widths.T), 1e-6)
        usual = opening if self._open is None else self._open
        pace = np.where(opening > usual, _RISE_S, _FALL_S)
        self._open = usual + (opening - usual) * np.minimum(elapsed / pace, 1.0)
        return [float(share) for share in 1 - opening / np.maximum(self._open, 1e-6)]
