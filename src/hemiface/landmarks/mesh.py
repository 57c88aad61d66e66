"""What the landmark network says of a face: its points, and the region they ask for."""

import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.engine import Answer
from hemiface.landmarks.geometry import Square
from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import N_POINTS, SIDES


def mesh_of(answer: Answer) -> tuple[NDArray[np.float64], float]:
    """Points in crop pixels, shape ``(478, 3)``, and how sure the network is, 0..1."""
    points = answer[N_POINTS * 3].reshape(N_POINTS, 3).astype(np.float64)
    logit = float(answer[1][0, 0])
    return points, float(1 / (1 + np.exp(-np.clip(logit, -80, 80))))


def face_square(points: NDArray[np.float64]) -> Square:
    """Region for the landmark network around mesh points, upright on the eyes.

    Parameters
    ----------
    points
        Shape ``(478, 2 or 3)``, picture pixels.
    """
    eye_right = points[SIDES[Side.RIGHT].outer_corner, :2]
    eye_left = points[SIDES[Side.LEFT].outer_corner, :2]
    across = eye_left - eye_right
    angle = float(np.arctan2(across[1], across[0]))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    upright = turn @ points[:, :2].T
    low, high = upright.min(1), upright.max(1)
    x, y = (low + high) / 2 @ turn
    return Square(float(x), float(y), 1.5 * float((high - low).max()), angle)
