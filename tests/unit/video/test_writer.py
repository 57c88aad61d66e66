"""A video is written in one size, whatever comes."""

from pathlib import Path

import av
import numpy as np
import pytest

from hemiface.errors import OutputNotWritableError
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


def test_what_is_written_is_an_mp4_whatever_its_name_and_keeps_its_times(tmp_path: Path) -> None:
    picture = np.full((64, 96, 3), (200, 60, 40), np.uint8)
    path = tmp_path / "clip.partial"
    times = [0.0, 0.04, 0.1, 0.30001]
    write_video(path, ((time, picture) for time in times))
    with av.open(str(path)) as container:
        assert container.format.name.startswith("mov,mp4")
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        shown = list(container.decode(stream))
    assert [frame.time for frame in shown] == pytest.approx(times, abs=2e-5)
    middle = shown[-1].to_ndarray(format="rgb24")[32, 48].astype(int)
    assert middle == pytest.approx([200, 60, 40], abs=12)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputNotWritableError, match=r"cannot write clip\.mp4") as caught:
        write_video(tmp_path / "none" / "clip.mp4", [(0.0, np.zeros((64, 96, 3), np.uint8))])
    assert caught.value.hint


@pytest.mark.parametrize(
    ("size", "box"),
    [
        ((64, 96), (0, 96, 0, 64)),
        ((32, 96), (0, 96, 16, 48)),
        ((64, 32), (32, 64, 0, 64)),
        ((16, 24), (0, 96, 0, 64)),
        ((256, 128), (32, 64, 0, 64)),
        ((1, 2000), (0, 96, 31, 32)),
    ],
)
def test_a_fitted_picture_stands_in_the_middle_as_large_as_it_can(
    size: tuple[int, int], box: tuple[int, int, int, int]
) -> None:
    fitted = fit_into(np.full((*size, 3), 200, np.uint8), 96, 64)
    expected = np.zeros((64, 96, 3), np.uint8)
    expected[box[2] : box[3], box[0] : box[1]] = 200
    np.testing.assert_array_equal(fitted, expected)
