"""What a report says was done was done, and its first line says all that answers."""

import re
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from hemiface.formats.study_plan_file import read_plan
from hemiface.model.study import Study
from hemiface.model.study_origin import StudyOrigin
from hemiface.model.study_plan import Rank, StudyPlan
from hemiface.model.study_techniques import CORRELATIONS
from hemiface.reports.drawing import Element
from hemiface.reports.language import get_language
from hemiface.reports.study_methods import write_methods
from hemiface.reports.study_page import draw_all, render_study
from hemiface.research.study_run import run_plan
from hemiface.simulation.cohorts import DiaryWorld, simulate_cohort, simulate_diary

TEMPLATES = files("hemiface.operations") / "study_templates"
ORIGIN = StudyOrigin("a" * 64, (), (), {"hemiface": "1"})


@pytest.fixture(scope="module")
def study() -> Study:
    return simulate_cohort(np.random.default_rng(2), 160)


def read(design: str, **options: str) -> StudyPlan:
    plan = read_plan((TEMPLATES / f"{design}.toml").read_bytes())
    first, *others = plan.endpoints
    return replace(plan, endpoints=(replace(first, options={**first.options, **options}), *others))


def rank_all(plan: StudyPlan, rank: Rank) -> StudyPlan:
    return replace(plan, endpoints=tuple(replace(one, rank=rank) for one in plan.endpoints))


def say(plan: StudyPlan, study: Study, language: str = "en") -> tuple[str, str]:
    """Methods and page."""
    results = run_plan(study, plan)
    methods = " ".join(write_methods(plan, results, ORIGIN, language))
    return methods, render_study(plan, results, ORIGIN, language=language)


def ledes(page: str) -> str:
    return " ".join(re.findall('class="study-lede">(.*?)</p>', page))


def ratings() -> Study:
    """Twelve persons, two of whom only one rater saw."""
    rng = np.random.default_rng(3)
    pairs = [(n, rater) for n in range(12) for rater in ("a", "b") if n < 10 or rater == "a"]
    return Study.of(
        [f"p{n:02d}" for n, _ in pairs],
        rater=[rater for _, rater in pairs],
        burden=[10.0 * n + float(rng.normal()) for n, _ in pairs],
        grade=[float(n % 4) for n, _ in pairs],
    )


def test_a_correction_is_claimed_for_what_was_corrected(study: Study) -> None:
    plan = read("cohort")
    methods, page = say(plan, study)
    assert "all tests of primary, and for all of secondary endpoints (Holm" in methods
    assert "all tests of primary, and for all of secondary endpoints (Holm" in page
    for rank, said in (
        (Rank.PRIMARY, "all tests of primary endpoints (Holm"),
        (Rank.SECONDARY, "all tests of secondary endpoints (Holm"),
    ):
        methods, _ = say(rank_all(plan, rank), study)
        assert said in methods
        assert "exploratory" not in methods
    methods, page = say(rank_all(plan, Rank.EXPLORATORY), study)
    assert "P-values of exploratory endpoints were not corrected." in methods
    assert "Holm" not in methods + page


def test_no_correction_is_claimed_where_nothing_was_tested() -> None:
    for language in ("en", "de"):
        methods, page = say(read("agreement"), ratings(), language)
        assert "Holm" not in methods + page
        assert "P-values" not in methods
        assert "P-Werte" not in methods


def test_tests_of_single_persons_are_said_not_to_be_corrected() -> None:
    diary = simulate_diary(np.random.default_rng(1), DiaryWorld())
    plan = read("n-of-1")
    methods, page = say(plan, diary)
    assert "not corrected for the number of persons" in methods
    assert "not corrected for the number of persons" in page
    assert "Holm" not in methods + page


def test_groups_are_said_to_be_compared_where_there_are_some(study: Study) -> None:
    said = "standardized differences"
    plan = read("screening")
    for group, there in (("", False), ("arm", True)):
        methods, page = say(replace(plan, group=group), study)
        assert (said in methods) is there
        assert (said in page) is there


def test_a_screen_answers_with_both_of_its_shares(study: Study) -> None:
    _, page = say(read("screening"), study)
    assert "Sensitivity" in ledes(page)
    assert "Specificity" in ledes(page)


@pytest.mark.parametrize("icc", ["", *CORRELATIONS])
def test_the_intraclass_correlation_that_answers_is_the_plans(icc: str) -> None:
    plan = read("agreement", **({"icc": icc} if icc else {}))
    _, page = say(plan, ratings())
    assert re.findall(r"ICC\(\d,.\)", ledes(page)) == [icc or "ICC(2,1)"]


def test_an_agreement_counts_those_who_were_rated_twice() -> None:
    results = run_plan(ratings(), read("agreement"))
    assert [one.n_valued for one in results.endpoints] == [10, 10]
    methods, page = say(read("agreement"), ratings())
    assert "10 of 12 included with a value" in page
    assert methods.count("two-way analysis of variance") == 1


def words_of(figure: Element) -> list[str]:
    return [one.text or "" for one in figure.iter("text")]


def test_a_chosen_cutoff_is_marked_and_both_axes_are_per_cent(study: Study) -> None:
    plan = read("screening")
    results = run_plan(study, plan)
    figures = draw_all(plan, results)
    chosen = next(one for one in results.endpoints if one.endpoint.technique == "cutoff")
    cutoff = next(one.estimate for one in chosen.lines if one.code == "chosen_cutoff")
    assert cutoff is not None
    figure = figures[f"figures/{chosen.endpoint.name}"]
    words = words_of(figure)
    assert f"≥ {cutoff.value:g}" in words
    assert words.count(get_language("en").percent(0.25)) == 2
    assert sum("dot" in one.get("class", "") for one in figure.iter("circle")) == 1
