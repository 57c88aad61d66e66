"""How loud a video is, on the clock of its pictures, so that claps can tell clocks apart."""

from fractions import Fraction
from pathlib import Path

import numpy as np
from av.audio.resampler import AudioResampler
from av.container import InputContainer
from av.error import FFmpegError

from hemiface.errors import VideoUnreadableError
from hemiface.model.signals import Series
from hemiface.settings import VideoSettings
from hemiface.video.container import open_container
from hemiface.video.damage import DamageLog
from hemiface.video.decode import read_pictures, stamp
from hemiface.video.footage import first_picture
from hemiface.video.source import convert_errors, display_name

_HEARD_HZ = 8000
"""Samples a second that are listened to: a clap has most of its power between 1 and 4 kHz."""
LOUDNESS_HZ = 200.0
"""Values of the loudness a second."""
_LONGEST_S = 6 * 3600
"""Longest sound that is listened to."""


def read_loudness(path: Path, settings: VideoSettings | None = None) -> Series:
    """Largest loudness in each two hundredth of a second, counted from the first picture.

    Parameters
    ----------
    path
        Video file.
    settings
        Limits; the defaults where not given.

    Returns
    -------
    ndarray
        Shape ``(n,)``, from 0 to 1, `LOUDNESS_HZ` a second; sound before the first picture is
        left out, and silence stands where there is none.

    Raises
    ------
    VideoError
        If the file cannot be read, or has no sound.
    """
    settings = settings or VideoSettings()
    with convert_errors(path), open_container(path, settings) as opened:
        if not opened.container.streams.audio:
            raise VideoUnreadableError("no_sound", path=display_name(path))
        first = first_picture(path, read_pictures(opened, 0, DamageLog()))
        origin = (stamp(first) or 0) * (opened.stream.time_base or Fraction(0))
    with convert_errors(path), open_container(path, settings) as opened:
        return _listen(opened.container, float(origin))


def _listen(container: InputContainer, origin_s: float) -> Series:
    """Loudness of the first sound; what is damaged stays silent."""
    to_mono = AudioResampler("fltp", "mono", _HEARD_HZ)
    loudness = np.zeros(round(_LONGEST_S * LOUDNESS_HZ))
    last = 0
    for packet in container.demux(container.streams.audio[0]):
        try:
            frames = packet.decode()
        except FFmpegError:
            continue
        for frame in (small for whole in frames for small in to_mono.resample(whole)):
            if frame.pts is None or frame.time_base is None:
                continue
            samples = np.abs(frame.to_ndarray()[0].astype(np.float64))
            begin = float(frame.pts * frame.time_base) - origin_s
            place = np.floor((begin + np.arange(samples.size) / _HEARD_HZ) * LOUDNESS_HZ).astype(
                int
            )
            inside = (place >= 0) & (place < loudness.size)
            np.maximum.at(loudness, place[inside], samples[inside])
            last = max(last, int(place[inside].max(initial=-1)) + 1)
    return loudness[:last]
