"""Fields and tone curves."""

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from av.video.reformatter import ColorTrc
from av.video.stream import VideoStream
from numpy.typing import NDArray
from tests.unit.video.clips import Clip, even_times, write_clip

from hemiface.model.video import Frame
from hemiface.video import open_video, probe_video
from hemiface.video.planes import Orientation, PlaneReader


def write_fields(path: Path, count: int) -> Path:
    """A clip of two fields a frame: a bar moves on by four pixels with each field."""
    options = {"flags": "+ildct+ilme", "top": "1", "qscale": "2"}
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg2video", rate=25, options=options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 160, 64, "yuv420p"
        for index in range(count):
            gray = np.full((64, 160), 60, np.uint8)
            for field in (0, 1):
                left = (2 * index + field) * 4
                gray[field::2, left : left + 24] = 200
            picture = VideoFrame.from_ndarray(gray, "gray").reformat(format="yuv420p")
            picture.pts, picture.time_base = index, Fraction(1, 25)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path


def combing(frame: Frame) -> float:
    """How much neighbouring rows differ, in gray levels."""
    return float(np.abs(np.diff(frame.luma.astype(int), axis=0)).mean())


def test_fields_are_woven_and_keep_their_times(tmp_path: Path) -> None:
    path = write_fields(tmp_path / "clip.mts", 12)
    assert probe_video(path).interlaced
    with open_video(path) as video:
        frames = list(video)
    assert [frame.time for frame in frames] == pytest.approx(even_times(12, 25))
    for index, frame in enumerate(frames):
        assert combing(frame) < 4
        # The bar stands where the first field shows it.
        columns = np.flatnonzero(frame.luma[32] > 120)
        assert columns[0] == pytest.approx(8 * index, abs=5)


def high_range_picture(trc: ColorTrc, codes: NDArray[np.float64]) -> VideoFrame:
    """Ten-bit picture of gray columns, 16 pixels each, with the given signal values 0..1."""
    picture = VideoFrame(16 * codes.size, 16, "yuv420p10le")
    rows = np.repeat(np.round(64 + codes * 876), 16).astype(np.uint16)
    for index, plane in enumerate(picture.planes):
        values = np.full((plane.height, plane.line_size // 2), 512, np.uint16)
        if index == 0:
            values[:, : rows.size] = rows
        plane.update(values.tobytes())
    picture.color_trc, picture.color_primaries, picture.colorspace = trc, 9, 9
    picture.color_range = 1
    return picture


def perceptual_quantizer(nits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Signal of a luminance by SMPTE ST 2084."""
    power = (nits / 10_000) ** (2610 / 16384)
    ratio = (3424 / 4096 + 2413 / 128 * power) / (1 + 2392 / 128 * power)
    return np.asarray(ratio ** (2523 / 32))


def test_the_lights_of_pq_are_not_crushed() -> None:
    nits = np.array([1.0, 5, 20, 50, 100, 203, 400, 800])
    picture = high_range_picture(ColorTrc.SMPTE2084, perceptual_quantizer(nits))
    luma, blue, red = PlaneReader(picture, Fraction(1), 1920).read(picture)
    tones = luma[8, 8::16].astype(int)
    assert np.all(np.diff(tones) > 5)
    # A face stands at 50 to 100 candelas a square meter, paper at 203 (ITU-R BT.2408).
    assert 90 < tones[3] < 140
    assert 130 < tones[4] < 190
    assert 160 < tones[5] < 220
    assert abs(int(blue.mean()) - 128) <= 2
    assert abs(int(red.mean()) - 128) <= 2


def test_hlg_is_shown_as_it_is() -> None:
    codes = np.linspace(0, 1, 12)
    picture = high_range_picture(ColorTrc.ARIB_STD_B67, codes)
    luma, _, _ = PlaneReader(picture, Fraction(1), 1920).read(picture)
    np.testing.assert_allclose(luma[8, 8::16], 16 + codes * 219, atol=1.5)


@pytest.mark.parametrize("turn", [0, 90, 180, 270, -90, -180])
def test_quarter_turns(turn: int) -> None:
    plane = np.arange(12, dtype=np.uint8).reshape(3, 4)
    orientation = Orientation.of_turn(turn)
    np.testing.assert_array_equal(orientation.apply(plane), np.rot90(plane, -turn // 90))
    assert orientation.rotation_deg == turn % 360


def stored_turn(tmp_path: Path, counterclockwise_deg: int, *, flipped: bool) -> Orientation:
    """What is read of a picture whose display matrix turns and then mirrors it."""
    clip = Clip(times=[0.0], rotation_deg=counterclockwise_deg, flipped=flipped)
    with av.open(str(write_clip(tmp_path / "clip.mp4", clip))) as container:
        return Orientation.of(next(container.decode(video=0)))


@pytest.mark.parametrize("flipped", [False, True])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("off", [0, 30, -30])
def test_a_display_matrix_is_read_to_the_nearest_quarter(
    tmp_path: Path, turn: int, off: int, flipped: bool
) -> None:
    plane = np.arange(12, dtype=np.uint8).reshape(3, 4)
    expected = np.rot90(plane, turn // 90)
    expected = expected[:, ::-1] if flipped else expected
    read = stored_turn(tmp_path, turn + off, flipped=flipped)
    np.testing.assert_array_equal(read.apply(plane), expected)


class Matrix(bytes):
    """A display matrix as it lies beside a picture."""


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ((0, 0, 0, 0), Orientation(transpose=False, flip_x=False, flip_y=False)),
        ((1, 1, -1, 1), Orientation(transpose=False, flip_x=False, flip_y=False)),
        ((-1, 1, 1, 0), Orientation(transpose=True, flip_x=False, flip_y=False)),
        ((0, 0, 0, -1), Orientation(transpose=False, flip_x=False, flip_y=True)),
        ((-1, 0, 0, 0), Orientation(transpose=False, flip_x=True, flip_y=False)),
        ((0, 1, 0, 0), Orientation(transpose=True, flip_x=False, flip_y=False)),
        ((0, -1, 0, 0), Orientation(transpose=True, flip_x=False, flip_y=True)),
        ((0, 0, -1, 0), Orientation(transpose=True, flip_x=True, flip_y=False)),
        ((0, 0, 1, 0), Orientation(transpose=True, flip_x=False, flip_y=False)),
    ],
)
def test_a_broken_or_half_turned_matrix_turns_and_mirrors_no_more_than_it_says(
    monkeypatch: pytest.MonkeyPatch, stored: tuple[int, int, int, int], expected: Orientation
) -> None:
    monkeypatch.setattr("hemiface.video.planes.SideData", Matrix)
    a, b, c, d = stored
    matrix = Matrix(np.array([a, b, 0, c, d, 0, 0, 0, 1 << 14], np.int32).tobytes())
    picture = SimpleNamespace(side_data={"DISPLAYMATRIX": matrix})
    assert Orientation.of(cast("VideoFrame", picture)) == expected


def test_a_picture_without_a_matrix_stands_as_it_is() -> None:
    upright = Orientation(transpose=False, flip_x=False, flip_y=False)
    assert Orientation.of(cast("VideoFrame", SimpleNamespace(side_data={}))) == upright


class Noted:
    """A picture with a note beside it that the library does not know."""

    def __init__(self, counterclockwise_deg: int) -> None:
        self.side_data = self
        self.rotation = counterclockwise_deg

    def get(self, name: str) -> None:
        raise ValueError(name)


@pytest.mark.parametrize("turn", [0, 90, 180, -90])
def test_the_turn_is_read_beside_notes_nobody_knows(turn: int) -> None:
    assert Orientation.of(cast("VideoFrame", Noted(turn))) == Orientation.of_turn(-turn)


@pytest.mark.parametrize("matrix", [3, 8, 10, 14])
def test_a_color_matrix_nobody_knows(matrix: int) -> None:
    picture = VideoFrame.from_ndarray(np.full((64, 96), 77, np.uint8), "gray")
    picture = picture.reformat(format="yuv444p")
    picture.colorspace = matrix
    luma, _, _ = PlaneReader(picture, Fraction(1), 1920).read(picture)
    assert np.ptp(luma) <= 1
