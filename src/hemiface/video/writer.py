"""A new video, written with the presentation times of another."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError

from hemiface.errors import OutputNotWritableError
from hemiface.errors.faults import find_reason
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
        Presentation time in seconds and picture, in order of time. The first has an even
        number of rows and columns; those of another size are fitted into its frame.

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
                fitted = fit_into(picture, stream.width, stream.height)
                frame = av.VideoFrame.from_ndarray(fitted, format="rgb24")
                frame.pts, frame.time_base = round(time / CLOCK), CLOCK
                container.mux(stream.encode(frame))
            if stream is not None:
                container.mux(stream.encode())
    except (FFmpegError, OSError) as error:
        raise OutputNotWritableError("file", path=path.name, reason=find_reason(error)) from error


def fit_into(picture: Image, width: int, height: int) -> Image:
    """A picture as large as it can be within a frame, black beside it where its shape differs."""
    high, wide = picture.shape[:2]
    if (wide, high) == (width, height):
        return picture
    # Here and not above: most pictures fit as they are, and few videos are written.
    import cv2

    share = min(width / wide, height / high)
    size = (max(round(wide * share), 1), max(round(high * share), 1))
    whole = np.zeros((height, width, 3), np.uint8)
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    whole[top : top + size[1], left : left + size[0]] = cv2.resize(picture, size)
    return whole
