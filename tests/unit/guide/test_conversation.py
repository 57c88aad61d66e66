"""Questions of several parts: each is answered, a danger in one of them comes first."""

import pytest
from tests.unit.guide.conftest import read_rows

from hemiface.guide.conversation import find_answers, split_parts
from hemiface.operations.replies import ask


def parts_of(text: str) -> list[str]:
    """Topics that answer a question, and `?` for each part that stays open."""
    reply = ask(text)
    told = [one.topic for one in reply.answers[: reply.direct]]
    return told + ["?"] * len(reply.open_parts)


@pytest.mark.parametrize(("half", "least"), [("learnt", 15), ("aside", 10)])
def test_each_part_of_a_question_is_answered(half: str, least: int) -> None:
    rows = [row[1:] for row in read_rows("two_parts.csv") if row[0] == half]
    right = [sorted(parts_of(text)) == sorted(expected.split()) for expected, text in rows]
    assert sum(right) >= least


@pytest.mark.parametrize(("half", "least"), [("learnt", 18), ("aside", 15)])
def test_two_parts_of_another_set_are_both_answered(half: str, least: int) -> None:
    rows = [row[2:] for row in read_rows("more_parts.csv") if row[0] == half]
    assert sum(are_both_answered(*row) for row in rows) >= least


def are_both_answered(first: str, second: str, text: str) -> bool:
    """Whether one of the topics that fit each part is among what is told."""
    told = set(parts_of(text))
    return len(told) > 1 and not any(told.isdisjoint(one.split("|")) for one in (first, second))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("I'm pregnant, can I have the shot, or are tablets better?", 2),
        ("for how long does it work and at what age does it begin", 2),
        ("Helfen Tabletten? Oder muss ich operiert werden?", 2),
        ("Macht Stress das schlimmer, und hilft Magnesium?", 2),
        ("Can you tell me how it starts and how it ends?", 2),
        ("Does it get worse when I eat and when I talk?", 0),
        ("Does Botox help people who twitch and who are old?", 0),
        ("My cheek twitches, is that dangerous?", 0),
        ("It goes away by itself, does it?", 0),
        ("Is it one side or both?", 0),
        ("Warum knackt es im Ohr, wenn es zuckt?", 0),
        ("Warum knackt es, wenn es zuckt, und warum kommt und geht das?", 2),
    ],
)
def test_questions_are_divided_where_another_begins(text: str, parts: int) -> None:
    assert len(split_parts(text)) == parts


@pytest.mark.parametrize(
    "text",
    [
        "Why do my eye and mouth twitch?", "What are the pros and cons of botox and surgery?",
        "Warum zucken Auge und Mund?", "Zucken Wange und Kinn auch mal zusammen?",
        "My husband had an MVD in March. How long before we should worry?", "", "and", "?",
    ],
)  # fmt: skip
def test_what_is_one_question_is_not_divided(text: str) -> None:
    assert split_parts(text) == []


def test_a_question_in_three_parts_has_three_answers_in_their_order() -> None:
    found = find_answers("What are the symptoms, how is it diagnosed and how is it treated?")
    assert [one.matches[0].slug for one in found.findings] == [
        "symptoms", "diagnosis", "how-to-stop",
    ]  # fmt: skip
    assert found.open_parts == ()


def test_the_part_without_an_answer_is_named_as_it_was_asked() -> None:
    reply = ask("Wie lange hält Botox und was kostet es?")
    assert [one.topic for one in reply.answers[: reply.direct]] == ["botulinum-toxin"]
    assert reply.open_parts == ("was kostet es",)
    assert not reply.declined


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("does it hurt and my mother cannot speak and her mouth droops", "stroke"),
        ("How long does botox last and since yesterday I cannot swallow", "toxin-spread"),
        ("Tut das weh und meine Mutter kann den Arm nicht heben und redet wirr", "stroke"),
        ("Wie lange hält Botox, und seit gestern kann ich kaum schlucken", "toxin-spread"),
        ("What does it cost? I do not want to live any more.", "self-harm"),
    ],
)
def test_a_danger_in_one_part_is_told_alone(text: str, danger: str) -> None:
    reply = ask(text)
    assert reply.red_flag is not None
    assert reply.red_flag.id.startswith(danger)
    assert not reply.answers
    assert not reply.open_parts


@pytest.mark.parametrize(
    "text",
    [
        "Can botox make the lid droop and do I have to stop then?",
        "Kann Botox das Lid hängen lassen und muss ich dann aufhören?",
    ],
)
def test_who_asks_on_does_not_alarm(text: str) -> None:
    assert ask(text).red_flag is None


@pytest.mark.parametrize(
    "text",
    [
        "how dangerous is the operation, can i die",
        "What do they do in the operation and is it dangerous?",
        "Ist die Operation gef\u00e4hrlich, kann man daran sterben?",
        "How does surgery work and will I live long?",
    ],
)
def test_what_reassures_about_the_illness_never_answers_for_an_operation(text: str) -> None:
    answered = parts_of(text)
    assert "surgery" in answered
    assert not {"seriousness", "outlook", "pain"}.intersection(answered)
