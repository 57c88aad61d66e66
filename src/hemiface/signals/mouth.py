"""How far the lips are apart."""

import numpy as np

from hemiface.model.face_mesh import INNER_LIPS
from hemiface.model.landmarks import Landmarks
from hemiface.model.signals import Series
from hemiface.signals.filters import filter_smooth
from hemiface.signals.headframe import HeadFrame

_SMOOTH_S = 0.03
"""Standard deviation of the smoothing: the lips part seven times a second at most."""


def mouth_opening_mm(landmarks: Landmarks, head: HeadFrame) -> Series:
    """Gap between the lips in the middle of the mouth, in millimeters; NaN without a face."""
    lips = head.places_mm(landmarks.points[:, landmarks.columns(INNER_LIPS)])
    gap = np.asarray(lips[:, 0, 1] - lips[:, 1, 1], np.float64)
    return filter_smooth(landmarks.time, gap, _SMOOTH_S)
