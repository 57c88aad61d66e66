"""Live help before the camera: one picture through the same stages as a recording."""

from functools import cache

from hemiface.landmarks import Engine, OpenVinoEngine, follow_face, read_sides
from hemiface.model.camera import Framing
from hemiface.settings import LandmarkSettings
from hemiface.signals import judge_framing
from hemiface.video import read_picture_bytes

SETTINGS = LandmarkSettings(halves_alone=False, eyes_alone=False)
"""Place, light and turn need no second reading of the sides."""


def look_at_picture(content: bytes, *, scale: float = 1.0, engine: Engine | None = None) -> Framing:
    """Say how a face stands in one picture.

    Parameters
    ----------
    content
        A JPEG or PNG file.
    scale
        Pixels of the camera to one of this picture.
    engine
        What runs the networks; one of the process's own by default, loaded at the first picture.

    Raises
    ------
    VideoError
        If it is no picture.
    """
    frame = read_picture_bytes(content)
    engine = engine or _own_engine()
    landmarks = read_sides(follow_face([frame], engine, SETTINGS), engine, SETTINGS)
    return judge_framing(landmarks, scale)


@cache
def _own_engine() -> Engine:
    """One thread: a recording that is made at the same time needs the others."""
    return OpenVinoEngine(1)
