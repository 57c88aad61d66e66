"""A greeting, thanks or a call for help is met kindly, and never instead of a danger."""

import pytest

from hemiface.guide.greetings import find_greeting, load_greetings
from hemiface.operations.replies import ask


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("hello", "en", "the check asks you step by step"),
        ("Hi there!", "en", "the check asks you step by step"),
        ("thanks", "en", "You are welcome"),
        ("can you help me", "en", "In an emergency call"),
        ("i need help", "en", "In an emergency call"),
        ("Hello, can you help me?", "en", "In an emergency call"),
        ("who are you", "en", "a program, no doctor"),
        ("danke", "de", "Gern geschehen"),
        ("Guten Tag", "de", "Hallo. Fragen Sie"),
        ("Hilfe!", "de", "rufen Sie jetzt den Notruf"),
        ("Wer bist du?", "de", "kein Arzt"),
    ],
)
def test_what_is_no_question_gets_a_kind_pointer(text: str, language: str, words: str) -> None:
    reply = ask(text)
    assert words in reply.welcome
    assert reply.language == language
    assert (reply.answers, reply.red_flag, reply.refusal, reply.declined) == ((), None, None, False)


@pytest.mark.parametrize("greeting", load_greetings(), ids=lambda one: one.id)
def test_everything_that_is_listed_is_known(greeting: object) -> None:
    (one,) = (known for known in load_greetings() if known is greeting)
    for said in one.said:
        assert find_greeting(said) is one, said


@pytest.mark.parametrize(
    "text", ["hi i want to die", "help me i cant breathe", "Hilfe, ich bekomme keine Luft"]
)
def test_a_danger_behind_a_greeting_is_told(text: str) -> None:
    reply = ask(text)
    assert reply.red_flag is not None
    assert reply.welcome == ""


@pytest.mark.parametrize("text", ["hello, how long does botox last", "thanks but what is it", ""])
def test_a_question_behind_a_greeting_is_a_question(text: str) -> None:
    assert ask(text).welcome == ""


@pytest.mark.parametrize(
    ("question", "language"),
    [("ICD-10 Hemispasmus links", "de"), ("G51.3 Hemispasmus", "de"), ("ICD-10 code", "en")],
)
def test_a_code_is_of_no_language(question: str, language: str) -> None:
    assert ask(question).language == language


@pytest.mark.parametrize(
    "question",
    [
        "Macht Stress das schlimmer und bei wie vielen",
        "does stress worsen it, how often",
        "does stress make it worse and in how many people?",
    ],
)
def test_of_how_many_it_is_true_is_asked_of_the_same(question: str) -> None:
    reply = ask(question)
    assert [one.topic for one in reply.answers[: reply.direct]] == ["stress"]
    assert reply.open_parts == ()
