"""What cannot be seen is said to be unknown, and rules answer only what they know."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from hemiface.assessment.assess import assess
from hemiface.assessment.burden import (
    compute_mouth_change_mm,
    compute_synchrony,
    find_peak_closure,
)
from hemiface.assessment.evidence import Evidence, collect_evidence
from hemiface.assessment.laterality import assess_side
from hemiface.assessment.observed import observe
from hemiface.assessment.observed_time import ObservedTime, observe_time
from hemiface.assessment.pattern import assess_pattern, score_rule
from hemiface.assessment.rules import RULES
from hemiface.assessment.severity import assess_severity
from hemiface.assessment.triggers import find_triggers
from hemiface.model.anatomy import Region, Side
from hemiface.model.assessment import AffectedSide, PatternLabel
from hemiface.model.definitions import could_be_wink
from hemiface.model.events import Event, EventPattern, EventSide, EventType
from hemiface.model.messages import build_message
from hemiface.model.quality import Quality
from hemiface.settings import AssessmentSettings
from hemiface.simulation import scenes
from hemiface.simulation.acts import Act
from hemiface.simulation.simulate import Cover, build_times, simulate_signals

SETTINGS = AssessmentSettings(n_resamples=50)
GOOD = Quality(60.0, 60.0, 30.0, 150.0)


def look_at(
    acts: Sequence[Act],
    *,
    missing: Sequence[tuple[float, float]] = (),
    covers: Sequence[Cover] = (),
) -> ObservedTime:
    time = build_times(60.0)
    signals, events = simulate_signals(acts, time, missing=missing, covers=covers)
    return observe_time(signals, events, np.ones(time.size, dtype=bool), SETTINGS)


def weigh(acts: Sequence[Act]) -> Evidence:
    seen = observe(look_at(acts))
    return collect_evidence(seen, seen, GOOD)


def test_a_bout_in_the_dark_has_no_features() -> None:
    bout = scenes.build_spasm(20.0, Side.LEFT)
    view = look_at([bout], missing=[(15.0, 10.0)])
    event = Event(20.0, 0.3, EventType.SPASM, EventSide.LEFT)
    assert view.events == ()
    assert find_peak_closure(view.signals, Side.LEFT, event) is None
    assert compute_mouth_change_mm(view.signals, Side.LEFT, event) is None
    assert compute_synchrony(view.signals, Side.LEFT, event) is None


def test_a_flat_signal_has_no_synchrony() -> None:
    view = look_at([scenes.build_spasm(20.0, Side.LEFT)])
    flat = replace(view.signals.left, eyelid_closure=np.zeros(view.signals.time.size))
    signals = replace(view.signals, left=flat)
    event = Event(20.0, 0.3, EventType.SPASM, EventSide.LEFT)
    assert compute_synchrony(signals, Side.LEFT, event) == 0.0


def test_a_trigger_that_was_not_seen_has_no_effect() -> None:
    acts = [scenes.build_blink(20.0), scenes.build_smile(30.0)]
    view = look_at(acts, covers=[Cover(15.0, 25.0, Side.LEFT)])
    for trigger in find_triggers(view.signals, view.events, Side.RIGHT):
        assert np.isnan(trigger.effect)
        assert not trigger.locked


def test_a_mouth_that_speaks_through_a_blink_says_nothing_about_it() -> None:
    acts = [*scenes.build_synkinesis_scene(Side.LEFT), scenes.build_talking(0.0, duration=60.0)]
    view = look_at([a for a in acts if a.event_type is not EventType.SYNKINESIS])
    triggers = find_triggers(view.signals, view.events, Side.LEFT)
    assert not any(t.locked for t in triggers if t.event.event_type is EventType.BLINK)


def test_an_eye_without_a_width_has_no_ratio() -> None:
    view = look_at([])
    signals = replace(view.signals, left=replace(view.signals.left, eye_width_mm=None))
    found = assess(signals, (), GOOD, (), SETTINGS)
    ratios = {m.side: m.value for m in found.measures if m.name == "eye_aspect_ratio"}
    assert ratios[EventSide.LEFT] is None
    assert ratios[EventSide.RIGHT] is not None


def test_rules_speak_of_evidence_that_exists() -> None:
    evidence = weigh(scenes.build_spasm_scene(Side.LEFT))
    for rule in RULES:
        assert 0 <= rule.degree(evidence.get(rule.evidence)) <= 1
        assert rule.gate == "" or 0 <= evidence.get(rule.gate) <= 1
        assert abs(score_rule(rule, evidence)) <= abs(rule.points)
        assert str(build_message(rule.reason, evidence.words())).endswith(".")
        assert rule.source
    with pytest.raises(KeyError):
        evidence.get("side")


def test_each_label_can_be_reached() -> None:
    assert {rule.label for rule in RULES} == set(PatternLabel)


def test_little_evidence_gives_a_reason_all_the_same() -> None:
    evidence = replace(weigh([]), valid_s=11.0)
    pattern = assess_pattern(evidence)
    assert pattern.reasons
    nothing = replace(evidence, valid_s=12.0, alternation=1.0, bouts=1.0)
    assert assess_pattern(nothing).reasons


def test_both_sides_with_trains_are_both() -> None:
    evidence = weigh(
        [
            act
            for k, side in enumerate((Side.LEFT, Side.RIGHT) * 5)
            for act in [
                scenes.build_spasm(
                    2.0 + 5 * k, side, pattern=EventPattern.CLONIC, lower_face={Region.MOUTH: 4.0}
                )
            ]
        ]
    )
    pattern = assess_pattern(evidence)
    assert pattern.label is PatternLabel.HEMIFACIAL_SPASM
    side, confidence = assess_side(evidence, pattern, 0.4)
    assert side is AffectedSide.BOTH
    assert confidence == pytest.approx(0.5)


@pytest.mark.parametrize(("bouts", "named"), [(1, False), (8, True)])
def test_one_squeeze_of_both_eyes_names_no_recording(bouts: int, named: bool) -> None:
    squeezes = [scenes.build_bilateral_spasm(4.0 + 7 * k) for k in range(bouts)]
    pattern = assess_pattern(weigh(squeezes))
    assert (pattern.label is PatternLabel.BILATERAL_SPASM) == named


def test_a_wink_is_single_full_and_of_the_eye() -> None:
    wink = Event(
        1.0,
        0.6,
        EventType.SPASM,
        EventSide.LEFT,
        EventPattern.ISOLATED,
        regions=(Region.EYELID, Region.CHEEK),
        amplitude=0.95,
    )
    assert could_be_wink(wink)
    assert could_be_wink(replace(wink, subtype="wink", regions=(Region.MOUTH,)))
    for other in (
        replace(wink, amplitude=0.5),
        replace(wink, duration=4.0),
        replace(wink, pattern=EventPattern.CLONIC),
        replace(wink, regions=(Region.EYELID, Region.MOUTH)),
        replace(wink, brow_lift=True),
    ):
        assert not could_be_wink(other)


def test_scales_of_the_extremes() -> None:
    shut = look_at(
        [scenes.build_spasm(1.0, Side.LEFT, pattern=EventPattern.TONIC, size=1.0, duration=40.0)]
    )
    hfs, left = PatternLabel.HEMIFACIAL_SPASM, AffectedSide.LEFT
    grades = {e.scale: (e.low, e.high) for e in assess_severity(observe(shut), hfs, left)}
    assert grades["jrs_frequency"] == (4, 4)
    twitches = look_at([scenes.build_spasm(float(t), Side.LEFT, size=0.3) for t in range(5, 50, 5)])
    grades = {e.scale: (e.low, e.high) for e in assess_severity(observe(twitches), hfs, left)}
    assert grades["spasm_group"] == (1, 1)
    assert assess_severity(observe(shut), PatternLabel.SYNKINESIS, left) == ()
