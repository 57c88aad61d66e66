"""How the skin of each cheek looks: what a hand over it would change."""

import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.geometry import VIDEO_BLACK
from hemiface.landmarks.skin import (
    ABOVE,
    EVERY_S,
    cut_patches,
    measure_eye_distance,
    median_of,
)
from hemiface.model.anatomy import Side
from hemiface.model.video import Frame, Plane

PLACES = {
    Side.RIGHT: (116, 117, 118, 123, 50, 205, 147, 187),
    Side.LEFT: (345, 346, 347, 352, 280, 425, 376, 411),
}
"""Middle of the cheek, from below the eye to beside the mouth: lips, chin and the fold beside the
nose change with every word and smile."""

_RADIUS = 0.04
"""Half the side of what is looked at around a point, in distances of the outer eye corners."""

_LEAST_SHARE = 0.05
"""Darkest skin that counts, as share of that above the cheeks."""

LOOKED_FOR = len(Side) * 2 * len(PLACES[Side.LEFT])
"""Values of a look: brightness and unevenness at each place, by side in the order of `Side`."""


class CheekReader:
    """Looks now and then at the brightness of both cheeks, and how uneven it is."""

    def __init__(self) -> None:
        self._next_s = -np.inf

    def read(self, frame: Frame, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Brightness and unevenness at the places of both sides; NaN between looks.

        Parameters
        ----------
        frame
            The picture.
        points
            All mesh points, shape ``(478, 3)``.

        Returns
        -------
        ndarray
            Shape ``(LOOKED_FOR,)``; see :class:`~hemiface.model.landmarks.CheekReadings`. NaN as
            well for a cheek beyond the edge.
        """
        if frame.time < self._next_s:
            return np.full(LOOKED_FOR, np.nan)
        self._next_s = frame.time + EVERY_S
        radius = _RADIUS * measure_eye_distance(points)
        above, _ = _look_at(frame.luma, points[list(ABOVE), :2], radius)
        skin = max(float(np.median(above)) - VIDEO_BLACK, 1.0)
        rows = []
        for side in Side:
            places = points[list(PLACES[side]), :2]
            brightness, uneven = _look_at(frame.luma, places, radius)
            share = np.log(np.maximum((brightness - VIDEO_BLACK) / skin, _LEAST_SHARE))
            rows += [_without_slope(share, places), uneven / skin]
        return np.concatenate(rows)


def _look_at(
    plane: Plane, places: NDArray[np.float64], radius: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Median of a plane around each place, and mean distance from it; NaN outside."""
    found = np.full((2, len(places)), np.nan)
    for at, part in enumerate(cut_patches(plane, places, radius)):
        if part.size:
            middle = median_of(part)
            found[:, at] = middle, float(np.abs(part - middle).mean())
    return found[0], found[1]


def _without_slope(row: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a plane over the cheek leaves over: light from a side is a slope, a finger is not."""
    if not np.isfinite(row).all():
        return np.full(row.shape, np.nan)
    columns = np.column_stack([places - places.mean(0), np.ones(len(places))])
    slopes = np.linalg.lstsq(columns, row, rcond=None)[0]
    return np.asarray(row - columns @ slopes, np.float64)
