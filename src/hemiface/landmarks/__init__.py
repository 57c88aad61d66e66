"""Landmarks stage: frames in, the face of one person out."""

import sys

# When this package is installed, openvino reports every import of itself to its maker.
# Nothing may leave this machine, and openvino works without it.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # None: "not installed"

# ruff: noqa: E402 - what follows loads openvino
from hemiface.landmarks.drawing import cut_portrait, draw_face, to_picture_rgb, write_words
from hemiface.landmarks.engine import Engine, OpenVinoEngine
from hemiface.landmarks.following import follow_face, read_sides
from hemiface.landmarks.weights import SHA256 as MODEL_HASHES

__all__ = [
    "MODEL_HASHES",
    "Engine",
    "OpenVinoEngine",
    "cut_portrait",
    "draw_face",
    "follow_face",
    "read_sides",
    "to_picture_rgb",
    "write_words",
]
