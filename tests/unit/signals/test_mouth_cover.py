"""Below a mask the lower face abstains, and the eyes stand."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.signals.faces import build_landmarks

from hemiface.assessment.assess import assess
from hemiface.events import detect_events
from hemiface.model.anatomy import Side
from hemiface.model.assessment import Measure
from hemiface.model.events import EventSide, EventType
from hemiface.model.landmarks import Landmarks, LipReadings
from hemiface.model.quality import Flaw, Quality, Severity
from hemiface.model.signals import Signals
from hemiface.settings import AssessmentSettings, EventSettings, SignalSettings
from hemiface.signals import assess_face, compute_signals
from hemiface.signals.mouth_cover import find_mouth_covered

TIME = np.arange(240) / 20
LIP, MASK, SKIN_MASK = (1.1, 0.85, 0.4), (0.05, 0.9, 0.9), (1.0, 1.0, 0.8)
"""Color, shade and line of what is looked at."""


Look = tuple[float, float, float]


def wear(masked: NDArray[np.bool_], cover: Look = MASK, lips: Look = LIP) -> Landmarks:
    """A face that blinks, with a mask on some frames; its lips are looked at every 5 frames."""
    moments = np.array([2, 5, 8, 10])
    opening = 1 - np.exp(-(((TIME[:, None] - moments) / 0.1) ** 2)).sum(1)
    looks = np.where(masked[:, None], cover, lips)
    looks[np.arange(len(TIME)) % 5 > 0] = np.nan
    landmarks = build_landmarks(TIME, dict.fromkeys(Side, opening), noise_px=0.1)
    return replace(landmarks, lips=LipReadings(*looks.T))


def measure(landmarks: Landmarks) -> Signals:
    return compute_signals(landmarks, SignalSettings())


LOWER = ("mouth_corner_excursion_mm", "cheek_raise_mm", "chin_raise_mm")


def test_a_mask_that_is_put_on_hides_the_lower_face_alone() -> None:
    landmarks = wear((TIME > 4) & (TIME < 9))
    signals = measure(landmarks)
    free = measure(wear(np.zeros(TIME.shape, bool)))
    under, before, after = (TIME > 4.3) & (TIME < 8.7), TIME < 3.6, TIME > 9.4
    for side in Side:
        for name in LOWER:
            row = getattr(signals.side(side), name)
            assert np.isnan(row[under]).all()
            assert np.isfinite(row[before | after]).all()
        np.testing.assert_array_equal(
            signals.side(side).eyelid_closure, free.side(side).eyelid_closure
        )
        np.testing.assert_array_equal(
            signals.side(side).brow_height_mm, free.side(side).brow_height_mm
        )
    assert np.isnan(signals.mouth_opening_mm[under]).all()


def test_a_mask_is_said_with_its_time_and_takes_nothing_from_the_eyes() -> None:
    landmarks = wear((TIME > 4) & (TIME < 9))
    signals = measure(landmarks)
    flags = [f for f in assess_face(landmarks, signals) if f.flaw is Flaw.LOWER_FACE_COVERED]
    assert [flag.severity for flag in flags] == [Severity.WARNING]
    assert flags[0].onset == pytest.approx(4.0, abs=0.3)
    assert flags[0].duration == pytest.approx(5.0, abs=0.5)
    assert signals.both_seen.all()


def find(measures: tuple[Measure, ...], name: str) -> Measure:
    (found,) = (m for m in measures if m.name == name and m.side in (None, EventSide.LEFT))
    return found


def test_what_a_mouth_would_tell_rests_on_no_time_below_a_mask() -> None:
    signals = measure(wear(np.ones(TIME.shape, bool)))
    events = detect_events(signals, (), EventSettings())
    assert sum(event.event_type is EventType.BLINK for event in events) == 4
    quality = Quality(12.0, 12.0, 20.0, 100.0)
    measures = assess(signals, events, quality, (), AssessmentSettings(n_resamples=50)).measures
    for name in ("synkinesis_percent", "blink_locked_mouth_mm"):
        assert find(measures, name).value is None
        assert find(measures, name).valid_time_s == 0
    assert find(measures, "resting_mouth_difference_mm").value is None
    assert find(measures, "complete_blinks_percent").value == 100
    assert find(measures, "blink_rate_per_min").valid_time_s == pytest.approx(12.0)


def test_one_odd_look_is_no_mask() -> None:
    assert not find_mouth_covered(wear((TIME > 5.9) & (TIME < 6.1))).any()


@pytest.mark.parametrize("color", [1.0, np.nan])
def test_a_mask_or_a_hand_of_the_color_of_skin_is_one_too(color: float) -> None:
    found = find_mouth_covered(wear((TIME > 4) & (TIME < 9), (color, *SKIN_MASK[1:])))
    assert found[(TIME > 4.3) & (TIME < 8.7)].all()
    assert not found[(TIME < 3.6) | (TIME > 9.4)].any()


@pytest.mark.parametrize(
    "lips",
    [
        pytest.param((1.0, 1.05, 0.45), id="as bright as their skin"),
        pytest.param((0.6, 0.89, 0.71), id="hardly a line between them"),
        pytest.param((1.0, 1.6, 0.5), id="in a dark beard"),
        pytest.param((np.nan, 0.9, 0.9), id="without color"),
        pytest.param((np.nan, np.nan, np.nan), id="beyond the edge"),
    ],
)
def test_bare_lips_are_none(lips: Look) -> None:
    assert not find_mouth_covered(wear(np.zeros(TIME.shape, bool), lips=lips)).any()


def test_where_lips_were_not_looked_at_there_is_no_mask() -> None:
    landmarks = replace(wear(np.ones(TIME.shape, bool)), lips=None)
    assert not find_mouth_covered(landmarks).any()
    assert np.isfinite(measure(landmarks).left.mouth_corner_excursion_mm).all()


@pytest.mark.parametrize(("red", "hidden"), [(1.0, True), (1.2, False), (np.nan, True)])
def test_pale_lips_are_told_from_skin_by_their_red(red: float, hidden: bool) -> None:
    masked = (TIME > 4) & (TIME < 9)
    assert find_mouth_covered(wear(masked, cover=(red, 0.98, 0.8))).any() == hidden
