"""Landmarks stage: frames in, the face of one person out."""

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
