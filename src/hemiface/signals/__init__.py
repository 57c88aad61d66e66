"""Signals stage: landmarks in, each side's movement in millimeters out."""

from hemiface.signals.compute import compute_signals
from hemiface.signals.quality import assess_face, eye_distance_px
from hemiface.signals.sameness import keep_one_person, measure_face

__all__ = [
    "assess_face",
    "compute_signals",
    "eye_distance_px",
    "keep_one_person",
    "measure_face",
]
