"""Whether lips have the color of a face, or that of a mask over them."""

import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import SIDES
from hemiface.model.video import Frame, Plane

EVERY_S = 0.25
"""Time between two looks: whoever puts on a mask does not take it off sooner."""

LIPS = (0, 37, 267, 17, 84, 314)
"""Middle of the upper and of the lower lip."""

SKIN = (151, 9, 6, 197)
"""Forehead and bridge of the nose, which masks leave free."""

RADIUS = 0.035
"""Half the side of what is looked at around each point, in distances of the outer eye corners."""

GRAY = 128
"""Color difference without color."""

LEAST_COLOR = 6.0
"""Red difference below which skin has too little color to compare with: a gray picture, or light
of one color."""


class LipColor:
    """Looks now and then how red the lips are, as share of the skin above them."""

    def __init__(self) -> None:
        self._next_s = -np.inf

    def read(self, frame: Frame, points: NDArray[np.float64]) -> float:
        """Red of the lips over that of the skin; NaN between looks, and where nothing tells.

        Parameters
        ----------
        frame
            The picture.
        points
            All mesh points, shape ``(478, 3)``.
        """
        if frame.time < self._next_s:
            return float("nan")
        self._next_s = frame.time + EVERY_S
        corners = [points[SIDES[side].outer_corner, :2] for side in Side]
        radius = RADIUS * float(np.linalg.norm(corners[0] - corners[1]))
        lips, skin = (
            [_look(frame.chroma_red, points[place, :2], radius) - GRAY for place in places]
            for places in (LIPS, SKIN)
        )
        usual = float(np.mean(skin))
        return float(np.mean(lips)) / usual if usual >= LEAST_COLOR else float("nan")


def _look(plane: Plane, place: NDArray[np.float64], radius: float) -> float:
    """Median of a color plane, of half the picture's size, around a place; NaN outside."""
    x, y = np.rint(place / 2).astype(int)
    reach = max(round(radius / 2), 1)
    part = plane[max(y - reach, 0) : y + reach + 1, max(x - reach, 0) : x + reach + 1]
    return float(np.median(part)) if part.size else float("nan")
