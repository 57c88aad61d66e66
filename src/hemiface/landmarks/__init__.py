"""Landmarks stage: frames in, the face of one person out."""

from hemiface.landmarks.engine import OpenVinoEngine
from hemiface.landmarks.following import follow_face, read_sides

__all__ = ["OpenVinoEngine", "follow_face", "read_sides"]
