"""The first picture of a file is not the file: streams, shapes, empty packets, raw streams."""

import struct
from fractions import Fraction
from pathlib import Path

import av
import pytest
from av.stream import Disposition
from av.video.stream import VideoStream
from tests.unit.video.clips import Clip, even_times, read_indices, write_clip

from hemiface.errors import VideoUnreadableError
from hemiface.model.video import Damage, Frame
from hemiface.settings import VideoSettings
from hemiface.video import open_video, probe_video


def read(path: Path, **settings: object) -> tuple[list[Frame], tuple[Damage, ...]]:
    with open_video(path, VideoSettings.model_validate(settings)) as video:
        return list(video), video.damage


def join_streams(path: Path, *sources: tuple[Path, int]) -> Path:
    """One file with the picture streams of several, each with its disposition."""
    with av.open(str(path), "w") as target:
        for source, disposition in sources:
            with av.open(str(source)) as container:
                copy = target.add_stream_from_template(container.streams.video[0])
                assert isinstance(copy, VideoStream)
                copy.disposition = Disposition(disposition)
        for index, (source, _) in enumerate(sources):
            with av.open(str(source)) as container:
                for packet in container.demux(video=0):
                    if packet.dts is not None:
                        packet.stream = target.streams.video[index]
                        target.mux(packet)
    return path


def join_shapes(path: Path, *parts: tuple[int, int, int]) -> Path:
    """A file whose pictures change their size: (width, height, number of pictures) each."""
    with av.open(str(path), "w") as target:
        stream: VideoStream | None = None
        start = 0
        for place, (width, height, count) in enumerate(parts):
            part = path.with_name(f"part{place}.mkv")
            clip = Clip(codec="libvpx", width=width, height=height, times=even_times(count, 25))
            write_clip(part, clip)
            with av.open(str(part)) as container:
                source = container.streams.video[0]
                stream = stream or target.add_stream_from_template(source)
                for packet in container.demux(source):
                    if packet.dts is not None:
                        packet.pts = packet.dts = packet.dts + start
                        packet.stream = stream
                        target.mux(packet)
            start += count * 40
    return path


@pytest.mark.parametrize("marked", [True, False])
def test_a_preview_before_the_film_is_passed_over(tmp_path: Path, marked: bool) -> None:
    preview = write_clip(tmp_path / "preview.mp4", Clip(width=48, height=32))
    film = write_clip(tmp_path / "film.mp4", Clip(times=even_times(30, 25)))
    default = int(Disposition.default)
    path = join_streams(tmp_path / "both.mp4", (preview, 0 if marked else default), (film, default))
    info = probe_video(path)
    assert (info.width, info.height) == (96, 64)
    assert (info.stream_number, info.n_streams) == (2, 2)
    frames, damage = read(path)
    assert read_indices(frames) == list(range(30))
    assert damage == ()


def test_the_default_stream_is_taken_though_another_is_larger(tmp_path: Path) -> None:
    small = write_clip(tmp_path / "small.mp4", Clip())
    large = write_clip(tmp_path / "large.mp4", Clip(width=192, height=128))
    path = join_streams(tmp_path / "both.mkv", (large, 0), (small, int(Disposition.default)))
    assert probe_video(path).width == 96


def test_a_shape_that_settles_is_the_shape_of_the_file(tmp_path: Path) -> None:
    path = join_shapes(tmp_path / "clip.webm", (128, 72, 3), (96, 64, 30))
    info = probe_video(path)
    assert (info.width, info.height) == (96, 64)
    frames, (damage,) = read(path)
    assert read_indices(frames) == list(range(30))
    assert {frame.luma.shape for frame in frames} == {(64, 96)}
    assert (damage.onset, damage.fault) == (0.0, "picture_changes_shape")
    assert damage.duration == pytest.approx(3 / 25)


def test_a_phone_turned_midway_is_read_on(tmp_path: Path) -> None:
    frames, damage = read(join_shapes(tmp_path / "clip.webm", (96, 64, 20), (64, 96, 20)))
    assert read_indices(frames) == [*range(20), *range(20)]
    assert [frame.luma.shape for frame in frames] == 20 * [(64, 96)] + 20 * [(96, 64)]
    assert damage == ()


def test_a_call_that_grows_is_read_at_its_larger_size(tmp_path: Path) -> None:
    frames, damage = read(join_shapes(tmp_path / "clip.webm", (96, 64, 10), (192, 128, 20)))
    assert {frame.luma.shape for frame in frames[10:]} == {(128, 192)}
    assert (len(frames), damage) == (30, ())


def test_a_shape_for_a_moment_is_left_out_wherever_it_is(tmp_path: Path) -> None:
    parts = ((96, 64, 20), (64, 96, 2), (96, 64, 20))
    frames, (damage,) = read(join_shapes(tmp_path / "clip.webm", *parts))
    assert len(frames) == 40
    assert (damage.onset, damage.duration) == pytest.approx((19 / 25, 3 / 25))


def test_a_shape_for_a_moment_at_the_end_is_left_out(tmp_path: Path) -> None:
    frames, (damage,) = read(join_shapes(tmp_path / "clip.webm", (96, 64, 20), (64, 96, 2)))
    assert len(frames) == 20
    assert damage.onset + damage.duration == pytest.approx(21 / 25)


def empty_chunks(data: bytes, places: range) -> bytes:
    """An AVI file in which some pictures are empty: "show the one before once more"."""
    movi = data.index(b"movi")
    end = movi - 4 + struct.unpack_from("<I", data, movi - 4)[0] + 4
    chunks, index, at, place = b"", b"", movi + 4, 0
    while at < end:
        name, size = struct.unpack_from("<4sI", data, at)
        body = b"" if place in places else data[at + 8 : at + 8 + size]
        index += struct.pack("<4sIII", name, 16, 4 + len(chunks), len(body))
        chunks += struct.pack("<4sI", name, len(body)) + body + b"\0" * (len(body) % 2)
        at += 8 + size + size % 2
        place += 1
    lists = data[12 : movi - 8] + struct.pack("<4sI", b"LIST", 4 + len(chunks)) + b"movi" + chunks
    lists += struct.pack("<4sI", b"idx1", len(index)) + index
    return struct.pack("<4sI", b"RIFF", 4 + len(lists)) + b"AVI " + lists


def test_an_empty_packet_repeats_a_picture_and_is_no_damage(tmp_path: Path) -> None:
    options = {"bf": "0", "g": "1"}
    clip = Clip(codec="mpeg4", options=options, noisy=True, times=even_times(30, 25))
    path = write_clip(tmp_path / "clip.avi", clip)
    path.write_bytes(empty_chunks(path.read_bytes(), range(10, 14)))
    frames, damage = read(path)
    assert read_indices(frames) == [*range(10), *range(14, 30)]
    assert damage == ()
    assert frames[10].time - frames[9].time == pytest.approx(5 / 25)


@pytest.mark.parametrize(
    ("codec", "form", "suffix"),
    [("libvpx", "yuv420p", ".webm"), ("mpeg4", "yuv420p", ".avi"), ("mjpeg", "yuvj420p", ".mkv")],
)
@pytest.mark.parametrize("packet", [b"\x00", b"\x00\x00"])
def test_a_packet_too_small_for_a_picture_repeats_the_one_before(
    tmp_path: Path, codec: str, form: str, suffix: str, packet: bytes
) -> None:
    clip = Clip(codec=codec, pixel_format=form, options={"g": "1"}, times=even_times(30, 25))
    plain, path = write_clip(tmp_path / f"plain{suffix}", clip), tmp_path / f"clip{suffix}"
    with av.open(str(plain)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for place, whole in enumerate(source.demux(video=0)):
            if whole.dts is None:
                continue
            part = av.Packet(packet) if 10 <= place < 14 else whole
            part.pts, part.dts, part.time_base = whole.pts, whole.dts, whole.time_base
            part.stream = stream
            target.mux(part)
    frames, damage = read(path)
    assert read_indices(frames) == [*range(10), *range(14, 30)]
    assert damage == ()


@pytest.mark.parametrize(
    ("suffix", "codec"), [(".h264", "libx264"), (".264", "libx264"), (".h265", "libx265")]
)
def test_raw_streams_take_their_time_from_the_stream(
    tmp_path: Path, suffix: str, codec: str
) -> None:
    path = tmp_path / f"clip{suffix}"
    film = write_clip(tmp_path / "clip.mp4", Clip(codec=codec, options={"bf": "0"}))
    write_raw(film, path, codec)
    info = probe_video(path)
    assert info.frame_rate_hz == pytest.approx(50)
    assert not info.timed
    frames, damage = read(path)
    assert read_indices(frames) == list(range(20))
    assert [frame.time for frame in frames] == pytest.approx(even_times(20, 50))
    assert damage == ()
    assert read(path, capture_rate_hz=25)[0][-1].time == pytest.approx(19 / 25)


def write_raw(film: Path, path: Path, codec: str) -> None:
    """The pictures of a film as a bare stream at 50 a second."""
    form = "hevc" if codec == "libx265" else "h264"
    with av.open(str(film)) as source, av.open(str(path), "w", format=form) as target:
        stream = target.add_stream(codec, rate=50, options={"x265-params": "log-level=none"})
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for place, picture in enumerate(source.decode(video=0)):
            picture.pts, picture.time_base = place, Fraction(1, 50)
            target.mux(stream.encode(picture))
        target.mux(stream.encode(None))


def test_mxf_is_read(tmp_path: Path) -> None:
    clip = Clip(codec="mpeg2video", pixel_format="yuv422p", width=320, height=240)
    frames, damage = read(write_clip(tmp_path / "clip.mxf", clip))
    assert read_indices(frames) == list(range(20))
    assert damage == ()


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("face.heic", "photograph"),
        ("face.gif", "animation"),
        ("voice.mp3", "sound"),
        ("live.m3u8", "choose the video itself"),
        ("visit.zip", "Unpack"),
        ("scan.dcm", "Export"),
        ("film.braw", "Convert"),
        ("film.mp4", "not copied"),
    ],
)
def test_what_is_refused_says_what_to_do(tmp_path: Path, name: str, word: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x01 nothing that FFmpeg knows \x02" * 40)
    with pytest.raises(VideoUnreadableError) as error:
        probe_video(path)
    assert error.value.hint is not None
    assert word in error.value.hint
