"""A clip scored against itself, on the wrong side, and turned over."""

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.clipscore import score_clip
from benchmarks.scoring import Counts
from benchmarks.truth import DEMO_TRUTH, Truth, read_truth
from tests.worlds import make_analysis

from hemiface.model.analysis import Analysis
from hemiface.model.anatomy import Side
from hemiface.model.events import Event, EventSide, EventType
from hemiface.settings import EventSettings


@pytest.fixture(scope="module")
def truth() -> Truth:
    return read_truth(DEMO_TRUTH)


def perfect(truth: Truth) -> Analysis:
    """Give the analysis that reads exactly what is there."""
    analysis = make_analysis(n_frames=len(truth.time))
    sides = {
        side: replace(
            analysis.signals.side(side),
            eyelid_aperture_mm=truth.aperture_mm[side],
            eyelid_closure=truth.closure(side),
            mouth_corner_excursion_mm=truth.mouth_mm[side],
        )
        for side in Side
    }
    left, right = (truth.closure(side) for side in Side)
    signals = replace(
        analysis.signals,
        time=truth.time,
        left=sides[Side.LEFT],
        right=sides[Side.RIGHT],
        closure_asymmetry=left - right,
    )
    kinds = {"blink": EventType.BLINK, "spasm": EventType.SPASM}
    events = tuple(
        Event(
            onset=event.onset,
            duration=event.offset - event.onset,
            event_type=kinds[event.kind],
            side=EventSide.of(event.side) if event.side else EventSide.BOTH,
        )
        for event in truth.events
    )
    return replace(analysis, signals=signals, events=events)


def test_truth_scores_full_marks_against_itself(truth: Truth) -> None:
    score = score_clip("demo", perfect(truth), truth, EventSettings())
    assert score.bouts == Counts(6, 0, 0)
    assert score.blinks == Counts(5, 0, 0)
    assert score.twitches.f1 == 1
    assert score.lid_r == {"left": pytest.approx(1), "right": pytest.approx(1)}
    assert score.lid_range["right"] == pytest.approx(1)
    assert np.abs(score.timing_frames).max() == 0
    assert len(score.timing_frames) > 10
    assert np.abs(score.onset_frames).max() == 0
    assert score.found_s == pytest.approx(score.true_s)
    assert (score.side, score.side_right, score.pattern_right) == ("left", False, True)


def test_events_on_the_other_side_are_missed_and_made_up(truth: Truth) -> None:
    score = score_clip("demo", perfect(truth), truth.mirrored(), EventSettings())
    assert score.bouts == Counts(0, 6, 6)
    assert score.wrong_side == 6
    assert score.blinks.f1 == 1


def test_late_onsets_are_counted_in_frames(truth: Truth) -> None:
    analysis = perfect(truth)
    late = tuple(replace(event, onset=event.onset + 0.1) for event in analysis.events)
    score = score_clip("demo", replace(analysis, events=late), truth, EventSettings())
    assert score.onset_frames == pytest.approx([3.0] * 6)


def test_nothing_found_is_nothing_matched(truth: Truth) -> None:
    score = score_clip("demo", replace(perfect(truth), events=()), truth, EventSettings())
    assert score.bouts == Counts(0, 6, 0)
    assert score.blinks == Counts(0, 5, 0)
    assert score.onset_frames == ()
