"""Where and how often the skin of a face is looked at."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import SIDES
from hemiface.model.video import Plane

EVERY_S = 0.25
"""Time between two looks: whoever puts on a mask does not take it off sooner."""

ABOVE = (151, 9, 6, 197)
"""Forehead and bridge of the nose, which masks and hands leave free."""


def measure_eye_distance(points: NDArray[np.float64]) -> float:
    """Distance of the outer eye corners, in pixels.

    Parameters
    ----------
    points
        All mesh points, shape ``(478, 3)``.
    """
    right, left = (points[SIDES[side].outer_corner, :2] for side in (Side.RIGHT, Side.LEFT))
    return float(np.linalg.norm(right - left))


def cut_patches(plane: Plane, places: NDArray[np.float64], radius: float) -> Iterator[Plane]:
    """Squares of a plane around some places; empty beyond its edge.

    Parameters
    ----------
    plane
        The plane.
    places
        Their middles in its pixels, shape ``(n, 2)``.
    radius
        Half of a side, in its pixels.
    """
    reach = max(round(radius), 1)
    for x, y in np.rint(places).astype(int):
        rows, columns = (slice(max(at - reach, 0), max(at + reach + 1, 0)) for at in (y, x))
        yield plane[rows, columns]


def median_of(patch: Plane) -> float:
    """Median of a patch from :func:`cut_patches`; NaN of an empty one."""
    if not patch.size:
        return float("nan")
    # A tenth of the time that numpy's own median takes of so few pixels.
    middle = (patch.size - 1) // 2, patch.size // 2
    ordered = np.partition(patch, middle, axis=None)
    low, high = (int(ordered[place]) for place in middle)
    return (low + high) / 2
