"""Packets out of files that hide what they have lost, and one picture out of bytes."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest
from av.error import InvalidDataError
from av.video.frame import VideoFrame
from tests.unit.video.clips import Clip, write_clip

from hemiface.errors import VideoError
from hemiface.settings import VideoSettings
from hemiface.video import open_video, read_picture_bytes
from hemiface.video.clock import FrameClock
from hemiface.video.damage import DamageLog
from hemiface.video.decode import (
    CALM_PACKETS,
    HOLE_BYTES,
    MAX_READ_FAULTS,
    packets_and_holes,
    read_packets,
)
from hemiface.video.footage import Footage


class Opened:
    """A file that gives packets, or faults."""

    def __init__(self, packets: Sequence[Any], form: str = "matroska,webm") -> None:
        self.stream = SimpleNamespace(index=0)
        self.source = SimpleNamespace(failure=None)
        self.reached: list[int | None] = []
        self._packets = packets
        self.container: Any = SimpleNamespace(demux=self._demux, format=SimpleNamespace(name=form))

    def _demux(self) -> Iterator[Any]:
        for packet in self._packets:
            if packet is None:
                raise InvalidDataError(1, "broken")
            yield packet

    def reach(self, stamp: int | None) -> None:
        self.reached.append(stamp)


def packets(*gaps: int, size: int = 100) -> list[SimpleNamespace]:
    """Packets that begin so many bytes behind the end of the one before."""
    made, place = [], 0
    for number, gap in enumerate(gaps):
        place += gap
        stream = SimpleNamespace(index=0)
        made.append(SimpleNamespace(pos=place, size=size, stream=stream, pts=number, dts=number))
        place += size
    return made


FAR, NEAR = HOLE_BYTES + 1, HOLE_BYTES


@pytest.mark.parametrize(
    ("gaps", "holes"),
    [
        ([0] * CALM_PACKETS + [FAR], [CALM_PACKETS]),
        ([0] * CALM_PACKETS + [NEAR], []),
        ([0] * (CALM_PACKETS - 1) + [FAR], []),
        ([0, 0, FAR] + [0] * (CALM_PACKETS - 1) + [FAR], []),
        ([0, 0, FAR] + [0] * CALM_PACKETS + [FAR, 0], [CALM_PACKETS + 3]),
        ([FAR] * 30, []),
    ],
)
def test_a_step_after_calm_packets_is_a_hole(gaps: list[int], holes: list[int]) -> None:
    given = packets(*gaps)
    found = list(packets_and_holes(Opened(given)))  # type: ignore[arg-type]  # what is asked of it
    assert [place for place, one in enumerate(found) if one is None] == holes
    assert [one for one in found if one is not None] == given
    other = Opened(given, form="mov,mp4,m4a,3gp,3g2,mj2")
    assert list(packets_and_holes(other)) == given  # type: ignore[arg-type]


def test_sound_and_empty_packets_are_left_out() -> None:
    given = packets(0, 0, 0, 0)
    given[1].stream = SimpleNamespace(index=1)
    given[2].size = 0
    opened = Opened(given)
    assert list(packets_and_holes(opened)) == [given[0], given[3]]  # type: ignore[arg-type]
    assert opened.reached == [0, 3]


def test_a_file_is_given_up_after_many_faults_one_after_the_other() -> None:
    log = DamageLog()
    given = list(read_packets(Opened([None]), log))  # type: ignore[arg-type]
    assert given == [None] * MAX_READ_FAULTS
    whole = packets(0, 0)
    assert list(read_packets(Opened(whole), log)) == whole  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "chosen", "end"),
    [
        ((None, None, False), None, 1.0),
        ((350, None, False), None, 3.5),
        ((350, 3.0, False), None, 3.5),
        ((350, 4.0, False), None, 4.0),
        ((350, 4.0, True), None, 3.5),
        ((50, None, False), None, 1.0),
        ((350, 4.0, False), 2.0, 2.0),
        ((350, 4.0, False), 9.0, 4.0),
    ],
)
def test_a_recording_ends_with_the_last_that_is_known_of_it(
    tmp_path: Path,
    known: tuple[int | None, float | None, bool],
    chosen: float | None,
    end: float,
) -> None:
    """Its last time stamp, its end by the header, and whether its clock jumped."""
    reached, stated, jumped = known
    clock = FrameClock(0, Fraction(1, 100), 0.04)
    shown = VideoFrame(16, 16, "yuv420p")
    footage = Footage(
        first=shown,
        origin=0,
        unit=Fraction(1, 100),
        interval=0.04,
        pixel_aspect=Fraction(1),
        stated_end=stated,
        pictures=iter(()),
        stop=lambda: None,
        reached=lambda: reached,
    )
    path = write_clip(tmp_path / "clip.mkv", Clip())
    with open_video(path, VideoSettings(end_s=chosen)) as video:
        assert video._find_end(footage, clock, 1.0, jumped=jumped) == end


def encode(picture: np.ndarray[Any, Any], codec: str) -> bytes:
    """Bytes of an image file."""
    encoder = av.CodecContext.create(codec, "w")
    frame = VideoFrame.from_ndarray(picture, "rgb24")
    form = "rgb24" if codec == "png" else "yuvj420p"
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, form  # type: ignore[attr-defined]
    encoder.time_base = Fraction(1, 25)
    made = [*encoder.encode(frame.reformat(format=form)), *encoder.encode(None)]  # type: ignore[attr-defined]
    return b"".join(bytes(packet) for packet in made)


@pytest.mark.parametrize("codec", ["png", "mjpeg"])
def test_one_picture_is_read_out_of_bytes(codec: str) -> None:
    picture = np.zeros((48, 64, 3), np.uint8)
    picture[:, 32:] = 200
    frame = read_picture_bytes(encode(picture, codec))
    assert (frame.time, frame.width, frame.height) == (0.0, 64, 48)
    assert frame.luma[:, :28].mean() == pytest.approx(16, abs=3)
    assert frame.luma[:, 36:].mean() == pytest.approx(16 + 219 * 200 / 255, abs=4)
    assert frame.chroma_blue.mean() == pytest.approx(128, abs=2)


def test_a_picture_that_is_too_large_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(VideoError):
        read_picture_bytes(encode(np.zeros((1600, 2502, 3), np.uint8), "png"))
    assert read_picture_bytes(encode(np.zeros((1500, 2400, 3), np.uint8), "png")).width == 1920
