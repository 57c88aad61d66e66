"""A file as a container with one picture stream, opened so that nothing else is touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from hemiface.errors import VideoTooLargeError, VideoUnreadableError
from hemiface.settings import VideoSettings
from hemiface.video.source import Source, display_name, open_source

VIDEO_FORMATS = "mov,matroska,avi,flv,mpegts,mpeg,asf,ogg,dv"
"""Demuxers that read one file and nothing but this file (no playlist, no list of files)."""

PICTURE_FORMATS = "jpeg_pipe,png_pipe,bmp_pipe,tiff_pipe"
"""Demuxers for one picture."""

MIN_RATE_HZ, MAX_RATE_HZ = 1, 1000
"""Rates of a header that can be meant."""

READ_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
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
    """

    path: Path
    source: Source
    container: InputContainer
    stream: VideoStream

    @property
    def unit(self) -> Fraction:
        """Seconds of one tick of the time stamps."""
        return self.stream.time_base or Fraction(1, 1_000_000)

    @property
    def interval(self) -> float:
        """Seconds between pictures by the header: a guess for where nothing else is known."""
        rate = self.stream.guessed_rate
        return float(1 / rate) if rate and MIN_RATE_HZ <= rate <= MAX_RATE_HZ else 1 / 30

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
    with open_source(path) as source:
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
                buffer_size=READ_BYTES,
            )
        except FFmpegError as error:
            raise VideoUnreadableError(
                f"{display_name(path)!r} is no video that can be read: {error.strerror}",
                hint="Choose an mp4, mov, avi, mkv, webm, flv, mts or mpg file; "
                "if it is one, it was not copied or recorded to its end.",
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
    """First stream that holds a moving picture and can be decoded.

    Raises
    ------
    VideoUnreadableError
        If there is none.
    """
    for stream in container.streams.video:
        cover = stream.disposition & Disposition.attached_pic
        if not cover and stream.codec_context is not None:
            return stream
    what = "only sound" if container.streams.audio else "no picture that can be decoded"
    raise VideoUnreadableError(
        f"{display_name(path)!r} holds {what}", hint="Choose a file with a video in it."
    )


def check_size(path: Path, stream: VideoStream, max_pixels: int) -> None:
    """Refuse a picture before memory is set aside for it.

    Raises
    ------
    VideoTooLargeError
        If it has more pixels than allowed.
    """
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > max_pixels:
        raise VideoTooLargeError(
            f"{display_name(path)!r} has pictures of {width} x {height} pixels",
            hint="Convert it to 1920 x 1080 or smaller.",
        )
