"""Failed sessions and a lost response, on persons whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from hemiface.research.detectable import find_smallest_change
from hemiface.research.response_curve import shape_effect
from hemiface.research.response_failure import (
    find_failures,
    has_lost_response,
    measure_effects,
)
from hemiface.simulation.cohorts import CourseWorld, simulate_courses, simulate_noise

INJECTED = np.array([30.0, 130.0, 230.0, 330.0])


def judge(depths: list[float], seed: int) -> tuple[tuple[bool | None, ...], bool]:
    rng = np.random.default_rng(seed)
    days = np.arange(0.0, 430.0, 3.0)
    session = np.searchsorted(INJECTED, days, side="left") - 1
    since = np.where(session >= 0, days - INJECTED[np.maximum(session, 0)], -1.0)
    depth = np.array(depths)[np.maximum(session, 0)]
    values: NDArray[np.float64] = 6.0 - depth * shape_effect(since, 5.0, 80.0, 0.2)
    noted: NDArray[np.float64] = np.clip(values + simulate_noise(rng, days, 0.8, 0.7), 0, 10)
    noted = np.asarray(np.round(noted), dtype=np.float64)
    effects = measure_effects(INJECTED, days, noted)
    failed = find_failures(effects, 6.0)
    return failed, has_lost_response(effects, failed)


@pytest.mark.parametrize("seed", range(3))
def test_sessions_that_work_are_not_said_to_fail(seed: int) -> None:
    assert judge([5, 5, 5, 5], seed) == ((False,) * 4, False)


@pytest.mark.parametrize("seed", range(3))
def test_two_failures_after_two_that_worked_are_a_lost_response(seed: int) -> None:
    failed, lost = judge([5, 5, 0, 0], seed)
    assert failed == (False, False, True, True)
    assert lost


@pytest.mark.parametrize("seed", range(3))
def test_one_failure_is_no_lost_response(seed: int) -> None:
    failed, lost = judge([5, 5, 5, 0], seed)
    assert failed[-1] is True
    assert not lost


def test_few_simulated_persons_are_told_of_a_failure_that_was_none() -> None:
    study, truths = simulate_courses(np.random.default_rng(2), 60, replace(CourseWorld(), every=3))
    told = []
    for truth in truths:
        own = study.where(np.array(study.person) == truth.person)
        entry = ~np.isnan(own.numbers("value"))
        days, values = own.numbers("day")[entry], own.numbers("value")[entry]
        effects = measure_effects(truth.injected, days, values)
        told += [one for one in find_failures(effects, float(np.percentile(values, 90))) if one]
    assert len(told) <= 0.05 * 4 * 60


def test_too_few_entries_judge_nothing() -> None:
    days = np.array([0.0, 40.0, 60.0])
    effects = measure_effects(INJECTED, days, np.array([5.0, 1.0, 2.0]))
    assert effects == (None,) * 4
    assert find_failures(effects, 5.0) == (None,) * 4
    assert not has_lost_response(effects, (None,) * 4)


def test_the_smallest_change_of_a_diary_follows_its_noise() -> None:
    rng = np.random.default_rng(1)
    days = np.arange(0.0, 900.0, 3.0)
    values = 5 + rng.normal(0, 1.0, len(days))
    found = find_smallest_change(days, values, 0.1)
    assert found == pytest.approx(1.96 * 2**0.5, rel=0.15)
    assert find_smallest_change(days, np.round(values)) == pytest.approx(1.96 / 0.6745)
    assert find_smallest_change(days[:5], values[:5]) is None
    assert find_smallest_change(10 * days, values) is None
