"""What a browser needs to know to show a recording picture by picture."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from av.video.frame import VideoFrame

from hemiface.errors import OutputNotWritableError, VideoError
from hemiface.errors.faults import find_reason
from hemiface.model.video import Frame, VideoInfo
from hemiface.settings import VideoSettings
from hemiface.video.container import read_container
from hemiface.video.damage import DamageLog
from hemiface.video.decode import read_pictures, stamp
from hemiface.video.footage import first_picture
from hemiface.video.reader import open_video
from hemiface.video.source import SpanSource, convert_errors
from hemiface.video.writer import CLOCK

PLAYED = {
    "mov,mp4,m4a,3gp,3g2,mj2": ("video/mp4", frozenset({"h264", "vp9", "av1"})),
    "matroska,webm": ("video/webm", frozenset({"h264", "vp8", "vp9", "av1"})),
}
"""Containers that browsers play, under which name, and with which codecs."""

PLAIN_PICTURES = frozenset({"yuv420p", "yuvj420p"})
"""Every browser decodes these; few decode the others."""

STAND_IN_TYPE = "video/mp4"
KEY_EVERY = 8
"""Pictures of a stand-in from one that stands alone to the next: a step back decodes few."""


def played_type(info: VideoInfo) -> str | None:
    """Media type under which browsers play a file as it is; None where they do not.

    Neither is what they show otherwise than it was measured: interlaced pictures, which are
    woven; a raw stream, which has no times; and WebM with uneven times, which says no
    durations: where Chromium guesses them, it never shows some of the short pictures.
    """
    media_type, codecs = PLAYED.get(info.container, (None, frozenset[str]()))
    fits = info.codec in codecs and info.pixel_format in PLAIN_PICTURES
    guessed = media_type == "video/webm" and info.variable_frame_rate
    return media_type if fits and info.timed and not (info.interlaced or guessed) else None


def first_shown_s(name: str, source: SpanSource) -> float:
    """When the first picture is shown on the clock of the file, in seconds.

    A browser counts from where the file's time stamps do; measured times begin with the
    first picture.

    Raises
    ------
    VideoError
        If no picture can be read.
    """
    path, settings = Path(name), VideoSettings()
    with convert_errors(path), read_container(path, source, settings) as opened:
        pictures = read_pictures(opened, settings.recovery_s, DamageLog())
        return float((stamp(first_picture(path, pictures)) or 0) * opened.unit)


def write_stand_in(video: Path, target: Path, settings: VideoSettings) -> None:
    """Write a recording again so that every browser shows each of its pictures at its time.

    It is upright, no larger than was measured, without sound, and has a key picture every few
    pictures. Its clock begins with its first picture.

    Parameters
    ----------
    video
        The recording.
    target
        MP4 file to be written.
    settings
        How the recording was read when it was measured.

    Raises
    ------
    VideoError
        If the recording cannot be read.
    OutputNotWritableError
        If the target cannot be written.
    """
    try:
        with open_video(video, settings) as frames, av.open(str(target), "w", "mp4") as container:
            options = {"crf": "20", "preset": "veryfast", "bf": "0", "g": str(KEY_EVERY)}
            stream = container.add_stream("libx264", options=options)
            stream.pix_fmt = "yuv420p"
            stream.time_base = stream.codec_context.time_base = CLOCK
            start: float | None = None
            for time, picture in _even(frames):
                if start is None:
                    start = time
                    stream.width, stream.height = picture.width, picture.height
                fitted = picture.reformat(stream.width, stream.height)
                fitted.pts, fitted.time_base = round(Fraction(time - start) / CLOCK), CLOCK
                container.mux(stream.encode(fitted))
            container.mux(stream.encode(None))
    except VideoError:
        raise
    except (FFmpegError, OSError) as error:
        raise OutputNotWritableError("file", path=target.name, reason=find_reason(error)) from error


def _even(frames: Iterable[Frame]) -> Iterator[tuple[float, VideoFrame]]:
    """Pictures with an even number of rows and columns, as this codec needs them."""
    for frame in frames:
        height, width = frame.height // 2 * 2, frame.width // 2 * 2
        planes = (
            frame.luma[:height, :width],
            frame.chroma_blue[: height // 2, : width // 2],
            frame.chroma_red[: height // 2, : width // 2],
        )
        stacked = np.concatenate([plane.ravel() for plane in planes])
        rows = stacked.reshape(height * 3 // 2, width)
        yield frame.time, VideoFrame.from_ndarray(rows, "yuv420p")
