"""One picture, as a camera's page sends it."""

from pathlib import Path

from hemiface.model.video import Frame
from hemiface.settings import VideoSettings
from hemiface.video.container import PICTURE_FORMATS, read_container
from hemiface.video.damage import DamageLog
from hemiface.video.decode import read_pictures
from hemiface.video.footage import first_picture
from hemiface.video.planes import PlaneReader
from hemiface.video.source import SpanSource, convert_errors

_MOST_PIXELS = 4_000_000
"""Largest picture that is looked at: live help needs no more than a small copy."""


def read_picture_bytes(content: bytes) -> Frame:
    """Read one picture out of the bytes of a JPEG or PNG file.

    Raises
    ------
    VideoError
        If they are none, or it is too large.
    """
    path = Path("picture")
    settings = VideoSettings(max_pixels=_MOST_PIXELS)
    source = SpanSource(len(content), lambda start, end: [content[start:end]])
    with (
        convert_errors(path),
        read_container(path, source, settings, PICTURE_FORMATS) as opened,
    ):
        picture = first_picture(path, read_pictures(opened, 0.0, DamageLog()))
        planes = PlaneReader(picture, opened.pixel_aspect, settings.max_side_px)
        return Frame(0.0, *planes.read(picture))
