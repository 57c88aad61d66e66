"""Agreement of raters: symmetries, gaps and what cannot be said."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.published.raters import SHROUT_FLEISS, spread_ratings
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hemiface.errors import StudyError
from hemiface.model.study import Column, Study
from hemiface.research.agreement import (
    CategoryScale,
    Weights,
    estimate_alpha,
    estimate_fleiss_kappa,
    estimate_kappa,
)
from hemiface.research.limits import estimate_limits
from hemiface.research.reliability import estimate_measurement_error, estimate_reliability

TABLES = arrays(np.float64, (8, 3), elements=st.integers(0, 3).map(float), unique=False).filter(
    lambda table: np.ptp(table) > 0
)


def pairs(first: Sequence[str | float], second: Sequence[str | float]) -> Study:
    return Study.of([f"p{one}" for one in range(len(first))], one=first, other=second)


def grades(one: Sequence[str], other: Sequence[str], order: Sequence[str]) -> Study:
    """Grades of two raters whose order is declared."""
    parts = {"one": one, "other": other}
    columns = tuple(
        Column(name, np.array([order.index(x) for x in part], dtype=np.float64), tuple(order))
        for name, part in parts.items()
    )
    return Study(tuple(f"p{place}" for place in range(len(one))), columns)


@given(TABLES, st.permutations(range(3)))
def test_the_order_of_raters_and_persons_does_not_matter(
    table: np.ndarray[tuple[int, int], np.dtype[np.float64]], order: list[int]
) -> None:
    first = estimate_alpha(spread_ratings(table), "rating", "rater", scale=CategoryScale.ORDINAL)
    other = estimate_alpha(
        spread_ratings(table[::-1][:, order]), "rating", "rater", scale=CategoryScale.ORDINAL
    )
    assert first.value == pytest.approx(other.value)
    for one, two in zip(
        estimate_reliability(spread_ratings(table), "rating", "rater"),
        estimate_reliability(spread_ratings(table[::-1][:, order]), "rating", "rater"),
        strict=True,
    ):
        assert one.estimate.value == pytest.approx(two.estimate.value)


@given(TABLES, st.floats(0.1, 50), st.floats(-100, 100))
def test_a_change_of_unit_changes_no_correlation_and_scales_the_error(
    table: np.ndarray[tuple[int, int], np.dtype[np.float64]], factor: float, shift: float
) -> None:
    study, other = spread_ratings(table), spread_ratings(factor * table + shift)
    for one, two in zip(
        estimate_reliability(study, "rating", "rater"),
        estimate_reliability(other, "rating", "rater"),
        strict=True,
    ):
        assert one.estimate.value == pytest.approx(two.estimate.value, abs=1e-6)
    first = estimate_measurement_error(study, "rating", "rater").standard_error
    second = estimate_measurement_error(other, "rating", "rater").standard_error
    assert second.value == pytest.approx(factor * first.value, abs=1e-6)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=3).filter(
        lambda rows: len({one for row in rows for one in row}) > 1
    )
)
def test_kappa_is_the_same_from_either_rater(rows: list[tuple[str, str]]) -> None:
    first, second = [one for one, _ in rows], [two for _, two in rows]
    for weights in Weights:
        one = estimate_kappa(grades(first, second, "abc"), "one", "other", weights=weights)
        two = estimate_kappa(grades(second, first, "abc"), "one", "other", weights=weights)
        assert one.value == pytest.approx(two.value)
        # A variance that is nought but for rounding has a root a million times as large.
        assert one.low == pytest.approx(two.low, abs=1e-6, nan_ok=True)


GRADES = ("none", "mild", "moderate", "severe")
FIRST = ["none", "mild", "moderate", "severe", "mild", "none", "severe"]
SECOND = ["none", "moderate", "moderate", "severe", "none", "mild", "moderate"]


@pytest.mark.parametrize("weights", [Weights.LINEAR, Weights.QUADRATIC])
def test_named_grades_weigh_by_their_declared_order(weights: Weights) -> None:
    numbers = pairs(*([GRADES.index(one) for one in part] for part in (FIRST, SECOND)))
    truth = estimate_kappa(numbers, "one", "other", weights=weights)
    assert estimate_kappa(grades(FIRST, SECOND, GRADES), "one", "other", weights=weights) == truth
    columns = grades(FIRST, SECOND, GRADES).columns
    fewer = replace(columns[1], values=columns[1].values - 1, levels=GRADES[1:])
    rows = fewer.values >= 0
    part = Study(("p",) * 7, (columns[0], fewer)).where(rows)
    found = estimate_kappa(part, "one", "other", weights=weights)
    assert found == estimate_kappa(numbers.where(rows), "one", "other", weights=weights)


def test_names_without_a_common_order_have_no_weights() -> None:
    alphabet = pairs(FIRST, SECOND)
    first, second = grades(FIRST, SECOND, GRADES).columns
    turned = replace(second, values=3 - second.values, levels=GRADES[::-1])
    for study in (alphabet, Study(("p",) * 7, (first, turned))):
        with pytest.raises(StudyError, match="share no order") as raised:
            estimate_kappa(study, "one", "other", weights=Weights.LINEAR)
        assert "[levels]" in raised.value.hint
        plain = estimate_kappa(study, "one", "other")
        assert plain.value == estimate_kappa(grades(FIRST, SECOND, GRADES), "one", "other").value
    long = Study.of(["a", "a", "b", "b"], grade=FIRST[:4], rater=list("xyxy"))
    with pytest.raises(StudyError, match="have no order"):
        estimate_alpha(long, "grade", "rater", scale=CategoryScale.ORDINAL)


def test_quadratic_kappa_of_equal_margins_is_the_correlation() -> None:
    study = pairs([0, 0, 1, 1, 2, 2], [0, 1, 1, 2, 2, 0])
    found = estimate_kappa(study, "one", "other", weights=Weights.QUADRATIC)
    assert found.value == pytest.approx(np.corrcoef(*study.numbers("one", "other").T)[0, 1])


def test_swapping_two_methods_turns_the_limits_around() -> None:
    study = pairs([10, 12, 9, 14, 20], [11, 15, 8, 15, 24])
    there, back = estimate_limits(study, "one", "other"), estimate_limits(study, "other", "one")
    assert back.bias.value == pytest.approx(-there.bias.value)
    assert back.lower.value == pytest.approx(-there.upper.value)
    assert back.lower.low == pytest.approx(-there.upper.high)


def test_a_person_whom_one_rater_left_out_is_not_counted_and_n_says_so() -> None:
    table = SHROUT_FLEISS.astype(float)
    more = np.vstack([table, [5, np.nan, 4, 6]])
    full = estimate_reliability(spread_ratings(table), "rating", "rater")
    for one, two in zip(
        full, estimate_reliability(spread_ratings(more), "rating", "rater"), strict=True
    ):
        assert one.estimate == two.estimate
        assert two.estimate.n == 6


def test_one_and_the_same_measurement_has_no_error_and_its_interval_is_still_told() -> None:
    table = np.column_stack([np.arange(6.0)] * 3)
    for one in estimate_reliability(spread_ratings(table), "rating", "rater"):
        assert one.estimate.value == pytest.approx(1)
    assert (
        estimate_measurement_error(spread_ratings(table), "rating", "rater").smallest_change.high
        == 0
    )


def test_perfect_agreement_has_no_interval() -> None:
    kappa = estimate_kappa(pairs(list("abab"), list("abab")), "one", "other")
    alpha = estimate_alpha(spread_ratings(np.tile([[1.0], [2.0], [1.0]], 3)), "rating", "rater")
    for found in (kappa, alpha):
        assert found.value == 1
        assert np.isnan(found.low)
        assert np.isnan(found.high)


@pytest.mark.parametrize("n_marked", [1, 5, 7, 13])
def test_a_rater_with_one_answer_leaves_no_interval(n_marked: int) -> None:
    """The variance of kappa is 0 there, or all but 0 by rounding, which is no certainty."""
    marked = list("b" * n_marked + "a" * (30 - n_marked))
    found = estimate_kappa(pairs(marked, list("a" * 30)), "one", "other")
    assert found.value == pytest.approx(0)
    assert np.isnan(found.low)
    assert np.isnan(found.high)


@pytest.mark.parametrize(
    "table",
    [np.ones((6, 3)), np.full((6, 3), np.nan), np.array([[1.0, 2.0, 3.0]])],
    ids=["all alike", "nothing rated", "one person"],
)
def test_what_cannot_be_told_is_an_error_with_a_hint(
    table: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> None:
    study = spread_ratings(table)
    for estimate in (
        estimate_reliability,
        estimate_measurement_error,
        estimate_fleiss_kappa,
        estimate_alpha,
    ):
        with pytest.raises(StudyError) as raised:
            estimate(study, "rating", "rater")
        assert raised.value.hint


def test_fleiss_needs_the_same_number_of_ratings_and_names_what_does_not() -> None:
    table = SHROUT_FLEISS.astype(float)
    table[0, 0] = np.nan
    with pytest.raises(StudyError) as raised:
        estimate_fleiss_kappa(spread_ratings(table), "rating", "rater")
    assert "alpha" in raised.value.hint


def test_weights_must_fit_the_categories() -> None:
    with pytest.raises(StudyError, match="weights are of 2 categories, the raters gave 3"):
        estimate_kappa(pairs(list("abca"), list("abcb")), "one", "other", weights=np.ones((2, 2)))


def test_words_of_a_plan_are_taken_for_weights_and_scales() -> None:
    study = pairs([1, 2, 3, 2], [1, 2, 2, 3])
    for one in Weights:
        assert estimate_kappa(study, "one", "other", weights=one.value) == estimate_kappa(
            study, "one", "other", weights=one
        )
    ratings = spread_ratings(SHROUT_FLEISS.astype(float))
    for scale in CategoryScale:
        assert estimate_alpha(ratings, "rating", "rater", scale=scale.value) == estimate_alpha(
            ratings, "rating", "rater", scale=scale
        )


@pytest.mark.parametrize(
    "weights", ["cubic", None, 3, [1.0, 2.0], [[1.0], [1.0, 2.0]], [["a"]], [[np.nan]], object()]
)
def test_what_are_no_weights_is_refused_in_words(weights: str) -> None:
    with pytest.raises(StudyError, match="is none of none, linear, quadratic"):
        estimate_kappa(pairs([1, 2, 3], [1, 2, 2]), "one", "other", weights=weights)
    ratings = spread_ratings(SHROUT_FLEISS.astype(float))
    with pytest.raises(StudyError, match="is none of nominal, ordinal, interval"):
        estimate_alpha(ratings, "rating", "rater", scale=weights)


def test_limits_need_pairs_that_differ() -> None:
    with pytest.raises(StudyError, match="do not say"):
        estimate_limits(pairs([1, 2, 3], [2, 3, 4]), "one", "other")


@pytest.mark.parametrize("second", [["None", "Mild", "Mild", "None"], [5.0, 6.0, 5.0, 6.0]])
def test_raters_without_a_common_category_have_no_kappa(second: list[str] | list[float]) -> None:
    study = Study.of(["a", "b", "c", "d"], one=["none", "mild", "mild", "none"], two=second)
    with pytest.raises(StudyError, match="one and two have no category in common"):
        estimate_kappa(study, "one", "two")
