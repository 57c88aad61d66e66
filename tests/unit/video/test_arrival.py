"""What arrived of a recording is counted by the times of its pictures."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.errors import VideoUnreadableError
from hemiface.model.camera import ArrivalFlaw, CameraVerdict
from hemiface.video.arrival import _judge, count_arrival, judge_times
from hemiface.video.picture import read_picture_bytes

SMOKE = Path(__file__).parents[2] / "fixtures" / "smoke.mp4"


def steady(rate_hz: float, length_s: float = 60.0) -> "np.typing.NDArray[np.float64]":
    return np.arange(0.0, length_s, 1 / rate_hz)


@pytest.mark.parametrize(
    ("rate_hz", "verdict", "flaw"),
    [
        (60.0, CameraVerdict.GOOD, None),
        (29.97, CameraVerdict.GOOD, None),
        (25.0, CameraVerdict.GOOD, None),
        (24.0, CameraVerdict.FLAGGED, ArrivalFlaw.SLOW),
        (20.5, CameraVerdict.FLAGGED, ArrivalFlaw.SLOW),
        (15.0, CameraVerdict.REFUSED, ArrivalFlaw.SLOW),
        (5.0, CameraVerdict.REFUSED, ArrivalFlaw.SLOW),
    ],
)
def test_a_steady_recording_is_judged_by_its_rate(
    rate_hz: float, verdict: CameraVerdict, flaw: ArrivalFlaw | None
) -> None:
    found = judge_times(steady(rate_hz))
    assert (found.verdict, found.flaw) == (verdict, flaw)
    assert found.rate_hz == pytest.approx(rate_hz)
    assert found.lost_s == pytest.approx(0.0) or rate_hz < 10


@pytest.mark.parametrize(
    ("gap_s", "verdict"),
    [
        (0.05, CameraVerdict.GOOD),
        (1.0, CameraVerdict.FLAGGED),
        (2.0, CameraVerdict.REFUSED),
        (8.0, CameraVerdict.REFUSED),
    ],
)
def test_a_stretch_without_pictures_is_refused_where_a_bout_fits_in(
    gap_s: float, verdict: CameraVerdict
) -> None:
    time = steady(30.0)
    time[900:] += gap_s
    found = judge_times(time)
    assert found.verdict is verdict
    if verdict is not CameraVerdict.GOOD:
        assert found.flaw is ArrivalFlaw.GAPS
        assert found.longest_gap_s == pytest.approx(gap_s + 1 / 30)
        assert found.lost_s == pytest.approx(gap_s)


@given(st.integers(0, 2**32 - 1), st.floats(0.4, 0.7))
def test_a_recorder_that_leaves_out_pictures_here_and_there_is_refused(
    seed: int, lost_share: float
) -> None:
    time = steady(30.0)
    kept = np.random.default_rng(seed).random(time.size) > lost_share
    assert judge_times(time[kept]).verdict is CameraVerdict.REFUSED


def test_nothing_and_too_little_are_refused() -> None:
    assert judge_times(np.zeros(0)).flaw is ArrivalFlaw.EMPTY
    assert judge_times(np.zeros(1)).flaw is ArrivalFlaw.EMPTY
    assert judge_times(steady(30.0, 3.0)).flaw is ArrivalFlaw.SHORT


def test_a_file_is_counted_without_decoding_it() -> None:
    found = count_arrival(SMOKE)
    assert (found.n_pictures, found.verdict) == (60, CameraVerdict.REFUSED)
    assert found.rate_hz == pytest.approx(15.0)


def test_what_is_no_video_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"no video")
    with pytest.raises(VideoUnreadableError):
        count_arrival(path)


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff\xe0" + b"x" * 50])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(VideoUnreadableError):
        read_picture_bytes(content)


@pytest.mark.parametrize(
    ("found", "steady", "flaw"),
    [
        ((60.0, 20.0, 3.0, 1.5), True, ArrivalFlaw.SLOW),  # flagged, and not refused
        ((60.0, 19.99, 0.0, 0.0), False, ArrivalFlaw.SLOW),
        ((60.0, 19.99, 3.0, 1.5), False, ArrivalFlaw.SLOW),
        ((60.0, 19.99, 3.01, 1.5), True, ArrivalFlaw.SLOW),
        ((60.0, 19.99, 3.01, 1.5), False, ArrivalFlaw.GAPS),
        ((60.0, 19.99, 3.01, 1.51), True, ArrivalFlaw.GAPS),
        ((60.0, 30.0, 3.01, 0.1), True, ArrivalFlaw.GAPS),
        ((60.0, 30.0, 0.1, 1.51), True, ArrivalFlaw.GAPS),
    ],
)
def test_limits_of_what_arrived(
    found: tuple[float, float, float, float], steady: bool, flaw: ArrivalFlaw
) -> None:
    """Length, rate, lost time and longest gap, all in seconds and pictures a second."""
    length, rate, lost, longest = found
    verdict, why = _judge(length, rate, lost, longest, steady=steady)
    refused = rate < 20 or lost > 3.0 or longest > 1.5
    assert verdict is (CameraVerdict.REFUSED if refused else CameraVerdict.FLAGGED)
    assert why is flaw
