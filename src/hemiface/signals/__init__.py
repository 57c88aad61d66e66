"""Signals stage: landmarks in, each side's movement in millimeters out."""

from hemiface.signals.compute import compute_signals
from hemiface.signals.framing import judge_framing
from hemiface.signals.identity_check import keep_one_person, measure_face
from hemiface.signals.quality import assess_face, eye_distance_px

__all__ = [
    "assess_face",
    "compute_signals",
    "eye_distance_px",
    "judge_framing",
    "keep_one_person",
    "measure_face",
]
