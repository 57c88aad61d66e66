"""A new video, written with the presentation times of another."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
from av.error import FFmpegError

from hemiface.errors import OutputNotWritableError
from hemiface.model.video import Image

CLOCK = Fraction(1, 90_000)
"""Unit of the times written: that of most cameras."""

QUALITY = "23"


def write_video(path: Path, pictures: Iterable[tuple[float, Image]]) -> None:
    """Write pictures as H.264 in an MP4 file.

    Parameters
    ----------
    path
        File to be written; an existing one is replaced.
    pictures
        Presentation time in seconds and picture, in order of time; all of one size with
        an even number of rows and columns.

    Raises
    ------
    OutputNotWritableError
        If the file cannot be written.
    """
    try:
        with av.open(str(path), "w", format="mp4") as container:
            stream = None
            for time, picture in pictures:
                if stream is None:
                    stream = container.add_stream("libx264", options={"crf": QUALITY})
                    stream.height, stream.width = picture.shape[:2]
                    stream.pix_fmt = "yuv420p"
                    stream.time_base = CLOCK
                    stream.codec_context.time_base = CLOCK
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                frame.pts, frame.time_base = round(time / CLOCK), CLOCK
                container.mux(stream.encode(frame))
            if stream is not None:
                container.mux(stream.encode())
    except (FFmpegError, OSError) as error:
        raise OutputNotWritableError(
            f"cannot write {path.name}: {error}", hint="Is there room, and may you write there?"
        ) from error
