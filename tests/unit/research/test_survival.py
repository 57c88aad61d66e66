"""Time until an event: symmetries, ties, and what cannot be said."""

import numpy as np
import pytest
from benchmarks.published import read_study
from hypothesis import example, given
from hypothesis import strategies as st

from hemiface.errors import StudyError
from hemiface.model.study import Column, Study
from hemiface.research.competing import estimate_incidence
from hemiface.research.hazards import fit_hazards
from hemiface.research.survival import compare_survival, estimate_survival

PEOPLE = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from([0, 1, 2])), min_size=2, max_size=40
)


def make_study(rows: list[tuple[int, int]]) -> Study:
    return Study.of(
        [f"p{one}" for one in range(len(rows))],
        months=[float(time) for time, _ in rows],
        cause=[float(cause) for _, cause in rows],
        relapse=[float(cause == 1) for _, cause in rows],
    )


@given(PEOPLE)
def test_shares_of_all_causes_and_of_the_free_make_one(rows: list[tuple[int, int]]) -> None:
    study = make_study(rows)
    curves = estimate_incidence(study, "months", "cause")
    free = estimate_survival(
        Study.of(
            study.person, months=study.numbers("months"), any=(study.numbers("cause") > 0) * 1.0
        ),
        "months",
        "any",
    )
    total = np.sum([curve.share for curve in curves], axis=0) + free.share
    assert total == pytest.approx(np.ones(len(total)))
    for curve in curves:
        assert (np.diff(curve.share) >= -1e-12).all()
        assert ((curve.low <= curve.share + 1e-12) & (curve.share <= curve.high + 1e-12)).all()


@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_persons_with_ties_changes_nothing(
    rows: list[tuple[int, int]], random: object
) -> None:
    mixed = list(rows)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    for one, two in zip(
        estimate_incidence(make_study(rows), "months", "cause"),
        estimate_incidence(make_study(mixed), "months", "cause"),
        strict=True,
    ):
        assert one.share.tobytes() == two.share.tobytes()
        assert one.high.tobytes() == two.high.tobytes()


@given(PEOPLE)
@example([*[(0, 0)] * 5, *[(0, 1)] * 3, (1, 0), (1, 0), (1, 1), (1, 1), (2, 1)])
def test_one_cause_is_one_minus_kaplan_meier(rows: list[tuple[int, int]]) -> None:
    study = make_study([(time, min(cause, 1)) for time, cause in rows])
    curve = estimate_survival(study, "months", "relapse")
    (incidence,) = estimate_incidence(study, "months", "cause")
    assert incidence.share == pytest.approx(1 - curve.share)
    # Nobody's chance of the event exceeds what the other causes leave.
    naive = estimate_survival(make_study(rows), "months", "relapse")
    competing = estimate_incidence(make_study(rows), "months", "cause")[0]
    assert (competing.share <= 1 - naive.share + 1e-12).all()


def test_a_curve_is_read_between_and_not_beyond_its_times() -> None:
    curve = estimate_survival(make_study([(2, 1), (4, 0), (6, 1), (8, 0)]), "months", "relapse")
    assert curve.at(1).value == 1
    assert curve.at(2).value == curve.at(5.9).value == 0.75
    assert np.isnan(curve.at(9).value)
    assert curve.median.value == 6
    assert curve.median.high == np.inf
    (incidence,) = estimate_incidence(make_study([(2, 1), (4, 0)]), "months", "cause")
    assert incidence.at(1).value == 0
    assert np.isnan(incidence.at(5).value)


def test_before_the_first_event_a_share_is_as_sure_as_those_still_followed() -> None:
    curve = estimate_survival(
        make_study([(2, 0), (2, 0), (4, 0), (6, 1), (8, 0)]), "months", "relapse"
    )
    for time, n_followed in ((0.5, 5), (2, 5), (2.1, 3), (4, 3), (5, 2)):
        found = curve.at(time)
        assert (found.value, found.high) == (1, 1)
        assert found.low == pytest.approx(0.025 ** (1 / n_followed))
    assert curve.at(0).low == 1
    # The figure has the same: from each time on, up to the next.
    x, share, low, high = curve.steps()
    assert low[:3] == pytest.approx([0.025 ** (1 / n) for n in (5, 3, 2)])
    assert (x[0], share[0], high[0]) == (0, 1, 1)
    assert "beta products" in curve.method


@pytest.mark.parametrize("n", [1, 2, 5, 40])
def test_what_nobody_or_everybody_had_has_the_interval_of_a_share(n: int) -> None:
    reach = 0.025 ** (1 / n)
    nobody = make_study([(9, 0)] * n)
    everybody = make_study([(month, 1) for month in range(1, n + 1)])
    free = estimate_survival(nobody, "months", "relapse").at(9)
    assert (free.low, free.high) == pytest.approx((reach, 1))
    (none,) = estimate_incidence(nobody, "months", "cause")
    assert (none.at(9).low, none.at(9).high) == pytest.approx((0, 1 - reach))
    gone = estimate_survival(everybody, "months", "relapse")
    assert gone.at(n).value == 0
    assert (gone.at(n).low, gone.at(n).high) == pytest.approx((0, 1 - reach))
    (every,) = estimate_incidence(everybody, "months", "cause")
    assert (every.at(n).low, every.at(n).high) == pytest.approx((reach, 1))
    # All who were not censored had another cause: of each of them it is known.
    others = make_study([(month, 2) for month in range(1, n + 1)])
    first, _ = estimate_incidence(others, "months", "cause", n_causes=2)
    assert first.at(n).high == pytest.approx(1 - reach)


def test_the_exact_end_of_a_rare_cause_is_not_too_sure_under_heavy_censoring() -> None:
    rng = np.random.default_rng(5)
    rates, n, at = (0.02, 0.1, 0.1), 20, 8.0
    true = rates[0] / sum(rates[:2]) * (1 - np.exp(-at * sum(rates[:2])))
    missed = none = 0
    for _ in range(400):
        times = np.stack([rng.exponential(1 / rate, n) for rate in rates])
        study = Study.of(
            [f"p{one}" for one in range(n)],
            months=times.min(axis=0),
            cause=np.array([1.0, 2.0, 0.0])[times.argmin(axis=0)],
        )
        found = estimate_incidence(study, "months", "cause", n_causes=2)[0].at(at)
        none += found.value == 0
        missed += found.value == 0 and found.high < true
    assert none > 50
    assert missed <= 0.025 * 400


def test_after_the_last_person_had_the_event_nothing_changes() -> None:
    rows = [(2, 1), (3, 1), (5, 1)]
    gone = estimate_survival(make_study(rows), "months", "relapse")
    assert gone.at(9) == gone.at(5)
    assert gone.at(9).value == 0
    curves = estimate_incidence(make_study([*rows, (6, 2)]), "months", "cause", n_causes=3)
    assert [curve.at(9).value for curve in curves] == pytest.approx([0.75, 0.25, 0])
    assert curves[2].at(9).high == pytest.approx(1 - 0.025 ** (1 / 4))
    (left,) = estimate_incidence(make_study([*rows, (6, 0)]), "months", "cause")
    assert np.isnan(left.at(9).value)


def test_a_median_that_too_few_persons_reach_may_lie_anywhere() -> None:
    few = estimate_survival(make_study([(9, 0)] * 4), "months", "relapse").median
    assert (few.value, few.low, few.high) == (np.inf, 0, np.inf)
    many = estimate_survival(make_study([(9, 0)] * 40), "months", "relapse").median
    assert (many.value, many.low, many.high) == (np.inf, np.inf, np.inf)


def test_a_curve_that_never_falls_to_half_has_no_median() -> None:
    curve = estimate_survival(make_study([(2, 1), (4, 0), (6, 0)]), "months", "relapse")
    assert curve.median.value == np.inf


def test_the_log_rank_test_does_not_care_which_group_is_first() -> None:
    study = read_study("mercaptopurine", texts=("arm",))
    turned = Study.of(
        study.person,
        weeks=study.numbers("weeks"),
        relapsed=study.numbers("relapsed"),
        arm=1 - study.column("arm").values,
    )
    one = compare_survival(study, "weeks", "relapsed", "arm")
    two = compare_survival(turned, "weeks", "relapsed", "arm")
    assert one.statistic == pytest.approx(two.statistic)
    assert one.freedom == 1
    assert one.p_value < 0.001


def test_cox_turns_around_with_its_variable_and_ignores_the_unit_of_time() -> None:
    study = read_study("mercaptopurine", texts=("arm",))
    arm, weeks = study.column("arm").values, study.numbers("weeks")
    there = fit_hazards(study, "weeks", "relapsed", ("arm",)).hazards[0]
    back = fit_hazards(
        Study.of(study.person, days=7 * weeks, relapsed=study.numbers("relapsed"), other=1 - arm),
        "days",
        "relapsed",
        ("other",),
    ).hazards[0]
    assert back.ratio.value == pytest.approx(1 / there.ratio.value)
    assert back.ratio.low == pytest.approx(1 / there.ratio.high)
    assert back.proportional_p_value == pytest.approx(there.proportional_p_value)


def test_cox_says_which_ratio_changes_over_time() -> None:
    fit = fit_hazards(read_study("rossi"), "week", "arrest", ("fin", "age", "wexp", "prio"))
    assert any("age changes over time" in text for text in fit.warnings)
    assert fit.concordance == pytest.approx(0.64, abs=0.02)
    assert 0 < fit.largest_influence < 1


def test_a_ratio_without_end_is_named() -> None:
    rows = [(time, 1) for time in range(1, 9)] + [(20, 0)] * 8
    study = make_study(rows)
    told = Study.of(
        study.person,
        months=study.numbers("months"),
        relapse=study.numbers("relapse"),
        sign=study.numbers("relapse"),
    )
    with pytest.raises(StudyError, match="sign tells who") as raised:
        fit_hazards(told, "months", "relapse", ("sign",))
    assert raised.value.hint


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(-1, 1), (2, 0)], "negative"),
        ([(1, 2), (2, 1)], "several causes"),
        ([], "nobody has"),
    ],
)
def test_what_does_not_fit_is_refused(rows: list[tuple[int, int]], words: str) -> None:
    study = make_study(rows)
    name = "cause" if words == "several causes" else "relapse"
    with pytest.raises(StudyError, match=words):
        estimate_survival(study, "months", name)


def test_events_are_whole_numbers_and_groups_two() -> None:
    study = Study.of(["a", "b"], months=[1.0, 2.0], event=[0.5, 1.0], arm=["x", "x"])
    with pytest.raises(StudyError, match="other values"):
        estimate_incidence(study, "months", "event")
    whole = Study.of(
        ["a", "b"], months=[1.0, 2.0], event=[0.0, 1.0], arm=["x", "x"], age=[1.0, 1.0]
    )
    with pytest.raises(StudyError, match="1 groups of arm"):
        compare_survival(whole, "months", "event", "arm")
    with pytest.raises(StudyError, match="age is the same"):
        fit_hazards(whole, "months", "event", ("age",))


def test_the_log_rank_test_is_that_of_statsmodels_and_leaves_out_who_was_gone() -> None:
    from statsmodels.duration.survfunc import survdiff

    rng = np.random.default_rng(4)
    times, groups = np.ceil(rng.exponential(6, 90)), np.array([0.0, 1.0, 2.0] * 30)
    events = (rng.random(90) < 0.7).astype(float)
    group = Column("g", groups, ("a", "b", "c"))
    people = tuple(f"p{place}" for place in range(90))
    ours = compare_survival(
        Study(people, (Column("t", times), Column("e", events), group)), "t", "e", "g"
    )
    assert (ours.statistic, ours.p_value) == pytest.approx(survdiff(times, events, groups))
    gone = groups == 2
    early = Study(
        people,
        (Column("t", np.where(gone, 0, times)), Column("e", np.where(gone, 0, events)), group),
    )
    pair = compare_survival(early.where(~gone), "t", "e", "g")
    found = compare_survival(early, "t", "e", "g")
    assert (found.statistic, found.freedom) == pytest.approx((pair.statistic, 1))


def test_the_order_of_rows_with_tied_times_does_not_move_the_test_of_proportion() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=120)
    times = np.ceil(8 * rng.exponential(np.exp(-0.5 * x)))
    events = (rng.random(120) < 0.8).astype(float)
    found = []
    for order in (np.arange(120), rng.permutation(120)):
        study = Study.of(
            [f"p{place}" for place in order], t=times[order], e=events[order], x=x[order]
        )
        found.append(fit_hazards(study, "t", "e", ["x"]).hazards[0].proportional_p_value)
    assert found[0] == pytest.approx(found[1], rel=1e-9)


def test_a_cause_that_nobody_has_is_named() -> None:
    study = Study.of(["a", "b", "c"], week=[1.0, 2.0, 3.0], end=[0.0, 1.0, 2.0], x=[1.0, 3.0, 2.0])
    with pytest.raises(StudyError, match="nobody has the event end of cause 9"):
        fit_hazards(study, "week", "end", ["x"], cause=9)
