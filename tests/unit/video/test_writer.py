"""A video is written in one size, whatever comes."""

from pathlib import Path

import av
import numpy as np

from hemiface.video.writer import fit_into, write_video


def test_pictures_of_another_shape_are_fitted_into_the_first(tmp_path: Path) -> None:
    wide, tall = np.full((64, 96, 3), 200, np.uint8), np.full((96, 64, 3), 200, np.uint8)
    write_video(tmp_path / "clip.mp4", [(0.0, wide), (0.04, tall), (0.08, wide)])
    with av.open(str(tmp_path / "clip.mp4")) as container:
        shown = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    assert [picture.shape for picture in shown] == [(64, 96)] * 3
    assert shown[1][32, 48] > 150
    assert shown[1][32, 4] < 40


def test_a_picture_that_fits_is_left_alone() -> None:
    picture = np.zeros((64, 96, 3), np.uint8)
    assert fit_into(picture, 96, 64) is picture
