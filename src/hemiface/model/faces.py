"""The proportions of a face: enough to notice another person, too little to recognize one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ALIKE_MM, OTHER_MM = 0.9, 2.0
"""Distance of two shapes below which they are one person's, and from which they are two.

Measured on 26 recordings of real and rendered faces, the beginning of each against the end
of it and of all others: one face was 0.4 mm from itself, 0.9 at most; two faces were 2.3 mm
apart, 1 in 100 pairs less than 1. In between nothing can be said.
"""

SAME_DIRECTION_DEG = 8.0
"""Turn within which two recordings are compared: the mesh is not rigid when it turns."""


@dataclass(frozen=True, slots=True)
class FaceShape:
    """Where the bones of a face lie, freed of place, turn and size.

    Parameters
    ----------
    places_mm
        Rigid points of eyes, nose, temples and forehead, in the millimeters of a mean face.
    yaw_deg, pitch_deg
        Direction in which they were seen.
    """

    places_mm: tuple[tuple[float, float, float], ...]
    yaw_deg: float
    pitch_deg: float


def shape_distance_mm(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Root of the mean squared distance of the points of two shapes, ``(n_points, 3)``."""
    return float(np.sqrt(((first - second) ** 2).sum(1).mean()))


def are_alike(first: FaceShape | None, second: FaceShape | None) -> bool | None:
    """Whether two recordings may show one person; None where that cannot be told.

    Parameters
    ----------
    first, second
        Shapes of the two faces; None where none was measured.
    """
    if first is None or second is None or len(first.places_mm) != len(second.places_mm):
        return None
    turned = max(abs(first.yaw_deg - second.yaw_deg), abs(first.pitch_deg - second.pitch_deg))
    if turned > SAME_DIRECTION_DEG:
        return None
    apart = shape_distance_mm(np.array(first.places_mm), np.array(second.places_mm))
    if apart >= OTHER_MM:
        return False
    return True if apart < ALIKE_MM else None
