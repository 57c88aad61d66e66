"""Reading: the right picture at the right time."""

from pathlib import Path

import pytest

from hemiface.model.video import Damage, Frame
from hemiface.settings import VideoSettings
from hemiface.video import open_video

from .clips import Clip, even_times, read_indices, write_clip


def read(path: Path, **settings: object) -> tuple[list[Frame], tuple[Damage, ...]]:
    with open_video(path, VideoSettings.model_validate(settings)) as video:
        return list(video), video.damage


FORMATS = [
    (".mp4", "libx264", {}),
    (".mov", "libx265", {"x265-params": "log-level=none:pools=none"}),
    (".m4v", "mpeg4", {}),
    (".avi", "libx264", {}),
    (".avi", "mpeg4", {"bf": "2"}),
    (".avi", "mjpeg", {}),
    (".mkv", "libsvtav1", {"preset": "12", "svtav1-params": "lp=1"}),
    (".webm", "libvpx-vp9", {"cpu-used": "8"}),
    (".mts", "libx264", {}),
    (".flv", "libx264", {}),
    (".flv", "flv", {}),
    (".mpg", "mpeg1video", {"bf": "2"}),
    (".mpg", "mpeg2video", {"bf": "2"}),
    (".wmv", "wmv2", {}),
]


@pytest.mark.parametrize(("suffix", "codec", "options"), FORMATS)
def test_every_format_gives_the_same_pictures_at_the_same_times(
    tmp_path: Path, suffix: str, codec: str, options: dict[str, str]
) -> None:
    clip = Clip(
        codec=codec, options=options, pixel_format="yuvj420p" if codec == "mjpeg" else "yuv420p"
    )
    frames, damage = read(write_clip(tmp_path / f"clip{suffix}", clip))
    assert read_indices(frames) == list(range(20))
    assert [f.time for f in frames] == pytest.approx(even_times(20, 25), abs=0.0011)
    assert damage == ()
