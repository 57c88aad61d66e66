"""What a header says, and what of it is believed."""

from fractions import Fraction
from types import SimpleNamespace
from typing import cast

import pytest

from hemiface.video.container import Opened, _read_rate

APPLE = "com.apple.quicktime.creationdate"


def opened(
    *,
    notes: dict[str, str] | None = None,
    of_stream: dict[str, str] | None = None,
    slowness: int = 1,
    **stream: object,
) -> Opened:
    """A file with a header as given."""
    plain = {
        "metadata": of_stream or {},
        "time_base": Fraction(1, 90_000),
        "guessed_rate": Fraction(25),
        "sample_aspect_ratio": None,
        "codec_context": SimpleNamespace(sample_aspect_ratio=None),
    }
    container = SimpleNamespace(
        metadata=notes or {},
        duration=2_500_000,
        start_time=500_000,
        format=SimpleNamespace(name=stream.pop("form", "flv")),
    )
    parts = (None, None, container, SimpleNamespace(**(plain | stream)))
    made = Opened(*parts)  # type: ignore[arg-type]  # what is asked of them
    made.slowness = Fraction(slowness)
    return made


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("240.000000", 240.0),
        ("240000/1001", 240_000 / 1001),
        ("100p", 100.0),
        ("  60", 60.0),
        ("30/0", None),
        ("p100", None),
        ("", None),
    ],
)
def test_rates_are_read_as_cameras_write_them(text: str, rate: float | None) -> None:
    assert _read_rate(text) == (rate if rate is None else pytest.approx(rate))


@pytest.mark.parametrize(
    ("name", "text", "rate"),
    [
        ("com.android.capture.fps", "240", 240.0),
        ("com.apple.quicktime.capture_rate", "120", 120.0),
        ("CaptureFrameRate", "50", 50.0),
        ("comment", "240", None),
        ("capturefps", "0.5", None),
        ("capturefps", "1", 1.0),
        ("capturefps", "10000", 10_000.0),
        ("capturefps", "10001", None),
    ],
)
def test_the_rate_of_the_camera_is_found_in_its_note(
    name: str, text: str, rate: float | None
) -> None:
    assert opened(notes={name: text}).capture_rate_hz == rate
    assert opened(of_stream={name: text}).capture_rate_hz == rate


@pytest.mark.parametrize(
    ("notes", "moment"),
    [
        ({"creation_time": "2026-03-01T09:30:00.5Z"}, "2026-03-01T09:30:00+00:00"),
        ({APPLE: "2026-03-01T10:30:00+0100"}, "2026-03-01T10:30:00+01:00"),
        (
            {
                "creation_time": "2026-03-01T09:30:00Z",
                APPLE: "2026-03-01T10:30:00+0100",
            },
            "2026-03-01T10:30:00+01:00",
        ),
        ({"creation_time": "2026-03-01T09:30:00"}, None),
        ({"creation_time": "1989-12-31T23:59:59Z"}, None),
        ({"creation_time": "1990-01-01T00:00:00Z"}, "1990-01-01T00:00:00+00:00"),
        ({"creation_time": "yesterday"}, None),
        (
            {APPLE: "1904-01-01T00:00:00Z", "creation_time": "2026-03-01T09:30:00Z"},
            "2026-03-01T09:30:00+00:00",
        ),
        ({}, None),
    ],
)
def test_when_it_was_taken_is_believed_with_a_zone_and_a_year_that_can_be(
    notes: dict[str, str], moment: str | None
) -> None:
    assert opened(notes=notes).filmed_at == moment
    assert opened(of_stream=notes).filmed_at == moment


@pytest.mark.parametrize(
    ("rate", "interval"),
    [
        (25, 0.04),
        (1, 1.0),
        (1000, 0.001),
        (0.5, 1 / 30),
        (1001, 1 / 30),
        (None, 1 / 30),
        (0, 1 / 30),
    ],
)
@pytest.mark.parametrize("slowness", [1, 8])
def test_a_rate_that_can_be_meant_gives_the_interval(
    rate: float | None, interval: float, slowness: int
) -> None:
    guessed = None if rate is None else Fraction(rate)
    found = opened(guessed_rate=guessed, slowness=slowness).interval
    assert found == pytest.approx(interval / slowness)


def test_times_and_lengths_are_those_of_life() -> None:
    assert opened().unit == Fraction(1, 90_000)
    assert opened(slowness=4).unit == Fraction(1, 360_000)
    assert opened(time_base=None).unit == Fraction(1, 1_000_000)
    assert opened().duration_s == 2.5
    assert opened(slowness=4).duration_s == 0.625
    assert opened(form="matroska,webm").duration_s == 2.0
    nothing = opened()
    cast("SimpleNamespace", nothing.container).duration = None
    assert nothing.duration_s is None


def test_the_latest_stamp_is_kept() -> None:
    made = opened()
    for stamp, reached in ((None, None), (5, 5), (3, 5), (None, 5), (9, 9)):
        made.reach(stamp)
        assert made.reached == reached


@pytest.mark.parametrize(
    ("ratio", "aspect"),
    [
        (Fraction(4, 3), Fraction(4, 3)),
        (Fraction(1, 4), Fraction(1, 4)),
        (Fraction(4), Fraction(4)),
        (Fraction(1, 5), 1),
        (Fraction(5), 1),
        (Fraction(0), 1),
        (None, 1),
    ],
)
def test_the_shape_of_a_pixel_is_believed_within_reason(
    ratio: Fraction | None, aspect: Fraction
) -> None:
    assert opened(sample_aspect_ratio=ratio).pixel_aspect == aspect
    context = SimpleNamespace(sample_aspect_ratio=ratio)
    assert opened(codec_context=context).pixel_aspect == aspect
