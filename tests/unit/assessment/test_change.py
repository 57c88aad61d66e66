"""A change is one only when it exceeds the noise of both recordings."""

from dataclasses import replace

import pytest

from hemiface.assessment.assess import assess
from hemiface.assessment.change import (
    compare_assessments,
    compare_measures,
    compute_retest_error,
)
from hemiface.model.anatomy import Side
from hemiface.model.assessment import AffectedSide, Assessment, Measure
from hemiface.model.change import Change, Verdict
from hemiface.model.events import EventSide
from hemiface.model.quality import Quality
from hemiface.settings import AssessmentSettings
from hemiface.simulation.scenes import build_spasm_scene
from hemiface.simulation.simulate import build_times, simulate_signals

LEFT = EventSide.LEFT


def measure(
    value: float | None,
    *,
    name: str = "spasm_rate_per_min",
    unit: str = "/min",
    error: float | None = 1.0,
) -> Measure:
    return Measure(name, value, unit, LEFT, None, None, 60.0, error)


def run(rate_per_min: float, seed: int = 0) -> Assessment:
    scene = build_spasm_scene(Side.LEFT, rate_per_min=rate_per_min, seed=seed)
    signals, events = simulate_signals(scene, build_times(60.0), seed=seed)
    good = Quality(60.0, 60.0, 30.0, 150.0)
    return assess(signals, events, good, (), AssessmentSettings(n_resamples=200))


def find(changes: tuple[Change, ...], name: str, side: EventSide | None = LEFT) -> Change:
    (change,) = (c for c in changes if c.name == name and c.side is side)
    return change


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (10.0, 2.0, Verdict.BETTER),
        (2.0, 10.0, Verdict.WORSE),
        (10.0, 9.0, Verdict.NO_CHANGE),
        (10.0, None, Verdict.NOT_COMPARABLE),
        (None, 10.0, Verdict.NOT_COMPARABLE),
    ],
)
def test_verdicts(before: float | None, after: float | None, verdict: Verdict) -> None:
    assert compare_measures(measure(before), measure(after)).verdict is verdict


def test_the_smallest_change_is_that_of_bland_and_altman() -> None:
    change = compare_measures(measure(10.0, error=1.0), measure(5.0, error=1.0))
    assert change.smallest_change == pytest.approx(1.96 * 2**0.5)
    assert change.difference == -5.0


@pytest.mark.parametrize(("after", "verdict"), [(0.4, "no_change"), (0.6, "worse")])
def test_millimeters_below_the_rest_of_a_mouth_are_no_change(after: float, verdict: str) -> None:
    first, second = (
        measure(value, name="blink_locked_mouth_mm", unit="mm", error=0.01)
        for value in (0.2, after)
    )
    assert compare_measures(first, second).verdict == verdict


def test_an_interval_wider_than_the_scatter_counts() -> None:
    wide = replace(measure(10.0, error=0.1), low=0.0, high=39.2)
    assert compare_measures(wide, measure(5.0, error=0.0)).smallest_change == pytest.approx(19.6)


def test_unknown_noise_is_not_no_noise() -> None:
    change = compare_measures(measure(10.0, error=None), measure(1.0, error=None))
    assert change.verdict is Verdict.NOT_COMPARABLE
    assert compare_measures(measure(10.0, error=None), measure(1.0, error=None), 0.5).verdict is (
        Verdict.BETTER
    )


def test_a_measure_that_is_missing_is_not_comparable() -> None:
    assert compare_measures(measure(1.0), None).verdict is Verdict.NOT_COMPARABLE


def test_no_camera_stands_twice_alike() -> None:
    ratio = compare_measures(measure(100.0, error=0.0), measure(96.0, error=0.0))
    assert ratio.verdict is Verdict.NO_CHANGE
    first = measure(10.0, name="residual_opening_mm", unit="mm", error=0.0)
    second = measure(9.2, name="residual_opening_mm", unit="mm", error=0.0)
    assert compare_measures(first, second).verdict is Verdict.NO_CHANGE


def test_a_measure_without_a_better_side_is_different() -> None:
    first = measure(20.0, name="blink_rate_per_min")
    second = measure(5.0, name="blink_rate_per_min")
    assert compare_measures(first, second).verdict is Verdict.DIFFERENT


def test_higher_is_better_where_the_registry_says_so() -> None:
    first = measure(0.2, name="eye_aspect_ratio", unit="", error=0.01)
    second = measure(0.3, name="eye_aspect_ratio", unit="", error=0.01)
    assert compare_measures(first, second).verdict is Verdict.BETTER


def test_treatment_shows_and_the_same_state_does_not() -> None:
    before = run(14.0)
    treated = compare_assessments(before, run(2.0, seed=5))
    assert find(treated, "spasm_rate_per_min").verdict is Verdict.BETTER
    assert find(treated, "spasm_time_percent").verdict is Verdict.BETTER
    same = compare_assessments(before, run(14.0, seed=7))
    assert find(same, "spasm_rate_per_min").verdict is Verdict.NO_CHANGE
    assert find(same, "spasm_rate_per_min", EventSide.RIGHT).verdict is Verdict.NO_CHANGE


def test_a_recording_does_not_differ_from_itself() -> None:
    found = run(10.0)
    verdicts = {change.verdict for change in compare_assessments(found, found)}
    assert verdicts <= {Verdict.NO_CHANGE, Verdict.NOT_COMPARABLE}


def test_repeats_that_scatter_raise_the_bar() -> None:
    repeats = [[run(10.0), run(4.0, seed=3)]]
    error = compute_retest_error(repeats, "spasm_rate_per_min", LEFT)
    assert error == pytest.approx(abs(10 - 4) / 2**0.5, rel=0.05)
    changes = compare_assessments(run(14.0), run(8.0, seed=5), repeats)
    assert find(changes, "spasm_rate_per_min").verdict is Verdict.NO_CHANGE
    assert compute_retest_error([], "spasm_rate_per_min", LEFT) is None
    assert compute_retest_error([[run(10.0)]], "spasm_rate_per_min", LEFT) is None


def told(side: AffectedSide, *measures: tuple[str, EventSide, float]) -> Assessment:
    """A recording with some measures, and an affected side."""
    found = tuple(
        Measure(name, value, "%", each, None, None, 60.0, 1.0) for name, each, value in measures
    )
    return replace(run(2.0), affected_side=side, measures=found)


SHARE, SHUT = "spasm_time_percent", "eye_shut_by_spasm_percent"


def test_better_is_said_of_the_affected_side_alone() -> None:
    right = EventSide.RIGHT
    before = told(AffectedSide.LEFT, (SHARE, LEFT, 30), (SHUT, LEFT, 20), (SHUT, right, 20))
    after = told(AffectedSide.LEFT, (SHARE, LEFT, 5), (SHUT, LEFT, 2), (SHUT, right, 2))
    changes = compare_assessments(before, after)
    assert find(changes, SHARE).verdict is Verdict.BETTER
    assert find(changes, SHUT).verdict is Verdict.BETTER
    assert find(changes, SHUT, right).verdict is Verdict.DIFFERENT


def test_better_is_not_said_where_the_spasm_has_not_changed() -> None:
    before = told(AffectedSide.LEFT, (SHARE, LEFT, 30), (SHUT, LEFT, 20))
    after = told(AffectedSide.LEFT, (SHARE, LEFT, 30), (SHUT, LEFT, 2))
    changes = compare_assessments(before, after)
    assert find(changes, SHARE).verdict is Verdict.NO_CHANGE
    assert find(changes, SHUT).verdict is Verdict.DIFFERENT


def test_two_faces_are_not_compared() -> None:
    before = told(AffectedSide.LEFT, (SHARE, LEFT, 30))
    after = told(AffectedSide.LEFT, (SHARE, LEFT, 5))
    assert find(compare_assessments(before, after, alike=True), SHARE).verdict is Verdict.BETTER
    (change,) = compare_assessments(before, after, alike=False)
    assert change.verdict is Verdict.NOT_COMPARABLE


def test_the_error_of_repeats_is_pooled_over_groups() -> None:
    name = "spasm_rate_per_min"
    groups = [
        [told(AffectedSide.LEFT, (name, LEFT, value)) for value in values]
        for values in ((1.0, 3.0), (10.0, 10.0, 13.0), (50.0,))
    ]
    # Squares 2 and 6, with one and two degrees of freedom; a single one tells nothing.
    assert compute_retest_error(groups, name, LEFT) == pytest.approx((8 / 3) ** 0.5)
    assert compute_retest_error(groups, name, EventSide.RIGHT) is None
    assert compute_retest_error(groups, "bout_rate_per_min", LEFT) is None
