"""Whether lips look like lips, or like a mask or a hand over them."""

import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.skin import (
    ABOVE,
    EVERY_S,
    cut_patches,
    measure_eye_distance,
    median_of,
)
from hemiface.model.video import Frame, Plane

LIPS = (0, 37, 267, 17, 84, 314)
"""Middle of the upper and of the lower lip."""

BETWEEN = (13, 14, 78, 308, 82, 312)
"""Where the lips meet: dark when they are shut, teeth or mouth when they are not."""

AROUND = (164, 18, 200, 205, 425, 50, 280, 214, 434)
"""Skin about the mouth: below the nose, chin, and cheeks."""

_RADIUS, _LINE_RADIUS = 0.035, 0.015
"""Half the side of what is looked at around a point of the skin or lips, and between the lips, in
distances of the outer eye corners."""

_GRAY = 128
"""Color difference without color."""

_LEAST_COLOR = 6.0
"""Red difference below which skin has too little color to compare with: a gray picture, or light
of one color."""

LOOKED_FOR = 3
"""Values of a look: those of :class:`~hemiface.model.landmarks.LipReadings`, in its order."""


class LipReader:
    """Looks now and then how lips differ from the skin of their face."""

    def __init__(self) -> None:
        self._next_s = -np.inf

    def read(self, frame: Frame, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Color, shade and line of the lips; NaN between looks, and where nothing tells.

        Parameters
        ----------
        frame
            The picture.
        points
            All mesh points, shape ``(478, 3)``.
        """
        if frame.time < self._next_s:
            return np.full(LOOKED_FOR, np.nan)
        self._next_s = frame.time + EVERY_S
        unit = measure_eye_distance(points)
        lips, between, above, around = (
            _look_at(frame.luma, points[list(places), :2], radius * unit)
            for places, radius in (
                (LIPS, _RADIUS),
                (BETWEEN, _LINE_RADIUS),
                (ABOVE, _RADIUS),
                (AROUND, _RADIUS),
            )
        )
        skin = float(np.median(around))
        brightest = max(skin, float(np.median(above)))
        return np.array(
            [
                _redness(frame, points, _RADIUS * unit),
                float(np.mean(lips)) / max(skin, 1.0),
                float(np.min(between)) / max(brightest, 1.0),
            ]
        )


def _redness(frame: Frame, points: NDArray[np.float64], radius: float) -> float:
    """Red of the lips over that of the skin above them, from planes of half the picture's size."""
    lips, skin = (
        float(np.mean(_look_at(frame.chroma_red, points[list(places), :2] / 2, radius / 2) - _GRAY))
        for places in (LIPS, ABOVE)
    )
    return lips / skin if skin >= _LEAST_COLOR else float("nan")


def _look_at(plane: Plane, places: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    """Median of a plane around each place; NaN outside."""
    return np.array([median_of(patch) for patch in cut_patches(plane, places, radius)])
