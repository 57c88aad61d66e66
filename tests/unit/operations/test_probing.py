"""Looking at videos: fitness and errors."""

from pathlib import Path

import pytest

from hemiface.errors import SomeFilesFailedError, VideoNotFoundError
from hemiface.operations.probing import Fitness, check_probed, probe_videos
from hemiface.operations.session import Session
from hemiface.settings import VideoSettings

SMOKE = Path(__file__).parents[2] / "fixtures" / "smoke.mp4"


def test_a_video_that_can_be_read(session: Session) -> None:
    (video,) = probe_videos(session, [SMOKE], VideoSettings())
    assert video.fitness is Fitness.POOR
    assert video.info is not None
    assert video.info.frame_rate_hz == pytest.approx(15)
    assert {flag.flaw for flag in video.flags} == {"low_frame_rate", "short"}
    check_probed([video])


def test_a_video_that_cannot(session: Session) -> None:
    (video,) = probe_videos(session, [Path("nothing.mp4")], VideoSettings())
    assert (video.fitness, video.info, video.flags) == (Fitness.UNREADABLE, None, ())
    with pytest.raises(VideoNotFoundError):
        check_probed([video, video])


def test_some_of_several(session: Session) -> None:
    videos = list(probe_videos(session, [SMOKE, Path("nothing.mp4")], VideoSettings()))
    with pytest.raises(SomeFilesFailedError, match="1 of 2"):
        check_probed(videos)


def test_the_worst_flaw_decides(session: Session) -> None:
    settings = VideoSettings(max_pixels=10)
    (video,) = probe_videos(session, [SMOKE], settings)
    assert video.error is not None
    assert video.error.code == "video.too_large"
