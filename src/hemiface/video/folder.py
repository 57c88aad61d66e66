"""A folder of images as footage: one picture after the other at a stated rate."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from itertools import count
from pathlib import Path

from av.video.frame import VideoFrame

from hemiface.errors import VideoError, VideoUnreadableError
from hemiface.model.video import VideoInfo
from hemiface.settings import VideoSettings
from hemiface.video.container import PICTURE_FORMATS, open_container
from hemiface.video.damage import DamageLog
from hemiface.video.decode import read_pictures
from hemiface.video.footage import Footage, first_picture
from hemiface.video.planes import Orientation
from hemiface.video.source import convert_errors, display_name

PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff"})

_MAX_BROKEN = 10
"""Images at the beginning of a folder that may be broken before it is given up."""


def list_pictures(folder: Path) -> list[Path]:
    """Images of a folder in the order a person counts: ``img2`` before ``img10``.

    Raises
    ------
    VideoUnreadableError
        If there is none, or the folder may not be read.
    """
    with convert_errors(folder):
        found = [
            path
            for path in folder.iterdir()
            if path.suffix.lower() in PICTURE_SUFFIXES and not path.name.startswith(".")
        ]
    if not found:
        raise VideoUnreadableError("no_images", folder=display_name(folder))
    return sorted(found, key=natural_order)


def natural_order(path: Path) -> tuple[list[tuple[int, str]], str]:
    """Sorting key of a file name in which numbers count as numbers."""
    parts = re.findall(r"([0-9]+)|([^0-9]+)", path.name)
    return [(int(number or -1), text.casefold()) for number, text in parts], path.name


def stated_rate(folder: Path, settings: VideoSettings) -> float:
    """Images per second, as stated in the settings.

    Raises
    ------
    VideoUnreadableError
        If it is not stated.
    """
    if settings.image_rate_hz is None:
        raise VideoUnreadableError("image_rate", folder=display_name(folder))
    return settings.image_rate_hz


@contextmanager
def open_folder(
    folder: Path, settings: VideoSettings, log: DamageLog, _slowness: Fraction
) -> Iterator[Footage]:
    """Open a folder of images at its stated rate; one that cannot be read leaves a gap.

    Raises
    ------
    VideoError
        If there is no image, none can be read, or their rate is not stated.
    """
    paths = list_pictures(folder)
    rate = stated_rate(folder, settings)
    start = int(settings.start_s * rate)
    stopped = False

    def stop() -> None:
        nonlocal stopped
        stopped = True

    def pictures() -> Iterator[tuple[int, VideoFrame]]:
        for index, path in zip(count(start), paths[start:], strict=False):
            if stopped:
                return
            try:
                yield index, read_picture(path, settings)
            except VideoError:
                log.note("image_unreadable", display_name(path))

    yield Footage(
        first=first_readable(folder, paths, settings),
        origin=0,
        unit=1 / Fraction(rate),
        interval=1 / rate,
        pixel_aspect=Fraction(1),
        stated_end=(len(paths) - 1) / rate,
        pictures=pictures(),
        stop=stop,
    )


def read_picture(path: Path, settings: VideoSettings) -> VideoFrame:
    """The picture in an image file.

    Raises
    ------
    VideoError
        If it cannot be read.
    """
    with convert_errors(path), open_container(path, settings, formats=PICTURE_FORMATS) as opened:
        return first_picture(path, read_pictures(opened, 0.0, DamageLog()))


def first_readable(folder: Path, paths: list[Path], settings: VideoSettings) -> VideoFrame:
    """First picture of a folder that can be read.

    Raises
    ------
    VideoError
        If the first ones all cannot.
    """
    for path in paths[:_MAX_BROKEN]:
        try:
            return read_picture(path, settings)
        except VideoUnreadableError:
            continue
    raise VideoUnreadableError("images", folder=display_name(folder))


def probe_folder(folder: Path, settings: VideoSettings) -> VideoInfo:
    """What a folder of images is.

    Raises
    ------
    VideoError
        If it cannot be read as footage.
    """
    paths = list_pictures(folder)
    rate = stated_rate(folder, settings)
    first = first_readable(folder, paths, settings)
    turn = Orientation.of(first)
    sides = (first.width, first.height)
    width, height = reversed(sides) if turn.transpose else sides
    with convert_errors(folder):
        size = sum(path.stat().st_size for path in paths)
    return VideoInfo(
        name=display_name(folder),
        container="images",
        codec=paths[0].suffix.lower().lstrip("."),
        pixel_format=first.format.name,
        width=width,
        height=height,
        rotation_deg=turn.rotation_deg,
        duration_s=len(paths) / rate,
        header_rate_hz=None,
        frame_rate_hz=rate,
        variable_frame_rate=False,
        interlaced=False,
        high_dynamic_range=False,
        size_bytes=size,
    )
