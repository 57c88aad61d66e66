"""Reading: the right picture at the right time."""

import threading
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from tests.unit.video.clips import BRIGHT, DARK, Clip, even_times, read_indices, write_clip

from hemiface.errors import VideoUnreadableError
from hemiface.model.video import Damage, Frame
from hemiface.settings import VideoSettings
from hemiface.video import open_video

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


def read(path: Path, **settings: object) -> tuple[list[Frame], tuple[Damage, ...]]:
    with open_video(path, VideoSettings.model_validate(settings)) as video:
        return list(video), video.damage


def clip_of(codec: str, options: dict[str, str]) -> Clip:
    pixel_format = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    return Clip(codec=codec, options=options, pixel_format=pixel_format)


@pytest.mark.parametrize(("suffix", "codec", "options"), FORMATS)
def test_every_format_gives_the_same_pictures_at_the_same_times(
    tmp_path: Path, suffix: str, codec: str, options: dict[str, str]
) -> None:
    frames, damage = read(write_clip(tmp_path / f"clip{suffix}", clip_of(codec, options)))
    assert read_indices(frames) == list(range(20))
    # Matroska and FLV round times to 1 ms.
    assert [f.time for f in frames] == pytest.approx(even_times(20, 25), abs=0.0011)
    assert damage == ()


@pytest.mark.parametrize(("suffix", "codec", "options"), FORMATS)
def test_a_part_is_the_same_as_that_part_of_the_whole(
    tmp_path: Path, suffix: str, codec: str, options: dict[str, str]
) -> None:
    clip = clip_of(codec, {**options, "g": "5"} if codec != "mjpeg" else options)
    path = write_clip(tmp_path / f"clip{suffix}", clip)
    whole, _ = read(path)
    part, damage = read(path, start_s=0.41, end_s=0.67)
    assert read_indices(part) == [11, 12, 13, 14, 15, 16]
    assert [f.time for f in part] == [f.time for f in whole[11:17]]
    for one, other in zip(part, whole[11:17], strict=True):
        np.testing.assert_array_equal(one.luma, other.luma)
    assert damage == ()


def test_sound_is_left_aside(tmp_path: Path) -> None:
    frames, damage = read(write_clip(tmp_path / "clip.mp4", Clip(sound=True)))
    assert read_indices(frames) == list(range(20))
    assert damage == ()


def test_variable_rate_is_kept(tmp_path: Path) -> None:
    times = [0.0, 0.033, 0.067, 0.2, 0.201, 0.5, 0.6, 1.7]
    frames, _ = read(write_clip(tmp_path / "clip.mkv", Clip(times=times)))
    assert [f.time for f in frames] == pytest.approx(times, abs=1e-9)
    assert read_indices(frames) == list(range(8))


def test_time_counts_from_the_first_frame(tmp_path: Path) -> None:
    clip = Clip(times=even_times(10, 25, start=3.0))
    frames, _ = read(write_clip(tmp_path / "clip.mkv", clip))
    assert [f.time for f in frames] == pytest.approx(even_times(10, 25), abs=1e-9)


@pytest.mark.parametrize(
    ("rotation_deg", "flipped", "turned"),
    [
        (0, False, lambda p: p),
        (-90, False, lambda p: np.rot90(p, -1)),
        (90, False, np.rot90),
        (180, False, lambda p: p[::-1, ::-1]),
        (0, True, lambda p: p[:, ::-1]),
    ],
)
def test_pictures_stand_upright(
    tmp_path: Path, rotation_deg: int, flipped: bool, turned: object
) -> None:
    plain, _ = read(write_clip(tmp_path / "plain.mp4", Clip(width=98, height=66)))
    clip = Clip(width=98, height=66, rotation_deg=rotation_deg, flipped=flipped)
    frames, _ = read(write_clip(tmp_path / "clip.mp4", clip))
    assert callable(turned)
    for one, other in zip(frames, plain, strict=True):
        for plane in ("luma", "chroma_blue", "chroma_red"):
            np.testing.assert_array_equal(getattr(one, plane), turned(getattr(other, plane)))
            assert getattr(one, plane).flags.c_contiguous


@pytest.mark.parametrize(("width", "height"), [(97, 65), (33, 64), (64, 33), (50, 50)])
def test_odd_sizes(tmp_path: Path, width: int, height: int) -> None:
    clip = Clip(codec="ffv1", width=width, height=height)
    frames, _ = read(write_clip(tmp_path / "clip.mkv", clip))
    assert read_indices(frames) == list(range(20))
    assert frames[0].luma.shape == (height, width)
    assert frames[0].chroma_red.shape == ((height + 1) // 2, (width + 1) // 2)
    ramp = np.linspace(DARK, BRIGHT, height) * 219 / 255 + 16
    np.testing.assert_allclose(frames[7].luma[:, -1], ramp, atol=2)


PIXEL_FORMATS = [
    ("libx264", "yuv420p10le", 1),
    ("libx264", "yuv422p", 1),
    ("libx264", "yuv444p", 1),
    ("libx264", "yuvj420p", 2),
    ("ffv1", "yuv420p16le", 1),
    ("ffv1", "bgr0", 2),
    ("rawvideo", "yuyv422", 1),
    ("rawvideo", "bgr24", 2),
    ("rawvideo", "gray", 2),
    ("rawvideo", "nv12", 1),
]


@pytest.mark.parametrize(("codec", "pixel_format", "color_range"), PIXEL_FORMATS)
def test_every_pixel_format_shows_the_same_gray(
    tmp_path: Path, codec: str, pixel_format: str, color_range: int
) -> None:
    clip = Clip(codec=codec, pixel_format=pixel_format, color_range=color_range)
    frames, _ = read(write_clip(tmp_path / "clip.avi", clip))
    assert read_indices(frames) == list(range(20))
    ramp = np.linspace(DARK, BRIGHT, 64) * 219 / 255 + 16
    np.testing.assert_allclose(frames[0].luma[:, -8], ramp, atol=4)
    np.testing.assert_allclose(frames[0].chroma_blue, 128, atol=2)
    np.testing.assert_allclose(frames[0].chroma_red, 128, atol=2)


def test_pixels_that_are_not_square_are_made_square(tmp_path: Path) -> None:
    wide = Clip(pixel_aspect=Fraction(4, 3))
    frames, _ = read(write_clip(tmp_path / "wide.mkv", wide))
    assert frames[0].luma.shape == (64, 128)
    high = Clip(pixel_aspect=Fraction(1, 2))
    frames, _ = read(write_clip(tmp_path / "high.mkv", high))
    assert frames[0].luma.shape == (128, 96)
    assert read_indices(frames) == list(range(20))


def test_a_large_picture_is_scaled_down(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", Clip(width=192, height=128))
    frames, _ = read(path, max_side_px=96)
    assert frames[0].luma.shape == (64, 96)
    assert frames[0].chroma_blue.shape == (32, 48)
    assert read_indices(frames) == list(range(20))


def test_frames_outlive_the_reader(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", Clip())
    frames, _ = read(path)
    again, _ = read(path)
    for one, other in zip(frames, again, strict=True):
        np.testing.assert_array_equal(one.luma, other.luma)


def test_a_time_outside_the_recording_is_an_error(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", Clip())
    with open_video(path, VideoSettings(start_s=50)) as video:
        with pytest.raises(VideoUnreadableError, match="no picture in the chosen time"):
            list(video)
        with pytest.raises(VideoUnreadableError):
            list(video)


def test_leaving_early_ends_the_thread(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", Clip(times=even_times(250, 25)))
    others = set(threading.enumerate())
    with open_video(path) as video:
        for frame in video:
            assert frame.time == 0.0
            break
        assert len(set(threading.enumerate()) - others) == 1
    assert set(threading.enumerate()) <= others


def test_a_reader_that_is_never_used_closes(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", Clip())
    with open_video(path) as video:
        assert video.info.width == 96


def test_recordings_joined_end_to_end(tmp_path: Path) -> None:
    small = write_clip(tmp_path / "small.mts", Clip())
    large = write_clip(tmp_path / "large.mts", Clip(width=192, height=128))
    other = write_clip(tmp_path / "other.mts", Clip(width=128, height=128))
    path = tmp_path / "joined.mts"
    path.write_bytes(small.read_bytes() + large.read_bytes() + other.read_bytes())
    frames, damage = read(path)
    # The clock starts anew with each part; every size that lasts is given as it is.
    # Pictures that were still in the decoder at a joint are doubtful, and left out.
    indices = read_indices(frames)
    second = indices.index(0, 1)
    third = indices.index(0, second + 1)
    assert indices[:second] == [*range(second)]
    assert indices[second:third] == [*range(third - second)]
    assert 14 <= second <= 20
    assert third < len(frames) <= 60
    assert {frame.luma.shape for frame in frames[:second]} == {(64, 96)}
    assert {frame.luma.shape for frame in frames[second:third]} == {(128, 192)}
    assert {frame.luma.shape for frame in frames[third:]} == {(128, 128)}
    assert [frame.time for frame in frames] == pytest.approx(even_times(len(frames), 25))
    assert len(damage) == 2
    assert damage[0].onset == pytest.approx(frames[second - 1].time)
    assert damage[1].onset == pytest.approx(frames[third - 1].time)


def test_a_clock_that_jumps_is_said(tmp_path: Path) -> None:
    clip = Clip(codec="mjpeg", pixel_format="yuvj420p", times=[0.0, 0.04, 0.08, 900, 900.04])
    frames, damage = read(write_clip(tmp_path / "clip.mkv", clip))
    assert [frame.time for frame in frames] == pytest.approx(even_times(5, 25))
    assert [piece.message for piece in damage] == ["the clock of the recording jumps"]
