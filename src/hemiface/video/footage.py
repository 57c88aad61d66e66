"""Pictures of a file in the order in which they are shown, with their time stamps."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from hemiface.errors import VideoUnreadableError
from hemiface.settings import VideoSettings
from hemiface.video.container import Opened, open_container
from hemiface.video.damage import DamageLog
from hemiface.video.source import convert_errors, display_name

MAX_READ_FAULTS = 100
"""Faults of the demuxer, one after the other, after which the file is given up."""

FALLBACK_INTERVAL_S = 1 / 30

Stamped: TypeAlias = tuple[int | None, VideoFrame]
"""Time stamp in ticks, None where the file has none, and the picture."""


@dataclass(frozen=True, slots=True)
class Footage:
    """Pictures with time stamps, from wherever they come.

    Parameters
    ----------
    first
        First picture of the recording, whatever the pictures begin with.
    origin
        Time stamp of the first picture; None where it has none.
    unit
        Seconds of one tick.
    interval
        Seconds between pictures, for where the stamps do not say it.
    pixel_aspect
        Width of one stored pixel over its height.
    pictures
        All pictures from the last key frame before the chosen start.
    stop
        Ends the pictures soon; may be called from another thread.
    """

    first: VideoFrame
    origin: int | None
    unit: Fraction
    interval: float
    pixel_aspect: Fraction
    pictures: Iterator[Stamped]
    stop: Callable[[], None]


@contextmanager
def open_file(path: Path, settings: VideoSettings, log: DamageLog) -> Iterator[Footage]:
    """Open a video file; what cannot be decoded goes to the log.

    Raises
    ------
    VideoError
        If no picture can be read.
    """
    with open_container(path, settings) as opened, convert_errors(path):
        first, pictures = begin(opened, log)
        stream = opened.stream
        yield Footage(
            first=first[1],
            origin=first[0],
            unit=stream.time_base or Fraction(1, 1_000_000),
            interval=float(1 / stream.guessed_rate) if stream.guessed_rate else FALLBACK_INTERVAL_S,
            pixel_aspect=opened.pixel_aspect,
            pictures=pictures,
            stop=opened.source.stop,
        )


def begin(opened: Opened, log: DamageLog) -> tuple[Stamped, Iterator[Stamped]]:
    """First picture of a file, and all of them.

    Raises
    ------
    VideoUnreadableError
        If there is none.
    """
    pictures = stamp(decode(opened, log))
    first = next(pictures, None)
    if first is None:
        raise VideoUnreadableError(
            f"no picture of {display_name(opened.path)!r} can be decoded",
            hint="Play it in another program; if that fails too, copy the recording again.",
        )
    return first, chain([first], pictures)


def stamp(pictures: Iterator[VideoFrame]) -> Iterator[Stamped]:
    """Pictures with their time stamps.

    AVI stores no presentation times. There the decoding times are taken, which the decoder
    hands out in the order in which pictures are shown.
    """
    unstamped = None
    for picture in pictures:
        if unstamped is None:
            unstamped = picture.pts is None
        yield (picture.dts if unstamped else picture.pts), picture


def decode(opened: Opened, log: DamageLog) -> Iterator[VideoFrame]:
    """Pictures of a file that are whole; the others go to the log."""
    for packet in read_packets(opened, log):
        try:
            pictures = packet.decode()
        except FFmpegError as error:
            log.note(error.strerror or str(error))
            continue
        for picture in pictures:
            if isinstance(picture, VideoFrame):
                if picture.is_corrupt:
                    log.note("a damaged picture was left out")
                else:
                    yield picture


def read_packets(opened: Opened, log: DamageLog) -> "Iterator[Packet[VideoStream]]":
    """Encoded pictures of a file, reading on after a fault where that is possible."""
    faults = 0
    while faults < MAX_READ_FAULTS:
        try:
            for packet in opened.container.demux(opened.stream):
                faults = 0
                yield packet
            return
        except FFmpegError as error:
            faults += 1
            log.note(error.strerror or str(error))
