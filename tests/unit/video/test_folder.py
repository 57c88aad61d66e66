"""Folders of images as recordings."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from av.codec import CodecContext
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from tests.unit.video.clips import draw_picture, read_indices

from hemiface.errors import VideoUnreadableError
from hemiface.model.video import Damage, Frame
from hemiface.settings import VideoSettings
from hemiface.video import file_hash, open_video, probe_video

FORMATS = [
    ("png", "png", "rgb24"),
    ("jpg", "mjpeg", "yuvj420p"),
    ("JPEG", "mjpeg", "yuvj444p"),
    ("bmp", "bmp", "bgr24"),
    ("tif", "tiff", "rgb24"),
    ("png", "png", "gray16be"),
]


def write_image(
    path: Path,
    index: int,
    size: tuple[int, int] = (96, 64),
    codec: str = "png",
    pixels: str = "rgb24",
) -> None:
    """Write an image that says which one it is."""
    encoder = CodecContext.create(codec, "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height = size
    encoder.pix_fmt, encoder.time_base = pixels, Fraction(1, 25)
    picture = VideoFrame.from_ndarray(draw_picture(index, *size), "gray").reformat(format=pixels)
    path.write_bytes(b"".join(bytes(packet) for packet in encoder.encode(picture)))


def write_images(folder: Path, count: int = 12) -> None:
    for index in range(count):
        write_image(folder / f"img{index}.png", index)


def read(path: Path, **settings: object) -> tuple[list[Frame], tuple[Damage, ...]]:
    with open_video(path, VideoSettings.model_validate({"image_rate_hz": 20, **settings})) as video:
        return list(video), video.damage


@pytest.mark.parametrize(("suffix", "codec", "pixels"), FORMATS)
def test_images_come_in_the_order_a_person_counts(
    tmp_path: Path, suffix: str, codec: str, pixels: str
) -> None:
    for index in range(12):
        write_image(tmp_path / f"img{index}.{suffix}", index, codec=codec, pixels=pixels)
    (tmp_path / "notes.txt").write_text("not an image")
    (tmp_path / f".hidden.{suffix}").write_text("not an image")
    frames, damage = read(tmp_path)
    assert read_indices(frames) == list(range(12))
    assert [frame.time for frame in frames] == pytest.approx(np.arange(12) / 20)
    assert damage == ()


def test_a_part_of_a_folder(tmp_path: Path) -> None:
    write_images(tmp_path)
    frames, damage = read(tmp_path, start_s=0.25, end_s=0.4)
    assert read_indices(frames) == [5, 6, 7]
    assert [frame.time for frame in frames] == pytest.approx([0.25, 0.3, 0.35])
    assert damage == ()


def test_an_image_that_is_broken_leaves_a_gap(tmp_path: Path) -> None:
    write_images(tmp_path)
    (tmp_path / "img4.png").write_bytes(b"broken")
    frames, damage = read(tmp_path)
    assert read_indices(frames) == [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11]
    assert len(damage) == 1
    assert damage[0].onset == pytest.approx(0.15)
    assert damage[0].duration == pytest.approx(0.1)
    assert "img4.png" in damage[0].message


def test_an_image_of_another_shape_is_left_out(tmp_path: Path) -> None:
    write_images(tmp_path)
    write_image(tmp_path / "img5.png", 5, size=(64, 96))
    frames, (damage,) = read(tmp_path)
    assert read_indices(frames) == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]
    assert damage.message == "the picture changes its shape"


def test_an_image_of_another_size_is_scaled(tmp_path: Path) -> None:
    write_images(tmp_path)
    write_image(tmp_path / "img5.png", 5, size=(192, 128))
    frames, damage = read(tmp_path)
    assert read_indices(frames) == list(range(12))
    assert {frame.luma.shape for frame in frames} == {(64, 96)}
    assert damage == ()


def test_the_rate_has_to_be_stated(tmp_path: Path) -> None:
    write_images(tmp_path)
    for way_in in (open_video, probe_video):
        with pytest.raises(VideoUnreadableError, match="how fast") as caught:
            way_in(tmp_path)
        assert "image_rate_hz" in caught.value.hint


def test_only_broken_images(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(b"broken")
    with pytest.raises(VideoUnreadableError, match="cannot be read"):
        probe_video(tmp_path, VideoSettings(image_rate_hz=25))


def test_what_a_folder_is(tmp_path: Path) -> None:
    write_images(tmp_path)
    info = probe_video(tmp_path, VideoSettings(image_rate_hz=24))
    assert (info.container, info.codec, info.width, info.height) == ("images", "png", 96, 64)
    assert info.frame_rate_hz == 24
    assert info.duration_s == pytest.approx(0.5)
    assert info.size_bytes == sum(path.stat().st_size for path in tmp_path.iterdir())


def test_leaving_early(tmp_path: Path) -> None:
    write_images(tmp_path, count=40)
    with open_video(tmp_path, VideoSettings(image_rate_hz=20)) as video:
        assert next(iter(video)).time == 0


def test_hash_knows_names_and_contents(tmp_path: Path) -> None:
    write_images(tmp_path, count=3)
    first = file_hash(tmp_path)
    (tmp_path / "notes.txt").write_text("not an image")
    assert file_hash(tmp_path) == first
    (tmp_path / "img2.png").rename(tmp_path / "img7.png")
    renamed = file_hash(tmp_path)
    (tmp_path / "img7.png").write_bytes((tmp_path / "img1.png").read_bytes())
    assert len({first, renamed, file_hash(tmp_path)}) == 3
