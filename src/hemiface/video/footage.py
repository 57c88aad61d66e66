"""Pictures in the order in which they are shown, with their time stamps."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

from av.error import FFmpegError
from av.video.frame import VideoFrame

from hemiface.errors import VideoUnreadableError
from hemiface.settings import VideoSettings
from hemiface.video.container import TICKS, Opened, open_container
from hemiface.video.damage import DamageLog
from hemiface.video.decode import SEQUENTIAL_FORMATS, read_pictures, stamp
from hemiface.video.source import convert_errors, display_name

SEEK_MARGINS_S = (0, 10)
"""Where a container finds no key frame right before the start, one is looked for earlier."""


@dataclass(frozen=True, slots=True)
class Footage:
    """Pictures with time stamps, from wherever they come.

    Parameters
    ----------
    first
        First picture of the recording, wherever the pictures begin.
    origin
        Time stamp of the first picture; None where it has none.
    unit
        Seconds of one tick.
    interval
        Seconds between pictures, for where the stamps do not say it.
    pixel_aspect
        Width of one stored pixel over its height.
    stated_end
        When the header says the picture ends, in seconds from the first; None if it does not.
    pictures
        Time stamps and pictures, from a key frame before the chosen start.
    stop
        Ends the pictures soon; may be called from another thread.
    reached
        Latest time stamp of all pictures read so far, also of those that cannot be decoded.
    """

    first: VideoFrame
    origin: int | None
    unit: Fraction
    interval: float
    pixel_aspect: Fraction
    stated_end: float | None
    pictures: Iterator[tuple[int | None, VideoFrame]]
    stop: Callable[[], None]
    reached: Callable[[], int | None] = lambda: None


@contextmanager
def open_file(
    path: Path, settings: VideoSettings, log: DamageLog, slowness: Fraction
) -> Iterator[Footage]:
    """Open a video file; what cannot be decoded goes to the log.

    Parameters
    ----------
    path, settings, log
        Which file, how it is read, and where it is written down what is wrong.
    slowness
        How many times slower than life it is shown.

    Raises
    ------
    VideoError
        If no picture can be read.
    """
    with ExitStack() as stack:
        stack.enter_context(convert_errors(path))
        opened = stack.enter_context(open_container(path, settings))
        opened.slowness = slowness
        pictures = read_pictures(opened, settings.recovery_s, log)
        first = first_picture(path, pictures)
        pictures = chain([first], pictures)
        if settings.start_s > 0:
            later = seek(opened, first, settings, log)
            if later is None:
                opened = stack.enter_context(open_container(path, settings))
                opened.slowness = slowness
                later = read_pictures(opened, settings.recovery_s, log)
            pictures = later
        yield Footage(
            first=first,
            origin=stamp(first),
            unit=opened.unit,
            interval=opened.interval,
            pixel_aspect=opened.pixel_aspect,
            stated_end=stated_end(opened, first),
            pictures=((stamp(picture), picture) for picture in pictures),
            stop=opened.source.stop,
            reached=lambda: opened.reached,
        )


def first_picture(path: Path, pictures: Iterator[VideoFrame]) -> VideoFrame:
    """First of the pictures.

    Raises
    ------
    VideoUnreadableError
        If there is none.
    """
    first = next(pictures, None)
    if first is None:
        raise VideoUnreadableError("undecodable", path=display_name(path))
    return first


def seek(
    opened: Opened, first: VideoFrame, settings: VideoSettings, log: DamageLog
) -> Iterator[VideoFrame] | None:
    """Pictures from a key frame before the start on; None where the file cannot be searched."""
    origin = stamp(first)
    if origin is None:
        return None
    target = origin + int(settings.start_s / opened.unit)
    for margin in SEEK_MARGINS_S:
        try:
            opened.container.seek(target - int(margin / opened.unit), stream=opened.stream)
        except FFmpegError:
            continue
        pictures = read_pictures(opened, settings.recovery_s, log)
        found = next(pictures, None)
        at = None if found is None else stamp(found)
        if found is not None and at is not None and at <= target:
            log.restart(settings.start_s)
            return chain([found], pictures)
    return None


def stated_end(opened: Opened, first: VideoFrame) -> float | None:
    """When the header says that the picture ends, in seconds from the first."""
    stream, container, origin = opened.stream, opened.container, stamp(first)
    if origin is None:
        return None
    if stream.duration:
        return float((stream.duration + (stream.start_time or 0) - origin) * opened.unit)
    length = opened.duration_s
    if length is not None and container.format.name in SEQUENTIAL_FORMATS:
        start = Fraction(container.start_time or 0, TICKS) / opened.slowness
        return length + float(start - origin * opened.unit)
    return None
