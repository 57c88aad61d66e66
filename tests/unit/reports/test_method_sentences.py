"""Every way of computing an endpoint is said in German, too."""

import csv
from pathlib import Path

import numpy as np
import pytest

from hemiface.errors import StudyError
from hemiface.model.messages import Message
from hemiface.model.study import Estimate, Study
from hemiface.model.study_plan import Design
from hemiface.operations.session import open_session
from hemiface.operations.stream import outcomes
from hemiface.operations.studies import run_study, write_plan_template
from hemiface.reports.method_sentences import word_method
from hemiface.reports.study_methods import generalize
from hemiface.research.agreement import estimate_kappa
from hemiface.research.limits import estimate_limits
from hemiface.research.response import estimate_responses
from hemiface.research.roc import compare_curves
from hemiface.research.survival import compare_survival, estimate_survival
from hemiface.research.triggers import search_triggers
from hemiface.simulation.cohort_files import write_cohort, write_diary, write_ratings
from hemiface.simulation.cohorts import simulate_courses


def assert_german(sentences: set[str]) -> None:
    assert sentences
    for sentence in sentences:
        said = word_method(generalize(sentence), "de")
        assert said != generalize(sentence), sentence
        assert word_method(generalize(sentence), "en") == generalize(sentence)
        assert "{" not in said


@pytest.mark.parametrize("design", list(Design))
def test_methods_of_every_template_are_said_in_german(tmp_path: Path, design: Design) -> None:
    write_cohort(tmp_path, 60)
    write_ratings(tmp_path)
    write_diary(tmp_path)
    session = open_session(language="de")
    plan = write_plan_template(session, tmp_path / "plan.toml", design)
    assert list(outcomes(run_study(session, plan, tmp_path / "out")))
    with (tmp_path / "out/endpoints.csv").open(newline="") as file:
        assert_german({row["method"] for row in csv.DictReader(file)} - {""})
    german, english = (tmp_path / "out/methods.md").read_text().split("# Methods")
    assert "Die Frage war" in german
    assert "interval" not in german
    assert "The question was" in english
    assert "Die Frage war" in (tmp_path / "out/report.html").read_text()


def test_what_speaks_against_a_fit_is_said_in_german(tmp_path: Path) -> None:
    write_cohort(tmp_path, 16)
    session = open_session(language="de")
    plan = write_plan_template(session, tmp_path / "plan.toml", Design.COHORT)
    *_, found = outcomes(run_study(session, plan, tmp_path / "out"))
    notes = {note for one in found.results.endpoints for note in one.notes}
    assert any("persons: with fewer than" in note for note in notes)
    assert_german(notes)
    page = (tmp_path / "out/report.html").read_text()
    assert "sind Intervalle und p-Werte des gemischten Modells zu sicher" in page


def test_methods_that_no_template_uses_are_said_in_german() -> None:
    random = np.random.default_rng(1)
    people = [f"p{place}" for place in range(40)]
    first = random.normal(10, 2, 40)
    truth = random.integers(0, 2, 40).astype(float)
    study = Study.of(
        people,
        first=first,
        second=first + random.normal(0, 1, 40),
        truth=truth,
        time=random.exponential(10, 40),
        event=random.integers(0, 2, 40).astype(float),
        group=["a", "b"] * 20,
        grade=random.integers(0, 4, 40).astype(float),
        again=random.integers(0, 4, 40).astype(float),
    )
    limits = estimate_limits(study, "first", "second")
    curve = estimate_survival(study, "time", "event")
    found: list[Estimate] = [
        limits.bias,
        limits.lower,
        limits.upper,
        limits.slope,
        curve.median,
        estimate_kappa(study, "grade", "again"),
        compare_curves(study, "first", "second", "truth"),
    ]
    courses, _ = simulate_courses(np.random.default_rng(2), 3)
    for person in estimate_responses(courses):
        found.append(person.effect)
        for session in person.sessions:
            parts = (session.onset, session.peak, session.plateau, session.returned, session.depth)
            found += [one for one in parts if one is not None]
        found += [person.forecast] if person.forecast else []
    test = compare_survival(study, "time", "event", "group")
    assert_german({one.method for one in found} | {curve.method, test.method})


def test_why_a_diary_and_curves_say_nothing_is_said_in_german() -> None:
    few = Study.of(["p"] * 40, day=np.arange(40.0), value=np.arange(40.0) % 3, sun=np.ones(40))
    silent = search_triggers(few, "value", ["sun"], day="day")
    rng = np.random.default_rng(1)
    items = {"a": rng.normal(size=20), "b": np.full(20, np.nan), "c": np.ones(20)}
    items["d"] = 2 * items["a"]
    plain = Study.of(["p"] * 20, day=np.arange(20.0), value=rng.normal(size=20), **items)
    short = search_triggers(plain, "value", list(items), day="day")
    assert len(short.left_out) == 3
    notes = {f"{name} was left out: {why}" for name, why in (*silent.left_out, *short.left_out)}
    reasons = {silent.reason, short.reason, *(f"3: {one}" for one in notes)}
    apart = Study.of(["p", "q"], t=[1.0, 2.0], e=[1.0, 1.0], g=["a", "b"])
    for study in (apart, apart.where(np.array([0]))):
        with pytest.raises(StudyError) as raised:
            compare_survival(study.where(study.numbers("t") < 2), "t", "e", "g")
        reasons.add(raised.value.message)
    for code in ("few_entries", "no_effect", "not_followed"):
        reasons.add(f"2: {Message(f'response.{code}')}")
    assert_german(notes | reasons)


def test_what_is_not_known_stays_as_it_is() -> None:
    assert word_method("Something new.", "de") == "Something new."


def test_a_study_of_few_says_that_its_chosen_cutoff_is_less_sure(tmp_path: Path) -> None:
    write_cohort(tmp_path, 40)
    session = open_session(language="de")
    plan = write_plan_template(session, tmp_path / "plan.toml", Design.SCREENING)
    *_, found = outcomes(run_study(session, plan, tmp_path / "out"))
    notes = {note for one in found.results.endpoints for note in one.notes}
    few = {note for note in notes if "interval of the chosen cut-off may be too narrow" in note}
    assert len(few) == 1
    assert_german(few)


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("2: Stress: power > 0.99 for a moderate effect.", "> 0,99"),
        ("Stress: power 0.42 for a moderate effect.", " 0,42 "),
        ("One person moves a coefficient by 1.3 standard errors.", " 1,3 "),
        ("The fitted chances are off (Hosmer-Lemeshow p = 0.003).", "= 0,003)"),
    ],
)
def test_numbers_have_a_comma_in_german(sentence: str, number: str) -> None:
    assert number in word_method(sentence, "de")
    assert word_method(sentence, "en") == sentence


def test_names_of_columns_keep_their_points() -> None:
    said = word_method("v1.2 says much the same as the others (variance inflation 12.5).", "de")
    assert "v1.2" in said
    assert "12,5" in said
