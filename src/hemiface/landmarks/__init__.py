"""Landmarks stage: frames in, the face of one person out."""

from hemiface.landmarks.drawing import draw_overlay
from hemiface.landmarks.engine import Engine, OpenVinoEngine
from hemiface.landmarks.geometry import Square
from hemiface.landmarks.glance import draw_glance
from hemiface.landmarks.portraits import cut_portraits, find_frames, track_face
from hemiface.landmarks.posters import find_still_faces
from hemiface.landmarks.read_face import follow_face, read_sides
from hemiface.landmarks.tracking import TrackedFrame
from hemiface.landmarks.weights import SHA256 as MODEL_HASHES

__all__ = [
    "MODEL_HASHES",
    "Engine",
    "OpenVinoEngine",
    "Square",
    "TrackedFrame",
    "cut_portraits",
    "draw_glance",
    "draw_overlay",
    "find_frames",
    "find_still_faces",
    "follow_face",
    "read_sides",
    "track_face",
]
