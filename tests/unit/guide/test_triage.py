"""The interview: every rule, every combination, emergencies never outvoted."""

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.errors import GuideAnswerError
from hemiface.guide.library import load_triage
from hemiface.guide.rules import Level
from hemiface.guide.triage import ANSWERS, UNFINISHED, assess_answers, iter_questions

NAMES = [question.id for question in load_triage().questions]
RULES = load_triage().rules
answer_sets = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(ANSWERS))


@pytest.mark.parametrize(
    ("rule", "row"), [(rule.id, row) for rule in RULES for row in rule.when], ids=str
)
def test_every_row_of_every_rule_fires(rule: str, row: tuple[str, ...]) -> None:
    outcome = assess_answers(dict.fromkeys(row, "yes"))
    fired = next(one for one in RULES if one.id == rule)
    assert outcome.level.rank <= fired.level.rank
    assert fired in outcome.reasons
    if outcome.level is fired.level:
        assert fired.text in outcome.text


@given(answer_sets)
def test_no_combination_lacks_an_outcome(answers: dict[str, str]) -> None:
    outcome = assess_answers(answers)
    assert outcome.headline
    assert outcome.text
    assert outcome.reasons
    assert outcome.level is min((r.level for r in outcome.reasons), key=lambda one: one.rank)


@given(answer_sets, st.sampled_from(NAMES))
def test_one_more_yes_never_lowers_the_urgency(answers: dict[str, str], name: str) -> None:
    before = assess_answers(answers | {name: "no"}).level.rank
    unsure = assess_answers(answers | {name: "unsure"}).level.rank
    after = assess_answers(answers | {name: "yes"}).level.rank
    assert after <= unsure <= before


@given(answer_sets)
def test_an_emergency_is_never_outvoted(answers: dict[str, str]) -> None:
    outcome = assess_answers(answers | {"stroke-speech": "yes"})
    assert outcome.level is Level.EMERGENCY
    assert "emergency number now" in outcome.text
    assert outcome.reasons[0].level is Level.EMERGENCY


@pytest.mark.parametrize(
    ("answers", "level", "doctors"),
    [
        ({}, Level.WATCH, set()),
        ({"stroke-arm": "unsure"}, Level.EMERGENCY, set()),
        ({"self-harm": "yes"}, Level.URGENT, {"GP"}),
        ({"self-harm": "yes", "self-harm-plan": "unsure"}, Level.EMERGENCY, {"GP"}),
        ({"toxin": "yes", "toxin-spread": "yes"}, Level.EMERGENCY, set()),
        ({"toxin": "yes", "toxin-eye": "yes"}, Level.URGENT, {"ophthalmologist"}),
        ({"face-and-arm": "yes"}, Level.URGENT, {"neurologist"}),
        ({"both-eyes": "yes"}, Level.SOON, {"ophthalmologist"}),
        ({"hearing": "yes"}, Level.SOON, {"ENT", "neurologist"}),
        ({"known-hfs": "yes", "wants-surgery": "yes"}, Level.SOON, {"neurologist", "neurosurgeon"}),
        ({"known-hfs": "yes", "changed": "no"}, Level.WATCH, set()),
        ({"known-hfs": "yes", "changed": "yes"}, Level.SOON, {"neurologist"}),
        ({"child": "unsure"}, Level.URGENT, {"children's neurologist"}),
        ({"pregnant": "yes"}, Level.URGENT, {"the doctor who treats you"}),
        ({"tablet-rash": "yes"}, Level.EMERGENCY, set()),
        ({"operated-fever": "yes"}, Level.EMERGENCY, set()),
        ({"operated-wound": "yes"}, Level.URGENT, {"neurosurgeon"}),
        ({"three-months": "unsure"}, Level.WATCH, set()),
        ({"before-forty": "yes"}, Level.WATCH, set()),
    ],
)
def test_outcomes(answers: dict[str, str], level: Level, doctors: set[str]) -> None:
    outcome = assess_answers(answers)
    assert outcome.level is level
    assert set(outcome.doctors) == doctors


def test_an_unfinished_interview_says_so() -> None:
    assert UNFINISHED in assess_answers({}).text
    complete = assess_answers(dict.fromkeys(NAMES, "no"))
    assert UNFINISHED not in complete.text
    assert complete.missing == ()


def test_follow_up_questions_are_asked_only_after_a_yes_or_unsure() -> None:
    answers: dict[str, str] = {}
    asked = []
    for question in iter_questions(answers):
        asked.append(question.id)
        answers[question.id] = "unsure" if question.id in {"treated", "toxin"} else "no"
    assert "toxin-spread" in asked
    assert "head-injury-danger" not in asked
    assert assess_answers(answers).missing == ()


@pytest.mark.parametrize("answers", [{"no-such": "yes"}, {"toxin": "maybe"}])
def test_unknown_questions_and_answers_are_refused(answers: dict[str, str]) -> None:
    with pytest.raises(GuideAnswerError):
        assess_answers(answers)


def test_rules_rest_on_sources_and_say_what_to_do() -> None:
    for rule in RULES:
        assert rule.sources
        assert rule.text.endswith(".")
        assert "you have hemifacial spasm" not in rule.text.lower()
    for rule in RULES:
        if rule.level is Level.EMERGENCY:
            assert "now" in rule.text


def count_asked(yes: set[str]) -> int:
    answers: dict[str, str] = {}
    for question in iter_questions(answers):
        answers[question.id] = "yes" if question.id in yes else "no"
    return len(answers)


def test_fewer_than_twelve_questions_are_asked_in_the_median() -> None:
    people: list[set[str]] = [
        set(),
        {"three-months"},
        {"beyond-eyelid"},
        {"beyond-eyelid", "before-forty"},
        {"known-hfs"},
        {"known-hfs", "changed"},
        {"known-hfs", "wants-surgery"},
        {"known-hfs", "treated", "toxin"},
        {"known-hfs", "treated", "tablets"},
        {"burden", "mood"},
        {"special", "child"},
        {"other-signs", "hearing"},
        {"both", "both-eyes"},
    ]
    assert median(map(count_asked, people)) < 12


def test_a_known_and_stable_illness_is_not_sent_to_the_doctor_again() -> None:
    outcome = assess_answers(dict.fromkeys(NAMES, "no") | {"known-hfs": "yes"})
    assert outcome.level is Level.WATCH
    assert "Nothing new" in outcome.text
    assert outcome.doctors == ()
