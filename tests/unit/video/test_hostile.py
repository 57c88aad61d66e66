"""Whatever is handed in: one clear VideoError, soon, and nothing else is opened."""

import errno
import os
import random
import resource
import socket
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import av.error
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.video.clips import Clip, even_times, write_clip, write_silence

from hemiface.errors import (
    VideoError,
    VideoNotFoundError,
    VideoTooLargeError,
    VideoUnreadableError,
)
from hemiface.settings import VideoSettings
from hemiface.video import container, file_hash, open_video, probe_video
from hemiface.video.source import FileSource, convert_errors


def refuse(path: Path | str, error: type[VideoError], match: str) -> None:
    """Every way in says the same about this path, in one line and with a hint."""
    for way_in in (probe_video, open_video):
        with pytest.raises(error, match=match) as caught:
            way_in(path)
        assert caught.value.hint
        assert "\n" not in caught.value.message
        assert "processing input" not in caught.value.message  # FFmpeg's words


@pytest.mark.parametrize(
    "name",
    [
        "nothing.mp4",
        "http://127.0.0.1:9/clip.mp4",
        "concat:a.mp4|b.mp4",
        "file,a.mp4",
        "img%03d.png",
        "-",
        "--help",
        "line\nbreak.mp4",
        "pipe:0",
        "zero\0byte.mp4",
        "data:video/mp4;base64,AAAA",
    ],
)
def test_a_name_is_never_more_than_a_name(name: str) -> None:
    refuse(name, VideoNotFoundError, "there is no file")


@pytest.mark.parametrize(
    "name", ["http:", "concat:a|b.mp4", "-i.mp4", "a\nb.mp4", "%d.mp4", "ü.mp4"]
)
def test_odd_names_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    write_clip(tmp_path / "clip.mp4", Clip()).rename(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    info = probe_video(name)
    assert info.width == 96
    assert info.name.isprintable()


def test_a_name_that_is_not_unicode(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.mp4"))
    write_clip(tmp_path / "clip.mp4", Clip()).rename(path)
    info = probe_video(path)
    assert info.name.encode() == "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}.mp4".encode()
    assert len(file_hash(path)) == 64


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    refuse(path, VideoUnreadableError, "is empty")
    with pytest.raises(VideoUnreadableError, match="is empty"):
        file_hash(path)


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "pipe.mp4"
    os.mkfifo(path)
    refuse(path, VideoUnreadableError, "a pipe or device")


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_a_device(path: str) -> None:
    with pytest.raises(VideoUnreadableError):
        probe_video(path)


def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.mp4")
        with pytest.raises(VideoUnreadableError):
            probe_video("socket.mp4")


@pytest.mark.parametrize("code", sorted(av.error.classes))
def test_every_error_of_the_decoder_is_converted(code: int) -> None:
    kind = av.error.classes[code]
    assert isinstance(kind, type)
    with pytest.raises(VideoError) as caught, convert_errors(Path("clip.mp4")):
        raise kind(code, "told by the decoder")
    assert caught.value.hint
    assert "clip.mp4" in caught.value.message


@pytest.mark.parametrize("code", [errno.EIO, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG])
def test_every_error_of_the_system_is_converted(code: int) -> None:
    with pytest.raises(VideoError, match="clip"), convert_errors(Path("clip.mp4")):
        raise OSError(code, os.strerror(code))


class FailingSource(FileSource):
    """A file on a disk that fails after a while."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() in range(1_500_000, 2_000_000):
            self.failure = OSError(errno.EIO, "Input/output error")
            return b""
        return super().read(size)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that fails")
def test_a_fault_of_the_disk_ends_the_file() -> None:
    with FileSource(Path("/proc/self/mem")) as source:
        assert source.read(10) == b""
        assert source.failure is not None


def test_a_disk_that_fails_while_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = Clip(codec="rawvideo", times=even_times(400, 25))
    path = write_clip(tmp_path / "clip.avi", clip)
    monkeypatch.setattr(container, "open_source", FailingSource)
    with open_video(path) as video:
        frames = list(video)
        damage = video.damage
    assert 0 < len(frames) < 400
    assert damage[-1].message == "the disk fails: Input/output error"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", Clip())
    path.chmod(0)
    refuse(path, VideoUnreadableError, "may not be read")


def test_a_folder_without_images(tmp_path: Path) -> None:
    refuse(tmp_path, VideoUnreadableError, "holds no images")


def test_sound_only(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        write_silence(container)
    refuse(path, VideoUnreadableError, "only sound")


@pytest.mark.parametrize("junk", [b"hello", b"\0" * 1_000_000, random.Random(0).randbytes(300_000)])
def test_junk(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "junk.mp4"
    path.write_bytes(junk)
    refuse(path, VideoUnreadableError, "is no video that can be read")


@pytest.mark.parametrize(
    "text",
    [
        "ffconcat version 1.0\nfile other.mp4\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nother.mp4\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/x.ts\n",
        "<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'></MPD>",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=video 9 RTP/AVP 96\n",
    ],
)
def test_a_list_of_other_files_is_not_followed(tmp_path: Path, text: str) -> None:
    write_clip(tmp_path / "other.mp4", Clip())
    for suffix in (".ffconcat", ".m3u8", ".mp4", ".mpd", ".sdp"):
        path = tmp_path / f"list{suffix}"
        path.write_text(text)
        refuse(path, VideoUnreadableError, "is no video that can be read")


def test_a_single_image_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(png(8, 8, b"\0" * (8 * 25)))
    refuse(path, VideoUnreadableError, "is no video that can be read")


def png(width: int, height: int, rows: bytes) -> bytes:
    """A PNG file that claims a size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_a_picture_above_the_limit_is_refused(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", Clip(width=640, height=480))
    for way_in in (probe_video, open_video):
        with pytest.raises(VideoTooLargeError, match="640 x 480"):
            way_in(path, VideoSettings(max_pixels=300_000))


@pytest.mark.parametrize("suffix", [".avi", ".mov", ".mkv", ".mts"])
def test_an_enormous_picture_is_refused_before_memory_is_taken(tmp_path: Path, suffix: str) -> None:
    clip = Clip(codec="mjpeg", pixel_format="yuvj420p", times=even_times(3, 25))
    path = write_clip(tmp_path / f"clip{suffix}", clip)
    # The size as each JPEG picture states it: marker, length, bits, height, width.
    mark = bytes.fromhex("ffc00011080040 0060")
    data = path.read_bytes()
    assert mark in data
    path.write_bytes(data.replace(mark, mark[:5] + struct.pack(">HH", 32_000, 32_000)))
    before = peak_memory()
    for way_in in (probe_video, open_video):
        with pytest.raises(VideoError):
            way_in(path)
    assert peak_memory() - before < 200_000_000


def peak_memory() -> int:
    """Most memory this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_an_enormous_image_is_refused(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(png(32_000, 32_000, b"\0" * 1000))
    before = peak_memory()
    for way_in in (probe_video, open_video):
        with pytest.raises(VideoError):
            way_in(tmp_path, VideoSettings(image_rate_hz=25))
    assert peak_memory() - before < 200_000_000


@pytest.fixture(scope="module")
def whole_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One small clip in every container."""
    folder = tmp_path_factory.mktemp("whole")
    clips = {
        ".mp4": Clip(times=even_times(12, 25), options={"g": "4"}, sound=True),
        ".mkv": Clip(times=even_times(12, 25), options={"g": "4"}),
        ".webm": Clip(codec="libvpx-vp9", options={"cpu-used": "8"}, times=even_times(6, 25)),
        ".avi": Clip(codec="mpeg4", times=even_times(12, 25)),
        ".flv": Clip(times=even_times(12, 25)),
        ".mts": Clip(times=even_times(12, 25)),
        ".mpg": Clip(codec="mpeg1video", times=even_times(12, 25)),
        ".wmv": Clip(codec="wmv2", times=even_times(12, 25)),
    }
    return [
        write_clip(folder / f"c{s}", replace(clip, width=64, height=48))
        for s, clip in clips.items()
    ]


@settings(
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    which=st.integers(0, 7),
    damage=st.tuples(
        st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=40)), max_size=6),
        st.floats(0.05, 1),
    ),
    start=st.sampled_from([0.0, 0.2]),
)
def test_no_broken_file_gives_anything_but_frames_or_a_video_error(
    tmp_path: Path,
    whole_files: list[Path],
    which: int,
    damage: tuple[list[tuple[float, bytes]], float],
    start: float,
) -> None:
    data = bytearray(whole_files[which].read_bytes())
    spots, cut = damage
    for place, junk in spots:
        first = int(place * len(data))
        data[first : first + len(junk)] = junk
    path = tmp_path / "broken"
    path.write_bytes(data[: max(1, int(cut * len(data)))])
    last = -1.0
    try:
        with open_video(path, VideoSettings(start_s=start, max_pixels=4_000_000)) as video:
            for frame in video:
                assert frame.time > last
                assert frame.chroma_red.shape == ((frame.height + 1) // 2, (frame.width + 1) // 2)
                last = frame.time
    except VideoError as error:
        assert error.hint
        assert "\n" not in error.message
