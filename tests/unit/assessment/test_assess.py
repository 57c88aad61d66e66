"""An assessment says of a simulated face what the face was made to do."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from hemiface.assessment.assess import assess
from hemiface.model.analysis import Task
from hemiface.model.anatomy import Region, Side
from hemiface.model.assessment import AffectedSide, Assessment, Measure, PatternLabel
from hemiface.model.events import EventPattern, EventSide, EventSource, EventType
from hemiface.model.measures import MEASURES
from hemiface.model.quality import Flaw, Quality, QualityFlag, Severity
from hemiface.model.tasks import TaskName
from hemiface.settings import AssessmentSettings
from hemiface.simulation import scenes
from hemiface.simulation.acts import LOWER_FACE_MM, Act
from hemiface.simulation.simulate import Cover, RestingFace, build_times, simulate_signals

SETTINGS = AssessmentSettings(n_resamples=200)
GOOD = Quality(60.0, 60.0, 30.0, 150.0)
LEFT, RIGHT = EventSide.LEFT, EventSide.RIGHT


def assess_scene(
    acts: Sequence[Act],
    duration_s: float = 60.0,
    *,
    face: RestingFace | None = None,
    tasks: tuple[Task, ...] = (),
    quality: Quality = GOOD,
    covers: Sequence[Cover] = (),
) -> Assessment:
    signals, events = simulate_signals(acts, build_times(duration_s), face=face, covers=covers)
    return assess(signals, events, quality, tasks, SETTINGS)


def find(
    found: Assessment | tuple[Measure, ...], name: str, side: EventSide | None = None
) -> Measure:
    measures = found.measures if isinstance(found, Assessment) else found
    (measure,) = (m for m in measures if m.name == name and m.side is side)
    return measure


def value(found: Assessment, name: str, side: EventSide | None = None) -> float:
    number = find(found, name, side).value
    assert number is not None
    return number


def test_every_registered_measure_is_there_once_and_in_order() -> None:
    found = assess_scene(scenes.build_spasm_scene(Side.LEFT))
    expected = [
        (info.name, side)
        for info in MEASURES
        for side in ((LEFT, RIGHT) if info.per_side else (None,))
    ]
    assert [(m.name, m.side) for m in found.measures] == expected
    units = {info.name: info.unit for info in MEASURES}
    assert all(m.unit == units[m.name] for m in found.measures)


def test_burden_is_what_the_face_was_made_to_do() -> None:
    acts = [
        scenes.build_spasm(10.0, Side.RIGHT, pattern=EventPattern.TONIC, size=1.0, duration=6.0),
        scenes.build_spasm(
            30.0,
            Side.RIGHT,
            pattern=EventPattern.CLONIC,
            size=0.5,
            duration=2.0,
            n_twitches=8,
            lower_face=LOWER_FACE_MM,
            brow_lift=True,
        ),
        scenes.build_blink(45.0),
        scenes.build_blink(50.0, size=0.5),
    ]
    found = assess_scene(acts, face=RestingFace(noise=0.1))
    assert value(found, "spasm_rate_per_min", RIGHT) == pytest.approx(2.0, rel=0.01)
    assert value(found, "spasm_time_percent", RIGHT) == pytest.approx(100 * 8 / 60, rel=0.01)
    assert value(found, "eye_shut_by_spasm_percent", RIGHT) == pytest.approx(9.8, abs=0.3)
    assert value(found, "spasm_duration_longest_s", RIGHT) == pytest.approx(6.0)
    assert value(found, "spasm_duration_median_s", RIGHT) == pytest.approx(4.0)
    assert value(found, "twitch_rate_hz", RIGHT) == pytest.approx(4.0)
    assert value(found, "spasm_repetition", RIGHT) == pytest.approx(4.5)
    assert value(found, "spasm_amplitude_percent", RIGHT) == pytest.approx(75.0)
    assert value(found, "eye_closure_in_spasm_percent", RIGHT) == pytest.approx(75.0, abs=2)
    assert value(found, "mouth_change_in_spasm_mm", RIGHT) == pytest.approx(2.0, abs=0.2)
    assert value(found, "lower_face_in_spasm_percent", RIGHT) == pytest.approx(50.0)
    assert value(found, "upper_lower_synchrony", RIGHT) == pytest.approx(0.5, abs=0.02)
    assert value(found, "other_babinski_count", RIGHT) == 1
    assert value(found, "blink_rate_per_min") == pytest.approx(2.0, rel=0.01)
    assert value(found, "complete_blinks_percent", LEFT) == 50.0
    assert value(found, "interocular_conjugacy") == pytest.approx(0.5)
    assert value(found, "spasm_rate_per_min", LEFT) == 0.0
    assert find(found, "spasm_duration_median_s", LEFT).value is None


def test_no_spasm_still_has_an_upper_limit() -> None:
    found = assess_scene(scenes.build_healthy_scene())
    rate = find(found, "spasm_rate_per_min", LEFT)
    assert rate.value == 0.0
    assert rate.low == 0.0
    assert rate.high == pytest.approx(3.689, rel=0.01)


def test_all_of_a_few_events_is_no_certainty() -> None:
    acts = [scenes.build_blink(10.0 * k) for k in range(1, 6)]
    found = assess_scene(acts)
    blinks = find(found, "complete_blinks_percent", LEFT)
    assert blinks.value == 100.0
    assert blinks.low == pytest.approx(100 * 0.025**0.2)
    assert blinks.high == 100.0
    linked = find(found, "synkinesis_percent", LEFT)
    assert (linked.value, linked.low) == (0.0, 0.0)
    assert linked.high is not None
    assert 40.0 < linked.high < 100.0


def test_a_covered_eye_shortens_the_time_its_measures_rest_on() -> None:
    found = assess_scene([], covers=[Cover(10.0, 30.0, Side.LEFT)])
    shut = "eye_closure_in_spasm_percent"
    assert find(found, shut, LEFT).valid_time_s == pytest.approx(30.0, abs=0.1)
    assert find(found, shut, RIGHT).valid_time_s == pytest.approx(60.0, abs=0.1)
    # A spasm is told by comparing the eyes: it takes both.
    for side in (LEFT, RIGHT):
        time = find(found, "spasm_time_percent", side)
        assert time.valid_time_s == pytest.approx(30.0, abs=0.1)


def test_an_eye_never_seen_leaves_spasm_unknown_on_both_sides() -> None:
    found = assess_scene([], covers=[Cover(0.0, 60.0, Side.LEFT)])
    for side in (LEFT, RIGHT):
        assert find(found, "spasm_rate_per_min", side).value is None
        assert find(found, "spasm_time_percent", side).value is None


@pytest.mark.parametrize("side", Side)
def test_bouts_add_up_to_the_time_in_spasm(side: Side) -> None:
    scene = scenes.build_spasm_scene(side, rate_per_min=12.0)
    signals, events = simulate_signals(scene, build_times(60.0, 29.97))
    found = assess(signals, events, Quality(60.0, 60.0, 30.0, 150.0), (), SETTINGS)
    bouts = [e for e in events if e.event_type is EventType.SPASM and e.side == side.value]
    share = find(found, "spasm_time_percent", EventSide.of(side))
    assert bouts
    assert share.value == pytest.approx(
        100 * sum(bout.duration for bout in bouts) / share.valid_time_s, rel=1e-6
    )


def test_nothing_seen_gives_no_numbers_and_no_error() -> None:
    signals, _ = simulate_signals([], build_times(10.0), missing=[(0.0, 10.0)])
    found = assess(signals, (), Quality(10.0, 0.0, 30.0, None), (), SETTINGS)
    numbers = {m.name: m.value for m in found.measures if m.value is not None}
    assert set(numbers) <= {
        "other_babinski_count",
        "resting_mouth_difference_mm",
        "resting_brow_difference_mm",
    }
    assert found.affected_side is AffectedSide.UNCERTAIN
    assert found.pattern.label is PatternLabel.INDETERMINATE
    assert found.scale_estimates == ()


def test_no_frames_at_all_is_no_error() -> None:
    signals, _ = simulate_signals([], np.zeros(0))
    found = assess(signals, (), Quality(0.0, 0.0, None, None), (), SETTINGS)
    assert found.pattern.label is PatternLabel.INDETERMINATE


def test_droop_is_told_apart_from_spasm() -> None:
    found = assess_scene([], face=RestingFace(droop_mm=3.0))
    assert value(found, "resting_mouth_difference_mm") == pytest.approx(-3.0)
    assert value(found, "resting_brow_difference_mm") == pytest.approx(-3.0)
    assert found.affected_side is AffectedSide.NONE


def test_a_weak_eye_stays_open_and_blinks_in_part() -> None:
    found = assess_scene(scenes.build_blinks(60.0), face=RestingFace(left_strength=0.6))
    assert value(found, "residual_opening_mm", LEFT) > 3.5
    assert 0.0 <= value(found, "residual_opening_mm", RIGHT) < 1.0
    assert value(found, "complete_blinks_percent", LEFT) == 0.0
    assert value(found, "complete_blinks_percent", RIGHT) > 80.0


def test_blinks_that_are_all_complete_leave_room_for_one_that_is_not() -> None:
    found = assess_scene(scenes.build_blinks(20.0), 20.0)
    share = find(found, "complete_blinks_percent", RIGHT)
    assert share.value == 100.0
    assert share.low is not None
    assert 30.0 < share.low < 99.0
    assert share.high == 100.0


@pytest.mark.parametrize("face", [RestingFace(), RestingFace(left_strength=0.6)])
def test_no_eye_is_opened_less_than_nothing(face: RestingFace) -> None:
    found = assess_scene(scenes.build_blinks(60.0), face=face)
    for side in (LEFT, RIGHT):
        left_over = find(found, "residual_opening_mm", side)
        assert left_over.value is not None
        assert left_over.low is not None
        assert left_over.high is not None
        assert 0.0 <= left_over.low <= left_over.value < left_over.high
    surely = find(found, "residual_opening_mm", LEFT).low
    assert surely is not None
    assert (surely > 0.5) == (face.left_strength < 1)


def test_the_lag_of_a_blink_is_found_between_frames() -> None:
    blink = scenes.build_blink(20.0)
    late = replace(blink, onset=20.012, side=LEFT, other_share=0.0)
    early = replace(blink, side=RIGHT, other_share=0.0)
    signals, _ = simulate_signals([late, early], build_times(60.0), face=RestingFace(noise=0.0))
    _, events = simulate_signals([blink], build_times(60.0))
    found = assess(signals, events, GOOD, (), SETTINGS)
    assert value(found, "blink_lag_ms") == pytest.approx(12.0, abs=3.0)


def test_blinks_that_agree_know_their_lag_no_better_than_a_part_of_a_frame() -> None:
    found = assess_scene(scenes.build_blinks(60.0), face=RestingFace(noise=0.001))
    lag = find(found, "blink_lag_ms")
    assert lag.value == pytest.approx(0.0, abs=2.0)
    assert lag.low is not None
    assert lag.high is not None
    assert lag.high - lag.low >= 2 * 0.13 * 1000 / 30


def test_eye_aspect_ratio_is_opening_over_width() -> None:
    found = assess_scene([], face=RestingFace(noise=0.0))
    assert value(found, "eye_aspect_ratio", LEFT) == pytest.approx(9.5 / 30.0)


def test_synkinesis_is_measured_on_its_side() -> None:
    found = assess_scene(scenes.build_synkinesis_scene(Side.RIGHT))
    assert value(found, "synkinesis_percent", RIGHT) == pytest.approx(100.0)
    assert value(found, "synkinesis_percent", LEFT) == 0.0
    assert value(found, "blink_locked_mouth_mm", RIGHT) == pytest.approx(2.5, abs=0.3)
    assert value(found, "mouth_locked_closure_percent", RIGHT) == pytest.approx(38.0, abs=15)


def test_the_signals_show_synkinesis_that_no_event_names() -> None:
    signals, events = simulate_signals(scenes.build_synkinesis_scene(Side.RIGHT), build_times(60.0))
    unnamed = [e for e in events if e.event_type is not EventType.SYNKINESIS]
    found = assess(signals, unnamed, GOOD, (), SETTINGS)
    assert found.pattern.label is PatternLabel.SYNKINESIS
    reviewed = [replace(e, source=EventSource.CORRECTED) for e in unnamed]
    denied = assess(signals, reviewed, GOOD, (), SETTINGS)
    assert value(denied, "synkinesis_percent", RIGHT) == 0.0


@pytest.mark.parametrize(
    ("acts", "side", "label"),
    [
        (scenes.build_healthy_scene(), AffectedSide.NONE, PatternLabel.NO_INVOLUNTARY_MOVEMENT),
        (
            scenes.build_spasm_scene(Side.LEFT, severity="mild", rate_per_min=5),
            AffectedSide.LEFT,
            PatternLabel.HEMIFACIAL_SPASM,
        ),
        (
            scenes.build_spasm_scene(Side.RIGHT),
            AffectedSide.RIGHT,
            PatternLabel.HEMIFACIAL_SPASM,
        ),
        (
            scenes.build_spasm_scene(Side.LEFT, severity="severe"),
            AffectedSide.LEFT,
            PatternLabel.HEMIFACIAL_SPASM,
        ),
        (scenes.build_bilateral_scene(), AffectedSide.BOTH, PatternLabel.BILATERAL_SPASM),
        (
            scenes.build_synkinesis_scene(Side.LEFT),
            AffectedSide.LEFT,
            PatternLabel.SYNKINESIS,
        ),
        (
            scenes.build_myokymia_scene(Side.RIGHT),
            AffectedSide.RIGHT,
            PatternLabel.EYELID_MYOKYMIA,
        ),
        (
            scenes.build_weakness_scene(Side.LEFT),
            AffectedSide.LEFT,
            PatternLabel.FACIAL_WEAKNESS,
        ),
    ],
)
def test_side_and_pattern_of_every_scene(
    acts: tuple[Act, ...], side: AffectedSide, label: PatternLabel
) -> None:
    found = assess_scene(acts)
    assert found.affected_side is side
    assert found.pattern.label is label
    assert found.pattern.reasons
    assert sum(found.pattern.scores.values()) == pytest.approx(1.0)
    assert found.side_confidence > 0.7


@pytest.mark.parametrize("confidence", [0.1, 0.3, 0.45])
@pytest.mark.parametrize("beside", [(), (scenes.build_smile(29.9, duration=2.5),)])
def test_a_doubtful_contraction_is_not_kept_silent(
    beside: tuple[Act, ...], confidence: float
) -> None:
    spasm = scenes.build_spasm(30.0, Side.LEFT, size=0.3)
    acts = (*scenes.build_healthy_scene(), *beside, spasm)
    signals, events = simulate_signals(acts, build_times(60.0))
    doubted = [
        replace(e, confidence=confidence) if e.event_type is EventType.SPASM else e for e in events
    ]
    found = assess(signals, doubted, GOOD, (), SETTINGS)
    assert found.pattern.label is PatternLabel.NO_INVOLUNTARY_MOVEMENT
    reasons = " ".join(found.pattern.reasons)
    assert "one-sided contractions 1, squeezes of both eyes 0" in reasons
    assert "there were no one-sided contractions" not in reasons


def test_winks_in_turn_are_indeterminate() -> None:
    winks = scenes.build_wink_scene(40.0)
    taken_for_spasm = tuple(
        replace(a, event_type=EventType.SPASM, pattern=EventPattern.ISOLATED)
        if a.subtype == "wink"
        else a
        for a in winks
    )
    for acts in (winks, taken_for_spasm):
        found = assess_scene(acts, 40.0)
        assert found.pattern.label is PatternLabel.INDETERMINATE
        assert found.affected_side is AffectedSide.UNCERTAIN


def test_one_full_closure_of_each_eye_says_what_was_seen_and_what_is_missing() -> None:
    closures = [scenes.build_wink(10.0, Side.LEFT), scenes.build_wink(30.0, Side.RIGHT)]
    found = assess_scene(closures)
    assert found.pattern.label is PatternLabel.INDETERMINATE
    assert found.affected_side is AffectedSide.UNCERTAIN
    reasons = " ".join(found.pattern.reasons)
    assert "one eye closed alone: left 1, right 1; too few" in reasons
    assert "deliberate winks" in reasons
    assert "in turn" in reasons


def test_winks_of_one_eye_alone_name_no_side() -> None:
    winks = [scenes.build_wink(float(t), Side.LEFT) for t in range(3, 55, 6)]
    found = assess_scene(winks)
    assert found.pattern.label is PatternLabel.INDETERMINATE
    assert found.affected_side is AffectedSide.UNCERTAIN


def test_one_short_twitch_in_a_minute_is_no_pattern_of_spasm() -> None:
    found = assess_scene([scenes.build_spasm(20.0, Side.LEFT, size=0.3)])
    assert found.pattern.label is not PatternLabel.HEMIFACIAL_SPASM


def test_a_few_seconds_are_too_little() -> None:
    found = assess_scene(scenes.build_healthy_scene(6.0), 6.0)
    assert found.pattern.label is PatternLabel.INDETERMINATE
    assert "seconds only" in found.pattern.reasons[0]


def test_serious_flaws_speak_for_indeterminate() -> None:
    flag = QualityFlag(Flaw.BLURRED, Severity.SERIOUS, 0.0, 60.0, "Blurred.", "Hold still.")
    poor = replace(GOOD, flags=(flag, flag))
    acts = scenes.build_healthy_scene()
    clean, flawed = assess_scene(acts), assess_scene(acts, quality=poor)
    label = PatternLabel.INDETERMINATE
    assert flawed.pattern.scores[label] > clean.pattern.scores[label]


def test_asked_closures_are_no_spasm_and_stand_under_their_task() -> None:
    acts = [scenes.build_wink(float(t), Side.LEFT) for t in range(20, 30, 2)]
    tasks = (Task(0.0, 18.0, TaskName.REST), Task(19.0, 15.0, TaskName.FORCED_CLOSURE))
    spasms = [replace(a, event_type=EventType.SPASM) for a in acts]
    asked = assess_scene(spasms, tasks=tasks)
    unasked = assess_scene(spasms)
    assert value(asked, "spasm_rate_per_min", LEFT) == 0.0
    assert value(unasked, "spasm_rate_per_min", LEFT) > 4.0
    assert asked.affected_side is AffectedSide.NONE
    by_task = asked.by_task
    assert list(by_task) == ["rest", "forced_closure"]
    rest = find(by_task["rest"], "spasm_rate_per_min", LEFT)
    closure = find(by_task["forced_closure"], "spasm_rate_per_min", LEFT)
    assert rest.value == 0.0
    assert rest.valid_time_s == pytest.approx(18.0, abs=0.1)
    assert closure.value == pytest.approx(20.0, rel=0.02)


def test_scale_estimates_follow_the_burden() -> None:
    grades = {}
    for severity in ("mild", "moderate", "severe"):
        found = assess_scene(scenes.build_spasm_scene(Side.LEFT, severity=severity))
        for estimate in found.scale_estimates:
            assert estimate.low <= estimate.high
            assert estimate.rater_agreement
            grades[severity, estimate.scale] = (estimate.low, estimate.high)
    for scale in ("jrs_severity", "smc", "spasm_group"):
        assert grades["mild", scale] < grades["moderate", scale] <= grades["severe", scale]
    healthy = assess_scene(scenes.build_healthy_scene())
    assert {e.scale: e.low for e in healthy.scale_estimates} == {
        "jrs_severity": 0,
        "jrs_frequency": 0,
    }
    flutter = assess_scene(scenes.build_myokymia_scene(Side.LEFT))
    assert {e.scale: e.high for e in flutter.scale_estimates}["jrs_severity"] == 2


def test_asynchronous_spasm_of_both_sides_is_both() -> None:
    left = scenes.build_spasm_scene(Side.LEFT, rate_per_min=6)
    right = [
        replace(act, side=RIGHT, onset=act.onset + 4.0)
        for act in left
        if act.event_type is EventType.SPASM
    ]
    found = assess_scene((*left, *right))
    assert found.affected_side in (AffectedSide.BOTH, AffectedSide.UNCERTAIN)


def test_an_unreadable_brow_is_not_counted_as_no_lift() -> None:
    signals, events = simulate_signals([scenes.build_spasm(5.0, Side.LEFT)], build_times(30.0))
    unknown = [replace(event, brow_lift=None) for event in events]
    found = assess(signals, unknown, GOOD, (), SETTINGS)
    assert find(found, "other_babinski_count", LEFT).value is None


def test_a_bout_without_eyelid_uses_its_own_range() -> None:
    signals, events = simulate_signals([scenes.build_spasm(5.0, Side.LEFT)], build_times(30.0))
    mouth = [replace(event, regions=(Region.MOUTH,), amplitude=0.4) for event in events]
    found = assess(signals, mouth, GOOD, (), SETTINGS)
    assert value(found, "spasm_amplitude_percent", LEFT) == pytest.approx(40.0)


def test_a_minute_is_assessed_in_well_under_half_a_second() -> None:
    import time

    signals, events = simulate_signals(scenes.build_spasm_scene(Side.LEFT), build_times(60.0, 60.0))
    start = time.process_time()
    assess(signals, events, GOOD, (), AssessmentSettings())
    assert time.process_time() - start < 0.5
