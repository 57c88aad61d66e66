"""What a plan cannot do is told when it is fixed, and not when its results were seen."""

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.research.test_study_run import PLAN

from hemiface.errors import StudyError
from hemiface.formats.conditions import parse_conditions
from hemiface.model.study import Column, Study
from hemiface.model.study_plan import Endpoint, Exclusion, Rank, StudyPlan, Value
from hemiface.model.study_techniques import Technique
from hemiface.research.comparison import compare_groups
from hemiface.research.plan_checks import check_columns, check_endpoints
from hemiface.research.study_run import run_plan

ARMS = ("control", "low", "high")


@pytest.fixture(scope="module")
def study() -> Study:
    rng, n = np.random.default_rng(1), 60
    person = [f"p{place // 2}" for place in range(2 * n)]
    arm = np.repeat(rng.integers(0, 3, n).astype(float), 2)
    month = np.tile([0.0, 6.0], n)
    return Study(
        tuple(person),
        (
            Column("arm", arm, ARMS),
            Column("half", (arm > 0).astype(float), ("none", "some")),
            Column("place", np.resize([0.0, 1.0, 2.0], 2 * n), ("a", "b", "c"), is_ordered=False),
            Column("month", month),
            Column("burden", rng.normal(20, 5, 2 * n)),
            Column("event", rng.integers(0, 2, 2 * n).astype(float)),
        ),
    )


def plan_for(technique: Technique, where: str, options: dict[str, Value]) -> StudyPlan:
    conditions = parse_conditions(where) if where else ()
    endpoint = Endpoint("e", "Time in spasm", Rank.PRIMARY, technique, options, conditions)
    plan = replace(PLAN, exclusions=(), describe=(), baseline=(), titles={}, units={}, levels={})
    return replace(plan, endpoints=(endpoint,), group="half")


UNFIT: list[tuple[Technique, str, dict[str, Value], str]] = [
    (Technique.DIFFERENCE, "month == 6", {"value": "burden", "by": "arm"}, "3 groups here"),
    (Technique.DIFFERENCE, "month == 6", {"value": "burden", "by": "month"}, "month is a number"),
    (Technique.DIFFERENCE, "", {"value": "burden", "by": "half"}, "120 rows are of 60 persons"),
    (
        Technique.SURVIVAL,
        "month == 6",
        {"time": "burden", "event": "event", "by": "month", "at": (3.0,)},
        "month is a number",
    ),
    (Technique.REPEATED, "", {"value": "burden", "names": ("arm:half",)}, "no product"),
    (
        Technique.REPEATED,
        "",
        {"value": "burden", "names": ("arm",), "slope": "month"},
        "not among the variables",
    ),
    (
        Technique.HAZARDS,
        "month == 6",
        {"time": "burden", "event": "event", "names": ("month:arm",)},
        "only repeated takes",
    ),
    (
        Technique.KAPPA,
        "month == 6",
        {"first": "place", "second": "place", "weights": "linear"},
        "no order",
    ),
    (Technique.ALPHA, "", {"value": "place", "by": "arm", "scale": "ordinal"}, "no order"),
]


@pytest.mark.parametrize(("technique", "where", "options", "why"), UNFIT)
def test_what_plan_and_rows_show_is_refused_with_the_endpoint(
    study: Study, technique: Technique, where: str, options: dict[str, Value], why: str
) -> None:
    plan = plan_for(technique, where, options)
    check_columns(study, plan)
    with pytest.raises(StudyError, match=f"Time in spasm: .*{why}") as raised:
        check_endpoints(study, plan)
    cause = raised.value.__cause__
    assert isinstance(cause, StudyError)
    for language in ("en", "de"):
        assert raised.value.advise(language).startswith(cause.advise(language))


def test_two_of_several_groups_are_compared(study: Study) -> None:
    options: dict[str, Value] = {"value": "burden", "by": "arm"}
    plan = plan_for(Technique.DIFFERENCE, 'month == 6 and arm != "low"', options)
    check_endpoints(study, plan)
    (found,) = run_plan(study, plan).endpoints
    assert found.error is None
    assert found.lines[0].subject == "high \u2212 control"
    rows = (study.numbers("month") == 6) & (study.column("arm").values != 1)
    part = study.where(rows)
    two = Study(part.person, (Column("arm", part.column("arm").values / 2, ("control", "high")),))
    alone = Study(part.person, (*two.columns, part.column("burden")))
    assert found.lines[0].estimate == compare_groups(alone, ["burden"], "arm")[0].difference


def test_a_title_of_no_column_is_told(study: Study) -> None:
    plan = plan_for(Technique.DIFFERENCE, "month == 6", {"value": "burden"})
    wrong_plans = {
        "titles": replace(plan, titles={"burdn": "x"}),
        "units": replace(plan, units={"burdn": "x"}),
        "levels": replace(plan, levels={"burdn": ("x",)}),
    }
    for part, wrong in wrong_plans.items():
        with pytest.raises(StudyError, match=rf"\[{part}\] speaks of burdn"):
            check_endpoints(study, wrong)


def test_rows_that_are_not_there_yet_are_no_fault(study: Study) -> None:
    options: dict[str, Value] = {"value": "burden", "by": "half"}
    plan = plan_for(Technique.DIFFERENCE, "month == 12", options)
    check_endpoints(study, plan)
    everybody = Exclusion("all", parse_conditions("burden > 0 and month < 9"))
    check_endpoints(study, replace(plan, exclusions=(everybody,)))
    first = study.where(study.column("half").values == 0)
    check_endpoints(first, plan_for(Technique.DIFFERENCE, "month == 6", options))
