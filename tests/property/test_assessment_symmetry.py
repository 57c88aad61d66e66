"""What must not change a number: a mirror, another clock, another frame rate."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mirror import mirror_events, mirror_signals

from hemiface.assessment.assess import assess
from hemiface.model.anatomy import Side
from hemiface.model.assessment import AffectedSide, Assessment
from hemiface.model.quality import Quality
from hemiface.settings import AssessmentSettings
from hemiface.simulation import scenes
from hemiface.simulation.acts import Act
from hemiface.simulation.simulate import RestingFace, build_times, simulate_signals

SETTINGS = AssessmentSettings(n_resamples=100)
GOOD = Quality(40.0, 40.0, 30.0, 150.0)
FEW = settings(max_examples=10)

acts = st.one_of(
    st.builds(
        scenes.build_spasm_scene,
        st.sampled_from(Side),
        st.just(40.0),
        severity=st.sampled_from(("mild", "moderate", "severe")),
        seed=st.integers(0, 99),
    ),
    st.builds(scenes.build_healthy_scene, st.just(40.0), seed=st.integers(0, 99)),
    st.builds(scenes.build_synkinesis_scene, st.sampled_from(Side), st.just(40.0)),
    st.builds(scenes.build_myokymia_scene, st.sampled_from(Side), st.just(40.0)),
)


def run(scene: tuple[Act, ...], rate: float = 30.0) -> Assessment:
    signals, events = simulate_signals(scene, build_times(40.0, rate))
    return assess(signals, events, GOOD, (), SETTINGS)


@FEW
@given(acts)
def test_a_mirror_swaps_the_sides_and_nothing_else(scene: tuple[Act, ...]) -> None:
    signals, events = simulate_signals(scene, build_times(40.0))
    found = assess(signals, events, GOOD, (), SETTINGS)
    turned = assess(mirror_signals(signals), mirror_events(events), GOOD, (), SETTINGS)
    swap = {AffectedSide.LEFT: AffectedSide.RIGHT, AffectedSide.RIGHT: AffectedSide.LEFT}
    assert turned.affected_side is swap.get(found.affected_side, found.affected_side)
    assert turned.side_confidence == found.side_confidence
    assert turned.pattern.label is found.pattern.label
    there = {(m.name, m.side): m for m in turned.measures}
    for measure in found.measures:
        other = there[measure.name, measure.side and measure.side.opposite]
        if measure.name.endswith(("difference_mm", "lag_ms")):
            assert (other.value is None) == (measure.value is None)
            assert (other.value or 0.0) == pytest.approx(-(measure.value or 0.0), abs=1e-9)
        else:
            assert replace(other, side=measure.side) == measure


@FEW
@given(acts, st.floats(0.0, 5000.0))
def test_another_clock_changes_no_number(scene: tuple[Act, ...], shift: float) -> None:
    signals, events = simulate_signals(scene, build_times(40.0))
    later = replace(signals, time=signals.time + shift)
    moved = [replace(e, onset=e.onset + shift, peak_time=None) for e in events]
    found = assess(signals, events, GOOD, (), SETTINGS)
    again = assess(later, moved, GOOD, (), SETTINGS)
    assert again.pattern.label is found.pattern.label
    assert again.affected_side is found.affected_side
    for before, after in zip(found.measures, again.measures, strict=True):
        # A frame may fall on the other side of an event's edge by rounding.
        if before.value is None or after.value is None:
            assert before.value == after.value
        else:
            assert after.value == pytest.approx(before.value, rel=0.05, abs=0.3)


@FEW
@given(st.builds(scenes.build_spasm_scene, st.sampled_from(Side), st.just(40.0)), st.floats(0.5, 2))
def test_the_size_of_the_face_changes_millimetres_only(
    scene: tuple[Act, ...], scale: float
) -> None:
    small = RestingFace(noise=0.0)
    large = RestingFace(scale * 9.0, scale * 9.0, noise=0.0)
    signals, events = simulate_signals(scene, build_times(40.0), face=small)
    enlarged, same = simulate_signals(scene, build_times(40.0), face=large)
    found = assess(signals, events, GOOD, (), SETTINGS)
    other = assess(enlarged, same, GOOD, (), SETTINGS)
    assert other.pattern == found.pattern
    assert other.affected_side is found.affected_side
    for before, after in zip(found.measures, other.measures, strict=True):
        if not before.unit.startswith("mm") and before.name != "eye_aspect_ratio":
            assert after.value == pytest.approx(before.value, nan_ok=True)


@FEW
@given(acts, st.sampled_from((24.0, 50.0, 60.0)))
def test_the_frame_rate_changes_little(scene: tuple[Act, ...], rate: float) -> None:
    found, other = run(scene), run(scene, rate)
    assert other.pattern.label is found.pattern.label
    assert other.affected_side is found.affected_side
    there = {(m.name, m.side): m.value for m in other.measures}
    for measure in found.measures:
        if measure.name in ("spasm_rate_per_min", "blink_rate_per_min"):
            assert there[measure.name, measure.side] == pytest.approx(measure.value, rel=0.05)
        if measure.name == "spasm_time_percent":
            assert there[measure.name, measure.side] == pytest.approx(measure.value, abs=1.0)


@FEW
@given(acts)
def test_shares_stay_within_the_time_that_was_watched(scene: tuple[Act, ...]) -> None:
    found = run(scene)
    for measure in found.measures:
        assert measure.valid_time_s <= 40.0 + 1e-6
        if measure.unit == "%" and measure.value is not None and "locked" not in measure.name:
            assert 0 <= measure.value <= 130
        if measure.name.endswith(("time_percent", "shut_by_spasm_percent")):
            assert measure.value is not None
            assert measure.value <= 100
        if measure.low is not None and measure.high is not None:
            assert measure.low <= measure.high


@FEW
@given(acts)
def test_the_same_input_gives_the_same_numbers(scene: tuple[Act, ...]) -> None:
    assert run(scene) == run(scene)
