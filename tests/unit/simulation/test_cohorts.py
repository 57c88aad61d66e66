"""Simulated cohorts are what they say, and the same seed draws the same."""

from dataclasses import replace

import numpy as np
import pytest

from hemiface.simulation.cohorts import (
    CohortWorld,
    CourseWorld,
    DiaryWorld,
    simulate_cohort,
    simulate_courses,
    simulate_diary,
    simulate_noise,
)


def test_noise_lasts_as_long_as_it_should() -> None:
    noise = simulate_noise(np.random.default_rng(1), np.arange(20_000.0), 2.0, 0.7)
    assert noise.std() == pytest.approx(2, rel=0.05)
    assert np.corrcoef(noise[1:], noise[:-1])[0, 1] == pytest.approx(0.7, abs=0.03)


def test_the_same_seed_draws_the_same_persons() -> None:
    first, _ = simulate_courses(np.random.default_rng(4), 3)
    second, _ = simulate_courses(np.random.default_rng(4), 3)
    assert first.person == second.person
    assert first.numbers("value").tobytes() == second.numbers("value").tobytes()


def test_nothing_acts_in_a_null_world_and_something_does_in_others() -> None:
    for share in (0.0, 0.8):
        world = replace(CourseWorld(), depth_share=share, missing=0.0)
        study, truths = simulate_courses(np.random.default_rng(5), 40, world)
        low = high = 0.0
        for truth in truths:
            own = study.where(np.array(study.person) == truth.person)
            day, value = own.numbers("day"), own.numbers("value")
            shot, end = truth.injected[0], truth.returned[0]
            inside = (day > shot + 2 * truth.onset[0]) & (day < shot + 0.6 * end)
            low, high = low + np.nanmean(value[inside]), high + np.nanmean(value[day <= shot])
        drop = (high - low) / len(truths)
        assert drop == pytest.approx(0.0 if share == 0 else 5.0, abs=0.6 if share == 0 else 1.2)


def test_a_cohort_has_its_arms_and_its_outcomes() -> None:
    world = CohortWorld()
    study = simulate_cohort(np.random.default_rng(6), 600, world)
    first = study.where(study.numbers("month") == 0)
    assert first.n_rows == 600
    assert first.column("arm").values.mean() == 0.5
    assert set(np.unique(first.numbers("outcome"))) == {0.0, 1.0, 2.0}
    last = study.where(study.numbers("month") == 12)
    arms = last.column("arm").values == 1
    burden = last.numbers("burden")
    assert burden[arms].mean() - burden[~arms].mean() == pytest.approx(12 * world.effect, abs=2)


def test_a_diary_lacks_the_days_it_should() -> None:
    world = DiaryWorld(n_events=200)
    study = simulate_diary(np.random.default_rng(7), world)
    days = study.numbers("day")
    assert 1 - len(days) / (days[-1] + 1) == pytest.approx(world.missing, abs=0.06)
    assert study.numbers("spasm").min() >= 0
    assert study.numbers("spasm").max() <= 10
