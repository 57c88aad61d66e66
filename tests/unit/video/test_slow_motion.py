"""Slow motion: times are those of life, where the camera's rate is known."""

from fractions import Fraction
from pathlib import Path

import av
import pytest
from av.video.stream import VideoStream
from tests.unit.video.clips import Clip, even_times, write_clip

from hemiface.model.quality import Flaw
from hemiface.settings import VideoSettings
from hemiface.video import assess_file, open_video, probe_video
from hemiface.video.probe import judge_slowness

ANDROID = "com.android.capture.fps"


def write_noted(path: Path, name: str, value: str, rate: int = 30, n_frames: int = 60) -> Path:
    """A clip with a note of its camera's rate."""
    plain = write_clip(path.with_name("plain.mkv"), Clip(times=even_times(n_frames, 25)))
    with (
        av.open(str(plain)) as source,
        av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as target,
    ):
        target.metadata[name] = value
        stream = target.add_stream("libx264", rate=rate)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for place, picture in enumerate(source.decode(video=0)):
            picture.pts, picture.time_base = place, Fraction(1, rate)
            target.mux(stream.encode(picture))
        target.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("name", "value", "slowness"),
    [
        (ANDROID, "240.000000", 8),
        (ANDROID, "120", 4),
        (ANDROID, "60.0", 2),
        (ANDROID, "30.000000", 1),
        (ANDROID, "nonsense", 1),
        ("com.apple.quicktime.capture.fps", "240", 8),
        (ANDROID, "2.0", 1 / 15),
    ],
)
def test_the_cameras_own_note_is_read(
    tmp_path: Path, name: str, value: str, slowness: float
) -> None:
    path = write_noted(tmp_path / "clip.mp4", name, value)
    info = probe_video(path)
    assert info.slowness == pytest.approx(slowness)
    assert info.frame_rate_hz == pytest.approx(30 * slowness)
    assert info.duration_s == pytest.approx(2 / slowness)
    with open_video(path) as video:
        times = [frame.time for frame in video]
    assert times == pytest.approx([place / 30 / slowness for place in range(60)], abs=2e-3)
    said = [flag.flaw for flag in assess_file(info)]
    assert (Flaw.SLOW_MOTION in said) == (slowness != 1)


def test_a_person_can_say_the_rate(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", Clip(times=even_times(60, 30)))
    settings = VideoSettings(capture_rate_hz=120, start_s=0.1, end_s=0.4)
    with open_video(path, settings) as video:
        times = [frame.time for frame in video]
    assert video.info.slowness == pytest.approx(4, rel=0.02)
    assert times[0] == pytest.approx(0.1, abs=0.01)
    assert times[-1] == pytest.approx(0.4, abs=0.01)
    assert len(times) == pytest.approx(36, abs=1)


def test_a_camera_that_slows_down_in_the_dark_is_no_slow_motion() -> None:
    assert judge_slowness(15, None, 30.0, variable=True) == 1
    assert judge_slowness(15, None, 30.0, variable=False) == 1
    assert judge_slowness(30, None, 60.0, variable=True) == 1
    assert judge_slowness(24, None, 30.0, variable=False) == 1
