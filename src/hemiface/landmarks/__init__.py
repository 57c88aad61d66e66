"""Landmarks stage: frames in, the face of one person out."""

import sys

# When this package is installed, openvino reports every import of itself to its maker.
# Nothing may leave this machine, and openvino works without it.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # None: "not installed"

# ruff: noqa: E402 - what follows loads openvino
from hemiface.landmarks.drawing import draw_overlay
from hemiface.landmarks.engine import Engine, OpenVinoEngine
from hemiface.landmarks.following import follow_face, read_sides
from hemiface.landmarks.geometry import Square
from hemiface.landmarks.portraits import cut_portraits, find_frames, track_face
from hemiface.landmarks.posters import find_still_faces
from hemiface.landmarks.weights import SHA256 as MODEL_HASHES

__all__ = [
    "MODEL_HASHES",
    "Engine",
    "OpenVinoEngine",
    "Square",
    "cut_portraits",
    "draw_overlay",
    "find_frames",
    "find_still_faces",
    "follow_face",
    "read_sides",
    "track_face",
]
