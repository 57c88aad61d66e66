"""Where reading begins and ends: key frames before the start, and the end by header and stamps."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import pytest
from av.error import InvalidDataError
from av.video.frame import VideoFrame
from tests.unit.video.clips import Clip, even_times, read_indices, write_clip

from hemiface.settings import VideoSettings
from hemiface.video import open_video, probe_video
from hemiface.video.container import Opened, open_container
from hemiface.video.damage import DamageLog
from hemiface.video.decode import read_pictures, stamp
from hemiface.video.footage import SEEK_MARGINS_S, first_picture, open_file, seek

KEYS = Clip(times=even_times(100, 25), options={"g": "10", "bf": "0"})


@contextmanager
def opened_at_first(path: Path) -> Iterator[tuple[Opened, VideoFrame]]:
    with open_container(path, VideoSettings()) as opened:
        log = DamageLog()
        yield opened, first_picture(path, read_pictures(opened, 1.0, log))


@pytest.mark.parametrize("suffix", [".mkv", ".mp4"])
@pytest.mark.parametrize("start_s", [0.1, 1.0, 2.19, 3.9])
def test_reading_begins_at_the_last_key_frame_before_the_start(
    tmp_path: Path, suffix: str, start_s: float
) -> None:
    path = write_clip(tmp_path / f"clip{suffix}", KEYS)
    with opened_at_first(path) as (opened, first):
        later = seek(opened, first, VideoSettings(start_s=start_s), DamageLog())
        assert later is not None
        found = next(later)
        origin, at = stamp(first), stamp(found)
        assert origin is not None
        assert at is not None
        seconds = float((at - origin) * opened.unit)
        rest = [stamp(picture) for picture in later]
    assert found.key_frame
    assert seconds <= start_s + 1e-6
    assert start_s - seconds < 0.9
    assert len(rest) + 1 == pytest.approx(25 * (4.0 - seconds), abs=1)
    with open_video(path, VideoSettings(start_s=start_s)) as video:
        indices = read_indices(list(video))
    assert indices == list(range(indices[0], 100))
    assert indices[0] / 25 == pytest.approx(start_s, abs=0.041)


class Searched:
    """A container that finds nothing."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def seek(self, place: int, *, stream: object) -> None:
        del stream
        self.asked.append(place)
        raise InvalidDataError(1, "no index")


def test_where_no_key_frame_is_found_one_is_looked_for_earlier(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mkv", KEYS)
    with opened_at_first(path) as (opened, first):
        searched = Searched()
        opened.container = searched  # type: ignore[assignment]  # all that is asked of it
        assert seek(opened, first, VideoSettings(start_s=30.0), DamageLog()) is None
    ticks = [round((30.0 - margin) / opened.unit) for margin in SEEK_MARGINS_S]
    assert searched.asked == ticks


@pytest.mark.parametrize("suffix", [".mkv", ".mp4", ".mts", ".avi"])
@pytest.mark.parametrize("start_s", [0.0, 3.0])
def test_the_end_by_the_header_counts_from_the_first_picture(
    tmp_path: Path, suffix: str, start_s: float
) -> None:
    clip = Clip(times=even_times(50, 25, start=start_s))
    path = write_clip(tmp_path / f"clip{suffix}", clip)
    for slowness in (1, 4):
        with open_file(path, VideoSettings(), DamageLog(), Fraction(slowness)) as footage:
            assert footage.stated_end == pytest.approx(2.0 / slowness, abs=0.1)
    with open_video(path) as video:
        assert len(list(video)) == 50
    assert video.damage == ()
    if suffix != ".avi":  # which knows no late beginning and is filled up to it
        assert video.info.duration_s == pytest.approx(2.0, abs=0.1)


def test_a_plain_file_ends_where_its_header_says(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mkv", Clip())
    with open_file(path, VideoSettings(), DamageLog(), Fraction(1)) as footage:
        assert footage.stated_end == probe_video(path).duration_s


@pytest.mark.parametrize(("end_s", "missing_to"), [(None, 4.0), (3.9, 3.9), (9.0, 4.0)])
def test_what_is_missing_at_the_end_reaches_to_the_end_that_was_asked_for(
    tmp_path: Path, end_s: float | None, missing_to: float
) -> None:
    whole = write_clip(tmp_path / "whole.mkv", Clip(times=even_times(100, 25), noisy=True))
    data = whole.read_bytes()
    path = tmp_path / "clip.mkv"
    path.write_bytes(data[: len(data) // 2])
    with open_video(path, VideoSettings(end_s=end_s)) as video:
        frames = list(video)
    assert video.damage[-1].fault == "file_ends_early"
    end = video.damage[-1].onset + video.damage[-1].duration
    assert end == pytest.approx(missing_to, abs=0.05)
    assert frames[-1].time == pytest.approx(video.damage[-1].onset)


@pytest.mark.parametrize("end_s", [5.0, 0.6])
def test_nothing_is_missing_of_a_whole_file(tmp_path: Path, end_s: float) -> None:
    path = write_clip(tmp_path / "clip.mp4", Clip())
    with open_video(path, VideoSettings(end_s=end_s)) as video:
        assert len(list(video)) == min(20, round(end_s * 25))
    assert video.damage == ()
