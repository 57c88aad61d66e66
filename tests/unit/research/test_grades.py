"""Grades are compared by ranks, as SciPy does, with an interval that agrees with the p-value."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import brunnermunzel

from hemiface.errors import StudyError
from hemiface.research.grades import compare_grades

GRADES = st.lists(st.integers(0, 3), min_size=3, max_size=25)


@given(GRADES, GRADES)
def test_the_rank_test_is_that_of_scipy_and_its_interval_agrees(
    one: list[int], two: list[int]
) -> None:
    first, second = np.array(one, float), np.array(two, float)
    superior = np.mean(np.sign(second[:, None] - first[None, :]) / 2 + 0.5)
    try:
        delta, chance, p_value = compare_grades("g", first, second, 0.95)
    except StudyError as error:
        assert error.case in {"no_variation", "grades_apart"}
        return
    assert chance.value == pytest.approx(superior)
    assert delta.value == pytest.approx(2 * superior - 1)
    assert p_value == pytest.approx(float(brunnermunzel(first, second).pvalue), abs=1e-9)
    if p_value < 0.049:
        assert not delta.low < 0 < delta.high
    elif p_value > 0.051:
        assert delta.low <= 0 <= delta.high
    turned, _, again = compare_grades("g", second, first, 0.95)
    assert (turned.value, turned.low) == pytest.approx((-delta.value, -delta.high))
    assert again == pytest.approx(p_value)


@pytest.mark.parametrize("two", [[0, 0, 0], [2, 2, 3]])
def test_grades_without_scatter_are_refused(two: list[int]) -> None:
    with pytest.raises(StudyError, match="g"):
        compare_grades("g", np.zeros(3), np.array(two, float), 0.95)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    chances = (np.array([0.4, 0.3, 0.2, 0.1]), np.array([0.2, 0.3, 0.3, 0.2]))
    below = np.cumsum(chances[0]) - chances[0]
    truth = 2 * float(np.sum(chances[1] * (below + chances[0] / 2))) - 1
    hits = 0
    for _ in range(1000):
        one, two = (rng.choice(4, 25, p=each).astype(float) for each in chances)
        delta, _, _ = compare_grades("g", one, two, 0.95)
        hits += delta.low <= truth <= delta.high
    assert 930 <= hits <= 970
