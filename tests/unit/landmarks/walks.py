"""Films of drawn faces."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks import follow_face, read_sides
from hemiface.landmarks.tracking import TrackedFrame
from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import SIDES
from hemiface.model.landmarks import Landmarks
from hemiface.model.video import Frame
from hemiface.settings import LandmarkSettings
from hemiface.simulation.drawn_face import DrawnFace, draw_frame
from hemiface.simulation.fake_engine import FakeEngine

RATE_HZ = 30.0
SETTINGS = LandmarkSettings()

Scene = Callable[[float], Sequence[DrawnFace]]
"""Who is in the picture at a time in seconds."""


def film(scene: Scene, duration_s: float, *, width: int = 320) -> list[Frame]:
    """Frames of a scene."""
    times = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    return [draw_frame(float(time), scene(float(time)), width) for time in times]


def track(frames: Sequence[Frame], person: str = "largest") -> list[TrackedFrame]:
    """Follow one face with the engine that reads drawings."""
    return list(follow_face(frames, FakeEngine(), SETTINGS, person=person))


def read(
    frames: Sequence[Frame], leak: float = 0.0, ahead: int = 0, **changes: object
) -> Landmarks:
    """Landmarks of the largest drawn face."""
    settings, engine = SETTINGS.model_copy(update=changes), FakeEngine(leak, ahead=ahead)
    landmarks = read_sides(follow_face(frames, engine, settings), engine, settings)
    assert landmarks is not None
    return landmarks


def eye_middle(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Middle between the outer corners of the eyes in the picture."""
    corners = points[[SIDES[side].outer_corner for side in Side], :2]
    return np.asarray(corners.mean(0))


def seen_at(tracked: Sequence[TrackedFrame]) -> list[float]:
    """Place of the followed face across the picture on each frame; NaN where it was lost."""
    return [
        float(eye_middle(frame.points)[0]) if frame.points is not None else float("nan")
        for frame in tracked
    ]


def bump(time: float, middle: float, width: float = 0.12) -> float:
    """Closing and opening again around a moment."""
    return float(np.exp(-(((time - middle) / width) ** 2)))
