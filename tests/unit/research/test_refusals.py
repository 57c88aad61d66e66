"""What no statistic can be made of is refused in words, and nothing certain is made of nothing."""

from collections.abc import Callable

import numpy as np
import pytest

from hemiface.errors import StudyError
from hemiface.model.study import Study
from hemiface.research.competing import estimate_incidence
from hemiface.research.hazards import fit_hazards
from hemiface.research.limits import estimate_limits
from hemiface.research.planning import TwoArms, measure_power
from hemiface.research.predictors import fit_predictors
from hemiface.research.roc import choose_cutoff, compare_curves, estimate_curve
from hemiface.research.screening import assess_screen
from hemiface.research.survival import compare_survival, estimate_survival

TWICE = Study.of(
    ["a", "a", "b", "c"],
    weeks=[1.0, 2.0, 3.0, 4.0],
    relapse=[1.0, 0.0, 1.0, 0.0],
    test=[1.0, 3.0, 2.0, 5.0],
    arm=["x", "y", "x", "y"],
)


@pytest.mark.parametrize(
    "estimate",
    [
        lambda study: estimate_survival(study, "weeks", "relapse"),
        lambda study: compare_survival(study, "weeks", "relapse", "arm"),
        lambda study: estimate_incidence(study, "weeks", "relapse"),
        lambda study: fit_hazards(study, "weeks", "relapse", ("test",)),
        lambda study: assess_screen(study, "test", "relapse", 2),
        lambda study: estimate_curve(study, "test", "relapse"),
        lambda study: compare_curves(study, "test", "weeks", "relapse"),
        lambda study: choose_cutoff(study, "test", "relapse"),
        lambda study: fit_predictors(study, "relapse", ("test",)),
        lambda study: estimate_limits(study, "weeks", "test"),
    ],
)
def test_several_rows_of_a_person_are_not_taken_for_persons(
    estimate: Callable[[Study], object],
) -> None:
    with pytest.raises(StudyError) as raised:
        estimate(TWICE)
    assert raised.value.case == "repeated_rows"


def test_a_second_row_that_lacks_its_value_is_no_second_row() -> None:
    study = Study.of(
        ["a", "a", "b", "c"], weeks=[1.0, None, 3.0, 4.0], relapse=[1.0, 0.0, 1.0, 0.0]
    )
    assert estimate_survival(study, "weeks", "relapse").n == 3


@pytest.mark.parametrize(
    "plan",
    [
        lambda: TwoArms(0.5, -1),
        lambda: TwoArms(0.5, 0),
        lambda: TwoArms(np.nan, 1),
        lambda: TwoArms(0.5, np.inf),
        lambda: TwoArms(0.5, 1, dropout=1.5),
        lambda: TwoArms(0.5, 1, dropout=-0.1),
        lambda: TwoArms(0.5, 1, chance=2),
        lambda: measure_power(TwoArms(0.5, 1), -4),
        lambda: measure_power(TwoArms(0.5, 1), 20, n_studies=0),
    ],
)
def test_a_plan_that_no_study_can_have_is_refused(plan: Callable[[], object]) -> None:
    with pytest.raises(StudyError, match="a study cannot have") as raised:
        plan()
    assert raised.value.hint


def test_two_tests_without_fail_do_not_differ_by_nothing_for_certain() -> None:
    ill = [0.0] * 5 + [1.0] * 5
    people = [f"p{place}" for place in range(10)]
    study = Study.of(people, one=list(range(10)), two=[2.0 * x for x in range(10)], ill=ill)
    found = compare_curves(study, "one", "two", "ill")
    assert found.value == 0
    assert np.isnan([found.low, found.high]).all()
