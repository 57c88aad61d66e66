"""What is drawn over a video that was measured."""

from enum import StrEnum


class Overlay(StrEnum):
    """What `overlay.mp4` shows."""

    VIDEO = "video"
    MESH = "mesh"
