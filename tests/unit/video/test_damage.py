"""Damaged recordings: what is whole comes out, and the rest is said."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.unit.video.clips import Clip, even_times, read_indices, write_clip

from hemiface.model.video import Damage, Frame
from hemiface.settings import VideoSettings
from hemiface.video import open_video
from hemiface.video.damage import DamageLog

LENGTH = 100


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A clip of four seconds with a key frame every second, in several containers."""
    folder = tmp_path_factory.mktemp("whole")
    made = {
        ".mkv": Clip(container_options={"cluster_time_limit": "500"}),
        ".mts": Clip(),
        ".mp4": Clip(container_options={"movflags": "faststart"}),
        ".mpg": Clip(codec="mpeg2video"),
    }
    times = even_times(LENGTH, 25)
    return {
        suffix: write_clip(
            folder / f"clip{suffix}", replace(clip, times=times, options={"g": "25"}, noisy=True)
        )
        for suffix, clip in made.items()
    }


def read(path: Path, **settings: object) -> tuple[list[Frame], tuple[Damage, ...]]:
    with open_video(path, VideoSettings.model_validate(settings)) as video:
        return list(video), video.damage


def spoil(source: Path, target: Path, start: float, stop: float) -> Path:
    """Copy of a file with noise in place of a part of it, given as shares of its length."""
    data = bytearray(source.read_bytes())
    first, last = int(len(data) * start), int(len(data) * stop)
    data[first:last] = random.Random(0).randbytes(last - first)
    target.write_bytes(data)
    return target


@pytest.mark.parametrize("suffix", [".mkv", ".mts", ".mp4", ".mpg"])
def test_what_is_whole_comes_out_with_its_own_time(
    tmp_path: Path, clips: dict[str, Path], suffix: str
) -> None:
    path = spoil(clips[suffix], tmp_path / f"clip{suffix}", 0.55, 0.6)
    frames, damage = read(path)
    whole, _ = read(clips[suffix])
    assert 50 <= len(frames) < LENGTH
    by_time = {round(frame.time, 3): frame for frame in whole}
    for frame in frames:
        np.testing.assert_array_equal(frame.luma, by_time[round(frame.time, 3)].luma)
    assert read_indices(frames[-10:]) == list(range(90, 100))
    assert damage
    assert all(piece.onset < 3.0 and piece.message for piece in damage)
    lost = sum(piece.duration for piece in damage)
    assert lost >= (LENGTH - len(frames)) / 25


def test_a_recording_with_one_key_frame_comes_back_after_a_while(tmp_path: Path) -> None:
    clip = Clip(options={"g": "1000"}, times=even_times(LENGTH, 25), noisy=True)
    path = write_clip(tmp_path / "clip.mp4", clip)
    broken = spoil(path, tmp_path / "broken.mp4", 0.5, 0.52)
    strict, (damage, *_) = read(broken, recovery_s=1000)
    assert len(strict) < 70
    assert damage.onset + damage.duration == pytest.approx(LENGTH / 25)
    mild, (damage, *_) = read(broken, recovery_s=0.4)
    assert len(mild) > len(strict)
    assert damage.duration == pytest.approx(0.4, abs=0.3)


@pytest.mark.parametrize("suffix", [".mkv", ".mts", ".mp4", ".mpg"])
def test_a_truncated_file_gives_what_it_has(
    tmp_path: Path, clips: dict[str, Path], suffix: str
) -> None:
    path = tmp_path / f"clip{suffix}"
    data = clips[suffix].read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    frames, damage = read(path)
    assert read_indices(frames) == list(range(len(frames)))
    assert 25 < len(frames) < LENGTH
    if suffix in {".mp4", ".mkv"}:  # the others do not say how long they should be
        assert damage[-1].onset == pytest.approx(frames[-1].time)
        assert damage[-1].onset + damage[-1].duration == pytest.approx(LENGTH / 25)


def test_damage_outside_the_chosen_time_is_not_reported(
    tmp_path: Path, clips: dict[str, Path]
) -> None:
    path = spoil(clips[".mkv"], tmp_path / "clip.mkv", 0.55, 0.6)
    frames, damage = read(path, end_s=1.0)
    assert (len(frames), damage) == (25, ())
    frames, damage = read(path, start_s=3.2)
    assert read_indices(frames) == list(range(80, 100))
    assert damage == ()


def test_damage_up_to_the_chosen_end(tmp_path: Path, clips: dict[str, Path]) -> None:
    path = spoil(clips[".mkv"], tmp_path / "clip.mkv", 0.55, 0.6)
    _, whole = read(path)
    middle = whole[0].onset + whole[0].duration / 2
    _, damage = read(path, end_s=middle)
    assert len(damage) == 1
    assert damage[0].onset + damage[0].duration == pytest.approx(middle)


def test_log_joins_faults_between_two_good_frames() -> None:
    log = DamageLog()
    log.good(1.0)
    log.note("clock_jumps")
    log.note("part_missing")
    log.good(1.5)
    log.good(1.6)
    log.note("disk_fails", "no such device")
    log.end(3.0)
    log.end(3.0)
    assert log.found == (
        Damage(1.0, 0.5, "the clock of the recording jumps", "clock_jumps"),
        Damage(1.6, 1.4, "the disk fails: no such device", "disk_fails", "no such device"),
    )


def test_log_forgets_what_nobody_asked_for() -> None:
    log = DamageLog()
    log.note("picture_damaged")
    log.restart(2.0)
    log.good(2.1)
    assert log.found == ()
