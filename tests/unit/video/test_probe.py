"""What a file is."""

import hashlib
import time
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
from tests.unit.video.clips import Clip, even_times, write_clip

from hemiface.settings import VideoSettings
from hemiface.video import file_hash, open_video, probe_video
from hemiface.video.probe import judge_rate


def test_facts_of_a_file(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", Clip(sound=True))
    info = probe_video(str(path))
    assert info.name == "clip.mp4"
    assert info.container.startswith("mov,mp4")
    assert (info.codec, info.pixel_format) == ("h264", "yuv420p")
    assert (info.width, info.height, info.rotation_deg) == (96, 64, 0)
    assert info.duration_s == pytest.approx(0.8, abs=0.1)
    assert info.frame_rate_hz == pytest.approx(25)
    assert not info.variable_frame_rate
    assert not info.interlaced
    assert not info.high_dynamic_range
    assert info.size_bytes == path.stat().st_size


@pytest.mark.parametrize(
    ("counterclockwise", "clockwise"), [(0, 0), (-90, 90), (90, 270), (180, 180)]
)
def test_rotation_is_said_clockwise(tmp_path: Path, counterclockwise: int, clockwise: int) -> None:
    clip = Clip(rotation_deg=counterclockwise, pixel_aspect=Fraction(4, 3))
    info = probe_video(write_clip(tmp_path / "clip.mp4", clip))
    assert info.rotation_deg == clockwise
    size = (128, 64) if clockwise in {0, 180} else (64, 128)
    assert (info.width, info.height) == size
    with open_video(tmp_path / "clip.mp4") as video:
        frame = next(iter(video))
    assert (frame.width, frame.height) == size


def test_the_rate_is_that_of_the_times_not_of_the_header(tmp_path: Path) -> None:
    # The header of the clips claims 25; the frames come at 10.
    path = write_clip(tmp_path / "clip.mkv", Clip(times=even_times(30, 10)))
    assert probe_video(path).frame_rate_hz == pytest.approx(10, rel=0.001)


def test_a_variable_rate_is_told_from_a_rounded_one(tmp_path: Path) -> None:
    steps = np.tile([0.033, 0.033, 0.066], 20)
    path = write_clip(tmp_path / "clip.mkv", Clip(times=np.cumsum(steps).tolist()))
    info = probe_video(path)
    assert info.variable_frame_rate
    assert info.frame_rate_hz == pytest.approx(1 / 0.044, rel=0.02)


def test_one_dropped_frame_is_no_variable_rate() -> None:
    times = even_times(100, 30)
    del times[40:50]
    rate, variable = judge_rate([round(time, 3) for time in times])
    assert rate == pytest.approx(30, rel=0.01)
    assert not variable


@pytest.mark.parametrize(("n_odd", "differs"), [(3, False), (4, True)])
def test_more_than_three_in_a_hundred_uneven_steps_are_a_variable_rate(
    n_odd: int, differs: bool
) -> None:
    steps = [1 / 32] * 100
    steps[10 : 10 + n_odd] = [3 / 64] * n_odd
    _, variable = judge_rate([0.0, *accumulate(steps)])
    assert variable is differs


def test_rate_of_too_few_frames() -> None:
    assert judge_rate([]) == (None, False)
    assert judge_rate([1.0]) == (None, False)


@pytest.mark.slow
def test_a_long_file_is_not_read_through(tmp_path: Path) -> None:
    clip = Clip(times=even_times(3000, 25), options={"preset": "ultrafast"})
    path = write_clip(tmp_path / "clip.mkv", clip)
    start = time.thread_time()  # its own work, whatever else the machine does meanwhile
    info = probe_video(path)
    assert time.thread_time() - start < 1
    assert info.duration_s == pytest.approx(120, rel=0.01)
    assert info.frame_rate_hz == pytest.approx(25)


def test_hash_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "any.mp4"
    path.write_bytes(b"x" * 3_000_000)
    assert file_hash(str(path)) == hashlib.sha256(b"x" * 3_000_000).hexdigest()


def test_settings_refuse_an_end_before_the_start() -> None:
    with pytest.raises(ValueError, match="end_s is not later"):
        VideoSettings(start_s=2, end_s=1)
