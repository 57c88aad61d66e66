"""Red flags in free text: reported ones are told, ordinary questions are left in peace."""

import pytest
from tests.unit.guide.conftest import find_red_flag

from hemiface.guide.library import load_red_flags, load_subjects, load_topics
from hemiface.guide.patterns import compile_pattern
from hemiface.guide.rules import Level


def test_every_phrase_is_caught(
    red_flag_phrases: list[list[str]], more_red_flag_phrases: list[str]
) -> None:
    phrases = [phrase for _, phrase in red_flag_phrases] + more_red_flag_phrases
    missed = [phrase for phrase in phrases if find_red_flag(phrase) is None]
    assert len(red_flag_phrases) >= 60
    assert missed == []


def test_phrases_meet_a_rule_at_least_as_urgent(red_flag_phrases: list[list[str]]) -> None:
    levels = {rule.id: rule.level for rule in load_red_flags().rules}
    for expected, phrase in red_flag_phrases:
        rule = find_red_flag(phrase)
        assert rule is not None
        assert rule.level.rank <= levels[expected].rank, phrase


@pytest.mark.slow
def test_ordinary_questions_are_not_alarmed(
    ordinary_questions: list[str], paraphrases: list[list[str]]
) -> None:
    questions = [*ordinary_questions, *(question for _, question in paraphrases)]
    questions += [q for t in load_topics().values() for q in (t.title, *t.phrasings)]
    questions += [q for s in load_subjects() for q in s.phrasings]
    alarmed = [question for question in questions if find_red_flag(question) is not None]
    assert len(alarmed) <= 0.02 * len(questions), alarmed


@pytest.mark.parametrize(
    ("reported", "denied"),
    [
        (
            "Since the Botox I have trouble swallowing.",
            "Since the Botox I have no trouble swallowing.",
        ),
        ("He lost consciousness.", "He never lost consciousness."),
        ("I feel suicidal.", "I am not suicidal."),
        ("My speech is slurred.", "My speech is not slurred."),
    ],
)
def test_a_denied_sign_does_not_count(reported: str, denied: str) -> None:
    assert find_red_flag(reported) is not None
    assert find_red_flag(denied) is None


@pytest.mark.parametrize(
    ("reported", "general"),
    [
        ("After the Botox I cannot swallow.", "Can Botox cause trouble swallowing?"),
        ("My face suddenly dropped.", "Is a dropped face a sign of stroke?"),
        ("My mother had a seizure.", "What does a seizure look like?"),
        ("I hit my head and it twitches.", "Can a blow to the head cause twitching?"),
    ],
)
def test_a_general_question_is_no_report(reported: str, general: str) -> None:
    assert find_red_flag(reported) is not None
    assert find_red_flag(general) is None


def test_spelling_does_not_hide_a_sign() -> None:
    rule = find_red_flag("i cant swalow since my botox")
    assert rule is not None
    assert rule.id == "toxin-spread"


def test_the_most_urgent_is_told_first() -> None:
    rules = load_red_flags().rules
    assert [r.level.rank for r in rules] == sorted(r.level.rank for r in rules)
    told = find_red_flag("My arm and face jerk, I forget things, and I want to die.")
    assert told is not None
    assert told.id == "self-harm"


def test_every_rule_says_what_to_do_now_and_why() -> None:
    for rule in load_red_flags().rules:
        assert rule.basis
        assert rule.sources
        number = "emergency number" in rule.text or "emergency department" in rule.text
        if rule.level is Level.EMERGENCY:
            assert number, rule.id
        if rule.level is Level.SOON:
            assert "before" in rule.text, rule.id
        else:
            assert "now" in rule.text or "today" in rule.text or "within days" in rule.text


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("face|mouth ~3 drop*", "my face has just dropped", True),
        ("face|mouth ~3 drop*", "my face is fine but i dropped the cup", False),
        ("face ~3 drop*", "my surface dropped", False),
        ("own life", "her own life", True),
    ],
)
def test_patterns(pattern: str, text: str, found: bool) -> None:
    assert bool(compile_pattern(pattern).search(text)) is found


@pytest.mark.parametrize("text", ["", "\n\n", "?", "\u202e" * 50, "no " * 4000, "face " * 3000])
def test_odd_texts_do_no_harm(text: str) -> None:
    assert find_red_flag(text) is None
