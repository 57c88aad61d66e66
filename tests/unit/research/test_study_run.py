"""A plan gives the same numbers as its techniques alone, counts who is in, and corrects by rank."""

from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from benchmarks.published import read_study
from hypothesis import given
from hypothesis import strategies as st

from hemiface.errors import StudyError
from hemiface.formats.conditions import parse_conditions
from hemiface.formats.study_plan_file import read_plan
from hemiface.model.study import Column, Study
from hemiface.model.study_origin import StudyOrigin
from hemiface.model.study_plan import Endpoint, Exclusion, Rank, StudyPlan, TableSource, Value
from hemiface.model.study_techniques import Technique
from hemiface.reports.language import get_language
from hemiface.reports.method_sentences import word_method
from hemiface.reports.study_flow import draw_flow
from hemiface.reports.study_methods import list_references, write_methods
from hemiface.research import study_run
from hemiface.research.comparison import compare_groups
from hemiface.research.endpoint_groups import Answer
from hemiface.research.endpoint_persons import write_power
from hemiface.research.hazards import fit_hazards
from hemiface.research.limits import estimate_limits
from hemiface.research.selection import choose_rows, find_rows, select_rows
from hemiface.research.study_results import ChartKind, EndpointResult
from hemiface.research.study_run import ANSWERS, run_plan
from hemiface.simulation.cohorts import (
    CohortWorld,
    DiaryWorld,
    simulate_cohort,
    simulate_courses,
    simulate_diary,
)

PLAN = read_plan((files("hemiface.operations") / "study_templates" / "cohort.toml").read_bytes())


@pytest.fixture(scope="module")
def study() -> Study:
    return simulate_cohort(np.random.default_rng(2), 160)


def ask(study: Study, technique: Technique, where: str = "", **options: Value) -> EndpointResult:
    endpoint = Endpoint(
        "e", "E", Rank.PRIMARY, technique, options, parse_conditions(where) if where else ()
    )
    plan = replace(PLAN, endpoints=(endpoint,), exclusions=(), describe=(), baseline=(), group="")
    return run_plan(study, plan).endpoints[0]


def test_the_template_answers_every_endpoint_of_a_simulated_cohort(study: Study) -> None:
    results = run_plan(study, PLAN)
    assert [one.error for one in results.endpoints] == [None] * 4
    assert all(one.lines and one.methods and one.chart for one in results.endpoints)
    course = results.endpoints[1]
    change = next(line for line in course.lines if line.subject == "month x treated")
    assert change.estimate is not None
    assert change.estimate.low < CohortWorld().effect < change.estimate.high
    assert len(results.baseline) == 3


def test_an_endpoint_is_what_its_technique_gives(study: Study) -> None:
    found = ask(study, Technique.DIFFERENCE, "month == 0", value="burden", by="arm")
    (alone,) = compare_groups(study.where(study.numbers("month") == 0), ["burden"], "arm")
    assert found.lines[0].estimate == alone.difference
    assert found.lines[0].p_value == alone.p_value


def test_p_values_are_corrected_within_a_rank_only(study: Study) -> None:
    one = PLAN.endpoints[0]
    same = [
        replace(one, name=name, rank=rank)
        for name, rank in (
            ("a", Rank.PRIMARY),
            ("b", Rank.PRIMARY),
            ("c", Rank.SECONDARY),
            ("d", Rank.EXPLORATORY),
        )
    ]
    lines = [r.lines[0] for r in run_plan(study, replace(PLAN, endpoints=tuple(same))).endpoints]
    p = lines[0].p_value
    assert lines[0].corrected_p_value == pytest.approx(min(2 * p, 1))
    assert lines[1].corrected_p_value == pytest.approx(min(2 * p, 1))
    assert lines[2].corrected_p_value == p
    assert np.isnan(lines[3].corrected_p_value)


def test_shares_of_words_need_an_order_that_somebody_gave(study: Study) -> None:
    first = study.where(study.numbers("month") == 0)
    said = ["yes" if age > 55 else "no" for age in first.numbers("age")]
    words = Study.of(first.person, said=said).column("said")
    told = Study(first.person, (*first.columns, words))
    with pytest.raises(StudyError, match="levels of said have no order"):
        ask(told, Technique.DIFFERENCE, value="said", by="arm")
    told = Study(first.person, (*first.columns, replace(words, is_ordered=True)))
    found = ask(told, Technique.DIFFERENCE, value="said", by="arm")
    assert found.error is None
    assert found.lines[0].subject.startswith("yes: ")


def test_an_endpoint_that_fails_says_why_and_leaves_the_others(study: Study) -> None:
    endless = Endpoint(
        "x", "X", Rank.PRIMARY, Technique.DIFFERENCE, {"value": "burden", "by": "arm"}
    )
    results = run_plan(study, replace(PLAN, endpoints=(endless, PLAN.endpoints[0])))
    error = results.endpoints[0].error
    assert error is not None
    assert "persons" in error.message
    assert "where" in error.hint
    assert not results.endpoints[0].lines
    assert results.endpoints[1].lines


def test_nobody_is_said_to_be_analyzed_for_an_endpoint_that_failed(study: Study) -> None:
    endless = Endpoint(
        "x", "X", Rank.PRIMARY, Technique.DIFFERENCE, {"value": "burden", "by": "arm"}
    )
    results = run_plan(study, replace(PLAN, endpoints=(endless, PLAN.endpoints[0])))
    said = " ".join(draw_flow(results, get_language("en")).itertext())
    assert "X: not computed" in said
    assert "with a value" in said


def test_a_plan_with_unknown_columns_is_refused_before_anything_is_computed(study: Study) -> None:
    with pytest.raises(StudyError, match="no column weight, height"):
        run_plan(study, replace(PLAN, describe=("age", "weight", "height")))


TIMES: dict[str, Value] = {"time": "waited", "event": "free", "at": (3.0,), "by": "arm"}
TEST: dict[str, Value] = {"test": "burden", "truth": "depressed"}
BOTH: dict[str, Value] = {"first": "burden", "second": "age"}
ANSWERED: list[tuple[Technique, str, dict[str, Value], ChartKind | None]] = [
    (Technique.SURVIVAL, "month == 0", TIMES, ChartKind.STEPS),
    (Technique.SCREEN, "month == 0", TEST | {"cutoff": 20.0}, ChartKind.FOREST),
    (Technique.CURVE, "month == 0", TEST | {"against": "age"}, ChartKind.OPERATING),
    (Technique.CUTOFF, "month == 0", TEST, ChartKind.OPERATING),
    (
        Technique.PREDICTORS,
        "month == 0",
        {"truth": "depressed", "names": ("burden", "age")},
        ChartKind.FOREST,
    ),
    (Technique.RELIABILITY, "", {"value": "burden", "by": "visit"}, ChartKind.FOREST),
    (Technique.ALPHA, "", {"value": "free", "by": "visit"}, None),
    (Technique.KAPPA, "month == 0", {"first": "free", "second": "depressed"}, None),
    (Technique.LIMITS, "month == 0", BOTH, ChartKind.SCATTER),
]


@pytest.mark.parametrize(("technique", "where", "options", "kind"), ANSWERED)
def test_every_technique_answers(
    study: Study,
    technique: Technique,
    where: str,
    options: dict[str, Value],
    kind: ChartKind | None,
) -> None:
    columns = {column.name: column for column in study.columns}
    more = Study.of(
        study.person,
        free=(columns["outcome"].values == 1).astype(float),
        visit=[f"m{month:02.0f}" for month in columns["month"].values],
    )
    found = ask(Study(study.person, (*study.columns, *more.columns)), technique, where, **options)
    assert found.error is None
    assert found.lines
    assert (found.chart.kind if found.chart else None) is kind
    for line in found.lines:
        assert line.estimate is None or line.estimate.method.endswith(".")


def test_limits_are_those_of_the_technique_and_points_tell_no_order(study: Study) -> None:
    found = ask(study, Technique.LIMITS, "month == 0", first="burden", second="age")
    alone = estimate_limits(study.where(study.numbers("month") == 0), "burden", "age")
    assert found.lines[0].estimate == alone.bias
    assert found.chart is not None
    x = found.chart.series[0].x
    assert (np.diff(x) >= 0).all()


def test_exclusions_take_whole_persons_in_their_order() -> None:
    study = Study.of(
        ["a", "a", "b", "c", "d"],
        age=[17.0, 17.0, 40.0, None, 50.0],
        burden=[1.0, 2.0, None, 4.0, 5.0],
    )
    young = Exclusion("young", parse_conditions("age < 18"))
    unmeasured = Exclusion("unmeasured", parse_conditions("burden is missing"), rows_only=True)
    left, flow = select_rows(study, (young, unmeasured))
    assert left.person == ("c", "d")
    assert [(one.persons, one.rows, one.unknown) for one in flow.steps] == [(1, 2, 1), (1, 1, 0)]
    assert (flow.persons, flow.rows, flow.kept_persons, flow.kept_rows) == (4, 5, 2, 2)
    with pytest.raises(StudyError, match="nobody is left"):
        select_rows(
            study,
            (Exclusion("all", parse_conditions("burden > 0")),) * 2
            + (Exclusion("rest", parse_conditions("burden is missing")),),
        )


@given(
    st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 4) | st.none()), min_size=1),
    st.integers(0, 4),
)
def test_a_flow_adds_up(rows: list[tuple[str, int | None]], bar: int) -> None:
    study = Study.of(
        [name for name, _ in rows], x=[None if x is None else float(x) for _, x in rows]
    )
    hold, unknown = find_rows(study, parse_conditions(f"x < {bar}"))
    opposite, _ = find_rows(study, parse_conditions(f"x >= {bar}"))
    assert (hold.astype(int) + opposite + unknown == 1).all()
    try:
        left, flow = select_rows(study, (Exclusion("low", parse_conditions(f"x < {bar}")),))
    except StudyError:
        return
    assert flow.persons - flow.steps[0].persons == flow.kept_persons == len(set(left.person))
    assert flow.rows - flow.steps[0].rows == flow.kept_rows == left.n_rows
    # Nobody who stays has a row that is excluded.
    assert not find_rows(left, parse_conditions(f"x < {bar}"))[0].any()


def test_somebody_in_two_groups_is_refused() -> None:
    study = Study.of(["a", "a"], arm=["x", "y"])
    with pytest.raises(StudyError, match="somebody is in two groups"):
        select_rows(study, (), "arm")


def test_a_condition_must_fit_its_column() -> None:
    study = Study.of(["a", "b"], arm=["x", "y"], age=[1.0, 2.0])
    for text, said in (("arm == z", "never holds z"), ("age == old", "holds numbers")):
        with pytest.raises(StudyError, match=said):
            choose_rows(study, parse_conditions(text))
    with pytest.raises(StudyError, match="no row fits"):
        choose_rows(study, parse_conditions("age > 9"))


def plan_of(*techniques: Technique) -> StudyPlan:
    return replace(PLAN, endpoints=tuple(e for e in PLAN.endpoints if e.technique in techniques))


def test_the_same_table_in_another_order_gives_the_same_numbers(study: Study) -> None:
    order = np.random.default_rng(1).permutation(study.n_rows)
    plan = plan_of(Technique.DIFFERENCE, Technique.INCIDENCE, Technique.HAZARDS)
    first, second = run_plan(study, plan), run_plan(study.where(order), plan)
    for one, two in zip(first.endpoints, second.endpoints, strict=True):
        for a, b in zip(one.lines, two.lines, strict=True):
            assert (a.code, a.subject) == (b.code, b.subject)
            if a.estimate and b.estimate:
                assert a.estimate.value == pytest.approx(b.estimate.value, rel=1e-6)


def test_persons_of_a_series_are_told_by_number_and_never_by_pseudonym() -> None:
    courses, truths = simulate_courses(np.random.default_rng(1), 2)
    found = ask(courses, Technique.RESPONSE, value="value", day="day", injected="injected")
    assert found.error is None
    assert [line.subject for line in found.lines if line.code == "response"] == ["1", "2"]
    told = [line.subject for line in found.lines] + list(found.notes)
    assert not any(truth.person in text for truth in truths for text in told)


def test_one_diary_says_its_power_and_its_verdicts() -> None:
    diary = simulate_diary(np.random.default_rng(5), DiaryWorld(n_events=96, effect=0.8))
    found = ask(diary, Technique.TRIGGERS, value="spasm", day="day", names=("stress", "light"))
    verdicts = {line.subject: line.verdict for line in found.lines if line.code == "trigger"}
    assert verdicts == {"stress": "associated", "light": "no association"}
    assert all("power" in note for note in found.notes[:-1])
    assert "p is 0.04 or less" in found.notes[-1]
    estimates = [line.estimate for line in found.lines if line.code == "trigger"]
    assert {one.level for one in estimates if one} == {0.96}
    assert all("interval of 96 % for all items" in one.method for one in estimates if one)
    assert np.isnan(found.lines[0].corrected_p_value)
    assert found.lines[0].p_value < 0.05


@pytest.mark.parametrize("values", [[0.0] * 4, [0.0, 1, 0, 1]], ids=["none", "none and one"])
def test_a_measure_is_a_number_whatever_its_values(values: list[float]) -> None:
    names = ("blink_rate_per_min", "asymmetry", "own_h", "relapse")
    columns = tuple(
        Column(name, np.array(values), unit="h" if name == "own_h" else "") for name in names
    )
    plan = replace(
        PLAN,
        tables=(TableSource("visits.csv", measures=("blink_rate_per_min", "asymmetry")),),
        describe=names,
        endpoints=(),
        exclusions=(),
        baseline=(),
        group="",
    )
    described = run_plan(Study(tuple("abcd"), columns), plan).baseline
    assert [row.levels for row in described] == [(), (), (), ("0", "1")]
    assert plan.column_units["blink_rate_per_min"] == "/min"
    assert replace(plan, units={"blink_rate_per_min": "1/min"}).column_units == {
        "blink_rate_per_min": "1/min"
    }


@pytest.mark.parametrize(
    ("power", "said"),
    [(1.0, "> 0.99"), (0.995, "> 0.99"), (0.99, "0.99"), (0.5, "0.50"), (0.0, "< 0.01")],
)
def test_a_power_is_never_said_to_be_all_or_none(power: float, said: str) -> None:
    assert write_power(power) == said


def test_diagnostics_of_cox_are_told_and_corrected_for_nothing() -> None:
    rossi = read_study("rossi")
    names = ("fin", "age", "prio")
    fit = fit_hazards(rossi, "week", "arrest", names)
    found = ask(rossi, Technique.HAZARDS, time="week", event="arrest", names=names)
    steady = [line.estimate for line in found.lines if line.code == "proportional"]
    assert [one.value for one in steady if one] == [one.proportional_p_value for one in fit.hazards]
    (agreement,) = (line.estimate for line in found.lines if line.code == "concordance")
    assert agreement is not None
    assert agreement.value == fit.concordance
    tested = [line for line in found.lines if not np.isnan(line.corrected_p_value)]
    assert {line.code for line in tested} == {"hazard_ratio"}
    smallest = min(tested, key=lambda line: line.p_value)
    assert smallest.corrected_p_value == pytest.approx(3 * smallest.p_value)


@pytest.mark.parametrize(("n", "warned"), [(15, True), (60, False)])
def test_an_area_of_few_persons_is_warned_of(n: int, warned: bool) -> None:
    rng = np.random.default_rng(1)
    ill = np.repeat([0.0, 1.0], n)
    study = Study.of(
        [f"p{one}" for one in range(2 * n)], test=ill + rng.normal(0, 1, 2 * n), ill=ill
    )
    found = ask(study, Technique.CURVE, test="test", truth="ill")
    assert any("too narrow" in note for note in found.notes) is warned
    wide = Study.of(study.person, test=8 * ill + rng.normal(0, 2, 2 * n), ill=ill)
    assert ask(wide, Technique.CURVE, test="test", truth="ill").notes


@pytest.mark.parametrize(("n", "warned"), [(8, True), (20, False)])
def test_a_mixed_model_of_few_persons_is_warned_of(n: int, warned: bool) -> None:
    rng = np.random.default_rng(1)
    month, person = np.tile(np.arange(4.0), n), np.repeat(np.arange(n), 4)
    burden = rng.normal(0, 2, n)[person] + month + rng.normal(0, 1, 4 * n)
    study = Study.of([f"p{one}" for one in person], burden=burden, month=month)
    found = ask(study, Technique.REPEATED, value="burden", names=("month",))
    assert any("too sure" in note for note in found.notes) is warned


def test_a_row_that_stands_twice_is_told(study: Study) -> None:
    rows = np.concatenate([np.arange(study.n_rows), np.zeros(20, dtype=np.intp)])
    whole = ask(study.where(rows), Technique.REPEATED, value="burden", names=("month",))
    (note,) = (note for note in whole.notes if "entered twice" in note)
    assert note.startswith("20 rows")
    assert word_method(note, "de").startswith("20 Zeilen")
    once = ask(study, Technique.REPEATED, value="burden", names=("month",))
    assert not any("entered twice" in note for note in once.notes)


REFUSED: list[tuple[Technique, dict[str, Value], str]] = [
    (Technique.LIMITS, {"first": "arm", "second": "age"}, "category_as_number"),
    (Technique.TRIGGERS, {"value": "age", "day": "arm", "names": ("age",)}, "category_as_number"),
    (Technique.SURVIVAL, {"time": "arm", "event": "outcome", "at": (3.0,)}, "category_as_number"),
    (Technique.RELIABILITY, {"value": "sex", "by": "arm"}, "category_as_number"),
    (Technique.SCREEN, {"test": "age", "truth": "word", "cutoff": 5.0}, "unordered_words"),
    (Technique.SURVIVAL, {"time": "age", "event": "word", "at": (3.0,)}, "unordered_words"),
    (
        Technique.INCIDENCE,
        {"time": "age", "event": "word", "at": (3.0,), "causes": ("a",)},
        "unordered_words",
    ),
    (Technique.SCREEN, {"test": "age", "truth": "stage", "cutoff": 5.0}, "flag_levels"),
    (Technique.CURVE, {"test": "word", "truth": "depressed"}, "no_order"),
]


@pytest.mark.parametrize(("technique", "options", "case"), REFUSED)
def test_a_category_is_refused_where_it_would_be_computed_with(
    study: Study, technique: Technique, options: dict[str, Value], case: str
) -> None:
    first = study.where(study.numbers("month") == 0)
    words = Study.of(first.person, word=["sick", "well"] * (first.n_rows // 2)).column("word")
    stage = Column("stage", np.resize([0.0, 1.0, 2.0], first.n_rows), ("one", "two", "three"))
    with pytest.raises(StudyError) as caught:
        ask(Study(first.person, (*first.columns, words, stage)), technique, "", **options)
    assert caught.value.case == case


def test_declared_words_count_as_the_zeros_and_ones_that_they_mean(study: Study) -> None:
    first = study.where(study.numbers("month") == 0)
    ill = Column("ill", first.numbers("depressed"), ("well", "sick"))
    whole = Study(first.person, (*first.columns, ill))
    said = ask(whole, Technique.SCREEN, test="burden", truth="ill", cutoff=20.0)
    plain = ask(whole, Technique.SCREEN, test="burden", truth="depressed", cutoff=20.0)
    assert said.error is None
    assert [str(one) for one in said.lines] == [str(one) for one in plain.lines]


def test_a_failure_that_nobody_foresaw_is_its_endpoints_alone(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Answer:
        raise np.linalg.LinAlgError("Singular matrix")

    monkeypatch.setattr(study_run, "ANSWERS", {**ANSWERS, Technique.REPEATED: fail})
    results = run_plan(study, PLAN)
    (error,) = [one.error for one in results.endpoints if one.error]
    assert error.case == "uncomputed"
    for language in ("en", "de"):
        assert "Singular" not in error.say(language) + error.advise(language)
        assert "Error" not in error.say(language)


@pytest.mark.parametrize(
    ("times", "happened"), [([5.0] * 10, [1.0] * 10), ([1.0, 9.0] * 5, [0.0, 1.0] * 5)]
)
def test_curves_stand_where_the_log_rank_test_cannot(
    times: list[float], happened: list[float]
) -> None:
    people, groups = [f"p{place}" for place in range(10)], ["a", "b"] * 5
    study = Study.of(people, t=times, e=happened, g=groups)
    found = ask(study, Technique.SURVIVAL, time="t", event="e", at=(3.0,), by="g")
    assert found.error is None
    assert {line.code for line in found.lines} == {"free_at", "median"}
    assert "cannot be compared" in found.notes[0]


def test_a_constant_group_is_compared_without_a_murmur() -> None:
    people = [f"p{place}" for place in range(4)]
    study = Study.of(people, v=[1.0, 1.0, 2.0, 3.0], g=["a", "a", "b", "b"])
    found = ask(study, Technique.DIFFERENCE, value="v", by="g")
    assert found.error is None
    # One degree of freedom, an error of one half: what Welch's test gives by hand.
    assert found.lines[0].p_value == pytest.approx(0.2048327646991335)


def test_a_cause_that_nobody_had_has_a_line_with_an_exact_interval() -> None:
    people = [f"p{place}" for place in range(20)]
    study = Study.of(people, t=[float(place + 1) for place in range(20)], e=[0.0, 1.0] * 10)
    found = ask(
        study, Technique.INCIDENCE, time="t", event="e", causes=("back", "dead"), at=(1.0, 20.0)
    )
    lines = {line.subject: line.estimate for line in found.lines}
    none, late = lines["dead, 1"], lines["dead, 20"]
    assert none is not None
    assert late is not None
    assert (none.value, none.low) == (0, 0)
    assert none.high == pytest.approx(1 - 0.025 ** (1 / 20))
    # Ten persons came back and can never die first, but few of them would still be followed.
    assert late.high == pytest.approx(1 - 0.025 ** (1 / 3.522), abs=1e-3)
    assert "beta products" in found.methods[0]


def test_an_odds_ratio_does_not_depend_on_where_a_variable_has_its_zero() -> None:
    rng = np.random.default_rng(3)
    ill = [0.0, 1.0] * 30
    near = rng.normal(0, 1, 60) + np.array(ill)
    people = [f"p{place}" for place in range(60)]
    study = Study.of(people, ill=ill, near=near, far=near + 1e9)
    one = ask(study, Technique.PREDICTORS, truth="ill", names=("near",))
    two = ask(study, Technique.PREDICTORS, truth="ill", names=("far",))
    assert (one.error, two.error) == (None, None)
    first, second = one.lines[0].estimate, two.lines[0].estimate
    assert first is not None
    assert second is not None
    assert (second.value, second.high) == pytest.approx((first.value, first.high), rel=1e-5)


def test_the_hazard_of_one_cause_says_what_became_of_the_others(study: Study) -> None:
    names: Value = ("age",)
    found = ask(
        study,
        Technique.HAZARDS,
        "month == 0",
        time="waited",
        event="outcome",
        names=names,
        cause=1.0,
    )
    text = found.methods[0]
    assert "of cause 1 by Cox" in text
    assert "another cause followed until then and censored" in text
    for sentence in found.methods[:2]:
        assert word_method(sentence, "de") != sentence
    assert "rank of the event times" in found.methods[1]


def test_numbers_beyond_all_computing_warn_nobody_in_the_words_of_python(study: Study) -> None:
    column = study.column("burden")
    huge = replace(column, values=np.where(np.arange(study.n_rows) % 2, 1e300, -1e300))
    others = tuple(one for one in study.columns if one.name != "burden")
    found = ask(
        Study(study.person, (*others, huge)),
        Technique.DIFFERENCE,
        "month == 0",
        value="burden",
        by="arm",
    )
    told = found.error.message if found.error else " ".join(found.notes)
    assert "numbers" in told
    assert "Warning" not in told
    assert "Error" not in told


def test_an_injection_every_day_cannot_be_told_from_none() -> None:
    days = np.arange(60.0)
    daily = Study.of(["a"] * 60, day=days, value=np.ones(60), injected=np.ones(60))
    found = ask(daily, Technique.RESPONSE, value="value", day="day", injected="injected")
    assert [line.verdict for line in found.lines if line.code == "response"] == ["cannot tell yet"]


def test_grades_of_two_groups_are_compared_by_ranks(study: Study) -> None:
    first = study.where(study.numbers("month") == 0)
    words = ["none", "mild", "severe"]
    grade = Column("grade", np.arange(float(first.n_rows)) % 3, tuple(words))
    graded = Study(first.person, (*first.columns, grade))
    found = ask(graded, Technique.DIFFERENCE, value="grade", by="arm")
    assert found.error is None
    assert [line.code for line in found.lines] == ["delta", "superiority"]
    assert found.methods[0].startswith("Cliff's delta")
    for language in ("en", "de"):
        assert word_method(found.methods[0], language)
    assert word_method(found.methods[0], "de") != found.methods[0]


@pytest.mark.parametrize("where", ["arm == nobody", "arm > 3", "month == first"])
def test_what_a_column_can_never_hold_is_refused_before_anything_is_computed(
    study: Study, where: str
) -> None:
    with pytest.raises(StudyError):
        ask(study, Technique.DIFFERENCE, where, value="burden", by="arm")


def test_software_that_no_endpoint_asked_is_not_cited(study: Study) -> None:
    origin = StudyOrigin("0" * 64, (), (), {"hemiface": "1", "scipy": "2", "statsmodels": "3"})
    for name, is_cited in (("burden_6", False), ("course", True)):
        kept = [
            one
            for one in PLAN.endpoints
            if (one.technique is Technique.REPEATED) == (name == "course")
            and one.technique is not Technique.HAZARDS
        ]
        plan = replace(PLAN, endpoints=tuple(kept))
        results = run_plan(study, plan)
        said = [*list_references(results, origin), *write_methods(plan, results, origin)]
        assert any("tatsmodels" in one for one in said) == is_cited
