"""Screening: symmetries, other people's formulas, and what cannot be said."""

import numpy as np
import pytest
from benchmarks.coverage.screens import simulate_tests
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from hemiface.errors import StudyError
from hemiface.model.study import Study
from hemiface.reports.method_sentences import word_method
from hemiface.research.predictors import fit_predictors
from hemiface.research.roc import choose_cutoff, compare_curves, estimate_curve
from hemiface.research.screening import assess_screen, estimate_share


def make_study(test: list[float], ill: list[float], **more: list[float]) -> Study:
    return Study.of([f"p{one}" for one in range(len(test))], test=test, ill=ill, **more)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_shares_have_wilsons_interval(counts: tuple[int, int]) -> None:
    part, whole = counts
    found = estimate_share(part, whole, "Share")
    low, high = proportion_confint(part, whole, method="wilson")
    assert found.low == pytest.approx(low, abs=1e-9)
    assert found.high == pytest.approx(high, abs=1e-9)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_a_screen_counts_everybody_once() -> None:
    found = assess_screen(make_study([1, 2, 3, 4, 5], [0, 0, 1, 0, 1]), "test", "ill", 3)
    counts = (
        found.true_positives,
        found.false_positives,
        found.false_negatives,
        found.true_negatives,
    )
    assert counts == (2, 1, 0, 2)
    assert found.sensitivity.value == 1
    assert found.specificity.value == pytest.approx(2 / 3)
    assert found.positive_value.value == pytest.approx(2 / 3)
    assert found.positive_ratio.value == pytest.approx(3)
    assert (found.negative_ratio.value, found.negative_ratio.low) == (0, 0)


def test_a_ratio_without_end_says_so() -> None:
    found = assess_screen(make_study([1, 2, 3, 4], [0, 0, 1, 1]), "test", "ill", 3)
    assert found.positive_ratio.value == np.inf
    assert np.isfinite(found.positive_ratio.low)
    assert "half a person" in found.positive_ratio.method


@given(st.integers(0, 10_000))
def test_the_area_turns_around_with_the_test_and_ignores_its_unit(seed: int) -> None:
    study = simulate_tests(np.random.default_rng(seed), 40)
    values, ill = study.numbers("test"), study.numbers("ill")
    area = estimate_curve(study, "test", "ill").area
    turned = estimate_curve(Study.of(study.person, test=-values, ill=ill), "test", "ill").area
    bent = estimate_curve(Study.of(study.person, test=np.exp(values), ill=ill), "test", "ill").area
    assert turned.value == pytest.approx(1 - area.value)
    assert turned.low == pytest.approx(1 - area.high)
    assert (bent.value, bent.low) == pytest.approx((area.value, area.low))
    there = compare_curves(study, "test", "other", "ill")
    back = compare_curves(study, "other", "test", "ill")
    assert there.value == pytest.approx(-back.value)
    assert there.low == pytest.approx(-back.high)


def test_the_curve_runs_from_nobody_to_everybody() -> None:
    curve = estimate_curve(make_study([1, 2, 2, 3], [0, 0, 1, 1]), "test", "ill")
    assert curve.sensitivity.tolist() == [0, 0.5, 1, 1]
    assert curve.specificity.tolist() == [1, 1, 0.5, 0]
    area = np.trapezoid(curve.sensitivity, 1 - curve.specificity)
    assert curve.area.value == pytest.approx(area)


def test_a_perfect_test_has_an_area_without_interval() -> None:
    area = estimate_curve(make_study([1, 2, 3, 4], [0, 0, 1, 1]), "test", "ill").area
    assert area.value == 1
    assert np.isnan(area.low)


def test_a_chosen_cutoff_promises_less_than_was_seen_and_twice_the_same() -> None:
    study = simulate_tests(np.random.default_rng(2))
    found = choose_cutoff(study, "test", "ill", n_samples=100)
    assert found.youden.value < found.seen_sensitivity + found.seen_specificity - 1
    assert found.cutoff.low <= found.cutoff.value <= found.cutoff.high
    assert found == choose_cutoff(study, "test", "ill", n_samples=100)


def test_the_truth_is_yes_or_no() -> None:
    with pytest.raises(StudyError, match="other values than 0 and 1"):
        assess_screen(make_study([1, 2], [0, 2]), "test", "ill", 1)
    with pytest.raises(StudyError, match="2 have the condition"):
        assess_screen(make_study([1, 2], [1, 1]), "test", "ill", 1)


def make_predictors(seed: int = 0, n: int = 80) -> Study:
    rng = np.random.default_rng(seed)
    age, severity = rng.normal(55, 10, n), rng.normal(2, 1, n)
    chance = 1 / (1 + np.exp(-(severity - 2)))
    return Study.of(
        [f"p{one}" for one in range(n)],
        age=age,
        severity=severity,
        sex=["f" if one else "m" for one in rng.random(n) < 0.6],
        ill=(rng.random(n) < chance).astype(float),
    )


def test_predictors_come_with_their_diagnostics() -> None:
    fit = fit_predictors(make_predictors(), "ill", ("age", "severity", "sex"), n_samples=50)
    assert [one.name for one in fit.predictors] == ["age", "severity", "sex: m against f"]
    assert fit.predictors[1].odds_ratio.low > 1
    assert fit.expected_discrimination < fit.discrimination
    assert all(one.inflation >= 1 for one in fit.predictors)
    assert 0 <= fit.calibration_p_value <= 1


def test_a_unit_ten_times_larger_gives_the_tenth_power_of_the_odds_ratio() -> None:
    study = make_predictors()
    wide = Study.of(study.person, age=study.numbers("age") / 10, ill=study.numbers("ill"))
    one = fit_predictors(study, "ill", ("age",), n_samples=0).predictors[0]
    ten = fit_predictors(wide, "ill", ("age",), n_samples=0).predictors[0]
    assert ten.odds_ratio.value == pytest.approx(one.odds_ratio.value**10)
    assert ten.p_value == pytest.approx(one.p_value)


@pytest.mark.parametrize("quasi", [False, True], ids=["complete", "all but a tie"])
def test_separation_is_noticed_and_named(quasi: bool) -> None:
    study = make_predictors()
    ill = study.numbers("ill")
    split = ill.copy()
    if quasi:
        split[np.argmin(ill)] = 1
    held = Study.of(study.person, age=study.numbers("age"), sign=split, ill=ill)
    with pytest.raises(StudyError, match="sign") as raised:
        fit_predictors(held, "ill", ("age", "sign"))
    assert raised.value.hint


def test_terms_that_say_the_same_or_nothing_are_refused() -> None:
    study = make_predictors()
    twice = Study.of(
        study.person,
        age=study.numbers("age"),
        months=12 * study.numbers("age"),
        site=np.ones(study.n_rows),
        ill=study.numbers("ill"),
    )
    with pytest.raises(StudyError, match="do not tell 2 terms apart"):
        fit_predictors(twice, "ill", ("age", "months"))
    with pytest.raises(StudyError, match="site is the same"):
        fit_predictors(twice, "ill", ("age", "site"))
    with pytest.raises(StudyError, match="no variable"):
        fit_predictors(twice, "ill", ())


def test_few_events_are_warned_of() -> None:
    fit = fit_predictors(make_predictors(n=30), "ill", ("age", "severity", "sex"), n_samples=0)
    assert any("events for each predictor" in text for text in fit.warnings)


@given(st.permutations(range(60)))
def test_the_calibration_does_not_know_in_which_order_persons_stand(order: list[int]) -> None:
    rng = np.random.default_rng(4)
    age, sign = rng.integers(5, 8, 60).astype(float), rng.integers(0, 2, 60).astype(float)
    ill = (rng.random(60) < 0.5).astype(float)
    study = Study.of([f"p{one}" for one in range(60)], age=age, sign=sign, ill=ill)
    mixed = study.where(np.array(order))
    one, other = (
        fit_predictors(part, "ill", ("age", "sign"), n_samples=0) for part in (study, mixed)
    )
    assert one.calibration_p_value == pytest.approx(other.calibration_p_value, rel=1e-6)


@pytest.mark.parametrize(("n", "warns"), [(40, True), (120, True), (400, False)])
def test_a_cutoff_chosen_on_few_is_warned_of(n: int, warns: bool) -> None:
    study = simulate_tests(np.random.default_rng(1), n)
    found = choose_cutoff(study, "test", "ill", n_samples=20)
    assert bool(found.warnings) is warns
    for said in found.warnings:
        assert f"{n - int(study.numbers('ill').sum())} have not" in said
        assert "kann das Intervall des gewählten Grenzwerts zu eng sein" in word_method(said, "de")


def test_a_cutoff_of_a_test_that_tells_nearly_all_right_is_warned_of() -> None:
    ill = np.arange(200) < 100
    study = Study.of(
        [f"{one}" for one in range(200)],
        test=np.random.default_rng(1).normal(size=200) + 4 * ill,
        ill=ill.astype(float),
    )
    assert choose_cutoff(study, "test", "ill", n_samples=20).warnings
