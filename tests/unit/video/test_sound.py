"""The sound of a video lies on the clock of its pictures."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from hemiface.errors import VideoUnreadableError
from hemiface.video import LOUDNESS_HZ, read_loudness, write_video

CLAP_S = 1.25


def film(path: Path, rate: int, late_s: float) -> Path:
    """Two seconds of a film whose pictures begin late, and a clap on the clock of the sound."""
    with av.open(path, "w") as container:
        picture = container.add_stream("libx264", 30)
        picture.width = picture.height = 64
        picture.pix_fmt = "yuv420p"
        sound = container.add_stream("aac", rate, layout="stereo")
        for number in range(60):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 9, np.uint8))
            frame.pts, frame.time_base = number + round(30 * late_s), Fraction(1, 30)
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        time = np.arange(0, 2.2, 1 / rate)
        wave = np.sin(2 * np.pi * 2000 * time) * np.exp(-np.abs(time - CLAP_S) / 0.01)
        wave[time < CLAP_S] = 0
        heard = av.AudioFrame.from_ndarray(
            np.stack([wave] * 2).astype(np.float32), "fltp", "stereo"
        )
        heard.sample_rate, heard.pts, heard.time_base = rate, 0, Fraction(1, rate)
        container.mux(sound.encode(heard))
        container.mux(sound.encode(None))
    return path


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
@pytest.mark.parametrize("rate", [44100, 48000])
@pytest.mark.parametrize("late_s", [0.0, 0.4])
def test_a_clap_lies_where_it_is_heard(
    tmp_path: Path, suffix: str, rate: int, late_s: float
) -> None:
    loudness = read_loudness(film(tmp_path / f"clap{suffix}", rate, late_s))
    assert float(loudness.argmax()) / LOUDNESS_HZ == pytest.approx(CLAP_S - late_s, abs=0.01)


def test_a_film_without_sound_says_so(tmp_path: Path) -> None:
    path = tmp_path / "silent.mp4"
    write_video(path, [(n / 30, np.zeros((64, 64, 3), np.uint8)) for n in range(5)])
    with pytest.raises(VideoUnreadableError, match="no sound"):
        read_loudness(path)
