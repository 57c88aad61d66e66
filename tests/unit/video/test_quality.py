"""What is poor about a recording as a file."""

from dataclasses import replace

import numpy as np
import pytest

from hemiface.model.quality import Flaw, Severity
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
    assert assess_reading(np.arange(900) / 30, ()) == ()


def test_gaps_and_damage() -> None:
    time = np.delete(np.arange(900) / 30, slice(300, 345))
    gap, damage = assess_reading(time, (Damage(20.0, 1.0, "a picture is damaged"),))
    assert (gap.flaw, gap.severity) == (Flaw.DROPPED_FRAMES, Severity.WARNING)
    assert "1.5 s in all, number of gaps 1." in gap.message
    assert gap.onset == pytest.approx(299 / 30)
    assert gap.duration == pytest.approx(46 / 30)
    assert (damage.flaw, damage.onset, damage.duration) == (Flaw.DAMAGED, 20.0, 1.0)


def test_a_small_gap_is_a_note() -> None:
    time = np.delete(np.arange(900) / 30, slice(300, 303))
    (gap,) = assess_reading(time, ())
    assert gap.severity is Severity.NOTE


@pytest.mark.parametrize("count", [0, 1])
def test_almost_no_frames(count: int) -> None:
    flags = assess_reading(np.arange(count, dtype=np.float64), ())
    assert [flag.flaw for flag in flags] == [Flaw.SHORT]
