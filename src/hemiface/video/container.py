"""A file as a container with one picture stream, opened so that nothing else is touched."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from hemiface.errors import VideoTooLargeError, VideoUnreadableError
from hemiface.errors.faults import find_reason
from hemiface.settings import VideoSettings
from hemiface.video.refusal import find_refusal
from hemiface.video.source import ByteSource, display_name, open_source

VIDEO_FORMATS = "mov,matroska,avi,flv,mpegts,mpeg,asf,ogg,dv,mxf,ivf,h264,hevc"
"""Demuxers that read one file and nothing but this file (no playlist, no list of files)."""

PICTURE_FORMATS = "jpeg_pipe,png_pipe,bmp_pipe,tiff_pipe"
"""Demuxers for one picture."""

_MIN_RATE_HZ, _MAX_RATE_HZ = 1, 1000
"""Rates of a header that can be meant."""

_MAX_CAPTURE_RATE_HZ = 10_000
"""Highest rate of a note that can be meant."""

CAPTURE_RATE_NOTES = ("capturefps", "capturerate", "captureframerate")
"""How the notes end, in letters alone, in which cameras write the rate at which they took the
pictures: ``com.android.capture.fps`` (AOSP, MPEG4Writer), and the like under Apple's and other
makers' names. An iPhone's own slow-motion file needs none: its time stamps are true."""

_FIRST_YEAR = 1990
"""No digital camera wrote such a file before."""

STILL = Disposition.attached_pic | Disposition.still_image | Disposition.timed_thumbnails
"""Streams of pictures that are no film: a cover, a photograph, marks on a time line."""

_READ_BYTES = 1 << 18
"""Bytes read at once; has no effect on any number."""

TICKS = 1_000_000
"""Ticks a second of a container's own times."""

COUNTS_FROM_NOUGHT = "matroska,webm"
"""Containers that state as their length when the last picture ends, wherever the first begins."""


@dataclass(slots=True)
class Opened:
    """An open file.

    Parameters
    ----------
    path
        Where it is.
    source
        Its bytes.
    container, stream
        What the demuxer found, and the stream that holds the picture.
    reached
        Latest time stamp of all pictures read so far, decoded or not; None before the first.
    slowness
        How many times slower than life the file is shown; taken out of all times.
    """

    path: Path
    source: ByteSource
    container: InputContainer
    stream: VideoStream
    reached: int | None = None
    slowness: Fraction = Fraction(1)

    def reach(self, stamp: int | None) -> None:
        """A picture of this time stamp was read."""
        if stamp is not None:
            self.reached = stamp if self.reached is None else max(stamp, self.reached)

    @property
    def unit(self) -> Fraction:
        """Seconds of one tick of the time stamps."""
        return (self.stream.time_base or Fraction(1, 1_000_000)) / self.slowness

    @property
    def interval(self) -> float:
        """Seconds between pictures by the header: a guess for where nothing else is known."""
        rate = self.stream.guessed_rate
        plausible = rate and _MIN_RATE_HZ <= rate <= _MAX_RATE_HZ
        return float(1 / (rate if rate and plausible else 30) / self.slowness)

    @property
    def duration_s(self) -> float | None:
        """Length as the container states it; None where it does not."""
        ticks = self.container.duration or 0
        if self.container.format.name == COUNTS_FROM_NOUGHT:
            ticks -= self.container.start_time or 0
        return float(Fraction(ticks, TICKS) / self.slowness) if ticks > 0 else None

    @property
    def capture_rate_hz(self) -> float | None:
        """Pictures a second that the camera took, where it wrote that down."""
        for name, text in (self.container.metadata | self.stream.metadata).items():
            if "".join(filter(str.isalpha, name.lower())).endswith(CAPTURE_RATE_NOTES):
                rate = _read_rate(text)
                if rate is not None and _MIN_RATE_HZ <= rate <= _MAX_CAPTURE_RATE_HZ:
                    return rate
        return None

    @property
    def filmed_at(self) -> str | None:
        """When it was taken in ISO 8601, where the camera wrote that down.

        Apple's note has the time zone of the place; the other one is in UTC.
        """
        notes = self.stream.metadata | self.container.metadata
        for name in ("com.apple.quicktime.creationdate", "creation_time"):
            try:
                moment = datetime.fromisoformat(notes.get(name, ""))
            except ValueError:
                continue
            # Clocks that nobody set begin in 1904, 1970 or 1980.
            if moment.year >= _FIRST_YEAR and moment.tzinfo is not None:
                return moment.isoformat(timespec="seconds")
        return None

    @property
    def pixel_aspect(self) -> Fraction:
        """Width of one stored pixel over its height; 1 where nothing plausible is said."""
        ratio = self.stream.sample_aspect_ratio or self.stream.codec_context.sample_aspect_ratio
        return ratio if ratio and Fraction(1, 4) <= ratio <= 4 else Fraction(1)


@contextmanager
def open_container(
    path: Path, settings: VideoSettings, *, formats: str = VIDEO_FORMATS
) -> Iterator[Opened]:
    """Open a file and find its picture stream.

    Raises
    ------
    VideoError
        If it cannot be read, holds no picture, or one larger than ``max_pixels``.
    """
    with open_source(path) as source, read_container(path, source, settings, formats) as opened:
        yield opened


@contextmanager
def read_container(
    path: Path, source: ByteSource, settings: VideoSettings, formats: str = VIDEO_FORMATS
) -> Iterator[Opened]:
    """Find the picture stream in bytes that are open already.

    Parameters
    ----------
    path
        What they are called in messages.
    source
        The bytes.
    settings, formats
        Limits, and what is understood.

    Raises
    ------
    VideoError
        If they cannot be read, hold no picture, or one larger than ``max_pixels``.
    """
    options = {
        # Invented time stamps are wrong where frames are stored out of order (AVI).
        "fflags": "-genpts",
        "format_whitelist": formats,
        "protocol_whitelist": "none",
        "max_pixels": str(settings.max_pixels),
    }
    try:
        container = av.open(
            source,
            mode="r",
            options=options,
            metadata_errors="replace",
            buffer_size=_READ_BYTES,
        )
    except FFmpegError as error:
        case = find_refusal(path)
        raise VideoUnreadableError(
            case, path=display_name(path), reason=find_reason(error)
        ) from error
    # A fault where only the index or the end was looked for is no loss.
    source.failure = None
    with container:
        stream = find_picture_stream(path, container)
        check_size(path, stream, settings.max_pixels)
        context = stream.codec_context
        context.options = {"max_pixels": str(settings.max_pixels)}
        context.thread_type = "AUTO"
        context.thread_count = settings.decoder_threads
        yield Opened(path, source, container, stream)


def find_picture_stream(path: Path, container: InputContainer) -> VideoStream:
    """The stream of the film: the one marked as the default, else the largest and longest.

    Some cameras put a small preview in front of the film, and some files have a cover.

    Raises
    ------
    VideoUnreadableError
        If no stream holds a moving picture that can be decoded.
    """
    films = list_films(container)
    if films:
        # The default flag says nothing where all streams carry it.
        return max(films, key=lambda stream: (_is_default(stream), *_extent(stream), -stream.index))
    if container.streams.audio:
        raise VideoUnreadableError("only_sound", path=display_name(path))
    raise VideoUnreadableError("no_picture", path=display_name(path))


def list_films(container: InputContainer) -> list[VideoStream]:
    """Streams that hold a moving picture and can be decoded."""
    return [
        stream
        for stream in container.streams.video
        if not stream.disposition & STILL and stream.codec_context is not None
    ]


def _is_default(stream: VideoStream) -> bool:
    return bool(stream.disposition & Disposition.default)


def _extent(stream: VideoStream) -> tuple[int, float]:
    """Pixels of a picture, and seconds of the stream as far as its header says."""
    seconds = (stream.duration or 0) * (stream.time_base or 0)
    return stream.codec_context.width * stream.codec_context.height, float(seconds)


def _read_rate(text: str) -> float | None:
    """A rate as cameras write it: ``240.000000``, ``240000/1001``, ``100p``."""
    found = re.match(r"\s*(\d+(?:\.\d+)?)(?:/(\d+))?", text)
    if found is None or found[2] == "0":
        return None
    return float(found[1]) / float(found[2] or 1)


def check_size(path: Path, stream: VideoStream, max_pixels: int) -> None:
    """Refuse a picture before memory is set aside for it.

    Raises
    ------
    VideoTooLargeError
        If it has more pixels than allowed.
    """
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > max_pixels:
        raise VideoTooLargeError("pixels", path=display_name(path), width=width, height=height)
