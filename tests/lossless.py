"""Frames written into a file that gives back exactly the same ones."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from hemiface.model.video import Frame, Plane

LOSSLESS = {"qp": "0", "preset": "ultrafast"}
TICK = Fraction(1, 90_000)


def write_lossless(path: Path, frames: Iterable[Frame]) -> Path:
    """Write frames as H.264 without loss; the path ends in ``.mp4``."""
    with av.open(str(path), "w") as container:
        stream: VideoStream | None = None
        for frame in frames:
            if stream is None:
                stream = container.add_stream("libx264", rate=30, options=LOSSLESS)
                stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, "yuv420p"
                stream.codec_context.time_base = TICK
                stream.codec_context.thread_count = 1
            picture = VideoFrame(frame.width, frame.height, "yuv420p")
            for plane, values in zip(
                picture.planes, (frame.luma, frame.chroma_blue, frame.chroma_red), strict=True
            ):
                _fill(plane, values)
            picture.pts, picture.time_base = round(Fraction(frame.time) / TICK), TICK
            container.mux(stream.encode(picture))
        if stream is not None:
            container.mux(stream.encode(None))
    return path


def _fill(plane: av.video.plane.VideoPlane, values: Plane) -> None:
    """Copy a picture into a plane whose rows may be padded."""
    rows = np.zeros((plane.height, plane.line_size), np.uint8)
    rows[:, : values.shape[1]] = values
    plane.update(rows.tobytes())
