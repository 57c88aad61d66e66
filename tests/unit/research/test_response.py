"""The response to injections on persons whose truth is known, and the reasons for silence."""

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.response import (
    NULL,
    bound_width,
    cut,
    learn_clinics,
    measure_forecasts,
    measure_sessions,
    measure_told,
)

from hemiface.errors import StudyError
from hemiface.model.study import Study
from hemiface.research.response import estimate_responses
from hemiface.research.response_course import NEEDED
from hemiface.research.response_curve import shape_effect
from hemiface.research.response_population import PUBLISHED, Population, fit_population
from hemiface.simulation.cohorts import CourseWorld, simulate_courses


@pytest.fixture(scope="module")
def clinic() -> Population:
    return learn_clinics(1, 1, 60)[0]


def make_course(world: CourseWorld | None = None, seed: int = 3) -> Study:
    return simulate_courses(np.random.default_rng(seed), 1, world)[0]


def test_a_clinic_is_learned(clinic: Population) -> None:
    world = CourseWorld()
    assert np.exp(clinic.mean_return) == pytest.approx(world.mean_return, rel=0.15)
    assert clinic.between_return == pytest.approx(world.between_return, abs=0.12)
    assert clinic.within_return == pytest.approx(world.within_return, abs=0.06)


def test_intervals_of_a_session_hold_the_truth(clinic: Population) -> None:
    measured = measure_sessions(5, 80, [clinic])
    for found in measured:
        # 90 %, three standard errors to the lower side.
        assert found.held >= 0.9 - 3 * (0.09 / found.n_told) ** 0.5, found
    onset = next(found for found in measured if found.name == "onset")
    assert onset.width < 5.4  # on a grid too coarse it was 6, and held the truth in 96 %
    returned = next(one for one in measured if one.name == "returned")
    assert returned.n_told / returned.n > 0.5
    assert abs(returned.bias) < 6


def test_three_injections_narrow_what_is_foretold_to_half(clinic: Population) -> None:
    first, _, third = measure_forecasts(5, 60, [clinic], after_d=28.0)
    assert third.width <= 0.5 * first.width
    assert third.held >= 0.9 - 3 * (0.09 / third.n_told) ** 0.5


def test_no_method_halves_the_forecast_after_one_injection() -> None:
    """Shown by drawing persons whose earlier returns are known to the day."""
    rng, world = np.random.default_rng(1), CourseWorld()
    own = rng.normal(0, world.between_return, 200_000)
    for earlier in (1, 3):
        seen = own + rng.normal(0, world.within_return / earlier**0.5, len(own))
        best = np.polyval(np.polyfit(seen, own, 1), seen)
        error = own + rng.normal(0, world.within_return, len(own)) - best
        low, high = np.quantile(error, [0.05, 0.95])
        assert np.exp(high) - np.exp(low) == pytest.approx(bound_width(earlier), rel=0.02)
    assert bound_width(3) / bound_width(1) == pytest.approx(0.83, abs=0.005)
    assert bound_width(np.inf) / bound_width(1) == pytest.approx(0.72, abs=0.005)


@pytest.mark.parametrize("memory", [0.0, 0.75, 0.9])
def test_persons_in_whom_nothing_acts_are_seldom_told_of_an_effect(memory: float) -> None:
    share = measure_told(5, 80, replace(NULL, noise_per_day=memory))
    assert share <= 0.05 + 2 * (0.05 * 0.95 / 80) ** 0.5


def test_a_return_is_told_only_from_two_entries_on_either_side(clinic: Population) -> None:
    world = CourseWorld(every=14, missing=0.4)
    study, truths = simulate_courses(np.random.default_rng(8), 60, world)
    told = silent = 0
    for found, truth in zip(estimate_responses(study, population=clinic), truths, strict=True):
        own = study.where(np.array(study.person) == truth.person)
        days = own.numbers("day")[~np.isnan(own.numbers("value"))]
        ends = np.append(truth.injected[1:], np.inf)
        for session, start, end in zip(found.sessions, truth.injected, ends, strict=True):
            since = days[(days > start) & (days <= end)] - start
            if session.returned is None:
                silent += 1
                assert session.silent
                assert session.onset is session.depth is session.peak is None
            else:
                told += 1
                assert session.silent is None
                assert np.sum(since <= session.returned.value) >= NEEDED
                assert np.sum(since > session.returned.value) >= NEEDED
    assert told
    assert silent


def test_the_first_injection_alone_foretells_nothing_without_a_clinic() -> None:
    study, truths = simulate_courses(np.random.default_rng(4), 5)
    early = cut(study, truths, 0, 40)
    for found in estimate_responses(early):
        assert found.population == PUBLISHED
        assert found.forecast is None
        assert found.silent
    later = estimate_responses(cut(study, truths, 3, 10))
    assert any(found.forecast is not None for found in later)


def test_a_person_alone_is_told_from_published_durations() -> None:
    (found,) = estimate_responses(make_course())
    assert found.responds
    assert found.forecast is not None
    assert "R40" in found.forecast.method
    assert found.forecast.low < found.forecast.value < found.forecast.high


def test_a_shift_of_the_calendar_or_of_the_rows_changes_nothing() -> None:
    study = make_course()
    order = np.random.default_rng(0).permutation(study.n_rows)
    moved = Study.of(
        study.person,
        day=study.numbers("day") + 730,
        value=study.numbers("value"),
        injected=study.numbers("injected"),
    ).where(order)
    (first,), (second,) = estimate_responses(study), estimate_responses(moved)
    assert first.forecast == second.forecast
    for one, two in zip(first.sessions, second.sessions, strict=True):
        assert one.returned == two.returned
        assert one.injected == two.injected - 730


def test_another_unit_of_the_value_changes_no_day() -> None:
    study = make_course()
    scaled = Study.of(
        study.person,
        day=study.numbers("day"),
        value=10 * study.numbers("value"),
        injected=study.numbers("injected"),
    )
    (first,), (second,) = estimate_responses(study), estimate_responses(scaled)
    for one, two in zip(first.sessions, second.sessions, strict=True):
        if one.returned is None or two.returned is None:
            assert one.silent == two.silent
            continue
        assert one.returned.value == pytest.approx(two.returned.value)
        assert one.depth is not None
        assert two.depth is not None
        assert two.depth.value == pytest.approx(10 * one.depth.value)


@pytest.mark.parametrize("n", [0, 1, 3, 7])
def test_a_few_entries_are_met_with_silence(n: int) -> None:
    study = Study.of(
        ["a"] * (n + 1),
        day=[0.0, *[7.0 * (one + 1) for one in range(n)]],
        value=[None, *[float(5 - one % 3) for one in range(n)]],
        injected=[1.0, *[0.0] * n],
    )
    (found,) = estimate_responses(study)
    assert not found.responds
    assert found.forecast is None
    assert "too few entries" in str(found.silent)


def test_values_that_never_change_show_no_effect() -> None:
    days = np.arange(0, 200, 3.0)
    study = Study.of(
        ["a"] * len(days),
        day=days,
        value=np.where(days == 0, np.nan, 4.0),
        injected=(days == 0) * 1.0,
    )
    (found,) = estimate_responses(study)
    assert not found.responds


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(StudyError, match="nobody was injected"):
        estimate_responses(Study.of(["a"], day=[1.0], value=[2.0], injected=[0.0]))
    with pytest.raises(StudyError, match="day is missing"):
        estimate_responses(Study.of(["a"], day=[None], value=[2.0], injected=[1.0]))
    with pytest.raises(StudyError, match="0 persons have two sessions"):
        fit_population([])


def test_the_shape_is_half_at_its_onset_and_return() -> None:
    at = shape_effect(np.array([-1.0, 5.0, 25.0, 90.0, 400.0]), 5.0, 90.0, 0.1)
    assert at[0] == 0
    assert at[1] == pytest.approx(0.5, abs=0.01)
    assert at[2] > 0.95
    assert at[3] == pytest.approx(0.5, abs=0.01)
    assert at[4] < 0.01
