"""The interview: every rule, every combination, emergencies never outvoted."""

from itertools import combinations, product
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.errors import GuideAnswerError
from hemiface.guide.library import load_triage
from hemiface.guide.rules import Level
from hemiface.guide.triage import (
    ANSWERS,
    UNFINISHED,
    assess_answers,
    is_settled,
    iter_questions,
)

NAMES = [question.id for question in load_triage().questions]
RULES = load_triage().rules
CALM = dict.fromkeys({name for rule in RULES for name in rule.unasked}, "no")
"""No to every question about danger, so that the rest alone decides."""

answer_sets = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(ANSWERS))


@pytest.mark.parametrize(
    ("rule", "row"), [(rule.id, row) for rule in RULES for row in rule.when], ids=str
)
def test_every_row_of_every_rule_fires(rule: str, row: tuple[str, ...]) -> None:
    outcome = assess_answers(CALM | dict.fromkeys(row, "yes"))
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


QUESTIONS = {question.id: question for question in load_triage().questions}
OPENERS = [name for name in NAMES if any(one.ask_if == name for one in QUESTIONS.values())]
PRESSING = (Level.EMERGENCY, Level.URGENT)


def own_rank(name: str) -> int:
    """Rank of the most urgent rule that a yes to one question meets by itself."""
    rows = [(rule.level.rank, row) for rule in RULES for row in rule.when]
    return min((rank for rank, row in rows if row == (name,)), default=Level.WATCH.rank)


def is_pressing(name: str) -> bool:
    """Whether a question, or one of those that it opens, can be urgent."""
    inner = [one.id for one in QUESTIONS.values() if one.ask_if == name]
    return own_rank(name) <= Level.URGENT.rank or any(map(is_pressing, inner))


def test_each_yes_has_at_least_its_urgency_in_every_pair_of_answers() -> None:
    for first, second in combinations(NAMES, 2):
        for one, other in product(ANSWERS, repeat=2):
            outcome = assess_answers({first: one, second: other})
            for name, answer in ((first, one), (second, other)):
                if answer == "yes":
                    assert outcome.level.rank <= own_rank(name), (first, one, second, other)


def test_each_yes_has_at_least_its_urgency_whatever_is_said_to_what_opens_a_group() -> None:
    for said in product(("yes", "no"), repeat=len(OPENERS)):
        answers = dict(zip(OPENERS, said, strict=True))
        least = min(
            [own_rank(name) for name in OPENERS if answers[name] == "yes"], default=Level.WATCH.rank
        )
        assert assess_answers(answers).level.rank <= least
        for rest in ("no", "unsure"):
            full = dict.fromkeys(NAMES, rest) | answers
            assert assess_answers(full).level.rank <= least


@given(answer_sets, st.sampled_from(NAMES))
def test_a_yes_is_never_milder_than_by_itself(answers: dict[str, str], name: str) -> None:
    assert assess_answers(answers | {name: "yes"}).level.rank <= own_rank(name)


@pytest.mark.parametrize("name", [name for name in OPENERS if name != "known-hfs"])
def test_a_yes_whose_questions_are_open_is_never_called_harmless(name: str) -> None:
    for more in ({}, {"known-hfs": "yes"}, {"known-hfs": "yes", "changed": "no"}):
        outcome = assess_answers({name: "yes"} | more)
        assert outcome.level is not Level.WATCH
        if is_pressing(name):
            assert outcome.level in PRESSING


@pytest.mark.parametrize("rest", [{}, {"stroke-face": "no"}, dict.fromkeys(NAMES[1:], "no")])
def test_what_came_suddenly_is_an_emergency_though_it_is_not_said_what(
    rest: dict[str, str],
) -> None:
    outcome = assess_answers({"sudden": "yes"} | rest)
    assert outcome.level is Level.EMERGENCY
    assert "harmless" not in outcome.text
    assert not outcome.unfinished


def test_unsure_of_something_sudden_is_an_emergency_until_all_of_it_is_denied() -> None:
    assert assess_answers({"sudden": "unsure"}).level is Level.EMERGENCY
    assert assess_answers(dict.fromkeys(NAMES, "no") | {"sudden": "unsure"}).level is Level.WATCH


def test_the_interview_asks_what_came_suddenly_before_it_ends() -> None:
    assert not is_settled({"sudden": "yes"})
    assert is_settled({"sudden": "yes", "stroke-face": "yes"})
    group = [one.id for one in QUESTIONS.values() if one.ask_if == "sudden"]
    assert is_settled({"sudden": "yes"} | dict.fromkeys(group, "no"))
    assert not is_settled(dict.fromkeys(NAMES, "no"))


@given(answer_sets)
def test_an_emergency_is_never_outvoted(answers: dict[str, str]) -> None:
    outcome = assess_answers(answers | {"stroke-speech": "yes"})
    assert outcome.level is Level.EMERGENCY
    assert "emergency number now" in outcome.text
    assert outcome.reasons[0].level is Level.EMERGENCY


@pytest.mark.parametrize(
    ("answers", "level", "doctors"),
    [
        ({}, Level.UNKNOWN, set()),
        (CALM, Level.WATCH, set()),
        ({"known-hfs": "yes"}, Level.UNKNOWN, set()),
        ({"stroke-arm": "unsure"}, Level.EMERGENCY, set()),
        ({"self-harm": "yes"}, Level.URGENT, {"GP"}),
        ({"self-harm": "yes", "self-harm-plan": "unsure"}, Level.EMERGENCY, set()),
        (CALM | {"sudden-deaf": "yes", "mood": "yes"}, Level.EMERGENCY, set()),
        ({"toxin": "yes", "toxin-spread": "yes"}, Level.EMERGENCY, set()),
        ({"toxin": "yes", "toxin-eye": "yes"}, Level.URGENT, {"ophthalmologist"}),
        ({"face-and-arm": "yes"}, Level.URGENT, {"neurologist"}),
        ({"both-eyes": "yes"}, Level.SOON, {"ophthalmologist"}),
        ({"hearing": "yes"}, Level.SOON, {"ENT", "neurologist"}),
        ({"known-hfs": "yes", "wants-surgery": "yes"}, Level.SOON, {"neurologist", "neurosurgeon"}),
        (CALM | {"known-hfs": "yes", "changed": "no"}, Level.WATCH, set()),
        ({"known-hfs": "yes", "changed": "yes"}, Level.SOON, {"neurologist"}),
        ({"child": "unsure"}, Level.URGENT, {"children's neurologist"}),
        ({"pregnant": "yes"}, Level.URGENT, {"the doctor who treats you"}),
        ({"tablet-rash": "yes"}, Level.EMERGENCY, set()),
        ({"operated-fever": "yes"}, Level.EMERGENCY, set()),
        ({"operated-wound": "yes"}, Level.URGENT, {"neurosurgeon"}),
        (CALM | {"three-months": "unsure"}, Level.WATCH, set()),
        (CALM | {"before-forty": "yes"}, Level.WATCH, set()),
    ],
)
def test_outcomes(answers: dict[str, str], level: Level, doctors: set[str]) -> None:
    outcome = assess_answers(answers)
    assert outcome.level is level
    assert set(outcome.doctors) == doctors


def test_an_unfinished_interview_says_so() -> None:
    assert UNFINISHED in assess_answers(CALM).text
    assert UNFINISHED in assess_answers({"both-eyes": "yes"}).text
    complete = assess_answers(dict.fromkeys(NAMES, "no"))
    assert UNFINISHED not in complete.text
    assert complete.missing == ()


@pytest.mark.parametrize("answers", [{}, {"known-hfs": "yes"}, CALM | {"known-hfs": "yes"}])
@pytest.mark.parametrize("name", sorted(CALM))
def test_what_is_not_answered_about_danger_never_counts_as_no(
    name: str, answers: dict[str, str]
) -> None:
    left = {key: said for key, said in answers.items() if key != name}
    outcome = assess_answers(left)
    assert outcome.level is Level.UNKNOWN
    assert "does not count as no" in outcome.text
    assert "Nothing new" not in outcome.text
    assert "harmless" not in outcome.text
    first = next(one for one in load_triage().questions if one.id in set(CALM) - set(left))
    assert f"Answer first: {first.text}" in outcome.text


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
