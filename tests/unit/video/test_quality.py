"""What is poor about a recording as a file."""

from dataclasses import replace

import numpy as np
import pytest

from hemiface.model.quality import Flaw, Severity, judge_length, length_weight
from hemiface.model.video import Damage, VideoInfo
from hemiface.video import assess_file, assess_reading

GOOD = VideoInfo(
    name="clip.mp4",
    container="mov,mp4,m4a,3gp,3g2,mj2",
    codec="h264",
    pixel_format="yuv420p",
    width=640,
    height=480,
    rotation_deg=0,
    duration_s=60.0,
    header_rate_hz=30.0,
    frame_rate_hz=29.97,
    variable_frame_rate=False,
    interlaced=False,
    high_dynamic_range=False,
    size_bytes=1_000_000,
)

NONE = np.zeros(0)


def test_a_good_file_has_no_flaw() -> None:
    assert assess_file(GOOD) == ()
    assert assess_file(replace(GOOD, duration_s=None, frame_rate_hz=None)) == ()


@pytest.mark.parametrize(
    ("rate", "severity"),
    [
        (60, None),
        (25, None),
        (24.97, None),
        (24, Severity.WARNING),
        (15, Severity.WARNING),
        (14.9, Severity.SERIOUS),
        (5, Severity.SERIOUS),
    ],
)
def test_low_rates(rate: float, severity: Severity | None) -> None:
    found = {f.flaw: f.severity for f in assess_file(replace(GOOD, frame_rate_hz=rate))}
    assert found.get(Flaw.LOW_FRAME_RATE) == severity


def test_short_and_small() -> None:
    flags = assess_file(replace(GOOD, duration_s=3.0, width=160, height=120))
    assert {flag.flaw for flag in flags} == {Flaw.SHORT, Flaw.SMALL_FACE}
    assert all(flag.duration == 3.0 and flag.message and flag.advice for flag in flags)


def test_a_reading_without_flaw() -> None:
    assert assess_reading(GOOD, np.arange(1800) / 30, NONE, ()) == ()


def test_gaps_and_damage() -> None:
    time = np.delete(np.arange(1800) / 30, slice(300, 345))
    gap, damage = assess_reading(GOOD, time, NONE, (Damage(20.0, 1.0, "a picture is damaged"),))
    assert (gap.flaw, gap.severity) == (Flaw.DROPPED_FRAMES, Severity.WARNING)
    assert "1.5 s in all, number of gaps 1." in gap.message
    assert gap.onset == pytest.approx(299 / 30)
    assert gap.duration == pytest.approx(46 / 30)
    assert (damage.flaw, damage.onset, damage.duration) == (Flaw.DAMAGED, 20.0, 1.0)


def test_a_small_gap_is_a_note() -> None:
    time = np.delete(np.arange(1800) / 30, slice(300, 303))
    (gap,) = assess_reading(GOOD, time, NONE, ())
    assert gap.severity is Severity.NOTE


@pytest.mark.parametrize("count", [0, 1])
def test_almost_no_frames(count: int) -> None:
    flags = assess_reading(GOOD, np.arange(count, dtype=np.float64), NONE, ())
    assert [flag.flaw for flag in flags] == [Flaw.SHORT]


@pytest.mark.parametrize(
    ("length", "severity"),
    [(60.0, None), (45.0, Severity.NOTE), (12.0, Severity.WARNING), (4.0, Severity.SERIOUS)],
)
def test_one_rule_for_the_length(length: float, severity: Severity | None) -> None:
    probed = {f.flaw: f.severity for f in assess_file(replace(GOOD, duration_s=length))}
    time = np.arange(round(length * 30)) / 30
    read = {f.flaw: f.severity for f in assess_reading(GOOD, time, NONE, ())}
    assert probed.get(Flaw.SHORT) == read.get(Flaw.SHORT) == severity == judge_length(length)


def test_what_a_length_is_worth_grows_steadily() -> None:
    worth = [length_weight(seconds) for seconds in np.linspace(0, 60, 121)]
    assert worth[0] == 0
    assert worth[-1] == length_weight(600) == 1
    assert np.all(np.diff(worth) > 0)
    assert np.diff(worth)[1:].max() < 0.05


def test_a_picture_that_stands_still_is_said() -> None:
    time = np.arange(1800) / 30
    frozen = (time > 20) & (time < 24)
    (flag,) = assess_reading(GOOD, time[~frozen], time[frozen], ())
    assert flag.flaw is Flaw.FROZEN
    assert (flag.onset, flag.duration) == pytest.approx((20, 4), abs=0.05)


def test_pictures_shown_twice_tell_the_true_rate() -> None:
    time = np.arange(1800) / 30
    flags = assess_reading(GOOD, time[::3], np.delete(time, slice(None, None, 3)), ())
    found = {flag.flaw: flag for flag in flags}
    assert set(found) == {Flaw.LOW_FRAME_RATE, Flaw.REPEATED_PICTURES}
    assert "10 pictures per second" in found[Flaw.LOW_FRAME_RATE].message
    assert "10 new ones" in found[Flaw.REPEATED_PICTURES].message


def test_which_film_and_which_times_are_said() -> None:
    odd = replace(GOOD, n_streams=2, stream_number=2, timed=False, slowness=4.0)
    found = {flag.flaw: flag.message for flag in assess_file(odd)}
    assert "number 2 of 2" in found[Flaw.SEVERAL_STREAMS]
    assert "4 times slower" in found[Flaw.SLOW_MOTION]
    assert "assumed" in found[Flaw.GUESSED_TIME]
