"""Recordings that show less than they seem to, read by the shipped networks."""

from pathlib import Path

import pytest

from hemiface.model.analysis import Analysis
from hemiface.model.assessment import AffectedSide, PatternLabel
from hemiface.model.events import EventSide, EventType
from hemiface.model.quality import Flaw
from hemiface.pipeline.analysis import measure_video
from hemiface.settings import AnalysisSettings

CASES = Path(__file__).parents[1] / "fixtures" / "cases"
SETTINGS = AnalysisSettings().changed({"assessment": {"n_resamples": 50}})


def measure(name: str) -> Analysis:
    return measure_video(CASES / f"{name}.mp4", SETTINGS).analysis


def measured(analysis: Analysis, name: str) -> dict[EventSide | None, float | None]:
    return {one.side: one.value for one in analysis.assessment.measures if one.name == name}


@pytest.mark.parametrize("name", ["bar_over_eyes", "half_out_left"])
def test_nothing_is_said_of_eyes_that_are_not_seen(name: str) -> None:
    analysis = measure(name)
    assert analysis.assessment.pattern.label is PatternLabel.INDETERMINATE
    assert analysis.assessment.affected_side is not AffectedSide.BOTH
    assert not any(event.side is EventSide.BOTH for event in analysis.events)
    assert set(measured(analysis, "spasm_rate_per_min").values()) == {None}
    assert not analysis.signals.left.eye_visible.any()


def test_a_side_outside_and_eyes_below_a_bar_are_named() -> None:
    outside = {flag.flaw for flag in measure("half_out_left").quality.flags}
    assert Flaw.LEFT_SIDE_OUTSIDE in outside
    assert Flaw.RIGHT_SIDE_OUTSIDE not in outside
    covered = {flag.flaw for flag in measure("bar_over_eyes").quality.flags}
    assert {Flaw.LEFT_EYE_COVERED, Flaw.RIGHT_EYE_COVERED} <= covered


def test_a_call_that_froze_is_watched_until_it_did_and_after() -> None:
    analysis = measure("frozen_call")  # the picture stands still from 2.1 to 6.1 s
    (frozen,) = (flag for flag in analysis.quality.flags if flag.flaw is Flaw.FROZEN)
    assert frozen.onset == pytest.approx(2.13, abs=0.1)
    assert frozen.duration == pytest.approx(4.0, abs=0.2)
    assert analysis.quality.duration_s == pytest.approx(220 / 30, abs=0.05)
    assert analysis.quality.valid_time_s == pytest.approx(220 / 30 - 4.0, abs=0.2)
    assert analysis.quality.frame_rate_hz == pytest.approx(30, abs=0.5)
    reaching = [e for e in analysis.events if e.onset < 5 and e.offset > 2.5]
    assert not [e for e in reaching if e.event_type is EventType.SPASM]
