"""A regression's numbers say in the study's words what is compared; the model stands below."""

from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from hemiface.formats.study_plan_file import read_plan
from hemiface.model.study import Study
from hemiface.model.study_origin import PlanEvent, StudyOrigin
from hemiface.model.study_plan import Rank, StudyPlan
from hemiface.reports.language import get_language
from hemiface.reports.study_page import render_study
from hemiface.reports.study_rows import NumberRow, tabulate_numbers
from hemiface.research.study_results import StudyResults
from hemiface.research.study_run import run_plan
from hemiface.simulation.cohorts import simulate_cohort

TEMPLATES = files("hemiface.operations") / "study_templates"


@pytest.fixture(scope="module")
def study() -> Study:
    return simulate_cohort(np.random.default_rng(2), 160)


def read(design: str) -> StudyPlan:
    return read_plan((TEMPLATES / f"{design}.toml").read_bytes())


def table(study: Study, plan: StudyPlan, name: str, language: str = "en") -> list[NumberRow]:
    results = run_plan(study, plan)
    (found,) = (one for one in results.endpoints if one.endpoint.name == name)
    return tabulate_numbers(found, plan, get_language(language))


def test_a_mixed_model_says_what_it_compares_and_where(study: Study) -> None:
    plan = read("cohort")
    rows = [(row.title, row.subject, row.model) for row in table(study, plan, "course")]
    model = "Coefficient of the mixed model"
    assert rows == [
        (
            "Level of time in spasm",
            "months since treatment: 0; arm: control",
            "Intercept of the mixed model",
        ),
        ("Change of time in spasm", "months since treatment, +1 months (arm: control)", model),
        (
            "Difference in time in spasm",
            "arm: treated against control (months since treatment: 0)",
            model,
        ),
        (
            "Difference in the change of time in spasm with months since treatment",
            "arm: treated against control, months since treatment, +1 months",
            model,
        ),
    ]


RATIOS = [
    (
        ("cohort", "hazard"),
        ("The rate of Free of spasm is multiplied by", "Hazard ratio, Cox's regression"),
        ["arm: treated against control", "age, +1 y"],
    ),
    (
        ("screening", "predictors"),
        ("The odds of depressed are multiplied by", "Odds ratio, logistic regression"),
        ["time in spasm, +1 %", "age, +1 y", "sex: f against m"],
    ),
]


@pytest.mark.parametrize(("place", "words", "subjects"), RATIOS)
def test_ratios_say_of_what(
    study: Study, place: tuple[str, str], words: tuple[str, str], subjects: list[str]
) -> None:
    design, name = place
    rows = [row for row in table(study, read(design), name) if row.model == words[1]]
    assert [row.title for row in rows] == [words[0]] * len(subjects)
    assert [row.subject for row in rows] == subjects
    german = table(study, read(design), name, "de")
    assert not {row.title for row in rows} & {row.title for row in german}
    assert all("against" not in row.subject for row in german)


def test_a_cause_that_no_endpoint_names_is_told_by_its_number(study: Study) -> None:
    plan = read("cohort")
    alone = replace(plan, endpoints=tuple(e for e in plan.endpoints if e.name == "hazard"))
    assert table(study, alone, "hazard")[0].title == "The rate of outcome 1 is multiplied by"


def page_of(study: Study, plan: StudyPlan, language: str = "en") -> str:
    fixed = PlanEvent("fixed", "a" * 64, "2026-01-01T00:00:00+00:00")
    origin = StudyOrigin("a" * 64, (fixed,), (), {"hemiface": "1"})
    results: StudyResults = run_plan(study, plan)
    return render_study(plan, results, origin, language=language)


def test_the_first_line_answers_and_is_no_intercept(study: Study) -> None:
    plan = read("cohort")
    course = next(one for one in plan.endpoints if one.name == "course")
    primary = replace(course, rank=Rank.PRIMARY)
    page = page_of(study, replace(plan, endpoints=(primary,)))
    lede = page.partition('class="study-lede"')[2].partition("</p>")[0]
    assert "Difference in the change of time in spasm with months since treatment" in lede
    assert "treated against control" in lede
    assert "Level of" not in lede
    without = replace(primary, options={**course.options, "names": ("month", "arm")})
    page = page_of(study, replace(plan, endpoints=(without,)))
    lede = page.partition('class="study-lede"')[2].partition("</p>")[0]
    assert "Difference in time in spasm, arm: treated against control:" in lede
    assert '<small class="model">Coefficient of the mixed model</small>' in page
