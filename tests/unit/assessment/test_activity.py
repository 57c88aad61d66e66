"""What a simulated person is seen to do, and the measures of each."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from hemiface.assessment import assess
from hemiface.assessment.activity import LEAST_TIME_S, find_activities
from hemiface.events import detect_events
from hemiface.model.analysis import Task
from hemiface.model.anatomy import Side
from hemiface.model.assessment import Activity, ActivityName, Assessment, Measure
from hemiface.model.events import EventPattern, EventSide
from hemiface.model.quality import Quality
from hemiface.model.signals import Signals
from hemiface.model.tasks import TaskName
from hemiface.settings import AnalysisSettings
from hemiface.simulation import scenes
from hemiface.simulation.acts import Act
from hemiface.simulation.simulate import HeadTurn, build_times, simulate_signals

SETTINGS = AnalysisSettings()
TIME = build_times(60.0, 30.0)
TALK = scenes.build_talking(20.0, duration=20.0)


def simulate(
    *acts: Act, turns: Sequence[HeadTurn] = (), missing: Sequence[tuple[float, float]] = ()
) -> Signals:
    return simulate_signals(acts, TIME, turns=turns, missing=missing)[0]


def watch(signals: Signals, *tasks: Task) -> Assessment:
    events = detect_events(signals, tasks, SETTINGS.events)
    quality = Quality(60.0, 60.0, 30.0, 120.0)
    return assess(signals, events, quality, tasks, SETTINGS.assessment)


def spans(found: Assessment, name: ActivityName) -> list[tuple[float, float]]:
    return [(a.onset, a.onset + a.duration) for a in found.activities if a.name is name]


def measure(found: Assessment, activity: str, name: str, side: EventSide | None) -> Measure:
    return next(m for m in found.by_activity[activity] if (m.name, m.side) == (name, side))


def test_a_still_face_rests_from_the_first_frame_to_the_last() -> None:
    found = watch(simulate())
    assert [activity.name for activity in found.activities] == [ActivityName.REST]
    assert found.activities[0].duration == pytest.approx(60.0, abs=0.1)


def test_speech_and_rest_share_out_the_time() -> None:
    found = watch(simulate(TALK))
    ((onset, offset),) = spans(found, ActivityName.TALKING)
    assert onset == pytest.approx(20.0, abs=0.6)
    assert offset == pytest.approx(40.0, abs=0.6)
    before, after = spans(found, ActivityName.REST)
    assert before == pytest.approx((0.0, onset), abs=0.4)
    assert after == pytest.approx((offset, 60.0), abs=0.4)


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (scenes.build_smile(10.0), ActivityName.SMILE),
        (scenes.build_pucker(10.0), ActivityName.PUCKER),
        (scenes.build_brow_raise(10.0), ActivityName.BROW_RAISE),
    ],
)
def test_a_movement_of_both_sides_is_an_activity(act: Act, name: ActivityName) -> None:
    ((onset, offset),) = spans(watch(simulate(act)), name)
    assert onset == pytest.approx(act.onset, abs=0.3)
    assert offset == pytest.approx(act.offset, abs=0.3)


def test_a_head_that_turns_away_does_not_rest() -> None:
    found = watch(simulate(turns=[HeadTurn(10.0, 5.0, 25.0)]))
    ((onset, offset),) = spans(found, ActivityName.HEAD_TURN)
    assert (onset, offset) == pytest.approx((10.0, 15.0), abs=0.5)
    assert not [rest for rest in spans(found, ActivityName.REST) if rest[0] < 12 < rest[1]]


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("pattern", [EventPattern.CLONIC, EventPattern.TONIC])
def test_spasms_are_no_activity(side: Side, pattern: EventPattern) -> None:
    bouts = [scenes.build_spasm(t, side, pattern=pattern, size=0.8) for t in (5.0, 20.0, 40.0)]
    both = [scenes.build_bilateral_spasm(50.0, pattern=pattern)]
    found = watch(simulate(*bouts, *both))
    assert {activity.name for activity in found.activities} == {ActivityName.REST}
    assert found.activities[0].duration == pytest.approx(60.0, abs=0.1)


def test_spasms_that_talking_sets_off_are_counted_under_talking() -> None:
    provoked = [scenes.build_spasm(float(t), Side.LEFT, size=0.7) for t in range(22, 39, 3)]
    alone = scenes.build_spasm(8.0, Side.LEFT, size=0.7)
    found = watch(simulate(TALK, alone, *provoked))
    talking = measure(found, "talking", "spasm_rate_per_min", EventSide.LEFT)
    resting = measure(found, "rest", "spasm_rate_per_min", EventSide.LEFT)
    assert talking.value == pytest.approx(60 * len(provoked) / talking.valid_time_s)
    assert resting.value == pytest.approx(60 / resting.valid_time_s)
    assert talking.low is not None
    assert resting.high is not None
    assert talking.low > resting.high


def test_too_little_time_gives_no_number_but_says_how_much_there_was() -> None:
    found = watch(simulate(scenes.build_smile(10.0, duration=4.0)))
    smiling = measure(found, "smile", "spasm_rate_per_min", EventSide.LEFT)
    assert 0 < smiling.valid_time_s < LEAST_TIME_S
    assert (smiling.value, smiling.low, smiling.high) == (None, None, None)


def test_what_was_asked_for_stays_apart_from_what_was_seen() -> None:
    asked = Task(25.0, 10.0, TaskName.SMILE)
    spasm = scenes.build_spasm(28.0, Side.LEFT, size=0.7)
    found = watch(simulate(TALK, spasm), asked)
    assert spans(found, ActivityName.TALKING)
    assert set(found.by_task) == {"smile"}
    talking = measure(found, "talking", "spasm_rate_per_min", EventSide.LEFT)
    assert talking.value is None or talking.value == 0.0
    assert talking.valid_time_s == pytest.approx(10.0, abs=1.5)


def test_lips_that_were_not_seen_are_not_said_to_rest() -> None:
    signals = simulate(TALK)
    unseen = replace(signals, mouth_opening_mm=np.full(TIME.shape, np.nan))
    assert watch(unseen).activities == ()
    assert watch(unseen).by_activity == {}


def test_a_lost_face_is_not_said_to_rest() -> None:
    found = watch(simulate(missing=[(20.0, 5.0)]))
    before, after = spans(found, ActivityName.REST)
    assert before == pytest.approx((0.0, 20.0), abs=0.1)
    assert after == pytest.approx((25.0, 60.0), abs=0.1)


def test_no_frames_no_activity() -> None:
    empty = simulate_signals((), np.zeros(0))[0]
    assert find_activities(empty, ()) == ()


def test_activities_come_in_order_of_time() -> None:
    acts = [scenes.build_smile(5.0), TALK, scenes.build_brow_raise(50.0)]
    found: tuple[Activity, ...] = watch(simulate(*acts)).activities
    assert [a.onset for a in found] == sorted(a.onset for a in found)
