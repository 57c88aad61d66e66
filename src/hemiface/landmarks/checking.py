"""Which frames are worth a second look at each half of the face."""

import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.topology import SIDES
from hemiface.model.anatomy import Side
from hemiface.settings import LandmarkSettings

RISE_S, FALL_S = 0.5, 20.0
"""Time constants in seconds: how quickly the usual opening follows a wider eye and a
narrower one."""

EVEN_S, UNEVEN_S = 2.0, 20.0
"""How quickly the usual difference follows a face that is as usual, and one that is not."""


class CheckChooser:
    """Chooses the frames on which each half face is also read alone.

    Those are frames at a steady interval, frames with an eye closing, and frames on
    which the eyes differ from each other more than usual.
    """

    def __init__(self, settings: LandmarkSettings) -> None:
        self._settings = settings
        self._open: dict[Side, float] = {}
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
        elapsed = min(time - self._time, RISE_S)
        self._time = time
        closure = {side: self._closure(side, points, elapsed) for side in Side}
        difference = closure[Side.LEFT] - closure[Side.RIGHT]
        uneven = abs(difference - self._usual_difference) > settings.check_difference
        pace = UNEVEN_S if uneven else EVEN_S
        self._usual_difference += (difference - self._usual_difference) * elapsed / pace
        closing = max(closure.values()) > settings.check_closure
        due = time - self._checked_at >= settings.check_interval_s
        if not (uneven or closing or due):
            return False
        self._checked_at = time
        return True

    def _closure(self, side: Side, points: NDArray[np.float64], elapsed: float) -> float:
        topology = SIDES[side]
        gap = points[list(topology.lower_lid), :2] - points[list(topology.upper_lid), :2]
        width = np.linalg.norm(
            points[topology.outer_corner, :2] - points[topology.inner_corner, :2]
        )
        opening = float(np.linalg.norm(gap.mean(0)) / max(float(width), 1e-6))
        usual = self._open.get(side, opening)
        pace = RISE_S if opening > usual else FALL_S
        self._open[side] = usual + (opening - usual) * min(elapsed / pace, 1.0)
        return 1 - opening / max(self._open[side], 1e-6)
