"""What a browser plays as it is, and what is written for it where it does not."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from tests.known_files import file_info
from tests.unit.video.clips import Clip, even_times, read_indices, write_clip

from hemiface.errors import OutputNotWritableError, VideoNotFoundError
from hemiface.settings import VideoSettings
from hemiface.video import SpanSource, first_shown_s, open_video, played_type, write_stand_in
from hemiface.video.playback import KEY_EVERY

MP4, WEBM = "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm"


@pytest.mark.parametrize(
    ("container", "codec", "media_type"),
    [
        (MP4, "h264", "video/mp4"),
        (MP4, "vp9", "video/mp4"),
        (MP4, "av1", "video/mp4"),
        (MP4, "hevc", None),
        (MP4, "vp8", None),
        (WEBM, "vp8", "video/webm"),
        (WEBM, "vp9", "video/webm"),
        (WEBM, "h264", "video/webm"),
        (WEBM, "av1", "video/webm"),
        (WEBM, "mjpeg", None),
        ("avi", "h264", None),
    ],
)
def test_browsers_play_few_containers_and_codecs(
    container: str, codec: str, media_type: str | None
) -> None:
    info = file_info(container=container, codec=codec)
    assert played_type(info) == media_type
    assert played_type(replace(info, pixel_format="yuvj420p")) == media_type
    for other in (
        replace(info, pixel_format="yuv420p10le"),
        replace(info, interlaced=True),
        replace(info, timed=False),
    ):
        assert played_type(other) is None


def test_uneven_times_are_played_from_mp4_only() -> None:
    uneven = file_info(container=MP4, variable_frame_rate=True)
    assert played_type(uneven) == "video/mp4"
    assert played_type(replace(uneven, container=WEBM)) is None


def write_copy(tmp_path: Path, clip: Clip, **settings: object) -> list[VideoFrame]:
    """Pictures of a stand-in, decoded with nothing of hemiface's."""
    video = write_clip(tmp_path / "clip.mkv", clip)
    target = tmp_path / "copy.mp4"
    write_stand_in(video, target, VideoSettings.model_validate(settings))
    with av.open(str(target)) as container:
        assert not container.streams.audio
        assert container.streams.video[0].codec_context.name == "h264"
        return list(container.decode(video=0))


def test_a_stand_in_shows_every_picture_at_its_time(tmp_path: Path) -> None:
    times = [*even_times(12, 25, start=3.0), 3.6, 3.65, 4.001, 4.9]
    pictures = write_copy(tmp_path, Clip(times=times, sound=True))
    assert [p.time for p in pictures] == pytest.approx([t - 3.0 for t in times], abs=2e-5)
    assert pictures[0].pts == 0
    with open_video(tmp_path / "copy.mp4") as video:
        assert read_indices(list(video)) == list(range(len(times)))
    keys = [place for place, picture in enumerate(pictures) if picture.key_frame]
    assert keys == list(range(0, len(times), KEY_EVERY))


def test_a_stand_in_of_a_part_begins_at_nought(tmp_path: Path) -> None:
    pictures = write_copy(tmp_path, Clip(times=even_times(50, 25)), start_s=1.0, end_s=1.5)
    assert [p.time for p in pictures] == pytest.approx(even_times(len(pictures), 25), abs=2e-5)
    assert len(pictures) == pytest.approx(13, abs=1)


@pytest.mark.parametrize(
    ("clip", "most", "size"),
    [
        (Clip(width=97, height=65, pixel_format="yuv444p"), 1920, (96, 64)),
        (Clip(rotation_deg=90), 1920, (64, 96)),
        (Clip(pixel_aspect=Fraction(3, 2)), 1920, (144, 64)),
        (Clip(), 72, (72, 48)),
    ],
)
def test_a_stand_in_is_upright_of_even_sides_and_no_larger_than_was_measured(
    tmp_path: Path, clip: Clip, most: int, size: tuple[int, int]
) -> None:
    pictures = write_copy(tmp_path, clip, max_side_px=most)
    assert {(p.width, p.height) for p in pictures} == {size}
    with open_video(tmp_path / "clip.mkv", VideoSettings(max_side_px=most)) as video:
        measured = [frame.luma[: size[1], : size[0]].astype(int) for frame in video]
    for picture, luma in zip(pictures, measured, strict=True):
        shown = picture.to_ndarray(format="yuv420p")[: size[1]].astype(int)
        assert np.abs(shown - luma).mean() < 6


def test_colors_of_a_stand_in_are_those_of_the_recording(tmp_path: Path) -> None:
    frames = np.zeros((32, 48, 3), np.uint8)
    frames[:, :24], frames[:, 24:] = (200, 40, 40), (40, 60, 190)
    with av.open(str(tmp_path / "clip.mkv"), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 48, 32, "yuv420p"
        for _ in range(3):
            container.mux(stream.encode(VideoFrame.from_ndarray(frames, "rgb24")))
        container.mux(stream.encode(None))
    write_stand_in(tmp_path / "clip.mkv", tmp_path / "copy.mp4", VideoSettings())
    with av.open(str(tmp_path / "copy.mp4")) as container:
        shown = next(container.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    assert shown[16, 8] == pytest.approx([200, 40, 40], abs=25)
    assert shown[16, 40] == pytest.approx([40, 60, 190], abs=25)


def test_what_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    video = write_clip(tmp_path / "clip.mkv", Clip())
    with pytest.raises(OutputNotWritableError, match=r"cannot write copy\.mp4") as caught:
        write_stand_in(video, tmp_path / "nowhere" / "copy.mp4", VideoSettings())
    assert caught.value.hint
    with pytest.raises(VideoNotFoundError):
        write_stand_in(tmp_path / "none.mkv", tmp_path / "copy.mp4", VideoSettings())


@pytest.mark.parametrize("start", [0.0, 3.0])
def test_when_the_first_picture_is_shown(tmp_path: Path, start: float) -> None:
    video = write_clip(tmp_path / "clip.mkv", Clip(times=even_times(5, 25, start=start)))
    data = video.read_bytes()
    source = SpanSource(len(data), lambda first, last: [data[first:last]])
    assert first_shown_s("clip.mkv", source) == pytest.approx(start, abs=2e-3)
