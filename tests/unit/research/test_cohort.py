"""Cohorts: table 1, groups, repeated measures and planning."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import linregress, norm, ttest_ind
from statsmodels.stats.multitest import multipletests

from hemiface.errors import StudyError
from hemiface.model.study import Column, Study
from hemiface.research.cohort import describe_cohort
from hemiface.research.comparison import compare_groups, correct_by_holm
from hemiface.research.planning import TwoArms, find_size, measure_power
from hemiface.research.repeated import fit_repeated
from hemiface.simulation.cohorts import CohortWorld, simulate_cohort


@pytest.fixture(scope="module")
def visits() -> Study:
    return simulate_cohort(np.random.default_rng(1), 40)


@pytest.fixture(scope="module")
def first(visits: Study) -> Study:
    return visits.where(visits.numbers("month") == 0)


def test_table_1_counts_what_is_missing_and_the_time_behind_it() -> None:
    study = Study(
        ("a", "b", "c", "d"),
        (
            Column("burden", np.array([10.0, np.nan, 30.0, 20.0]), (), "%", np.full(4, 60.0)),
            Column("sex", np.array([0.0, 1.0, 1.0, np.nan]), ("m", "f")),
            Column("arm", np.array([0.0, 0.0, 1.0, 1.0]), ("x", "y")),
        ),
    )
    burden, sex = describe_cohort(study, ("burden", "sex"), "arm")
    everybody, x, y = burden.groups
    assert (everybody.n, everybody.n_missing, everybody.mean, everybody.median) == (3, 1, 20, 20)
    assert everybody.valid_time_s == 180
    assert (x.n, x.n_missing, y.n) == (1, 1, 2)
    assert np.isnan(x.deviation)
    assert burden.note == "a group has fewer than two values"
    assert sex.groups[0].counts == (1, 2)
    assert sex.groups[0].n_missing == 1
    assert np.isnan(sex.groups[0].valid_time_s)


def test_a_standardized_difference_is_refused_where_it_is_undefined() -> None:
    study = Study.of(
        list("abcd"), burden=[1.0, 1.0, 2.0, 2.0], same=[1.0] * 4, arm=["x", "x", "y", "y"]
    )
    burden, same = describe_cohort(study, ("burden", "same"), "arm")
    assert np.isnan(burden.difference)
    assert burden.note == "the groups share no value"
    assert same.note == "all values are the same"


def test_a_difference_turns_around_with_its_groups(first: Study) -> None:
    turned = Study.of(
        first.person,
        burden=first.numbers("burden"),
        female=["f" if one else "m" for one in first.column("sex").values],
        arm=["b" if one == 0 else "a" for one in first.column("arm").values],
    )
    straight = Study.of(
        first.person,
        burden=first.numbers("burden"),
        female=["f" if one else "m" for one in first.column("sex").values],
        arm=["a" if one == 0 else "b" for one in first.column("arm").values],
    )
    for one, two in zip(
        compare_groups(straight, ("burden", "female"), "arm"),
        compare_groups(turned, ("burden", "female"), "arm"),
        strict=True,
    ):
        assert one.difference.value == pytest.approx(-two.difference.value)
        assert one.difference.low == pytest.approx(-two.difference.high)
        assert one.p_value == pytest.approx(two.p_value)
        assert one.effect_size.low == pytest.approx(-two.effect_size.high, abs=1e-4)
    (table,) = describe_cohort(straight, ("burden",), "arm")
    (other,) = describe_cohort(turned, ("burden",), "arm")
    assert table.difference == pytest.approx(-other.difference)


def test_many_looks_are_corrected_for(first: Study) -> None:
    (alone,) = compare_groups(first, ("burden",), "arm")
    assert alone.corrected_p_value == pytest.approx(alone.p_value)
    three = compare_groups(first, ("burden", "age", "sex"), "arm")
    smallest = min(three, key=lambda one: one.p_value)
    assert smallest.corrected_p_value == pytest.approx(min(3 * smallest.p_value, 1))
    assert all(one.corrected_p_value >= one.p_value for one in three)


@settings(max_examples=10)  # statsmodels takes half a second at each
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_the_correction_is_the_one_of_statsmodels(p_values: list[float]) -> None:
    expected = multipletests(p_values, method="holm")[1]
    assert correct_by_holm(p_values) == pytest.approx(expected)


def test_nothing_is_corrected_where_nothing_was_tested() -> None:
    assert correct_by_holm([]).tolist() == []


@pytest.mark.parametrize(
    ("names", "by", "words"),
    [
        (("burden",), "age", "age is a number"),
        (("lonely",), "arm", "values of lonely"),
        (("flat",), "arm", "does not vary"),
    ],
)
def test_groups_that_cannot_be_compared_are_refused(
    first: Study, names: tuple[str, ...], by: str, words: str
) -> None:
    lonely = np.full(first.n_rows, np.nan)
    lonely[0] = 1.0
    study = Study(
        first.person,
        (*first.columns, Column("lonely", lonely), Column("flat", np.ones(first.n_rows))),
    )
    with pytest.raises(StudyError, match=words):
        compare_groups(study, names, by)


def test_rows_of_one_person_are_not_counted_as_persons(visits: Study) -> None:
    with pytest.raises(StudyError, match="rows are of 40 persons"):
        describe_cohort(visits, ("burden",))
    with pytest.raises(StudyError, match="several rows"):
        compare_groups(visits, ("burden",), "arm")


def test_a_mixed_model_finds_what_was_drawn(visits: Study) -> None:
    world = CohortWorld()
    fit = fit_repeated(visits, "burden", ("month", "depressed"))
    assert fit.n_persons == 40
    assert [term.name for term in fit.terms] == ["intercept", "month", "depressed"]
    assert fit.terms[1].effect.low < world.change + world.effect / 2 < fit.terms[1].effect.high
    assert fit.between_deviation == pytest.approx(world.between, rel=0.4)
    assert np.isnan(fit.slope_deviation)


def test_a_mixed_model_without_anything_to_fit_is_an_error(visits: Study) -> None:
    rng = np.random.default_rng(3)
    flat = Study.of(
        [f"p{one // 4}" for one in range(80)],
        value=np.tile([1.0, -1.0, 1.0, -1.0], 20) + 1e-3 * rng.normal(size=80),
        month=np.tile([0.0, 1.0, 2.0, 3.0], 20),
    )
    fit = fit_repeated(flat, "value", ("month",), slope="month")
    assert "boundary of 0" in fit.warnings[0]
    assert fit.between_deviation == fit.slope_deviation == 0
    with pytest.raises(StudyError, match="not among"):
        fit_repeated(visits, "burden", ("month",), slope="age")
    with pytest.raises(StudyError, match="persons"):
        fit_repeated(visits.where(np.arange(4)), "burden", ("month",))
    with pytest.raises(StudyError, match="told apart"):
        fit_repeated(visits, "burden", ("month", "month"))


@pytest.mark.parametrize(("middle", "unit"), [(2020.0, 1.0), (1.7e9, 3e7), (0.0, 1e-6)])
@pytest.mark.parametrize("slope", [None, "when"])
def test_a_mixed_model_does_not_mind_where_a_variable_has_its_zero(
    middle: float, unit: float, slope: str | None
) -> None:
    rng = np.random.default_rng(7)
    person = [f"p{place // 5:02d}" for place in range(200)]
    month = np.tile(np.arange(5.0), 40)
    slopes, levels = (np.repeat(rng.normal(0, one, 40), 5) for one in (0.6, 2.0))
    value = 10 + levels + (slopes - 0.5) * month + rng.normal(size=200)
    plain = Study.of(person, value=value, when=month)
    moved = Study.of(person, value=1e6 * value, when=middle + unit * month)
    one, two = (fit_repeated(each, "value", ("when",), slope=slope) for each in (plain, moved))
    scale = 1e6 / unit
    for name in ("value", "low", "high"):
        expected = scale * getattr(one.terms[1].effect, name)
        assert getattr(two.terms[1].effect, name) == pytest.approx(expected, rel=1e-4)
    assert two.terms[1].p_value == pytest.approx(one.terms[1].p_value, rel=1e-3)
    assert two.residual_deviation == pytest.approx(1e6 * one.residual_deviation, rel=1e-4)
    if slope:
        assert two.slope_deviation == pytest.approx(scale * one.slope_deviation, rel=1e-3)
    # What is said of 0 is far away, and as unsure as that.
    start = two.terms[0].effect
    expected = 1e6 * one.terms[0].effect.value - scale * middle * one.terms[1].effect.value
    assert start.value == pytest.approx(expected, rel=1e-4)


def test_a_mixed_model_at_its_boundary_is_the_one_without_that_variance() -> None:
    rng = np.random.default_rng(2)
    month = np.tile(np.arange(5.0), 40)
    value = 10 + np.repeat(rng.normal(0, 1, 40), 5) - 0.5 * month + rng.normal(size=200)
    study = Study.of([f"p{place // 5:02d}" for place in range(200)], value=value, month=month)
    # L-BFGS says that it converged, .03 below the likelihood of slopes that do not differ.
    found = fit_repeated(study, "value", ("month",), slope="month")
    without = fit_repeated(study, "value", ("month",))
    assert "slope of month" in found.warnings[0]
    assert not without.warnings
    assert found.slope_deviation == 0
    assert [one.p_value for one in found.terms] == [one.p_value for one in without.terms]


def test_persons_who_do_not_differ_give_the_linear_model_of_all_rows() -> None:
    rng = np.random.default_rng(5)
    month = np.tile(np.arange(4.0), 30)
    noise = rng.normal(size=(30, 4))
    # Persons' means are alike to the last: no variance between them is the likeliest.
    value = 3 + 0.5 * month + (noise - noise.mean(axis=1, keepdims=True)).ravel()
    study = Study.of([f"p{place // 4:02d}" for place in range(120)], value=value, month=month)
    found = fit_repeated(study, "value", ("month",))
    assert "boundary of 0" in found.warnings[0]
    plain = linregress(month, value)
    assert found.terms[1].effect.value == pytest.approx(plain.slope)
    reach = norm.ppf(0.975) * plain.stderr
    assert found.terms[1].effect.high == pytest.approx(plain.slope + reach)


def test_a_value_that_is_the_same_for_everybody_is_refused() -> None:
    month = np.tile(np.arange(5.0), 40)
    study = Study.of([f"p{place // 5:02d}" for place in range(200)], month=month)
    flat = Study.of(study.person, value=np.ones(200), month=month)
    with pytest.raises(StudyError, match="the same for everybody"):
        fit_repeated(flat, "value", ("month",))


def test_a_drawn_study_is_tested_by_welch() -> None:
    rng, again = np.random.default_rng(9), np.random.default_rng(9)
    arms = TwoArms(1.0, 1.0)
    for _ in range(50):
        again.binomial((15, 15), 1.0)
        one, two = again.normal(0, 1, 15), again.normal(1, 1, 15)
        assert arms(rng, 30) is bool(ttest_ind(one, two, equal_var=False).pvalue < 0.05)


def test_the_size_of_a_study_is_that_of_the_formula() -> None:
    # 64 a group: Cohen 1988, table 2.4.1, d = .5, two-sided .05, power .80.
    found = find_size(TwoArms(0.5, 1.0), n_studies=400, largest=400)
    assert found.n == pytest.approx(128, rel=0.15)
    assert found.power.low < 0.8 < found.power.high
    assert found == find_size(TwoArms(0.5, 1.0), n_studies=400, largest=400)
    lost = measure_power(TwoArms(0.5, 1.0, dropout=0.4), 128, n_studies=300)
    assert lost.power.value < 0.75


def test_a_size_that_cannot_be_had_is_said() -> None:
    with pytest.raises(StudyError, match="20 persons find it"):
        find_size(TwoArms(0.1, 1.0), largest=20, n_studies=100)
    with pytest.raises(StudyError, match="cannot be reached"):
        find_size(TwoArms(0.1, 1.0), power=1.0)


def test_the_size_of_a_difference_of_shares_is_cohens_h() -> None:
    # Cohen 1988, table 6.2.2: h of .50 and .25 is 1.571 - 1.047 = .524.
    study = Study.of(
        [f"{person}" for person in range(80)],
        arm=["a"] * 40 + ["b"] * 40,
        better=["yes"] * 10 + ["no"] * 30 + ["yes"] * 20 + ["no"] * 20,
    )
    (found,) = compare_groups(study, ("better",), "arm")
    assert found.effect_size.value == pytest.approx(0.524, abs=5e-4)
    reach = 1.96 * (2 / 40) ** 0.5
    assert found.effect_size.high - found.effect_size.value == pytest.approx(reach, abs=1e-3)
