"""Small clips whose every frame says which one it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream
from numpy.typing import NDArray

from hemiface.model.video import Frame, Plane

BITS = 8
DARK, BRIGHT = 50, 200
FIXED_RATE = frozenset({"mpeg1video", "mpeg2video", "mpeg4", "dvvideo", "flv"})
"""Encoders that know whole frames only."""

TICKS = 1000
"""Ticks a second of the time stamps of a clip."""


def draw_picture(index: int, width: int, height: int) -> NDArray[np.uint8]:
    """Gray picture, shape ``(height, width)``: left half the index in bits, right half a ramp.

    The bits stand one above the other, the lowest on top; the ramp runs from dark (top) to
    bright (bottom), so that a picture turned over is told from an upright one.
    """
    picture = np.empty((height, width), np.uint8)
    rows = np.arange(height)
    bits = (index >> (rows * BITS // height)) & 1
    picture[:, : width // 2] = np.where(bits, BRIGHT, DARK)[:, None]
    picture[:, width // 2 :] = np.linspace(DARK, BRIGHT, height).astype(np.uint8)[:, None]
    return picture


def read_index(luma: Plane) -> int:
    """Which frame of the clip a picture is."""
    height, width = luma.shape
    centers = (np.arange(BITS) + 0.5) * height / BITS
    bits = luma[centers.astype(int), width // 8 : width * 3 // 8].mean(axis=1) > (DARK + BRIGHT) / 2
    return int((bits << np.arange(BITS)).sum())


def read_indices(frames: Sequence[Frame]) -> list[int]:
    """Which frames of the clip these are."""
    return [read_index(frame.luma) for frame in frames]


@dataclass(frozen=True)
class Clip:
    """How a clip is made.

    Parameters
    ----------
    codec, pixel_format
        As FFmpeg names them.
    times
        Presentation times of the frames in seconds.
    width, height
        Stored size in pixels.
    options
        For the encoder.
    rotation_deg
        Counterclockwise, as written into the display matrix; None to write no matrix.
    flipped
        Whether the display matrix mirrors the picture too.
    pixel_aspect
        Width of a pixel over its height.
    color_range, color_trc
        Tags as FFmpeg numbers them.
    sound
        Whether a sound track goes along.
    noisy
        Whether the right half is noise, new in every frame, so that every frame takes room.
    container_options
        For the writer of the file.
    """

    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    times: Sequence[float] = field(default_factory=lambda: even_times(20, 25))
    width: int = 96
    height: int = 64
    options: dict[str, str] = field(default_factory=dict)
    rotation_deg: int | None = None
    flipped: bool = False
    pixel_aspect: Fraction | None = None
    color_range: int = ColorRange.MPEG
    color_trc: int | None = None
    sound: bool = False
    noisy: bool = False
    container_options: dict[str, str] = field(default_factory=dict)


def even_times(count: int, rate_hz: float, *, start: float = 0.0) -> list[float]:
    """Times of ``count`` frames in seconds."""
    return [start + index / rate_hz for index in range(count)]


def write_clip(path: Path, clip: Clip) -> Path:
    """Write a clip; the suffix of the path chooses the container."""
    with av.open(str(path), "w", options=clip.container_options) as container:
        stream = container.add_stream(clip.codec, rate=25, options=clip.options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = clip.width, clip.height, clip.pixel_format
        context = stream.codec_context
        context.thread_count = 1
        if clip.codec not in FIXED_RATE:
            context.time_base = Fraction(1, TICKS)
        if clip.pixel_aspect is not None:
            context.sample_aspect_ratio = clip.pixel_aspect
        if clip.color_trc is not None:
            context.color_trc = clip.color_trc
        if clip.rotation_deg is not None:
            stream.set_display_rotation(clip.rotation_deg, hflip=clip.flipped)
        if clip.sound:
            write_silence(container)
        unit = Fraction(1, 25) if clip.codec in FIXED_RATE else Fraction(1, TICKS)
        for index, time in enumerate(clip.times):
            picture = _picture(index, clip)
            picture.pts, picture.time_base = round(Fraction(time) / unit), unit
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path


def _picture(index: int, clip: Clip) -> VideoFrame:
    """Picture of a clip in its pixel format and range."""
    gray = draw_picture(index, clip.width, clip.height)
    if clip.noisy:
        noise = np.random.default_rng(index).integers(DARK, BRIGHT, gray.shape, dtype=np.uint8)
        gray[:, clip.width // 2 :] = noise[:, clip.width // 2 :]
    picture = VideoFrame.from_ndarray(gray, "gray")
    picture = picture.reformat(
        format=clip.pixel_format, src_color_range=ColorRange.JPEG, dst_color_range=clip.color_range
    )
    picture.color_trc = clip.color_trc or 2
    return picture


def write_silence(container: OutputContainer) -> None:
    """Add a track of silence to a container."""
    stream = container.add_stream("aac", rate=44100)
    assert isinstance(stream, AudioStream)
    sound = AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
    sound.sample_rate = 44100
    for index in range(30):
        sound.pts = index * 1024
        container.mux(stream.encode(sound))
    container.mux(stream.encode(None))
