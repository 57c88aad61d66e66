"""Pictures that were read are let go of, without waiting for the garbage collector."""

import gc
from pathlib import Path

from av.video.frame import VideoFrame

from hemiface.video import open_video

CLIP = Path(__file__).parents[2] / "fixtures" / "smoke.mp4"


def test_no_picture_is_held_by_a_circle() -> None:
    gc.collect()
    gc.disable()
    try:
        with open_video(CLIP) as video:
            count = sum(1 for _ in video)
        held = [one for one in gc.get_objects() if isinstance(one, VideoFrame)]
    finally:
        gc.enable()
    assert count == 60
    assert len(held) <= 4  # the first ones, by whose notes the recording is turned
